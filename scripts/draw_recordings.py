"""Draw what the quality rules and the cleaning did."""

import json
from pathlib import Path

from eeg2emg.cleaning.ica_solution import read_ica
from eeg2emg.cleaning.preview import read_preview
from eeg2emg.figures.component_portraits import PORTRAITS_DPI, component_portraits
from eeg2emg.figures.ica import removed_component_maps
from eeg2emg.figures.quality import quality_matrix
from eeg2emg.figures.signals import before_after, emg_excerpt, spectra_before_after
from eeg2emg.figures.style import PNG_DPI, not_estimable_figure, save_figure
from eeg2emg.jobs.job import run_job


def main(snakemake):
    """Draw the quality of all recordings, the components, and one recording as example."""
    simulated = snakemake.params.simulated
    subjects = [_json(path) for path in snakemake.input.subjects]
    kept = [name for subject in subjects for name in subject["kept_recordings"]]
    solutions = {Path(path).stem: read_ica(path) for path in snakemake.input.ica}
    used = {name: item for name, item in solutions.items() if not item.left_out}
    previews = [read_preview(path) for path in sorted(snakemake.input.previews)]
    shown = [preview for preview in previews if preview.eeg_after_v.size]
    drawn = {
        "quality": quality_matrix(
            [_json(path) for path in snakemake.input.quality],
            snakemake.params.thresholds,
            simulated=simulated,
            kept=kept,
        ),
        "components": removed_component_maps(used, simulated=simulated),
        **{
            f"components_{unit}": component_portraits(
                solutions[unit], unit=unit, simulated=simulated
            )
            for unit in snakemake.params.units
        },
        **_example(shown[0] if shown else None, simulated),
    }
    for name, (figure, data) in drawn.items():
        if not any(f"/{name}." in file for file in snakemake.output):  # recordings without EMG
            continue
        paths = [file for file in snakemake.output if f"/{name}." in file]
        dpi = PORTRAITS_DPI if name.startswith("components_") else PNG_DPI
        save_figure(figure, data, paths, png_dpi=dpi)


def _example(preview, simulated):
    if preview is None:
        reason = "Every recording was left out."
        titles = {"before_after": "EEG", "spectra": "Spectra", "emg": "EMG"}
        return {
            name: not_estimable_figure(title, reason, simulated=simulated)
            for name, title in titles.items()
        }
    # Interpolated channels are zero before cleaning; they have no spectrum to compare with.
    recorded = preview.eeg_before_psd.any(axis=1)
    drawn = {
        "before_after": before_after(
            preview.eeg_before_v,
            preview.eeg_after_v,
            preview.eeg_rate_hz,
            preview.eeg_channels,
            title=f"EEG of {preview.recording} before and after cleaning",
            simulated=simulated,
            onset_s=preview.onset_s,
        ),
        "spectra": spectra_before_after(
            preview.frequencies_hz,
            preview.eeg_before_psd[recorded],
            preview.eeg_after_psd[recorded],
            title=f"EEG spectra of {preview.recording}",
            simulated=simulated,
        ),
    }
    if preview.emg_channels:
        drawn["emg"] = emg_excerpt(
            preview.emg_v,
            preview.emg_rate_hz,
            preview.emg_channels,
            preview.emg_frequencies_hz,
            preview.emg_psd,
            title=f"Cleaned EMG of {preview.recording}",
            simulated=simulated,
            onset_s=preview.onset_s,
        )
    return drawn


def _json(path):
    return json.loads(Path(path).read_text(encoding="utf-8"))


run_job(main, snakemake)
