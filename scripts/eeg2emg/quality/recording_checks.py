"""Recording checks: rules over its channels that decide whether it is fit for use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.quality import channel_checks as checks
from eeg2emg.quality.local_outlier_factor import local_outlier_factors
from eeg2emg.quality.recording_quality import SignalQuality
from eeg2emg.quality.signal_forms import symmetry
from eeg2emg.quality.stuck_samples import dropped_share
from eeg2emg.quality.thresholds import QualityThresholds
from eeg2emg.rates import is_below
from eeg2emg.signals.pieces import as_finite
from eeg2emg.signals.rank import numerical_rank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from eeg2emg.quality.recording_quality import ChannelValues
    from eeg2emg.recordings.segments import Segment
    from eeg2emg.signals.pieces import Given


def check_quality(
    eeg_v: Given,
    emg_v: Given,
    rate_hz: float,
    *,
    eeg_channels: Sequence[str],
    emg_channels: Sequence[str],
    segments: Sequence[Segment] = (),
    line_freq_hz: float = 50.0,
    marked_bad: Sequence[str] = (),
    analysis_rate_hz: float = 0.0,
    emg_rate_hz: float | None = None,
    envelope_rate_hz: float = 0.0,
    thresholds: QualityThresholds | None = None,
) -> SignalQuality:
    """Check a recording as it was made, before any filter.

    Nothing that is decided about the EEG depends on the EMG.

    Parameters
    ----------
    eeg_v : ndarray, shape (n, t), or Signals
        EEG in volts.
    emg_v : ndarray, shape (m, t), or Signals
        EMG in volts; m may be 0.
    rate_hz : float
        Sampling rate.
    eeg_channels, emg_channels : sequence of str
        Names of the rows.
    segments : sequence of Segment
        What would be cut from the recording.
    line_freq_hz : float
        Power line frequency.
    marked_bad : sequence of str
        Channels that the dataset marks as bad, of EEG and EMG.
    analysis_rate_hz : float
        Rate at which the EEG is to be analysed; a recording of a lower rate cannot be.
    emg_rate_hz : float, optional
        Sampling rate of the EMG where it is another than that of the EEG.
    envelope_rate_hz : float
        Rate at which the envelope of the EMG is to be analysed.
    thresholds : QualityThresholds, optional
        The limits.

    Returns
    -------
    SignalQuality

    References
    ----------
    Bigdely-Shamlo N. et al. (2015), The PREP pipeline, Frontiers in Neuroinformatics 9:16,
    doi 10.3389/fninf.2015.00016.
    """
    limits = thresholds or QualityThresholds()
    flat_eeg_v, flat_emg_v = limits.flat_eeg_uv * 1e-6, limits.flat_emg_uv * 1e-6
    finite_eeg = as_finite(eeg_v)
    eeg = checks.channel_values(finite_eeg, rate_hz, line_freq_hz, flat_v=flat_eeg_v)
    eeg["correlation"], covariance = checks.neighbour_correlation(finite_eeg, rate_hz)
    if limits.max_local_outlier_factor is not None:
        eeg["local_outlier_factor"] = local_outlier_factors(eeg_v, rate_hz, line_freq_hz)
    emg_rate_hz = emg_rate_hz or rate_hz
    emg = checks.channel_values(emg_v, emg_rate_hz, line_freq_hz, flat_v=flat_emg_v)
    emg["symmetry"] = symmetry(emg_v, emg_rate_hz)
    emg["snr_db"] = checks.activity_to_rest_db(emg_v, emg_rate_hz, segments)
    lost_share = dropped_share(eeg_v)
    channel_reasons = {name: ["marked as bad in the dataset"] for name in marked_bad}
    found = _bad_eeg(eeg, eeg_channels, limits) | _bad_emg(emg, emg_channels, limits)
    for name, reasons in found.items():
        channel_reasons.setdefault(name, []).extend(reasons)
    bad_eeg = [name for name in eeg_channels if channel_reasons.get(name)]
    good = [row for row, name in enumerate(eeg_channels) if name not in bad_eeg]
    bad_emg = {name: channel_reasons[name] for name in emg_channels if name in channel_reasons}
    return SignalQuality(
        eeg_reasons=eeg_verdict(
            eeg_v.shape[1] / rate_hz,
            rate_hz,
            len(segments),
            {name: channel_reasons[name] for name in bad_eeg},
            limits,
            dropped_share=lost_share,
            analysis_rate_hz=analysis_rate_hz,
        ),
        emg_reasons=emg_verdict(
            emg, bad_emg, limits, rate_hz=emg_rate_hz, envelope_rate_hz=envelope_rate_hz
        ),
        bad_eeg_channels=bad_eeg,
        channel_reasons=channel_reasons,
        eeg=_by_channel(eeg, eeg_channels),
        emg=_by_channel(emg, emg_channels),
        eeg_rank=numerical_rank(covariance[np.ix_(good, good)]),
        dropped_share=float(f"{lost_share:.6g}"),
        bridged_pairs=[
            [eeg_channels[i], eeg_channels[j]] for i, j in checks.bridged_pairs(covariance)
        ],
    )


def _bad_eeg(
    values: Mapping[str, NDArray[np.float64]],
    channels: Sequence[str],
    limits: QualityThresholds,
) -> dict[str, list[str]]:
    amplitude_uv = values["amplitude_v"] * 1e6
    deviation, factor = checks.robust_deviation(values["amplitude_v"])
    noise, correlation = values["noise_ratio"], values["correlation"]
    reasons: dict[str, list[str]] = {}
    for row, name in enumerate(channels):
        found = _broken(values, row, limits)
        if not found:  # the further checks of a dead channel say nothing more
            if amplitude_uv[row] > limits.max_eeg_uv:
                found.append(f"amplitude {amplitude_uv[row]:.0f} uV")
            if abs(deviation[row]) > limits.max_deviation and (
                abs(np.log(factor[row])) > np.log(limits.min_deviation_factor)
            ):
                found.append(f"amplitude {factor[row]:.2g} times the median of the channels")
            if noise[row] > limits.max_noise_ratio:
                found.append(f"noise above 50 Hz {noise[row]:.2f} times as dense as the EEG below")
            if correlation[row] < limits.min_correlation:
                found.append(f"correlation with other channels at most {correlation[row]:.2f}")
            most = limits.max_local_outlier_factor
            if most is not None and values["local_outlier_factor"][row] > most:
                outlying = values["local_outlier_factor"][row]
                found.append(f"local outlier factor {outlying:.2f} (at most {most:g})")
        if found:
            reasons[name] = found
    return reasons


def _bad_emg(
    values: Mapping[str, NDArray[np.float64]],
    channels: Sequence[str],
    limits: QualityThresholds,
) -> dict[str, list[str]]:
    reasons = {}
    for row, name in enumerate(channels):
        found = _broken(values, row, limits)
        amplitude_uv = values["amplitude_v"][row] * 1e6
        if not found and amplitude_uv > limits.max_emg_uv:
            found.append(f"amplitude {amplitude_uv:.0f} uV")
        if found:
            reasons[name] = found
    return reasons


def _broken(
    values: Mapping[str, NDArray[np.float64]], row: int, limits: QualityThresholds
) -> list[str]:
    if values["not_finite_share"][row] > 0:
        return [f"{values['not_finite_share'][row]:.2%} of the samples are NaN or infinite"]
    if values["flat_share"][row] > limits.max_flat_share:
        return [f"flat for {values['flat_share'][row]:.0%} of the time"]
    if values["clipped_share"][row] > limits.max_clipped_share:
        return [f"clipped for {values['clipped_share'][row]:.1%} of the samples"]
    if values["line_share"][row] > limits.max_line_share:
        return [f"{values['line_share'][row]:.0%} of the power is line noise"]
    return []


def eeg_verdict(
    duration_s: float,
    rate_hz: float,
    n_segments: int,
    bad: Mapping[str, list[str]],
    limits: QualityThresholds,
    *,
    dropped_share: float,
    analysis_rate_hz: float,
) -> list[str]:
    """Give the reasons why the EEG of a recording cannot be used, by what is known of it."""
    reasons = []
    if is_below(rate_hz, limits.min_rate_hz):
        reasons.append(
            f"sampling rate {rate_hz:g} Hz is below {limits.min_rate_hz:g} Hz: too low for the "
            "bands of EEG; record faster, or lower quality.min_rate_hz and the bands"
        )
    elif is_below(rate_hz, analysis_rate_hz):
        reasons.append(
            f"sampling rate {rate_hz:g} Hz is below the {analysis_rate_hz:g} Hz at which EEG is "
            f"analysed; set connectivity.eeg_rate_hz to {rate_hz:g} or less for all recordings"
        )
    if n_segments < limits.min_segments:
        reasons.append(
            f"{n_segments} whole segments in {duration_s:.1f} s of recording; "
            f"at least {limits.min_segments} needed: "
            "shorten segments.length_s, or correct the recording's events"
        )
    if dropped_share > limits.max_dropped_share:
        reasons.append(
            f"{dropped_share:.2%} of the samples are dropped (all EEG channels stand still); "
            "export the recording again, or mark the gaps as BAD in events.tsv and raise "
            "quality.max_dropped_share"
        )
    if len(bad) > limits.max_bad_eeg:
        reasons.append(
            f"{len(bad)} EEG channels are bad, at most {limits.max_bad_eeg} can be interpolated: "
            f"{_named(bad)}"
        )
    return reasons


def emg_verdict(
    values: Mapping[str, NDArray[np.float64]],
    bad: Mapping[str, list[str]],
    limits: QualityThresholds,
    *,
    rate_hz: float,
    envelope_rate_hz: float,
) -> list[str]:
    """Give the reasons why the EMG of a recording cannot be used, by what is known of it."""
    reasons = []
    if values["amplitude_v"].size and is_below(rate_hz, envelope_rate_hz):
        reasons.append(
            f"EMG sampling rate {rate_hz:g} Hz is below the {envelope_rate_hz:g} Hz at which its "
            f"envelope is analysed; set connectivity.emg_envelope_rate_hz to {rate_hz:g} or less "
            "for all recordings"
        )
    if len(bad) > limits.max_bad_emg:
        reasons.append(
            f"bad EMG channels: {_named(bad)}; EMG is not interpolated: mend the recording, or "
            "take the muscle out of channels.emg"
        )
    snr_db = values["snr_db"][np.isfinite(values["snr_db"])]
    if snr_db.size and np.median(snr_db) < limits.min_emg_snr_db:
        reasons.append(
            f"EMG in activity is only {np.median(snr_db):.1f} dB above rest "
            f"(median over the muscles; at least {limits.min_emg_snr_db:g} dB needed): check "
            "electrodes and events, or lower quality.min_emg_snr_db"
        )
    return reasons


def _named(bad: Mapping[str, list[str]]) -> str:
    return ", ".join(f"{name} ({'; '.join(found)})" for name, found in bad.items())


def _by_channel(
    values: Mapping[str, NDArray[np.float64]], channels: Sequence[str]
) -> ChannelValues:
    return {
        name: {
            check: float(f"{found[row]:.6g}") if np.isfinite(found[row]) else None
            for check, found in values.items()
        }
        for row, name in enumerate(channels)
    }
