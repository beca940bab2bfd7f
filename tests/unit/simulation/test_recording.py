"""Recordings: what a neurophysiologist would look for, and what must be exactly true."""

from dataclasses import fields, replace

import numpy as np
import pytest
from eeg2emg.connectivity import granger_causality
from eeg2emg.errors import ConfigurationError
from eeg2emg.signals.filters import prepare_emg, zero_phase_kernel
from eeg2emg.simulation import SimulationSettings, simulate_recording, simulate_subject_head
from eeg2emg.simulation.cortex import simulate_sources, subject_cortex
from eeg2emg.simulation.muscles import _unit_per_segment
from eeg2emg.simulation.truth import pipeline_response, source_causalities
from scipy.signal import butter, coherence, resample_poly, sosfiltfilt, welch

LONG = SimulationSettings(
    subjects=4, recordings=1, segments=10, noisy_subjects=2, artefacts=0.0, coupling=0.8
)
SHORT = replace(LONG, segments=4, segment_s=10.0, artefacts=1.0, flat_channel_share=0.0)
MUSCLES = len(LONG.emg_channels)
OFF_DIAGONAL = ~np.eye(MUSCLES, dtype=bool)


@pytest.fixture(scope="module")
def head():
    return simulate_subject_head(LONG, 0)


@pytest.fixture(scope="module")
def clean(head):
    return simulate_recording(LONG, 0, 0, head)


@pytest.fixture(scope="module")
def short(head):
    return simulate_recording(SHORT, 0, 0, head)


def samples_of(recording, phase, margin_s=1.0):
    """Samples of all segments of a phase, without the change at their ends."""
    rate = recording.rate_hz
    return np.concatenate(
        [
            np.arange(
                round((event.onset_s + margin_s) * rate),
                round((event.onset_s + event.duration_s - margin_s) * rate),
            )
            for event in recording.events
            if event.phase == phase
        ]
    )


def channel(recording, name):
    return recording.eeg_v[recording.settings.eeg_channels.index(name)]


def alpha_share(recording, name, phase):
    f, power = welch(channel(recording, name)[samples_of(recording, phase)], 1000.0, nperseg=2000)
    return power[(f >= 8) & (f < 13)].sum() / power[(f >= 1) & (f < 45)].sum()


# What it looks like -----------------------------------------------------------------------------


def test_alpha_is_plain_over_the_occiput_at_rest(clean):
    for name in ("O1", "O2"):
        f, power = welch(channel(clean, name)[samples_of(clean, "rest")], 1000.0, nperseg=2000)
        around = power[((f > 5) & (f < 6.5)) | ((f > 14.5) & (f < 16))].mean()
        assert power[(f >= 8) & (f < 13)].max() > 8 * around
        assert 0.3 < alpha_share(clean, name, "rest") < 0.8
        assert alpha_share(clean, name, "activity") < 0.7 * alpha_share(clean, name, "rest")
        assert alpha_share(clean, name, "rest") > 1.5 * alpha_share(clean, "Fz", "rest")


def test_beta_over_the_sensorimotor_cortex_falls_in_activity(clean):
    power = {}
    for phase in ("rest", "activity"):
        f, density = welch(channel(clean, "C3")[samples_of(clean, phase)], 1000.0, nperseg=1000)
        power[phase] = density[(f >= 15) & (f <= 28)].sum()
    assert power["activity"] < 0.85 * power["rest"]


def test_background_falls_like_one_over_f(clean):
    f, power = welch(clean.eeg_v[:, samples_of(clean, "activity")], 1000.0, nperseg=4000)
    fitted = ((f >= 2) & (f < 6)) | ((f >= 30) & (f < 80))
    slopes = [np.polyfit(np.log(f[fitted]), np.log(p[fitted]), 1)[0] for p in power]
    assert all(-2.0 < slope < -1.0 for slope in slopes)


def test_eeg_amplitudes_are_those_of_the_scalp(clean):
    band = butter(4, [1, 45], "bandpass", fs=1000.0, output="sos")
    uv = sosfiltfilt(band, clean.eeg_v[:, :60_000].astype(float)).std(axis=1) * 1e6
    assert uv.min() > 4
    assert uv.max() < 35
    assert 9 < np.median(uv) < 25


def test_emg_is_eight_microvolts_at_rest_and_sixty_in_activity(clean):
    for phase, expected in (("rest", 8.0), ("activity", 60.0)):
        uv = clean.emg_v[:, samples_of(clean, phase)].std(axis=1) * 1e6
        assert np.exp(np.log(uv).mean()) == pytest.approx(expected, rel=0.25)


