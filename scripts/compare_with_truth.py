"""Set one simulated recording beside its truth and its clean twin."""

from eeg2emg.cleaning.cleaned_file import read_cleaned
from eeg2emg.cleaning.ica_solution import read_ica
from eeg2emg.connectivity.settings import EegSettings, emg_settings_at
from eeg2emg.files.tables import write_table
from eeg2emg.jobs.job import log, run_job
from eeg2emg.quality.recording_quality import RecordingQuality
from eeg2emg.recovery.clean_twin import compare_with_truth
from eeg2emg.simulation.head_model import load_head
from eeg2emg.simulation.settings import SimulationSettings


def main(snakemake):
    """Write recovery by length, of the brain network, and the reduction of artefacts."""
    params = snakemake.params
    cleaned = read_cleaned(snakemake.input.cleaned)
    if cleaned.left_out:
        log.warning("not compared: %s", cleaned.left_out)
    tables = compare_with_truth(
        cleaned,
        read_ica(snakemake.input.ica),
        recorded=RecordingQuality.read(snakemake.input.quality).path,
        truth=snakemake.input.truth,
        head=load_head(snakemake.input.head),
        simulation=SimulationSettings(**params.simulation),
        eeg=EegSettings(**params.eeg),
        emg=emg_settings_at(params.emg, cleaned.emg_rate_hz),
    )
    for path, table in zip(snakemake.output, tables, strict=True):
        write_table(path, table)


if __name__ == "__main__":
    run_job(main, snakemake)
