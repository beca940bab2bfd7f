"""EEG and EMG of one recording in two files, as BIDS 1.11 has them."""

import numpy as np
import pytest
from eeg2emg.bids_layout import emg_file_beside, find_recordings
from eeg2emg.errors import RecordingError
from eeg2emg.inspection import inspect_recording
from eeg2emg.montage import TEN_TWENTY
from eeg2emg.recording import read_recording

MUSCLES = ("BSH", "DEL", "TRIA")


@pytest.fixture(scope="module")
def short(signals):
    return signals(seconds=12.0)


@pytest.fixture
def write_two(short, write, tmp_path):
    """Write the EEG at 500 Hz and the EMG, as its own file, at another rate."""

    def write_both(*, emg_rate_hz=1000.0, seconds=12.0, begins=("", "")):
        path = write(tmp_path, short, emg_names=())
        samples = round(seconds * emg_rate_hz)
        t = np.arange(samples) / emg_rate_hz
        emg_v = 40e-6 * np.array([np.sin(2 * np.pi * hz * t) for hz in (60.0, 80.0, 110.0)])
        emg_v *= np.where(t < seconds / 2, 0.1, 1.0)
        empty = type(short)(emg_rate_hz, emg_v, np.zeros((0, samples)))
        other = write(tmp_path / "other", empty, eeg_names=MUSCLES, emg_names=())
        folder = path.parent.parent / "emg"
        folder.mkdir()
        for file in other.parent.iterdir():
            name = file.name.replace("_eeg.", "_emg.")
            text = file.read_bytes()
            if file.suffix != ".eeg":
                text = text.replace(b"_eeg.", b"_emg.").replace(b"\tEEG\t", b"\tEMG\t")
            (folder / name).write_bytes(text.replace(b"_emg.eeg", b"_emg.eeg"))
        for begin, markers in zip(
            begins, (path.with_suffix(".vmrk"), folder / f"{path.stem[:-4]}_emg.vmrk"), strict=True
        ):
            if begin:
                with markers.open("a") as file:
                    file.write(f"Mk1=New Segment,,1,1,0,{begin}\n")
        return path, emg_v

    return write_both


def read(path):
    return read_recording(path, eeg_channels=TEN_TWENTY, emg_channels=MUSCLES)


def test_each_keeps_its_rate(short, write_two):
    path, emg_v = write_two()
    recording = read(path)
    assert (recording.rate_hz, recording.emg_rate_hz) == (500.0, 1000.0)
    np.testing.assert_allclose(recording.eeg_v, short.eeg_v, atol=1e-10)
    np.testing.assert_allclose(recording.emg_v, emg_v, atol=1e-10)
    assert emg_file_beside(path).name == "sub-01_task-arm_run-01_emg.vhdr"
    assert recording.notes[-1] == "the EMG is that of sub-01_task-arm_run-01_emg.vhdr"
    assert [file.path for file in find_recordings(path.parents[2])] == [path]


def test_the_same_span_is_read_from_both(write_two):
    path, emg_v = write_two()
    part = read_recording(
        path, eeg_channels=("Cz",), emg_channels=("DEL",), spans=[(2.0, 1.0), (7.0, 0.5)]
    )
    expected = np.concatenate([emg_v[1:2, 2000:3000], emg_v[1:2, 7000:7500]], axis=1)
    np.testing.assert_allclose(part.emg_v, expected, atol=1e-10)


def test_the_quality_of_both_is_judged_at_their_rates(write_two):
    path, _ = write_two(emg_rate_hz=2000.0)
    quality = inspect_recording(
        path, eeg_channels=TEN_TWENTY, emg_channels=MUSCLES, length_s=3.0,
        phases={"rest": ["rest"], "activity": ["activity"]},
    )  # fmt: skip
    assert quality["usable"], quality["reasons"]
    assert (quality["rate_hz"], quality["emg_rate_hz"]) == (500.0, 2000.0)
    assert quality["emg"]["BSH"]["snr_db"] == pytest.approx(20.0, abs=0.5)


def test_a_clock_that_is_a_little_fast_is_accepted(write_two):
    path, _ = write_two(seconds=12.001)
    assert read(path).emg_v.shape[1] == 12001


@pytest.mark.parametrize(
    ("how", "message"),
    [
        (
            {"seconds": 11.5},
            (
                r"_emg.vhdr: the EMG lasts 11.500 s, the EEG 12.000 s; one of them was cut off, or "
                r"their clocks drift apart by 41667 parts in a million \(at most 100\); cut both"
            ),
        ),
        (
            {"begins": ("20260101120000000000", "20260101120003500000")},
            r"_emg.vhdr: the EMG begins 3.50 s apart from the EEG .*12:00:03.50.*cut both to a",
        ),
    ],
)
def test_two_files_that_do_not_show_the_same_time(write_two, how, message):
    path, _ = write_two(**how)
    with pytest.raises(RecordingError, match=message):
        read(path)


def test_an_emg_in_two_formats_is_refused(write_two):
    path, _ = write_two()
    (path.parent.parent / "emg" / f"{path.stem[:-4]}_emg.edf").write_bytes(b"0")
    with pytest.raises(RecordingError, match=r"exists twice, as .*_emg.vhdr and .*_emg.edf"):
        read(path)
