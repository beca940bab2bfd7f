"""State-space Granger causality: what a given MVAR model implies, without data."""

from __future__ import annotations

import numpy as np

from eeg2emg.errors import EstimationError

MOST_DOUBLINGS = 60


def conditional_granger_of_model(
    coefficients: np.ndarray, noise_covariance: np.ndarray
) -> np.ndarray:
    r"""Conditional Granger causality of a model, by its state-space form.

    :math:`F_{j \to i} = \ln (V_{ii} / \Sigma_{ii})`, where V is the covariance of the errors that
    predict all channels but j from their own infinite past: see `innovations_covariance`.

    Parameters
    ----------
    coefficients : ndarray, shape (order, n, n)
        Lag, sink, source, of a stable model.
    noise_covariance : ndarray, shape (n, n)
        Covariance of the innovations.

    Returns
    -------
    ndarray, shape (n, n)
        Sink, source; not negative, diagonal 0.

    Raises
    ------
    EstimationError
        When the noise covariance is not positive definite, or the model is unstable.

    References
    ----------
    Barnett and Seth (2015), doi:10.1103/PhysRevE.91.040101.
    """
    n = np.shape(coefficients)[1]
    full = np.diagonal(noise_covariance)
    matrix = np.zeros((n, n))
    for source in range(n):
        others = np.delete(np.arange(n), source)
        if len(others):
            reduced = innovations_covariance(coefficients, noise_covariance, others)
            matrix[others, source] = np.log(np.diagonal(reduced) / full[others])
    return np.maximum(matrix, 0.0)


def pairwise_granger_of_model(coefficients: np.ndarray, noise_covariance: np.ndarray) -> np.ndarray:
    """Pairwise Granger causality of a model: every pair seen without the other channels.

    Parameters
    ----------
    coefficients : ndarray, shape (order, n, n)
        Lag, sink, source, of a stable model.
    noise_covariance : ndarray, shape (n, n)
        Covariance of the innovations.

    Returns
    -------
    ndarray, shape (n, n)
        Sink, source; not negative, diagonal 0.

    Raises
    ------
    EstimationError
        When the noise covariance is not positive definite, or the model is unstable.
    """
    n = np.shape(coefficients)[1]
    alone = np.array(
        [
            innovations_covariance(coefficients, noise_covariance, np.array([channel]))[0, 0]
            for channel in range(n)
        ]
    )
    matrix = np.zeros((n, n))
    for i in range(n):
        for j in range(i + 1, n):
            pair = innovations_covariance(coefficients, noise_covariance, np.array([i, j]))
            matrix[i, j] = np.log(alone[i] / pair[0, 0])
            matrix[j, i] = np.log(alone[j] / pair[1, 1])
    return np.maximum(matrix, 0.0)


