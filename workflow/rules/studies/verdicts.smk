# Is the verdict yes where it must not be, and where it should be? Simulated cohorts, on request, in
# batches, so that what was interrupted goes on where it stopped.


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
        environment("signals")
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
        environment("signals")
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
        environment("signals")
    resources:
        mem_mb=memory("tabulate_verdicts"),
    params:
        library=library("tabulate_verdicts"),
        confidence=OPTIONS.evaluation.confidence,
    script:
        script_of("tabulate_verdicts")
