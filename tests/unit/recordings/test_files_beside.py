"""Files beside the samples: the one at fault is named, and inheritance follows one rule."""

import json
import unicodedata

import pytest
from eeg2emg.errors import RecordingError
from eeg2emg.quality.inspection import inspect_recording
from eeg2emg.recordings.channel_names import TEN_TWENTY
from eeg2emg.recordings.reading import read_recording

MUSCLES = ("BSH", "DEL", "TRIA")
OPTIONS = {
    "eeg_channels": TEN_TWENTY,
    "emg_channels": MUSCLES,
    "phases": {"rest": ["rest"], "activity": ["activity"]},
    "length_s": 3.0,
}
STEM = "sub-01_task-arm_run-01"
PLACES = "name\tx\ty\tz\nCz\t0\t0\t90\n"
SYSTEM = '{"EEGCoordinateSystem": "CapTrak", "EEGCoordinateUnits": "mm"}'


@pytest.fixture(scope="module")
def short(signals):
    return signals(seconds=12.0, artefacts=("line",))


def read(path):
    return read_recording(path, eeg_channels=TEN_TWENTY, emg_channels=MUSCLES)


# What stands in which file beside a good recording, and the file and the words of the refusal.
FAULTS = {
    "people without a column of their labels": (
        {"participants.tsv": "participant_id,age\nsub-01,20\n"}, "no column 'participant_id'",
    ),
    "people, an empty file": ({"participants.tsv": ""}, "no column 'participant_id'.*empty"),
    "people, a ragged line": ({"participants.tsv": "participant_id\tage\nsub-01\n"}, "line 2"),
    "times of acquisition, without names": (
        {"sub-01/sub-01_scans.tsv": "file\tacq_time\nx\tn/a\n"}, "no column 'filename'",
    ),
    "places by angles": (
        {
            "sub-01/eeg/sub-01_electrodes.tsv": "name\ttheta\tphi\nCz\t0\t0\n",
            "sub-01/eeg/sub-01_coordsystem.json": SYSTEM,
        },
        "no column 'x', 'y', 'z'",
    ),
    "a place that is no number": (
        {
            "sub-01/eeg/sub-01_electrodes.tsv": PLACES + "Fz\t0\tfront\t80\n",
            "sub-01/eeg/sub-01_coordsystem.json": SYSTEM,
        },
        "line 3: y is 'front', which is not a number",
    ),
    "a system without a unit": (
        {
            "sub-01/eeg/sub-01_coordsystem.json": '{"EEGCoordinateSystem": "CapTrak"}',
            "sub-01/eeg/sub-01_electrodes.tsv": PLACES,
        },
        "no EEGCoordinateUnits",
    ),
}  # fmt: skip
FAULTS |= {
    f"mains of {value}": (
        {f"sub-01/eeg/{STEM}_eeg.json": f'{{"PowerLineFrequency": {value}}}'},
        "PowerLineFrequency is .*, which is no number.*without quotation marks",
    )
    for value in ('"50"', '"60 Hz"', "true", "[50, 60]", '{"Europe": 50}')
}


@pytest.mark.parametrize(("files", "message"), FAULTS.values(), ids=FAULTS)
def test_the_file_beside_is_named_and_not_the_samples(short, write, tmp_path, files, message):
    path = write(tmp_path, short)
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(RecordingError, match=message) as caught:
        read(path)
    assert str(caught.value).startswith(str(tmp_path / next(iter(files))))


def test_where_the_samples_are_at_fault_no_other_file_is_named(short, write, tmp_path):
    path = write(tmp_path, short, emg_names=())
    folder = tmp_path / "sub-01" / "emg"
    folder.mkdir()
    (folder / f"{STEM}_emg.edf").write_bytes(b"0")
    (folder / "sub-01_coordsystem.json").write_text('{"EMGCoordinateSystem": "Other"}')
    (folder / "sub-01_electrodes.tsv").write_text("name\tx\ty\tz\nBSH\tleft arm\tn/a\tn/a\n")
    assert read_recording(path, eeg_channels=TEN_TWENTY).eeg_v.shape[0] == 19
    (tmp_path / "participants.tsv").write_text("ID\n1\n")
    path.write_text(path.read_text("utf-8").replace("SamplingInterval", "Interval"), "utf-8")
    with pytest.raises(RecordingError, match=r"_eeg.vhdr: cannot be read"):
        read(path)


