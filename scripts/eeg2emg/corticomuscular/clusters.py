"""Clusters of neighbouring electrodes and frequencies: tests over people by MNE's statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.recordings.electrodes import eeg_info, without_standard_position

if TYPE_CHECKING:
    from collections.abc import Sequence

PERMUTATIONS = 1024
"""Sign flips over people; with up to eleven people all of them are done."""

FEWEST_ELECTRODES = 4
"""With fewer electrodes whose place is known, none is a neighbour of another."""


def electrode_adjacency(electrodes: Sequence[str]) -> np.ndarray:
    """Find which electrodes are neighbours, by the triangulation of their standard places.

    Parameters
    ----------
    electrodes : sequence of str
        Names; one without a standard place is nobody's neighbour.

    Returns
    -------
    ndarray of bool, shape (n_electrodes, n_electrodes)
        Symmetric, with a diagonal of True.
    """
    import mne

    adjacency = np.eye(len(electrodes), dtype=bool)
    unknown = set(without_standard_position(electrodes))
    rows = [row for row, name in enumerate(electrodes) if name not in unknown]
    if len(rows) < FEWEST_ELECTRODES:
        return adjacency
    info = eeg_info([electrodes[row] for row in rows], 1.0)
    with mne.utils.use_log_level("error"):
        found, names = mne.channels.find_ch_adjacency(info, "eeg")
    own = {name: row for row, name in zip(rows, info["ch_names"], strict=True)}
    at = [own[name] for name in names]
    adjacency[np.ix_(at, at)] |= found.toarray().astype(bool)
    return adjacency


def cluster_p_values(
    values: np.ndarray, adjacency: np.ndarray, *, two_sided: bool, seed: int
) -> np.ndarray:
    """Test over people where values differ from 0, corrected for all points.

    Neighbouring points whose t passes its level of 5 % make a cluster; its sum of t is compared
    with the largest of any cluster where the signs of people are flipped. Points of one muscle are
    neighbours at the same electrode and the next frequency, or at the same frequency and a
    neighbouring electrode. Clusters never join muscles, and the largest one is that of all of them,
    so that the correction is for muscles as well.

    Parameters
    ----------
    values : ndarray, shape (people, n_frequencies, n_electrodes, n_muscles)
        Differences, or what would be 0 by chance; without NaN.
    adjacency : ndarray of bool, shape (n_electrodes, n_electrodes)
        As from `electrode_adjacency`.
    two_sided : bool
        Whether values below 0 count too.
    seed : int
        Seed of the flips.

    Returns
    -------
    ndarray, shape (n_frequencies, n_electrodes, n_muscles)
        The p of the cluster that a point belongs to; 1 outside of all clusters. It is the cluster
        that is tested: that one of its points differs is not said.

    References
    ----------
    Maris and Oostenveld (2007), doi:10.1016/j.jneumeth.2007.03.024; Sassenhagen and Draschkow
    (2019), doi:10.1111/psyp.13335.
    """
    from mne.stats import combine_adjacency, permutation_cluster_1samp_test

    people, n_frequencies, n_electrodes, n_muscles = values.shape
    of_muscles = _apart(adjacency, n_muscles)
    by_muscle = values.transpose(0, 1, 3, 2).reshape(people, n_frequencies, -1)
    _, clusters, p_values, _ = permutation_cluster_1samp_test(
        by_muscle,
        threshold=_threshold(people, two_sided=two_sided),
        adjacency=combine_adjacency(n_frequencies, of_muscles),
        n_permutations=PERMUTATIONS,
        tail=0 if two_sided else 1,
        out_type="mask",
        rng=np.random.default_rng(seed),
        verbose="error",
    )
    found = np.ones((n_frequencies, n_muscles * n_electrodes))
    for cluster, p in zip(clusters, p_values, strict=True):
        found[cluster] = p
    return found.reshape(n_frequencies, n_muscles, n_electrodes).transpose(0, 2, 1)


def _apart(adjacency: np.ndarray, count: int) -> Any:
    from scipy.sparse import coo_array, kron

    return coo_array(kron(np.eye(count), adjacency.astype(float)))


def _threshold(people: int, *, two_sided: bool) -> float:
    from scipy.stats import t

    return float(t.ppf(1 - 0.05 / (2 if two_sided else 1), people - 1))
