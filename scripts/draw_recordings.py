"""Draw what the quality rules and the cleaning did."""

from pathlib import Path

from eeg2emg.cleaning.ica_solution import read_ica
from eeg2emg.cleaning.preview import read_preview
from eeg2emg.cohort.exclusions import read_exclusions, reasons_by_recording
from eeg2emg.figures.recordings import recording_figures
from eeg2emg.figures.saving import save_figures
from eeg2emg.jobs.job import run_job
from eeg2emg.quality.recording_quality import RecordingQuality


def main(snakemake):
    """Draw and save the figures that the rule asks for: of recordings without EMG, not of EMG."""
    figures = recording_figures(
        [RecordingQuality.read(path) for path in snakemake.input.quality],
        {Path(path).stem: read_ica(path) for path in snakemake.input.ica},
        [read_preview(path) for path in snakemake.input.previews],
        thresholds=snakemake.params.thresholds,
        left_out=reasons_by_recording(read_exclusions(snakemake.input.exclusions)),
        units=snakemake.params.units,
        simulated=snakemake.params.simulated,
    )
    save_figures(figures, snakemake.output)


if __name__ == "__main__":
    run_job(main, snakemake)
