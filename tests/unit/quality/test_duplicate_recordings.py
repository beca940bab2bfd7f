"""One recording under two names, by the digests of the EEG."""

import numpy as np
from eeg2emg.quality.duplicate_recordings import duplicate_recordings, samples_digest
from eeg2emg.quality.recording_quality import RecordingQuality, unusable_recording


def quality(name, digest):
    return RecordingQuality(recording=name, subject="01", eeg_reasons=[], eeg_digest=digest)


def test_the_first_by_name_stays_whatever_the_order():
    found = duplicate_recordings([quality("c", "x"), quality("a", "x"), quality("b", "y")])
    assert list(found) == ["c"]
    assert "its EEG is that of a" in found["c"]


def test_recordings_that_could_not_be_read_are_no_copies_of_one_another():
    unread = [unusable_recording(f"sub-01_run-{k}_eeg.edf", "empty") for k in range(2)]
    assert duplicate_recordings(unread) == {}


def test_the_digest_outlives_rounding_but_no_other_samples():
    eeg_v = 1e-5 * np.random.default_rng(0).standard_normal((3, 1600))
    assert samples_digest(eeg_v) == samples_digest(eeg_v.astype("f4"))
    assert samples_digest(eeg_v) != samples_digest(1.001 * eeg_v)
