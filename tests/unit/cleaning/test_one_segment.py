"""A segment that cannot be estimated is left out with its reason, and the others go on."""

from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.cleaning.cleaned_recording import CleanedRecording
from eeg2emg.cleaning.cross_checks import cross_check_recording
from eeg2emg.cleaning.segment_sources import estimate_segments
from eeg2emg.connectivity.segment_result import estimate_segment
from eeg2emg.connectivity.segment_significance import segment_significance
from eeg2emg.connectivity.settings import EegSettings, EmgSettings
from eeg2emg.recordings.segments import Segment

EEG = EegSettings(measures=("correlation",), rate_hz=250.0)
EMG = EmgSettings(rate_hz=500.0, order=2, envelope_order=2, min_samples_per_parameter=2.0)


def recording_with(flat):
    """Three segments of 4 s, of which those numbered in `flat` have no signal at all."""
    rng = np.random.default_rng(0)
    recording = CleanedRecording(
        name="sub-01_task-arm_run-01",
        subject="01",
        eeg_v=1e-5 * rng.standard_normal((4, 3000)),
        emg_v=1e-4 * rng.standard_normal((2, 6000)),
        eeg_rate_hz=250.0,
        emg_rate_hz=500.0,
        eeg_channels=("Fp1", "Fp2", "Cz", "Pz"),
        emg_channels=("BSH", "DEL"),
        eeg_rank=4,
        segments=tuple(Segment(k, 4.0 * k, 4.0, ("rest", "activity")[k % 2], 0) for k in range(3)),
    )
    for number in flat:
        recording.eeg_v[:, 1000 * number : 1000 * (number + 1)] = 0.0
    return recording


ESTIMATES = {
    "connectivity": lambda source: estimate_segment(source, EEG, EMG, {}).columns["segment"],
    "significance": lambda source: (
        segment_significance(source, EEG, EMG, kind="phase", surrogates=2, seed=1).name
    ),
}


@pytest.mark.parametrize("what", ESTIMATES)
@pytest.mark.parametrize("flat", [(), (0,), (1,), (0, 2), (0, 1, 2)])
def test_the_other_segments_are_estimated_and_the_reason_is_kept(what, flat):
    found, refused = estimate_segments(recording_with(flat), EEG, ESTIMATES[what])
    names = [f"sub-01_task-arm_run-01_seg-{k:03d}" for k in range(3)]
    assert list(refused) == [names[k] for k in flat]
    assert found == [name for name in names if name not in refused]
    assert all(reason.endswith(".") and len(reason) > 20 for reason in refused.values())


def test_a_recording_at_a_lower_rate_loses_its_segments_and_nothing_else_fails():
    slow = replace(recording_with(()), eeg_rate_hz=200.0)
    found, refused = estimate_segments(slow, EEG, ESTIMATES["connectivity"])
    assert not found
    assert all("200 Hz, less than connectivity.eeg_rate_hz" in text for text in refused.values())


SETTINGS = {"band": (1.0, 45.0), "pli_bands": ((8.0, 13.0),)}


@pytest.mark.parametrize(("flat", "checked"), [((), True), ((1, 2), True), ((0,), False)])
def test_a_cross_check_that_is_not_possible_leaves_the_next_recording_its_turn(flat, checked):
    found = cross_check_recording(recording_with(flat), SETTINGS)
    assert bool(found) == checked
    if checked:
        assert found["recording"] == "sub-01_task-arm_run-01"
        assert set(found["agreement"]) == {"coherence", "pli"}


def test_a_recording_that_is_left_out_is_not_checked():
    assert cross_check_recording(replace(recording_with(()), segments=()), SETTINGS) == {}
