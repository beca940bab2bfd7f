"""The page about a stored model: whose word it takes, and what it adds."""

import pandas as pd
import pytest
from eeg2emg.names.stored_models import EVERYBODY, KNOWN, NEW
from eeg2emg.report.applied import build_applied_page, contents_of

ALL = {
    "subject": EVERYBODY, "phase": None, "segments": 12, "model": NEW, "scheme": "some scheme",
    "skill": 0.234, "low": 0.1, "high": 0.3, "measured_skill": None, "measured_low": None,
    "measured_high": None, "measured_segments": None, "reason": None,
    "card": "For other people a skill above 0 was shown.", "remark": None,
}  # fmt: skip
PERSON = ALL | {"subject": "01", "phase": "rest", "card": None}
LEFT_OUT = PERSON | {"subject": "02", "model": None, "skill": None, "reason": "too few <segments>"}


def people(**everybody):
    return pd.DataFrame([ALL | everybody, PERSON, LEFT_OUT])


def sentence(**everybody):
    return contents_of(people(**everybody), confidence=0.95).say["worth"][0]


def test_the_held_out_skill_stands_beside_what_is_estimated():
    assert "skill of 0.23 (95 % interval 0.10 to 0.30) in scheme some scheme" in sentence()
    assert "(no interval)" in sentence(low=None, high=None)


@pytest.mark.parametrize(
    ("measured", "said"),
    [
        ({}, "There is no EMG here"),
        ({"measured_segments": 0}, "has learned from all of these segments"),
        ({"measured_segments": 5, "measured_skill": 0.1}, "5 segments with EMG, it has a skill of"),
        ({"measured_segments": 5, "measured_skill": 0.1}, "without an interval"),
        (
            {"measured_segments": 5, "measured_skill": 0.1, "measured_low": 0.05,
             "measured_high": 0.2},
            "interval 0.05 to 0.20",
        ),
    ],
)  # fmt: skip
def test_it_says_what_measured_emg_tells(measured, said):
    assert said in sentence(**measured)


def test_a_skill_is_over_what_the_estimate_starts_from():
    measured = {"measured_segments": 5, "measured_skill": 0.1}
    assert "over the mean of the phase" in sentence(**measured)
    assert "over each person's own mean" in sentence(model=KNOWN, **measured)


def test_the_page_shows_the_card_first_and_says_who_is_left_out():
    page = build_applied_page(
        name="clinic", people=people(remark="No evidence for anybody."), confidence=0.95
    )
    order = [
        "For other people a skill above 0 was shown.", "No evidence for anybody.",
        "12 segments of 1 person", "too few &lt;segments&gt;",
    ]  # fmt: skip
    places = [page.index(text) for text in order]
    assert places == sorted(places)
    assert "http" not in page
