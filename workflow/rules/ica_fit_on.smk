# Does it matter that the ICA has seen EEG that is tested? Everything again with the other choice of
# `ica.fit_on`, from the components to the primary analysis; a target of its own.


localrules:
    ica_fit_on,


rule ica_fit_on:
    """Skill with the ICA fitted on all recordings, and on training data only."""
    input:
        with_emg([result("tables/ica_fit_on.csv")]),


use rule fit_ica as fit_other_ica with:
    output:
        other_fit("ica/{unit}.nc"),
    log:
        result("logs/fit_other_ica/{unit}.log"),
    benchmark:
        result("benchmarks/fit_other_ica/{unit}.tsv")
    params:
        settings=options("ica") | {"fit_on": OTHER_FIT},


use rule clean_recording as clean_by_other_ica with:
    input:
        data=lambda wildcards: RECORDINGS[wildcards.recording].files,
        quality=result("quality/recordings/{recording}.json"),
        subject=lambda wildcards: result(
            f"quality/subjects/{RECORDINGS[wildcards.recording].subject}.json"
        ),
        ica=lambda wildcards: other_fit(f"ica/{ica_unit(wildcards.recording)}.nc"),
    output:
        cleaned=temp(other_fit("cleaned/{recording}.nc")),
        preview=temp(other_fit("previews/{recording}.nc")),
    log:
        result("logs/clean_by_other_ica/{recording}.log"),
    benchmark:
        result("benchmarks/clean_by_other_ica/{recording}.tsv")


use rule estimate_connectivity as estimate_after_other_ica with:
    input:
        cleaned=other_fit("cleaned/{recording}.nc"),
    output:
        other_fit("connectivity/{recording}.nc"),
    log:
        result("logs/estimate_after_other_ica/{recording}.log"),
    benchmark:
        result("benchmarks/estimate_after_other_ica/{recording}.tsv")


use rule list_exclusions as list_exclusions_after_other_ica with:
    input:
        connectivity=expand(
            other_fit("connectivity/{recording}.nc"), recording=sorted(RECORDINGS)
        ),
        subjects=expand(result("quality/subjects/{subject}.json"), subject=SUBJECTS),
        quality=expand(
            result("quality/recordings/{recording}.json"), recording=sorted(RECORDINGS)
        ),
    output:
        other_fit("exclusions.tsv"),
    log:
        result("logs/list_exclusions_after_other_ica.log"),
    benchmark:
        result("benchmarks/list_exclusions_after_other_ica.tsv")


use rule assemble_dataset as assemble_after_other_ica with:
    input:
        connectivity=expand(
            other_fit("connectivity/{recording}.nc"), recording=sorted(RECORDINGS)
        ),
        exclusions=other_fit("exclusions.tsv"),
    output:
        dataset=other_fit("dataset.nc"),
    log:
        result("logs/assemble_after_other_ica.log"),
    benchmark:
        result("benchmarks/assemble_after_other_ica.tsv")


use rule split_segments as split_after_other_ica with:
    input:
        dataset=other_fit("dataset.nc"),
        ica=(
            expand(other_fit("ica/{unit}.nc"), unit=ICA_UNITS)
            if OTHER_FIT == "training"
            else []
        ),
    output:
        split=other_fit("splits/{scheme}.tsv"),
        about=other_fit("splits/{scheme}.json"),
    log:
        result("logs/split_after_other_ica/{scheme}.log"),
    benchmark:
        result("benchmarks/split_after_other_ica/{scheme}.tsv")


use rule fit_models as fit_models_after_other_ica with:
    input:
        dataset=other_fit("dataset.nc"),
        split=other_fit("splits/{scheme}.tsv"),
        about=other_fit("splits/{scheme}.json"),
    output:
        other_fit("regressions/{scheme}.nc"),
    log:
        result("logs/fit_models_after_other_ica/{scheme}.log"),
    benchmark:
        result("benchmarks/fit_models_after_other_ica/{scheme}.tsv")


use rule train_network as train_after_other_ica with:
    input:
        dataset=other_fit("dataset.nc"),
        splits=[other_fit(f"splits/{PRIMARY_SCHEME}.tsv")],
        about=[other_fit(f"splits/{PRIMARY_SCHEME}.json")],
    output:
        predictions=other_fit("models/{recipe}_{optimizer}/predictions.nc"),
        history=other_fit("models/{recipe}_{optimizer}/history.csv"),
        folds=other_fit("models/{recipe}_{optimizer}/folds.csv"),
        weights=other_fit("models/{recipe}_{optimizer}/weights.npz"),
    log:
        result("logs/train_after_other_ica/{recipe}_{optimizer}.log"),
    benchmark:
        result("benchmarks/train_after_other_ica/{recipe}_{optimizer}.tsv")
    params:
        schemes=[PRIMARY_SCHEME],


rule compare_ica_fits:
    """Set the skills with both choices side by side."""
    input:
        metrics=result("tables/metrics.csv"),
        dataset=other_fit("dataset.nc"),
        split=other_fit(f"splits/{PRIMARY_SCHEME}.tsv"),
        about=other_fit(f"splits/{PRIMARY_SCHEME}.json"),
        regressions=other_fit(f"regressions/{PRIMARY_SCHEME}.nc"),
        networks=expand(other_fit("models/{run}/predictions.nc"), run=PRIMARY_RUNS),
    output:
        report(
            result("tables/ica_fit_on.csv"),
            caption="../report/ica_fit_on.rst",
            category="5 Evaluation",
        ),
    log:
        result("logs/compare_ica_fits.log"),
    benchmark:
        result("benchmarks/compare_ica_fits.tsv")
    conda:
        environment("learning")
    threads: 1
    resources:
        mem_mb=2000,
    params:
        library=library("compare_ica_fits"),
        fit_on=OPTIONS.ica.fit_on,
        other=OTHER_FIT,
        target=OPTIONS.connectivity.target,
        seed=OPTIONS.seed,
        confidence=OPTIONS.evaluation.confidence,
        bootstrap=OPTIONS.evaluation.bootstrap,
    script:
        "../../scripts/compare_ica_fits.py"
