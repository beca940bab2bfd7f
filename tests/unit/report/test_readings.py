"""Other readings of the published columns: counted from the audit, the kindest told."""

from __future__ import annotations

import pandas as pd
import pytest
from eeg2emg.report import observations
from eeg2emg.report.readings import (
    AS_PRINTED,
    impossible_by_reading,
    readings_sentence,
    readings_table,
)


def audit(**impossible):
    """Make the findings of tables with so many impossibilities, and one that is in order."""
    rows = [
        (table, "same_variance", "impossible", "They exclude each other.")
        for table, count in impossible.items()
        for _ in range(count)
    ] + [(table, "range", "ok", "All numbers can exist.") for table in impossible]
    return pd.DataFrame(rows, columns=["table", "rule", "verdict", "explanation"])


FOUND = audit(**{"published": 5, "published, this": 3, "published, that": 1, "table3": 2})


def test_the_published_table_and_its_readings_are_counted_and_no_other():
    assert impossible_by_reading(FOUND) == {AS_PRINTED: 5, "this": 3, "that": 1}


def test_the_kindest_reading_is_told_with_what_it_leaves():
    said = readings_sentence(FOUND)
    assert "between 1 and 3 impossibilities remain" in said
    assert "as printed has 5" in said
    assert "that: it leaves 1 impossibility (They exclude each other)." in said


def test_a_reading_that_explains_all_is_told():
    said = readings_sentence(audit(**{"published": 5, "published, this": 0}))
    assert "with this nothing is impossible" in said


@pytest.mark.parametrize("found", [None, audit(published=5), audit(table3=2)])
def test_without_readings_nothing_is_said(found):
    assert not readings_sentence(found)


def test_the_table_has_a_row_for_each_and_marks_the_kindest():
    table = readings_table(FOUND)
    assert [row[:3] for row in table.rows] == [
        [AS_PRINTED, "5", "6"],
        ["this", "3", "4"],
        ["that", "1", "2"],
    ]
    assert table.rows[0][3] == "same variance 5"
    assert table.marked == {2}
    assert readings_table(None) is None


def test_readings_are_no_tables_of_this_run():
    said = observations.audit_sentence(FOUND, published="published")
    assert len(said) == 2
    assert "this run" in said[1].lower()
