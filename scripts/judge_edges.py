"""Say of all muscle edges together, and of each, whether its skill is of brain or muscle."""

from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.evaluation.primary_edges import no_skills, skills_of_primary
from eeg2emg.evaluation.selection import gather
from eeg2emg.files.tables import read_table, write_table
from eeg2emg.jobs.job import log, run_job
from eeg2emg.learning.predictions import read_predictions
from eeg2emg.splitting.files import read_split
from eeg2emg.verdict.brain_or_muscle import brain_or_muscle


def main(snakemake):
    """Write the table of edges with the origin of their skill, and the reason."""
    given, params = snakemake.input, snakemake.params
    dataset = load_dataset(given.dataset, target=params.target)
    scheme, split = read_split(given.split, given.about)
    options = {"seed": params.seed, "confidence": params.confidence, "primary": params.primary}
    if split.estimable:
        predictions = [read_predictions(path) for path in (*given.networks, given.regressions)]
        table = gather(dataset, scheme, split, predictions)
        skills = skills_of_primary(table, dataset.emg_channels, **options)
    else:
        skills = no_skills(dataset.emg_channels)
    tables = [read_table(path) for path in (given.control_edges, given.verdict)]
    found = brain_or_muscle(skills, *tables, confidence=params.confidence)
    log.info("all edges together: %s; %s", found["origin"][0], found["reason"][0])
    write_table(snakemake.output[0], found)


if __name__ == "__main__":
    run_job(main, snakemake)
