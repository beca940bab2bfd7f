# Does the evaluation find skill where there is none? Small cohorts without coupling, on request.

CALIBRATION_BATCH = 5
CALIBRATION_STARTS = range(0, OPTIONS.evaluation.calibration_cohorts, CALIBRATION_BATCH)


rule judge_uncoupled_cohorts:
    """Draw some cohorts in which EEG and EMG share nothing, and evaluate them."""
    output:
        result("calibration/from-{start}.csv"),
    log:
        logs("judge_uncoupled_cohorts/{start}"),
    benchmark:
        benchmarks("judge_uncoupled_cohorts/{start}")
    conda:
        environment("learning")
    resources:
        mem_mb=memory("judge_uncoupled_cohorts"),
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
        script_of("judge_uncoupled_cohorts")


rule tabulate_calibration:
    """Count how often a skill is claimed that is not there."""
    input:
        expand(result("calibration/from-{start}.csv"), start=CALIBRATION_STARTS),
    output:
        table("calibration", "calibration"),
    log:
        logs("tabulate_calibration"),
    benchmark:
        benchmarks("tabulate_calibration")
    conda:
        environment("learning")
    resources:
        mem_mb=memory("tabulate_calibration"),
    params:
        library=library("tabulate_calibration"),
        confidence=OPTIONS.evaluation.confidence,
    script:
        script_of("tabulate_calibration")
