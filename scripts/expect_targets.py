"""Compute what a subject's brain states leave possible of the muscle network, on average."""

from eeg2emg.jobs.job import run_job
from eeg2emg.simulation.expectation import expected_targets, write_expected
from eeg2emg.simulation.settings import SimulationSettings
from eeg2emg.simulation.truth_file import read_states


def main(snakemake):
    """Write the expected targets of every segment, given the person."""
    params = snakemake.params
    states = read_states(sorted(snakemake.input))
    expected = expected_targets(
        SimulationSettings(**params.settings),
        int(snakemake.wildcards.subject.removeprefix("sub-")) - 1,
        states.z,
        states.phases,
        draws=params.draws,
        conditional=params.conditional,
    )
    write_expected(snakemake.output[0], states, "known", expected)


if __name__ == "__main__":
    run_job(main, snakemake)
