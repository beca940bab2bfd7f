# Is the verdict yes where it must not be, and where it should be? Simulated cohorts, on request, in
# batches, so that what was interrupted goes on where it stopped.

VERDICT_BATCH = {"matrices": 10, "signals": 1}


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


wildcard_constraints:
    study_of_verdict="|".join(VERDICT_STUDIES),


rule judge_cohorts:
    """Draw some cohorts of a study, and reach the verdict on each."""
    output:
        result("calibration/verdicts/{study_of_verdict}/from-{start}.csv"),
    log:
        logs("judge_cohorts/{study_of_verdict}/{start}"),
    benchmark:
        benchmarks("judge_cohorts/{study_of_verdict}/{start}")
    conda:
        environment("learning")
    resources:
        mem_mb=memory("judge_cohorts"),
    params:
        library=library("judge_cohorts"),
        cohorts=size_of_batch,
        primary=[name for name in PRIMARY_MODELS if name in REGRESSIONS],
        seed=OPTIONS.seed,
    script:
        script_of("judge_cohorts")


rule tabulate_verdicts:
    """Count how often the verdict is yes without coupling, and with a strong one."""
    input:
        batches_of(UNCOUPLED.values(), OPTIONS.evaluation.verdict_cohorts),
        batches_of(COUPLED.values(), OPTIONS.evaluation.power_cohorts),
    output:
        table("verdict_calibration", "verdict_calibration"),
    log:
        logs("tabulate_verdicts"),
    benchmark:
        benchmarks("tabulate_verdicts")
    conda:
        environment("learning")
    resources:
        mem_mb=memory("tabulate_verdicts"),
    params:
        library=library("tabulate_verdicts"),
        confidence=OPTIONS.evaluation.confidence,
    script:
        script_of("tabulate_verdicts")


rule tabulate_power:
    """Count how often the verdict is yes, by people, segments and coupling."""
    input:
        batches_of(POWER.values(), OPTIONS.evaluation.power_cohorts),
    output:
        table("power", "power"),
    log:
        logs("tabulate_power"),
    benchmark:
        benchmarks("tabulate_power")
    conda:
        environment("learning")
    resources:
        mem_mb=memory("tabulate_verdicts"),
    params:
        library=library("tabulate_verdicts"),
        confidence=OPTIONS.evaluation.confidence,
    script:
        script_of("tabulate_verdicts")
