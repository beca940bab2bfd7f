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
