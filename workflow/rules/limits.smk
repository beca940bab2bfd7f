# How far a skill could reach: the target's reliability, and the ceiling of a simulated cohort.

WHY_NO_CEILING = ""
if not SIMULATED:
    WHY_NO_CEILING = "a ceiling takes a known truth"
elif OPTIONS.evaluation.ceiling_draws == 0:
    WHY_NO_CEILING = "the ceiling was not asked for (evaluation.ceiling_draws)"
elif not TARGETS[OPTIONS.connectivity.target].has_ceiling:
    WHY_NO_CEILING = (
        f"the simulation's laws do not give the target {OPTIONS.connectivity.target}"
    )


if not WHY_NO_CEILING:

    rule expect_targets:
        """Draw what a subject's brain states leave possible, and average."""
        input:
            lambda wildcards: [
                result(f"bids/sourcedata/truth/{wildcards.subject}/{name}_truth.nc")
                for name in recordings_of(wildcards.subject)
            ],
        output:
            result("derivatives/expected/{subject}.npz"),
        log:
            result("logs/expect_targets/{subject}.log"),
        benchmark:
            result("benchmarks/expect_targets/{subject}.tsv")
        conda:
            environment("signals")
        threads: 1
        resources:
            mem_mb=1000,
        params:
            library=library("expect_targets"),
            settings=simulation_options(),
            draws=OPTIONS.evaluation.ceiling_draws,
            conditional=OPTIONS.connectivity.conditional,
        script:
            "../../scripts/expect_targets.py"


rule measure_limits:
    """Set every skill beside the target's reliability and the ceiling."""
    input:
        dataset=result("dataset.nc"),
        splits=expand(result("splits/{scheme}.tsv"), scheme=SCHEMES),
        about=expand(result("splits/{scheme}.json"), scheme=SCHEMES),
        regressions=expand(result("models/regressions/{scheme}.nc"), scheme=SCHEMES),
        metrics=result("tables/metrics.csv"),
        expected=(
            []
            if WHY_NO_CEILING
            else expand(result("derivatives/expected/{subject}.npz"), subject=SUBJECTS)
        ),
    output:
        limits=report(
            result("tables/limits.csv"),
            caption="../report/limits.rst",
            category="5 Evaluation",
        ),
        reliability=report(
            result("tables/reliability.csv"),
            caption="../report/limits.rst",
            category="5 Evaluation",
        ),
    log:
        result("logs/measure_limits.log"),
    benchmark:
        result("benchmarks/measure_limits.tsv")
    conda:
        environment("learning")
    threads: 1
    resources:
        mem_mb=2000,
    params:
        library=library("measure_limits"),
        target=OPTIONS.connectivity.target,
        why_no_ceiling=WHY_NO_CEILING,
    script:
        "../../scripts/measure_limits.py"
