"""Draw the way from the recordings to the verdict, skill, estimates and importance."""

from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.cohort.exclusions import read_exclusions
from eeg2emg.figures.brain_or_muscle import brain_or_muscle_figure
from eeg2emg.figures.evaluation import importance_figures, primary_estimates
from eeg2emg.figures.learning_curve import learning_curves
from eeg2emg.figures.pipeline import Run, pipeline_figure
from eeg2emg.figures.saving import save_figures
from eeg2emg.figures.skill import skill_forest
from eeg2emg.figures.skill_summary import skill_summary
from eeg2emg.files.tables import read_table
from eeg2emg.jobs.job import run_job
from eeg2emg.learning.predictions import read_predictions
from eeg2emg.splitting.files import read_split

TABLES = (
    *("metrics", "subjects", "importance", "limits", "quality", "ica", "verdict"),
    *("learning_curve", "brain_or_muscle"),
)


def main(snakemake):
    """Draw the figures of the evaluation from its tables and predictions."""
    given, params = snakemake.input, snakemake.params
    tables = {name: read_table(given[name]) for name in TABLES}
    metrics, importance = tables["metrics"], tables["importance"]
    dataset = load_dataset(given.dataset, target=params.target)
    scheme, split = read_split(given.split, given.about)
    predictions = [read_predictions(path) for path in (*given.networks, given.regressions)]
    of_run = {name: tables[name] for name in ("metrics", "quality", "ica", "verdict")}
    run = Run(dataset, scheme, split, exclusions=read_exclusions(given.exclusions), **of_run)
    shown = {"simulated": dataset.simulated}
    channels, confidence = dataset.eeg_channels, params.confidence
    drawn = {
        "pipeline": pipeline_figure(run),
        "skill_summary": skill_summary(metrics, tables["limits"], **shown),
        "skill": skill_forest(metrics, tables["subjects"], **shown),
        "brain_or_muscle": brain_or_muscle_figure(tables["brain_or_muscle"], **shown),
        "learning_curve": learning_curves(tables["learning_curve"], **shown),
        "estimates": primary_estimates(dataset, scheme, split, predictions, primary=params.primary),
        **importance_figures(importance, metrics, channels, confidence=confidence, **shown),
    }
    save_figures(drawn, snakemake.output)


if __name__ == "__main__":
    run_job(main, snakemake)
