# The networks, and the rivals and regressions beside them.


rule train_network:
    """Train the network with one recipe and one optimizer, on all folds of its schemes."""
    input:
        dataset=result("dataset.nc"),
        splits=lambda wildcards: expand(
            result("splits/{scheme}.tsv"), scheme=RUNS.schemes[wildcards.recipe]
        ),
        about=lambda wildcards: expand(
            result("splits/{scheme}.json"), scheme=RUNS.schemes[wildcards.recipe]
        ),
    output:
        predictions=result("models/{recipe}_{optimizer}/predictions.nc"),
        history=result("models/{recipe}_{optimizer}/history.csv"),
        folds=result("models/{recipe}_{optimizer}/folds.csv"),
        weights=result("models/{recipe}_{optimizer}/weights.npz"),
    log:
        result("logs/train_network/{recipe}_{optimizer}.log"),
    benchmark:
        result("benchmarks/train_network/{recipe}_{optimizer}.tsv")
    conda:
        environment("learning")
    threads: 1
    resources:
        mem_mb=4000,
    params:
        library=library("train_network"),
        target=OPTIONS.connectivity.target,
        recipe=lambda wildcards: options("training")[wildcards.recipe],
        schemes=lambda wildcards: list(RUNS.schemes[wildcards.recipe]),
        seed=OPTIONS.seed,
    script:
        "../../scripts/train_network.py"


rule fit_models:
    """Fit the rivals without EEG and the regressions on all folds of one scheme."""
    input:
        dataset=result("dataset.nc"),
        split=result("splits/{scheme}.tsv"),
        about=result("splits/{scheme}.json"),
    output:
        result("models/regressions/{scheme}.nc"),
    log:
        result("logs/fit_models/{scheme}.log"),
    benchmark:
        result("benchmarks/fit_models/{scheme}.tsv")
    conda:
        environment("learning")
    threads: 1
    resources:
        mem_mb=2000,
    params:
        library=library("fit_models"),
        target=OPTIONS.connectivity.target,
        seed=OPTIONS.seed,
    script:
        "../../scripts/fit_models.py"
