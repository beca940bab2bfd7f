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
        ((-1.0, 1.0, "a"), None, "outside the recording were dropped: 'a'"),
        ((-1.0, 0.0, "a"), None, "outside the recording were dropped: 'a'"),
        ((8.0, 1.0, "BAD"), None, "outside the recording were dropped: 'BAD'"),
        ((NAN, 1.0, "a"), None, "without a time were dropped: 'a'"),
        ((INF, 1.0, "a"), None, "without a time were dropped: 'a'"),
        ((3.0, -1.0, "a"), None, "that end before they begin were dropped: 'a'"),
    ],
)
def test_an_event_is_kept_within_the_recording_or_told(event, kept, note):
    events, notes = chosen_events([event], 8.0, None)
    assert events == ([kept] if kept else [])
    assert notes == ([f"1 events {note}"] if note else [])


def test_a_phase_of_the_table_spans_the_recording_and_keeps_marks_and_pauses():
    given = [(1.0, 1.0, "BAD_x"), (2.0, 0.0, "boundary"), (3.0, 1.0, "a"), (4.0, 1.0, "b")]
    events, notes = chosen_events(given, 8.0, "hold")
    assert events == [(0.0, 8.0, "hold"), *given[:2]]
    assert notes == [
        "2 events of the file gave way to 'hold', which the import table names: 'a', 'b'"
    ]


def test_many_names_are_listed_up_to_five():
    _, notes = chosen_events([(9.0, 0.0, f"e{k}") for k in range(7)] * 2, 8.0, None)
    assert notes == [
        "14 events outside the recording were dropped: 'e0', 'e1', 'e2', 'e3', 'e4' and 2 more"
    ]
