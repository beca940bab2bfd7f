"""Nuisances of signals: each adds what it says, the same at every coupling."""

from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.simulation.head_model import simulate_subject_head
from eeg2emg.simulation.settings import TEN_TWENTY, SimulationSettings
from eeg2emg.studies.nuisances import NUISANCES
from eeg2emg.studies.signal_cohorts import recorded_signals

SMALL = SimulationSettings(
    subjects=2, recordings=2, segments=6, segment_s=10.0, rate_hz=500.0, artefacts=0.0,
    noisy_subjects=0, emg_analysis_rate_hz=500.0, emg_order=10,
)  # fmt: skip
HEAD = simulate_subject_head(SMALL, 1)
ON_SIGNALS = [name for name, entry in NUISANCES.items() if entry.acts_on == "signals"]
UV = 1e-6


def recorded(nuisance=None, run=1, **changes):
    return recorded_signals(replace(SMALL, **changes), 1, run, HEAD, nuisance)


def added(nuisance, run=1, **changes):
    """What a nuisance adds to EEG and EMG, in uV."""
    found, before = recorded(nuisance, run, **changes), recorded(None, run, **changes)
    return (found.eeg_v - before.eeg_v) / UV, (found.emg_v - before.emg_v) / UV


def by_segment(x):
    return x.reshape(len(x), SMALL.segments, -1)


def levels(x):
    """Root mean square by channel and segment, without the ramps at its ends."""
    return np.sqrt(np.mean(by_segment(x)[..., 250:-250] ** 2, axis=-1))


@pytest.mark.parametrize("nuisance", ON_SIGNALS)
class TestEveryNuisance:
    def test_the_same_seed_gives_the_same_and_another_run_something_else(self, nuisance):
        first, again = recorded(nuisance), recorded(nuisance)
        np.testing.assert_array_equal(first.eeg_v, again.eeg_v)
        np.testing.assert_array_equal(first.emg_v, again.emg_v)
        assert np.isfinite(first.eeg_v).all()
        assert np.isfinite(first.emg_v).all()
        assert (first.emg_v != recorded(nuisance, run=0).emg_v).any()

    def test_it_asks_neither_states_nor_couplings(self, nuisance):
        apart, coupled = (recorded(nuisance, coupling=k) for k in (0.0, 1.0))
        if nuisance == "cross-talk":  # the muscles' own signals
            assert (apart.eeg_v != coupled.eeg_v).any()
            return
        np.testing.assert_array_equal(apart.eeg_v, coupled.eeg_v)
        changed = [added(nuisance, coupling=k)[0] for k in (0.0, 1.0)]
        np.testing.assert_array_equal(*changed)


def test_nothing_adds_nothing():
    assert not any(np.abs(x).max() for x in added("clean signals"))


def test_amplifier_noise_is_white_independent_and_of_one_level_per_segment():
    eeg, emg = added("amplifier noise")
    both = np.vstack([eeg, emg])
    of_segments = levels(both)
    level = of_segments.mean(axis=0)
    np.testing.assert_allclose(of_segments / level, 1.0, atol=0.06)
    assert level.max() / level.min() > 1.5
    correlation = np.corrcoef(by_segment(both)[:, 0])
    assert np.abs(correlation[~np.eye(len(both), dtype=bool)]).max() < 0.06
    neighbours = [np.corrcoef(row[1:], row[:-1])[0, 1] for row in by_segment(both)[:, 0]]
    assert np.abs(neighbours).max() < 0.06


def test_the_level_of_amplifier_noise_varies_by_its_strength():
    found = [
        levels(added("amplifier noise", seed=seed, eeg_channels=TEN_TWENTY)[1]).mean(axis=0)
        for seed in range(1, 16)
    ]
    logs = np.log(np.ravel(found))
    assert logs.std() == pytest.approx(0.7, abs=0.15)
    assert np.exp(logs.mean()) == pytest.approx(2.0, rel=0.25)


def test_rising_noise_grows_by_a_line_over_the_session():
    course = np.concatenate(
        [levels(np.vstack(added("rising noise", run))).mean(axis=0) for run in (0, 1)]
    )
    middle = (np.arange(12) + 0.5) / 12
    np.testing.assert_allclose(np.log(course / 2.0), 2 * middle - 1, atol=0.03)


def test_cross_talk_is_a_share_of_one_muscle_in_each_of_eight_channels():
    before, (eeg, emg) = recorded(), added("cross-talk")
    assert not emg.any()
    gain = np.linalg.lstsq(before.emg_v.T.astype(float), eeg.T * UV, rcond=None)[0].T
    np.testing.assert_allclose(gain @ before.emg_v, eeg * UV, atol=1e-10)
    picked = np.abs(gain) > 1e-4
    assert (picked.sum(axis=1) <= 1).all()
    assert picked.sum() == 8
    assert gain[picked].min() >= 0.005 - 1e-4
    assert gain[picked].max() <= 0.05 + 1e-4
    again = np.linalg.lstsq(
        recorded(run=0).emg_v.T.astype(float), added("cross-talk", run=0)[0].T * UV, rcond=None
    )[0].T
    np.testing.assert_allclose(again, gain, atol=1e-4)  # of the person


@pytest.mark.parametrize(
    ("nuisance", "eeg_uv", "emg_uv"),
    [("common heart", 10.0, 40.0), ("common line", 5.0, 15.0), ("movement", 30.0, 30.0)],
)
def test_what_is_common_is_one_course_in_all_channels(nuisance, eeg_uv, emg_uv):
    eeg, emg = added(nuisance)
    values = np.linalg.svd(np.vstack([eeg, emg]), compute_uv=False)
    assert values[1] < 1e-3 * values[0]
    course = emg[np.abs(emg).max(axis=1).argmax()]
    gains = [x @ course / (course @ course) for x in (eeg, emg)]
    largest = [np.abs(gain).max() for gain in gains]
    assert largest[0] / largest[1] == pytest.approx(eeg_uv / emg_uv, rel=0.5)


