"""Segment result: all that is estimated of one segment, as one value."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.connectivity.catalogue import BEFORE_ICA, PAPERS_TARGET
from eeg2emg.connectivity.eeg import eeg_signals, estimate_signals
from eeg2emg.connectivity.eeg_subsets import estimate_subsets
from eeg2emg.connectivity.emg import estimate_emg
from eeg2emg.connectivity.emg_halves import estimate_halves
from eeg2emg.connectivity.file import HEAD, HIGH, SEGMENT_COLUMNS, write_connectivity
from eeg2emg.connectivity.settings import plane_names

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from eeg2emg.connectivity.settings import EegSettings, EmgSettings

EEG, EMG, EMG_HALVES = "eeg", "emg", "emg_halves"
"""Groups of matrices that every recording has (the second and third where there is EMG)."""


@dataclass(frozen=True)
class SegmentSource:
    """The cleaned signals of one segment.

    Attributes
    ----------
    name, subject, recording, phase : str
        Identifier of the segment, and where it comes from.
    cycle : int
        Its cycle of rest and activity.
    onset_s : float
        Where it begins in the recording.
    eeg_v : ndarray, shape (n, t)
        Cleaned EEG in volts, or its current source density in V/m^2, at the rate of analysis.
    emg_v, emg_before_v : ndarray, shape (m, u)
        Cleaned EMG in volts, and the same before its ICA; m may be 0.
    muscle_v : ndarray, shape (n, t), or None
        EEG rebuilt from its muscle components alone, in the same unit.
    muscle_components : int
        Their number.
    eeg_channels, emg_channels : tuple of str
        Names of the rows.
    high_v : ndarray, shape (n,), or None
        Amplitude of each channel above a limit, in volts (NaN where there is none); None where
        nobody asked for it.
    head_v : ndarray, shape (k,), or None
        Amplitude of each muscle of the head, in volts; None where nobody asked for it.
    high_left_out : str
        Why there is none; empty where there is.
    eeg_runs, emg_runs : tuple of int
        Samples of each uninterrupted run of the EEG and of the EMG; empty where it is one.
    """

    name: str
    subject: str
    recording: str
    phase: str
    cycle: int
    onset_s: float
    eeg_v: np.ndarray
    emg_v: np.ndarray
    emg_before_v: np.ndarray
    muscle_v: np.ndarray | None
    muscle_components: int
    eeg_channels: tuple[str, ...]
    emg_channels: tuple[str, ...]
    high_v: np.ndarray | None = None
    head_v: np.ndarray | None = None
    high_left_out: str = ""
    eeg_runs: tuple[int, ...] = ()
    emg_runs: tuple[int, ...] = ()


@dataclass(frozen=True)
class SegmentResult:
    """What was estimated of one segment.

    Attributes
    ----------
    columns : dict of str to object
        Its row of the table of segments: `eeg2emg.connectivity.file.SEGMENT_COLUMNS`, and the
        diagnostics with the prefix ``eeg_`` or ``emg_``.
    planes : dict of str to dict of str to ndarray, shape (channels, channels)
        By group and name of the plane, [sink, source].
    halves_lengthening : float
        How many times as long as a half the segment is; NaN where there are no halves.
    amplitudes : dict of str to ndarray, shape (channels,)
        By group, in volts.
    """

    columns: dict[str, Any]
    planes: dict[str, dict[str, np.ndarray]]
    halves_lengthening: float
    amplitudes: dict[str, np.ndarray] = field(default_factory=dict)


def estimate_segment(
    source: SegmentSource,
    eeg_settings: EegSettings,
    emg_settings: EmgSettings | None,
    subsets: Mapping[str, tuple[EegSettings, tuple[str, ...]]],
    *,
    diagnostics: bool = True,
) -> SegmentResult:
    """Estimate all matrices of one segment.

    Parameters
    ----------
    source : SegmentSource
        Its signals.
    eeg_settings : EegSettings
        What is estimated of the EEG.
    emg_settings : EmgSettings or None
        What is estimated of the EMG; None where there is none.
    subsets : mapping
        Subsets of the EEG (`eeg2emg.connectivity.eeg_subsets.subsets_of`).
    diagnostics : bool
        Also describe the models, which takes longer than all matrices.

    Returns
    -------
    SegmentResult

    Raises
    ------
    EstimationError
        If one of the matrices cannot be estimated: the segment is then left out as a whole.
    """
    segment = eeg_signals(source.eeg_v, eeg_settings, source.eeg_channels, source.eeg_runs)
    eeg = estimate_signals(segment, eeg_settings, diagnostics=diagnostics)
    own = estimate_subsets(subsets, segment, source.muscle_v, source.muscle_components)
    planes = {EEG: eeg.planes}
    measured = {f"eeg_{key}": value for key, value in eeg.diagnostics.items()}
    amplitude_v = lengthening = float("nan")
    if emg_settings is not None:
        names = source.emg_channels
        runs = source.emg_runs
        emg = before = estimate_emg(
            source.emg_v, emg_settings, diagnostics=diagnostics, channel_names=names, runs=runs
        )
        if source.emg_before_v is not source.emg_v:
            before = estimate_emg(
                source.emg_before_v, emg_settings, diagnostics=diagnostics, runs=runs
            )
        halves = estimate_halves(source.emg_v, emg_settings, channel_names=names, runs=runs)
        planes[EMG] = emg.planes | {BEFORE_ICA: before.planes[PAPERS_TARGET]}
        planes[EMG_HALVES] = halves.planes
        measured |= {f"emg_{key}": value for key, value in emg.diagnostics.items()}
        amplitude_v = float(np.sqrt(np.mean(source.emg_v**2)))
        lengthening = halves.lengthening
    for group, (_, subset_planes) in subsets.items():
        planes[group] = dict(zip(subset_planes, own.planes[group], strict=True))
    columns = {name: getattr(source, name, None) for name in SEGMENT_COLUMNS}
    columns |= {"segment": source.name, "emg_amplitude_v": amplitude_v}
    columns |= measured
    columns |= own.columns
    amplitudes = {}
    if source.high_v is not None:
        amplitudes[HIGH] = source.high_v
        columns["high_frequencies_left_out"] = source.high_left_out
    if source.head_v is not None:
        amplitudes[HEAD] = source.head_v
    return SegmentResult(columns, planes, lengthening, amplitudes)


def write_results(
    path: str | os.PathLike[str],
    results: Sequence[SegmentResult],
    refused: Mapping[str, str],
    *,
    eeg: EegSettings,
    subsets: Mapping[str, tuple[EegSettings, tuple[str, ...]]],
    channels: tuple[tuple[str, ...], tuple[str, ...]],
    attributes: Mapping[str, object],
    head_muscles: Sequence[str] = (),
) -> None:
    """Write the results of one recording (`eeg2emg.connectivity.file.write_connectivity`).

    Parameters
    ----------
    path : path-like
        The file.
    results : sequence of SegmentResult
        Of its segments; none for a recording that is left out.
    refused : mapping of str to str
        Segments that could not be estimated, with the reason.
    eeg : EegSettings
        What was estimated of the EEG.
    subsets : mapping
        Subsets of the EEG.
    channels : tuple of (tuple of str, tuple of str)
        Names of the EEG and of the EMG channels; of the latter there may be none.
    attributes : mapping
        Further attributes of the file.
    head_muscles : sequence of str
        Names of the muscles of the head, where there are any.
    """
    lengthening = results[-1].halves_lengthening if results else float("nan")
    write_connectivity(
        path,
        segments=_table(results),
        groups=_groups(results, eeg, channels, subsets),
        amplitudes={
            group: (
                tuple(head_muscles) if group == HEAD else channels[0],
                np.array([result.amplitudes[group] for result in results]),
            )
            for group in (results[0].amplitudes if results else ())
        },
        attributes={
            **attributes,
            "refused_segments": json.dumps(dict(refused), sort_keys=True),
            "eeg_rate_hz": eeg.rate_hz,
            "eeg_order": eeg.order,
            "halves_lengthening": lengthening,
        },
    )


def _table(results: Sequence[SegmentResult]) -> dict[str, list[Any]]:
    columns = list(results[0].columns) if results else list(SEGMENT_COLUMNS)
    return {column: [result.columns[column] for result in results] for column in columns}


def _groups(
    results: Sequence[SegmentResult],
    eeg: EegSettings,
    channels: tuple[tuple[str, ...], tuple[str, ...]],
    subsets: Mapping[str, tuple[EegSettings, tuple[str, ...]]],
) -> dict[str, tuple[tuple[str, ...], tuple[str, ...], np.ndarray]]:
    """Stack the matrices of all segments: names of planes and channels, and values, by group."""
    eeg_channels, emg_channels = channels
    names: dict[str, tuple[str, ...]] = {EEG: plane_names(eeg)}
    if emg_channels:
        names |= {EMG: (), EMG_HALVES: ()}
    names |= {group: planes for group, (_, planes) in subsets.items()}
    groups = {}
    for group, planes in names.items():
        own = tuple(results[0].planes[group]) if results else planes
        of_group = emg_channels if group in (EMG, EMG_HALVES) else eeg_channels
        values = [[result.planes[group][plane] for plane in own] for result in results]
        shape = (len(results), len(own), len(of_group), len(of_group))
        groups[group] = (own, of_group, np.reshape(values, shape))
    return groups
