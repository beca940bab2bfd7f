# The networks, and the rivals and regressions beside them.


rule train_network:
    """Train the network with one recipe and one optimizer, on all folds of its schemes."""
    input:
        dataset=result("{fit}dataset.nc"),
        splits=lambda wildcards: expand(
            result("{fit}splits/{scheme}.tsv"),
            fit=wildcards.fit,
            scheme=schemes_of(wildcards),
        ),
        about=lambda wildcards: expand(
            result("{fit}splits/{scheme}.json"),
            fit=wildcards.fit,
            scheme=schemes_of(wildcards),
        ),
    output:
        predictions=result("{fit}models/{recipe}_{optimizer}/predictions.nc"),
        history=result("{fit}models/{recipe}_{optimizer}/history.csv"),
        folds=result("{fit}models/{recipe}_{optimizer}/folds.csv"),
        weights=result("{fit}models/{recipe}_{optimizer}/weights.npz"),
    log:
        logs("{fit}train_network/{recipe}_{optimizer}"),
    benchmark:
        benchmarks("{fit}train_network/{recipe}_{optimizer}")
    priority: ON_THE_LONGEST_WAY
    conda:
        environment("learning")
    resources:
        mem_mb=memory("train_network"),
    params:
        library=library("train_network"),
        target=OPTIONS.connectivity.target,
        recipe=lambda wildcards: options("training")[wildcards.recipe],
        schemes=lambda wildcards: schemes_of(wildcards),
        seed=OPTIONS.seed,
    script:
        script_of("train_network")


rule fit_models:
    """Fit the rivals without EEG and the regressions on all folds of one scheme."""
    input:
        unpack(lambda wildcards: split_of(wildcards.scheme, place_of_splits(wildcards))),
        dataset=result("{study}dataset.nc"),
    output:
        result("{study}models/regressions/{scheme}.nc"),
    log:
        logs("{study}fit_models/{scheme}"),
    benchmark:
        benchmarks("{study}fit_models/{scheme}")
    priority: ON_THE_LONGEST_WAY
    conda:
        environment("learning")
    resources:
        mem_mb=memory("fit_models"),
    params:
        library=library("fit_models"),
        target=OPTIONS.connectivity.target,
        seed=OPTIONS.seed,
    script:
        script_of("fit_models")
