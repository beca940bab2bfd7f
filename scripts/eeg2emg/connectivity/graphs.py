"""Graph measures of connectivity matrices: channels are nodes, values the weights of edges.

Weights are moduli without the diagonal. Where a plane is directed, the edge leads from the source
to the sink. Paths have the length 1 / weight.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse.csgraph import shortest_path

from eeg2emg.connectivity.catalogue import MEASURES

if TYPE_CHECKING:
    from collections.abc import Sequence

_EQUAL = 1e-9  # relative difference of lengths of paths that is rounding
_GAIN = 1e-10  # of modularity that is none


def graph_features(features: np.ndarray, planes: Sequence[str]) -> np.ndarray:
    """Describe each plane of each segment by its graph.

    Parameters
    ----------
    features : ndarray, shape (segments, n, n, planes)
        Connectivity, [sink, source].
    planes : sequence of str
        Names of the planes; a band may stand behind the measure.

    Returns
    -------
    ndarray, shape (segments, d)
        Of every plane the strength of each channel (what it receives and what it sends, where there
        is a direction), its clustering and its betweenness; then global efficiency and modularity.
    """
    found = []
    for place, plane in enumerate(planes):
        directed = MEASURES[plane.partition(" ")[0]].directed
        found.append(np.stack([_described(matrix, directed) for matrix in features[..., place]]))
    return np.concatenate(found, axis=1)


def _described(matrix: np.ndarray, directed: bool) -> np.ndarray:
    weights = weights_of(matrix)
    lengths = path_lengths(weights)
    strengths = [weights.sum(axis=1), weights.sum(axis=0)] if directed else [weights.sum(axis=1)]
    return np.concatenate(
        [
            *strengths,
            clustering(weights),
            betweenness(lengths),
            [efficiency(lengths), modularity(weights)],
        ]
    )


def weights_of(matrix: np.ndarray) -> np.ndarray:
    """Give the weights of edges: moduli, and nothing from a channel to itself.

    Parameters
    ----------
    matrix : ndarray, shape (n, n)
        Connectivity, [sink, source].

    Returns
    -------
    ndarray, shape (n, n)
    """
    weights = np.abs(matrix)
    np.fill_diagonal(weights, 0.0)
    return weights


def clustering(weights: np.ndarray) -> np.ndarray:
    r"""Clustering of each node: how strong the triangles around it are.

    .. math:: C_i = \frac{[(U + U^T)^3]_{ii}}{2 (d_i (d_i - 1) - 2 d_i^{\leftrightarrow})}

    with :math:`U_{ij} = (w_{ij} / \max w)^{1/3}`, d the number of edges to and from the node and
    :math:`d^\leftrightarrow` that of its pairs of opposite edges. For symmetric weights it is that
    of Onnela et al.

    Parameters
    ----------
    weights : ndarray, shape (n, n)
        Not below 0, diagonal 0.

    Returns
    -------
    ndarray, shape (n,)
        Between 0 and 1; 0 where a node has no pair of neighbours.

    References
    ----------
    Fagiolo (2007), doi:10.1103/PhysRevE.76.026107; Onnela et al. (2005),
    doi:10.1103/PhysRevE.71.065103.
    """
    largest = weights.max()
    if largest <= 0:
        return np.zeros(len(weights))
    root = np.cbrt(weights / largest)
    both = root + root.T
    triangles = np.einsum("ij,jk,ki->i", both, both, both) / 2
    there = weights > 0
    degree = there.sum(axis=0) + there.sum(axis=1)
    possible = degree * (degree - 1) - 2 * (there & there.T).sum(axis=1)
    return np.divide(triangles, possible, out=np.zeros(len(weights)), where=possible > 0)


def path_lengths(weights: np.ndarray) -> np.ndarray:
    """Give the length of the shortest path from each source to each sink, [sink, source].

    An edge has the length 1 / weight; where there is no path, the length is infinite.
    """
    edges = np.divide(1.0, weights, out=np.zeros_like(weights), where=weights > 0)
    return shortest_path(np.ascontiguousarray(edges.T), method="FW", directed=True).T


def efficiency(lengths: np.ndarray) -> float:
    """Global efficiency: the mean of the inverse lengths of shortest paths.

    References
    ----------
    Latora and Marchiori (2001), doi:10.1103/PhysRevLett.87.198701.
    """
    inverse = 1 / lengths[~np.eye(len(lengths), dtype=bool)]
    return float(inverse.mean())


def betweenness(lengths: np.ndarray) -> np.ndarray:
    """Share of the pairs of other nodes whose shortest path leads through each node.

    Parameters
    ----------
    lengths : ndarray, shape (n, n)
        As from `path_lengths`, [sink, source]. Estimated weights are no two alike, so that a pair
        has one shortest path.

    Returns
    -------
    ndarray, shape (n,)

    References
    ----------
    Freeman (1977), doi:10.2307/3033543.
    """
    n = len(lengths)
    detour = lengths[:, :, None] + lengths[None, :, :]  # [sink, via, source]
    direct = np.where(np.isfinite(lengths), lengths, np.nan)[:, None, :]
    on_path = np.abs(detour - direct) <= _EQUAL * direct
    places = np.arange(n)
    on_path[places, places, :] = False
    on_path[:, places, places] = False
    on_path[places, :, places] = False
    return on_path.sum(axis=(0, 2)) / max((n - 1) * (n - 2), 1)


def modularity(weights: np.ndarray) -> float:
    """Modularity of the parts into which leading eigenvectors divide the graph.

    A part is divided by the signs of the leading eigenvector of its modularity matrix as long as
    the modularity rises. Directed weights count in both directions.

    Parameters
    ----------
    weights : ndarray, shape (n, n)
        Not below 0, diagonal 0.

    Returns
    -------
    float
        Between 0 and 1.

    References
    ----------
    Newman (2006), doi:10.1073/pnas.0601602103; Leicht and Newman (2008),
    doi:10.1103/PhysRevLett.100.118703.
    """
    total = weights.sum()
    if total <= 0:
        return 0.0
    expected = np.outer(weights.sum(axis=1), weights.sum(axis=0)) / total
    matrix = (weights - expected) / total
    matrix = (matrix + matrix.T) / 2
    parts, done = [np.arange(len(weights))], []
    while parts:
        part = parts.pop()
        own = matrix[np.ix_(part, part)]
        # What the part has with itself must not change when it is divided.
        values, vectors = np.linalg.eigh(own - np.diag(own.sum(axis=1)))
        side = vectors[:, -1] > 0
        gain = -2 * own[np.ix_(side, ~side)].sum()
        if values[-1] > _GAIN and gain > _GAIN:
            parts += [part[side], part[~side]]
        else:
            done.append(part)
    return float(sum(matrix[np.ix_(part, part)].sum() for part in done))
