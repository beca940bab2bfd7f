"""All figures about recordings: quality, signals and cleaning, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.figures.component_portraits import component_portraits
from eeg2emg.figures.ica import removed_component_maps
from eeg2emg.figures.quality import quality_matrix
from eeg2emg.figures.signals import before_after, emg_excerpt, spectra_before_after
from eeg2emg.figures.style import not_estimable_figure

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    import pandas as pd
    from matplotlib.figure import Figure

    from eeg2emg.cleaning.ica_solution import IcaSolution
    from eeg2emg.cleaning.preview import Preview
    from eeg2emg.quality.recording_quality import RecordingQuality

PORTRAITS = "components_"
"""Begin of the names of figures that show each component of one decomposition."""


def recording_figures(
    qualities: Sequence[RecordingQuality],
    solutions: Mapping[str, IcaSolution],
    previews: Sequence[Preview],
    *,
    thresholds: Mapping[str, float],
    left_out: Collection[str],
    units: Sequence[str],
    simulated: bool,
) -> Iterator[tuple[str, tuple[Figure, pd.DataFrame]]]:
    """Draw one after the other: the quality of recordings, components, a recording as example.

    Parameters
    ----------
    qualities : sequence of RecordingQuality
        One per recording.
    solutions : dict of str to IcaSolution
        By the subject or the recording that was decomposed.
    previews : sequence of Preview
        One per recording, in order; the first that was not left out is the example.
    thresholds : mapping of str to float
        Limits of the quality rules by name.
    left_out : collection of str
        Recordings that the analysis does not use.
    units : sequence of str
        Decompositions of which each component is shown.
    simulated : bool
        Whether the recordings were simulated.

    Yields
    ------
    name : str
        Of a figure.
    drawn : (Figure, DataFrame)
        The figure and what it shows.
    """
    kept = [item.recording for item in qualities if item.recording not in left_out]
    yield "quality", quality_matrix(qualities, thresholds, simulated=simulated, kept=kept)
    decomposed = {unit: item for unit, item in solutions.items() if not item.left_out}
    yield "components", removed_component_maps(decomposed, simulated=simulated)
    for unit in units:
        yield (
            f"{PORTRAITS}{unit}",
            component_portraits(solutions[unit], unit=unit, simulated=simulated),
        )
    example = next((item for item in previews if _shows(item, left_out)), None)
    yield from _of_an_example(example, simulated=simulated).items()


def _shows(preview: Preview, left_out: Collection[str]) -> bool:
    return bool(preview.eeg_after_v.size) and preview.recording not in left_out


def _of_an_example(
    preview: Preview | None, *, simulated: bool
) -> dict[str, tuple[Figure, pd.DataFrame]]:
    """Draw one recording before and after cleaning; its EMG only where it has any."""
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
