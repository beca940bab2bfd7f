# A model with its card, and the stored model of another run on these recordings.

APPLIED = [result("tables/applied.csv"), result("tables/applied_people.csv")]


rule store_model:
    """Fit the mean of unlike networks to all segments, and store it with its card."""
    input:
        dataset=result("dataset.nc"),
        metrics=result("tables/metrics.csv"),
        verdict=result("tables/verdict.csv"),
        regressions=result(f"models/regressions/{PRIMARY_SCHEME}.nc"),
    output:
        directory(result(f"models/{STORED_MODEL}")),
    log:
        logs("store_model"),
    benchmark:
        benchmarks("store_model")
    conda:
        environment("learning")
    resources:
        mem_mb=memory("store_model"),
    params:
        library=library("store_model"),
        target=OPTIONS.connectivity.target,
        configuration={"name": OPTIONS.name} | analysis_options("evaluation"),
    script:
        script_of("store_model")


rule apply_model:
    """Estimate the muscle network of these recordings by the stored model of another run."""
    input:
        model=model_to_apply,
        dataset=result("dataset.nc"),
    output:
        estimates=table("applied", "applied"),
        people=table("applied_people", "applied"),
    log:
        logs("apply_model"),
    benchmark:
        benchmarks("apply_model")
    conda:
        environment("learning")
    resources:
        mem_mb=memory("apply_model"),
    params:
        library=library("apply_model"),
        card=card_of_model,
        configuration=analysis_options(),
        same_people=OPTIONS.apply.same_people,
        seed=OPTIONS.seed,
    script:
        script_of("apply_model")
