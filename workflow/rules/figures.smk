# Figures, each with its data as CSV; what they show was computed before.

TRAINING_FIGURES = list(
    dict.fromkeys(RECIPES[run.recipe].training_figure for run in RUNS.compared)
)
SHOWN_UNITS = [ica_unit(recording) for recording in FIRST_RECORDINGS]
RECORDING_FIGURES = [
    *("quality", "components", "before_after", "spectra"),
    *[f"components_{unit}" for unit in SHOWN_UNITS],
    *(["emg"] if HAS_EMG else []),
]
CONNECTIVITY_FIGURES = [
    *names_of_pages("eeg_connectivity", EEG_PLANES),
    *(["emg_connectivity", "emg_controls"] if HAS_EMG else []),
]
EVALUATION_FIGURES = [
    *("pipeline", "skill_summary", "brain_or_muscle", "skill", "learning_curve"),
    *("estimates", "importance", "importance_edges"),
]
RECOVERY_FIGURES = (
    ["recovery", "recovery_length", "recovery_eeg", "artefact_reduction"]
    if SIMULATED
    else []
)


FIGURES_BY_CAPTION = {
    "training": TRAINING_FIGURES,
    "recordings": RECORDING_FIGURES,
    "connectivity": CONNECTIVITY_FIGURES,
    "significance": SIGNIFICANCE_FIGURES,
    "corticomuscular": (
        CORTICOMUSCULAR_FIGURES if OPTIONS.corticomuscular.enabled else []
    ),
    "evaluation": EVALUATION_FIGURES,
    "targets": TARGET_FIGURES,
    "recovery": RECOVERY_FIGURES,
}
FIGURES = figure([name for names in FIGURES_BY_CAPTION.values() for name in names])


rule draw_training:
    """Draw the training curves (the paper's Figures 3 and 4, and that of RMSprop)."""
    input:
        histories=expand(result("models/{run}/history.csv"), run=RUNS.compared),
        folds=expand(result("models/{run}/folds.csv"), run=RUNS.compared),
    output:
        reported(figure(TRAINING_FIGURES), "training"),
    log:
        logs("draw_training"),
    benchmark:
        benchmarks("draw_training")
    conda:
        environment("report")
    resources:
        mem_mb=memory("draw_training"),
    params:
        library=library("draw_training"),
        runs=[(run.recipe, run.optimizer) for run in RUNS.compared],
        target=OPTIONS.connectivity.target,
        simulated=SIMULATED,
    script:
        script_of("draw_training")


rule draw_recordings:
    """Draw what the quality rules and the cleaning did."""
    input:
        quality=of_recordings("quality/recordings/{recording}.json"),
        exclusions=result("exclusions.tsv"),
        ica=of_units("derivatives/ica/{unit}.nc"),
        previews=of_recordings("derivatives/previews/{recording}.nc"),
    output:
        reported(figure(RECORDING_FIGURES), "recordings"),
    log:
        logs("draw_recordings"),
    benchmark:
        benchmarks("draw_recordings")
    priority: ON_THE_LONGEST_WAY // 2  # one long job, that need not be the last
    conda:
        environment("report")
    resources:
        mem_mb=memory("draw_recordings"),
    params:
        library=library("draw_recordings"),
        thresholds=options("quality"),
        units=SHOWN_UNITS,
        simulated=SIMULATED,
    script:
        script_of("draw_recordings")


rule draw_connectivity:
    """Draw the mean brain and muscle networks, sinks in rows and sources in columns."""
    input:
        dataset=result("dataset.nc"),
    output:
        reported(figure(CONNECTIVITY_FIGURES), "connectivity"),
    log:
        logs("draw_connectivity"),
    benchmark:
        benchmarks("draw_connectivity")
    conda:
        environment("report")
    resources:
        mem_mb=memory("draw_connectivity"),
    params:
        library=library("draw_connectivity"),
        phases=[phase.name for phase in OPTIONS.segments.phases],
        simulated=SIMULATED,
    script:
        script_of("draw_connectivity")


rule draw_evaluation:
    """Draw the way from the recordings to the verdict, skill, estimates and importance."""
    input:
        **split_of(PRIMARY_SCHEME),
        dataset=result("dataset.nc"),
        metrics=result("tables/metrics.csv"),
        subjects=result("tables/subjects.csv"),
        importance=result("tables/importance.csv"),
        limits=result("tables/limits.csv"),
        quality=result("tables/quality.csv"),
        ica=result("tables/ica.csv"),
        verdict=result("tables/verdict.csv"),
        learning_curve=result("tables/learning_curve.csv"),
        brain_or_muscle=result("tables/brain_or_muscle.csv"),
        exclusions=result("exclusions.tsv"),
        networks=expand(result("models/{run}/predictions.nc"), run=JUDGED_RUNS),
        regressions=result(f"models/regressions/{PRIMARY_SCHEME}.nc"),
    output:
        reported(figure(EVALUATION_FIGURES), "evaluation"),
    log:
        logs("draw_evaluation"),
    benchmark:
        benchmarks("draw_evaluation")
    priority: ON_THE_LONGEST_WAY
    conda:
        environment("report")
    resources:
        mem_mb=memory("draw_evaluation"),
    params:
        library=library("draw_evaluation"),
        target=OPTIONS.connectivity.target,
        primary=PRIMARY_MODELS,
        confidence=OPTIONS.evaluation.confidence,
        simulated=SIMULATED,
    script:
        script_of("draw_evaluation")
