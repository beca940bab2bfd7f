"""Runs: a segment of several trials, of which no product, window or filter joins two."""

from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.connectivity import EegSettings, EmgSettings, estimate_eeg, estimate_emg
from eeg2emg.connectivity.catalogue import MEASURES, PLANE_MEASURES
from eeg2emg.connectivity.emg_halves import estimate_halves
from eeg2emg.connectivity.lagged_gram import lagged_gram, pooled_gram
from eeg2emg.connectivity.runs import split_runs
from eeg2emg.connectivity.segment import SegmentSignals, model_diagnostics
from eeg2emg.connectivity.surrogates import significance
from eeg2emg.errors import EstimationError
from hypothesis import given, settings
from hypothesis import strategies as st

RATE_HZ = 100.0
EEG = EegSettings(
    rate_hz=RATE_HZ, order=4, measures=PLANE_MEASURES, band=(1, 45), window_s=1.0,
    pli_bands=((4, 8), (8, 13), (13, 30)), min_samples_per_parameter=2.0,
)  # fmt: skip
EMG = EmgSettings(
    rate_hz=RATE_HZ, order=4, envelope_rate_hz=50.0, envelope_order=3,
    min_samples_per_parameter=2.0,
)  # fmt: skip


def driven(n_samples, seed, channels=4):
    """The first channel drives the second, three samples later."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((channels, n_samples + 10))
    for t in range(3, n_samples + 10):
        x[:, t] += 0.5 * x[:, t - 1] - 0.3 * x[:, t - 2]
        x[1, t] += 0.6 * x[0, t - 3]
    return x[:, 10:]


@given(st.lists(st.integers(7, 60), min_size=1, max_size=6), st.integers(1, 6), st.integers(0, 99))
@settings(max_examples=30, deadline=None)
def test_gapped_runs_give_the_sum_of_their_gram_matrices(lengths, order, seed):
    x = np.random.default_rng(seed).standard_normal((3, sum(lengths)))
    runs = split_runs(x, lengths)
    pooled = pooled_gram(runs, order)
    # From the definition: every product of two samples of one run, and no other.
    expected = np.zeros((order + 1, order + 1, 3, 3))
    for run in runs:
        for t in range(order, run.shape[1]):
            for a in range(order + 1):
                for b in range(order + 1):
                    expected[a, b] += np.outer(run[:, t - a], run[:, t - b])
    np.testing.assert_allclose(pooled.blocks, expected, atol=1e-9)
    assert pooled.n_windows == sum(length - order for length in lengths)


@pytest.mark.parametrize("measure", list(PLANE_MEASURES))
def test_two_equal_runs_give_what_one_gives(measure):
    """Every plane is a function of averages over runs: twice the same run changes nothing."""
    if measure == "debiased_wpli2":
        return  # its pairs of windows are those of both runs, and no average over them
    x = driven(1200, 1)
    x -= x.mean(axis=1, keepdims=True)
    own = replace(EEG, measures=(measure,))
    once = estimate_eeg(x, own, diagnostics=False).planes
    twice = estimate_eeg(np.hstack([x, x]), own, diagnostics=False, runs=(1200, 1200)).planes
    for name, plane in once.items():
        np.testing.assert_allclose(twice[name], plane, atol=2e-9, err_msg=name)


def test_a_gap_that_is_not_told_changes_what_is_estimated():
    """The same samples taken for one run give other values: the gap matters, and is heeded."""
    x = driven(6000, 2)
    pieces = [x[:, start : start + 150] for start in range(0, 6000, 300)]
    pooled = np.hstack(pieces)
    runs = (150,) * len(pieces)
    apart = estimate_eeg(pooled, EEG, diagnostics=False, runs=runs).planes
    as_one = estimate_eeg(pooled, EEG, diagnostics=False).planes
    for name in ("granger", "dtf", "coherence", "correlation"):
        assert np.abs(apart[name] - as_one[name]).max() > 1e-6


def test_runs_of_one_process_agree_with_its_continuous_record():
    """Pooled trials estimate the same quantities, only from fewer samples."""
    x = driven(60000, 3)
    pieces = [x[:, start : start + 400] for start in range(0, 60000, 600)]
    pooled = estimate_eeg(np.hstack(pieces), EEG, diagnostics=False, runs=(400,) * 100).planes
    whole = estimate_eeg(x, EEG, diagnostics=False).planes
    for name in whole:
        measure = next((own for own in MEASURES if name.startswith(own)), name)
        scale = max(np.abs(whole[name] - np.diag(np.diag(whole[name]))).max(), 0.05)
        limit = 0.5 if measure in ("pli", "wpli", "debiased_wpli2") else 0.15
        assert np.abs(pooled[name] - whole[name]).max() < limit * scale, name


def test_muscles_too():
    x = driven(40000, 4)
    pieces = [x[:, start : start + 400] for start in range(0, 40000, 500)]
    runs = (400,) * len(pieces)
    pooled = estimate_emg(np.hstack(pieces), EMG, runs=runs)
    whole = estimate_emg(x, EMG)
    for name, plane in whole.planes.items():
        assert np.abs(pooled.planes[name] - plane).max() < 0.15 * max(plane.max(), 0.05), name
    assert pooled.planes["granger_raw"][1, 0] > 5 * pooled.planes["granger_raw"][0, 1]
    # As many samples are predicted as have their past within their trial.
    expected = len(pieces) * (400 - EMG.order) / (4 * EMG.order)
    assert pooled.diagnostics["raw_samples_per_parameter"] == pytest.approx(expected)


def test_diagnostics_are_those_of_the_runs():
    x = driven(8000, 5)
    runs = (200,) * 40
    own = model_diagnostics(SegmentSignals(x, 4, runs=runs), 8)
    whole = model_diagnostics(SegmentSignals(x, 4), 8)
    assert own["bic_order"] == whole["bic_order"]
    assert own["consistency_percent"] == pytest.approx(whole["consistency_percent"], abs=3)
    assert own["whiteness_p"] > 0.001  # the order is enough, so the residuals are white
    too_low = model_diagnostics(SegmentSignals(x, 1, runs=runs), 8)
    assert too_low["whiteness_p"] < 1e-6


def test_halves_are_every_other_trial():
    x = driven(3000, 6)
    runs = (300,) * 10
    halves = estimate_halves(x, EMG, block_s=10.0, runs=runs)
    pieces = split_runs(x, runs)
    z = SegmentSignals(x, EMG.order, runs=runs).pieces
    odd = estimate_emg(np.hstack(pieces[::2]), EMG, diagnostics=False, runs=(300,) * 5)
    assert halves.lengthening == pytest.approx(2.0)
    half, of_trials = halves.planes["granger_raw_odd"], odd.planes["granger_raw"]
    np.testing.assert_allclose(half, of_trials, rtol=0.02, atol=2e-3)
    assert pooled_gram(z[::2], 4).n_windows == 5 * 296


@pytest.mark.parametrize("kind", ["phase", "shift"])
def test_surrogates_are_made_run_by_run(kind):
    x = driven(4000, 7)
    runs = (500,) * 8
    seen = []

    def estimate(signals):
        seen.append(signals)
        return {"own": pooled_gram(split_runs(signals, runs), 1).blocks[0, 0]}

    significance(x, estimate, n_surrogates=3, seed=1, kind=kind, least_shift=50, runs=runs)
    for drawn in seen[1:]:
        for before, after in zip(split_runs(seen[0], runs), split_runs(drawn, runs), strict=True):
            power = [np.abs(np.fft.rfft(signals, axis=1)) for signals in (before, after)]
            np.testing.assert_allclose(power[1][:, 1:-1], power[0][:, 1:-1], atol=1e-8)


def test_a_link_is_found_in_trials():
    x = driven(4000, 8)
    runs = (400,) * 10
    found = significance(
        x,
        lambda drawn: estimate_emg(drawn, EMG, diagnostics=False, runs=runs).planes,
        n_surrogates=39,
        seed=1,
        runs=runs,
    )["granger_raw"]
    assert found.uncorrected[1, 0] == pytest.approx(1 / 40)
    assert found.uncorrected[0, 1] > 0.05


class TestRefusals:
    """What a trial cannot hold."""

    def test_a_trial_shorter_than_a_window(self):
        x = driven(800, 9)
        with pytest.raises(EstimationError, match=r"A trial of 0.5 s is shorter than a window"):
            estimate_eeg(x, replace(EEG, measures=("coherence",)), runs=(50,) * 16)

    def test_a_trial_not_longer_than_the_order(self):
        with pytest.raises(EstimationError, match="too few for a model of order 4"):
            pooled_gram(split_runs(driven(40, 1), (4,) * 10), 4)

    def test_too_few_samples_once_every_trial_has_paid_for_its_past(self):
        x = driven(400, 1)
        settings = replace(EMG, min_samples_per_parameter=30.0, targets=("granger_raw",))
        estimate_emg(x, settings, diagnostics=False)
        with pytest.raises(EstimationError, match="8 coefficients for 200 samples"):
            estimate_emg(x, settings, diagnostics=False, runs=(8,) * 50)

    def test_lengths_that_do_not_add_up(self):
        with pytest.raises(ValueError, match="runs of 30 samples in signals of 40"):
            split_runs(np.zeros((2, 40)), (10, 20))


def test_one_run_is_the_continuous_record():
    x = driven(1000, 1)
    np.testing.assert_array_equal(pooled_gram([x], 5).blocks, lagged_gram(x, 5).blocks)
    one = estimate_eeg(x, EEG, diagnostics=False).planes
    told = estimate_eeg(x, EEG, diagnostics=False, runs=(1000,)).planes
    for name, plane in one.items():
        np.testing.assert_array_equal(told[name], plane)
