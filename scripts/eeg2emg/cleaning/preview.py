"""Preview of a recording: an excerpt and spectra before and after cleaning, for the report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.files.netcdf import read_netcdf, written_netcdf

if TYPE_CHECKING:
    import os

    from numpy.typing import NDArray

    from eeg2emg.cleaning.cleaned_recording import CleanedRecording

EXCERPT_S = 8.0
WINDOW_S = 2.0


@dataclass(frozen=True)
class Preview:
    """EEG and EMG of one recording, small enough to keep.

    Attributes
    ----------
    recording : str
        Name of the recording; empty arrays where it was left out.
    onset_s : float
        Where the excerpt begins.
    eeg_rate_hz, emg_rate_hz : float
        Rates of the excerpts.
    eeg_channels, emg_channels : tuple of str
        Names of the rows.
    eeg_before_v, eeg_after_v : ndarray, shape (n, samples)
        Excerpt of the EEG before and after its ICA, in volts.
    emg_v : ndarray, shape (m, samples)
        Excerpt of the cleaned EMG, in volts.
    frequencies_hz, emg_frequencies_hz : ndarray, shape (f,)
        Frequencies of the spectra.
    eeg_before_psd, eeg_after_psd, emg_psd : ndarray, shape (channels, f)
        Power spectral densities of the whole recording, in V^2/Hz.
    """

    recording: str
    onset_s: float
    eeg_rate_hz: float
    emg_rate_hz: float
    eeg_channels: tuple[str, ...]
    emg_channels: tuple[str, ...]
    eeg_before_v: NDArray[np.floating]
    eeg_after_v: NDArray[np.floating]
    emg_v: NDArray[np.floating]
    frequencies_hz: NDArray[np.floating]
    emg_frequencies_hz: NDArray[np.floating]
    eeg_before_psd: NDArray[np.floating]
    eeg_after_psd: NDArray[np.floating]
    emg_psd: NDArray[np.floating]


def make_preview(recording: CleanedRecording) -> Preview:
    """Cut the excerpt in which the cleaning changed most, and estimate the spectra.

    Parameters
    ----------
    recording : CleanedRecording
        With its EEG before the ICA; one that was left out gives empty arrays.

    Returns
    -------
    Preview
    """
    from scipy.signal import welch

    before = recording.eeg_before_v
    if before is None:
        before = recording.eeg_v
    start_s = _most_changed_s(before - recording.eeg_v, recording.eeg_rate_hz)

    def excerpt(x: NDArray[np.floating], rate_hz: float) -> NDArray[np.floating]:
        first = round(start_s * rate_hz)
        return x[:, first : first + round(EXCERPT_S * rate_hz)]

    def spectrum(x: NDArray[np.floating], rate_hz: float) -> tuple[np.ndarray, np.ndarray]:
        if not x.size:
            return np.zeros(0), np.zeros((len(x), 0))
        frequencies, density = welch(x, rate_hz, nperseg=round(WINDOW_S * rate_hz), axis=-1)
        return frequencies, density

    frequencies, before_psd = spectrum(before, recording.eeg_rate_hz)
    emg_frequencies, emg_psd = spectrum(recording.emg_v, recording.emg_rate_hz)
    return Preview(
        recording=recording.name,
        onset_s=start_s,
        eeg_rate_hz=recording.eeg_rate_hz,
        emg_rate_hz=recording.emg_rate_hz,
        eeg_channels=recording.eeg_channels,
        emg_channels=recording.emg_channels,
        eeg_before_v=excerpt(before, recording.eeg_rate_hz),
        eeg_after_v=excerpt(recording.eeg_v, recording.eeg_rate_hz),
        emg_v=excerpt(recording.emg_v, recording.emg_rate_hz),
        frequencies_hz=frequencies,
        emg_frequencies_hz=emg_frequencies,
        eeg_before_psd=before_psd,
        eeg_after_psd=spectrum(recording.eeg_v, recording.eeg_rate_hz)[1],
        emg_psd=emg_psd,
    )


def _most_changed_s(removed: NDArray[np.floating], rate_hz: float) -> float:
    length = round(EXCERPT_S * rate_hz)
    count = removed.shape[1] // length
    if not count:
        return 0.0
    power = (removed[:, : count * length] ** 2).reshape(len(removed), count, length).mean((0, 2))
    return float(np.argmax(power) * EXCERPT_S)


_SIGNALS = {
    "eeg_before_v": ("eeg_channel", "eeg_time"),
    "eeg_after_v": ("eeg_channel", "eeg_time"),
    "emg_v": ("emg_channel", "emg_time"),
    "frequencies_hz": ("frequency",),
    "emg_frequencies_hz": ("emg_frequency",),
    "eeg_before_psd": ("eeg_channel", "frequency"),
    "eeg_after_psd": ("eeg_channel", "frequency"),
    "emg_psd": ("emg_channel", "emg_frequency"),
}


def write_preview(path: str | os.PathLike[str], preview: Preview) -> None:
    """Write a preview as netCDF, atomically, in single precision."""
    with written_netcdf(path) as file:
        file.setncatts(
            {
                "recording": preview.recording,
                "onset_s": preview.onset_s,
                "eeg_rate_hz": preview.eeg_rate_hz,
                "emg_rate_hz": preview.emg_rate_hz,
            }
        )
        for kind in ("eeg", "emg"):
            names = getattr(preview, f"{kind}_channels")
            file.createDimension(f"{kind}_channel", len(names))
            file.createVariable(f"{kind}_channel", str, (f"{kind}_channel",))[:] = np.array(
                names, dtype=object
            )
        for name, dimensions in _SIGNALS.items():
            values = getattr(preview, name)
            for dimension, length in zip(dimensions, values.shape, strict=True):
                if dimension not in file.dimensions:
                    file.createDimension(dimension, length)
            variable = file.createVariable(name, "f4", dimensions, zlib=True)
            if values.size:
                variable[:] = values


def read_preview(path: str | os.PathLike[str]) -> Preview:
    """Read what `write_preview` wrote; raises `OwnFileError` if it is missing or damaged."""
    with read_netcdf(path, "a preview") as file:
        return Preview(
            recording=str(file.recording),
            onset_s=float(file.onset_s),
            eeg_rate_hz=float(file.eeg_rate_hz),
            emg_rate_hz=float(file.emg_rate_hz),
            eeg_channels=tuple(map(str, file["eeg_channel"][:])),
            emg_channels=tuple(map(str, file["emg_channel"][:])),
            **{name: np.asarray(file[name][:], dtype=float) for name in _SIGNALS},
        )
