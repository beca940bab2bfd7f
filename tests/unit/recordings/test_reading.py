import json

import numpy as np
import pytest
from eeg2emg.errors import RecordingError
from eeg2emg.recordings.channel_names import TEN_TWENTY
from eeg2emg.recordings.layout import find_recordings
from eeg2emg.recordings.reading import read_recording

MUSCLES = ("BSH", "DEL", "TRIA")


@pytest.fixture(scope="module")
def short(signals):
    return signals(seconds=12.0)


def read(path, **options):
    return read_recording(path, **({"eeg_channels": TEN_TWENTY, "emg_channels": MUSCLES} | options))


def test_samples_come_in_volts_and_in_the_configured_order(short, write, tmp_path):
    path = write(tmp_path / "ä b", short, events=[(0.0, 6.0, "rest"), (6.0, 6.0, "activity")])
    order = ("Cz", "Fp1", "O2")
    recording = read(path, eeg_channels=order, emg_channels=("TRIA", "BSH"))
    rows = [TEN_TWENTY.index(name) for name in order]
    np.testing.assert_allclose(recording.eeg_v, short.eeg_v[rows], atol=1e-10)
    np.testing.assert_allclose(recording.emg_v, short.emg_v[[2, 0]], atol=1e-10)
    assert (recording.name, recording.subject, recording.task) == (
        "sub-01_task-arm_run-01", "01", "arm"
    )  # fmt: skip
    assert (recording.rate_hz, recording.duration_s, recording.line_freq_hz) == (500.0, 12.0, 50.0)
    assert recording.events == ((0.0, 6.0, "rest"), (6.0, 6.0, "activity"))
    assert recording.notes == ()


def test_names_are_matched_and_the_match_is_told(short, write, tmp_path):
    older = ["EEG T3-Ref" if name == "T7" else f"EEG {name}-Ref" for name in TEN_TWENTY]
    recording = read(write(tmp_path, short, eeg_names=older))
    np.testing.assert_allclose(recording.eeg_v, short.eeg_v, atol=1e-10)
    assert recording.matched["T7"] == "EEG T3-Ref"
    assert recording.eeg_channels == TEN_TWENTY


def test_marked_channels_and_bad_spans_are_told(short, write, tmp_path):
    events = [(0.0, 12.0, "rest"), (3.0, 2.0, "BAD_movement"), (8.0, 0.0, "boundary")]
    recording = read(write(tmp_path, short, bad=["T7", "O1"], events=events))
    assert recording.bad_channels == ("T7", "O1")
    assert recording.events == ((0.0, 12.0, "rest"),)
    assert recording.bad_spans == ((3.0, 2.0), (8.0, 0.0))


def test_a_pause_of_the_recorder_is_a_gap_though_events_tsv_is_silent(short, write, tmp_path):
    path = write(tmp_path, short, events=[(0.0, 12.0, "rest")])
    with path.with_suffix(".vmrk").open("a") as file:
        file.write("Mk1=New Segment,,1,1,0\nMk2=New Segment,,2501,1,0\n")
    assert read(path).bad_spans == ((5.0, 0.0),)


def test_only_the_spans_asked_for_are_read(short, write, tmp_path):
    recording = read(write(tmp_path, short), spans=[(2.0, 1.0), (7.0, 2.0)])
    expected = np.concatenate([short.eeg_v[:, 1000:1500], short.eeg_v[:, 3500:4500]], axis=1)
    np.testing.assert_allclose(recording.eeg_v, expected, atol=1e-10)
    assert recording.duration_s == 12.0


def test_eog_and_ecg_come_beside(short, write, tmp_path):
    ecg_v = 1e-3 * np.sin(np.arange(6000) / 80.0)[None]
    recording = read(write(tmp_path, short, extra={"ecg": ecg_v}))
    assert recording.auxiliary_types == ("ecg",)
    np.testing.assert_allclose(recording.auxiliary_v, ecg_v, atol=1e-10)


def test_one_file_with_emg_missing_can_be_read_for_its_eeg(short, write, tmp_path):
    recording = read(write(tmp_path, short, emg_names=()), emg_channels=())
    assert recording.emg_v.shape == (0, 6000)