@pytest.mark.parametrize("table", ["coordsystem.json", "electrodes.tsv"])
def test_places_of_muscles_are_not_those_of_the_eeg(short, write, tmp_path, table):
    path = write(tmp_path, short)
    folder = tmp_path / "sub-01" / "emg"
    folder.mkdir()
    texts = {
        "coordsystem.json": '{"EMGCoordinateSystem": "Other"}',
        "electrodes.tsv": "name\tx\ty\tz\nBSH\tleft arm\tn/a\tn/a\n",
    }
    (folder / f"sub-01_{table}").write_text(texts[table])
    (tmp_path / "participants.tsv").write_text("ID\n1\n")
    with pytest.raises(RecordingError, match=r"participants.tsv: no column 'participant_id'"):
        read(path)


def test_of_a_fault_that_is_not_known_the_files_beside_are_named(short, write, tmp_path):
    path = write(tmp_path, short)
    (tmp_path / "participants.tsv").write_text("participant_id\tbirthday\nsub-01\t1980\n")
    with pytest.raises(RecordingError, match="a table or JSON file that belongs to it") as caught:
        read(path)
    assert "participants.tsv" in caught.value.remedy
    path.with_suffix(".eeg").unlink()
    with pytest.raises(RecordingError, match=r"_eeg.eeg is missing"):
        read(path)


@pytest.mark.parametrize("cell", ["n/a", "NaN", "nan"])
@pytest.mark.parametrize("column", ["onset", "duration"])
def test_what_programs_write_for_an_unknown_number_is_one(short, write, tmp_path, column, cell):
    path = write(tmp_path, short)
    table = path.with_name(f"{STEM}_events.tsv")
    row = {"onset": "3", "duration": "0"} | {column: cell}
    table.write_text(table.read_text() + f"{row['onset']}\t{row['duration']}\tbutton\n")
    assert [segment.phase for segment in inspect_recording(path, **OPTIONS).segments] == (
        ["rest"] * 2 + ["activity"] * 2
    )


def test_an_unknown_number_in_other_words_is_named(short, write, tmp_path):
    path = write(tmp_path, short)
    table = path.with_name(f"{STEM}_events.tsv")
    table.write_text(table.read_text() + "3\tNA\tbutton\n")
    with pytest.raises(RecordingError, match=r"line 4: the duration 'NA' is not .* or n/a if it"):
        read(path)


IMPOSSIBLE = ("0", "-0.0", "-50", "0.5", "1e9", "NaN", "Infinity")


@pytest.mark.parametrize("value", IMPOSSIBLE)
def test_an_impossible_power_line_frequency_is_told_and_not_used(short, write, tmp_path, value):
    path = write(tmp_path, short)
    path.with_suffix(".json").write_text(f'{{"PowerLineFrequency": {value}}}')
    (reason,) = inspect_recording(path, **OPTIONS).reasons
    assert "the power line frequency is unknown" in reason
    quality = inspect_recording(path, **OPTIONS, line_freq_hz=50.0)
    assert quality.usable
    assert quality.line_freq_hz == 50.0


# Inheritance: a key of the nearest file counts, a table as a whole.


def test_sidecars_add_up_and_the_nearest_says_last(short, write, tmp_path):
    path = write(tmp_path, short)
    levels = {
        tmp_path / "eeg.json": {"SamplingFrequency": 250, "EEGReference": "root"},
        tmp_path / "task-arm_eeg.json": {"PowerLineFrequency": 60, "EEGReference": "task"},
        tmp_path / "sub-01" / "sub-01_eeg.json": {"SamplingFrequency": 500, "EEGGround": "x"},
        path.with_suffix(".json"): {"TaskName": "arm"},
        tmp_path / "task-other_eeg.json": {"PowerLineFrequency": 16.7, "RecordingDuration": 1},
    }
    for file, content in levels.items():
        file.write_text(json.dumps(content))
    findings = {
        finding.fact: finding
        for finding in inspect_recording(path, **OPTIONS, line_freq_hz=50.0).findings
    }
    said = {
        fact: {one.file: one.said for one in findings[fact].statements if one.place == "eeg.json"}
        for fact in ("sampling rate", "reference", "power line frequency")
    }
    assert said == {
        "sampling rate": {"sub-01_eeg.json": 500.0},
        "reference": {"task-arm_eeg.json": "task"},
        "power line frequency": {"task-arm_eeg.json": 60.0},
    }
    assert findings["power line frequency"].differs
    assert not findings["duration"].differs


def test_a_sidecar_that_applies_and_is_damaged_is_named(short, write, tmp_path):
    path = write(tmp_path, short)
    (tmp_path / "eeg.json").write_text("{")
    with pytest.raises(RecordingError, match=r"/eeg.json, line 1: not valid JSON"):
        read(path)