def test_emg_power_lies_where_motor_units_put_it(clean):
    f, power = welch(clean.emg_v[:, samples_of(clean, "activity")], 1000.0, nperseg=1000)
    cumulated = np.cumsum(power, axis=1) / power.sum(axis=1, keepdims=True)
    medians = [f[np.searchsorted(row, 0.5)] for row in cumulated]
    assert all(60 < median < 140 for median in medians)
    band = (f >= 20) & (f <= 450)
    assert np.all(power[:, band].sum(axis=1) > 0.9 * power.sum(axis=1))


def test_nothing_jumps_where_segments_meet(clean):
    for signals in (clean.eeg_v, clean.emg_v):
        steps = np.abs(np.diff(signals, axis=1))
        for event in clean.events[1:]:
            border = round(event.onset_s * clean.rate_hz)
            around = steps[:, border - 1000 : border + 1000]
            at_border = steps[:, border - 3 : border + 3].max(axis=1)
            assert np.all(at_border < 6 * np.sqrt(np.square(around).mean(axis=1)))


def corticomuscular(recording, name, phase):
    kept = samples_of(recording, phase)
    rectified = np.abs(recording.emg_v[:, kept])
    f, values = coherence(channel(recording, name)[kept], rectified, 1000.0, nperseg=1000)
    return values[:, (f >= 15) & (f <= 30)].max(axis=1)


def test_corticomuscular_coherence_in_activity_only_and_contralateral_only(clean):
    assert 0.09 < corticomuscular(clean, "C3", "activity").mean() < 0.22
    assert corticomuscular(clean, "C3", "rest").max() < 0.03
    assert corticomuscular(clean, "C4", "activity").max() < 0.03


def test_artefacts_are_where_they_belong(head, short):
    twin = simulate_recording(replace(SHORT, artefacts=0.0), 0, 0, head)
    difference_uv = (short.eeg_v - twin.eeg_v) * 1e6
    band = butter(2, [1, 8], "bandpass", fs=1000.0, output="sos")
    slow = np.abs(sosfiltfilt(band, difference_uv.astype(float))).max(axis=1)
    names = SHORT.eeg_channels
    assert 60 < slow[names.index("Fp1")] < 300
    assert slow[names.index("Fp1")] > 3 * slow[names.index("Pz")]
    f, power = welch(difference_uv, 1000.0, nperseg=2000)
    line = power[:, f == 50.0] / power[:, f == 56.0]
    assert np.median(line) > 20
    muscle = power[:, (f > 60) & (f < 100)].mean(axis=1)
    assert {names[i] for i in np.argsort(muscle)[-2:]} == {"T7", "T8"}


def test_line_frequency_is_a_choice(head):
    recording = simulate_recording(replace(SHORT, line_hz=60.0), 0, 0, head)
    f, power = welch(recording.emg_v[:, samples_of(recording, "rest")], 1000.0, nperseg=2000)
    assert np.all(power[:, f == 60.0] > 5 * power[:, f == 57.0])
    assert np.all(power[:, f == 50.0] < 3 * power[:, f == 47.0])


def test_the_heart_reaches_proximal_muscles_only(head):
    with_ecg = replace(SHORT, record_ecg=True, line_uv=0.0)
    recording = simulate_recording(with_ecg, 0, 0, head)
    resting = samples_of(recording, "rest")
    correlation = [
        np.corrcoef(recording.ecg_v[resting], muscle[resting])[0, 1] for muscle in recording.emg_v
    ]
    expected = np.array([name in SHORT.proximal_muscles for name in SHORT.emg_channels])
    assert np.all((np.array(correlation) > 0.1) == expected)


def test_crosstalk_is_instantaneous_and_to_neighbours(head):
    quiet = replace(SHORT, artefacts=0.0, generators=("common_drive",))
    base = simulate_recording(quiet, 0, 0, head)
    mixed = simulate_recording(replace(quiet, crosstalk=0.2), 0, 0, head)
    kept = samples_of(base, "activity")
    rise = np.abs(np.corrcoef(mixed.emg_v[:, kept])) - np.abs(np.corrcoef(base.emg_v[:, kept]))
    assert rise[0, 1] > 0.2
    assert abs(rise[0, 4]) < 0.05


