"""Vectors of segments: a target of the EMG, or a group of features of the EEG, as named numbers.

In the file of a recording one group each: dimensions ``segment``, ``entry`` and ``half``, with the
variables ``segment`` and ``entry`` (names), ``value`` (segment, entry) and ``half_value`` (half,
segment, entry), from the odd and from the even blocks of each segment (NaN of features, and where a
segment is too short).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from eeg2emg.catalogues import resolve
from eeg2emg.connectivity.blocks import cut_blocks
from eeg2emg.connectivity.catalogue import BLOCK_S
from eeg2emg.connectivity.emg import envelope
from eeg2emg.connectivity.runs import split_runs
from eeg2emg.connectivity.vector_catalogue import FEATURE_GROUPS, VECTOR_TARGETS
from eeg2emg.errors import EstimationError
from eeg2emg.files.netcdf import read_netcdf, written_netcdf

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence

    from eeg2emg.connectivity.segment_result import SegmentSource
    from eeg2emg.connectivity.settings import EegSettings
    from eeg2emg.connectivity.vector_settings import VectorSettings

HALVES = 2
"""Of a segment: its odd and its even blocks."""


class SegmentVector(NamedTuple):
    """The vector of one segment.

    Attributes
    ----------
    segment : str
        Its name.
    values : ndarray, shape (p,)
        The vector.
    halves : ndarray, shape (2, p)
        The same from the odd and from the even blocks; NaN where there are none.
    lengthening : float
        How many times as long as a half the segment is; NaN where there are none.
    """

    segment: str
    values: np.ndarray
    halves: np.ndarray
    lengthening: float


class CohortVectors(NamedTuple):
    """The vectors of all segments.

    Attributes
    ----------
    name : str
        Of the target or group.
    segments, entries : tuple of str
        Names of rows and columns.
    values : ndarray, shape (segments, p)
        The vectors.
    halves : ndarray, shape (2, segments, p)
        NaN where there are none.
    lengthening : float
        How many times as long as a half a segment is; NaN where there are no halves.
    refused : dict of str to str
        Segments that have no vector, with the reason.
    """

    name: str
    segments: tuple[str, ...]
    entries: tuple[str, ...]
    values: np.ndarray
    halves: np.ndarray
    lengthening: float
    refused: Mapping[str, str]


def target_vector(name: str, source: SegmentSource, settings: VectorSettings) -> SegmentVector:
    """Estimate one target of a segment's EMG, whole and by halves.

    Parameters
    ----------
    name : str
        Of `eeg2emg.connectivity.vector_catalogue.VECTOR_TARGETS`.
    source : SegmentSource
        Its signals.
    settings : VectorSettings
        How.

    Returns
    -------
    SegmentVector

    Raises
    ------
    EstimationError
        If it cannot be estimated of the whole segment. Halves that are too short are NaN.
    """
    entry = VECTOR_TARGETS[name]
    pieces, rate_hz = split_runs(source.emg_v, source.emg_runs), settings.rate_hz
    if entry.signals == "envelope":
        rate_hz = settings.envelope_rate_hz
        pieces = [_envelope(piece, settings) for piece in pieces]
    estimate = resolve(entry.vector)
    values = estimate(pieces, settings)
    halves, lengthening = np.full((HALVES, len(values)), np.nan), float("nan")
    blocks = cut_blocks([piece.shape[1] for piece in pieces], round(BLOCK_S * rate_hz))
    if blocks:
        whole = np.concatenate(pieces, axis=1)
        of_blocks = [whole[:, block] for block in blocks]
        halves = np.stack([estimate(of_blocks[half::HALVES], settings) for half in range(HALVES)])
        used = sum(block.stop - block.start for block in blocks)
        lengthening = whole.shape[1] / (used / HALVES)
    return SegmentVector(source.name, values, halves, lengthening)


def _envelope(piece: np.ndarray, settings: VectorSettings) -> np.ndarray:
    centred = piece - piece.mean(axis=1, keepdims=True)
    return envelope(centred, settings.rate_hz, settings.envelope_rate_hz)


def feature_vector(name: str, source: SegmentSource, settings: EegSettings) -> SegmentVector:
    """Estimate one group of features of a segment's EEG.

    Parameters
    ----------
    name : str
        Of `eeg2emg.connectivity.vector_catalogue.FEATURE_GROUPS`.
    source : SegmentSource
        Its signals.
    settings : EegSettings
        How.

    Returns
    -------
    SegmentVector
        Without halves.

    Raises
    ------
    EstimationError
        If it cannot be estimated.
    """
    pieces = split_runs(source.eeg_v, source.eeg_runs)
    values = resolve(FEATURE_GROUPS[name].vector)(pieces, settings)
    return SegmentVector(source.name, values, np.full((HALVES, len(values)), np.nan), float("nan"))


def estimate_vectors(
    source: SegmentSource,
    targets: Sequence[str],
    features: Sequence[str],
    emg: VectorSettings,
    eeg: EegSettings,
) -> dict[str, SegmentVector | str]:
    """Estimate all vectors of a segment that are asked for.

    Parameters
    ----------
    source : SegmentSource
        Its signals.
    targets, features : sequence of str
        Names of targets and of groups of features.
    emg, eeg : VectorSettings, EegSettings
        How each kind is estimated.

    Returns
    -------
    dict of str to SegmentVector or str
        By name; the reason where it cannot be estimated, which concerns no other.
    """
    found: dict[str, SegmentVector | str] = {}
    for name in (*targets, *features):
        try:
            if name in VECTOR_TARGETS:
                found[name] = target_vector(name, source, emg)
            else:
                found[name] = feature_vector(name, source, eeg)
        except EstimationError as error:
            found[name] = str(error)
    return found


def vectors_of_recording(
    names: Mapping[str, Sequence[str]],
    segments: Mapping[str, Mapping[str, SegmentVector | str]],
) -> list[CohortVectors]:
    """Put the vectors of all segments of a recording together.

    Parameters
    ----------
    names : dict of str to sequence of str
        By target or group, the names of its entries.
    segments : dict of str to dict
        By segment what `estimate_vectors` gave; none for a recording that is left out.

    Returns
    -------
    list of CohortVectors
        In the order of `names`.
    """
    found = []
    for name, entries in names.items():
        of_segments = {segment: own[name] for segment, own in segments.items()}
        vectors = [one for one in of_segments.values() if isinstance(one, SegmentVector)]
        refused = {segment: one for segment, one in of_segments.items() if isinstance(one, str)}
        found.append(_together(name, vectors, entries, refused))
    return found


def _together(
    name: str,
    vectors: Sequence[SegmentVector],
    entries: Sequence[str],
    refused: Mapping[str, str],
) -> CohortVectors:
    count, p = len(vectors), len(entries)
    return CohortVectors(
        name,
        tuple(one.segment for one in vectors),
        tuple(entries),
        np.reshape([one.values for one in vectors], (count, p)),
        np.reshape([one.halves for one in vectors], (count, HALVES, p)).swapaxes(0, 1),
        vectors[-1].lengthening if vectors else float("nan"),
        dict(refused),
    )


def names_of_entries(
    targets: Sequence[str],
    features: Sequence[str],
    channels: tuple[Sequence[str], Sequence[str]],
    emg: VectorSettings,
    eeg: EegSettings,
) -> dict[str, tuple[str, ...]]:
    """Name the entries of all vectors that are asked for.

    Parameters
    ----------
    targets, features : sequence of str
        Names of targets and of groups of features.
    channels : tuple of (sequence of str, sequence of str)
        Names of the EEG and of the EMG channels.
    emg, eeg : VectorSettings, EegSettings
        How each kind is estimated.

    Returns
    -------
    dict of str to tuple of str
        By target or group.
    """
    of_eeg, of_emg = channels
    return {name: resolve(VECTOR_TARGETS[name].entries)(of_emg, emg) for name in targets} | {
        name: resolve(FEATURE_GROUPS[name].entries)(of_eeg, eeg) for name in features
    }


def write_vectors(path: str | os.PathLike[str], vectors: Sequence[CohortVectors]) -> None:
    """Write vectors of the same recordings atomically; equal contents give equal bytes.

    Parameters
    ----------
    path : path-like
        The file to write.
    vectors : sequence of CohortVectors
        One group each.
    """
    with written_netcdf(path) as file:
        for one in vectors:
            _write_group(file.createGroup(one.name), one)


def _write_group(target: Any, one: CohortVectors) -> None:
    target.createDimension("half", HALVES)
    for dimension, labels in (("segment", one.segments), ("entry", one.entries)):
        # A length of 0 would be netCDF's way to say "unlimited", which an empty file needs.
        target.createDimension(dimension, len(labels) or None)
        variable = target.createVariable(dimension, str, (dimension,))
        if labels:
            variable[:] = np.array(labels, dtype=object)
    value = target.createVariable("value", "f8", ("segment", "entry"))
    half_value = target.createVariable("half_value", "f8", ("half", "segment", "entry"))
    if one.values.size:
        value[:], half_value[:] = one.values, one.halves
    target.setncattr("lengthening", one.lengthening)
    target.setncattr("refused_segments", json.dumps(dict(one.refused), sort_keys=True))


def read_vectors(paths: Iterable[str | os.PathLike[str]], name: str) -> CohortVectors:
    """Read one target or group of features of all recordings.

    Parameters
    ----------
    paths : iterable of path-like
        Files that `write_vectors` wrote; at least one.
    name : str
        Which group of them.

    Returns
    -------
    CohortVectors
        Of the recordings one after the other.

    Raises
    ------
    OwnFileError
        If a file is missing, damaged, or does not have this layout.
    """
    found = [_read_group(path, name) for path in paths]
    filled = [one for one in found if one.segments] or found[:1]
    return CohortVectors(
        name,
        tuple(segment for one in filled for segment in one.segments),
        filled[0].entries,
        np.concatenate([one.values for one in filled]),
        np.concatenate([one.halves for one in filled], axis=1),
        filled[0].lengthening,
        {segment: why for one in found for segment, why in one.refused.items()},
    )


def _read_group(path: str | os.PathLike[str], name: str) -> CohortVectors:
    with read_netcdf(path, "vectors of segments") as file:
        group = file.groups[name]
        return CohortVectors(
            name,
            tuple(group.variables["segment"][:].tolist()),
            tuple(group.variables["entry"][:].tolist()),
            np.asarray(group.variables["value"][:], dtype=float),
            np.asarray(group.variables["half_value"][:], dtype=float),
            float(group.getncattr("lengthening")),
            json.loads(group.getncattr("refused_segments")),
        )
