"""EMG of the neck, the jaw or the face: measured segment by segment, and kept beside the EEG."""

from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.cleaning.cleaned_file import open_cleaned, write_cleaned
from eeg2emg.cleaning.cleaning_settings import CleaningSettings
from eeg2emg.cleaning.ica_settings import IcaSettings
from eeg2emg.cleaning.recording import clean_recording
from eeg2emg.cleaning.segment_sources import estimate_segments
from eeg2emg.cleaning.subject_ica import fit_subject_ica
from eeg2emg.cohort.dataset import load_amplitudes, load_dataset
from eeg2emg.connectivity.file import HEAD, read_connectivity
from eeg2emg.connectivity.segment_result import estimate_segment, write_results
from eeg2emg.connectivity.settings import EegSettings, EmgSettings
from eeg2emg.quality.inspection import inspect_recording
from eeg2emg.quality.subjects import judge_subject
from eeg2emg.recordings.channel_names import TEN_TWENTY

MUSCLES, HEAD_MUSCLES = ("BSH", "DEL", "TRIA"), ("Masseter", "SCM")
CHANNELS = {"eeg_channels": TEN_TWENTY, "emg_channels": MUSCLES}
PHASES = {"rest": ["rest"], "activity": ["activity"]}
LEVELS = (1.0, 2.0, 1.0, 4.0, 0.5, 3.0)


@pytest.fixture(scope="module")
def path(signals, write, tmp_path_factory):
    """Sixty seconds: the masseter's level changes every ten of them, the neck's does not."""
    found = signals()
    t = found.emg_v.shape[1]
    white = 20e-6 * np.random.default_rng(3).standard_normal((2, t))
    white[0] *= np.repeat(LEVELS, t // len(LEVELS))
    drift = 3e-3 * np.sin(2 * np.pi * np.arange(t) / found.rate_hz / 5.0)
    made = replace(found, emg_v=np.concatenate([found.emg_v, white + drift]))
    return write(tmp_path_factory.mktemp("head"), made, emg_names=(*MUSCLES, *HEAD_MUSCLES))


def inspect(path, **options):
    return inspect_recording(
        path, **CHANNELS, phases=PHASES, length_s=10.0, line_freq_hz=50.0, **options
    )


@pytest.fixture(scope="module")
def judged(path):
    quality = inspect(path, head_muscles=HEAD_MUSCLES)
    subject = judge_subject("01", [quality])
    solution = fit_subject_ica(
        subject,
        {quality.recording: quality},
        eeg_channels=TEN_TWENTY,
        settings=IcaSettings(),
        enabled=False,
    )
    return quality, subject, solution


def clean(judged, **options):
    return clean_recording(*judged, CleaningSettings(**CHANNELS, emg_rate_hz=500.0, **options))


def test_each_segment_has_the_level_of_its_muscles_without_slow_drift(judged):
    cleaned = clean(judged, head_muscles=HEAD_MUSCLES)
    assert cleaned.left_out == ""
    assert cleaned.head.channels == HEAD_MUSCLES
    masseter, neck = cleaned.head.amplitude_v.T
    assert masseter / np.array(LEVELS) == pytest.approx(masseter[0], rel=0.1)
    assert neck == pytest.approx(neck.mean(), rel=0.1)
    assert 15e-6 < neck.mean() < 20e-6  # the high-pass and the notches take a part


def test_nothing_else_depends_on_them(judged):
    with_them, without = clean(judged, head_muscles=HEAD_MUSCLES), clean(judged)
    assert without.head is None
    assert np.array_equal(with_them.eeg_v, without.eeg_v)
    assert np.array_equal(with_them.emg_v, without.emg_v)


def test_a_recording_that_lacks_one_is_refused_by_one_message(path):
    quality = inspect(path, head_muscles=("Masseter", "Frontalis"))
    assert not quality.usable
    (reason,) = quality.reasons
    assert "Frontalis" in reason
    assert "channels.head_muscles" in reason
    assert "\n" not in reason
    assert inspect(path).usable


def test_they_go_through_the_files_to_the_dataset(judged, tmp_path):
    made = clean(judged, head_muscles=HEAD_MUSCLES)
    write_cleaned(tmp_path / "cleaned.nc", made)
    eeg, emg = EegSettings(), EmgSettings(rate_hz=500.0, order=10)
    with open_cleaned(tmp_path / "cleaned.nc") as recording:
        results, refused = estimate_segments(
            recording, eeg, lambda source: estimate_segment(source, eeg, emg, {})
        )
        assert refused == {}
        write_results(
            tmp_path / "connectivity.nc",
            results,
            refused,
            eeg=eeg,
            subsets={},
            channels=(recording.eeg_channels, recording.emg_channels),
            head_muscles=recording.head.channels,
            attributes={"recording": made.name, "simulated": False},
        )
    contents = read_connectivity(tmp_path / "connectivity.nc")
    assert contents.amplitudes[HEAD].channels == HEAD_MUSCLES
    assert np.array_equal(contents.amplitudes[HEAD].values, made.head.amplitude_v)
    dataset = load_dataset(tmp_path / "connectivity.nc")
    assert np.array_equal(
        load_amplitudes(tmp_path / "connectivity.nc", dataset, HEAD), made.head.amplitude_v
    )