# What must be exactly so ------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bytes(head, short):
    again = simulate_recording(SHORT, 0, 0, head)
    assert again.eeg_v.tobytes() == short.eeg_v.tobytes()
    assert again.emg_v.tobytes() == short.emg_v.tobytes()
    for field in fields(again.truth):
        np.testing.assert_array_equal(
            getattr(again.truth, field.name), getattr(short.truth, field.name)
        )


def test_eeg_is_the_same_at_every_k_and_emg_is_not(head, short):
    for k in (0.0, 0.5, 1.0):
        other = simulate_recording(replace(SHORT, coupling=k), 0, 0, head)
        assert other.eeg_v.tobytes() == short.eeg_v.tobytes()
        assert other.emg_v.tobytes() != short.emg_v.tobytes()


def test_eeg_does_not_depend_on_muscular_couplings(head, short):
    changed = replace(SHORT, muscle_gain=0.8, wobble=0.0, segment_noise=0.5, crosstalk=0.3)
    other = simulate_recording(changed, 0, 0, head)
    assert other.eeg_v.tobytes() == short.eeg_v.tobytes()


def test_muscles_do_not_depend_on_brain_couplings(head):
    """At k = 0 the EMG is the same whatever the brain's couplings are."""
    alone = replace(SHORT, coupling=0.0)
    first = simulate_recording(alone, 0, 0, head)
    second = simulate_recording(replace(alone, brain_gain=0.0), 0, 0, head)
    assert first.emg_v.tobytes() == second.emg_v.tobytes()
    assert first.eeg_v.tobytes() != second.eeg_v.tobytes()


def test_seeds_people_and_runs_differ(head, short):
    settings = replace(SHORT, recordings=2)
    others = [
        simulate_recording(replace(settings, seed=2), 0, 0, head),
        simulate_recording(settings, 1, 0, simulate_subject_head(settings, 1)),
        simulate_recording(settings, 0, 1, head),
    ]
    for other in others:
        for mine, theirs in ((short.eeg_v, other.eeg_v), (short.emg_v, other.emg_v)):
            similar = [abs(np.corrcoef(a, b)[0, 1]) for a, b in zip(mine, theirs, strict=True)]
            assert max(similar) < 0.5
        assert np.abs(other.truth.z - short.truth.z).max() > 0.1
    assert np.abs(others[1].truth.muscle_delay_s - short.truth.muscle_delay_s).max() > 0


def test_a_recording_does_not_depend_on_how_many_others_there_are(head, short):
    other = simulate_recording(replace(SHORT, recordings=7), 0, 0, head)
    assert other.eeg_v.tobytes() == short.eeg_v.tobytes()


def test_the_cortical_drive_has_the_same_power_in_every_segment():
    rng = np.random.default_rng(0)
    signal = (rng.standard_normal(3000) * np.repeat([1.0, 4.0, 0.2], 1000)).astype(np.float32)
    scaled = _unit_per_segment(signal, 3).reshape(3, -1)
    np.testing.assert_allclose(np.square(scaled).mean(axis=1), 1.0, rtol=1e-5)


def test_noisy_people_are_noisy_and_others_are_not(short):
    def recording(subject):
        return simulate_recording(SHORT, subject, 0, simulate_subject_head(SHORT, subject))

    bad_emg, bad_eeg = recording(2), recording(3)
    ratio = {}
    for name, rec in (("good", short), ("bad", bad_emg)):
        kept = {phase: rec.emg_v[:, samples_of(rec, phase)].std(axis=1) for phase in SHORT.phases}
        ratio[name] = np.median(kept["activity"] / kept["rest"])
    assert ratio["good"] > 4
    assert ratio["bad"] < 1.2
    uv = bad_eeg.eeg_v * 1e6
    dead, clipped = uv.std(axis=1) == 0, (np.abs(uv) >= 3199).mean(axis=1) > 0.05
    noisy = np.diff(uv, axis=1).std(axis=1) > 100
    assert dead.sum() >= 3
    assert (dead | clipped | noisy).mean() > 0.4
    assert not (short.eeg_v.std(axis=1) == 0).any()


def test_a_flat_channel_turns_up_as_often_as_asked(head):
    always = simulate_recording(replace(SHORT, flat_channel_share=1.0), 0, 0, head)
    assert (always.eeg_v.std(axis=1) == 0).sum() == 1


