"""Draw what a subject's brain states leave possible of the muscle network, and average."""

import netCDF4
import numpy as np
from eeg2emg.files.atomic import atomic_path
from eeg2emg.jobs.job import run_job
from eeg2emg.simulation.expectation import expected_targets, expected_targets_of_new_people
from eeg2emg.simulation.settings import SimulationSettings


def main(snakemake):
    """Write the expected targets of every segment, given the person and over all people."""
    params = snakemake.params
    settings = SimulationSettings(**params.settings)
    recordings, onsets_s, states, phases = [], [], [], []
    for path in sorted(snakemake.input):
        with netCDF4.Dataset(path) as file:
            recordings += [file.recording] * len(file.dimensions["segment"])
            onsets_s += file["onset_s"][:].tolist()
            phases += file["phase"][:].tolist()
            states.append(np.asarray(file["z"][:]))
    z = np.concatenate(states)
    person = int(snakemake.wildcards.subject.removeprefix("sub-")) - 1
    conditional = {"conditional": params.conditional}
    known = expected_targets(settings, person, z, phases, draws=params.draws, **conditional)
    new = expected_targets_of_new_people(settings, z, phases, people=params.draws, **conditional)
    with atomic_path(snakemake.output[0]) as temporary:
        np.savez(temporary, recording=recordings, onset_s=onsets_s, known=known, new=new)


run_job(main, snakemake)
