"""Draw what a subject's brain states leave possible of the muscle network, and average."""

from eeg2emg.jobs.job import run_job
from eeg2emg.simulation.expectation import (
    expected_targets,
    expected_targets_of_new_people,
    write_expected,
)
from eeg2emg.simulation.settings import SimulationSettings
from eeg2emg.simulation.truth_file import read_states


def main(snakemake):
    """Write the expected targets of every segment, given the person and over all people."""
    params = snakemake.params
    settings = SimulationSettings(**params.settings)
    states = read_states(sorted(snakemake.input))
    person = int(snakemake.wildcards.subject.removeprefix("sub-")) - 1
    of = {"z": states.z, "phases": states.phases, "conditional": params.conditional}
    known = expected_targets(settings, person, draws=params.draws, **of)
    new = expected_targets_of_new_people(settings, people=params.draws, **of)
    write_expected(snakemake.output[0], states, known=known, new=new)


if __name__ == "__main__":
    run_job(main, snakemake)
