"""A recording cleaned block by block is that of one block, in memory and in its file."""

import dataclasses

import numpy as np
import pytest
from eeg2emg.cleaning import emg as emg_cleaning
from eeg2emg.cleaning.cleaned_file import open_cleaned, read_cleaned
from eeg2emg.cleaning.cleaning_settings import CleaningSettings
from eeg2emg.cleaning.ica_settings import IcaSettings
from eeg2emg.cleaning.preview import make_preview
from eeg2emg.cleaning.recording import clean_recording, clean_to_file
from eeg2emg.cleaning.subject_ica import fit_subject_ica
from eeg2emg.quality.inspection import inspect_recording
from eeg2emg.quality.subjects import judge_subject
from eeg2emg.recordings.channel_names import TEN_TWENTY
from eeg2emg.signals import pieces
from eeg2emg.signals.welch import WelchAverage

MUSCLES = ("BSH", "DEL", "TRIA")
CHANNELS = {"eeg_channels": TEN_TWENTY, "emg_channels": MUSCLES}
SIGNALS = ("eeg_v", "emg_v", "emg_before_v", "muscle_v")


@pytest.fixture(scope="module", params=[500.0, 512.0])
def case(request, signals, write, tmp_path_factory):
    """A recording with blinks, muscle, a heart in the EMG, and a gap, up to its ICA."""
    rate_hz = request.param
    found = signals(artefacts=("blinks", "muscle left", "line"), rate_hz=rate_hz)
    time = np.arange(found.emg_v.shape[1]) / rate_hz
    beats = np.cumsum(0.85 * (1 + 0.03 * np.random.default_rng(1).standard_normal(70)))
    phase = (time[:, None] - beats) / 0.012
    heart = np.sum((1 - phase**2) * np.exp(-(phase**2) / 2), axis=1)
    heart_v = 0.8e-4 * np.outer([1.0, 0.8, 1.2], heart)
    found = dataclasses.replace(found, emg_v=found.emg_v + heart_v)
    events = ((0.0, 30.0, "rest"), (30.0, 30.0, "activity"), (12.0, 1.5, "BAD_moved"))
    root = tmp_path_factory.mktemp("blocks")
    path = write(root, found, events=events)
    quality = inspect_recording(
        path, **CHANNELS, phases={"rest": ["rest"], "activity": ["activity"]}, length_s=10.0
    )
    subject = judge_subject("01", [quality])
    by_name = {quality.recording: quality}
    settings = IcaSettings(muscle_threshold=0.6)
    solution = fit_subject_ica(subject, by_name, eeg_channels=TEN_TWENTY, settings=settings, seed=3)
    return quality, subject, solution


def same(one, other, **tolerance):
    for name in SIGNALS:
        a, b = getattr(one, name), getattr(other, name)
        assert (a is None) == (b is None), name
        if a is not None:
            scale = np.abs(a).max()
            np.testing.assert_allclose(b / scale, a / scale, err_msg=name, rtol=0, **tolerance)
    for name in ("eeg_rank", "segments", "left_out", "muscle_components", "notes"):
        assert getattr(one, name) == getattr(other, name)


def test_blocks_are_those_of_one_block(case, tmp_path, monkeypatch):
    quality, subject, solution = case
    assert solution.muscle_components
    # Three channels cannot hold three muscles and a heart apart.
    monkeypatch.setattr(emg_cleaning, "MOST_OF_A_MUSCLE", 1.0)
    whole = clean_recording(quality, subject, solution, CleaningSettings(**CHANNELS))
    assert whole.left_out == ""
    assert whole.emg_before_v is not None
    preview = make_preview(whole)
    arguments = (quality, subject, solution, CleaningSettings(**CHANNELS))
    shown, left_out = clean_to_file(tmp_path / "one.nc", *arguments)
    assert left_out == ""
    same(whole, read_cleaned(tmp_path / "one.nc"), atol=0)
    assert shown.eeg_before_v.tobytes() == preview.eeg_before_v.tobytes()
    monkeypatch.setattr(pieces, "MADE_BYTES", 10**6)
    monkeypatch.setattr(pieces, "PIECE_BYTES", 10**5)
    shown, _ = clean_to_file(tmp_path / "many.nc", *arguments)
    same(whole, read_cleaned(tmp_path / "many.nc"), atol=1e-12)
    for field in dataclasses.fields(preview):
        a, b = getattr(preview, field.name), getattr(shown, field.name)
        if isinstance(a, np.ndarray):
            np.testing.assert_allclose(b, a, rtol=1e-9, atol=1e-9 * np.abs(a).max())
        else:
            assert a == b


def test_segments_are_read_one_by_one(case, tmp_path):
    quality, subject, solution = case
    clean_to_file(tmp_path / "a.nc", quality, subject, solution, CleaningSettings(**CHANNELS))
    whole = read_cleaned(tmp_path / "a.nc")
    with open_cleaned(tmp_path / "a.nc") as opened:
        for segment in opened.segments:
            for one, other in zip(
                opened.segment_arrays(segment), whole.segment_arrays(segment), strict=True
            ):
                np.testing.assert_array_equal(one, other)
            np.testing.assert_array_equal(opened.muscle_of(segment), whole.muscle_of(segment))


def test_too_low_a_rank_leaves_the_reason_and_no_samples(case, tmp_path):
    quality, subject, solution = case
    settings = CleaningSettings(**CHANNELS, minimum_rank=20)
    preview, left_out = clean_to_file(tmp_path / "a.nc", quality, subject, solution, settings)
    assert "but 20 is needed" in left_out
    written = read_cleaned(tmp_path / "a.nc")
    assert (written.left_out, written.eeg_v.shape) == (left_out, (19, 0))
    assert preview.eeg_after_v.size == 0
    assert [path.name for path in tmp_path.iterdir()] == ["a.nc"]


def test_without_emg_there_is_a_file_too(case, tmp_path):
    quality, subject, solution = case
    settings = CleaningSettings(eeg_channels=TEN_TWENTY, emg_channels=())
    preview, left_out = clean_to_file(tmp_path / "a.nc", quality, subject, solution, settings)
    assert left_out == ""
    assert read_cleaned(tmp_path / "a.nc").emg_v.shape[0] == preview.emg_psd.shape[0] == 0


@pytest.mark.parametrize("block", [100, 333, 1000, 5000])
@pytest.mark.parametrize("samples", [50, 400, 5000])
def test_a_spectrum_in_blocks_is_that_of_the_whole(block, samples):
    from scipy.signal import welch

    x = np.random.default_rng(0).standard_normal((3, samples))
    average = WelchAverage(200.0, 400)
    for start in range(0, samples, block):
        average.add(x[:, start : start + block])
    frequencies, density = average.result()
    expected = welch(x, 200.0, nperseg=min(400, samples))
    np.testing.assert_array_equal(frequencies, expected[0])
    np.testing.assert_allclose(density, expected[1], rtol=1e-12)
