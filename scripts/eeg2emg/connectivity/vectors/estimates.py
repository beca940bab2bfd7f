"""Estimates of vectors: targets of the EMG and groups of features of the EEG, by segment."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eeg2emg.catalogues import resolve
from eeg2emg.connectivity.blocks import cut_blocks
from eeg2emg.connectivity.catalogue import BLOCK_S
from eeg2emg.connectivity.emg import envelope
from eeg2emg.connectivity.runs import split_runs
from eeg2emg.connectivity.vectors.catalogue import FEATURE_GROUPS, VECTOR_TARGETS
from eeg2emg.connectivity.vectors.file import HALVES, CohortVectors
from eeg2emg.errors import ConfigurationError, EstimationError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eeg2emg.connectivity.segment_result import SegmentSource
    from eeg2emg.connectivity.settings import EegSettings
    from eeg2emg.connectivity.vectors.settings import VectorSettings


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


def target_vector(name: str, source: SegmentSource, settings: VectorSettings) -> SegmentVector:
    """Estimate one target of a segment's EMG, whole and by halves.

    Parameters
    ----------
    name : str
        Of `eeg2emg.connectivity.vectors.catalogue.VECTOR_TARGETS`.
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
        Of `eeg2emg.connectivity.vectors.catalogue.FEATURE_GROUPS`.
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
        except (EstimationError, ConfigurationError) as error:
            # A recording may be sampled slower than a band of the configuration needs.
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
