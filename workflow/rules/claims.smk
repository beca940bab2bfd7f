# What the paper claims, beside what this run has.


rule judge_claims:
    """Judge every claim of the paper by the audit of its table and by this run."""
    input:
        audit=result("tables/audit.csv"),
        table3=result(f"tables/{RECIPES[PAPER_RECIPE].table3}.csv"),
        metrics=result("tables/metrics.csv"),
        verdict=result("tables/verdict.csv"),
    output:
        table("claims", "claims"),
    log:
        logs("judge_claims"),
    benchmark:
        benchmarks("judge_claims")
    conda:
        environment("report")
    resources:
        mem_mb=memory("judge_claims"),
    params:
        library=library("judge_claims"),
        simulated=SIMULATED,
    script:
        script_of("judge_claims")
