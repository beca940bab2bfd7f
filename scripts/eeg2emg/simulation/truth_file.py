"""Reader of the known truth that lies beside every simulated recording."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eeg2emg.files.netcdf import read_netcdf

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence

TRUTHS = {
    "value of the configured functional": "emg_target",
    "infinite order, clean EMG": "emg_granger",
}
"""Definitions of the true muscle network, and the variables that hold them. The first is the one by
which recovery is judged."""


class BrainStates(NamedTuple):
    """What drove the brain in the segments of a subject.

    Attributes
    ----------
    recordings, onsets_s, phases : list
        Recording, onset in s, and phase of each segment.
    z : ndarray, shape (segments, k)
        The state that EEG and EMG may share.
    """

    recordings: list[str]
    onsets_s: list[float]
    phases: list[str]
    z: np.ndarray


def read_states(paths: Iterable[str | os.PathLike[str]]) -> BrainStates:
    """Read the states of the brain in all segments of a subject's recordings, in their order."""
    recordings: list[str] = []
    onsets_s: list[float] = []
    phases: list[str] = []
    states = []
    for path in paths:
        with read_netcdf(path, "known truth") as file:
            recordings += [file.recording] * len(file.dimensions["segment"])
            onsets_s += file["onset_s"][:].tolist()
            phases += file["phase"][:].tolist()
            states.append(np.asarray(file["z"][:]))
    return BrainStates(recordings, onsets_s, phases, np.concatenate(states))


def read_states_at(
    paths: Iterable[str | os.PathLike[str]], places: Sequence[tuple[str, float]]
) -> np.ndarray:
    """Read the states of the brain in some segments.

    Parameters
    ----------
    paths : iterable of path-like
        Files of truth that hold these segments, among others.
    places : sequence of (str, float)
        Recording and onset in s of each segment.

    Returns
    -------
    ndarray, shape (segments, k)
        In the order of `places`.
    """
    states = read_states(paths)
    known = zip(states.recordings, states.onsets_s, strict=True)
    row_of = {place: row for row, place in enumerate(known)}
    return states.z[[row_of[place] for place in places]]


def read_true_networks(
    paths: Iterable[str | os.PathLike[str]],
    places: Sequence[tuple[str, float]],
    *,
    conditional: bool,
) -> dict[str, np.ndarray]:
    """Read the true muscle networks of some segments.

    Parameters
    ----------
    paths : iterable of path-like
        Files of truth.
    places : sequence of (str, float)
        Recording and onset in s of each segment.
    conditional : bool
        Conditional or pairwise Granger causality.

    Returns
    -------
    dict of str to ndarray, shape (segments, m, m)
        By definition (`TRUTHS`), [sink, source]; NaN where no file has the segment.
    """
    kind = "conditional" if conditional else "pairwise"
    row_of = {place: row for row, place in enumerate(places)}
    found: dict[str, np.ndarray] = {}
    for path in paths:
        with read_netcdf(path, "known truth") as file:
            for name, variable in TRUTHS.items():
                values = np.asarray(file[f"{variable}_{kind}"][:], dtype=float)
                own = found.setdefault(name, np.full((len(places), *values.shape[1:]), np.nan))
                for onset_s, matrix in zip(file["onset_s"][:], values, strict=True):
                    row = row_of.get((file.recording, float(onset_s)))
                    if row is not None:
                        own[row] = matrix
    return found
