"""What was changed since a record was written: each file is named, and nothing else."""

import pytest
from eeg2emg.errors import OwnFileError
from eeg2emg.provenance.changes import changes_since, recorded_files, refuse_changes
from eeg2emg.provenance.record import read_record_of_run

from .conftest import ROOT


def named(run):
    return [str(one) for one in changes_since(run.run, ROOT, read_record_of_run(run.run))]


def flip(path):
    """Change one byte, and neither size nor time."""
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))


def test_nothing_is_named_where_nothing_was_changed(small_run):
    small_run.recorded()
    assert named(small_run) == []
    refuse_changes(small_run.run, [])


def test_every_single_file_that_is_changed_or_missing_is_named(small_run):
    small_run.write("notes.txt", "of a person")
    record = small_run.recorded()
    files = [file["path"] for file in recorded_files(record)]
    assert {"report.html", "resources.csv", "notes.txt", "splits/blocked.tsv"} <= set(files)
    for name in files:
        path = small_run.run / name
        before = path.read_bytes()
        flip(path)
        assert named(small_run) == [f"changed: {name}"]
        path.unlink()
        assert named(small_run) == [f"missing: {name}"]
        path.write_bytes(before)
    assert named(small_run) == []


def test_what_is_added_is_named_but_logs_and_crates(small_run):
    small_run.recorded()
    small_run.write("tables/other.csv", "1")
    for name in ("logs/verify.log", "benchmarks/a.tsv", "small.crate.zip", ".hidden/a"):
        small_run.write(name, "1")
    # That a temporary file was kept changes nothing.
    small_run.write("derivatives/cleaned.nc", "1")
    assert named(small_run) == ["added: tables/other.csv"]


def test_a_recording_that_was_changed_is_named(recorded_run):
    recorded_run.recorded()
    assert named(recorded_run) == []
    recording = "sub-01/eeg/sub-01_task-arm_eeg.edf"
    flip(recorded_run.folder / "study" / recording)
    assert named(recorded_run) == [f"changed: data:{recording}"]


def test_a_record_that_was_changed_by_hand_names_itself(small_run):
    small_run.recorded()
    path = small_run.run / "provenance.json"
    path.write_text(path.read_text().replace('"command": "snakemake', '"command": "make'))
    assert named(small_run) == ["changed: provenance.json"]


def test_changes_end_in_a_message_with_the_remedy(small_run, caplog):
    small_run.recorded()
    flip(small_run.run / "report.html")
    small_run.write("more.txt", "1")
    changes = changes_since(small_run.run, ROOT, read_record_of_run(small_run.run))
    with pytest.raises(
        OwnFileError, match=r"2 files are not as provenance\.json.*run the workflow"
    ):
        refuse_changes(small_run.run, changes)
    assert caplog.messages == ["added: more.txt", "changed: report.html"]
