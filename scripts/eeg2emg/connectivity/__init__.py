"""Connectivity between channels: measures of the EEG, targets of the EMG, tests of both.

Every matrix is [sink, source]: ``M[i, j]`` is the influence of channel j on channel i.

Names resolve when they are first used, so that importing one module does not import the others.
Modules of the library and scripts import from the modules themselves: this is for notebooks.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eeg2emg.connectivity.coherence import coherence_spectrum, coherency_spectrum
    from eeg2emg.connectivity.correlations import band_correlation, correlation
    from eeg2emg.connectivity.cross_check import Agreement
    from eeg2emg.connectivity.eeg import estimate_eeg
    from eeg2emg.connectivity.emg import envelope, estimate_emg
    from eeg2emg.connectivity.granger import granger_causality, time_reversed_granger
    from eeg2emg.connectivity.granger_spectrum import band_granger, spectral_granger
    from eeg2emg.connectivity.mvar import MvarModel, fit_mvar, select_order
    from eeg2emg.connectivity.phase import (
        debiased_weighted_phase_lag_index_squared,
        phase_lag_index,
        weighted_phase_lag_index,
    )
    from eeg2emg.connectivity.rank import numerical_rank
    from eeg2emg.connectivity.settings import EegSettings, EmgSettings, Estimate, plane_names
    from eeg2emg.connectivity.stability import spectral_radius
    from eeg2emg.connectivity.state_space import (
        conditional_granger_of_model,
        pairwise_granger_of_model,
    )
    from eeg2emg.connectivity.surrogates import (
        Significance,
        benjamini_hochberg,
        least_shift_of,
        significance,
    )
    from eeg2emg.connectivity.transfer_function import directed_transfer_function

__all__ = [
    "Agreement",
    "EegSettings",
    "EmgSettings",
    "Estimate",
    "MvarModel",
    "Significance",
    "band_correlation",
    "band_granger",
    "benjamini_hochberg",
    "coherence_spectrum",
    "coherency_spectrum",
    "conditional_granger_of_model",
    "correlation",
    "debiased_weighted_phase_lag_index_squared",
    "directed_transfer_function",
    "envelope",
    "estimate_eeg",
    "estimate_emg",
    "fit_mvar",
    "granger_causality",
    "least_shift_of",
    "numerical_rank",
    "pairwise_granger_of_model",
    "phase_lag_index",
    "plane_names",
    "select_order",
    "significance",
    "spectral_granger",
    "spectral_radius",
    "time_reversed_granger",
    "weighted_phase_lag_index",
]

_HOME = {
    "coherence": (
        "coherence_spectrum",
        "coherency_spectrum",
    ),
    "correlations": (
        "band_correlation",
        "correlation",
    ),
    "cross_check": ("Agreement",),
    "granger": (
        "granger_causality",
        "time_reversed_granger",
    ),
    "eeg": ("estimate_eeg",),
    "emg": (
        "envelope",
        "estimate_emg",
    ),
    "mvar": (
        "MvarModel",
        "fit_mvar",
        "select_order",
    ),
    "phase": (
        "debiased_weighted_phase_lag_index_squared",
        "phase_lag_index",
        "weighted_phase_lag_index",
    ),
    "rank": ("numerical_rank",),
    "settings": (
        "EegSettings",
        "EmgSettings",
        "Estimate",
        "plane_names",
    ),
    "granger_spectrum": (
        "band_granger",
        "spectral_granger",
    ),
    "stability": ("spectral_radius",),
    "state_space": (
        "conditional_granger_of_model",
        "pairwise_granger_of_model",
    ),
    "surrogates": (
        "Significance",
        "benjamini_hochberg",
        "least_shift_of",
        "significance",
    ),
    "transfer_function": ("directed_transfer_function",),
}


def __getattr__(name: str) -> Any:
    for module, names in _HOME.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
