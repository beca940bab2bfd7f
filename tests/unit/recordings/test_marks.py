"""All marks of people and recorders count, wherever they stand."""

import numpy as np
import pytest
from eeg2emg.errors import RecordingError
from eeg2emg.quality.inspection import inspect_recording
from eeg2emg.recordings.channel_names import TEN_TWENTY
from eeg2emg.recordings.reading import read_recording
from eeg2emg.recordings.sidecars import find_sidecar, read_events_table

MUSCLES = ("BSH", "DEL", "TRIA")
PHASES = {"rest": ["rest"], "activity": ["activity"]}


@pytest.fixture(scope="module")
def short(signals):
    return signals(seconds=12.0)


def read(path, **options):
    return read_recording(path, **({"eeg_channels": TEN_TWENTY, "emg_channels": MUSCLES} | options))


def inspect(path, **options):
    options = {"phases": PHASES, "length_s": 3.0} | options
    return inspect_recording(path, eeg_channels=TEN_TWENTY, emg_channels=MUSCLES, **options)


def write_events(path, text):
    path.with_name(path.name.replace("_eeg.vhdr", "_events.tsv")).write_text(text)


def with_emg_of_its_own(write, tmp_path, short, **options):
    """Write EEG and EMG as two recordings, and put the second beside the first."""
    path = write(tmp_path, short, emg_names=())
    emg = type(short)(short.rate_hz, short.emg_v, np.zeros((0, short.emg_v.shape[1])))
    other = write(tmp_path / "other", emg, eeg_names=MUSCLES, emg_names=(), **options)
    folder = path.parent.parent / "emg"
    folder.mkdir()
    for file in other.parent.iterdir():
        text = file.read_bytes()
        if file.suffix != ".eeg":
            text = text.replace(b"_eeg.", b"_emg.").replace(b"\tEEG\t", b"\tEMG\t")
            text = text.replace(b"_emg.eeg", b"_emg.eeg")
        (folder / file.name.replace("_eeg.", "_emg.")).write_bytes(text)
    return path


# Events: as events.tsv names them.


@pytest.mark.parametrize(
    "header", ["trial_type\tvalue", "value\ttrial_type", "trial_type\tsample", "stim_type\tvalue"]
)
def test_events_have_the_names_of_the_table_whatever_else_it_says(short, write, tmp_path, header):
    path = write(tmp_path, short)
    names = ("rest", "activity", "rest", "activity")
    rows = "".join(
        f"{3.0 * number}\tn/a\t" + "\t".join((name, str(number)) if header.find("_type") < 6
        else (str(number), name)) + "\n"
        for number, name in enumerate(names)
    )  # fmt: skip
    write_events(path, f"onset\tduration\t{header}\n{rows}")
    assert read(path).events == tuple(
        (3.0 * number, 0.0, name) for number, name in enumerate(names)
    )
    assert [segment.phase for segment in inspect(path).segments] == list(names)


@pytest.mark.parametrize("empty", ["", "\ttrial_type"])
def test_values_name_events_where_nothing_else_does(tmp_path, empty):
    table = tmp_path / "x_events.tsv"
    cell = "\tn/a" if empty else ""
    table.write_text(f"onset\tduration{empty}\tvalue\n4\t1{cell}\t12\n2\t0{cell}\t11\n")
    assert read_events_table(table) == [(2.0, 0.0, "11"), (4.0, 1.0, "12")]


def test_a_table_that_is_inherited_is_read(short, write, tmp_path):
    path = write(tmp_path, short)
    own = path.with_name(path.name.replace("_eeg.vhdr", "_events.tsv"))
    own.rename(tmp_path / "task-arm_events.tsv")
    (tmp_path / "task-rest_events.tsv").write_text("onset\tduration\ttrial_type\n0\t1\tother\n")
    assert find_sidecar(path, "events", ".tsv") == tmp_path / "task-arm_events.tsv"
    assert read(path).events == ((0.0, 6.0, "rest"), (6.0, 6.0, "activity"))


def test_names_of_no_phase_and_phases_without_events_are_noted(short, write, tmp_path):
    events = [(0.0, 6.0, "rest"), (2.0, 0.0, "tone"), (3.0, 0.0, "tone"), (6.0, 6.0, "grip")]
    notes = inspect(write(tmp_path, short, events=events)).notes
    assert notes == [
        "no event of the phase 'activity'",
        "events that are of no phase: 'grip', 'tone' (2)",
    ]


