"""Who and what is left out of a cohort, and why."""

import json
from dataclasses import replace

import pytest
from eeg2emg.cohort.exclusions import (
    Exclusion,
    commonest_reasons,
    list_exclusions,
    read_exclusions,
    reasons_by_recording,
    write_exclusions,
)
from eeg2emg.connectivity.file import ConnectivityContents
from eeg2emg.errors import OwnFileError
from eeg2emg.quality.recording_quality import RecordingQuality
from eeg2emg.quality.subjects import judge_subject
from eeg2emg.recordings.segments import Segment


def file(name, *, segments=3, left_out="", refused=None, emg_rate_hz=1000.0):
    return ConnectivityContents(
        groups={},
        segments={"segment": [f"{name}_{k}" for k in range(segments)]},
        attributes={
            "recording": name,
            "left_out": left_out,
            "refused_segments": json.dumps(refused or {}),
            "emg_rate_hz": emg_rate_hz,
        },
    )


def quality(name, digest):
    return RecordingQuality(recording=name, subject="01", eeg_reasons=[], eeg_digest=digest)


def subject(name, *, left_out=False):
    return judge_subject(name, [] if left_out else [quality("a", "a")])


def test_every_level_is_listed_with_its_reason():
    found = list_exclusions(
        [subject("01"), subject("02", left_out=True)],
        [quality(name, name) for name in ("a", "b")],
        [
            file("a", refused={"a_1": "unstable", "a_0": "too short"}),
            file("b", segments=0, left_out="flat"),
        ],
    )
    assert found == [
        Exclusion("subject", "02", "the subject has no recordings"),
        Exclusion("segment", "a_0", "too short"),
        Exclusion("segment", "a_1", "unstable"),
        Exclusion("recording", "b", "flat"),
    ]


@pytest.mark.parametrize("lacking", ["rest", "activity", ""])
def test_a_phase_that_no_recording_has_is_told(lacking):
    phases = ["rest", "activity"]
    segments = [Segment(0, 0.0, 10.0, name, 0) for name in phases if name != lacking]
    qualities = [quality("a", "a"), replace(quality("b", "b"), segments=segments)]
    found = list_exclusions([], qualities, [file("a"), file("b")], phases=phases)
    assert [(item.level, item.name) for item in found] == ([("phase", lacking)] if lacking else [])
    assert list_exclusions([], qualities[:1], [file("a")], phases=phases) == []


def test_a_copy_is_left_out_but_not_for_the_sake_of_one_that_is_not_used():
    qualities = [quality(name, "the same") for name in ("a", "b")]
    (found,) = list_exclusions([], qualities, [file("a"), file("b")])
    assert (found.level, found.name) == ("recording", "b")
    (found,) = list_exclusions([], qualities, [file("a", segments=0, left_out="flat"), file("b")])
    assert (found.name, found.reason) == ("a", "flat")


def test_a_recording_of_which_no_segment_can_be_estimated_is_left_out():
    """Its name is in no dataset, so the list has to say so, and it makes no copy superfluous."""
    refused = {"a_0": "unstable", "a_1": "too short", "a_2": "unstable"}
    qualities = [quality(name, "the same") for name in ("a", "b")]
    found = list_exclusions([], qualities, [file("a", segments=0, refused=refused), file("b")])
    assert found[0] == Exclusion(
        "recording", "a", "none of its 3 segments can be estimated: unstable"
    )
    assert [item.name for item in found[1:]] == ["a_0", "a_1", "a_2"]


def test_a_recording_without_segments_says_so():
    (found,) = list_exclusions([], [], [file("a", segments=0)])
    assert found == Exclusion("recording", "a", "it holds no whole segment")


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


EXCLUSIONS = [
    Exclusion("subject", "02", "too noisy"),
    Exclusion("recording", "b", 'channel "Größe" is flat'),
    Exclusion("segment", "a_1", "unstable"),
]


@pytest.mark.parametrize("exclusions", [EXCLUSIONS, []])
def test_the_list_comes_back_from_its_file(tmp_path, exclusions):
    write_exclusions(tmp_path / "exclusions.tsv", exclusions)
    assert read_exclusions(tmp_path / "exclusions.tsv") == exclusions


def test_a_reason_with_lines_and_tabs_stays_in_its_cell(tmp_path):
    path = tmp_path / "exclusions.tsv"
    write_exclusions(path, [Exclusion("recording", "b", "first\tsecond\n third")])
    assert path.read_text(encoding="utf-8").splitlines()[1] == "recording\tb\tfirst second third"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "\n",
        "level\tname\n",
        "recording\tb\tflat\n",
        "level\tname\treason\nrecording\tb\n",
        "level\tname\treason\nrecording\tb\tflat\tand more\n",
        "level\tname\treason\n\n",
        "level\tname\treason\nrecord\tb\tflat\n",
    ],
)
def test_a_damaged_list_is_never_taken_for_nothing_left_out(tmp_path, content):
    path = tmp_path / "exclusions.tsv"
    path.write_text(content)
    with pytest.raises(OwnFileError, match=r"exclusions\.tsv is damaged.*run the workflow again"):
        read_exclusions(path)


def test_a_missing_list_is_named(tmp_path):
    with pytest.raises(OwnFileError, match=r"no file .*exclusions\.tsv of exclusions"):
        read_exclusions(tmp_path / "exclusions.tsv")


def test_only_recordings_count_as_left_out_recordings():
    assert reasons_by_recording(EXCLUSIONS) == {"b": 'channel "Größe" is flat'}
