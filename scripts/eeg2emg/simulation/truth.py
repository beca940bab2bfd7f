"""Truth of a simulated recording: what its laws say, not what its samples estimate.

Form (a) is the Granger causality of unlimited order of the clean EMG (or of the cortical sources)
at the rate of the analysis. Form (b) is the value of the configured functional, of finite order,
after cross-talk, noise and the pipeline's filters. Both come from the analytic spectrum of a
segment, averaged over the stretches in which its couplings differ: what a long recording's
autocovariance converges to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.seeds import derive_seed
from eeg2emg.simulation.autoregression import (
    autocovariance,
    frequency_grid,
    granger_of_autocovariance,
)
from eeg2emg.simulation.coupled_process import cross_spectrum, mean_cross_spectrum
from eeg2emg.simulation.coupling import CORTICAL_SITES, log_changes
from eeg2emg.simulation.muscles import (
    FORCE_DEPTH,
    amplitudes_uv,
    crosstalk_matrix,
    draw_couplings,
    drive_power,
    modulation_depths,
    subject_muscles,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from eeg2emg.simulation.cortex import Cortex
    from eeg2emg.simulation.muscles import MuscleCouplings, Muscles
    from eeg2emg.simulation.settings import SimulationSettings

UNLIMITED_EMG_S = 0.08  # past beyond which nothing is gained: of the EMG,
UNLIMITED_SOURCE_S = 0.3  # and of the sources
EMG_GRID = 512
EMG_FINE_GRID = 8192
SOURCE_GRID = 1024


@dataclass(frozen=True)
class RecordingTruth:
    """What is true of each segment of a recording; matrices are [sink, source].

    Parameters
    ----------
    phases : tuple of str
        Phase of each segment.
    muscles, sources, artefacts, channels : tuple of str
        Names of EMG channels, cortical sources, artefacts, EEG channels.
    z, w : ndarray, shape (segments, states)
        Coupling states of brain and muscles.
    muscle_coupling : ndarray, shape (segments, muscles, muscles)
        Waveform couplings, mean over the segment.
    muscle_delay_s : ndarray, shape (muscles, muscles)
        Their delays, 0 where there is no edge.
    drive_share : ndarray, shape (segments, muscles)
        Share of the 15-30 Hz drive that is common to all muscles.
    drive_delay_s : ndarray, shape (muscles,)
        Conduction delay of the common drive.
    drive_depth, corticomuscular_depth : ndarray, shape (segments,)
        Modulation depths of the muscles' own and of the cortical drive.
    emg_granger_pairwise, emg_granger_conditional : ndarray, shape (segments, muscles, muscles)
        Form (a).
    emg_target_pairwise, emg_target_conditional : ndarray, shape (segments, muscles, muscles)
        Form (b).
    source_coupling : ndarray, shape (segments, sources, sources)
        Couplings between the sources.
    source_delay_s : ndarray, shape (sources, sources)
        Their delays.
    source_granger_pairwise, source_granger_conditional : ndarray
        Shape (segments, sources, sources), form (a) at the rate of the EEG analysis.
    source_gain : ndarray, shape (channels, sources)
        uV at each electrode per uV of source activity.
    artefact_gain : ndarray, shape (channels, artefacts)
        Mixing of the artefacts.
    """

    phases: tuple[str, ...]
    muscles: tuple[str, ...]
    sources: tuple[str, ...]
    artefacts: tuple[str, ...]
    channels: tuple[str, ...]
    z: NDArray[np.floating]
    w: NDArray[np.floating]
    muscle_coupling: NDArray[np.floating]
    muscle_delay_s: NDArray[np.floating]
    drive_share: NDArray[np.floating]
    drive_delay_s: NDArray[np.floating]
    drive_depth: NDArray[np.floating]
    corticomuscular_depth: NDArray[np.floating]
    emg_granger_pairwise: NDArray[np.floating]
    emg_granger_conditional: NDArray[np.floating]
    emg_target_pairwise: NDArray[np.floating]
    emg_target_conditional: NDArray[np.floating]
    source_coupling: NDArray[np.floating]
    source_delay_s: NDArray[np.floating]
    source_granger_pairwise: NDArray[np.floating]
    source_granger_conditional: NDArray[np.floating]
    source_gain: NDArray[np.floating]
    artefact_gain: NDArray[np.floating]


class EmgLaw:
    """The second-order law of a person's EMG in one phase, ready to be asked for many couplings.

    Parameters
    ----------
    settings : SimulationSettings
        The knobs.
    muscles : Muscles
        The person's laws.
    cortical_beta_power : callable
        Spectrum of the cortical drive (unit variance).
    phase : str
        The phase.
    """

    def __init__(
        self,
        settings: SimulationSettings,
        muscles: Muscles,
        cortical_beta_power: Callable,
        phase: str,
    ) -> None:
        self.settings, self.muscles = settings, muscles
        self.rate_hz = min(settings.emg_analysis_rate_hz, settings.rate_hz)
        self.frequencies_hz = frequency_grid(self.rate_hz, EMG_GRID)
        self.own_power = self._modulated_power(cortical_beta_power, phase)
        self.amplitude_uv = amplitudes_uv(settings, muscles, [phase])[0]
        self.filtered_lags = _filtered_lags(settings, self.rate_hz)

    def _modulated_power(self, cortical_beta_power: Callable, phase: str) -> NDArray:
        """Spectra (f, muscles) of the modulated interference signals.

        The autocovariance of a product of independent signals is the product of theirs.
        """
        settings = self.settings
        depth, cortical_depth = (d[0] for d in modulation_depths(settings, [phase]))
        n_lags = 4096
        grid_hz = frequency_grid(settings.rate_hz, n_lags)
        drive = np.fft.irfft(drive_power(settings.rate_hz)(grid_hz))
        cortical = np.fft.irfft(cortical_beta_power(grid_hz))
        modulation = 1.0 + depth**2 * drive + cortical_depth**2 * cortical + FORCE_DEPTH**2
        powers = []
        for power in self.muscles.power:
            modulated = np.fft.rfft(np.fft.irfft(power(grid_hz)) * modulation).real
            powers.append(np.interp(self.frequencies_hz, grid_hz, modulated))
        return np.column_stack(powers)

    def clean_spectrum(self, waveform: NDArray[np.floating]) -> NDArray[np.complexfloating]:
        """Cross-spectra (f, n, n) for couplings (stretches, edges), mean over the stretches."""
        return mean_cross_spectrum(
            self.muscles.graph,
            waveform,
            self.own_power,
            self.frequencies_hz,
            self.settings.rate_hz,
        )

    def causality(
        self, clean: NDArray[np.complexfloating], *, conditional: bool
    ) -> NDArray[np.floating]:
        """Form (a): Granger causality of unlimited order of the clean EMG."""
        order = round(UNLIMITED_EMG_S * self.rate_hz)
        return granger_of_autocovariance(
            autocovariance(clean, order), order, conditional=conditional
        )

    def target(
        self, clean: NDArray[np.complexfloating], *, conditional: bool
    ) -> NDArray[np.floating]:
        """Form (b): the configured functional after cross-talk, noise and filters."""
        gain = crosstalk_matrix(self.settings) * self.amplitude_uv
        recorded = gain @ clean @ gain.T + self.settings.emg_noise_uv**2 * np.eye(len(gain))
        lags = np.fft.irfft(recorded, axis=0).reshape(EMG_GRID, -1)
        covariances = (self.filtered_lags @ lags).reshape(-1, len(gain), len(gain))
        return granger_of_autocovariance(
            covariances, self.settings.emg_order, conditional=conditional
        )


def _filtered_lags(settings: SimulationSettings, rate_hz: float) -> NDArray[np.floating]:
    """Give the autocovariance after the pipeline's filters from that before, (order + 1, grid).

    A filter is linear in the autocovariance. Its response wants a finer grid than the law, so the
    law's lags count as zero beyond half of their grid.
    """
    fine_hz = frequency_grid(rate_hz, EMG_FINE_GRID)
    kernel = np.fft.irfft(np.square(pipeline_response(settings, fine_hz)))
    lag = np.arange(EMG_GRID)
    lag[lag >= EMG_GRID // 2] -= EMG_GRID  # the second half holds the negative ones
    return kernel[np.arange(settings.emg_order + 1)[:, None] - lag]


def pipeline_response(
    settings: SimulationSettings, frequencies_hz: NDArray[np.floating]
) -> NDArray[np.floating]:
    """Magnitude of the pipeline's zero-phase EMG filters: high-pass, and notches at the line.

    A high-pass with a cosine flank that ends at its corner, and notches that begin to cut 1 Hz
    from the line and are empty within 0.5 Hz: close to the pipeline's linear-phase filters,
    without building them.

    Parameters
    ----------
    settings : SimulationSettings
        The knobs.
    frequencies_hz : ndarray, shape (f,)
        Frequencies.

    Returns
    -------
    ndarray, shape (f,)
        Magnitudes from 0 to 1.
    """
    corner = settings.emg_high_pass_hz
    response = np.ones_like(frequencies_hz)
    if corner > 0:
        flank = min(max(0.25 * corner, 2.0), corner)
        response = _rise(frequencies_hz, corner - flank, corner)
    for line in np.arange(settings.line_hz, settings.rate_hz / 2 - 2.0, settings.line_hz):
        response = response * _rise(np.abs(frequencies_hz - line), 0.5, 1.0)
    return response


def _rise(values: NDArray[np.floating], low: float, high: float) -> NDArray[np.floating]:
    """Rise from 0 at `low` to 1 at `high` like half a cosine."""
    return 0.5 - 0.5 * np.cos(np.pi * np.clip((values - low) / (high - low), 0.0, 1.0))


def recording_truth(
    settings: SimulationSettings,
    laws: tuple[Cortex, Muscles],
    states: tuple[NDArray[np.floating], NDArray[np.floating]],
    couplings: MuscleCouplings,
    gains: tuple[NDArray[np.floating], NDArray[np.floating], tuple[str, ...]],
) -> RecordingTruth:
    """State the truth of one recording.

    Parameters
    ----------
    settings : SimulationSettings
        The knobs.
    laws : (Cortex, Muscles)
        The person's laws.
    states : (ndarray, ndarray), shape (segments, states) each
        z and w.
    couplings : MuscleCouplings
        The muscles' couplings in this recording.
    gains : (ndarray, ndarray, tuple of str)
        Mixing of sources (channels, sources) and of artefacts (channels, artefacts), artefact
        names.

    Returns
    -------
    RecordingTruth
        The truth, segment by segment.
    """
    cortex, muscles = laws
    z, w = states
    phases = tuple(settings.phase_of(i) for i in range(settings.segments))
    emg_laws = {p: EmgLaw(settings, muscles, cortex.power[2], p) for p in dict.fromkeys(phases)}
    emg = [
        _emg_causalities(emg_laws[phase], couplings.waveform[i]) for i, phase in enumerate(phases)
    ]
    source_coupling = cortex.graph.couplings(log_changes(settings, z, cortex.graph.loadings))
    source = [
        source_causalities(settings, cortex, source_coupling[i], phase)
        for i, phase in enumerate(phases)
    ]
    emg_stack = np.array(emg)
    source_stack = np.array(source)
    depth, cortical_depth = modulation_depths(settings, list(phases))
    return RecordingTruth(
        phases=phases,
        muscles=settings.emg_channels,
        sources=tuple(CORTICAL_SITES),
        artefacts=gains[2],
        channels=settings.eeg_channels,
        z=z,
        w=w,
        muscle_coupling=muscles.graph.as_matrix(couplings.waveform.mean(axis=1)),
        muscle_delay_s=muscles.graph.as_matrix(muscles.graph.delay_samples / settings.rate_hz),
        drive_share=couplings.drive_share,
        drive_delay_s=muscles.drive_delay_samples / settings.rate_hz,
        drive_depth=depth,
        corticomuscular_depth=cortical_depth,
        emg_granger_pairwise=emg_stack[:, 0],
        emg_granger_conditional=emg_stack[:, 1],
        emg_target_pairwise=emg_stack[:, 2],
        emg_target_conditional=emg_stack[:, 3],
        source_coupling=cortex.graph.as_matrix(source_coupling),
        source_delay_s=cortex.graph.as_matrix(cortex.graph.delay_samples / settings.rate_hz),
        source_granger_pairwise=source_stack[:, 0],
        source_granger_conditional=source_stack[:, 1],
        source_gain=gains[0],
        artefact_gain=gains[1],
    )


def _emg_causalities(law: EmgLaw, waveform: NDArray[np.floating]) -> list[NDArray[np.floating]]:
    clean = law.clean_spectrum(waveform)
    return [
        law.causality(clean, conditional=False),
        law.causality(clean, conditional=True),
        law.target(clean, conditional=False),
        law.target(clean, conditional=True),
    ]


def source_causalities(
    settings: SimulationSettings,
    cortex: Cortex,
    couplings: NDArray[np.floating],
    phase: str,
) -> list[NDArray[np.floating]]:
    """Pairwise and conditional Granger causality between the sources at the analysis rate."""
    rate_hz = min(settings.eeg_analysis_rate_hz, settings.rate_hz)
    grid_hz = frequency_grid(rate_hz, SOURCE_GRID)
    spectrum = cross_spectrum(
        cortex.graph, couplings, cortex.own_power(phase, grid_hz), grid_hz, settings.rate_hz
    )
    order = round(UNLIMITED_SOURCE_S * rate_hz)
    covariances = autocovariance(spectrum, order)
    return [
        granger_of_autocovariance(covariances, order, conditional=conditional)
        for conditional in (False, True)
    ]


def draw_targets(
    settings: SimulationSettings,
    subject_index: int,
    z: NDArray[np.floating],
    phase: str,
    *,
    draws: int = 64,
    conditional: bool = False,
) -> NDArray[np.floating]:
    """Draw the EMG's Granger matrices (form (b)) that a brain state leaves possible.

    Their mean is the best prediction that anything knowing z, the person and the phase can make;
    the sampling error of a finite segment comes on top.

    Parameters
    ----------
    settings : SimulationSettings
        The knobs.
    subject_index : int
        The person, from 0.
    z : ndarray, shape (states,)
        The brain's coupling state.
    phase : str
        The phase.
    draws : int
        How many draws of what is not coupled (u, noise over segments, wobble).
    conditional : bool
        Conditional instead of pairwise.

    Returns
    -------
    ndarray, shape (draws, muscles, muscles)
        [sink, source].
    """
    from eeg2emg.simulation.cortex import subject_cortex

    muscles = subject_muscles(settings, subject_index)
    law = EmgLaw(settings, muscles, subject_cortex(settings, subject_index).power[2], phase)
    labels = ("draws", subject_index, phase, *np.round(z, 6))
    rng = np.random.default_rng(derive_seed(settings.seed, *labels))
    k = settings.coupling
    w = k * z + np.sqrt(1.0 - k**2) * rng.standard_normal((draws, settings.states))
    couplings = draw_couplings(settings, muscles, w, [phase] * draws, rng)
    return np.array(
        [
            law.target(law.clean_spectrum(waveform), conditional=conditional)
            for waveform in couplings.waveform
        ]
    )
