"""From brain network to muscle network: the map of the workflow, in the order of the data."""

import sys
from os import PathLike
from os.path import relpath
from pathlib import Path

from snakemake.utils import min_version

min_version("9.20")

if not isinstance(workflow.current_basedir, PathLike):
    sys.exit(
        f"eeg2emg: module {__name__}: the rules alone are fetched so, without the library in "
        "scripts/ that they call. Clone the project, and name the path of the Snakefile there "
        "(docs/how-to/module.md)"
    )


# That of this workflow, wherever it is started. A workflow that uses it as a module gives all options.
if workflow.modifier.is_main_snakefile():

    configfile: relpath(Path(workflow.current_basedir, "config", "config.yaml"))


include: "workflow/rules/common.smk"
include: "workflow/rules/helpers.smk"


# The first rule is what is made where nothing is asked for. A workflow that uses this one as a
# module keeps a first rule of its own.
rule all:
    input:
        lambda wildcards: whole_run(wildcards),
    localrule: True


include: "workflow/rules/simulate.smk"
include: "workflow/rules/fetch.smk"
include: "workflow/rules/import.smk"
include: "workflow/rules/quality.smk"
include: "workflow/rules/clean.smk"
include: "workflow/rules/connectivity.smk"
include: "workflow/rules/significance.smk"
include: "workflow/rules/corticomuscular.smk"
include: "workflow/rules/targets.smk"
include: "workflow/rules/dataset.smk"
include: "workflow/rules/learn.smk"
include: "workflow/rules/evaluate.smk"
include: "workflow/rules/limits.smk"
include: "workflow/rules/doubts.smk"
include: "workflow/rules/verdict.smk"
include: "workflow/rules/print.smk"
include: "workflow/rules/store.smk"
include: "workflow/rules/network_null.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/recovery.smk"
include: "workflow/rules/report.smk"
include: "workflow/rules/provenance.smk"
include: "workflow/rules/derivatives.smk"
include: "workflow/rules/studies/calibrate.smk"
include: "workflow/rules/studies/verdicts.smk"
include: "workflow/rules/studies/benchmark.smk"
include: "workflow/rules/studies/coupling_sweep.smk"
include: "workflow/rules/studies/choices.smk"
include: "workflow/rules/studies/estimators.smk"


onsuccess:
    say_how_it_ended()


# Nothing that looks at all recordings: what `--batch` divides.
rule matrices:
    input:
        with_recordings(of_recordings("connectivity/{recording}.nc")),
    localrule: True


rule dataset:
    input:
        with_recordings([result("dataset.nc"), result("exclusions.tsv")]),
        result("configuration.json"),
    localrule: True


rule tables:
    input:
        with_emg(TABLES),
    localrule: True


rule figures:
    input:
        with_emg(FIGURES),
    localrule: True


rule eeg_connectivity:
    input:
        with_recordings(
            [
                result("dataset.nc"),
                result("exclusions.tsv"),
                result("tables/quality.csv"),
                result("tables/quality_channels.csv"),
                result("tables/statements.csv"),
                result("tables/ica.csv"),
                *figure(RECORDING_FIGURES + CONNECTIVITY_FIGURES),
            ]
        ),
        result("configuration.json"),
    localrule: True


rule corticomuscular:
    input:
        with_emg(CORTICOMUSCULAR),
        result("configuration.json"),
    localrule: True


rule apply:
    input:
        with_recordings([*APPLIED, result("applied.html")]),
        result("exclusions.tsv"),
        result("configuration.json"),
    localrule: True


rule derivatives:
    input:
        with_recordings([DERIVATIVES]),
    localrule: True


rule crate:
    input:
        with_emg([CRATE]),
    localrule: True


rule calibration:
    input:
        result("tables/calibration.csv"),
        result("tables/verdict_calibration.csv"),
    localrule: True


rule power:
    input:
        result("tables/power.csv"),
    localrule: True


rule benchmark:
    input:
        result("tables/benchmark.csv"),
        result("tables/benchmark_cohorts.csv"),
    localrule: True
