"""Mutual information of the envelopes of muscles, by a Gaussian copula."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri
from scipy.stats import rankdata

from eeg2emg.connectivity.channels import standardise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.connectivity.vectors.settings import VectorSettings

_LARGEST = 1 - 1e-9


def of_envelopes(pieces: Sequence[np.ndarray], settings: VectorSettings) -> np.ndarray:
    r"""Mutual information of each pair of channels at the same time.

    Each channel is given a normal distribution by its ranks; with the correlation r of two of them

    .. math:: I_{ij} = -\tfrac{1}{2} \ln (1 - r_{ij}^2)

    which is the mutual information of variables with a Gaussian copula, and a lower bound of it for
    any other. No distribution of a single envelope matters, nor any transform that keeps its order.

    Parameters
    ----------
    pieces : sequence of ndarray, shape (m, samples)
        Uninterrupted pieces of the envelopes, which are ranked together.
    settings : VectorSettings
        Not needed.

    Returns
    -------
    ndarray, shape (m (m - 1) / 2,)
        In nats.

    Raises
    ------
    EstimationError
        When a channel does not vary.

    References
    ----------
    Ince et al. (2017), doi:10.1002/hbm.23471.
    """
    del settings
    x = standardise(np.concatenate(pieces, axis=1))
    z = ndtri(rankdata(x, axis=1) / (x.shape[1] + 1))
    correlation = np.atleast_2d(np.corrcoef(z))[np.triu_indices(len(x), 1)]
    return -0.5 * np.log1p(-np.minimum(correlation**2, _LARGEST))


def names_of_pairs(channels: Sequence[str], settings: VectorSettings) -> tuple[str, ...]:
    """Name the entries of `of_envelopes`: the pairs."""
    del settings
    return tuple(f"{first} - {second}" for first, second in combinations(channels, 2))