def test_the_nearest_table_marks_the_bad_channels_and_no_other(short, write, tmp_path):
    path = write(tmp_path, short)
    own = path.with_name(f"{STEM}_channels.tsv")
    text = own.read_text("utf-8")
    own.unlink()
    for file, bad in (
        (tmp_path / "task-arm_channels.tsv", "C3"),
        (tmp_path / "sub-01" / "sub-01_task-arm_run-01_channels.tsv", "C4"),
        (path.with_name("sub-01_channels.tsv"), "O1"),
    ):
        file.write_text(text.replace(f"{bad}\tEEG\tµV\tgood", f"{bad}\tEEG\tµV\tbad"), "utf-8")
    recording = read(path)
    assert recording.bad_channels == ("O1",)
    (finding,) = [one for one in recording.statements[0].findings if one.fact == "bad channels"]
    assert finding.used == "O1"


# Names of columns and of events.


@pytest.mark.parametrize("column", ["Status", "STATUS"])
def test_marks_count_however_their_column_is_written(short, write, tmp_path, column):
    path = write(tmp_path, short, bad=("C3",))
    table = path.with_name(f"{STEM}_channels.tsv")
    table.write_text(table.read_text("utf-8").replace("\tstatus\n", f"\t{column}\n"), "utf-8")
    assert read(path).bad_channels == ("C3",)


@pytest.mark.parametrize("column", ["Trial_type", "TRIAL_TYPE"])
def test_events_have_their_names_however_their_column_is_written(short, write, tmp_path, column):
    path = write(tmp_path, short)
    table = path.with_name(f"{STEM}_events.tsv")
    lines = table.read_text().replace("trial_type", f"{column}\tvalue").splitlines()
    table.write_text("\n".join([lines[0], *(f"{line}\t7" for line in lines[1:])]) + "\n")
    assert {name for _, _, name in read(path).events} == {"rest", "activity"}


@pytest.mark.parametrize(
    ("ending", "column"), [("channels.tsv", "status"), ("events.tsv", "trial_type")]
)
def test_a_column_that_is_there_twice_is_named(short, write, tmp_path, ending, column):
    path = write(tmp_path, short)
    table = path.with_name(f"{STEM}_{ending}")
    first, *rest = table.read_text("utf-8").splitlines()
    lines = [f"{first}\t{column}", *(f"{line}\tbad" for line in rest)]
    table.write_text("\n".join(lines) + "\n", "utf-8")
    with pytest.raises(RecordingError, match=f"{ending}: more than one column '{column}'"):
        read(path)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("asked", ["NFC", "NFD"])
def test_accents_are_the_same_whichever_system_wrote_them(short, write, tmp_path, form, asked):
    label = "Über Kopf"
    events = [(0.0, 6.0, "rest"), (6.0, 6.0, unicodedata.normalize(form, label))]
    path = write(tmp_path, short, events=events)
    phases = {"rest": ["rest"], "activity": [unicodedata.normalize(asked, label)]}
    quality = inspect_recording(path, **(OPTIONS | {"phases": phases}))
    assert [segment.phase for segment in quality.segments] == ["rest"] * 2 + ["activity"] * 2
    assert not any("no phase" in note or "no event" in note for note in quality.notes)


OTHER_NAMES = (
    "sub-01_task-arm_run-1",
    "sub-01_task-arm",
    "sub-01_task-legs_run-01",
    "sub-01_task-arm_run-01_recording-arm",
)


@pytest.mark.parametrize("name", OTHER_NAMES)
def test_an_emg_of_another_name_is_named_where_there_is_none(short, write, tmp_path, name):
    path = write(tmp_path, short, emg_names=())
    folder = tmp_path / "sub-01" / "emg"
    folder.mkdir()
    (folder / f"{name}_emg.edf").write_bytes(b"0")
    with pytest.raises(RecordingError, match=f"in the folder emg lie {name}_emg.edf"):
        read(path)


@pytest.mark.parametrize("name", [OTHER_NAMES[0], *OTHER_NAMES[2:]])
def test_a_table_of_events_of_another_name_is_named_where_there_is_none(
    short, write, tmp_path, name
):
    path = write(tmp_path, short)
    path.with_name(f"{STEM}_events.tsv").rename(path.with_name(f"{name}_events.tsv"))
    (reason,) = inspect_recording(path, **OPTIONS).reasons
    assert f"{name}_events.tsv are of other recordings by their names" in reason
