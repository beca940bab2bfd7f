"""Preview of a recording: an excerpt and spectra before and after cleaning, for the report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.files.netcdf import read_netcdf, written_netcdf
from eeg2emg.signals.pieces import ArraySignals, time_blocks
from eeg2emg.signals.welch import WelchAverage

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

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
        Excerpt of the EEG before and after its ICA, in volts, also where its current source density
        is what is analysed.
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


class EegChanges:
    """What cleaning changed in EEG that comes block by block: spectra, and where it changed most.

    Parameters
    ----------
    rate_hz : float
        Sampling rate.
    joins : sequence of int
        Samples before which the recorder paused. An excerpt with one is taken where there is no
        other.
    """

    def __init__(self, rate_hz: float, joins: Sequence[int] = ()) -> None:
        self.rate_hz, self._joins = rate_hz, joins
        self.before = WelchAverage(rate_hz, round(WINDOW_S * rate_hz), joins)
        self.after = WelchAverage(rate_hz, round(WINDOW_S * rate_hz), joins)
        self.onset_s = 0.0
        self._highest = -1.0
        self._held: tuple[int, NDArray[np.floating]] | None = None

    @property
    def excerpt(self) -> int:
        """Samples of an excerpt; blocks begin at multiples of it."""
        return round(EXCERPT_S * self.rate_hz)

    def add(
        self, start: int, before_v: NDArray[np.floating], after_v: NDArray[np.floating]
    ) -> None:
        """Take the next block, of shape (n, samples), whose first sample is `start`."""
        self.before.add(before_v)
        self.after.add(after_v)
        if self._held is None:
            self._held = (start, before_v)
        count = before_v.shape[1] // self.excerpt
        if not count:
            return
        windows = (len(before_v), count, self.excerpt)
        changed = before_v[:, : count * self.excerpt] - after_v[:, : count * self.excerpt]
        changed **= 2
        power = changed.reshape(windows).mean((0, 2))
        for join in self._joins:
            number, within = divmod(join - start, self.excerpt)
            if within and 0 <= number < count:
                power[number] = -np.inf
        if power.max() > self._highest:
            self._highest = float(power.max())
            self.onset_s = float((start // self.excerpt + np.argmax(power)) * EXCERPT_S)
            self._held = (start, before_v)

    def excerpt_of(self, x: Any, rate_hz: float) -> NDArray[np.floating]:
        """Cut the excerpt from signals (n, samples) that can be sliced, at their own rate."""
        first = round(self.onset_s * rate_hz)
        return np.asarray(x[:, first : first + round(EXCERPT_S * rate_hz)], dtype=float)

    def excerpt_before(
        self, read: Callable[[int, int], NDArray[np.floating]], samples: int
    ) -> NDArray[np.floating]:
        """Cut the excerpt from the EEG before cleaning; `read` makes again what is not held."""
        first = round(self.onset_s * self.rate_hz)
        last = min(first + self.excerpt, samples)
        start, held = self._held or (0, np.zeros((0, 0)))
        if start <= first and last <= start + held.shape[1]:
            return held[:, first - start : last - start].copy()
        return read(first, last)


def make_preview(recording: CleanedRecording) -> Preview:
    """Cut the excerpt in which the cleaning changed most, and estimate the spectra.

    Parameters
    ----------
    recording : CleanedRecording
        With its EEG before the ICA; one that was left out gives empty arrays.

    Returns
    -------
    Preview

    Raises
    ------
    ValueError
        If it holds current source density, from which potentials cannot be had again.
    """
    if recording.laplacian is not None:
        msg = f"{recording.name} holds current source density, but a preview shows potentials"
        raise ValueError(msg)
    before = recording.eeg_v if recording.eeg_before_v is None else recording.eeg_before_v
    changes = EegChanges(recording.eeg_rate_hz)
    changes.add(0, before, recording.eeg_v)
    return preview_of(recording, changes, lambda first, last: before[:, first:last])


def preview_of(
    recording: CleanedRecording,
    changes: EegChanges,
    read_before: Callable[[int, int], NDArray[np.floating]],
    emg_joins: Sequence[int] = (),
    *,
    after: Callable[[NDArray[np.floating]], NDArray[np.floating]] | None = None,
) -> Preview:
    """Make the preview of a recording whose EEG was gone through already.

    Parameters
    ----------
    recording : CleanedRecording
        Its signals may lie in an open file.
    changes : EegChanges
        What all blocks of its EEG told.
    read_before : callable
        From the first and the last sample to the EEG before the ICA.
    emg_joins : sequence of int
        Samples of the EMG before which the recorder paused.
    after : callable, optional
        From the EEG before the ICA to that after it, where the recording holds something else than
        these potentials.

    Returns
    -------
    Preview
    """
    samples = recording.eeg_v.shape[1]
    frequencies, before_psd = changes.before.result()
    emg = ArraySignals(recording.emg_v)
    window = round(WINDOW_S * recording.emg_rate_hz)
    emg_spectra = WelchAverage(recording.emg_rate_hz, window, emg_joins)
    for start, stop in time_blocks(emg):
        emg_spectra.add(emg.read(None, start, stop))
    emg_frequencies, emg_psd = emg_spectra.result()
    eeg_before_v = changes.excerpt_before(read_before, samples)
    return Preview(
        recording=recording.name,
        onset_s=changes.onset_s,
        eeg_rate_hz=recording.eeg_rate_hz,
        emg_rate_hz=recording.emg_rate_hz,
        eeg_channels=recording.eeg_channels,
        emg_channels=recording.emg_channels,
        eeg_before_v=eeg_before_v,
        eeg_after_v=changes.excerpt_of(recording.eeg_v, recording.eeg_rate_hz)
        if after is None
        else after(eeg_before_v),
        emg_v=changes.excerpt_of(recording.emg_v, recording.emg_rate_hz),
        frequencies_hz=frequencies,
        emg_frequencies_hz=emg_frequencies,
        eeg_before_psd=before_psd,
        eeg_after_psd=changes.after.result()[1],
        emg_psd=emg_psd if emg_psd.size else np.zeros((emg.shape[0], 0)),
    )


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
