"""What the files said, over a cohort: differences first, one line for all that say the same."""

import pandas as pd
import pytest
from eeg2emg.quality.recording_quality import RecordingQuality, unusable_recording
from eeg2emg.quality.tables import statement_table
from eeg2emg.recordings.findings import Statement, compare
from eeg2emg.report.statements import (
    MOST_DIFFERENCES,
    MOST_RECORDINGS,
    CohortStatements,
    agreements_table,
    differences_table,
    recording_tables,
    statements_sentence,
    unused_files_table,
)


def cohort(qualities):
    return CohortStatements.of(statement_table(qualities))


def recording(k, *, rate=(500.0, 500.0), duration=60.0):
    places = ("header", "eeg.json")
    rates = [Statement(place, hz, f"{k}.{place}") for place, hz in zip(places, rate, strict=True)]
    found = [
        *compare("sampling rate", "EEG file", rates, unit="Hz", otherwise="the header's is used"),
        *compare("duration", "EEG file", [Statement("samples", duration)], unit="s"),
    ]
    return RecordingQuality(
        recording=f"sub-{k:04d}_run-01", subject=f"{k:04d}", eeg_reasons=[], findings=found
    )


def test_what_all_recordings_say_is_one_line():
    table = agreements_table(cohort([recording(k) for k in range(40)]))
    assert table.rows == [
        ["duration, EEG file", "samples: 60 s", "60 s", "one place only", "all 40"],
        [
            "sampling rate, EEG file",
            "header: 500 Hz; eeg.json: 500 Hz",
            "500 Hz",
            "agree",
            "all 40",
        ],
    ]


def test_what_each_recording_says_otherwise_is_a_range():
    (row, _) = agreements_table(cohort([recording(k, duration=60.0 + k) for k in range(40)])).rows
    assert row == ["duration, EEG file", "samples", "60 to 99 s", "one place only", "all 40"]


def test_some_values_are_told_with_their_recordings():
    found = [recording(k, duration=60.0 if k else 90.0) for k in range(8)]
    long, usual = agreements_table(cohort(found)).rows[:2]
    assert (long[2], long[4]) == ("90 s", "1 of 8: sub-0000_run-01")
    assert usual[2] == "60 s"
    assert usual[4] == "7 of 8"


def test_what_is_said_of_a_recording_that_is_left_out_stands_in_the_same_line():
    unread = unusable_recording("sub-09_task-arm_eeg.edf", "flat", recording(9).findings)
    rows = agreements_table(cohort([unread, *(recording(k) for k in range(3))])).rows
    assert [row[-1] for row in rows] == ["all 4"] * 2
    assert [row[2] for row in rows] == ["60 s", "500 Hz"]


def test_differences_stand_together_the_commonest_first():
    others = [(500.0, 512.0), *[(500.0, 500.0)] * 5, *[(500.0, 1000.0)] * 2]
    found = cohort([recording(k, rate=rate) for k, rate in enumerate(others)])
    table, more = differences_table(found)
    assert more == 0
    assert table.rows == [
        [
            "sampling rate, EEG file", "header: 500 Hz; eeg.json: 1000 Hz", "500 Hz",
            "the header's is used", "2 of 8: sub-0006_run-01, sub-0007_run-01",
        ],
        [
            "sampling rate, EEG file", "header: 500 Hz; eeg.json: 512 Hz", "500 Hz",
            "the header's is used", "1 of 8: sub-0000_run-01",
        ],
    ]  # fmt: skip
    assert statements_sentence(found, 10) == (
        "In 3 of 8 recordings places disagree: sampling rate (EEG file) in 3. Of 2 recordings "
        "nothing could be read."
    )
    own = recording_tables(found)["sub-0000_run-01"]
    assert own.marked == {0}
    assert [row[3] for row in own.rows] == ["differ", "one place only"]


def test_where_nothing_differs_that_is_said():
    found = cohort([recording(k) for k in range(3)])
    assert differences_table(found) == (None, 0)
    assert statements_sentence(found, 3) == (
        "Of 3 recordings no two places disagree about what was compared."
    )


@pytest.mark.parametrize("number", [1000, 3000])
def test_a_large_cohort_needs_no_more_room_than_a_small_one(number):
    """Each recording has a duration of its own, and half of them a rate that differs."""
    found = cohort(
        [recording(k, rate=(500.0, 500.0 + k % 2 * k), duration=60.0 + k) for k in range(number)]
    )
    differences, more = differences_table(found)
    assert len(differences.rows) == MOST_DIFFERENCES
    assert more == number // 2 - MOST_DIFFERENCES
    assert len(agreements_table(found).rows) == 2
    assert recording_tables(found) == {}
    assert len(recording_tables(cohort([recording(k) for k in range(MOST_RECORDINGS)]))) == 40


def test_files_of_which_nothing_was_read_are_listed():
    columns = ["level", "name", "reason"]
    rows = [("file", "sub-01/eeg/a.cnt", "not read"), ("recording", "sub-01_run-01", "flat")]
    assert unused_files_table(pd.DataFrame(rows, columns=columns)).rows == [
        ["sub-01/eeg/a.cnt", "not read"]
    ]
    assert unused_files_table(pd.DataFrame(rows[1:], columns=columns)) is None