def test_the_heart_beats_at_another_rate_and_height_in_each_segment():
    emg = added("common heart")[1]
    own = by_segment(emg[np.abs(emg).max(axis=1).argmax()][None])[0]
    own = own * np.sign(own[np.unravel_index(np.abs(own).argmax(), own.shape)])
    beats = [
        int(((row[1:-1] > 0.6 * row.max()) & (row[1:-1] > row[:-2]) & (row[1:-1] > row[2:])).sum())
        for row in own
    ]
    assert all(8 <= count <= 17 for count in beats)
    assert len(set(beats)) > 1
    assert own.max(axis=1).max() / own.max(axis=1).min() > 1.3


def test_the_line_has_its_frequency_and_a_height_of_each_segment():
    eeg = added("common line")[0]
    one = by_segment(eeg)[np.abs(eeg).max(axis=1).argmax()]
    power = np.abs(np.fft.rfft(one[:, 500:-500], axis=1)) ** 2
    frequencies = np.fft.rfftfreq(4000, 1 / 500.0)
    near = (np.abs(frequencies - 50.0) < 1) | (np.abs(frequencies - 150.0) < 1)
    assert (power[:, near].sum(axis=1) / power.sum(axis=1)).min() > 0.99
    heights = levels(eeg)[np.abs(eeg).max(axis=1).argmax()]
    assert heights.max() / heights.min() > 1.5


def test_movement_comes_in_bursts_below_some_20_hz_at_a_rate_of_each_segment():
    eeg = added("movement")[0]
    one = eeg[np.abs(eeg).max(axis=1).argmax()]
    assert 0.1 < np.mean(np.abs(one) < 1e-3) < 0.99
    power = np.abs(np.fft.rfft(one)) ** 2
    below = np.fft.rfftfreq(one.size, 1 / 500.0) < 20
    assert power[below].sum() / power.sum() > 0.7
    moving = np.mean(np.abs(by_segment(one[None])[0]) > 1e-3, axis=1)
    assert moving.max() > moving.min() + 0.05


def test_effort_makes_arm_and_temples_stronger_together():
    before, found = recorded(), recorded("effort")
    gain = np.log(levels(found.emg_v) / levels(before.emg_v))
    np.testing.assert_allclose(gain, np.broadcast_to(gain[0], gain.shape), atol=0.02)
    assert gain[0].std() > 0.2
    temples = [list(SMALL.eeg_channels).index(name) for name in ("T7", "T8")]
    eeg = (found.eeg_v - before.eeg_v) / UV
    loudest = np.sqrt(np.mean(eeg**2, axis=1)).argsort()[-2:]
    assert set(loudest) == set(temples)
    # The same bursts without effort, which come by chance and more often in activity.
    assert np.corrcoef(np.log(levels(eeg)[temples].mean(axis=0)), gain[0])[0, 1] > 0.5


def test_the_clock_drifts_by_up_to_100_ppm_and_the_delay_grows_over_the_session():
    delays = []
    for run in (0, 1):
        before, found = recorded(run=run), recorded("clock drift", run)
        np.testing.assert_array_equal(found.eeg_v, before.eeg_v)
        for segment in (0, 5):
            x, y = (by_segment(one.emg_v.astype(float))[0, segment] for one in (before, found))
            spectrum = np.fft.rfft(x).conj() * np.fft.rfft(y)
            fine = np.fft.irfft(spectrum, 20 * x.size)
            place = int(np.argmax(fine))
            delays.append((place if place < 10 * x.size else place - 20 * x.size) / 20 / 500.0)
    times_s = np.array([5.0, 55.0, 65.0, 115.0])
    ppm = -1e6 * np.array(delays) / times_s
    assert abs(ppm[-1]) <= 101
    assert abs(ppm[-1]) > 1
    np.testing.assert_allclose(delays, -ppm[-1] * 1e-6 * times_s, atol=1.5e-4)


def test_reading_between_samples_is_exact_for_sines_below_the_nyquist_rate():
    from eeg2emg.studies.signal_nuisances import _read_at

    samples = np.arange(2000)
    later = np.linspace(0.0, 7.3, 2000)
    found = _read_at(np.sin(2 * np.pi * 0.35 * samples)[None], later)[0]
    expected = np.sin(2 * np.pi * 0.35 * (samples + later))
    np.testing.assert_allclose(found[50:-50], expected[50:-50], atol=5e-3)


def test_the_trend_of_amplitude_leaves_the_noise_as_it_is():
    gains, noise = [], []
    for run in (0, 1):
        before, found = recorded(run=run), recorded("trend of amplitude", run)
        for x, y in ((before.eeg_v, found.eeg_v), (before.emg_v, found.emg_v)):
            one, two = by_segment(x.astype(float)), by_segment(y)
            own = (one * two).sum(axis=-1) / (one * one).sum(axis=-1)
            gains.append(own)
            session = (run + np.arange(x.shape[1]) / x.shape[1]) / 2
            rest = y - x * np.exp(0.3 * (2 * session - 1))
            noise.append(levels(rest / UV))
    middle = (np.arange(12) + 0.5) / 12
    for start in (0, 1):
        course = np.concatenate([gains[start], gains[start + 2]], axis=1)
        np.testing.assert_allclose(
            np.log(course), np.broadcast_to(0.3 * (2 * middle - 1), course.shape), atol=0.03
        )
    np.testing.assert_allclose(np.concatenate(noise), 2.0, rtol=0.06)
