"""Vectors of segments: a target of the EMG, or a group of features of the EEG, as named numbers.

In the file: dimensions ``segment``, ``entry`` and ``half``, with the variables ``segment`` and
``entry`` (names), ``value`` (segment, entry) and, of a target, ``half_value`` (half, segment,
entry), from the odd and from the even blocks of each segment.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eeg2emg.catalogues import resolve
from eeg2emg.connectivity.blocks import cut_blocks
from eeg2emg.connectivity.catalogue import BLOCK_S
from eeg2emg.connectivity.emg import envelope
from eeg2emg.connectivity.runs import split_runs
from eeg2emg.connectivity.vector_catalogue import FEATURE_GROUPS, VECTOR_TARGETS
from eeg2emg.files.netcdf import read_netcdf, written_netcdf

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

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


def cohort_vectors(
    name: str,
    vectors: Sequence[SegmentVector],
    entries: Sequence[str],
    refused: Mapping[str, str],
) -> CohortVectors:
    """Put the vectors of all segments together.

    Parameters
    ----------
    name : str
        Of the target or group.
    vectors : sequence of SegmentVector
        In any number.
    entries : sequence of str
        Names of the p numbers.
    refused : mapping of str to str
        Segments that have no vector, with the reason.

    Returns
    -------
    CohortVectors
    """
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


def write_vectors(path: str | os.PathLike[str], vectors: CohortVectors) -> None:
    """Write the vectors of a cohort atomically; equal contents give equal bytes."""
    with written_netcdf(path) as file:
        file.createDimension("half", HALVES)
        for dimension, labels in (("segment", vectors.segments), ("entry", vectors.entries)):
            # A length of 0 would be netCDF's way to say "unlimited", which an empty file needs.
            file.createDimension(dimension, len(labels) or None)
            variable = file.createVariable(dimension, str, (dimension,))
            if labels:
                variable[:] = np.array(labels, dtype=object)
        value = file.createVariable("value", "f8", ("segment", "entry"))
        half_value = file.createVariable("half_value", "f8", ("half", "segment", "entry"))
        if vectors.values.size:
            value[:], half_value[:] = vectors.values, vectors.halves
        file.setncattr("name", vectors.name)
        file.setncattr("lengthening", vectors.lengthening)
        file.setncattr("refused_segments", json.dumps(dict(vectors.refused), sort_keys=True))


def read_vectors(path: str | os.PathLike[str]) -> CohortVectors:
    """Read what `write_vectors` wrote.

    Raises
    ------
    OwnFileError
        If the file is missing, damaged, or does not have this layout.
    """
    with read_netcdf(path, "vectors of segments") as file:
        return CohortVectors(
            str(file.getncattr("name")),
            tuple(file.variables["segment"][:].tolist()),
            tuple(file.variables["entry"][:].tolist()),
            np.asarray(file.variables["value"][:], dtype=float),
            np.asarray(file.variables["half_value"][:], dtype=float),
            float(file.getncattr("lengthening")),
            json.loads(file.getncattr("refused_segments")),
        )
