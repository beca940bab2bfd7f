"""ICA solution: the components found and removed, in a file, applied as one matrix product."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.cleaning.component_signals import ComponentSignals
from eeg2emg.files.netcdf import read_netcdf, written_netcdf

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True)
class IcaSolution:
    """The components of a subject's EEG and the matrix that cleans it.

    Attributes
    ----------
    channels, bad_channels : tuple of str
        The montage (n channels), and which of it are interpolated (g = n - bad are good).
    mixing : ndarray, shape (g, r)
        Maps of the r components on the good channels, in volts per unit of the source.
    unmixing : ndarray, shape (r, g)
        Sources = unmixing @ good channels in volts.
    labels : tuple of str
        ``"brain"``, ``"eog"``, ``"ecg"``, ``"muscle"``, ``"line"`` or ``"channel"`` per component.
    scores : dict of str to ndarray, shape (r,)
        Scores per kind (`eeg2emg.cleaning.component_labels.score_kinds`); NaN where it was not
        judged.
    removed : tuple of int
        Components that are removed.
    reasons : tuple of str
        Why a component is labelled so, and why it is kept nevertheless; empty for the brain.
    explained_variance : ndarray, shape (r,)
        Share of the variance of the good channels, each component by itself.
    cleaning_matrix : ndarray, shape (n, n)
        Cleaned EEG = cleaning_matrix @ EEG: the removal, then the interpolation.
    rank : int
        Dimensions that remain after both.
    muscle_matrix : ndarray, shape (n, n)
        EEG of the components labelled muscle alone, removed or not = muscle_matrix @ EEG, bad
        channels interpolated; zero where none is labelled so.
    rate_hz : float
        Rate of the data that were fitted.
    n_samples : int
        Their number; 0 when no ICA was fitted.
    fit_recordings : tuple of str
        The recordings that they come from.
    left_out : str
        Why the subject has no solution; empty when it has one.
    positions_m : ndarray, shape (g, 3), or None
        Positions of the good channels in the head frame, where the dataset has them.
    signals : ComponentSignals or None
        Spectra and courses of the components; None when no ICA was fitted.
    """

    channels: tuple[str, ...]
    bad_channels: tuple[str, ...]
    mixing: NDArray[np.float64]
    unmixing: NDArray[np.float64]
    labels: tuple[str, ...]
    scores: dict[str, NDArray[np.float64]]
    removed: tuple[int, ...]
    reasons: tuple[str, ...]
    explained_variance: NDArray[np.float64]
    cleaning_matrix: NDArray[np.float64]
    rank: int
    muscle_matrix: NDArray[np.float64]
    rate_hz: float = 0.0
    n_samples: int = 0
    fit_recordings: tuple[str, ...] = ()
    left_out: str = ""
    positions_m: NDArray[np.float64] | None = None
    signals: ComponentSignals | None = None

    @property
    def good_channels(self) -> tuple[str, ...]:
        """Names of the channels on which the components live."""
        return tuple(name for name in self.channels if name not in self.bad_channels)

    @property
    def muscle_components(self) -> int:
        """Number of components labelled muscle."""
        return self.labels.count("muscle")

    def apply(self, eeg_v: NDArray[np.floating]) -> NDArray[np.float64]:
        """Clean EEG of shape (n, t), in the order of `channels`."""
        return self._weighted(self.cleaning_matrix, eeg_v)

    def muscle_alone(self, eeg_v: NDArray[np.floating]) -> NDArray[np.float64]:
        """Rebuild EEG of shape (n, t) from its muscle components and nothing else."""
        return self._weighted(self.muscle_matrix, eeg_v)

    def _weighted(
        self, matrix: NDArray[np.float64], eeg_v: NDArray[np.floating]
    ) -> NDArray[np.float64]:
        good = [row for row, name in enumerate(self.channels) if name not in self.bad_channels]
        if len(good) == len(self.channels):
            return matrix @ eeg_v
        # Bad channels have weight zero, but zero times infinity is not zero.
        return matrix[:, good] @ eeg_v[good]


def interpolation_only(
    channels: Sequence[str],
    bad_channels: Sequence[str],
    *,
    matrix: NDArray[np.float64],
    rank: int,
    left_out: str = "",
) -> IcaSolution:
    """Make a solution without components: only bad channels are replaced."""
    good = len(channels) - len(set(bad_channels))
    return IcaSolution(
        channels=tuple(channels),
        bad_channels=tuple(name for name in channels if name in bad_channels),
        mixing=np.zeros((good, 0)),
        unmixing=np.zeros((0, good)),
        labels=(),
        scores={},
        removed=(),
        reasons=(),
        explained_variance=np.zeros(0),
        cleaning_matrix=matrix,
        rank=rank,
        muscle_matrix=np.zeros((len(channels), len(channels))),
        left_out=left_out,
    )


def left_out_solution(channels: Sequence[str], reason: str) -> IcaSolution:
    """Make the solution of a subject of which nothing is used."""
    return interpolation_only(channels, (), matrix=np.eye(len(channels)), rank=0, left_out=reason)


def write_ica(path: str | os.PathLike[str], solution: IcaSolution) -> None:
    """Write a solution as netCDF, atomically."""
    with written_netcdf(path) as file:
        file.setncatts(
            {
                "title": "Independent components of the EEG of one subject",
                "bad_channels": json.dumps(solution.bad_channels),
                "removed": json.dumps([int(number) for number in solution.removed]),
                "rank": np.int32(solution.rank),
                "rate_hz": float(solution.rate_hz),
                "n_samples": np.int32(solution.n_samples),
                "fit_recordings": json.dumps(solution.fit_recordings),
                "left_out": solution.left_out,
            }
        )
        sizes = {
            "channel": len(solution.channels),
            "channel_in": len(solution.channels),
            "good_channel": len(solution.good_channels),
            "component": len(solution.labels),
        }
        for name, size in sizes.items():
            file.createDimension(name, size)
        for name, texts in (
            ("channel", solution.channels),
            ("good_channel", solution.good_channels),
        ):
            file.createVariable(name, str, (name,))[:] = np.array(texts, dtype=object)
        numbers = {
            "mixing": (("good_channel", "component"), solution.mixing, "V"),
            "unmixing": (("component", "good_channel"), solution.unmixing, "V-1"),
            "explained_variance": (("component",), solution.explained_variance, "1"),
            "cleaning_matrix": (("channel", "channel_in"), solution.cleaning_matrix, "1"),
            "muscle_matrix": (("channel", "channel_in"), solution.muscle_matrix, "1"),
            **{
                f"score_{kind}": (("component",), values, "1")
                for kind, values in solution.scores.items()
            },
        }
        for name, (dimensions, values, units) in numbers.items():
            variable = file.createVariable(name, "f8", dimensions)
            variable.units = units
            variable[:] = values
        if solution.positions_m is not None:
            file.createDimension("direction", 3)
            variable = file.createVariable("position", "f8", ("good_channel", "direction"))
            variable.units = "m"
            variable[:] = solution.positions_m
        for name, texts in (("label", solution.labels), ("reason", solution.reasons)):
            variable = file.createVariable(name, str, ("component",))
            if texts:
                variable[:] = np.array(texts, dtype=object)
        if solution.signals is not None:
            _write_signals(file, solution.signals)


def read_ica(path: str | os.PathLike[str]) -> IcaSolution:
    """Read what `write_ica` wrote; raises `OwnFileError` if it is missing or damaged."""
    with read_netcdf(path, "independent components") as file:

        def numbers(name: str) -> NDArray[np.float64]:
            return np.asarray(file[name][:], dtype=float)

        return IcaSolution(
            channels=tuple(map(str, file["channel"][:])),
            bad_channels=tuple(json.loads(file.bad_channels)),
            mixing=numbers("mixing"),
            unmixing=numbers("unmixing"),
            labels=tuple(map(str, file["label"][:])),
            scores={
                name.removeprefix("score_"): numbers(name)
                for name in file.variables
                if name.startswith("score_")
            },
            removed=tuple(json.loads(file.removed)),
            reasons=tuple(map(str, file["reason"][:])),
            explained_variance=numbers("explained_variance"),
            cleaning_matrix=numbers("cleaning_matrix"),
            rank=int(file.rank),
            muscle_matrix=numbers("muscle_matrix"),
            rate_hz=float(file.rate_hz),
            n_samples=int(file.n_samples),
            fit_recordings=tuple(json.loads(file.fit_recordings)),
            left_out=str(file.left_out),
            positions_m=numbers("position") if "position" in file.variables else None,
            signals=_read_signals(file) if "course" in file.variables else None,
        )


def _write_signals(file: Any, signals: ComponentSignals) -> None:
    file.createDimension("frequency", signals.frequencies_hz.size)
    file.createDimension("time", signals.courses_v.shape[1])
    file.createVariable("site", str, ("component",))[:] = np.array(signals.sites, dtype=object)
    for name, dimensions, values, units in (
        ("frequency", ("frequency",), signals.frequencies_hz, "Hz"),
        ("spectrum", ("component", "frequency"), signals.spectra, "V2 Hz-1"),
        ("course", ("component", "time"), signals.courses_v, "V"),
    ):
        variable = file.createVariable(name, values.dtype, dimensions, zlib=True)
        variable.units = units
        variable[:] = values
    file["course"].onset_s = float(signals.onset_s)
    file["course"].rate_hz = float(signals.rate_hz)


def _read_signals(file: Any) -> ComponentSignals:
    return ComponentSignals(
        sites=tuple(map(str, file["site"][:])),
        frequencies_hz=np.asarray(file["frequency"][:]),
        spectra=np.asarray(file["spectrum"][:]),
        onset_s=float(file["course"].onset_s),
        rate_hz=float(file["course"].rate_hz),
        courses_v=np.asarray(file["course"][:]),
    )
