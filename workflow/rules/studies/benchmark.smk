# Which model is better? Several simulated cohorts of several laws, on request; whatever is claimed
# about models is pooled over their people. A cohort is made, and fitted, by a job of its own, so that
# what was interrupted goes on where it stopped, and a further cohort keeps the others.


rule simulate_benchmark_cohort:
    """Simulate one cohort through signals, without BIDS and ICA, and write its matrices."""
    output:
        result("benchmark/cohort-{number}.nc"),
    log:
        logs("simulate_benchmark_cohort/{number}"),
    benchmark:
        benchmarks("simulate_benchmark_cohort/{number}")
    conda:
        environment("signals")
    resources:
        mem_mb=memory("simulate_benchmark_cohort"),
    params:
        library=library("simulate_benchmark_cohort"),
        measures=OPTIONS.connectivity.measures,
        cohort={
            "coupling": OPTIONS.simulation.coupling,
            "seed": OPTIONS.seed,
            "subjects": OPTIONS.evaluation.benchmark_subjects,
            "recordings": OPTIONS.evaluation.benchmark_recordings,
        },
    script:
        script_of("simulate_benchmark_cohort")


rule fit_benchmark_cohort:
    """Fit rivals, regressions and networks on one cohort: errors person by person."""
    input:
        result("benchmark/cohort-{number}.nc"),
    output:
        result("benchmark/cohort-{number}.csv"),
    log:
        logs("fit_benchmark_cohort/{number}"),
    benchmark:
        benchmarks("fit_benchmark_cohort/{number}")
    conda:
        environment("learning")
    resources:
        mem_mb=memory("fit_benchmark_cohort"),
    params:
        library=library("fit_benchmark_cohort"),
        target=OPTIONS.connectivity.target,
        schemes=OPTIONS.evaluation.benchmark_schemes,
        networks={
            name: options("training")[name]
            for name in OPTIONS.evaluation.benchmark_networks
        },
        optimizer=OPTIONS.training.further_optimizer,
        few_shot_segments=OPTIONS.evaluation.few_shot_segments,
        primary=PRIMARY_MODELS,
        seed=OPTIONS.seed,
    script:
        script_of("fit_benchmark_cohort")


rule tabulate_benchmark:
    """Pool over the people of all cohorts, and say what may be claimed."""
    input:
        expand(
            result("benchmark/cohort-{number}.csv"),
            number=OPTIONS.evaluation.benchmark_cohorts,
        ),
    output:
        pooled=table("benchmark", "benchmark"),
        cohorts=table("benchmark_cohorts", "benchmark"),
    log:
        logs("tabulate_benchmark"),
    benchmark:
        benchmarks("tabulate_benchmark")
    conda:
        environment("learning")
    resources:
        mem_mb=memory("tabulate_benchmark"),
    params:
        library=library("tabulate_benchmark"),
        named=OPTIONS.evaluation.benchmark_named,
        primary=OPTIONS.evaluation.primary_models,
        seed=OPTIONS.seed,
        confidence=OPTIONS.evaluation.confidence,
    script:
        script_of("tabulate_benchmark")
