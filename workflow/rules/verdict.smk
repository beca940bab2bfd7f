# One decision: does the EEG tell about the muscles?


rule reach_verdict:
    """Decide from skill, changes, null and controls whether the EEG tells about the muscles."""
    input:
        dataset=result("dataset.nc"),
        metrics=result("tables/metrics.csv"),
        subjects=result("tables/subjects.csv"),
        nulls=[
            result("tables/null.csv"),
            *([result("tables/network_null.csv")] if FURTHER_IN_PRIMARY else []),
        ],
        controls=result("tables/controls.csv"),
    output:
        verdict=table("verdict", "verdict"),
        trends=table("trends", "verdict"),
    log:
        logs("reach_verdict"),
    benchmark:
        benchmarks("reach_verdict")
    priority: ON_THE_LONGEST_WAY
    conda:
        environment("learning")
    resources:
        mem_mb=memory("reach_verdict"),
    params:
        library=library("reach_verdict"),
        target=OPTIONS.connectivity.target,
        confidence=OPTIONS.evaluation.confidence,
        seed=OPTIONS.seed,
    script:
        script_of("reach_verdict")


rule judge_edges:
    """Say of all muscle edges together, and of each, whether its skill is of brain or muscle."""
    input:
        **split_of(PRIMARY_SCHEME),
        dataset=result("dataset.nc"),
        networks=expand(result("models/{run}/predictions.nc"), run=FURTHER_IN_PRIMARY),
        regressions=result(f"models/regressions/{PRIMARY_SCHEME}.nc"),
        control_edges=result("tables/control_edges.csv"),
        verdict=result("tables/verdict.csv"),
    output:
        table("brain_or_muscle", "verdict"),
    log:
        logs("judge_edges"),
    benchmark:
        benchmarks("judge_edges")
    priority: ON_THE_LONGEST_WAY
    conda:
        environment("learning")
    resources:
        mem_mb=memory("judge_edges"),
    params:
        library=library("judge_edges"),
        target=OPTIONS.connectivity.target,
        primary=PRIMARY_MODELS,
        confidence=OPTIONS.evaluation.confidence,
        seed=OPTIONS.seed,
    script:
        script_of("judge_edges")
