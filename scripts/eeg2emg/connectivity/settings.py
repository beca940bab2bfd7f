"""Settings of the estimates from EEG and EMG, with the rate and order that belong together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eeg2emg.connectivity.catalogue import ESTIMATORS, MEASURES, TARGETS
from eeg2emg.connectivity.granger import METHODS
from eeg2emg.connectivity.model_order import order_in_samples
from eeg2emg.errors import ConfigurationError
from eeg2emg.rates import is_below

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

Band = tuple[float, float]


@dataclass(frozen=True)
class EegSettings:
    """How the planes of one EEG segment are estimated.

    Attributes
    ----------
    rate_hz : float
        Sampling rate of the segments.
    order : int
        Order of the MVAR models and of Granger causality: 12 at 250 Hz are 48 ms.
    measures : tuple of str
        Names from `eeg2emg.connectivity.catalogue.MEASURES`, in the order of the planes.
    band : tuple of float
        Broad band of all measures but the phase lag indices and time-domain Granger causality, in
        Hz.
    pli_bands : tuple of tuple of float
        Narrow bands over which the phase lag indices are averaged, in Hz.
    planes_per_band : bool
        One plane per band of `pli_bands`, for every measure that has a band.
    mvar_rank : int or None
        Dimension r of the MVAR model behind DTF and PDC; the number of channels by default.
    conditional : bool
        Conditional in place of pairwise Granger causality.
    conditional_method : {"least_squares", "state_space"}
        How the conditional value is found.
    estimator : {"welch", "multitaper"}
        Of coherence, imaginary coherence and the phase lag index (Hilbert under "welch").
    window_s : float
        Length of the windows of coherence.
    min_samples_per_parameter : float
        Least number of samples per coefficient of an equation. Ten is the usual rule (Schloegl and
        Supp 2006, doi:10.1016/S0079-6123(06)59009-0): estimating the coefficients then adds about
        10 % to the variance of the prediction error.
    max_order : int
        Largest order for which the information criteria are computed as diagnostics.
    """

    rate_hz: float = 250.0
    order: int = 12
    measures: tuple[str, ...] = ("correlation", "coherence", "dtf", "granger", "pli")
    band: Band = (1.0, 45.0)
    pli_bands: tuple[Band, ...] = ((1, 4), (4, 8), (8, 13), (13, 30), (30, 45))
    planes_per_band: bool = False
    mvar_rank: int | None = None
    conditional: bool = False
    conditional_method: str = "least_squares"
    estimator: str = "welch"
    window_s: float = 2.0
    min_samples_per_parameter: float = 10.0
    max_order: int = 30

    def __post_init__(self) -> None:
        _require_known("measure", self.measures, tuple(MEASURES))
        _require_known("estimator", (self.estimator,), ESTIMATORS)
        _require_known(
            "method of conditional Granger causality", (self.conditional_method,), METHODS
        )
        if not self.pli_bands:
            raise ConfigurationError("No band is given for the phase lag index", "", "Name one")
        _require_positive(
            rate_hz=self.rate_hz, order=self.order, window_s=self.window_s, max_order=self.max_order
        )
        if self.mvar_rank is not None:
            _require_positive(mvar_rank=self.mvar_rank)

    @property
    def needs_model(self) -> bool:
        """Whether one MVAR model of all channels is needed."""
        return any(MEASURES[name].regressors == "all" for name in self.measures)


@dataclass(frozen=True)
class EmgSettings:
    """How the matrices of one EMG segment are estimated.

    Attributes
    ----------
    rate_hz : float
        Sampling rate of the segments.
    order : int
        Order of Granger causality of the raw signals: 20 at 1 kHz are 20 ms.
    conditional : bool
        Conditional in place of pairwise Granger causality.
    conditional_method : {"least_squares", "state_space"}
        How the conditional value is found.
    targets : tuple of str
        Names from `eeg2emg.connectivity.catalogue.TARGETS`.
    envelope_rate_hz : float
        Rate to which the rectified signal is decimated; its low-pass is half of it. 125 Hz hold the
        modulation by a common drive (15-30 Hz) and 4 ms resolve delays between muscles.
    envelope_order : int
        Order for the envelope: 12 at 250 Hz are 48 ms.
    window_s : float
        Length of the windows of the zero-lag coherence.
    coherence_band : tuple of float or None
        Band of the zero-lag coherence in Hz; from 20 Hz to 0.45 times the rate by default.
    min_samples_per_parameter : float
        Least number of samples per coefficient of an equation.
    max_order : int
        Largest order for which the information criteria are computed as diagnostics.
    """

    rate_hz: float = 1000.0
    order: int = 20
    conditional: bool = False
    conditional_method: str = "least_squares"
    targets: tuple[str, ...] = tuple(TARGETS)
    envelope_rate_hz: float = 250.0
    envelope_order: int = 12
    window_s: float = 1.0
    coherence_band: Band | None = None
    min_samples_per_parameter: float = 10.0
    max_order: int = 40

    def __post_init__(self) -> None:
        _require_known("target", self.targets, tuple(TARGETS))
        _require_known(
            "method of conditional Granger causality", (self.conditional_method,), METHODS
        )
        _require_positive(
            rate_hz=self.rate_hz,
            order=self.order,
            envelope_rate_hz=self.envelope_rate_hz,
            envelope_order=self.envelope_order,
            window_s=self.window_s,
            max_order=self.max_order,
        )
        if is_below(self.rate_hz, self.envelope_rate_hz):
            raise ConfigurationError(
                f"envelope_rate_hz ({self.envelope_rate_hz:g}) is above rate_hz ({self.rate_hz:g})",
                "an envelope is decimated, never interpolated",
                "Lower it to the rate of the EMG or below",
            )

    @property
    def zero_lag_band(self) -> Band:
        """Band of the zero-lag coherence in Hz."""
        return self.coherence_band or (min(20.0, 0.1 * self.rate_hz), 0.45 * self.rate_hz)


def emg_settings_at(options: Mapping[str, Any], rate_hz: float) -> EmgSettings:
    """Make the settings of the EMG of one recording.

    Parameters
    ----------
    options : mapping
        Fields of `EmgSettings` but the rate; with ``order_ms``, the order follows from the rate.
    rate_hz : float
        Rate at which the EMG of the recording is analysed.

    Returns
    -------
    EmgSettings

    Raises
    ------
    EstimationError
        If ``order_ms`` is shorter than a sample at this rate, or longer than any segment.
    """
    order = order_in_samples(options, "order", rate_hz)
    own = {name: value for name, value in options.items() if name != "order_ms"}
    return EmgSettings(**own | {"order": order, "rate_hz": rate_hz})


@dataclass(frozen=True)
class Estimate:
    """Connectivity of one segment.

    Attributes
    ----------
    planes : dict of str to ndarray, shape (n_channels, n_channels)
        Matrices [sink, source] by name, in the order asked for.
    diagnostics : dict of str to float
        What tells whether they may be trusted.
    """

    planes: dict[str, np.ndarray]
    diagnostics: dict[str, float]


def plane_names(settings: EegSettings) -> tuple[str, ...]:
    """Name the planes of an EEG estimate.

    Parameters
    ----------
    settings : EegSettings
        What is estimated.

    Returns
    -------
    tuple of str
        The measures' names or, with `planes_per_band`, names such as ``"coherence 8-13 Hz"``;
        Granger causality in the time domain has no band and one plane.
    """
    return tuple(
        name if band is None else f"{name} {band[0]:g}-{band[1]:g} Hz"
        for name, band in planes_of(settings)
    )


def planes_of(settings: EegSettings) -> list[tuple[str, Band | None]]:
    """List measure and band of each plane; the band is None where the settings' own apply.

    Parameters
    ----------
    settings : EegSettings
        What is estimated.

    Returns
    -------
    list of tuple
        Measure, and band or None.
    """
    planes: list[tuple[str, Band | None]] = []
    for name in settings.measures:
        split = settings.planes_per_band and MEASURES[name].bands != "none"
        planes += [(name, band) for band in settings.pli_bands] if split else [(name, None)]
    return planes


def _require_known(kind: str, names: tuple[str, ...], allowed: tuple[str, ...]) -> None:
    unknown = [name for name in names if name not in allowed]
    if unknown:
        raise ConfigurationError(
            f"Unknown {kind} {', '.join(map(repr, unknown))}",
            "",
            f"Allowed are {', '.join(allowed)}",
        )
    if not names or len(set(names)) < len(names):
        raise ConfigurationError(
            f"The list of names for {kind} is {list(names)}",
            "it must hold at least one, each once",
            f"Choose from {', '.join(allowed)}",
        )


def _require_positive(**values: float) -> None:
    for name, value in values.items():
        if not value > 0:
            raise ConfigurationError(f"{name} is {value}", "it must be above 0", "Correct it")
