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
            logs("expect_targets/{subject}"),
        benchmark:
            benchmarks("expect_targets/{subject}")
        conda:
            environment("signals")
        resources:
            mem_mb=memory("expect_targets"),
        params:
            library=library("expect_targets"),
            settings=simulation_options(),
            draws=OPTIONS.evaluation.ceiling_draws,
            conditional=OPTIONS.connectivity.conditional,
        script:
            script_of("expect_targets")


rule measure_limits:
    """Set every skill beside the target's reliability and the ceiling."""
    input:
        dataset=result("dataset.nc"),
        splits=of_schemes("splits/{scheme}.tsv"),
        about=of_schemes("splits/{scheme}.json"),
        regressions=of_schemes("models/regressions/{scheme}.nc"),
        metrics=result("tables/metrics.csv"),
        expected=(
            [] if WHY_NO_CEILING else of_subjects("derivatives/expected/{subject}.npz")
        ),
    output:
        limits=table("limits", "limits"),
        reliability=table("reliability", "limits"),
    log:
        logs("measure_limits"),
    benchmark:
        benchmarks("measure_limits")
    conda:
        environment("learning")
    resources:
        mem_mb=memory("measure_limits"),
    params:
        library=library("measure_limits"),
        target=OPTIONS.connectivity.target,
        why_no_ceiling=WHY_NO_CEILING,
    script:
        script_of("measure_limits")
