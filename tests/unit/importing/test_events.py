"""Which events of a file become events of the dataset, and what is said of the others."""

import math

import pytest
from eeg2emg.importing.events import chosen_events

NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("event", "kept", "note"),
    [
        ((1.0, 2.0, "a"), (1.0, 2.0, "a"), None),
        ((0.0, 8.0, "a"), (0.0, 8.0, "a"), None),
        ((1.0, 2.0, "n/a"), (1.0, 2.0, "unnamed"), None),
        ((1.0, 2.0, " "), (1.0, 2.0, "unnamed"), None),
        ((1.0, NAN, "a"), (1.0, 0.0, "a"), None),
        ((-1e-9, 0.0, "a"), (0.0, 0.0, "a"), None),
        ((4.0, 4.0000001, "a"), (4.0, 4.0000001, "a"), None),
        ((1.0, 500.0, "boundary"), (1.0, 0.0, "boundary"), None),
        ((6.0, 4.0, "a"), (6.0, 2.0, "a"), "that reach beyond the recording were shortened: 'a'"),
        ((6.0, INF, "a"), (6.0, 2.0, "a"), "that reach beyond the recording were shortened: 'a'"),
        ((-1.0, 4.0, "a"), (0.0, 3.0, "a"), "that reach beyond the recording were shortened: 'a'"),
        ((-1.0, 1.0, "a"), (-1.0, 1.0, "a"), "lie outside the recording: 'a'"),
        ((-1.0, 0.0, "a"), (-1.0, 0.0, "a"), "lie outside the recording: 'a'"),
        ((9.0, INF, "a"), (9.0, 0.0, "a"), "lie outside the recording: 'a'"),
        ((8.0, 1.0, "BAD"), None, "lie outside the recording: 'BAD'"),
        ((-1.0, 0.5, "boundary"), None, "lie outside the recording: 'boundary'"),
        ((INF, 1.0, "BAD"), None, "have no time: 'BAD'"),
        ((3.0, -1.0, "BAD"), None, "end before they begin; their durations were dropped: 'BAD'"),
        (
            (3.0, -1.0, "a"),
            (3.0, 0.0, "a"),
            "end before they begin; their durations were dropped: 'a'",
        ),
    ],
)
def test_an_event_is_kept_within_the_recording_or_told(event, kept, note):
    events, notes = chosen_events([event], 8.0, None)
    assert events == ([kept] if kept else [])
    assert notes == ([f"1 events {note}"] if note else [])


@pytest.mark.parametrize("onset_s", [NAN, INF, -INF])
def test_an_event_without_a_time_is_kept_without_one(onset_s):
    ((onset, length, name),), notes = chosen_events([(onset_s, 1.0, "a")], 8.0, None)
    assert math.isnan(onset)
    assert (length, name) == (1.0, "a")
    assert notes == ["1 events have no time: 'a'"]


def test_a_phase_of_the_table_spans_the_recording_and_keeps_marks_and_pauses():
    given = [(1.0, 1.0, "BAD_x"), (2.0, 0.0, "boundary"), (3.0, 1.0, "a"), (4.0, 1.0, "b")]
    events, notes = chosen_events(given, 8.0, "hold")
    assert events == [(0.0, 8.0, "hold"), *given[:2]]
    assert notes == [
        "2 events of the file gave way to 'hold', which the import table names: 'a', 'b'"
    ]


def test_many_names_are_listed_up_to_five():
    _, notes = chosen_events([(9.0, 0.0, f"e{k}") for k in range(7)] * 2, 8.0, None)
    assert notes == ["14 events lie outside the recording: 'e0', 'e1', 'e2', 'e3', 'e4' and 2 more"]