# Bad input: each case gives one message that names the file, what is wrong, and what to do.


def sidecar(path, ending):
    return path.with_name(path.name.replace("_eeg.vhdr", ending))


def replaced(file, old, new):
    file.write_bytes(file.read_bytes().replace(old.encode(), new))


def truncated(file, part):
    file.write_bytes(file.read_bytes()[: round(part * file.stat().st_size)])


FAULTS = {
    "no file": lambda path: path.unlink(),
    "empty header": lambda path: truncated(path, 0),
    "damaged header": lambda path: replaced(path, "SamplingInterval", b"Nonsense"),
    "not text": lambda path: path.write_bytes(bytes(range(256)) * 2),
    "no data": lambda path: path.with_suffix(".eeg").unlink(),
    "cut off": lambda path: truncated(path.with_suffix(".eeg"), 0.5),
    "too short": lambda path: truncated(path.with_suffix(".eeg"), 1 / 30),
    "channels.tsv of another file": lambda path: replaced(
        sidecar(path, "_channels.tsv"), "Cz", b"Qz"
    ),
    "channels.tsv too short": lambda path: truncated(sidecar(path, "_channels.tsv"), 0.2),
    "damaged sidecar": lambda path: path.with_suffix(".json").write_text("{broken"),
    "volts as microvolts": lambda path: replaced(path, "µV", b"nV"),
    "microvolts as volts": lambda path: replaced(path, "µV", b"V"),
}
WRITTEN_WRONG = {
    "missing EEG channel": {"eeg_names": [*TEN_TWENTY[:-1], "Oz"]},
    "missing EMG channel": {"emg_names": ("BSH", "DEL", "TRIO")},
    "BAD outside": {"events": [(0.0, 5.0, "rest"), (500.0, 5.0, "BAD_cough")]},
    "events not numbers": {"events": [("soon", 5.0, "rest")]},
}


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("no file", r"no such file.*restore the file"),
        ("empty header", r"the file is empty.*copy the file again"),
        ("damaged header", r"cannot be read.*export it again"),
        ("not text", r"not a file of the format VHDR"),
        ("no data", r"_eeg.eeg is missing.*restore it beside the header"),
        ("cut off", r"the file holds 6.0 s, but .*json says 12.0 s.*copy the file again"),
        ("too short", r"the recording lasts 0.4 s.*too short"),
        ("missing EEG channel", r"channel 'O2' not found.*nearest names are.*correct the channel"),
        ("missing EMG channel", r"channel 'TRIA' not found.*nearest names are 'TRIO'"),
        (
            "channels.tsv of another file",
            r"lists other channels than.*_channels.tsv list the channels",
        ),
        (
            "channels.tsv too short",
            r"_channels.tsv, line \d+: \d cells where the header has 4.*same number of cells",
        ),
        ("damaged sidecar", r"_eeg.json, line 1: not valid JSON"),
        (
            "BAD outside",
            r"_events.tsv, line 3: the onset 500.0 s lies outside.*correct the onsets",
        ),
        ("events not numbers", r"_events.tsv, line 2: the onset 'soon' is not a number"),
        ("microvolts as volts", r"the unit in the file is wrong.*plausible if volts were microv"),
        ("volts as microvolts", r"the unit in the file is wrong.*thousand times"),
    ],
)
def test_a_faulty_recording_is_named_with_the_remedy(short, write, tmp_path, fault, message):
    path = write(tmp_path, short, **WRITTEN_WRONG.get(fault, {}))
    FAULTS.get(fault, lambda path: path)(path)
    with pytest.raises(RecordingError, match=message) as caught:
        read(path)
    assert str(path) in str(caught.value) or "_run-01_" in str(caught.value)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"time,Fp1,Fp2\n0,1,2\n", r"not a file of the format EDF.*b'time,Fp1,Fp2"),
        (b"0" + b" " * 100, r"cannot be read"),
        (b"", r"the file is empty"),
    ],
)
def test_a_file_that_is_no_edf_is_refused(tmp_path, content, message):
    (tmp_path / "dataset_description.json").write_text("{}")
    path = tmp_path / "sub-01/eeg/sub-01_task-arm_eeg.edf"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    with pytest.raises(RecordingError, match=message):
        read(path)


