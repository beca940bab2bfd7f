# Does the evaluation find skill where there is none? Small cohorts without coupling, on request.

CALIBRATION_BATCH = 5
CALIBRATION_STARTS = range(0, OPTIONS.evaluation.calibration_cohorts, CALIBRATION_BATCH)


rule judge_uncoupled_cohorts:
    """Draw some cohorts in which EEG and EMG share nothing, and evaluate them."""
    output:
        result("calibration/from-{start}.csv"),
    log:
        result("logs/judge_uncoupled_cohorts/{start}.log"),
    benchmark:
        result("benchmarks/judge_uncoupled_cohorts/{start}.tsv")
    conda:
        environment("learning")
    threads: 1
    resources:
        mem_mb=1500,
    params:
        library=library("judge_uncoupled_cohorts"),
        settings=simulation_options(),
        cohorts=lambda wildcards: min(
            CALIBRATION_BATCH,
            OPTIONS.evaluation.calibration_cohorts - int(wildcards.start),
        ),
        schemes=SCHEMES,
        confidence=OPTIONS.evaluation.confidence,
    script:
        "../../scripts/judge_uncoupled_cohorts.py"


rule tabulate_calibration:
    """Count how often a skill is claimed that is not there."""
    input:
        expand(result("calibration/from-{start}.csv"), start=CALIBRATION_STARTS),
    output:
        report(
            result("tables/calibration.csv"),
            caption="../report/calibration.rst",
            category="7 Calibration",
        ),
    log:
        result("logs/tabulate_calibration.log"),
    benchmark:
        result("benchmarks/tabulate_calibration.tsv")
    conda:
        environment("learning")
    threads: 1
    resources:
        mem_mb=1000,
    params:
        library=library("tabulate_calibration"),
        confidence=OPTIONS.evaluation.confidence,
    script:
        "../../scripts/tabulate_calibration.py"
