"""Connectivity files: the netCDF layout of matrices, for one recording or a whole cohort.

Root: dimension ``segment`` with one variable per column of the table of segments, and attributes.
One group per kind of signal (``eeg``, ``emg``): variable ``connectivity`` with the dimensions
(segment, measure, sink, source) and the coordinates ``measure``, ``sink`` and ``source``. A group
of amplitudes has the variable ``amplitude_v`` instead, with the dimensions (segment, channel). Only
numpy and netCDF4 are needed, because the jobs of single recordings write this layout too.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from eeg2emg.connectivity.catalogue import Measure, entry_of_plane
from eeg2emg.files.netcdf import read_netcdf, written_netcdf

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

LOG_COHERENCY = "eeg_log_coherency"
BELOW_LIMIT_LOG_COHERENCY, MUSCLE_LOG_COHERENCY = (
    f"{group}_log_coherency" for group in (BELOW_LIMIT, MUSCLE)
)
"""Groups of the log-Euclidean coherency, of the EEG and of its subsets: packed Hermitian matrices
(`eeg2emg.connectivity.packing.packed`)."""

HIGH = "eeg_high_frequencies"
"""Group of the amplitudes of the EEG above a limit, which serve as a control too."""

HEAD = "head_muscles"
"""Group of the amplitudes of muscles of the head, another control."""

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


class ChannelAmplitudes(NamedTuple):
    """Amplitudes of one kind of signal.

    Attributes
    ----------
    channels : tuple of str
        Names of the channels.
    values : ndarray, shape (segments, channels)
        Root mean squares in volts; NaN where a segment has none.
    """

    channels: tuple[str, ...]
    values: np.ndarray


class ConnectivityContents(NamedTuple):
    """All that a connectivity file holds."""

    segments: dict[str, list]
    groups: dict[str, ConnectivityGroup]
    attributes: dict[str, object]
    amplitudes: Mapping[str, ChannelAmplitudes] = MappingProxyType({})


def write_connectivity(
    path: str | os.PathLike[str],
    *,
    segments: Mapping[str, Sequence],
    groups: Mapping[str, tuple[Sequence[str], Sequence[str], np.ndarray]],
    attributes: Mapping[str, object],
    amplitudes: Mapping[str, tuple[Sequence[str], np.ndarray]] = MappingProxyType({}),
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
    amplitudes : dict of str to tuple, optional
        By group name, another than those of `groups`: names of the channels, and the values of
        shape (segments, channels), in volts.

    Raises
    ------
    ValueError
        If columns are missing or lengths and shapes do not agree.
    """
    count = _checked_length(segments)
    for name, (measures, channels, values) in groups.items():
        _check_shape(name, values, (count, len(measures), len(channels), len(channels)))
    for name, (channels, values) in amplitudes.items():
        _check_shape(name, values, (count, len(channels)))

    with written_netcdf(path) as file:
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
        for name, group in groups.items():
            _write_group(file.createGroup(name), *group)
        for name, of_channels in amplitudes.items():
            _write_amplitudes(file.createGroup(name), *of_channels)
        for key, value in attributes.items():
            file.setncattr(key, int(value) if isinstance(value, bool | np.bool_) else value)


def _check_shape(name: str, values: np.ndarray, expected: tuple[int, ...]) -> None:
    if np.shape(values) != expected:
        raise ValueError(f"group {name!r}: values have shape {np.shape(values)}, not {expected}")


def _write_group(
    target: Any, measures: Sequence[str], channels: Sequence[str], values: np.ndarray
) -> None:
    for dimension, labels in (("measure", measures), ("sink", channels), ("source", channels)):
        target.createDimension(dimension, len(labels))
        target.createVariable(dimension, str, (dimension,))[:] = np.array(labels, object)
    variable = target.createVariable("connectivity", "f8", ("segment", "measure", "sink", "source"))
    variable.description = _description(measures)
    if len(values):
        variable[:] = np.asarray(values, dtype=float)


def _description(measures: Sequence[str]) -> str:
    entries = [entry_of_plane(name) for name in measures]
    if any(isinstance(entry, Measure) and entry.packed for entry in entries):
        return (
            "Hermitian matrix L of the channels i (sink) and j (source): the real part of L[i, j] "
            "on and above the diagonal, its imaginary part below"
        )
    return "[sink, source]: the influence of the source on the sink"


def _write_amplitudes(target: Any, channels: Sequence[str], values: np.ndarray) -> None:
    target.createDimension("channel", len(channels))
    target.createVariable("channel", str, ("channel",))[:] = np.array(channels, object)
    variable = target.createVariable("amplitude_v", "f8", ("segment", "channel"))
    variable.units = "V"
    if len(values):
        variable[:] = np.asarray(values, dtype=float)


def read_connectivity(path: str | os.PathLike[str]) -> ConnectivityContents:
    """Read what `write_connectivity` wrote.

    Parameters
    ----------
    path : path-like
        The file to read.

    Returns
    -------
    ConnectivityContents
        The table of segments by column, the groups, the attributes, and the amplitudes.

    Raises
    ------
    OwnFileError
        If the file is missing, damaged, or does not have this layout.
    """
    with read_netcdf(path, "connectivity matrices") as file:
        segments = {name: list(v[:].tolist()) for name, v in file.variables.items()}
        groups, amplitudes = {}, {}
        for name, group in file.groups.items():
            if "amplitude_v" in group.variables:
                amplitudes[name] = ChannelAmplitudes(
                    tuple(group.variables["channel"][:].tolist()),
                    np.asarray(group.variables["amplitude_v"][:], dtype=float),
                )
            else:
                groups[name] = _read_group(group)
        attributes = {
            key: _plain(file.getncattr(key)) for key in file.ncattrs() if key != "coordinates"
        }
        _checked_length(segments)
    return ConnectivityContents(segments, groups, attributes, amplitudes)


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
