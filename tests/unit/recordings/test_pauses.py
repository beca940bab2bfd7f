"""Interrupted recordings (EDF+D, BDF+D) in a BIDS dataset: times are those of the samples."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.errors import RecordingError
from eeg2emg.quality.inspection import inspect_recording
from eeg2emg.recordings.channel_names import TEN_TWENTY
from eeg2emg.recordings.clock import Clock
from eeg2emg.recordings.reading import open_recording, read_recording
from eeg2emg.signals.filters import prepared_eeg

MUSCLES = ("BSH", "DEL", "TRIA")
PHASES = {"rest": ["rest"], "activity": ["activity"]}
PAUSED = [*range(6), *range(66, 72)]  # in s: a pause of 60 s in the middle of 12 records


@pytest.fixture(scope="module")
def short(signals):
    return signals(seconds=12.0)


@pytest.fixture(params=[".edf", ".bdf", ".EDF"])
def paused(request, short, write, as_format, tmp_path):
    """Give a function that makes a recording that pauses; events and marks by the clock."""

    def make(events=((0, 6, "rest"), (66, 6, "activity")), *, starts_s=PAUSED, marks=(), **options):
        path = write(tmp_path, short, events=events)
        return as_format(path, request.param, short, marks=marks, starts_s=starts_s, **options)

    return make


def read(path, **options):
    return read_recording(path, eeg_channels=TEN_TWENTY, emg_channels=MUSCLES, **options)


def inspect(path, length_s=3.0):
    return inspect_recording(
        path, eeg_channels=TEN_TWENTY, emg_channels=MUSCLES, phases=PHASES, length_s=length_s
    )


def test_events_after_a_pause_lie_at_their_samples(paused, short):
    path = paused()
    recording = read(path)
    assert recording.events == ((0.0, 6.0, "rest"), (6.0, 6.0, "activity"))
    assert recording.bad_spans == ((6.0, 0.0),)
    np.testing.assert_allclose(recording.eeg_v, short.eeg_v, atol=2e-7)
    quality = inspect(path)
    assert quality.usable, quality.reasons
    assert [(one.onset_s, one.phase) for one in quality.segments] == [
        (0.0, "rest"), (3.0, "rest"), (6.0, "activity"), (9.0, "activity"),
    ]  # fmt: skip


@pytest.mark.parametrize(("stated_s", "place"), [(72, "samples and pauses"), (12, "samples")])
def test_what_tables_say_by_the_clock_is_no_disagreement(paused, stated_s, place):
    path = paused()
    table = path.with_name(path.name.rpartition("_")[0] + "_events.tsv")
    onset, *rows = table.read_text().splitlines()
    rate_hz = 12 * 1000 / 12  # by the clock, as a recorder counts
    lines = [f"{row}\t{float(row.split(chr(9))[0]) * rate_hz:.0f}" for row in rows]
    table.write_text("\n".join([f"{onset}\tsample", *lines]) + "\n")
    sidecar = path.with_suffix(".json")
    facts = json.loads(sidecar.read_text()) if sidecar.is_file() else {}
    sidecar.write_text(json.dumps(facts | {"RecordingDuration": stated_s}))
    found = [one for one in inspect(path).findings if one.fact in ("duration", "onset of events")]
    assert [one.statements[0].place for one in found if one.fact == "duration"] == [place]
    assert {one.verdict for one in found} <= {"agree", "within tolerance", "one place only"}


def test_the_pause_is_told_and_nothing_untrue(paused):
    notes = inspect(paused(marks=[(67.0, 0.0, "tone")])).notes
    assert "the recording pauses 1 times, for 60 s in all" in notes
    assert not any("mitted" in note or "imited" in note for note in notes)


@pytest.mark.parametrize("at", [2, 4, 5, 8])
def test_no_segment_crosses_a_pause(paused, at):
    starts = [*range(at), *range(at + 60, 72)]
    quality = inspect(paused([(0, 72, "rest")], starts_s=starts), length_s=2.0)
    assert quality.segments
    for segment in quality.segments:
        assert not segment.onset_s < at < segment.onset_s + segment.duration_s
    assert len(quality.segments) == at // 2 + (12 - at) // 2


def test_marks_within_the_file_count_where_their_samples_are(paused):
    recording = read(paused(marks=[(1.5, 0.25, "BAD_talk"), (68.0, 1.0, "BAD_movement")]))
    assert recording.bad_spans == ((1.5, 0.25), (6.0, 0.0), (8.0, 1.0))


def test_without_a_table_the_annotations_of_the_file_are_the_events(paused):
    path = paused(marks=[(0.0, 6.0, "rest"), (66.5, 5.0, "activity")])
    path.with_name(path.name.replace(f"_eeg{path.suffix}", "_events.tsv")).unlink()
    events = [event for event in read(path).events if event[2] in PHASES]
    assert events == [(0.0, 6.0, "rest"), (6.5, 5.0, "activity")]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        # Begun during the pause: what follows is of that phase.
        ([(0, 0, "rest"), (30, 0, "activity")], [(0.0, 0.0, "rest"), (6.0, 0.0, "activity")]),
        # Over the pause: shorter by it.
        ([(2, 66, "rest"), (68, 4, "activity")], [(2.0, 6.0, "rest"), (8.0, 4.0, "activity")]),
        # Within the pause alone: no sample is of it.
        ([(0, 6, "rest"), (20, 9, "activity")], [(0.0, 6.0, "rest")]),
    ],
)
def test_events_at_the_edges_of_a_pause(paused, events, expected):
    recording = read(paused(events))
    assert list(recording.events) == expected
    lost = any("during a pause alone were dropped" in note for note in recording.notes)
    assert lost == (len(expected) < len(events))


@pytest.mark.parametrize("name", ["activity", "BAD_cough"])
def test_what_matters_must_not_lie_after_the_end_by_the_clock(paused, name):
    quality = inspect(paused([(0, 6, "rest"), (73, 2, name)]))
    assert "outside the recording" in quality.reasons[0]


def test_what_does_not_matter_may_and_is_told(paused):
    quality = inspect(paused([(0, 6, "rest"), (66, 6, "activity"), (80, 0, "stop")]))
    assert quality.usable, quality.reasons
    assert any("outside the recording: 'stop'" in note for note in quality.notes)


@pytest.mark.parametrize(("stated_s", "fits"), [(12, True), (72, True), (40, False)])
def test_the_stated_duration_may_count_the_pauses(paused, stated_s, fits):
    path = paused()
    path.with_suffix(".json").write_text(json.dumps({"RecordingDuration": stated_s}))
    if fits:
        assert read(path).duration_s == pytest.approx(12)
    else:
        with pytest.raises(RecordingError, match="the file was cut off"):
            read(path)


def test_records_out_of_order_leave_the_recording_out(paused):
    quality = inspect(paused(starts_s=[*range(6), *range(30, 35), 3]))
    assert "are not in the order of time" in quality.reasons[0]


def test_records_that_do_not_say_when_they_begin_leave_it_out(paused):
    path = paused()
    path.write_bytes(re.sub(rb"\+(7\d\x14)", rb"!\1", path.read_bytes()))
    quality = inspect(path)
    assert "2 records do not say when they begin" in quality.reasons[0]


def test_a_recording_whose_records_follow_each_other_is_one_without_pauses(paused):
    recording = read(paused([(0, 6, "rest"), (6, 6, "activity")], starts_s=list(range(12))))
    assert recording.bad_spans == ()
    assert recording.events == ((0.0, 6.0, "rest"), (6.0, 6.0, "activity"))


def test_onsets_that_contradict_a_continuous_header_are_told(short, write, as_format, tmp_path):
    path = as_format(write(tmp_path, short), ".edf", short, starts_s=PAUSED)
    path.write_bytes(path.read_bytes().replace(b"EDF+D", b"EDF+C", 1))
    assert any("says that the recording is continuous" in note for note in read(path).notes)


# EEG and EMG in two files.


def with_own_emg(path, as_format, short, starts_s):
    emg = path.parents[1] / "emg"
    emg.mkdir()
    for file in path.parent.iterdir():
        name = file.name.replace("_eeg.", "_emg.")
        (emg / name).write_bytes(file.read_bytes())
    own = emg / path.name.replace("_eeg.", "_emg.")
    own.unlink()
    return as_format(own, path.suffix, short, starts_s=starts_s)


@pytest.mark.parametrize("starts_s", [PAUSED, [start + 0.004 * (start > 6) for start in PAUSED]])
def test_an_emg_of_its_own_may_pause_with_the_eeg(paused, as_format, short, starts_s):
    path = paused()
    with_own_emg(path, as_format, short, starts_s)
    recording = read(path)
    assert recording.events == ((0.0, 6.0, "rest"), (6.0, 6.0, "activity"))
    np.testing.assert_allclose(recording.emg_v, short.emg_v, atol=2e-7)


@pytest.mark.parametrize(
    "starts_s", [None, [*range(5), *range(65, 72)], [*range(6), *range(68, 74)]]
)
def test_an_emg_that_pauses_otherwise_is_refused(paused, as_format, short, starts_s):
    path = paused()
    with_own_emg(path, as_format, short, starts_s)
    with pytest.raises(RecordingError, match=r"the pauses of EEG and EMG are not the same"):
        read(path)


# The clock.


@pytest.mark.parametrize("seed", range(20))
def test_a_time_of_a_sample_moves_to_that_sample(seed):
    rng = np.random.default_rng(seed)
    record_s, n = rng.choice([0.1, 0.5, 1.0, 3.0]), 40
    gaps = np.where(rng.random(n) < 0.2, rng.uniform(0.05, 90.0, n), 0.0)
    gaps[0] = 0.0
    starts = np.arange(n) * record_s + np.cumsum(gaps)
    clock = Clock(tuple(starts), record_s, tuple(np.flatnonzero(gaps)), record_s / 50)
    for place_s in rng.uniform(0, n * record_s, 200):
        record = int(place_s / record_s)
        time_s = starts[record] + place_s - record * record_s
        assert clock.on_samples(time_s) == pytest.approx(place_s, abs=1e-6)
    assert clock.duration_s == pytest.approx(n * record_s + gaps.sum())
    assert sum(length_s for _, length_s in clock.pauses) == pytest.approx(gaps.sum())
    for place_s, length_s in clock.pauses:  # all of a pause is where the samples go on
        record = round(place_s / record_s)
        within = starts[record] - length_s * rng.random()
        assert clock.on_samples(within) == pytest.approx(place_s)
    times = np.sort(rng.uniform(-5, clock.duration_s + 5, 300))
    assert np.all(np.diff([clock.on_samples(time_s) for time_s in times]) >= 0)


def test_what_lies_outside_stays_outside_by_as_much():
    clock = Clock((0.0, 10.0), 1.0, (1,), 0.01)
    assert clock.on_samples(-2.0) == -2.0
    assert clock.on_samples(11.5) == 2.5
    moved, _ = clock.events_on_samples([(float("nan"), 0.0, "a"), (10.5, 0.2, "b")])
    assert moved[0] == (1.5, pytest.approx(0.2), "b")
    assert np.isnan(moved[1][0])


def test_a_pause_that_eeglab_writes_as_a_number_is_a_gap(short, write, as_format, tmp_path):
    path = as_format(write(tmp_path, short), ".set", short, marks=[(5.0, 0.0, "-99")])
    assert read(path).bad_spans == ((5.0, 0.0),)


# What was filled.


def with_offsets(short, filling_v=None):
    """Electrodes have offsets; 4 to 7 s may be filled, as readers do where nothing was recorded."""
    brain_v = short.brain_v + 1e-3 * np.linspace(-2.0, 2.0, len(short.brain_v))[:, None]
    if filling_v is not None:
        brain_v[:, 2000:3500] = filling_v
    return replace(short, brain_v=brain_v, artefacts_v={})


def test_the_ends_of_what_was_filled_are_pauses(short, write, tmp_path):
    events = [(0.0, 12.0, "rest"), (4.0, 3.0, "BAD_ACQ_SKIP"), (9.0, 1.0, "BAD_movement")]
    path = write(tmp_path, with_offsets(short, 0.0), events=events)
    opened = open_recording(path, eeg_channels=TEN_TWENTY, emg_channels=MUSCLES)
    assert opened.bad_spans == ((4.0, 0.0), (4.0, 3.0), (7.0, 0.0), (9.0, 1.0))
    assert opened.eeg.joins == opened.emg.joins == opened.auxiliary.joins == (2000, 3500)


@pytest.mark.parametrize("value_v", [0.0, 1.0])
def test_what_a_gap_was_filled_with_reaches_nothing_beside_it(short, write, tmp_path, value_v):
    events = [(0.0, 12.0, "rest"), (4.0, 3.0, "BAD_ACQ_SKIP")]
    made = []
    for number, filling_v in enumerate((None, value_v)):
        path = write(tmp_path / str(number), with_offsets(short, filling_v), events=events)
        opened = open_recording(path, eeg_channels=TEN_TWENTY)
        made.append(prepared_eeg(opened.eeg, 500.0, line_freq_hz=50.0)[0].read())
    beside = np.r_[0:1000, 1750:3000]
    np.testing.assert_allclose(made[0][:, beside], made[1][:, beside], atol=1e-9)


def test_a_fif_that_skips_is_cut_there(short, write, tmp_path):
    import mne

    path = write(tmp_path, short, events=[(0.0, 12.0, "rest")])
    raw = mne.io.read_raw(path, preload=True, verbose="error")
    raw.set_annotations(mne.Annotations([4.0], [3.0], ["BAD_ACQ_SKIP"]))
    for file in path.parent.glob("*_eeg.*"):
        if file.suffix != ".json":
            file.unlink()
    path = path.with_suffix(".fif")
    raw.save(path, verbose="error")
    opened = open_recording(path, eeg_channels=TEN_TWENTY, emg_channels=MUSCLES)
    begin, end = opened.eeg.joins
    assert abs(begin - 2000) <= 1
    assert abs(end - 3500) <= 1
    assert np.ptp(opened.eeg.read(None, begin, end)) == 0.0
    assert np.ptp(opened.eeg.read(None, begin - 2, begin)) > 0.0
    segments = inspect(path).segments
    assert [(one.onset_s, one.duration_s) for one in segments] == [(0.0, 3.0), (7.0, 3.0)]
