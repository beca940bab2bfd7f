"""The small excerpt that is kept of a recording."""

from dataclasses import fields, replace

import numpy as np
import pytest
from eeg2emg.cleaning.cleaned_recording import CleanedRecording, left_out_recording
from eeg2emg.cleaning.preview import (
    EXCERPT_S,
    EegChanges,
    make_preview,
    read_preview,
    write_preview,
)

RATE_HZ = 100.0


@pytest.fixture
def recording():
    """A minute, of which cleaning changed most between 20 and 22 s."""
    rng = np.random.default_rng(0)
    eeg_v = 1e-5 * rng.standard_normal((2, 6000))
    artefact = np.zeros(6000)
    artefact[2000:2200] = 1e-4
    return CleanedRecording(
        name="sub-01_task-arm_run-01", subject="01", eeg_v=eeg_v,
        emg_v=1e-4 * rng.standard_normal((1, 12_000)), eeg_rate_hz=RATE_HZ, emg_rate_hz=200.0,
        eeg_channels=("Fp1", "Cz"), emg_channels=("BSH",), eeg_rank=2, segments=(),
        eeg_before_v=eeg_v + artefact,
    )  # fmt: skip


def test_the_excerpt_is_where_cleaning_changed_most(recording):
    preview = make_preview(recording)
    assert preview.onset_s <= 20.0 < preview.onset_s + EXCERPT_S
    first, length = round(preview.onset_s * RATE_HZ), round(EXCERPT_S * RATE_HZ)
    np.testing.assert_array_equal(preview.eeg_after_v, recording.eeg_v[:, first : first + length])
    np.testing.assert_array_equal(
        preview.emg_v, recording.emg_v[:, 2 * first : 2 * (first + length)]
    )


def test_the_spectra_are_those_of_the_whole_recording(recording):
    """White noise of 10 uV at 100 Hz has 2 (uV)^2/Hz on each side of which one is shown."""
    preview = make_preview(recording)
    assert np.median(preview.eeg_after_psd) == pytest.approx(2 * (1e-5) ** 2 / RATE_HZ, rel=0.1)
    assert preview.eeg_before_psd[:, 1].min() > 10 * preview.eeg_after_psd[:, 1].max()


def test_it_comes_back_from_its_file_in_single_precision(recording, tmp_path):
    preview = make_preview(recording)
    write_preview(tmp_path / "a.nc", preview)
    again = read_preview(tmp_path / "a.nc")
    for own in fields(preview):
        before, after = getattr(preview, own.name), getattr(again, own.name)
        if isinstance(before, np.ndarray):
            np.testing.assert_allclose(after, before, rtol=1e-6)
        else:
            assert after == before


@pytest.mark.parametrize("emg_channels", [("BSH",), ()])
def test_one_that_was_left_out_is_empty(tmp_path, emg_channels):
    left_out = left_out_recording(
        "a", "01", "flat", eeg_channels=("Fp1", "Cz"), emg_channels=emg_channels,
        eeg_rate_hz=250.0, emg_rate_hz=1000.0,
    )  # fmt: skip
    write_preview(tmp_path / "a.nc", make_preview(left_out))
    again = read_preview(tmp_path / "a.nc")
    assert again.eeg_after_v.size == again.emg_v.size == again.eeg_before_psd.size == 0
    assert again.emg_channels == emg_channels


def test_without_an_ica_nothing_changed(recording):
    preview = make_preview(replace(recording, eeg_before_v=None))
    np.testing.assert_array_equal(preview.eeg_before_v, preview.eeg_after_v)


def test_an_excerpt_with_a_pause_is_shown_only_where_there_is_no_other():
    rng = np.random.default_rng(1)
    before_v = 1e-5 * rng.standard_normal((2, 4000))
    after_v = before_v.copy()
    after_v[:, 1000:1100] = 0.0
    before_v[:, 1000:1100] *= 50.0  # of the second excerpt, which the pause divides
    after_v[:, 2000:2100] *= 0.5

    def shown(joins):
        changes = EegChanges(RATE_HZ, joins)
        for start in (0, 1600, 3200):
            changes.add(start, before_v[:, start : start + 1600], after_v[:, start : start + 1600])
        return changes.onset_s

    assert shown(()) == shown((800, 1600)) == 8.0
    assert shown((1200,)) == 16.0
    assert shown(tuple(range(400, 4000, 800))) == 0.0
