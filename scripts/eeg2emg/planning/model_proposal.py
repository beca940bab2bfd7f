"""Proposal of rates, orders and sizes: what the recordings and the segments can carry."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from eeg2emg.cleaning.ica_settings import IcaSettings
from eeg2emg.learning.recipes import RECIPES
from eeg2emg.planning.decision import Decision, counted, named
from eeg2emg.quality.thresholds import QualityThresholds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eeg2emg.planning.recording_outline import RecordingOutline

_EEG_RATE_HZ = 250.0
_EMG_RATE_HZ = 1000.0
_ENVELOPE_RATE_HZ = 250.0
_LOWEST_EMG_RATE_HZ = 50.0  # twice the high-pass of the EMG, and some room
_SPAN_S = 0.048  # of the past that the models of the EEG see
_EMG_SPAN_S = 0.02
_LEAST_ORDER = 5
_SAMPLES_PER_PARAMETER = 10.0
_FEWEST_SAMPLES_PER_PARAMETER = 5.0
_BANDS_HZ = ((1, 4), (4, 8), (8, 13), (13, 30), (30, 45))
_SMALL_COHORT = 300
_NEARLY_ENOUGH = 1.5  # of a model's samples: a lower order costs less than half of the segments


class Models(NamedTuple):
    """Proposed options, by name within their section; `further` are of sections seldom needed."""

    connectivity: dict[str, Decision]
    further: dict[str, dict[str, Decision]]
    kernel_sizes: Decision | None
    batch_size: Decision
    few_shot_segments: Decision


def propose_models(
    recordings: Sequence[RecordingOutline],
    *,
    n_eeg: int,
    n_emg: int,
    length_s: float,
    trials: int = 1,
    segments: Mapping[tuple[str, str], int],
) -> Models:
    """Propose the rates and orders of the models, and what depends on the number of segments.

    Parameters
    ----------
    recordings : sequence of RecordingOutline
        Those that have the channels.
    n_eeg, n_emg : int
        Numbers of channels.
    length_s : float
        Length of a segment.
    trials : int
        Trials of which it consists.
    segments : mapping of (str, str) to int
        Segments of each recording and phase.

    Returns
    -------
    Models
    """
    rate = _eeg_rate(recordings)
    low, high = 1, min(45, math.floor(0.45 * rate.value))
    connectivity = {"eeg_rate_hz": rate}
    further: dict[str, dict[str, Decision]] = {}
    removed = _removed(n_eeg)
    if removed < IcaSettings().max_removed:
        said = f"Of {n_eeg} channels two dimensions at least must be left for the models."
        further["ica"] = {"max_removed": Decision(removed, (said,))}
    pieces = _Pieces(length_s, trials)
    rank = _rank(n_eeg)
    most = math.floor(length_s * rate.value / (1 + _FEWEST_SAMPLES_PER_PARAMETER))
    if rank > most:
        said = f"A segment has too few samples for a model of {rank} dimensions."
        rank = max(2, most)
        connectivity["mvar_rank"] = Decision(rank, (said,))
    order, least = _order(_wanted(rate.value), pieces, rate.value, rank)
    connectivity["eeg_order"] = order
    bands = [band for band in _BANDS_HZ if band[1] <= high]
    connectivity["band_hz"] = Decision([low, high])
    connectivity["pli_bands_hz"] = Decision([list(band) for band in bands])
    if n_emg:
        emg_rate = _emg_rate(recordings)
        slow = min(_ENVELOPE_RATE_HZ, emg_rate.value)
        connectivity["emg_rate_hz"] = emg_rate
        wanted = max(10, round(_EMG_SPAN_S * emg_rate.value))
        of_emg, least_of_emg = _order(wanted, pieces, emg_rate.value, 2)
        of_envelope, least_of_envelope = _order(12, pieces, slow, 2)
        connectivity |= {
            "emg_order": of_emg,
            "emg_envelope_rate_hz": Decision(_plain(slow)),
            "emg_envelope_order": of_envelope,
        }
        least = min(least, least_of_emg, least_of_envelope)
        if slow <= _LOWEST_EMG_RATE_HZ:
            said = "EMG has nothing at so low a rate: is it an envelope that was recorded?"
            further["emg"] = {"highpass_hz": Decision(_plain(0.2 * slow), (said,))}
    if least < _SAMPLES_PER_PARAMETER:
        said = (
            f"Segments of {length_s:g} s are short: with the usual {_SAMPLES_PER_PARAMETER:g} "
            "samples per coefficient none could be used. Estimates from so few samples are noisy; "
            "longer segments, or fewer EEG channels, are better."
        )
        connectivity["min_samples_per_parameter"] = Decision(_plain(least), (said,))
    slowest = min((one.rate_hz for one in recordings if one.rate_hz), default=math.inf)
    if slowest < QualityThresholds().min_rate_hz:
        said = "Lowered to the slowest recording, which is slower than usual ones."
        further["quality"] = {"min_rate_hz": Decision(_plain(math.floor(slowest)), (said,))}
    return Models(
        connectivity, further, _kernel_sizes(n_eeg), _batch_size(sum(segments.values())),
        _few_shots(recordings, segments),
    )  # fmt: skip


def trials_needed(recordings: Sequence[RecordingOutline], n_eeg: int, trial_s: float) -> int:
    """Count the trials that a model of the EEG needs for the usual samples per coefficient.

    Parameters
    ----------
    recordings : sequence of RecordingOutline
        Those that have the channels.
    n_eeg : int
        Number of EEG channels.
    trial_s : float
        Length of a trial.

    Returns
    -------
    int
        0 where a trial is no longer than the order; 1 where a little less of it suffices.
    """
    rate_hz = _eeg_rate(recordings).value
    order = _wanted(rate_hz)
    own = math.floor(trial_s * rate_hz) - order
    if own <= 0:
        return 0
    needed = _SAMPLES_PER_PARAMETER * order * _rank(n_eeg) / own
    return 1 if needed <= _NEARLY_ENOUGH else math.ceil(needed)


class _Pieces(NamedTuple):
    """What a segment consists of: its length in s, and how many trials that is."""

    length_s: float
    trials: int


def _removed(n_eeg: int) -> int:
    return max(0, min(IcaSettings().max_removed, n_eeg - 2))


def _rank(n_eeg: int) -> int:
    return max(2, n_eeg - _removed(n_eeg))


def _wanted(rate_hz: float) -> int:
    """Give the order that is wanted of the models of the EEG."""
    return round(_SPAN_S * rate_hz) if rate_hz >= 200 else 10


def _eeg_rate(recordings: Sequence[RecordingOutline]) -> Decision:
    rates = Counter(round(one.rate_hz, 3) for one in recordings if one.rate_hz)
    if not rates:
        return Decision(_plain(_EEG_RATE_HZ), ("No recording states its rate: the paper's.",))
    lowest = min(rates)
    seen = [f"The EEG was recorded at {_rates(rates)}."]
    value = min(_EEG_RATE_HZ, lowest)
    if len(rates) > 1 and value == lowest < _EEG_RATE_HZ:
        slow = [one.name for one in recordings if round(one.rate_hz, 3) == lowest]
        seen.append(f"The slowest decide: {named(slow)}.")
    edges = Counter(one.lowpass_hz for one in recordings if one.lowpass_hz)
    edge = min(edges, default=math.inf)
    if 2.2 * edge < value:
        value = max(math.ceil(0.22 * edge) * 10.0, 20.0)
        seen.append(
            f"channels.tsv says that it was low-passed at {edge:g} Hz: at a much higher rate the "
            "models would describe the filter."
        )
    return Decision(_plain(value), tuple(seen))


def _emg_rate(recordings: Sequence[RecordingOutline]) -> Decision:
    rates = Counter(round(one.emg_rate_hz, 3) for one in recordings if one.emg_rate_hz)
    if not rates:
        return Decision(_plain(_EMG_RATE_HZ), ("No recording states its rate: the paper's.",))
    value = min(_EMG_RATE_HZ, *rates)
    seen = [f"The EMG was recorded at {_rates(rates)}."]
    if value < 500:
        seen.append("EMG has power up to some 400 Hz, of which this rate misses a part.")
    return Decision(_plain(value), tuple(seen))


def _rates(rates: Counter[float]) -> str:
    listed = [
        f"{rate:g} Hz ({counted(count, 'recording')})" for rate, count in sorted(rates.items())
    ]
    return named(listed)


def _order(wanted: int, own: _Pieces, rate_hz: float, regressors: int) -> tuple[Decision, float]:
    """Choose the order that the samples carry, and the samples per coefficient asked for."""
    samples = own.length_s * rate_hz

    def most(per_parameter: float) -> int:
        return math.floor(samples / (per_parameter * regressors + own.trials))

    least = _SAMPLES_PER_PARAMETER
    order = min(wanted, most(least))
    if order < min(wanted, _LEAST_ORDER):
        least = _FEWEST_SAMPLES_PER_PARAMETER
        order = min(wanted, _LEAST_ORDER, most(least))
    if order < 1:
        order, least = 1, max(1.0, math.floor(samples / regressors) - 1.0)
    found = (samples - own.trials * order) / (order * regressors)
    said = (
        f"{order} samples span {1000 * order / rate_hz:.3g} ms; a segment of {own.length_s:g} s "
        f"has {found:.3g} samples per coefficient"
    )
    if order < wanted:
        said += f", which is why the order is not {wanted}"
    return Decision(order, (f"{said}.",)), least


def _kernel_sizes(n_eeg: int) -> Decision | None:
    """Make the filters of the networks smaller where they would not fit the matrices."""
    sizes = next(iter(RECIPES.values())).recipe.kernel_sizes
    needed = 1 + sum(size - 1 for size in sizes)
    if n_eeg >= needed or n_eeg < 2:
        return None
    smaller = list(sizes)
    while 1 + sum(size - 1 for size in smaller) > n_eeg:
        largest = smaller.index(max(smaller))
        smaller[largest] -= 1
    said = (
        f"The network of the paper (kernel_sizes {list(sizes)}) reads at least {needed} EEG "
        f"channels, and there are {n_eeg}."
    )
    return Decision(smaller, (said,))


def _batch_size(count: int) -> Decision:
    if count >= _SMALL_COHORT:
        return Decision(128, (f"The paper's; there are about {counted(count, 'segment')}.",))
    return Decision(16, (f"The paper has 128; there are about {counted(count, 'segment')}.",))


def _few_shots(
    recordings: Sequence[RecordingOutline], segments: Mapping[tuple[str, str], int]
) -> Decision:
    """Take at most half of the segments of a phase that the median person has."""
    subject_of = {one.name: one.subject for one in recordings}
    counts: Counter[tuple[str, str]] = Counter()
    for (recording, phase), count in segments.items():
        counts[subject_of[recording], phase] += count
    ordered: list[Any] = sorted(counts.values())
    typical = ordered[len(ordered) // 2] if ordered else 0
    value = max(1, min(10, typical // 2))
    return Decision(
        value,
        (f"Segments per phase that scheme few-shot knows; a person has {typical} (median).",),
    )


def _plain(value: float) -> float | int:
    return int(value) if float(value).is_integer() else round(float(value), 3)
