"""The dataset: features and targets of a cohort, segment by segment, as the models see them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from eeg2emg.connectivity.catalogue import PAPERS_TARGET
from eeg2emg.connectivity.file import LOG_COHERENCY, SEGMENT_COLUMNS, read_connectivity
from eeg2emg.errors import ConfigurationError, EstimationError, NotEstimableError

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from eeg2emg.connectivity.file import ConnectivityContents


class Planes(NamedTuple):
    """Matrices of a group of the file, in the order of a dataset.

    Attributes
    ----------
    features : ndarray, shape (segments, n, n, planes)
        Connectivity, [sink, source]; may be NaN.
    names : tuple of str
        Names of the planes.
    """

    features: np.ndarray
    names: tuple[str, ...]


@dataclass(frozen=True)
class ConnectivityDataset:
    """Connectivity of brain and muscles per segment, in memory.

    Attributes
    ----------
    features : ndarray, shape (segments, n, n, planes)
        EEG connectivity, [sink, source], one plane per measure (and band).
    targets : ndarray, shape (segments, m, m) or (segments, p, 1)
        EMG connectivity, [sink, source], or a vector of named numbers (`entries`).
    planes : tuple of str
        Names of the planes of `features`.
    eeg_channels, emg_channels : tuple of str
        Channel names, in the order of the matrices.
    segments : DataFrame
        One row per segment, in the order of the arrays, sorted by subject, recording and onset;
        columns segment (identifier), subject, recording, phase, cycle, onset_s, emg_amplitude_v,
        and acquired where scans.tsv states when the recordings were acquired.
    target_name : str
        Which EMG measure the targets are; empty where there are none.
    simulated : bool
        Whether the recordings were simulated.
    log_coherency : Planes or None
        Log-Euclidean coherency of the same segments, which regressions are given beside `features`
        (packed: `eeg2emg.connectivity.packing.packed`); None where the file has none.
    entries : tuple of str
        Names of the numbers of a target that is a vector; empty where it is a matrix.
    """

    features: np.ndarray
    targets: np.ndarray
    planes: tuple[str, ...]
    eeg_channels: tuple[str, ...]
    emg_channels: tuple[str, ...]
    segments: pd.DataFrame
    target_name: str
    simulated: bool
    log_coherency: Planes | None = None
    entries: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        count, n, m = len(self.segments), len(self.eeg_channels), len(self.emg_channels)
        if self.features.shape != (count, n, n, len(self.planes)):
            raise ValueError(f"features have shape {self.features.shape}")
        of_segment = (len(self.entries), 1) if self.entries else (m, m)
        if self.targets.shape != (count, *of_segment):
            raise ValueError(f"targets have shape {self.targets.shape}")
        further = self.log_coherency
        if further is not None and further.features.shape != (count, n, n, len(further.names)):
            raise ValueError(f"log_coherency has shape {further.features.shape}")
        missing = [column for column in SEGMENT_COLUMNS if column not in self.segments]
        if missing:
            raise ValueError(f"the table of segments has no column {', '.join(missing)}")
        if self.segments["segment"].duplicated().any():
            raise ValueError("segment identifiers are not unique")

    @property
    def target_labels(self) -> tuple[str, ...]:
        """Names of the rows of a target: entries of a vector, or muscles of a matrix."""
        return self.entries or self.emg_channels

    @property
    def cells(self) -> np.ndarray:
        """Cell (subject x phase) of each segment, as integers from 0, shape (segments,)."""
        return self.segments.groupby(["subject", "phase"], sort=True).ngroup().to_numpy()

    @property
    def places(self) -> list[tuple[str, float]]:
        """Recording and onset in s of each segment."""
        return list(zip(self.segments["recording"], self.segments["onset_s"], strict=True))

    def of_rows(self, rows: np.ndarray) -> ConnectivityDataset:
        """Choose segments: numbers of rows in the wanted order, or one truth value per segment."""
        further = self.log_coherency
        return replace(
            self,
            features=self.features[rows],
            targets=self.targets[rows],
            segments=self.segments.iloc[rows].reset_index(drop=True),
            log_coherency=further and further._replace(features=further.features[rows]),
        )

    def rows(self, identifiers: pd.Series | list[str]) -> np.ndarray:
        """Row numbers of the segments with these identifiers, in the given order."""
        index = pd.Index(self.segments["segment"])
        found = index.get_indexer(pd.Index(identifiers))
        if (found < 0).any():
            unknown = pd.Index(identifiers)[found < 0][0]
            raise ValueError(f"segment {unknown!r} is not in the dataset")
        return found


def load_planes(
    path: str | os.PathLike[str], dataset: ConnectivityDataset, groups: Sequence[str]
) -> dict[str, Planes]:
    """Read further matrices of the EEG, in the order of the segments of a dataset.

    Parameters
    ----------
    path : path-like
        The file that the dataset was read from.
    dataset : ConnectivityDataset
        Gives the segments and their order.
    groups : sequence of str
        Names of the groups; those that the file lacks are passed over.

    Returns
    -------
    dict of str to Planes
        By group.
    """
    contents = read_connectivity(path)
    order = pd.Index(contents.segments["segment"]).get_indexer(dataset.segments["segment"])
    return {
        name: Planes(
            np.moveaxis(contents.groups[name].values[order], 1, -1), contents.groups[name].measures
        )
        for name in groups
        if name in contents.groups
    }


def load_amplitudes(
    path: str | os.PathLike[str], dataset: ConnectivityDataset, group: str
) -> np.ndarray | None:
    """Read amplitudes of the EEG, in the order of the segments of a dataset.

    Parameters
    ----------
    path : path-like
        The file that the dataset was read from.
    dataset : ConnectivityDataset
        Gives the segments and their order.
    group : str
        Name of the group.

    Returns
    -------
    ndarray, shape (segments, n), or None
        In volts, NaN where a segment has none; None where the file has no such group.
    """
    contents = read_connectivity(path)
    if group not in contents.amplitudes:
        return None
    order = pd.Index(contents.segments["segment"]).get_indexer(dataset.segments["segment"])
    return contents.amplitudes[group].values[order]


def load_dataset(
    path: str | os.PathLike[str], *, target: str | None = PAPERS_TARGET
) -> ConnectivityDataset:
    """Read the cohort's connectivity file and choose the target.

    Parameters
    ----------
    path : path-like
        A file with the groups ``eeg`` and ``emg``, and with ``eeg_log_coherency`` where that was
        estimated (see `eeg2emg.connectivity.file`).
    target : str or None
        Measure of the group ``emg`` that the models are to estimate. With None the EEG alone is
        read, also where there is no such group; targets are of no channels then.

    Returns
    -------
    ConnectivityDataset
        Sorted by subject, recording and onset.

    Raises
    ------
    ConfigurationError
        If the file has no such target.
    EstimationError
        If a feature, a target or a log-Euclidean coherency is not finite.
    NotEstimableError
        If the file holds no segments.
    """
    contents = read_connectivity(path)
    eeg = contents.groups["eeg"]
    emg_channels, targets = _targets(path, contents, target)
    segments = pd.DataFrame(contents.segments)
    if segments.empty:
        raise NotEstimableError(
            f"{path} holds no segments",
            "Every recording was left out",
            "Read the reasons in the table of exclusions",
        )
    segments = segments.sort_values(["subject", "recording", "onset_s"], kind="stable")
    order = segments.index.to_numpy()
    features = np.moveaxis(eeg.values[order], 1, -1)
    targets = targets[order]
    further = contents.groups.get(LOG_COHERENCY)
    log_coherency = None
    needed = {"feature": features, "target": targets}
    if further is not None:
        log_coherency = Planes(
            np.ascontiguousarray(np.moveaxis(further.values[order], 1, -1)), further.measures
        )
        needed["log-Euclidean coherency"] = log_coherency.features
    for name, array in needed.items():
        finite = np.isfinite(array).reshape(len(array), -1).all(axis=1)
        if not finite.all():
            raise EstimationError(
                f"Segment {segments['segment'].iloc[int(np.argmin(finite))]} has a {name} that is "
                "not finite",
                "No model can be fitted to it",
                "Leave its recording out, or mend the estimate that failed",
            )
    return ConnectivityDataset(
        features=np.ascontiguousarray(features),
        targets=np.ascontiguousarray(targets),
        planes=eeg.measures,
        eeg_channels=eeg.channels,
        emg_channels=emg_channels,
        segments=segments.reset_index(drop=True),
        target_name=target or "",
        simulated=bool(contents.attributes["simulated"]),
        log_coherency=log_coherency,
    )


def _targets(
    path: str | os.PathLike[str], contents: ConnectivityContents, target: str | None
) -> tuple[tuple[str, ...], np.ndarray]:
    """Give the EMG channels and the target of each segment of the file, or none of either."""
    if target is None:
        return (), np.empty((len(contents.segments["segment"]), 0, 0))
    emg = contents.groups["emg"]
    if target not in emg.measures:
        raise ConfigurationError(
            f"The target {target!r} is not in {path}",
            f"It holds {', '.join(emg.measures)}",
            "Choose one of them in the configuration",
        )
    return emg.channels, emg.values[:, emg.measures.index(target)]
