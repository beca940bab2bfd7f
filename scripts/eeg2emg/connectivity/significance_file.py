"""Significance files: the netCDF layout of the tests of one recording's matrices.

Root: dimension ``segment`` with the variables ``segment`` and ``phase``, and attributes. One group
per kind of signal (``eeg``, ``emg``): the p-values ``p_uncorrected``, ``p_max_statistic`` and
``p_false_discovery`` with the dimensions (segment, measure, sink, source), NaN on the diagonal, and
``significant_share`` (phase_name, correction, measure), the share of links whose p-value is at most
``alpha``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eeg2emg.connectivity.significance_settings import CORRECTIONS
from eeg2emg.files.atomic import atomic_path

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

P_VALUES = ("uncorrected", *CORRECTIONS)
"""The kinds of p-values, in the order of their axis."""


class SignificanceGroup(NamedTuple):
    """p-values of the matrices of one kind of signal.

    Attributes
    ----------
    measures : tuple of str
        Names of the planes.
    channels : tuple of str
        Names of the channels, the same for sinks and sources.
    p_values : ndarray, shape (segments, 3, measures, channels, channels)
        By `P_VALUES`; the last axes are [sink, source], NaN on the diagonal.
    """

    measures: tuple[str, ...]
    channels: tuple[str, ...]
    p_values: np.ndarray


class SignificanceContents(NamedTuple):
    """All that a file of significance holds, but for the shares, which follow from the rest."""

    segments: tuple[str, ...]
    phases: tuple[str, ...]
    groups: dict[str, SignificanceGroup]
    attributes: dict[str, object]


def significant_shares(p_values: np.ndarray, phases: Sequence[str], alpha: float) -> np.ndarray:
    """Give the share of links that are significant, by phase.

    Parameters
    ----------
    p_values : ndarray, shape (segments, ..., channels, channels)
        NaN on the diagonal.
    phases : sequence of str
        Phase of each segment.
    alpha : float
        Level: a p-value of at most alpha is significant.

    Returns
    -------
    ndarray, shape (phases, ...)
        Shares between 0 and 1 over the segments of a phase and the entries off the diagonal;
        phases in alphabetical order.
    """
    n = p_values.shape[-1]
    found = (p_values <= alpha)[..., ~np.eye(n, dtype=bool)].mean(axis=-1)
    labels = np.asarray(phases)
    names = sorted(set(phases))
    shares = [found[labels == name].mean(axis=0) for name in names]
    return np.reshape(shares, (len(names), *p_values.shape[1:-2]))


def write_significance(path: str | os.PathLike[str], contents: SignificanceContents) -> None:
    """Write the significance of one recording atomically; equal contents give equal bytes.

    Parameters
    ----------
    path : path-like
        The file to write.
    contents : SignificanceContents
        The attributes must hold ``alpha``; numbers and text only.

    Raises
    ------
    ValueError
        If shapes do not agree.
    """
    count = len(contents.segments)
    for name, group in contents.groups.items():
        n = len(group.channels)
        expected = (count, len(P_VALUES), len(group.measures), n, n)
        if group.p_values.shape != expected:
            raise ValueError(
                f"group {name!r}: p-values have shape {group.p_values.shape}, not {expected}"
            )

    from netCDF4 import Dataset

    alpha = float(str(contents.attributes["alpha"]))
    with atomic_path(path) as temporary, Dataset(temporary, "w", format="NETCDF4") as file:
        # A length of 0 would be netCDF's way to say "unlimited", which is what an empty file needs.
        file.createDimension("segment", count or None)
        for column, cells in (("segment", contents.segments), ("phase", contents.phases)):
            variable = file.createVariable(column, str, ("segment",))
            if count:
                variable[:] = np.array(cells, dtype=object)
        file.setncattr("coordinates", "phase")
        for name, group in contents.groups.items():
            _write_group(file.createGroup(name), group, contents.phases, alpha)
        for key, value in contents.attributes.items():
            file.setncattr(key, value)


def read_significance(path: str | os.PathLike[str]) -> SignificanceContents:
    """Read what `write_significance` wrote.

    Parameters
    ----------
    path : path-like
        The file to read.

    Returns
    -------
    SignificanceContents
        Segments, phases, p-values and attributes.
    """
    from netCDF4 import Dataset

    with Dataset(path) as file:
        file.set_auto_mask(False)
        groups = {
            name: SignificanceGroup(
                tuple(group["measure"][:].tolist()),
                tuple(group["sink"][:].tolist()),
                np.stack([np.asarray(group[f"p_{kind}"][:]) for kind in P_VALUES], axis=1),
            )
            for name, group in file.groups.items()
        }
        attributes = {key: file.getncattr(key) for key in file.ncattrs() if key != "coordinates"}
        return SignificanceContents(
            tuple(file["segment"][:].tolist()),
            tuple(file["phase"][:].tolist()),
            groups,
            attributes,
        )


def _write_group(target, group: SignificanceGroup, phases: Sequence[str], alpha: float) -> None:
    axes: Mapping[str, Sequence[str]] = {
        "measure": group.measures,
        "sink": group.channels,
        "source": group.channels,
        "correction": P_VALUES,
        "phase_name": sorted(set(phases)),
    }
    for dimension, labels in axes.items():
        target.createDimension(dimension, len(labels) or None)
        variable = target.createVariable(dimension, str, (dimension,))
        if labels:
            variable[:] = np.array(labels, dtype=object)
    for k, kind in enumerate(P_VALUES):
        variable = target.createVariable(
            f"p_{kind}", "f8", ("segment", "measure", "sink", "source")
        )
        variable.description = "[sink, source]: p-value of the influence of the source on the sink"
        if phases:
            variable[:] = group.p_values[:, k]
    share = target.createVariable(
        "significant_share", "f8", ("phase_name", "correction", "measure")
    )
    share.description = f"share of links with a p-value of at most {alpha:g}"
    if phases:
        share[:] = significant_shares(group.p_values, phases, alpha)
