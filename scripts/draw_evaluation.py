"""Draw skill, estimates and importance."""

from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.figures.evaluation import importance_figures, primary_estimates
from eeg2emg.figures.skill import skill_forest
from eeg2emg.figures.style import save_figures
from eeg2emg.files.tables import read_table
from eeg2emg.jobs.job import run_job
from eeg2emg.learning.predictions import read_predictions
from eeg2emg.splitting.files import read_split


def main(snakemake):
    """Draw the figures of the evaluation from its tables and predictions."""
    given, params = snakemake.input, snakemake.params
    metrics, subjects, importance = (
        read_table(given[name]) for name in ("metrics", "subjects", "importance")
    )
    dataset = load_dataset(given.dataset, target=params.target)
    scheme, split = read_split(given.split, given.about)
    predictions = [read_predictions(path) for path in (*given.networks, given.regressions)]
    of_importance = importance_figures(
        importance, dataset.eeg_channels, confidence=params.confidence, simulated=dataset.simulated
    )
    drawn = {
        "skill": skill_forest(metrics, subjects, simulated=dataset.simulated),
        "estimates": primary_estimates(dataset, scheme, split, predictions, primary=params.primary),
        **of_importance,
    }
    save_figures(drawn, snakemake.output)


if __name__ == "__main__":
    run_job(main, snakemake)
