"""What is stored of a recording's quality: it comes back whole, and damage is named."""

import json
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest
from eeg2emg.errors import OwnFileError
from eeg2emg.quality import recording_quality
from eeg2emg.quality.recording_quality import (
    RecordingQuality,
    unusable_recording,
    with_import,
)
from eeg2emg.recordings.common_time import CommonTime
from eeg2emg.recordings.findings import Finding, Statement
from eeg2emg.recordings.segments import Segment

RATE = Finding(
    fact="sampling rate",
    about="EEG file",
    statements=(
        Statement("header", 500.0, "a_eeg.vhdr"),
        Statement("channels.tsv", 1000.0, "a_channels.tsv", "BSH, DEL"),
        Statement("eeg.json", "about 500"),
    ),
    used="500 Hz",
    verdict="differ",
    consequence="the header's is used",
    unit="Hz",
)
NOTHING = Finding("number of ECG channels", "EEG file", (Statement("header", 0),), "", "agree")

FULL = RecordingQuality(
    recording="sub-01_task-arm_run-01",
    subject="01",
    task="arm",
    path="bids/sub-01/eeg/Größe.vhdr",
    eeg_reasons=["4 EEG channels are bad"],
    emg_reasons=["swamped"],
    bad_eeg_channels=["Cz"],
    channel_reasons={"Cz": ["flat for 100% of the time"]},
    eeg={"Cz": {"amplitude_v": 1e-5, "noise_ratio": None}},
    emg={"BSH": {"snr_db": 12.5}},
    eeg_rank=18,
    dropped_share=0.001,
    bridged_pairs=[["F3", "Fz"]],
    segments=[Segment(0, 0.0, 10.0, "rest", 0), Segment(1, 10.0, 10.0, "activity", 0)],
    rate_hz=500.0,
    emg_rate_hz=2000.0,
    duration_s=20.5,
    acquired="2020-01-02T10:00:00",
    line_freq_hz=50.0,
    eeg_digest="abc",
    matched={"Cz": "CZ"},
    distances_mm={"Cz": 9.8},
    marked_bad=["Cz"],
    positions_m=[[0.0, 0.01, 0.1]],
    notes=["the EMG is that of another file"],
    findings=[RATE, NOTHING],
    common_time=CommonTime(21, 8.0, 0.5, "events"),
)


def test_every_field_of_the_example_says_something():
    """Or the tests below would not notice that it is lost."""
    plain = RecordingQuality(recording="", subject="", eeg_reasons=[])
    same = [own.name for own in fields(FULL) if getattr(FULL, own.name) == getattr(plain, own.name)]
    assert same == []


@pytest.mark.parametrize(
    "quality", [FULL, replace(FULL, common_time=None), unusable_recording("a.edf", "empty")]
)
def test_it_comes_back_from_its_file(tmp_path, quality):
    quality.write(tmp_path / "quality.json")
    assert RecordingQuality.read(tmp_path / "quality.json") == quality


@pytest.mark.parametrize(
    ("eeg_reasons", "emg_reasons", "usable", "eeg_usable"),
    [
        ([], [], True, True),
        ([], ["swamped"], False, True),
        (["flat"], [], False, False),
        (["flat"], ["swamped"], False, False),
    ],
)
def test_the_verdicts_follow_from_the_reasons_and_stand_in_the_file(
    tmp_path, eeg_reasons, emg_reasons, usable, eeg_usable
):
    quality = replace(FULL, eeg_reasons=eeg_reasons, emg_reasons=emg_reasons)
    quality.write(tmp_path / "quality.json")
    stored = json.loads((tmp_path / "quality.json").read_text(encoding="utf-8"))
    assert (stored["usable"], stored["eeg_usable"]) == (usable, eeg_usable)
    assert (quality.usable, quality.eeg_usable) == (usable, eeg_usable)
    assert stored["reasons"] == quality.reasons == [*eeg_reasons, *emg_reasons]


@pytest.mark.parametrize("name", [own.name for own in fields(FULL)])
def test_a_file_that_lacks_a_field_is_damaged(tmp_path, name):
    values = FULL.to_dict()
    del values[name]
    (tmp_path / "quality.json").write_text(json.dumps(values))
    with pytest.raises(OwnFileError, match=rf"quality\.json is damaged.*{name}"):
        RecordingQuality.read(tmp_path / "quality.json")


@pytest.mark.parametrize("content", ["", "[]", "null", '{"recording": "sub-01"', '{"a": 1}'])
def test_a_damaged_file_is_named_with_the_way_out(tmp_path, content):
    path = tmp_path / "quality.json"
    path.write_text(content)
    with pytest.raises(OwnFileError) as caught:
        RecordingQuality.read(path)
    assert str(path) in str(caught.value)
    assert "run the workflow again" in str(caught.value)


DAMAGED = {
    "no list": "findings",
    "a verdict that does not exist": {"verdict": "perhaps"},
    "nobody who says so": {"statements": []},
    "a field that does not exist": {"who": "me"},
    "a number for a text": {"used": 500},
    "no value": {"statements": [{"place": "header", "said": None}]},
    "no place": {"statements": [{"said": 5}]},
}


@pytest.mark.parametrize("change", DAMAGED.values(), ids=DAMAGED)
def test_a_finding_that_is_none_is_damage(tmp_path, change):
    values = FULL.to_dict()
    values["findings"] = [values["findings"][0] | change] if isinstance(change, dict) else change
    (tmp_path / "quality.json").write_text(json.dumps(values))
    with pytest.raises(OwnFileError, match=r"quality\.json is damaged"):
        RecordingQuality.read(tmp_path / "quality.json")


def test_a_finding_is_stored_without_what_is_empty():
    (stored,) = [one for one in FULL.to_dict()["findings"] if one["fact"] == NOTHING.fact]
    assert stored == {
        "fact": NOTHING.fact, "about": "EEG file", "verdict": "agree", "used": "",
        "statements": [{"place": "header", "said": 0}],
    }  # fmt: skip


def test_what_the_import_said_stands_first():
    quality = with_import(FULL, notes=["a pause"], findings=[NOTHING])
    assert quality.notes == ["import: a pause", *FULL.notes]
    assert quality.findings == [NOTHING, RATE, NOTHING]
    refused = with_import(unusable_recording("a.edf", "empty"), notes=[], findings=[RATE])
    assert [(one.used, one.consequence) for one in refused.findings] == [
        ("", "the recording is left out")
    ]


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(OwnFileError, match=r"no file .*quality\.json"):
        RecordingQuality.read(tmp_path / "quality.json")


def test_an_unusable_recording_takes_its_names_from_its_file():
    quality = unusable_recording("bids/sub-02_ses-b_task-arm_run-03_eeg.edf", "it is empty")
    assert (quality.recording, quality.subject) == ("sub-02_ses-b_task-arm_run-03", "02")
    assert quality.task == "arm"
    assert quality.reasons == ["it is empty"]
    assert not quality.eeg_usable
    assert unusable_recording("notes.edf", "no BIDS name").recording == "notes"


def test_reading_it_needs_nothing_heavy():
    code = (
        f"import sys; sys.path.insert(0, {str(Path(recording_quality.__file__).parents[2])!r});"
        "import eeg2emg.quality.recording_quality, eeg2emg.quality.subjects;"
        "print(sorted({'numpy', 'scipy', 'mne', 'pandas'} & set(sys.modules)))"
    )
    said = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "[]"
