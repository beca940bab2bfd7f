"""Granger causality in the time domain from lagged products: pairwise, conditional, reversed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.connectivity.channels import name_of, standardise
from eeg2emg.connectivity.lagged_gram import LaggedGram, lagged_gram
from eeg2emg.connectivity.mvar import SINGULAR, factorise_past, fit_gram, require_full_rank
from eeg2emg.connectivity.stability import require_trustworthy
from eeg2emg.connectivity.state_space import conditional_granger_of_model
from eeg2emg.errors import ConfigurationError, EstimationError, RankDeficiencyError

if TYPE_CHECKING:
    from collections.abc import Sequence

METHODS = ("least_squares", "state_space")


def granger_causality(
    x: np.ndarray, order: int, *, conditional: bool = False, method: str = "least_squares"
) -> np.ndarray:
    r"""Granger causality of every ordered pair of channels.

    Pairwise (equation 1 of the paper): :math:`F_{j \to i} = \ln (e / e_1)`, where e is the variance
    of the error that predicts i from its own past and e1 from that of i and j. Conditional
    (equation 2, whose ratio the paper prints upside down): :math:`\ln (V_{n-1} / V_n)`, where V_n
    is the error from the past of all channels and V_{n-1} that from all but j.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples)
        Signals of any unit.
    order : int
        Number of lags.
    conditional : bool
        On all other channels, or pairwise (the default).
    method : {"least_squares", "state_space"}
        How the conditional value is found: by a reduced model of the same order, which is biased
        where the true reduced model has infinite order, or from the full model by its state-space
        form.

    Returns
    -------
    ndarray, shape (n_channels, n_channels)
        ``[i, j]`` is the influence of j on i (sink, source); not negative, diagonal 0.

    Raises
    ------
    ConfigurationError
        When the method is unknown.
    EstimationError
        When the signals are too short, constant or not finite or, for conditional values, when the
        model is unstable or ill-conditioned.
    RankDeficiencyError
        When channels are copies of each other or, for conditional values, when the rank is below
        the number of channels.

    References
    ----------
    Granger (1969), doi:10.2307/1912791; Geweke (1984), doi:10.1080/01621459.1984.10477110;
    Barnett and Seth (2015), doi:10.1103/PhysRevE.91.040101.
    """
    if method not in METHODS:
        raise ConfigurationError(
            f"Unknown method {method!r}", "", f"Allowed are {', '.join(METHODS)}"
        )
    z = standardise(x)
    if conditional:
        require_full_rank(z, "Conditional Granger causality")
    gram = lagged_gram(z, order)
    return conditional_of_gram(gram, method) if conditional else pairwise_of_gram(gram)


def time_reversed_granger(x: np.ndarray, order: int) -> np.ndarray:
    """Pairwise Granger causality of the signals played backwards, a control.

    A true delay turns round with time; what instantaneous mixing and unequal noise pretend does
    not. An influence is credible where it exceeds the one of the reversed signals.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples)
        Signals of any unit.
    order : int
        Number of lags.

    Returns
    -------
    ndarray, shape (n_channels, n_channels)
        Sink, source, as of ``granger_causality(x[:, ::-1], order)``.

    Raises
    ------
    EstimationError
        As `granger_causality`.

    References
    ----------
    Haufe et al. (2013), doi:10.1016/j.neuroimage.2012.09.036; Winkler et al. (2016),
    doi:10.1109/TSP.2016.2531628.
    """
    return pairwise_of_gram(lagged_gram(standardise(x), order).reversed_in_time())


def pairwise_of_gram(gram: LaggedGram, channel_names: Sequence[str] | None = None) -> np.ndarray:
    r"""All pairwise values from one set of lagged products.

    The products of channels i and j alone are sub-blocks of those of all channels. With the order
    (past of i, past of j, present of i, present of j) the Cholesky factor L of these products has
    the residuals of both regressions in its last two rows: that of i is :math:`L_{2p,2p}^2`, that
    of j :math:`L_{2p+1,2p}^2 + L_{2p+1,2p+1}^2`, since the present of i must not help to predict j.
    One batch of small factorisations serves all pairs.

    Parameters
    ----------
    gram : LaggedGram
        Products of standardised signals.
    channel_names : sequence of str, optional
        For the messages.

    Returns
    -------
    ndarray, shape (n_channels, n_channels)
        Sink, source; diagonal 0.

    Raises
    ------
    EstimationError
        When there are not more samples than parameters.
    RankDeficiencyError
        When a channel is a (delayed) copy of another.
    """
    p, n = gram.order, gram.n_channels
    if gram.n_windows <= 2 * p:
        raise EstimationError(
            f"{gram.n_windows} samples cannot determine {2 * p} coefficients of a pair",
            "there are not more samples than coefficients",
            "Use longer segments or a smaller order",
        )
    sink, other = np.triu_indices(n, k=1)
    if not len(sink):
        return np.zeros((n, n))
    factors = pair_factors(gram, sink, other, channel_names)
    together = np.empty((n, n))
    together[sink, other] = factors[:, 2 * p, 2 * p] ** 2
    together[other, sink] = (factors[:, 2 * p + 1, 2 * p :] ** 2).sum(axis=1)
    by_channel = gram.blocks[:, :, np.arange(n), np.arange(n)].transpose(2, 0, 1)
    past_first = np.r_[1 : p + 1, 0]
    alone = np.linalg.cholesky(by_channel[:, past_first[:, None], past_first])[:, p, p] ** 2
    np.fill_diagonal(together, alone)
    return np.maximum(np.log(alone[:, None] / together), 0.0)


def pair_factors(
    gram: LaggedGram,
    first: np.ndarray,
    second: np.ndarray,
    channel_names: Sequence[str] | None = None,
) -> np.ndarray:
    """Cholesky factors of the lagged products of pairs of channels.

    Parameters
    ----------
    gram : LaggedGram
        Products of standardised signals.
    first, second : ndarray of int, shape (n_pairs,)
        The channels of each pair.
    channel_names : sequence of str, optional
        For the messages.

    Returns
    -------
    ndarray, shape (n_pairs, 2 * order + 2, 2 * order + 2)
        Lower triangular; rows: past of the first, past of the second, present of the first, of the
        second.

    Raises
    ------
    RankDeficiencyError
        When a channel is a (delayed) copy of another.
    """
    p = gram.order
    products = np.ascontiguousarray(gram.blocks.transpose(2, 3, 0, 1))
    pairs = np.empty((len(first), 2 * p + 2, 2 * p + 2))
    rows = (slice(0, p), slice(p, 2 * p))
    for a, channel_a in enumerate((first, second)):
        for b, channel_b in enumerate((first, second)):
            block = products[channel_a, channel_b]
            pairs[:, rows[a], rows[b]] = block[:, 1:, 1:]
            pairs[:, rows[a], 2 * p + b] = block[:, 1:, 0]
            pairs[:, 2 * p + b, rows[a]] = block[:, 1:, 0]
            pairs[:, 2 * p + a, 2 * p + b] = block[:, 0, 0]
    try:
        factors = np.linalg.cholesky(pairs)
        left = np.diagonal(factors, axis1=1, axis2=2) ** 2
        dependent = (left < SINGULAR * gram.n_windows).any(axis=1)
    except np.linalg.LinAlgError:
        dependent = np.linalg.eigvalsh(pairs)[:, 0] < SINGULAR * gram.n_windows
        if not dependent.any():
            raise
    if dependent.any():
        k = int(np.flatnonzero(dependent)[0])
        names = [name_of(int(channel[k]), channel_names) for channel in (first, second)]
        raise RankDeficiencyError(
            f"{names[0]} and {names[1]} are copies of each other",
            "at some lag one is a multiple of the other, so their past is not of full rank",
            "Mark one of them as bad (bridged electrodes are the usual cause)",
        )
    return factors


def conditional_of_gram(gram: LaggedGram, method: str = "least_squares") -> np.ndarray:
    r"""All conditional values from one fit, without a second one.

    Leaving the regressors J (all lags of a source) out of a least-squares fit with weights b raises
    the residual sum of squares by :math:`b_J^\top \left[ (G^{-1})_{JJ} \right]^{-1} b_J`, with G
    the products of the regressors: the minimum of the quadratic form under the constraint
    :math:`b_J = 0`. So one inverse serves every source and sink.

    Parameters
    ----------
    gram : LaggedGram
        Products of standardised signals of full rank.
    method : {"least_squares", "state_space"}
        As of `granger_causality`.

    Returns
    -------
    ndarray, shape (n_channels, n_channels)
        Sink, source; diagonal 0.

    Raises
    ------
    EstimationError
        When there are not more samples than parameters, or the model is unstable or
        ill-conditioned.
    RankDeficiencyError
        When the past is not of full rank.
    """
    model = fit_gram(gram)
    require_trustworthy(model)
    if method == "state_space":
        return conditional_granger_of_model(model.coefficients, model.noise_covariance)
    p, n = gram.order, gram.n_channels
    inverse_factor = np.linalg.inv(factorise_past(gram)).reshape(p * n, p, n)
    # (G^-1)_JJ of source j from the columns of L^-1 that belong to its lags
    columns = inverse_factor.transpose(2, 1, 0)
    inverse_blocks = columns @ columns.swapaxes(1, 2)
    weights = model.coefficients.transpose(2, 0, 1)  # source, lag, sink
    raised = np.einsum("jki,jki->ij", weights, np.linalg.solve(inverse_blocks, weights))
    left = np.diagonal(model.noise_covariance) * (gram.n_windows - p * n)
    matrix = np.log1p(np.maximum(raised, 0.0) / left[:, None])
    np.fill_diagonal(matrix, 0.0)
    return matrix
