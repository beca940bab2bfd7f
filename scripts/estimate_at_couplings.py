"""Simulate one recording's muscles at several couplings, and estimate their networks."""

from dataclasses import replace

from eeg2emg.cleaning.cleaning_settings import CleaningSettings
from eeg2emg.cleaning.ica_solution import read_ica
from eeg2emg.connectivity.file import read_connectivity, write_connectivity
from eeg2emg.jobs.job import log, run_job
from eeg2emg.quality.recording_quality import RecordingQuality
from eeg2emg.quality.subjects import SubjectQuality
from eeg2emg.recovery.other_coupling import at_other_coupling
from eeg2emg.simulation.head_model import load_head
from eeg2emg.simulation.settings import SimulationSettings


def main(snakemake):
    """Write one connectivity file per coupling, all with the brain network of the run."""
    inputs, params = snakemake.input, snakemake.params
    simulation = SimulationSettings(**params.simulation)
    for coupling, path in zip(params.couplings, snakemake.output, strict=True):
        contents = at_other_coupling(
            read_connectivity(inputs.connectivity),
            RecordingQuality.read(inputs.quality),
            SubjectQuality.read(inputs.subject),
            read_ica(inputs.ica),
            simulation=replace(simulation, coupling=coupling),
            head=load_head(inputs.head),
            cleaning=CleaningSettings(**params.cleaning),
            emg=params.emg,
        )
        log.info("coupling %g: %d segments", coupling, len(contents.segments["segment"]))
        write_connectivity(path, **contents._asdict())


if __name__ == "__main__":
    run_job(main, snakemake)
