"""Multivariate autoregressive (MVAR) models: fit, choice of the order, diagnostics."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from eeg2emg.connectivity.channels import scale_channels, standardise
from eeg2emg.connectivity.lagged_gram import LaggedGram, lagged_gram
from eeg2emg.connectivity.rank import rank_of_covariance
from eeg2emg.errors import ConfigurationError, EstimationError, RankDeficiencyError

CRITERIA = ("aic", "bic", "hq")
LARGEST_CONDITION = 1e8
"""Condition number of the noise covariance from which a fit is refused."""

SINGULAR = 1e-12
"""Share of a channel's power below which what a regression leaves of it is rounding."""


@dataclass(frozen=True)
class MvarModel:
    r"""The model :math:`x(t) = \sum_{k=1}^p A_k x(t-k) + \varepsilon(t)`.

    Attributes
    ----------
    coefficients : ndarray, shape (order, n_channels, n_channels)
        Lag, sink, source: ``coefficients[k - 1, i, j]`` is the weight of j at lag k in the
        prediction of i.
    noise_covariance : ndarray, shape (n_channels, n_channels)
        Covariance of the innovations, without bias (divided by samples less parameters of an
        equation).
    n_windows : int
        Number of samples that were predicted.
    """

    coefficients: np.ndarray
    noise_covariance: np.ndarray
    n_windows: int

    @property
    def order(self) -> int:
        """Number of lags."""
        return self.coefficients.shape[0]

    @property
    def samples_per_parameter(self) -> float:
        """Predicted samples per coefficient of one equation."""
        return self.n_windows / (self.order * self.coefficients.shape[1])


def fit_mvar(x: np.ndarray, order: int) -> MvarModel:
    """Fit an MVAR model by least squares.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples)
        Signals of any unit; their means are removed.
    order : int
        Number of lags.

    Returns
    -------
    MvarModel
        In the unit of `x`.

    Raises
    ------
    EstimationError
        When the signals are too short, constant or not finite.
    RankDeficiencyError
        When channels depend on each other, exactly or up to the rounding of their storage: the
        coefficients are then not determined by the data.
    """
    z, scale = scale_channels(x)
    require_full_rank(z, "An MVAR model")
    model = fit_gram(lagged_gram(z, order))
    ratio = scale[:, None] / scale[None, :]
    return MvarModel(
        model.coefficients * ratio, model.noise_covariance * np.outer(scale, scale), model.n_windows
    )


def fit_gram(gram: LaggedGram) -> MvarModel:
    """Fit an MVAR model from lagged products by solving the normal equations.

    Parameters
    ----------
    gram : LaggedGram
        Products of standardised signals: the normal equations square the condition of the
        regression, so that scale differences must not add to it.

    Returns
    -------
    MvarModel
        In the unit of the signals of `gram`.

    Raises
    ------
    EstimationError
        When there are not more samples than parameters of an equation.
    RankDeficiencyError
        When the past is not of full rank.
    """
    size = gram.order * gram.n_channels
    freedom = gram.n_windows - size
    if freedom < 1:
        raise EstimationError(
            f"{gram.n_windows} samples cannot determine {size} coefficients per channel",
            f"the model has {gram.n_channels} channels and order {gram.order}",
            "Use longer segments, a smaller order or fewer channels",
        )
    factor = factorise_past(gram)
    whitened = np.linalg.solve(factor, gram.past_and_present())
    weights = np.linalg.solve(factor.T, whitened)
    coefficients = weights.reshape(gram.order, gram.n_channels, gram.n_channels).swapaxes(1, 2)
    residual = gram.present() - whitened.T @ whitened
    return MvarModel(
        np.ascontiguousarray(coefficients), (residual + residual.T) / (2 * freedom), gram.n_windows
    )


def factorise_past(gram: LaggedGram) -> np.ndarray:
    """Cholesky factor of the products of the past with itself.

    Parameters
    ----------
    gram : LaggedGram
        Lagged products.

    Returns
    -------
    ndarray, shape (order * n_channels, order * n_channels)
        Lower triangular.

    Raises
    ------
    RankDeficiencyError
        When the past is not of full rank.
    """
    past = gram.past()
    try:
        factor = np.linalg.cholesky(past)
        dependent = bool(np.any(np.diagonal(factor) ** 2 < SINGULAR * np.diagonal(past)))
    except np.linalg.LinAlgError:
        dependent = True
    if dependent:
        raise RankDeficiencyError(
            "The past of the channels is linearly dependent",
            "a channel, at some lag, is a sum of others, so the coefficients are not determined",
            "Fit the model in fewer principal components, or leave out copies of channels",
        )
    return factor


