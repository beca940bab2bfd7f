"""Who and what is left out of a cohort, and why."""

import json
from types import SimpleNamespace

from eeg2emg.cohort.exclusions import Exclusion, commonest_reasons, list_exclusions


def file(name, *, segments=3, left_out="", refused=None, emg_rate_hz=1000.0):
    return SimpleNamespace(
        segments={"segment": [f"{name}_{k}" for k in range(segments)]},
        attributes={
            "recording": name,
            "left_out": left_out,
            "refused_segments": json.dumps(refused or {}),
            "emg_rate_hz": emg_rate_hz,
        },
    )


def quality(name, digest):
    return {"recording": name, "eeg_digest": digest}


def test_every_level_is_listed_with_its_reason():
    found = list_exclusions(
        [{"subject": "01", "left_out": ""}, {"subject": "02", "left_out": "too noisy"}],
        [quality(name, name) for name in ("a", "b")],
        [
            file("a", refused={"a_1": "unstable", "a_0": "too short"}),
            file("b", segments=0, left_out="flat"),
        ],
    )
    assert found == [
        Exclusion("subject", "02", "too noisy"),
        Exclusion("segment", "a_0", "too short"),
        Exclusion("segment", "a_1", "unstable"),
        Exclusion("recording", "b", "flat"),
    ]


def test_a_copy_is_left_out_but_not_for_the_sake_of_one_that_is_not_used():
    qualities = [quality(name, "the same") for name in ("a", "b")]
    (found,) = list_exclusions([], qualities, [file("a"), file("b")])
    assert (found.level, found.name) == ("recording", "b")
    (found,) = list_exclusions([], qualities, [file("a", segments=0, left_out="flat"), file("b")])
    assert (found.name, found.reason) == ("a", "flat")


def test_another_emg_rate_than_most_is_left_out():
    files = [file("a"), file("b", emg_rate_hz=500.0), file("c")]
    (found,) = list_exclusions([], [quality(name, name) for name in "abc"], files)
    assert found.name == "b"
    assert "at 500 Hz, that of most recordings at 1000 Hz" in found.reason


def test_nothing_left_out_and_nothing_left_are_both_told():
    assert list_exclusions([], [quality("a", "a")], [file("a")]) == []
    files = [file(name, segments=0, left_out="flat") for name in "ab"]
    assert [item.name for item in list_exclusions([], [], files)] == ["a", "b"]


def test_the_commonest_reasons_are_those_of_recordings():
    rows = [
        Exclusion("subject", "s", "0 of 3 usable"),
        *(Exclusion("recording", name, "flat") for name in "ab"),
        Exclusion("recording", "c", "clipped"),
    ]
    assert commonest_reasons(rows) == ["flat (2 times)", "clipped (1 time)"]
    assert commonest_reasons(rows[:1]) == ["0 of 3 usable (1 time)"]