def test_an_unreadable_file_is_named(short, write, tmp_path):
    path = write(tmp_path, short)
    path.chmod(0)
    try:
        path.read_bytes()
        pytest.skip("this user may read every file")
    except PermissionError:
        with pytest.raises(RecordingError, match=r"PermissionError.*chmod a\+r"):
            read(path)


def test_a_name_outside_bids_is_refused(tmp_path):
    with pytest.raises(RecordingError, match=r"notes.edf: not the name of a BIDS recording"):
        read(tmp_path / "notes.edf")


def test_the_wrong_unit_is_not_corrected_in_silence(short, write, tmp_path):
    path = write(tmp_path, short)
    FAULTS["microvolts as volts"](path)
    recording = read(path, units_check=False)
    np.testing.assert_allclose(recording.eeg_v, 1e6 * short.eeg_v, rtol=1e-3, atol=1e-4)


def test_an_offset_or_drift_is_no_wrong_unit(short, write, tmp_path):
    drifting = type(short)(
        short.rate_hz, short.brain_v + 0.05 + np.linspace(0, 0.01, 6000), short.emg_v
    )
    assert read(write(tmp_path, drifting)).eeg_v.min() > 0.04


def test_real_brainvision_is_read(real_data):
    files = find_recordings(real_data / "cmgraph")
    recording = read(files[0].path, emg_channels=[f"emg{number}" for number in range(1, 9)])
    with files[0].path.with_suffix(".json").open() as file:
        assert recording.rate_hz == json.load(file)["SamplingFrequency"]
    assert recording.bad_channels == ("C3", "T8")
    assert 1e-6 < np.median(recording.eeg_v.std(axis=1)) < 1e-4
    assert recording.events == ((0.0, 20.0, "rest"),)
    assert recording.positions_m.shape == (19, 3)


def test_real_edf_is_read(real_data):
    files = find_recordings(real_data / "eegmmidb")
    recording = read(files[0].path, emg_channels=())
    assert (recording.rate_hz, recording.line_freq_hz) == (160.0, 60.0)
    assert {name for _, _, name in recording.events} == {"T0", "T1", "T2"}


def test_real_recordings_without_emg_say_so(real_data):
    files = find_recordings(real_data / "eegmmidb")
    with pytest.raises(RecordingError, match=r"no EMG channel.*'BSH', 'DEL', 'TRIA'"):
        read(files[0].path)


@pytest.mark.parametrize(
    "ending", ["eeg.vhdr", "eeg.eeg", "eeg.vmrk", "eeg.json", "events.tsv", "channels.tsv"]
)
def test_a_link_to_what_was_not_fetched_says_so(short, write, tmp_path, ending):
    path = write(tmp_path, short)
    link = sidecar(path, f"_{ending}")
    link.unlink()
    link.symlink_to(tmp_path / ".git/annex/objects/absent")
    with pytest.raises(RecordingError, match=r"its content was not fetched.*datalad get") as caught:
        read(path)
    assert str(link) in str(caught.value)


@pytest.mark.parametrize(
    "text", ["/annex/objects/MD5E-s1--0.edf\n", "version https://git-lfs.github.com/spec/v1\n"]
)
@pytest.mark.parametrize("ending", [".edf", ".set", ".fif", ".vhdr"])
def test_a_placeholder_of_what_was_not_fetched_says_so(tmp_path, text, ending):
    (tmp_path / "dataset_description.json").write_text("{}")
    path = tmp_path / f"sub-01/eeg/sub-01_task-arm_eeg{ending}"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    with pytest.raises(RecordingError, match=r"its content was not fetched"):
        read(path)


@pytest.mark.parametrize("ending", [".BDF", ".VHDR", ".SET", ".FIF", ".Edf"])
def test_an_ending_in_capitals_is_named_with_the_remedy(tmp_path, ending):
    path = tmp_path / "sub-01" / "eeg" / f"sub-01_task-arm_eeg{ending}"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"0       ")
    with pytest.raises(RecordingError, match=rf"rename it to sub-01_task-arm_eeg{ending.lower()}"):
        read_recording(path, eeg_channels=["Cz"])
