# How far a skill could reach in a simulated cohort, and the reliability of the target in any.

WHY_NO_CEILING = ""
if not SIMULATED:
    WHY_NO_CEILING = "it takes a known truth"
elif OPTIONS.evaluation.ceiling_draws == 0:
    WHY_NO_CEILING = "it was not asked for (evaluation.ceiling_draws)"
elif not TARGETS[OPTIONS.connectivity.target].has_ceiling:
    WHY_NO_CEILING = (
        f"the simulation's laws do not give the target {OPTIONS.connectivity.target}"
    )


if not WHY_NO_CEILING:

    rule expect_targets:
        """Compute what a subject's brain states leave possible, on average."""
        input:
            lambda wildcards: [
                truth_of(name) for name in recordings_of(wildcards.subject)
            ],
        output:
            result("derivatives/expected/{subject}.npz"),
        log:
            logs("expect_targets/{subject}"),
        benchmark:
            benchmarks("expect_targets/{subject}")
        priority: ON_THE_LONGEST_WAY
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

    rule expect_targets_of_new_people:
        """Compute what brain states leave possible where nothing is known of the person."""
        input:
            [truth_of(name) for name in RECORDINGS],
        output:
            result("derivatives/expected_of_new_people.npz"),
        log:
            logs("expect_targets_of_new_people"),
        benchmark:
            benchmarks("expect_targets_of_new_people")
        priority: ON_THE_LONGEST_WAY
        conda:
            environment("signals")
        resources:
            mem_mb=memory("expect_targets_of_new_people"),
        params:
            library=library("expect_targets_of_new_people"),
            settings=simulation_options(),
            # The law of people is smoother than that of one: an eighth of the draws for each.
            draws=-(-OPTIONS.evaluation.ceiling_draws // 8),
            conditional=OPTIONS.connectivity.conditional,
        script:
            script_of("expect_targets_of_new_people")


rule measure_learning_curve:
    """Fit models to growing shares of the training segments: would more recordings help?"""
    input:
        **split_of(PRIMARY_SCHEME),
        dataset=result("dataset.nc"),
        regressions=result(f"models/regressions/{PRIMARY_SCHEME}.nc"),
    output:
        table("learning_curve", "limits"),
    log:
        logs("measure_learning_curve"),
    benchmark:
        benchmarks("measure_learning_curve")
    priority: ON_THE_LONGEST_WAY
    conda:
        environment("learning")
    resources:
        mem_mb=memory("measure_learning_curve"),
    params:
        library=library("measure_learning_curve"),
        target=OPTIONS.connectivity.target,
        models=LEARNING_CURVE,
        confidence=OPTIONS.evaluation.confidence,
        seed=OPTIONS.seed,
    script:
        script_of("measure_learning_curve")


rule measure_limits:
    """Set every skill beside the ceiling, what can be learned, and the target's reliability."""
    input:
        dataset=result("dataset.nc"),
        splits=of_schemes("splits/{scheme}.tsv"),
        about=of_schemes("splits/{scheme}.json"),
        regressions=of_schemes("models/regressions/{scheme}.nc"),
        metrics=result("tables/metrics.csv"),
        expected=(
            []
            if WHY_NO_CEILING
            else [
                *of_subjects("derivatives/expected/{subject}.npz"),
                result("derivatives/expected_of_new_people.npz"),
            ]
        ),
        truth=[truth_of(name) for name in RECORDINGS] if SIMULATED else [],
    output:
        limits=table("limits", "limits"),
        reliability=table("reliability", "limits"),
    log:
        logs("measure_limits"),
    benchmark:
        benchmarks("measure_limits")
    priority: ON_THE_LONGEST_WAY
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
