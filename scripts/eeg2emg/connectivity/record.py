"""One segment with all that its measures share, each part computed once and only when asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.connectivity.channels import standardise
from eeg2emg.connectivity.lagged_gram import LaggedGram, lagged_gram
from eeg2emg.connectivity.mvar import MvarModel, fit_gram, information_criteria
from eeg2emg.connectivity.rank import Rank, rank_of_covariance
from eeg2emg.connectivity.spectra import fourier
from eeg2emg.connectivity.stability import (
    consistency,
    is_stable,
    require_trustworthy,
    spectral_radius,
    whiteness_p,
)
from eeg2emg.errors import EstimationError, RankDeficiencyError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.connectivity.settings import EegSettings


class Record:
    """A segment of standardised signals.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples)
        Signals of any unit.
    order : int
        Order of its models.
    mvar_rank : int or None
        Dimension of the model of all channels; the number of channels by default.
    channel_names : sequence of str, optional
        For the messages.
    """

    def __init__(
        self,
        x: np.ndarray,
        order: int,
        mvar_rank: int | None = None,
        channel_names: Sequence[str] | None = None,
    ) -> None:
        self.signals = standardise(x, channel_names)
        self.order = order
        self.mvar_rank = mvar_rank or len(self.signals)
        self.channel_names = channel_names

    @property
    def n_channels(self) -> int:
        """Number of channels."""
        return self.signals.shape[0]

    @property
    def n_samples(self) -> int:
        """Number of samples."""
        return self.signals.shape[1]

    @cached_property
    def spectrum(self) -> np.ndarray:
        """Fourier transform of the whole segment."""
        return fourier(self.signals)

    @cached_property
    def rank(self) -> Rank:
        """Numerical rank and principal directions."""
        return rank_of_covariance(self.signals @ self.signals.T / self.n_samples, self.n_samples)

    @cached_property
    def gram(self) -> LaggedGram:
        """Lagged products up to the order of the models."""
        return lagged_gram(self.signals, self.order)

    @cached_property
    def basis(self) -> np.ndarray | None:
        """Principal directions of the model; None where it describes the channels themselves."""
        if self.mvar_rank == self.n_channels:
            return None
        return np.ascontiguousarray(self.rank.directions[:, : self.mvar_rank])

    @cached_property
    def model(self) -> MvarModel:
        """MVAR model of the channels or of their first principal components, checked."""
        if self.rank.value < self.mvar_rank:
            raise RankDeficiencyError(
                f"An MVAR model of rank {self.mvar_rank} is asked for, but the {self.n_channels} "
                f"channels have rank {self.rank.value}",
                "components removed by ICA, an average reference, interpolated or bridged channels made "
                "some of them weighted sums of the others",
                f"Set the MVAR rank of all recordings to {self.rank.value} or less, or leave this "
                "recording out",
            )
        gram = self.gram if self.basis is None else self.gram.projected(self.basis)
        model = fit_gram(gram)
        require_trustworthy(model)
        return model


def require_samples(
    n_windows: int, n_parameters: int, least: float, subject: str
) -> None:
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
            f"{subject} has {n_parameters} coefficients per channel for {max(n_windows, 0)} samples",
            f"at least {least:g} samples per coefficient are asked for (min_samples_per_parameter)",
            "Use longer segments, a smaller order or a smaller MVAR rank",
        )


def eeg_diagnostics(record: Record, settings: EegSettings) -> dict[str, float]:
    """Describe how far the model of all channels may be trusted.

    Parameters
    ----------
    record : Record
        The segment.
    settings : EegSettings
        What is estimated.

    Returns
    -------
    dict of str to float
        See `model_diagnostics`. Where no measure needs the model its dimension is at most the rank, so that
        deficient data have diagnostics too.
    """
    if settings.needs_model:
        return model_diagnostics(record, record.model, settings.max_order)
    within = min(record.mvar_rank, record.rank.value)
    reduced = Record(record.rank.directions[:, :within].T @ record.signals, record.order)
    if reduced.n_samples - reduced.order <= within * reduced.order:
        return {}
    return model_diagnostics(reduced, fit_gram(reduced.gram), settings.max_order)


def model_diagnostics(record: Record, model: MvarModel, max_order: int) -> dict[str, float]:
    """Diagnostics of a fitted model, judged in the space it was fitted in.

    Parameters
    ----------
    record : Record
        The segment.
    model : MvarModel
        Its model, of the channels or of their principal components.
    max_order : int
        Largest order of the information criteria; lowered where the segment is too short for it.

    Returns
    -------
    dict of str to float
        ``spectral_radius``, ``condition`` (of the noise covariance), ``samples_per_parameter``, ``whiteness_p``,
        ``consistency_percent`` (NaN for an unstable model), ``aic_order``, ``bic_order``, ``hq_order``.
    """
    signals = record.signals if record.basis is None else record.basis.T @ record.signals
    size = len(signals)
    longest = min(max_order, (record.n_samples - 1) // (2 * size + 1))
    values = {
        "spectral_radius": spectral_radius(model.coefficients),
        "condition": float(np.linalg.cond(model.noise_covariance)),
        "samples_per_parameter": model.samples_per_parameter,
        "whiteness_p": whiteness_p(signals, model.coefficients),
        "consistency_percent": (
            consistency(signals, model) if is_stable(model.coefficients) else float("nan")
        ),
    }
    if longest >= 1:
        criteria = information_criteria(lagged_gram(signals, longest))
        values |= {f"{name}_order": float(np.argmin(v) + 1) for name, v in criteria.items()}
    return values
