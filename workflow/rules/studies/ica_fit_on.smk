# Does it matter that the ICA has seen EEG that is tested? The rules from the components to the models
# run again with the other choice of `ica.fit_on`, below a folder of their own; a target of its own.

OTHER_ICA = f"ica_fit_on/{OTHER_FIT}/"


rule ica_fit_on:
    """Skill with the ICA fitted on all recordings, and on training data only."""
    input:
        with_emg([result("tables/ica_fit_on.csv")]),
    localrule: True


rule compare_ica_fits:
    """Set the skills with both choices side by side."""
    input:
        **split_of(PRIMARY_SCHEME, OTHER_ICA),
        metrics=result("tables/metrics.csv"),
        dataset=result(f"{OTHER_ICA}dataset.nc"),
        regressions=result(f"{OTHER_ICA}models/regressions/{PRIMARY_SCHEME}.nc"),
        networks=expand(
            result("{place}models/{run}/predictions.nc"),
            place=OTHER_ICA,
            run=JUDGED_RUNS,
        ),
    output:
        table("ica_fit_on", "ica_fit_on"),
    log:
        logs("compare_ica_fits"),
    benchmark:
        benchmarks("compare_ica_fits")
    conda:
        environment("learning")
    resources:
        mem_mb=memory("compare_ica_fits"),
    params:
        library=library("compare_ica_fits"),
        fit_on=OPTIONS.ica.fit_on,
        primary=PRIMARY_MODELS,
        other=OTHER_FIT,
        target=OPTIONS.connectivity.target,
        seed=OPTIONS.seed,
        confidence=OPTIONS.evaluation.confidence,
    script:
        script_of("compare_ica_fits")