@pytest.mark.parametrize("onset", [-1.5, 12.2, 500.0, "n/a"])
def test_an_event_of_no_phase_may_lie_outside(short, write, tmp_path, onset):
    events = [(0.0, 6.0, "rest"), (6.0, 6.0, "activity"), (onset, 0.0, "stop")]
    quality = inspect(write(tmp_path, short, events=events))
    assert quality.usable, quality.reasons
    assert len(quality.segments) == 4
    assert any("outside the recording: 'stop'" in note for note in quality.notes)


@pytest.mark.parametrize("onset", [-2.5, 500.0, "n/a"])
@pytest.mark.parametrize("name", ["activity", "BAD_cough"])
def test_a_phase_or_bad_span_must_not_lie_outside(short, write, tmp_path, onset, name):
    events = [(0.0, 6.0, "rest"), (onset, 2.0, name)]
    quality = inspect(write(tmp_path, short, events=events))
    assert "outside the recording" in quality.reasons[0]
    assert "correct the onset" in quality.reasons[0]


def test_a_bad_span_may_begin_before_the_recording(short, write, tmp_path):
    events = [(0.0, 12.0, "rest"), (-1.5, 2.0, "BAD_cough")]
    quality = inspect(write(tmp_path, short, events=events))
    assert quality.usable, quality.reasons
    assert quality.segments[0].onset_s == pytest.approx(0.5)


# Bad spans and channels: the union of all places.


def test_a_pause_that_only_the_file_of_the_emg_has_is_a_gap(short, write, tmp_path):
    path = with_emg_of_its_own(write, tmp_path, short)
    markers = next((path.parent.parent / "emg").glob("*.vmrk"))
    with markers.open("a") as file:
        file.write("Mk1=New Segment,,1,1,0\nMk2=New Segment,,2501,1,0\n")
    assert read(path).bad_spans == ((5.0, 0.0),)


@pytest.mark.parametrize("device", ["eeg", "emg"])
def test_a_bad_span_of_either_device_counts(short, write, tmp_path, device):
    path = with_emg_of_its_own(write, tmp_path, short)
    table = next((path.parent.parent / device).glob("*_events.tsv"))
    with table.open("a") as file:
        file.write("4.0\t1.0\tBAD_movement\n")
    assert read(path).bad_spans == ((4.0, 1.0),)
    assert [segment.onset_s for segment in inspect(path).segments] == [0.0, 6.0, 9.0]


def test_a_bad_span_within_the_file_counts_beside_those_of_the_table(short, write, tmp_path):
    events = [(0.0, 12.0, "rest"), (8.0, 1.0, "bad talk")]
    path = write(tmp_path, short, events=events)
    with path.with_suffix(".vmrk").open("a") as file:
        file.write("Mk1=BAD_movement,,2001,500,0\n")
    spans = read(path).bad_spans
    assert spans == ((4.0, 1.0), (8.0, 1.0))


@pytest.mark.parametrize("own_file", [False, True])
@pytest.mark.parametrize("muscle", MUSCLES)
def test_a_muscle_that_is_marked_as_bad_is_bad(short, write, tmp_path, muscle, own_file):
    if own_file:
        path = with_emg_of_its_own(write, tmp_path, short, bad=[muscle])
    else:
        path = write(tmp_path, short, bad=[muscle, "Cz"])
    assert muscle in read(path).bad_channels
    quality = inspect(path)
    assert quality.channel_reasons[muscle] == ["marked as bad in the dataset"]
    assert quality.emg_reasons[0].startswith(f"bad EMG channels: {muscle} (marked as bad")
    assert quality.eeg_usable
    assert quality.bad_eeg_channels == ([] if own_file else ["Cz"])


