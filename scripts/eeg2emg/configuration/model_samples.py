"""Whether segments have samples enough for the autoregressive models of the options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eeg2emg.configuration.base import Mistake
from eeg2emg.connectivity.catalogue import MEASURES
from eeg2emg.errors import EstimationError

if TYPE_CHECKING:
    from collections.abc import Iterator


def autoregressive_models(options: Any) -> list[tuple[str, str, int]]:
    """List the models that are fitted to every segment.

    Parameters
    ----------
    options : Configuration
        All options.

    Returns
    -------
    list of (str, str, int)
        The options (of ``connectivity``) that hold rate and order of a model, and the number of
        signals that predict one of them. Of the EEG the largest model is given.
    """
    chosen = options.connectivity
    measures = [MEASURES[name].regressors for name in chosen.measures]
    models = []
    if "all" in measures:
        models.append(("eeg_rate_hz", "eeg_order", options.mvar_rank))
    elif "pair" in measures:
        n_regressors = len(options.channels.eeg) if chosen.conditional else 2
        models.append(("eeg_rate_hz", "eeg_order", n_regressors))
    if options.channels.emg:
        n_regressors = len(options.channels.emg) if chosen.conditional else 2
        models.append(("emg_rate_hz", "emg_order", n_regressors))
        models.append(("emg_envelope_rate_hz", "emg_envelope_order", n_regressors))
    return models


def models_without_samples(options: Any) -> Iterator[Mistake]:
    """Find models that no segment of this length has samples for."""
    chosen = options.connectivity
    length_s = options.segments.length_s
    for rate_option, order_option, n_regressors in autoregressive_models(options):
        rate = getattr(chosen, rate_option)
        if options.input == "simulated":
            rate = min(rate, options.simulation.rate_hz)
        span_ms = getattr(chosen, f"{order_option}_ms")
        try:
            order = chosen.order_at(order_option, rate)
        except EstimationError as error:
            yield Mistake(
                (f"connectivity.{order_option}_ms", "simulation.rate_hz"), f"connectivity.{error}"
            )
            continue
        n_samples = max(round(length_s * rate) - order, 0)
        needed = chosen.min_samples_per_parameter * n_regressors * order
        if n_samples < needed:
            yield Mistake(
                (
                    f"connectivity.{order_option}" + ("" if span_ms is None else "_ms"),
                    f"connectivity.{rate_option}",
                    "connectivity.min_samples_per_parameter",
                    "connectivity.mvar_rank",
                    "segments.length_s",
                ),
                f"connectivity.{order_option} is {order}"
                + ("" if span_ms is None else f" ({order_option}_ms: {span_ms:g})")
                + f": models of {n_regressors} signals have "
                f"{n_regressors * order} coefficients for the {n_samples} samples of a segment of "
                f"{length_s:g} s at {rate:g} Hz, but at least {chosen.min_samples_per_parameter:g} "
                "samples per coefficient are asked for (min_samples_per_parameter), so that no "
                "segment could be used. Give a smaller order, or longer segments",
            )
