# Does it matter with which package the spectral measures are estimated? The rules from the matrices to
# the models run again with the other estimator, below a folder of their own; a target of its own.

OTHER_MATRICES = f"estimators/{OTHER_ESTIMATOR}/"
COMPARED_SCHEMES = [TABLE3_SCHEME, PRIMARY_SCHEME]


rule estimators:
    """The paper's table, and the skill of the regressions, with both estimators."""
    input:
        with_emg([result("tables/estimators.csv")]),
    localrule: True


rule compare_estimators:
    """Set the results with both estimators of the spectral measures side by side."""
    input:
        metrics=result("tables/metrics.csv"),
        dataset=result(f"{OTHER_MATRICES}dataset.nc"),
        splits=[
            result(f"{OTHER_MATRICES}splits/{name}.tsv") for name in COMPARED_SCHEMES
        ],
        about=[
            result(f"{OTHER_MATRICES}splits/{name}.json") for name in COMPARED_SCHEMES
        ],
        regressions=[
            result(f"{OTHER_MATRICES}models/regressions/{name}.nc")
            for name in COMPARED_SCHEMES
        ],
        networks=[
            result(f"{OTHER_MATRICES}models/{run}/predictions.nc")
            for run in RUNS.compared
            if run.recipe == PAPER_RECIPE
        ],
    output:
        table("estimators", "estimators"),
    log:
        logs("compare_estimators"),
    benchmark:
        benchmarks("compare_estimators")
    conda:
        environment("learning")
    resources:
        mem_mb=memory("compare_estimators"),
    params:
        library=library("compare_estimators"),
        estimator=OPTIONS.connectivity.estimator,
        other=OTHER_ESTIMATOR,
        target=OPTIONS.connectivity.target,
        primary=PRIMARY_MODELS,
        seed=OPTIONS.seed,
        confidence=OPTIONS.evaluation.confidence,
    script:
        script_of("compare_estimators")
