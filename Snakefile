"""From brain network to muscle network: the map of the workflow, in the order of the data."""

from snakemake.utils import min_version

min_version("9.20")


configfile: "config/config.yaml"


include: "workflow/rules/common.smk"
include: "workflow/rules/simulate.smk"
include: "workflow/rules/quality.smk"
include: "workflow/rules/clean.smk"
include: "workflow/rules/connectivity.smk"
include: "workflow/rules/dataset.smk"
include: "workflow/rules/learn.smk"
include: "workflow/rules/evaluate.smk"
include: "workflow/rules/limits.smk"
include: "workflow/rules/doubts.smk"
include: "workflow/rules/calibrate.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/report.smk"


localrules:
    all,
    dataset,
    tables,
    figures,
    calibration,


rule all:
    default_target: True
    input:
        result("report.html"),


rule dataset:
    input:
        result("dataset.nc"),
        result("exclusions.tsv"),


rule tables:
    input:
        TABLES,


rule figures:
    input:
        FIGURES,


rule calibration:
    input:
        result("tables/calibration.csv"),