def test_a_head_of_another_montage_is_a_programming_error(head):
    with pytest.raises(ValueError, match="other EEG channels"):
        simulate_recording(replace(SHORT, eeg_channels=("Cz", "C3")), 0, 0, head)
    with pytest.raises(ValueError, match="no person 9"):
        simulate_recording(SHORT, 9, 0, head)


@pytest.mark.parametrize("rate_hz", [500.0, 2000.0])
def test_other_rates_montages_and_muscles(rate_hz):
    settings = replace(
        SHORT,
        rate_hz=rate_hz,
        segments=2,
        eeg_channels=("AF3", "CPz", "PO7"),
        emg_channels=("flexor", "extensor", "thenar"),
    )
    recording = simulate_recording(settings, 0, 0, simulate_subject_head(settings, 0))
    assert recording.eeg_v.shape == (3, round(20 * rate_hz))
    assert recording.emg_v.shape == (3, round(20 * rate_hz))
    resting, active = (
        recording.emg_v[:, samples_of(recording, phase)].std() * 1e6 for phase in SHORT.phases
    )
    assert active > 4 * resting
    assert recording.truth.emg_target_pairwise[1].max() > 0.005


# The truth --------------------------------------------------------------------------------------


def estimated(recording, order=20):
    emg, rate_hz = prepare_emg(recording.emg_v, recording.rate_hz, line_freq_hz=50.0)
    length = round(recording.settings.segment_s * rate_hz)
    return np.array(
        [
            granger_causality(emg[:, i * length : (i + 1) * length], order)
            for i in range(len(recording.events))
        ]
    )


def test_form_b_is_what_a_long_recording_shows(clean):
    found = estimated(clean)[:, OFF_DIAGONAL]
    expected = clean.truth.emg_target_pairwise[:, OFF_DIAGONAL]
    # 20 extra coefficients on 60,000 samples: the estimate is about 20/60000 too high.
    np.testing.assert_allclose(found, expected + 20 / 60_000, atol=0.012)
    for phase in range(2):
        rows = slice(phase, None, 2)
        assert np.corrcoef(found[rows].ravel(), expected[rows].ravel())[0, 1] > 0.99


def test_conditional_form_b_is_what_a_long_recording_shows(head):
    settings = replace(LONG, segments=2, segment_s=120.0, crosstalk=0.1)
    recording = simulate_recording(settings, 0, 0, head)
    emg, _ = prepare_emg(recording.emg_v, 1000.0, line_freq_hz=50.0)
    found = granger_causality(emg[:, 120_500:], 20, conditional=True)
    truth = recording.truth.emg_target_conditional[1]
    assert np.corrcoef(found[OFF_DIAGONAL], truth[OFF_DIAGONAL])[0, 1] > 0.99
    assert np.abs(found - truth)[OFF_DIAGONAL].max() < 0.012


def test_form_a_finds_exactly_the_links_that_exist(clean):
    links = clean.truth.muscle_coupling[1] > 0
    conditional = clean.truth.emg_granger_conditional[1]
    assert conditional[links].min() > 0.003
    assert np.abs(conditional[~links]).max() < 1e-3
    assert np.all((clean.truth.muscle_delay_s > 0) == links)


def test_form_a_of_the_sources_is_what_long_sources_show():
    settings = replace(LONG, segments=1, segment_s=240.0, phases=("rest",))
    cortex = subject_cortex(settings, 1)
    z = np.array([[1.0, -1.0, 0.5]])
    sources, _ = simulate_sources(settings, cortex, z, np.random.default_rng(5))
    x = resample_poly(sources.astype(float), 1, 4, axis=1)
    couplings = cortex.graph.couplings(z @ cortex.graph.loadings.T)[0]
    pairwise, conditional = source_causalities(settings, cortex, couplings, "rest")
    off = ~np.eye(len(sources), dtype=bool)
    for truth, is_conditional in ((pairwise, False), (conditional, True)):
        found = granger_causality(x, 40, conditional=is_conditional)
        assert np.corrcoef(found[off], truth[off])[0, 1] > 0.97
        assert np.abs(found - truth)[off].max() < 0.03


def test_without_waveform_coupling_there_is_no_true_raw_granger(head):
    settings = replace(LONG, segments=2, segment_s=60.0, generators=("common_drive",))
    truth = simulate_recording(settings, 0, 0, head).truth
    assert np.abs(truth.emg_granger_pairwise).max() < 1e-9
    assert np.abs(truth.emg_target_pairwise).max() < 1e-9


