# Where things lie, what jobs need, and what Snakemake shows of them in its own report.

import os

CATEGORIES = {
    "report": "0 Report",
    "exclusions": "1 Recordings",
    "quality": "1 Recordings",
    "quality_channels": "1 Recordings",
    "statements": "1 Recordings",
    "recordings": "2 Cleaning",
    "ica": "2 Cleaning",
    "connectivity": "3 Connectivity",
    "mean_matrices": "3 Connectivity",
    "significance": "3 Connectivity",
    "corticomuscular": "3 Connectivity",
    "table3": "4 Replication",
    "training": "4 Replication",
    "audit": "4 Replication",
    "claims": "4 Replication",
    "metrics": "5 Evaluation",
    "evaluation": "5 Evaluation",
    "importance": "5 Evaluation",
    "limits": "5 Evaluation",
    "doubts": "5 Evaluation",
    "verdict": "5 Evaluation",
    "choices": "5 Evaluation",
    "estimators": "5 Evaluation",
    "applied": "5 Evaluation",
    "targets": "5 Evaluation",
    "recovery": "6 Known truth",
    "coupling_sweep": "6 Known truth",
    "calibration": "7 Calibration",
    "verdict_calibration": "7 Calibration",
    "power": "7 Calibration",
    "benchmark": "7 Calibration",
}
"""Where Snakemake's own report shows an output, by the file of its caption."""


def from_here(path):
    """Name a file of the project as the file of rules that is read now has to."""
    return os.path.relpath(ROOT / path, workflow.current_basedir)


def script_of(name):
    """Place a script; the path is looked up when the job runs, so it is a whole one."""
    return str(SCRIPTS / f"{name}.py")


def environment(name):
    """Place a conda environment as the rules refer to it."""
    return from_here(f"envs/{name}.yaml")


def logs(name):
    """Place the log of a job."""
    return result(f"logs/{name}.log")


def benchmarks(name):
    """Place the measured time and memory of a job."""
    return result(f"benchmarks/{name}.tsv")


def memory(name, besides_mb=0):
    """Give the memory that a rule asks for, in MB, where need be from the size of its input."""
    if name not in TIMES_ITS_SIZE:
        return MEMORY_MB[name]
    return lambda wildcards, input: memory_mb(name, input) + besides_mb


def library(name):
    """Digest the library modules behind a script: a changed module reruns its rules."""
    return library_digest(SCRIPTS / f"{name}.py")


def reported(files, caption):
    """Show files in Snakemake's own report (`--report`)."""
    return report(
        files,
        caption=from_here(f"workflow/report/{caption}.rst"),
        category=CATEGORIES[caption],
    )


def table(name, caption):
    """Place a table, and show it in Snakemake's own report."""
    return reported(result(f"tables/{name}.csv"), caption)


def figure(names):
    """List the files of figures: for print, for the screen, and what they show."""
    return expand(
        result("figures/{name}.{ending}"),
        name=names,
        ending=["pdf", "svg", "png", "csv"],
    )


def of_recordings(pattern):
    """List the files of all recordings in the order of time; a wildcard of the rule stands in double braces."""
    return expand(result(pattern), recording=list(RECORDINGS))


def of_subjects(pattern):
    """List the files of all subjects."""
    return expand(result(pattern), subject=SUBJECTS)


def of_units(pattern):
    """List the files of all decompositions by ICA."""
    return expand(result(pattern), unit=ICA_UNITS)


def of_schemes(pattern):
    """List the files of all schemes."""
    return expand(result(pattern), scheme=SCHEMES)


def split_of(scheme, place=""):
    """Give the two files of a split, by the names by which rules ask for them."""
    return {
        "split": result(f"{place}splits/{scheme}.tsv"),
        "about": result(f"{place}splits/{scheme}.json"),
    }


def place_of_splits(wildcards):
    """Say whose splits a study uses: with other features its own, else those of the run."""
    return "" if wildcards.study.startswith("coupling_sweep") else wildcards.study


def place_of_other(wildcards):
    """Place what is made with the choice that is not the run's."""
    return f"{wildcards.choice}/{CHOICES[wildcards.choice].other}/"


VERDICT_BATCH = {"matrices": 10, "signals": 1}
"""Cohorts that one job judges."""


def batches_of_study(study, cohorts):
    """List the files of the batches of a study."""
    starts = range(0, study.cohorts(cohorts), VERDICT_BATCH[study.made_of])
    return [
        result(f"calibration/verdicts/{study.name}/from-{start}.csv")
        for start in starts
    ]


def batches_of(studies, cohorts):
    """List the files of the batches of several studies."""
    return [file for study in studies for file in batches_of_study(study, cohorts)]


def size_of_batch(wildcards):
    """Give the number of cohorts in a batch."""
    study = VERDICT_STUDIES[wildcards.study_of_verdict]
    asked = (
        OPTIONS.evaluation.power_cohorts
        if study.name in POWER
        else OPTIONS.evaluation.verdict_cohorts
    )
    left = study.cohorts(asked) - int(wildcards.start)
    return min(VERDICT_BATCH[study.made_of], left)


ON_THE_LONGEST_WAY = 20
"""Priority of the rules that the end of a run waits for, one after the other: what can be made
beside them, such as figures of recordings, is made when a core is left over."""
