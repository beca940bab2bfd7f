# What the paper claims, and tables for a paper.


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


rule write_latex:
    """Write the tables that a paper would print as LaTeX."""
    input:
        dataset=result("dataset.nc"),
        tables=expand(
            result("tables/{name}.csv"), name=tables_needed(simulated=SIMULATED)
        ),
    output:
        PRINTED,
    log:
        logs("write_latex"),
    benchmark:
        benchmarks("write_latex")
    conda:
        environment("report")
    resources:
        mem_mb=memory("write_latex"),
    params:
        library=library("write_latex"),
        phases=[phase.name for phase in OPTIONS.segments.phases],
        simulated=SIMULATED,
        confidence=OPTIONS.evaluation.confidence,
    script:
        script_of("write_latex")