def require_full_rank(z: np.ndarray, subject: str) -> None:
    """Refuse channels that depend on each other.

    Parameters
    ----------
    z : ndarray, shape (n_channels, n_samples)
        Standardised signals.
    subject : str
        What cannot be estimated, as the start of the sentence.

    Raises
    ------
    RankDeficiencyError
        When the numerical rank is below the number of channels.
    """
    n_channels, n_samples = z.shape
    rank = rank_of_covariance(z @ z.T / n_samples, n_samples).value
    if rank < n_channels:
        raise rank_deficiency(subject, n_channels, rank)


def rank_deficiency(subject: str, n_channels: int, rank: int) -> RankDeficiencyError:
    """Word the refusal of channels that depend on each other.

    Parameters
    ----------
    subject : str
        What cannot be estimated, as the start of the sentence.
    n_channels, rank : int
        Number of channels and of the independent ones among them.

    Returns
    -------
    RankDeficiencyError
        To be raised.
    """
    return RankDeficiencyError(
        f"{subject} is asked for, but the rank of the {n_channels} channels is {rank}",
        f"{n_channels - rank} of them are weighted sums of others (components removed by ICA, an "
        "average reference, interpolated or bridged channels): the past of a channel is then a "
        "function of the others, and conditional values are 0 for true links too; a ridge or "
        "rounding hides this and does not mend it",
        f"Use pairwise Granger causality, an MVAR rank of at most {rank}, or data with their "
        "original reference and no component removed",
    )


def information_criteria(gram: LaggedGram) -> dict[str, np.ndarray]:
    r"""AIC, BIC and HQ of all orders up to that of the products, from one factorisation.

    With the past lag-major the factor L of order p holds those of all smaller orders in its leading
    blocks. So with :math:`W = L^{-1} G_{\mathrm{past}, 0}` the residual products of order q are
    :math:`G_{00}` less those of the first q block rows of W. All orders predict the same samples,
    without which they could not be compared.

    Parameters
    ----------
    gram : LaggedGram
        Products up to the largest order.

    Returns
    -------
    dict of str to ndarray, shape (order,)
        ``aic``, ``bic`` and ``hq`` of orders 1, 2, ...: :math:`\ln \det \Sigma_q + c \, q n^2 / N`
        with c = 2, ln N and 2 ln ln N.

    Raises
    ------
    RankDeficiencyError
        When the past is not of full rank.
    """
    n, n_windows = gram.n_channels, gram.n_windows
    if n_windows <= gram.order * n:
        raise EstimationError(
            f"{n_windows} samples cannot determine a model of order {gram.order} and {n} channels",
            "there are not more samples than coefficients per channel",
            "Lower the largest order or use longer segments",
        )
    whitened = np.linalg.solve(factorise_past(gram), gram.past_and_present())
    rows = whitened.reshape(gram.order, n, n)
    explained = np.cumsum(rows.swapaxes(1, 2) @ rows, axis=0)
    log_determinant = np.linalg.slogdet((gram.present() - explained) / n_windows)[1]
    parameters = np.arange(1, gram.order + 1) * n**2 / n_windows
    return {
        "aic": log_determinant + 2 * parameters,
        "bic": log_determinant + np.log(n_windows) * parameters,
        "hq": log_determinant + 2 * np.log(np.log(n_windows)) * parameters,
    }


def select_order(x: np.ndarray, max_order: int, criterion: str = "bic") -> int:
    """Choose the order with the smallest information criterion.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples)
        Signals of any unit.
    max_order : int
        Largest order to consider; the smallest is 1.
    criterion : {"aic", "bic", "hq"}
        Akaike, Schwarz, or Hannan and Quinn.

    Returns
    -------
    int
        The order. A value equal to `max_order` means that the criterion had no minimum below it.

    Raises
    ------
    ConfigurationError
        When the criterion is unknown.
    EstimationError
        When the signals are too short or of deficient rank.
    """
    if criterion not in CRITERIA:
        raise ConfigurationError(
            f"Unknown criterion {criterion!r}", "", f"Allowed are {', '.join(CRITERIA)}"
        )
    z = standardise(x)
    require_full_rank(z, "The order of an MVAR model")
    return int(np.argmin(information_criteria(lagged_gram(z, max_order))[criterion])) + 1
