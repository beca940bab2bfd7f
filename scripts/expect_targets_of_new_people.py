"""Compute what brain states leave possible of the muscle network of unknown people, on average."""

from eeg2emg.jobs.job import run_job
from eeg2emg.simulation.expectation import expected_targets_of_new_people, write_expected
from eeg2emg.simulation.settings import SimulationSettings
from eeg2emg.simulation.truth_file import read_states


def main(snakemake):
    """Write the expected targets of every segment of all subjects, over the law of people."""
    params = snakemake.params
    states = read_states(sorted(snakemake.input))
    expected = expected_targets_of_new_people(
        SimulationSettings(**params.settings),
        states.z,
        states.phases,
        draws=params.draws,
        conditional=params.conditional,
    )
    write_expected(snakemake.output[0], states, "new", expected)


if __name__ == "__main__":
    run_job(main, snakemake)
