"""Draw skill, estimates and importance."""

import pandas as pd
from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.evaluation.judgement import PRIMARY
from eeg2emg.evaluation.selection import choices, gather
from eeg2emg.figures.edges import edges_figure
from eeg2emg.figures.estimates import estimates_scatter
from eeg2emg.figures.importance import importance_figure
from eeg2emg.figures.skill import skill_forest
from eeg2emg.figures.style import model_colour, not_estimable_figure, save_figure
from eeg2emg.files.tables import read_table
from eeg2emg.jobs.job import run_job
from eeg2emg.learning.predictions import read_predictions
from eeg2emg.splitting.files import read_split


def main(snakemake):
    """Draw the figures of the evaluation from its tables and predictions."""
    simulated = snakemake.params.simulated
    metrics, subjects = (read_table(snakemake.input[name]) for name in ("metrics", "subjects"))
    dataset = load_dataset(snakemake.input.dataset, target=snakemake.params.target)
    drawn = {
        "skill": skill_forest(metrics, subjects, simulated=simulated),
        "estimates": _estimates(snakemake, dataset),
        **_importance(snakemake, dataset),
    }
    for name, (figure, data) in drawn.items():
        save_figure(figure, data, [file for file in snakemake.output if f"/{name}." in file])


def _estimates(snakemake, dataset):
    scheme, split = read_split(snakemake.input.split, snakemake.input.about)
    simulated = snakemake.params.simulated
    if not split.estimable:
        return not_estimable_figure(
            "Estimated against true muscle networks", split.reason, simulated=simulated
        )
    paths = [*snakemake.input.networks, snakemake.input.regressions]
    table = gather(dataset, scheme, split, [read_predictions(path) for path in paths])
    choice = choices(table)[PRIMARY["model"]]
    tested = (table.rows["part"] == "test").to_numpy()
    rows = dataset.rows(table.rows.loc[tested, "segment"])
    return estimates_scatter(
        table.truth[tested],
        choice.prediction[tested],
        dataset.cells[rows],
        model=choice.describe(),
        scheme=scheme,
        colour=model_colour(next(iter(choice.by_fold.values()))),
        simulated=simulated,
        emg_channels=dataset.emg_channels,
    )


def _importance(snakemake, dataset):
    table = pd.read_csv(snakemake.input.importance)
    simulated = snakemake.params.simulated
    if (table["status"] != "estimated").any():
        reason = table["reason"].iloc[0]
        return {
            "importance": not_estimable_figure("Importance", reason, simulated=simulated),
            "importance_edges": not_estimable_figure(
                "Importance of pairs of electrodes", reason, simulated=simulated
            ),
        }
    return {
        "importance": importance_figure(table, dataset.eeg_channels, simulated=simulated),
        "importance_edges": edges_figure(
            table,
            dataset.eeg_channels,
            simulated=simulated,
            confidence=snakemake.params.confidence,
        ),
    }


if __name__ == "__main__":
    run_job(main, snakemake)
