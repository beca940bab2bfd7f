import numpy as np
import pytest
from eeg2emg.cleaning.cleaned_file import read_cleaned, write_cleaned
from eeg2emg.cleaning.cleaned_recording import (
    CleanedRecording,
    cut,
    left_out_recording,
    require_eeg_rate,
)
from eeg2emg.errors import EstimationError
from eeg2emg.recordings.segments import Segment


@pytest.fixture
def recording():
    rng = np.random.default_rng(0)
    return CleanedRecording(
        name="sub-01_task-arm_run-01",
        subject="01",
        eeg_v=1e-5 * rng.standard_normal((3, 2500)),
        emg_v=1e-4 * rng.standard_normal((2, 10_000)),
        eeg_rate_hz=250.0,
        emg_rate_hz=1000.0,
        eeg_channels=("Fp1", "Cz", "Öz"),
        emg_channels=("BSH", "DEL"),
        eeg_rank=2,
        segments=(Segment(0, 1.0, 4.0, "rest", 0), Segment(1, 5.5, 4.0, "activity", 0)),
        emg_before_v=1e-4 * rng.standard_normal((2, 10_000)),
        muscle_v=1e-6 * rng.standard_normal((3, 2500)),
        muscle_components=1,
        notes={"removed": 1, "interpolated": ["Cz"]},
    )


def test_a_file_gives_back_what_was_written(recording, tmp_path):
    write_cleaned(tmp_path / "a.nc", recording)
    again = read_cleaned(tmp_path / "a.nc")
    for name in ("eeg_v", "emg_v", "emg_before_v", "muscle_v"):
        np.testing.assert_array_equal(getattr(again, name), getattr(recording, name))
    for name in (
        "name", "subject", "eeg_rate_hz", "emg_rate_hz", "eeg_channels", "emg_channels",
        "eeg_rank", "muscle_components", "segments", "left_out", "notes",
    ):  # fmt: skip
        assert getattr(again, name) == getattr(recording, name)


def test_single_precision_is_possible(recording, tmp_path):
    write_cleaned(tmp_path / "a.nc", recording, dtype="f4")
    np.testing.assert_allclose(read_cleaned(tmp_path / "a.nc").eeg_v, recording.eeg_v, rtol=1e-6)


def test_one_that_is_left_out_holds_the_reason_and_no_samples(tmp_path):
    left_out = left_out_recording(
        "sub-01_task-arm", "01", "9 EEG channels are bad",
        eeg_channels=("Fp1", "Cz"), emg_channels=("BSH",), eeg_rate_hz=250.0, emg_rate_hz=1000.0,
    )  # fmt: skip
    write_cleaned(tmp_path / "a.nc", left_out)
    again = read_cleaned(tmp_path / "a.nc")
    assert again.left_out == "9 EEG channels are bad"
    assert (again.eeg_v.shape, again.emg_v.shape) == ((2, 0), (1, 0))
    assert again.segments == ()
    assert again.muscle_v is None


def test_segments_of_eeg_and_emg_cover_the_same_time(recording):
    eeg, emg = recording.segment_arrays(recording.segments[1])
    np.testing.assert_array_equal(eeg, recording.eeg_v[:, 1375:2375])
    np.testing.assert_array_equal(emg, recording.emg_v[:, 5500:9500])
    muscle = recording.muscle_of(recording.segments[1])
    np.testing.assert_array_equal(muscle, recording.muscle_v[:, 1375:2375])


def test_segments_of_one_duration_have_one_length():
    x = np.zeros((1, 2560))
    lengths = {
        cut(x, 256.0, Segment(0, onset, 3.0, "rest", 0)).shape[1]
        for onset in (0.0, 0.001, 1.234, 6.999, 7.003)
    }
    assert lengths == {768}


def test_a_segment_longer_than_the_data_is_a_programming_error():
    with pytest.raises(ValueError, match="longer than the data"):
        cut(np.zeros((1, 100)), 100.0, Segment(0, 0.0, 2.0, "rest", 0))


def test_eeg_of_another_rate_than_the_analysis_is_refused(recording):
    require_eeg_rate(recording, 250.0)
    with pytest.raises(EstimationError, match=r"250 Hz, less than connectivity.eeg_rate_hz \(500"):
        require_eeg_rate(recording, 500.0)
