# Does a choice of the cleaning matter? The rules from there to the models run again with the other
# choice, below a folder of their own; targets of their own.


rule ica_fit_on:
    """Skill with the ICA fitted on all recordings, and on training data only."""
    input:
        with_emg([result("tables/ica_fit_on.csv")]),
    localrule: True


rule laplacian:
    """Skill from potentials, and from their surface Laplacian."""
    input:
        with_emg([result("tables/laplacian.csv")]),
    localrule: True


rule compare_choices:
    """Set the skills with both choices side by side."""
    input:
        unpack(lambda wildcards: split_of(PRIMARY_SCHEME, place_of_other(wildcards))),
        metrics=result("tables/metrics.csv"),
        subjects=result("tables/subjects.csv"),
        dataset=lambda wildcards: result(f"{place_of_other(wildcards)}dataset.nc"),
        regressions=lambda wildcards: result(
            f"{place_of_other(wildcards)}models/regressions/{PRIMARY_SCHEME}.nc"
        ),
        networks=lambda wildcards: expand(
            result("{place}models/{run}/predictions.nc"),
            place=place_of_other(wildcards),
            run=JUDGED_RUNS,
        ),
    output:
        table("{choice}", "choices"),
    log:
        logs("compare_choices/{choice}"),
    benchmark:
        benchmarks("compare_choices/{choice}")
    conda:
        environment("learning")
    resources:
        mem_mb=memory("compare_choices"),
    params:
        library=library("compare_choices"),
        option=lambda wildcards: CHOICES[wildcards.choice].column,
        choices=lambda wildcards: CHOICES[wildcards.choice].names,
        own=lambda wildcards: CHOICES[wildcards.choice].own,
        primary=PRIMARY_MODELS,
        target=OPTIONS.connectivity.target,
        seed=OPTIONS.seed,
        confidence=OPTIONS.evaluation.confidence,
    script:
        script_of("compare_choices")
