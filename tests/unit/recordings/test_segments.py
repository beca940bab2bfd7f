from itertools import pairwise

import pytest
from eeg2emg.errors import ConfigurationError, RecordingError
from eeg2emg.recordings.segmenting import design_of, segment_recording
from eeg2emg.recordings.segments import Segment, plain_name
from hypothesis import given
from hypothesis import strategies as st

PHASES = {"rest": ["rest", "T0"], "activity": ["lift", "hold"]}


def cut(events, *, length_s=10.0, recording_s=100.0, **options):
    return segmented(events, PHASES, length_s=length_s, recording_s=recording_s, **options)


def segmented(events, phases, *, length_s, recording_s, phases_from="events", **options):
    design = design_of(phases, length_s, phases_from)
    return segment_recording(events, design, recording_s=recording_s, **options).segments


def places(segments):
    return [(segment.onset_s, segment.phase) for segment in segments]


def test_segments_are_consecutive_and_lie_within_their_stretch():
    segments = cut([(0.0, 25.0, "rest"), (25.0, 31.0, "lift")])
    assert segments == [
        Segment(0, 0.0, 10.0, "rest", 0),
        Segment(1, 10.0, 10.0, "rest", 0),
        Segment(2, 25.0, 10.0, "activity", 0),
        Segment(3, 35.0, 10.0, "activity", 0),
        Segment(4, 45.0, 10.0, "activity", 0),
    ]


def test_adjacent_events_of_one_phase_are_one_stretch():
    events = [(0.0, 6.0, "lift"), (6.0, 6.0, "hold"), (12.0, 8.0, "lift")]
    assert places(cut(events)) == [(0.0, "activity"), (10.0, "activity")]


def test_a_gap_between_events_of_one_phase_separates_them():
    assert places(cut([(0.0, 9.0, "rest"), (12.0, 11.0, "rest")])) == [(12.0, "rest")]


def test_other_events_do_not_matter():
    events = [(0.0, 20.0, "rest"), (3.0, 0.0, "button"), (12.0, 5.0, "tone")]
    assert len(cut(events)) == 2


def test_an_event_without_duration_lasts_until_the_next_phase_or_the_end():
    events = [(0.0, 0.0, "rest"), (5.0, 0.0, "button"), (30.0, 0.0, "lift")]
    assert places(cut(events, recording_s=45.0)) == [
        (0.0, "rest"), (10.0, "rest"), (20.0, "rest"), (30.0, "activity")
    ]  # fmt: skip


@pytest.mark.parametrize("other", ["Lift", "lift 12", "lift/11", "HOLD_left", "activity", "rest 2"])
def test_an_event_without_duration_ends_at_what_is_named_like_a_phase(other):
    events = [(0.0, 0.0, "rest"), (30.0, 0.0, other), (60.0, 0.0, "rest")]
    onsets = [onset for onset, _ in places(cut(events, recording_s=80.0))]
    assert onsets == [0.0, 10.0, 20.0, 60.0, 70.0]


@pytest.mark.parametrize("other", ["button", "T1", "T", "trest", "uplift", "resting", "tone 1"])
def test_an_event_without_duration_goes_on_over_other_names(other):
    events = [(0.0, 0.0, "rest"), (30.0, 0.0, other)]
    assert len(cut(events, recording_s=80.0)) == 8


def test_an_event_as_long_as_a_segment_is_a_state_of_its_own():
    events = [(0.0, 0.0, "rest"), (30.0, 10.0, "grip"), (60.0, 9.0, "tone")]
    assert len(cut(events, recording_s=80.0)) == 3


@pytest.mark.parametrize("rate_hz", [128.0, 250.0, 512.0, 1000.0, 5000.0])
@pytest.mark.parametrize("digits", [3, 4, 9])
def test_a_marker_of_one_sample_is_a_point(rate_hz, digits):
    sample_s = round(1 / rate_hz, digits)
    events = [(0.0, sample_s, "rest"), (30.0, sample_s, "lift")]
    segments = cut(events, recording_s=60.0, sample_s=1 / rate_hz)
    assert [segment.phase for segment in segments] == ["rest"] * 3 + ["activity"] * 3


@pytest.mark.parametrize("onset", [-1.5, 100.5, float("nan")])
def test_only_events_of_phases_must_lie_within_the_recording(onset):
    sound = [(0.0, 20.0, "rest")]
    assert len(cut([*sound, (onset, 0.0, "trigger")])) == 2
    with pytest.raises(RecordingError, match=r"phase 'activity' has the onset .* outside the"):
        cut([*sound, (onset, 5.0, "lift")])


@pytest.mark.parametrize("first_s", [-0.0099, -0.001, -1e-9, 0.0, 0.001])
@pytest.mark.parametrize("last_s", [99.999, 100.0, 100.001, 100.0099])
def test_rounding_puts_no_event_outside_the_recording(first_s, last_s):
    events = [(first_s, 50.0, "rest"), (50.0, 50.0, "lift"), (last_s, 0.0, "rest")]
    segments = segmented(events, PHASES, length_s=10.0, recording_s=100.0)
    assert [segment.phase for segment in segments] == ["rest"] * 5 + ["activity"] * 5
    assert min(segment.onset_s for segment in segments) >= 0.0
    assert max(segment.onset_s for segment in segments) <= 90.0


