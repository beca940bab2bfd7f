"""Connectivity of one recording as relationship matrices: tables with a description beside each.

They follow the draft of BEP017 of BIDS. Each matrix is dense and square, with the sinks as rows and
the sources as columns. BIDS has no entity for a segment, so all segments of a measure are one
table, one matrix below the other, and the mean over the segments of a phase is a matrix by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from eeg2emg.connectivity.catalogue import Measure, entry_of_plane, measure_title
from eeg2emg.derivatives.naming import folder_of, labels_of
from eeg2emg.files.atomic import write_text
from eeg2emg.files.tables import write_json
from eeg2emg.names.project import NAME, VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from eeg2emg.connectivity.file import ConnectivityContents

SIGNALS = {"eeg": "", "emg": "emg "}
"""Groups of a connectivity file that are written, and what stands before their measures."""

MISSING = "n/a"
"""What stands in a table of BIDS where there is no value."""


class Matrices(NamedTuple):
    """The matrices of one measure in the segments of a recording.

    Attributes
    ----------
    plane : str
        Name of the measure, with its band if it has one.
    channels : sequence of str
        Sinks and sources, in the order of the matrices.
    values : ndarray, shape (segments, channels, channels)
        ``values[s, i, j]`` is the influence of channel j on channel i.
    """

    plane: str
    channels: Sequence[str]
    values: NDArray[np.float64]


def write_matrices(
    root: Path,
    contents: ConnectivityContents,
    *,
    source: str,
    settings: Mapping[str, Mapping[str, Any]],
) -> int:
    """Write the matrices of one recording into a derivative dataset.

    Parameters
    ----------
    root : Path
        Folder of the dataset.
    contents : ConnectivityContents
        The recording's connectivity file.
    source : str
        BIDS address of the data file that they were estimated from.
    settings : mapping of str to mapping
        How they were estimated, by group (``eeg``, ``emg``); ``conditional`` tells which Granger
        causality it is.

    Returns
    -------
    int
        How many measures were written: none for a recording that is left out.
    """
    recording = str(contents.attributes["recording"])
    if not contents.segments["segment"]:
        return 0
    stem = root / folder_of(recording) / recording
    measures = list(_matrices(contents))
    labels = labels_of(name for name, _ in measures)
    phases = list(dict.fromkeys(contents.segments["phase"]))
    of_phases = labels_of(f"of {phase}" for phase in phases)
    for signal in SIGNALS:
        if signal in contents.groups:
            _write_nodes(stem, signal, contents.groups[signal].channels)
    for name, matrices in measures:
        signal = "emg" if name.startswith(SIGNALS["emg"]) else "eeg"
        about = _about(matrices, settings[signal]) | {
            "NodeFiles": [_nodes(recording, signal)],
            "Sources": [source],
        }
        desc = f"{stem}_desc-{labels[name]}"
        _write(desc, _all_segments(matrices, contents.segments), about | _IN_SEGMENTS)
        for phase in phases:
            chosen = np.array(contents.segments["phase"]) == phase
            label = of_phases[f"of {phase}"].removeprefix("of")
            _write(
                f"{desc}{label}",
                _mean(matrices, chosen),
                about
                | {
                    "Aggregation": f"Mean over the {int(chosen.sum())} segments of this recording "
                    f"in the phase {phase}; {MISSING} where one of them has no value"
                },
            )
    return len(measures)


_IN_SEGMENTS = {
    "Aggregation": "None: one matrix per segment, one below the other. `segment` numbers them from "
    "0 in the order of time, `onset` is in seconds after the first sample of the recording"
}


def _matrices(contents: ConnectivityContents) -> Iterable[tuple[str, Matrices]]:
    for signal, word in SIGNALS.items():
        group = contents.groups.get(signal)
        if group is None:
            continue
        for number, plane in enumerate(group.measures):
            values = group.values[:, number]
            if np.isfinite(values).any():
                yield f"{word}{plane}", Matrices(plane, group.channels, values)


def _about(matrices: Matrices, settings: Mapping[str, Any]) -> dict[str, Any]:
    entry = entry_of_plane(matrices.plane)
    definition, directed = MISSING, True
    if entry is not None:
        definition = entry.definition
        directed = entry.directed if isinstance(entry, Measure) else not entry.symmetric
        if isinstance(entry, Measure) and settings["conditional"]:
            definition = entry.conditional_definition or definition
    diagonal = np.diagonal(matrices.values, axis1=1, axis2=2)
    known = matrices.values[np.isfinite(matrices.values)]
    return {
        "RelationshipMeasure": measure_title(matrices.plane),
        "MeasureDescription": definition,
        "Units": (entry.unit if entry else "") or "arbitrary",
        "Weighted": True,
        "Directed": directed,
        "Orientation": "Row i, column j: the influence of channel j (source) on channel i (sink)",
        "ValidDiagonal": not np.isin(diagonal[np.isfinite(diagonal)], (0, 1)).all(),
        "NonNegative": bool((known >= 0).all()),
        "StorageFormat": "Full",
        "EstimationSettings": dict(settings),
        "Software": f"{NAME} {VERSION}",
    }


def _nodes(recording: str, signal: str) -> str:
    return f"bids::{folder_of(recording)}/{recording}_desc-{signal}_nodeindices.tsv"


def _write_nodes(stem: Path, signal: str, channels: Sequence[str]) -> None:
    rows = [["index", "name", "type"]]
    rows += [[str(k), name, signal.upper()] for k, name in enumerate(channels)]
    write_text(f"{stem}_desc-{signal}_nodeindices.tsv", _table(rows))


def _all_segments(matrices: Matrices, segments: dict[str, list]) -> list[list[str]]:
    rows = [["segment", "phase", "onset", "sink", *matrices.channels]]
    facts = zip(segments["phase"], segments["onset_s"], matrices.values, strict=True)
    for number, (phase, onset_s, matrix) in enumerate(facts):
        rows += [
            [str(number), phase, _number(onset_s), sink, *map(_number, row)]
            for sink, row in zip(matrices.channels, matrix, strict=True)
        ]
    return rows


def _mean(matrices: Matrices, chosen: NDArray[np.bool_]) -> list[list[str]]:
    mean = matrices.values[chosen].mean(axis=0)
    rows = [["sink", *matrices.channels]]
    return rows + [
        [sink, *map(_number, row)] for sink, row in zip(matrices.channels, mean, strict=True)
    ]


def _number(value: float) -> str:
    """Write the shortest text that reads back as the same number."""
    return repr(float(value)) if np.isfinite(value) else MISSING


def _write(stem: str, rows: list[list[str]], about: dict[str, Any]) -> None:
    write_text(f"{stem}_relmat.tsv", _table(rows))
    write_json(f"{stem}_relmat.json", about)


def _table(rows: Iterable[Sequence[str]]) -> str:
    return "".join("\t".join(cells) + "\n" for cells in rows)
