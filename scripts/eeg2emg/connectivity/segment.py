"""One segment with all that its measures share, computed once and only when asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.connectivity.channels import standardise
from eeg2emg.connectivity.coherence import estimator_function
from eeg2emg.connectivity.granger import conditional_of_gram, pairwise_of_gram
from eeg2emg.connectivity.lagged_gram import LaggedGram, pooled_gram
from eeg2emg.connectivity.mvar import (
    MvarModel,
    fit_gram,
    information_criteria,
    rank_deficiency,
)
from eeg2emg.connectivity.rank import Rank, rank_of_covariance
from eeg2emg.connectivity.runs import split_runs
from eeg2emg.connectivity.spectra import fourier
from eeg2emg.connectivity.stability import (
    consistency,
    require_trustworthy,
    spectral_radius,
    whiteness_p,
)
from eeg2emg.connectivity.windows import window_spectra
from eeg2emg.errors import EstimationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.connectivity.settings import Band

_MOST_REGRESSORS = 2000
MODEL_DIAGNOSTICS = (
    "spectral_radius",
    "condition",
    "samples_per_parameter",
    "whiteness_p",
    "consistency_percent",
    "aic_order",
    "bic_order",
    "hq_order",
)


class SegmentSignals:
    """A segment of standardised signals.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples)
        Signals of any unit.
    order : int
        Order of its models.
    mvar_rank : int, optional
        Dimension of the model of all channels; the number of channels by default.
    channel_names : sequence of str, optional
        For the messages.
    trusted : bool
        Whether measures are made of the model, so that an unstable or ill-conditioned one is
        refused; otherwise it is only described.
    runs : sequence of int
        Samples of each uninterrupted run, which lie side by side in `x`; none where it is one. No
        lagged product, window or spectrum reaches from a run into the next. Channels are
        standardised over all runs together.
    """

    def __init__(
        self,
        x: np.ndarray,
        order: int,
        mvar_rank: int | None = None,
        channel_names: Sequence[str] | None = None,
        *,
        trusted: bool = True,
        runs: Sequence[int] = (),
    ) -> None:
        self.signals = standardise(x, channel_names)
        self.runs = tuple(runs)
        self.pieces = split_runs(self.signals, self.runs)
        self.order = order
        self.mvar_rank = mvar_rank or len(self.signals)
        self.channel_names = channel_names
        self.trusted = trusted
        self.phases: dict[tuple, np.ndarray] = {}
        self._coherencies: dict[tuple, np.ndarray] = {}
        self._window_spectra: dict[tuple, tuple[np.ndarray, np.ndarray]] = {}

    @property
    def n_channels(self) -> int:
        """Number of channels."""
        return self.signals.shape[0]

    @property
    def n_samples(self) -> int:
        """Number of samples."""
        return self.signals.shape[1]

    @property
    def n_predicted(self) -> int:
        """Number of samples that have as many before them, in their run, as the order."""
        return self.n_samples - len(self.pieces) * self.order

    @cached_property
    def spectra(self) -> list[np.ndarray]:
        """Fourier transform of each run as a whole."""
        return [fourier(run) for run in self.pieces]

    @cached_property
    def rank(self) -> Rank:
        """Numerical rank and principal directions."""
        return rank_of_covariance(self.signals @ self.signals.T / self.n_samples, self.n_samples)

    @cached_property
    def gram(self) -> LaggedGram:
        """Lagged products of the channels up to the order of the models."""
        return pooled_gram(self.pieces, self.order)

    @cached_property
    def basis(self) -> np.ndarray | None:
        """Principal directions of the model; None where it describes the channels themselves."""
        if self.mvar_rank == self.n_channels:
            return None
        return np.ascontiguousarray(self.rank.directions[:, : self.mvar_rank])

    @cached_property
    def model(self) -> MvarModel:
        """MVAR model of the channels or of their first principal components."""
        if self.rank.value < self.mvar_rank:
            raise rank_deficiency(
                f"An MVAR model of rank {self.mvar_rank}", self.n_channels, self.rank.value
            )
        gram = self.gram if self.basis is None else self.gram.projected(self.basis)
        model = fit_gram(gram)
        if self.trusted:
            require_trustworthy(model)
        return model

    def granger(self, conditional: bool, method: str) -> np.ndarray:
        """Granger causality in the time domain.

        Parameters
        ----------
        conditional : bool
            On all other channels, or pairwise.
        method : {"least_squares", "state_space"}
            Of the conditional value.

        Returns
        -------
        ndarray, shape (n_channels, n_channels)
            Sink, source; diagonal 0.

        Raises
        ------
        EstimationError
            When the model behind conditional values is unstable or ill-conditioned.
        RankDeficiencyError
            When channels are copies or, for conditional values, of deficient rank.
        """
        if not conditional:
            return pairwise_of_gram(self.gram, self.channel_names)
        self.require_full_rank("Conditional Granger causality")
        return conditional_of_gram(self.gram, method)

    def require_full_rank(self, subject: str) -> None:
        """Refuse channels that depend on each other.

        Parameters
        ----------
        subject : str
            What cannot be estimated, as the start of the sentence.

        Raises
        ------
        RankDeficiencyError
            When the rank is below the number of channels.
        """
        if self.rank.value < self.n_channels:
            raise rank_deficiency(subject, self.n_channels, self.rank.value)

    def coherency(self, estimator: str, rate_hz: float, window_s: float, band: Band) -> np.ndarray:
        """Complex coherency within a band.

        Parameters
        ----------
        estimator : {"welch", "multitaper"}
            How it is estimated.
        rate_hz : float
            Sampling rate.
        window_s : float
            Length of the windows.
        band : tuple of float
            Low and high edge, in Hz.

        Returns
        -------
        ndarray of complex, shape (n_frequencies, n_channels, n_channels)
            Hermitian, diagonal 1.
        """
        key = (estimator, rate_hz, window_s, tuple(band))
        if key not in self._coherencies:
            estimate = estimator_function(estimator)
            self._coherencies[key] = estimate(self.pieces, rate_hz, window_s, band)[1]
        return self._coherencies[key]

    def window_spectra(self, rate_hz: float, window_s: float) -> tuple[np.ndarray, np.ndarray]:
        """Fourier coefficients of windows side by side.

        Parameters
        ----------
        rate_hz : float
            Sampling rate.
        window_s : float
            Length of the windows.

        Returns
        -------
        tuple of ndarray
            As from `eeg2emg.connectivity.windows.window_spectra`, with its errors.
        """
        key = (rate_hz, window_s)
        if key not in self._window_spectra:
            self._window_spectra[key] = window_spectra(self.pieces, rate_hz, window_s)
        return self._window_spectra[key]


def require_samples(n_windows: int, n_parameters: int, least: float, subject: str) -> None:
    """Refuse a regression with too few samples per coefficient.

    Parameters
    ----------
    n_windows : int
        Number of samples that are predicted.
    n_parameters : int
        Coefficients of one equation.
    least : float
        Samples wanted per coefficient.
    subject : str
        What is fitted, as the start of the sentence.

    Raises
    ------
    EstimationError
        When there are fewer.
    """
    if n_windows < least * n_parameters:
        raise EstimationError(
            f"{subject} has {n_parameters} coefficients for {max(n_windows, 0)} samples",
            f"at least {least:g} samples per coefficient are asked for (min_samples_per_parameter)",
            "Use longer segments, a smaller order or a smaller MVAR rank",
        )


def model_diagnostics(segment: SegmentSignals, max_order: int) -> dict[str, float]:
    """Describe a segment's model, in the space it was fitted in.

    Parameters
    ----------
    segment : SegmentSignals
        The segment.
    max_order : int
        Largest order of the information criteria; lowered where the segment is too short for it, or
        where channels and lags together are more than 2000.

    Returns
    -------
    dict of str to float
        ``spectral_radius``, ``condition`` (of the noise covariance), ``samples_per_parameter``,
        ``whiteness_p``, ``consistency_percent``, ``aic_order``, ``bic_order``, ``hq_order``. All
        are NaN where the segment is too short for a model of all channels, and the consistency
        where the model is unstable.
    """
    size = segment.mvar_rank
    if segment.n_predicted <= size * segment.order:
        return dict.fromkeys(MODEL_DIAGNOSTICS, float("nan"))
    signals = segment.pieces
    if segment.basis is not None:
        signals = [segment.basis.T @ run for run in signals]
    model = segment.model
    radius = spectral_radius(model.coefficients)
    # The products of all lags take memory with the square of their number.
    affordable = max(segment.order, _MOST_REGRESSORS // size)
    shortest = min(run.shape[1] for run in signals)
    # Every run gives up as many samples as the order, and all of them must leave enough.
    most = (segment.n_samples - 1) // (2 * size + len(signals))
    longest = max(min(max_order, affordable, most, shortest - 1), 1)
    criteria = information_criteria(pooled_gram(signals, longest))
    values = (
        radius,
        float(np.linalg.cond(model.noise_covariance)),
        model.samples_per_parameter,
        whiteness_p(signals, model.coefficients),
        consistency(signals, model, radius) if radius < 1 else float("nan"),
        *(float(np.argmin(criteria[name]) + 1) for name in ("aic", "bic", "hq")),
    )
    return dict(zip(MODEL_DIAGNOSTICS, values, strict=True))
