"""Connectivity between channels.

Every matrix is [sink, source]: ``M[i, j]`` is the influence of channel j on channel i.
"""

from eeg2emg.connectivity.coherence import coherence_spectrum, coherency_spectrum
from eeg2emg.connectivity.correlation import band_correlation, correlation
from eeg2emg.connectivity.cross_check import Agreement, cross_check
from eeg2emg.connectivity.granger import granger_causality, time_reversed_granger
from eeg2emg.connectivity.measures import estimate_eeg
from eeg2emg.connectivity.muscle import envelope, estimate_emg
from eeg2emg.connectivity.mvar import MvarModel, fit_mvar, select_order
from eeg2emg.connectivity.phase import (
    debiased_weighted_phase_lag_index_squared,
    phase_lag_index,
    weighted_phase_lag_index,
)
from eeg2emg.connectivity.rank import numerical_rank
from eeg2emg.connectivity.settings import (
    DIRECTED_MEASURES,
    EEG_MEASURES,
    EegSettings,
    EmgSettings,
    Estimate,
    plane_names,
)
from eeg2emg.connectivity.spectral_granger import band_granger, spectral_granger
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
    "DIRECTED_MEASURES",
    "EEG_MEASURES",
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
    "cross_check",
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