def test_common_drive_couples_the_envelopes(head):
    settings = replace(LONG, segments=2, generators=("common_drive",), muscle_gain=0.0)
    recording = simulate_recording(settings, 0, 0, head)
    kept = samples_of(recording, "activity")
    alone = replace(settings, generators=("waveform",), corticomuscular=0.0)
    without = simulate_recording(alone, 0, 0, head)
    band = {}
    for name, rec in (("drive", recording), ("none", without)):
        envelope = np.abs(rec.emg_v[:, kept])
        f, values = coherence(envelope[0], envelope[4], 1000.0, nperseg=1000)
        band[name] = values[(f >= 18) & (f <= 26)].mean()
    assert band["drive"] > band["none"] + 0.1


def test_cross_talk_raises_the_target_above_the_law(head):
    settings = replace(SHORT, crosstalk=0.1)
    truth = simulate_recording(settings, 0, 0, head).truth
    null = (truth.muscle_coupling[1] == 0) & OFF_DIAGONAL
    assert truth.emg_target_pairwise[1][null].mean() > truth.emg_granger_pairwise[1][null].mean()


def test_the_assumed_filters_are_those_of_the_pipeline():
    for rate_hz, line_hz in ((1000.0, 50.0), (500.0, 60.0)):
        settings = SimulationSettings(rate_hz=rate_hz, line_hz=line_hz)
        kernel = zero_phase_kernel(rate_hz, line_hz, 20.0)
        f = np.fft.rfftfreq(kernel.size, 1 / rate_hz)
        expected = np.abs(np.fft.rfft(kernel))
        np.testing.assert_allclose(pipeline_response(settings, f), expected, atol=0.04)


HEAD_MUSCLES = ("jaw left", "jaw right")


def test_head_muscles_are_recorded_beside_everything_else_as_it_was(head, short):
    recording = simulate_recording(replace(SHORT, head_muscles=HEAD_MUSCLES), 0, 0, head)
    assert recording.head_v.shape == (2, short.emg_v.shape[1])
    assert short.head_v.shape == (0, short.emg_v.shape[1])
    assert np.array_equal(recording.eeg_v, short.eeg_v)
    assert np.array_equal(recording.emg_v, short.emg_v)


def test_a_head_muscle_is_what_leaks_into_the_nearest_electrode(head):
    """Above 60 Hz, where the cortex is weak."""
    settings = replace(SHORT, head_muscles=HEAD_MUSCLES, temporal_muscle_uv=60.0, line_uv=0.0)
    recording = simulate_recording(settings, 0, 0, head)
    sos = butter(4, (60, 200), "bandpass", fs=recording.rate_hz, output="sos")
    of = {name: sosfiltfilt(sos, channel(recording, name)) for name in ("T7", "T8", "O1")}
    for muscle, near in zip(sosfiltfilt(sos, recording.head_v, axis=1), ("T7", "T8"), strict=True):
        alike = {name: np.corrcoef(muscle, x)[0, 1] for name, x in of.items()}
        assert max(alike, key=alike.get) == near
        assert alike[near] > 0.6


def test_effort_makes_the_head_muscles_and_the_eeg_go_with_the_muscles(head):
    """With no coupling the EEG of one and the same brain changes by the leak alone."""
    settings = replace(SHORT, coupling=0.0, head_muscles=HEAD_MUSCLES)
    idle = simulate_recording(settings, 0, 0, head)
    driven = simulate_recording(replace(settings, temporal_muscle_effort=1.0), 0, 0, head)
    assert np.array_equal(idle.emg_v, driven.emg_v)
    shape = (2, settings.segments, settings.samples_per_segment)
    gain = np.log(driven.head_v.reshape(shape).std(axis=2) / idle.head_v.reshape(shape).std(axis=2))
    w = driven.truth.w[:, 0]
    assert gain == pytest.approx(np.tile(w, (2, 1)), abs=0.1)
    leak = driven.eeg_v - idle.eeg_v
    assert np.abs(leak).max() > 0
    assert leak.std(axis=1).argmax() in [settings.eeg_channels.index(n) for n in ("T7", "T8")]


@pytest.mark.parametrize(
    "names", [("a", "b", "c"), ("Cz",), (LONG.emg_channels[0],), ("ECG",), ("a", "a")]
)
def test_head_muscles_that_cannot_be_are_refused(names):
    with pytest.raises(ConfigurationError, match="head_muscles"):
        replace(SHORT, head_muscles=names)
