"""A cohort of signals from end to end, tiny."""

from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.cohort.dataset import load_dataset, load_planes
from eeg2emg.connectivity.catalogue import LOG_COHERENCY_BANDS_HZ, PAPERS_TARGET
from eeg2emg.connectivity.emg import estimate_emg
from eeg2emg.connectivity.file import BELOW_LIMIT
from eeg2emg.connectivity.settings import EmgSettings
from eeg2emg.signals.filters import prepare_emg
from eeg2emg.simulation.head_model import simulate_subject_head
from eeg2emg.simulation.recording import simulate_recording
from eeg2emg.studies.cohorts import uncoupled_settings
from eeg2emg.studies.signal_cohorts import (
    SIGNAL_SETTINGS,
    Estimates,
    coupled_signal_cohort,
    recorded_signals,
    uncoupled_signal_cohort,
    write_signal_cohort,
)

TINY = replace(SIGNAL_SETTINGS, subjects=2, recordings=2, segments=2)


@pytest.fixture(scope="module")
def uncoupled():
    return uncoupled_signal_cohort("amplifier noise", 0, settings=TINY)


def test_a_cohort_has_all_measures_of_all_segments(uncoupled):
    assert uncoupled.planes == ("correlation", "coherence", "dtf", "granger", "pli")
    assert uncoupled.features.shape == (8, 19, 19, 5)
    assert uncoupled.targets.shape == (8, 6, 6)
    assert uncoupled.target_name == PAPERS_TARGET
    assert uncoupled.simulated
    assert list(uncoupled.segments["phase"]) == ["rest", "activity"] * 4
    assert list(uncoupled.segments["segment"])[:3] == [
        "sub-01_task-arm_run-01_seg-000",
        "sub-01_task-arm_run-01_seg-001",
        "sub-01_task-arm_run-02_seg-000",
    ]


def test_a_cohort_has_the_log_euclidean_coherency_of_all_segments(uncoupled):
    found = uncoupled.log_coherency
    assert found.names == tuple(
        f"log_coherency {low:g}-{high:g} Hz" for low, high in LOG_COHERENCY_BANDS_HZ
    )
    assert found.features.shape == (8, 19, 19, 6)
    without = uncoupled_signal_cohort(
        "amplifier noise", 0, settings=TINY, estimates=Estimates(log_coherency=False)
    )
    assert without.log_coherency is None
    np.testing.assert_array_equal(without.features, uncoupled.features)


def test_targets_are_estimates_of_the_signals_of_their_segment(uncoupled):
    settings = uncoupled_settings("amplifier noise", 0, settings=TINY)
    head = simulate_subject_head(settings, 1)
    signals = recorded_signals(settings, 1, 0, head, "amplifier noise")
    emg_v, rate_hz = prepare_emg(signals.emg_v, 500.0, line_freq_hz=50.0)
    own = estimate_emg(
        emg_v[:, 5000:10000], EmgSettings(rate_hz=rate_hz, order=10), diagnostics=False
    )
    np.testing.assert_allclose(uncoupled.targets[5], own.planes[PAPERS_TARGET], rtol=1e-9)
    assert uncoupled.segments["phase"][5] == "activity"


def test_same_name_and_number_give_the_same_cohort_at_any_coupling_of_the_settings(uncoupled):
    again = uncoupled_signal_cohort("amplifier noise", 0, settings=replace(TINY, coupling=1.0))
    np.testing.assert_array_equal(again.features, uncoupled.features)
    np.testing.assert_array_equal(again.targets, uncoupled.targets)
    other = uncoupled_signal_cohort("amplifier noise", 1, settings=TINY)
    assert (other.targets != uncoupled.targets).any()


def test_a_coupled_cohort_has_the_eeg_of_the_uncoupled_one_and_another_emg():
    coupled, apart = (
        coupled_signal_cohort("saturating", 3, settings=replace(TINY, coupling=k))
        for k in (0.8, 0.0)
    )
    np.testing.assert_array_equal(coupled.features, apart.features)
    assert (coupled.targets != apart.targets).any()
    standard = coupled_signal_cohort("standard", 3, settings=TINY)
    assert (coupled.features != standard.features).any()


def test_the_file_holds_what_controls_need(tmp_path, uncoupled):
    path = tmp_path / "cohort.nc"
    settings = uncoupled_settings("amplifier noise", 0, settings=TINY)
    write_signal_cohort(path, settings, "amplifier noise")
    dataset = load_dataset(path)
    np.testing.assert_array_equal(dataset.features, uncoupled.features)
    below = load_planes(path, dataset, [BELOW_LIMIT])[BELOW_LIMIT]
    assert below.features.shape[:3] == (8, 19, 19)
    assert np.isfinite(below.features).all()


def test_signals_without_nuisance_are_those_of_the_simulated_recording():
    head = simulate_subject_head(TINY, 0)
    signals, whole = recorded_signals(TINY, 0, 1, head), simulate_recording(TINY, 0, 1, head)
    np.testing.assert_array_equal(signals.eeg_v, whole.eeg_v)
    np.testing.assert_array_equal(signals.emg_v, whole.emg_v)


def test_a_nuisance_of_matrices_is_refused():
    with pytest.raises(ValueError, match="matrices"):
        uncoupled_signal_cohort("trend 0.3", 0, settings=TINY)
