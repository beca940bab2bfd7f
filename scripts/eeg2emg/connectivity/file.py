"""Connectivity files: the netCDF layout of matrices, for one recording or a whole cohort.

Root: dimension ``segment`` with one variable per column of the table of segments, and attributes.
One group per kind of signal (``eeg``, ``emg``): variable ``connectivity`` with the dimensions
(segment, measure, sink, source) and the coordinates ``measure``, ``sink`` and ``source``. Only
numpy and netCDF4 are needed, because the jobs of single recordings write this layout too.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from eeg2emg.errors import RecordingError
from eeg2emg.files.atomic import atomic_path

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

SEGMENT_COLUMNS: dict[str, type] = {
    "segment": str,
    "subject": str,
    "recording": str,
    "phase": str,
    "cycle": int,
    "onset_s": float,
    "emg_amplitude_v": float,
}
"""Columns of the table of segments that every file holds, with their types."""

BELOW_LIMIT, MUSCLE = "eeg_below_30_hz", "eeg_muscle"
"""Groups of the subsets of the EEG that serve as controls (`eeg2emg.connectivity.eeg_subsets`)."""

_NETCDF_TYPES: dict[type, Any] = {str: str, int: "i8", float: "f8"}


class ConnectivityGroup(NamedTuple):
    """Connectivity matrices of one kind of signal.

    Attributes
    ----------
    measures : tuple of str
        Names of the planes.
    channels : tuple of str
        Names of the channels, the same for sinks and sources.
    values : ndarray, shape (segments, measures, channels, channels)
        ``values[s, k, i, j]`` is measure k of the influence of channel j on channel i.
    """

    measures: tuple[str, ...]
    channels: tuple[str, ...]
    values: np.ndarray


class ConnectivityContents(NamedTuple):
    """All that a connectivity file holds."""

    segments: dict[str, list]
    groups: dict[str, ConnectivityGroup]
    attributes: dict[str, object]


def write_connectivity(
    path: str | os.PathLike[str],
    *,
    segments: Mapping[str, Sequence],
    groups: Mapping[str, tuple[Sequence[str], Sequence[str], np.ndarray]],
    attributes: Mapping[str, object],
) -> None:
    """Write connectivity matrices atomically; equal contents give equal bytes.

    Parameters
    ----------
    path : path-like
        The file to write.
    segments : dict of str to sequence
        The table of segments by column: those of `SEGMENT_COLUMNS`, all of one length (0 for a
        recording that is left out), and any further columns of text or numbers.
    groups : dict of str to tuple
        By group name: names of the measures, names of the channels, and the values of shape
        (segments, measures, channels, channels), [sink, source].
    attributes : dict
        Attributes of the file: text, numbers, or flat lists of numbers. Truth values become 0 or 1.

    Raises
    ------
    ValueError
        If columns are missing or lengths and shapes do not agree.
    """
    count = _checked_length(segments)
    for name, group in groups.items():
        measures, channels, values = group
        expected = (count, len(measures), len(channels), len(channels))
        if np.shape(values) != expected:
            raise ValueError(
                f"group {name!r}: values have shape {np.shape(values)}, not {expected}"
            )

    from netCDF4 import Dataset

    with atomic_path(path) as temporary, Dataset(temporary, "w", format="NETCDF4") as file:
        # A length of 0 would be netCDF's way to say "unlimited", which is what an empty file needs.
        file.createDimension("segment", count or None)
        for column, cells in segments.items():
            kind = _column_type(column, cells)
            variable = file.createVariable(column, _NETCDF_TYPES[kind], ("segment",))
            if count:
                variable[:] = np.array(cells, dtype=object if kind is str else kind)
            if column.endswith("_s"):
                variable.units = "s"
            elif column.endswith("_v"):
                variable.units = "V"
        # xarray reads this attribute and then treats the columns as coordinates of the segments.
        file.setncattr("coordinates", " ".join(c for c in segments if c != "segment"))
        for name, (measures, channels, values) in groups.items():
            target = file.createGroup(name)
            for dimension, labels in (
                ("measure", measures),
                ("sink", channels),
                ("source", channels),
            ):
                target.createDimension(dimension, len(labels))
                target.createVariable(dimension, str, (dimension,))[:] = np.array(labels, object)
            variable = target.createVariable(
                "connectivity", "f8", ("segment", "measure", "sink", "source")
            )
            variable.description = "[sink, source]: the influence of the source on the sink"
            if count:
                variable[:] = np.asarray(values, dtype=float)
        for key, value in attributes.items():
            file.setncattr(key, int(value) if isinstance(value, bool | np.bool_) else value)


def read_connectivity(path: str | os.PathLike[str]) -> ConnectivityContents:
    """Read what `write_connectivity` wrote.

    Parameters
    ----------
    path : path-like
        The file to read.

    Returns
    -------
    ConnectivityContents
        The table of segments by column, the groups, and the attributes.

    Raises
    ------
    RecordingError
        If the file does not exist or does not have this layout.
    """
    from netCDF4 import Dataset

    if not Path(path).is_file():
        raise RecordingError(
            f"There is no connectivity file {Path(path)}",
            remedy="Run the rule that makes it, or correct the path",
        )
    try:
        with Dataset(path) as file:
            file.set_auto_mask(False)
            segments = {name: list(v[:].tolist()) for name, v in file.variables.items()}
            groups = {name: _read_group(group) for name, group in file.groups.items()}
            attributes = {
                key: _plain(file.getncattr(key)) for key in file.ncattrs() if key != "coordinates"
            }
        _checked_length(segments)
    except (OSError, KeyError, ValueError) as error:
        raise RecordingError(
            f"{Path(path)} is not a connectivity file",
            str(error),
            "Delete it and let the workflow make it again",
        ) from error
    return ConnectivityContents(segments, groups, attributes)


def _read_group(group) -> ConnectivityGroup:
    return ConnectivityGroup(
        tuple(group.variables["measure"][:].tolist()),
        tuple(group.variables["sink"][:].tolist()),
        np.asarray(group.variables["connectivity"][:], dtype=float),
    )


def _plain(value: object) -> object:
    """Turn numpy's scalars and arrays into Python's numbers and lists."""
    return value.tolist() if isinstance(value, np.generic | np.ndarray) else value


def _checked_length(segments: Mapping[str, Sequence]) -> int:
    missing = [column for column in SEGMENT_COLUMNS if column not in segments]
    if missing:
        raise ValueError(f"the table of segments has no column {', '.join(missing)}")
    lengths = {column: len(values) for column, values in segments.items()}
    if len(set(lengths.values())) != 1:
        raise ValueError(f"the columns of the table of segments differ in length: {lengths}")
    return lengths["segment"]


def _column_type(column: str, values: Sequence) -> type:
    if column in SEGMENT_COLUMNS:
        return SEGMENT_COLUMNS[column]
    if all(isinstance(value, str) for value in values) and len(values):
        return str
    integers = all(isinstance(value, int | np.integer) for value in values) and len(values)
    return int if integers else float
