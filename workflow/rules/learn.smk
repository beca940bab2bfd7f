# The network, and the models beside it.


rule train_network:
    """Train the network with one recipe and one optimizer, on all folds of its schemes."""
    input:
        dataset=result("dataset.nc"),
        splits=lambda wildcards: expand(
            result("splits/{scheme}.tsv"), scheme=RECIPE_SCHEMES[wildcards.recipe]
        ),
        about=lambda wildcards: expand(
            result("splits/{scheme}.json"), scheme=RECIPE_SCHEMES[wildcards.recipe]
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
        schemes=lambda wildcards: RECIPE_SCHEMES[wildcards.recipe],
        seed=OPTIONS.seed,
    script:
        "../../scripts/train_network.py"


rule fit_baselines:
    """Fit the models without EEG and the classical ones on all folds of one scheme."""
    input:
        dataset=result("dataset.nc"),
        split=result("splits/{scheme}.tsv"),
        about=result("splits/{scheme}.json"),
    output:
        result("models/baselines/{scheme}.nc"),
    log:
        result("logs/fit_baselines/{scheme}.log"),
    benchmark:
        result("benchmarks/fit_baselines/{scheme}.tsv")
    conda:
        environment("learning")
    threads: 1
    resources:
        mem_mb=2000,
    params:
        library=library("fit_baselines"),
        target=OPTIONS.connectivity.target,
        seed=OPTIONS.seed,
    script:
        "../../scripts/fit_baselines.py"