def innovations_covariance(
    coefficients: np.ndarray, noise_covariance: np.ndarray, observed: np.ndarray
) -> np.ndarray:
    r"""Covariance of the errors that predict some channels from their own infinite past.

    The past of the observed channels O is known, so the only unknown state is that of the hidden
    ones H, :math:`s(t) = (x_H(t-1), ..., x_H(t-p))`, with

    .. math:: s(t+1) &= F s(t) + \text{known} + E \varepsilon_H(t), \\
              x_O(t) &= C s(t) + \text{known} + \varepsilon_O(t),

    F the companion matrix of the hidden channels, C their weights in the observed ones, E the first
    block column of the identity. The error covariance P of the Kalman filter solves the discrete
    algebraic Riccati equation with noise
    :math:`Q = E \Sigma_{HH} E^\top, R = \Sigma_{OO}, S = E \Sigma_{HO}`, and the innovations have
    covariance :math:`C P C^\top + R`. For one hidden channel the equation has p dimensions, not n
    p.

    Parameters
    ----------
    coefficients : ndarray, shape (order, n, n)
        Lag, sink, source, of a stable model.
    noise_covariance : ndarray, shape (n, n)
        Covariance of the innovations of all channels.
    observed : ndarray of int
        The channels that are seen.

    Returns
    -------
    ndarray, shape (n_observed, n_observed)
        Covariance, in the order of `observed`.

    Raises
    ------
    EstimationError
        When the noise covariance is not positive definite, or the model is unstable.
    """
    coefficients = np.asarray(coefficients, dtype=np.float64)
    noise = np.asarray(noise_covariance, dtype=np.float64)
    order, n, _ = coefficients.shape
    observed = np.asarray(observed)
    hidden = np.setdiff1d(np.arange(n), observed)
    seen_noise = noise[np.ix_(observed, observed)]
    if not len(hidden):
        return seen_noise
    if np.linalg.eigvalsh(noise)[0] <= 0:
        raise EstimationError(
            "The noise covariance is not positive definite",
            "channels depend on each other, or it is not a covariance",
            "Fit the model to channels of full rank",
        )
    size, width = order * len(hidden), len(hidden)
    dynamics = np.eye(size, k=-width)
    among_hidden = coefficients[:, hidden[:, None], hidden]
    dynamics[:width] = among_hidden.transpose(1, 0, 2).reshape(width, size)
    into_observed = coefficients[:, observed[:, None], hidden]
    output = into_observed.transpose(1, 0, 2).reshape(len(observed), size)
    # The part of the hidden noise that the observed noise tells is taken out of the dynamics
    gain = np.linalg.solve(seen_noise, noise[np.ix_(observed, hidden)]).T
    dynamics[:width] -= gain @ output
    unexplained = np.zeros((size, size))
    unexplained[:width, :width] = (
        noise[np.ix_(hidden, hidden)] - gain @ noise[np.ix_(observed, hidden)]
    )
    information = output.T @ np.linalg.solve(seen_noise, output)
    error = solve_riccati(dynamics, information, unexplained)
    return output @ error @ output.T + seen_noise


def solve_riccati(dynamics: np.ndarray, information: np.ndarray, noise: np.ndarray) -> np.ndarray:
    r"""Solve the filter equation :math:`P = A P (I + G P)^{-1} A^\top + Q` by structured doubling.

    One step of the Riccati recursion from P = 0 is the map with (A, G, Q); two steps are again such
    a map, with

    .. math:: A' = A (I + Q G)^{-1} A, \quad Q' = Q + A (I + Q G)^{-1} Q A^\top, \quad
              G' = G + A^\top G (I + Q G)^{-1} A.

    So k doublings do the work of :math:`2^k` steps of the Kalman filter, and Q grows to the
    solution.

    Parameters
    ----------
    dynamics, information, noise : ndarray, shape (m, m)
        A, G and Q; the latter two positive semidefinite.

    Returns
    -------
    ndarray, shape (m, m)
        P, positive semidefinite.

    Raises
    ------
    EstimationError
        When the recursion does not settle: the model is unstable.

    References
    ----------
    Anderson (1978), doi:10.1080/00207177808922455.
    """
    identity = np.eye(len(dynamics))
    step, seen, error = dynamics, information, noise
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(MOST_DOUBLINGS):
            mixed = np.linalg.solve(identity + error @ seen, np.hstack([step, error]))
            onward, spread = mixed[:, : len(step)], mixed[:, len(step) :]
            increment = _symmetric(step @ spread @ step.T)
            error = error + increment
            seen = seen + _symmetric(step.T @ seen @ onward)
            step = step @ onward
            if not np.isfinite(step).all() or not np.isfinite(error).all():
                break
            if np.abs(increment).max() <= 1e-15 * np.abs(error).max():
                return error
    raise EstimationError(
        "The state-space form of the MVAR model has no stationary solution",
        "the model is unstable, or so close to it that the error of its filter does not settle",
        "Check the spectral radius of the model; lower its order or use longer segments",
    )


def _symmetric(matrix: np.ndarray) -> np.ndarray:
    return (matrix + matrix.T) / 2
