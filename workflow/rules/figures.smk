# Figures, each with its data as CSV; what they show was computed before.

TRAINING_FIGURES = [
    RECIPES[run.recipe].training_figure(run.optimizer) for run in RUNS.compared
]
SHOWN_UNITS = sorted({ica_unit(recording) for recording in FIRST_RECORDINGS})
RECORDING_FIGURES = [
    *("quality", "components", "before_after", "spectra"),
    *[f"components_{unit}" for unit in SHOWN_UNITS],
    *(["emg"] if HAS_EMG else []),
]
CONNECTIVITY_FIGURES = [
    "eeg_connectivity",
    *(["emg_connectivity", "emg_controls"] if HAS_EMG else []),
]
EVALUATION_FIGURES = ["skill", "estimates", "importance", "importance_edges"]
RECOVERY_FIGURES = (
    ["recovery", "recovery_length", "recovery_eeg", "artefact_reduction"]
    if SIMULATED
    else []
)


FIGURES = figure(
    TRAINING_FIGURES
    + RECORDING_FIGURES
    + CONNECTIVITY_FIGURES
    + SIGNIFICANCE_FIGURES
    + EVALUATION_FIGURES
    + RECOVERY_FIGURES
)


rule draw_training:
    """Draw the training curves (the paper's Figures 3 and 4, and that of RMSprop)."""
    input:
        histories=expand(result("models/{run}/history.csv"), run=RUNS.compared),
    output:
        report(
            figure(TRAINING_FIGURES),
            caption="../report/training.rst",
            category="4 Replication",
        ),
    log:
        result("logs/draw_training.log"),
    benchmark:
        result("benchmarks/draw_training.tsv")
    conda:
        environment("report")
    threads: 1
    resources:
        mem_mb=1000,
    params:
        library=library("draw_training"),
        runs=[(run.recipe, run.optimizer) for run in RUNS.compared],
        simulated=SIMULATED,
    script:
        "../../scripts/draw_training.py"


rule draw_recordings:
    """Draw what the quality rules and the cleaning did."""
    input:
        quality=expand(
            result("quality/recordings/{recording}.json"), recording=sorted(RECORDINGS)
        ),
        exclusions=result("exclusions.tsv"),
        ica=expand(result("derivatives/ica/{unit}.nc"), unit=ICA_UNITS),
        previews=expand(
            result("derivatives/previews/{recording}.nc"), recording=sorted(RECORDINGS)
        ),
    output:
        report(
            figure(RECORDING_FIGURES),
            caption="../report/recordings.rst",
            category="2 Cleaning",
        ),
    log:
        result("logs/draw_recordings.log"),
    benchmark:
        result("benchmarks/draw_recordings.tsv")
    conda:
        environment("report")
    threads: 1
    resources:
        mem_mb=1500,
    params:
        library=library("draw_recordings"),
        thresholds=options("quality"),
        units=SHOWN_UNITS,
        simulated=SIMULATED,
    script:
        "../../scripts/draw_recordings.py"


rule draw_connectivity:
    """Draw the mean brain and muscle networks, sinks in rows and sources in columns."""
    input:
        dataset=result("dataset.nc"),
    output:
        report(
            figure(CONNECTIVITY_FIGURES),
            caption="../report/connectivity.rst",
            category="3 Connectivity",
        ),
    log:
        result("logs/draw_connectivity.log"),
    benchmark:
        result("benchmarks/draw_connectivity.tsv")
    conda:
        environment("report")
    threads: 1
    resources:
        mem_mb=1500,
    params:
        library=library("draw_connectivity"),
        phases=[phase.name for phase in OPTIONS.segments.phases],
        simulated=SIMULATED,
    script:
        "../../scripts/draw_connectivity.py"


rule draw_evaluation:
    """Draw skill, estimates and importance."""
    input:
        dataset=result("dataset.nc"),
        split=result(f"splits/{PRIMARY_SCHEME}.tsv"),
        about=result(f"splits/{PRIMARY_SCHEME}.json"),
        metrics=result("tables/metrics.csv"),
        subjects=result("tables/subjects.csv"),
        importance=result("tables/importance.csv"),
        networks=expand(result("models/{run}/predictions.nc"), run=PRIMARY_RUNS),
        regressions=result(f"models/regressions/{PRIMARY_SCHEME}.nc"),
    output:
        report(
            figure(EVALUATION_FIGURES),
            caption="../report/evaluation.rst",
            category="5 Evaluation",
        ),
    log:
        result("logs/draw_evaluation.log"),
    benchmark:
        result("benchmarks/draw_evaluation.tsv")
    conda:
        environment("report")
    threads: 1
    resources:
        mem_mb=1500,
    params:
        library=library("draw_evaluation"),
        target=OPTIONS.connectivity.target,
        confidence=OPTIONS.evaluation.confidence,
        simulated=SIMULATED,
    script:
        "../../scripts/draw_evaluation.py"