@pytest.mark.parametrize("bad", ["Cz", "DEL"])
def test_a_channel_that_a_fif_itself_marks_as_bad_is_bad(short, write, tmp_path, bad):
    import mne

    path = write(tmp_path, short)
    raw = mne.io.read_raw(path, preload=True, verbose="error")
    raw.info["bads"] = [bad]
    raw.set_annotations(mne.Annotations([3.0], [0.5], ["BAD_file"]))
    for file in path.parent.glob("*_eeg.*"):
        if file.suffix != ".json":
            file.unlink()
    path = path.with_suffix(".fif")
    raw.save(path, verbose="error")
    recording = read(path)
    assert recording.bad_channels == (bad,)
    assert recording.bad_spans == ((3.0, 0.5),)


def test_an_unreadable_table_of_events_is_named(short, write, tmp_path):
    path = write(tmp_path, short)
    write_events(path, "onset\tduration\ttrial_type\n0.0\t-2\trest\n")
    with pytest.raises(RecordingError, match=r"_events.tsv, line 2: the duration -2 is negative"):
        read(path)


# Every format has a place of its own for marks; events.tsv beside it is silent on them.


@pytest.mark.parametrize("ending", [".vhdr", ".edf", ".bdf", ".set", ".fif"])
def test_marks_within_the_file_count_in_every_format(short, write, as_format, tmp_path, ending):
    path = write(tmp_path, short, events=[(0.0, 6.0, "rest"), (6.0, 6.0, "activity")])
    marks = [(1.5, 0.25, "BAD_movement"), (8.0, 0.0, "boundary")]
    path = as_format(path, ending, short, marks=marks)
    recording = read(path)
    np.testing.assert_allclose(recording.eeg_v, short.eeg_v, atol=2e-7)
    assert recording.events == ((0.0, 6.0, "rest"), (6.0, 6.0, "activity"))
    np.testing.assert_allclose(recording.bad_spans, [(1.5, 0.25), (8.0, 0.0)], atol=1e-6)
    assert [segment.onset_s for segment in inspect(path).segments] == [1.75, 8.0]


@pytest.mark.parametrize("ending", [".vhdr", ".edf", ".bdf", ".set"])
def test_marks_that_a_reader_leaves_out_are_told(short, write, as_format, tmp_path, ending):
    path = as_format(write(tmp_path, short), ending, short, marks=[(500.0, 1.0, "BAD_late")])
    assert any("outside" in note for note in read(path).notes)
    path.with_name(path.name.replace(f"_eeg{ending}", "_events.tsv")).unlink()
    assert any("outside" in note for note in read(path).notes)


@pytest.mark.parametrize("word", ["flat", "noisy", "bad channel", "0", "False", "reference"])
def test_a_status_that_is_no_known_word_is_told(short, write, tmp_path, word):
    path = write(tmp_path, short)
    table = path.with_name("sub-01_task-arm_run-01_channels.tsv")
    text = table.read_text("utf-8")
    table.write_text(text.replace("C3\tEEG\tµV\tgood", f"C3\tEEG\tµV\t{word}"), "utf-8")
    recording = read_recording(path, eeg_channels=TEN_TWENTY, emg_channels=MUSCLES)
    assert recording.bad_channels == ()
    assert any(f"makes no channel bad: {word!r}" in note for note in recording.notes)


@pytest.mark.parametrize("word", ["bad", "Bad", "BAD ", " bad"])
def test_bad_is_bad_however_it_is_written(short, write, tmp_path, word):
    path = write(tmp_path, short)
    table = path.with_name("sub-01_task-arm_run-01_channels.tsv")
    text = table.read_text("utf-8")
    table.write_text(text.replace("\tEMG\tµV\tgood", f"\tEMG\tµV\t{word}"), "utf-8")
    recording = read_recording(path, eeg_channels=TEN_TWENTY, emg_channels=MUSCLES)
    assert recording.bad_channels == MUSCLES
    assert not any("makes no channel bad" in note for note in recording.notes)


@pytest.mark.parametrize("word", ["good", "Good", "n/a", ""])
def test_other_known_words_are_silent(short, write, tmp_path, word):
    path = write(tmp_path, short)
    table = path.with_name("sub-01_task-arm_run-01_channels.tsv")
    table.write_text(table.read_text("utf-8").replace("\tgood", f"\t{word}"), "utf-8")
    recording = read_recording(path, eeg_channels=TEN_TWENTY, emg_channels=MUSCLES)
    assert recording.bad_channels == ()
    assert not any("makes no channel bad" in note for note in recording.notes)