def test_an_event_longer_than_the_recording_ends_with_it():
    assert len(cut([(0.0, 500.0, "rest")], recording_s=39.0)) == 3


def test_no_segment_touches_a_bad_span():
    segments = cut([(0.0, 60.0, "rest")], bad_spans=[(24.0, 2.0), (50.5, 1.0)])
    assert places(segments) == [(0.0, "rest"), (10.0, "rest"), (26.0, "rest"), (36.0, "rest")]
    assert {segment.cycle for segment in segments} == {0}


def test_a_gap_without_duration_splits_too():
    assert places(cut([(0.0, 25.0, "rest")], bad_spans=[(5.0, 0.0)])) == [
        (5.0, "rest"), (15.0, "rest")
    ]  # fmt: skip


def test_a_cycle_is_one_stretch_of_rest_and_the_next_of_activity():
    names = ["rest", "lift", "rest", "hold", "rest"]
    events = [(20.0 * number, 20.0, name) for number, name in enumerate(names)]
    assert [segment.cycle for segment in cut(events)] == [0, 0, 0, 0, 1, 1, 1, 1, 2, 2]


def test_a_recording_that_begins_with_activity_ends_its_first_cycle_there():
    events = [(0.0, 10.0, "lift"), (10.0, 10.0, "rest"), (20.0, 10.0, "lift")]
    assert [segment.cycle for segment in cut(events)] == [0, 1, 1]


def test_an_interrupted_rest_stays_in_its_cycle():
    events = [(0.0, 10.0, "rest"), (15.0, 10.0, "rest"), (25.0, 10.0, "lift")]
    assert [segment.cycle for segment in cut(events)] == [0, 0, 0]


def test_rounded_event_times_lose_no_segment():
    # Three events of 1/3 minute, rounded to hundredths: 59.99 s in all.
    events = [(0.0, 20.0, "rest"), (20.0, 20.0, "rest"), (40.0, 19.995, "rest")]
    segments = cut(events, length_s=60.0, recording_s=59.995 + 0.004)
    assert [segment.onset_s for segment in segments] == [0.0]


def test_phases_may_come_from_the_task():
    segments = segmented(
        [], {"rest": ["rest"], "activity": ["arm"]},
        length_s=10.0, recording_s=21.0, task="arm", phases_from="task",
    )  # fmt: skip
    assert places(segments) == [(0.0, "activity"), (10.0, "activity")]


def test_a_recording_too_short_for_a_segment_has_none():
    assert cut([(0.0, 9.0, "rest")]) == []


def test_no_event_of_a_phase_is_an_error_that_names_what_there_is():
    with pytest.raises(RecordingError, match=r"no event of the phases 'rest', 'activity'.*'jump'"):
        cut([(0.0, 10.0, "jump")])
    with pytest.raises(RecordingError, match=r"the recording has no events"):
        cut([])


def test_a_task_of_no_phase_is_an_error():
    with pytest.raises(RecordingError, match=r"task 'walk' belongs to no phase.*'lift'"):
        cut([], task="walk", phases_from="task")


def test_overlapping_phases_are_an_error():
    with pytest.raises(RecordingError, match=r"events of 'rest' and 'activity' overlap at 15 s"):
        cut([(0.0, 20.0, "rest"), (15.0, 20.0, "lift")])


def test_impossible_options_are_refused():
    with pytest.raises(ConfigurationError, match="phases_from is 'guess'"):
        cut([(0.0, 20.0, "rest")], phases_from="guess")
    with pytest.raises(ConfigurationError, match="segment length is 0"):
        cut([(0.0, 20.0, "rest")], length_s=0.0)


@given(
    durations=st.lists(st.floats(1.0, 50.0), min_size=1, max_size=8),
    spans=st.lists(st.tuples(st.floats(0.0, 200.0), st.floats(0.0, 10.0)), max_size=4),
    length_s=st.floats(1.0, 20.0),
)
def test_segments_never_leave_their_phase_nor_overlap(durations, spans, length_s):
    events, onset = [], 0.0
    for number, duration in enumerate(durations):
        events.append((onset, duration, ["rest", "lift"][number % 2]))
        onset += duration
    segments = segmented(events, PHASES, length_s=length_s, recording_s=onset, bad_spans=spans)
    tolerance = 0.011  # events may be rounded to hundredths of a second
    for before, after in pairwise(segments):
        assert before.onset_s + length_s <= after.onset_s + tolerance
        assert before.cycle <= after.cycle
    for segment in segments:
        end = segment.onset_s + length_s
        assert any(
            start - tolerance <= segment.onset_s
            and end <= start + duration + tolerance
            and segment.phase == {"rest": "rest", "lift": "activity"}[name]
            for start, duration, name in events
        )
        for start, duration in spans:
            assert end <= start + tolerance or segment.onset_s >= start + duration - tolerance


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("activit\u00e9", "activite\u0301"),
        ("S  1", "S 1"),
        ("rest\u00a0", "rest"),
        ("R\u00fcck\tlage", " Ru\u0308ck lage"),
    ],
)
def test_names_that_look_the_same_are_the_same(one, other):
    assert plain_name(one) == plain_name(other)
    assert plain_name(one) != plain_name(f"{other}0")
