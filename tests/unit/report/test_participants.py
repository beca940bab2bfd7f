"""What is said of each participant: all who were recorded, with what became of them."""

import pandas as pd
import pytest
from eeg2emg.report.participants import participants_table

PHASES = ("rest", "activity")
SEGMENTS = pd.DataFrame(
    {
        "subject": ["01"] * 3 + ["02"],
        "recording": ["a", "a", "b", "c"],
        "phase": ["rest", "activity", "activity", "rest"],
    }
)
QUALITY = pd.DataFrame(
    {
        "recording": ["a", "b", "c", "d", "e"],
        "subject": ["01", "01", "02", "02", "03"],
        "used": [1, 1, 1, 0, 0],
        "bad_eeg_channels": ["Fz", "Fz, Cz", None, "O1", "O2"],
    }
)
COMPONENTS = pd.DataFrame(
    {
        "unit": ["sub-01"] * 3 + ["sub-02"],
        "component": [0, 1, 2, 0],
        "label": ["eog", "muscle", "brain", "brain"],
        "explained_variance": [0.2, 0.1, 0.7, 1.0],
        "removed": [1, 1, 0, 0],
    }
)
ARTEFACTS = pd.DataFrame(
    {
        "recording": ["sub-01_task-arm_run-01"] * 2,
        "what": ["all channels", "Fp1, Fp2"],
        "reduction_db": [9.96, 20.0],
        "brain_changed_share": [0.031, 0.5],
    }
)


@pytest.fixture
def rows():
    table = participants_table(
        SEGMENTS, PHASES, quality=QUALITY, components=COMPONENTS, artefacts=ARTEFACTS
    )
    assert {len(row) for row in table.rows} == {len(table.headings)}
    return {row[0]: dict(zip(table.headings, row, strict=True)) for row in table.rows}


def test_everybody_who_was_recorded_has_a_row(rows):
    assert list(rows) == ["01", "02", "03"]
    assert [row["recordings used"] for row in rows.values()] == ["2 of 2", "1 of 2", "0 of 1"]
    assert rows["03"]["segments of rest"] == "0"


def test_channels_count_that_are_bad_in_what_is_used(rows):
    assert rows["01"]["channels interpolated"] == "Fz, Cz"
    assert rows["02"]["channels interpolated"] == "none"


def test_what_was_removed_is_named_with_its_share(rows):
    assert rows["01"]["components removed"] == "1 eye, 1 muscle of 3"
    assert rows["01"]["their share of the variance"] == "30.0%"
    assert rows["02"]["components removed"] == "none of 1"
    assert rows["03"]["components removed"] == "none were fitted"


def test_the_cost_is_that_over_all_channels(rows):
    assert rows["01"]["artefact reduced (dB)"] == "10.0"
    assert rows["01"]["brain taken with it"] == "3.1%"
    assert rows["02"]["brain taken with it"] == "–"


def test_recordings_of_people_have_no_such_cost():
    table = participants_table(SEGMENTS, PHASES, quality=None, components=None, artefacts=None)
    assert "brain taken with it" not in table.headings
    assert [row[1] for row in table.rows] == ["2", "1"]
