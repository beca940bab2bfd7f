"""The record of a run: every file with rule, library, inputs and digest; times apart."""

import hashlib
import os
import time

import pytest
from eeg2emg.errors import OwnFileError
from eeg2emg.jobs.provenance import checkout_state
from eeg2emg.provenance.places import Places
from eeg2emg.provenance.record import TIMES, digest_of_record, read_record_of_run


def jobs(record):
    return {job["rule"]: job for job in record["jobs"]}


def test_each_file_has_its_rule_library_inputs_and_digest(small_run):
    made = jobs(small_run.recorded())["evaluate"]
    assert made["library"] == "digest of evaluate"
    assert made["inputs"] == ["dataset.nc", "splits/blocked.tsv"]
    text = b"r\n1\n"
    assert made["outputs"] == [
        {
            "path": "tables/metrics.csv",
            "bytes": len(text),
            "sha256": hashlib.sha256(text).hexdigest(),
        }
    ]


def test_what_was_not_kept_is_named_and_joins_what_was_made_before_and_after(small_run):
    made = jobs(small_run.recorded())
    assert made["clean"]["outputs"] == [{"path": "derivatives/cleaned.nc", "kept": False}]
    assert made["assemble"]["inputs"] == ["derivatives/cleaned.nc"]


def test_files_of_the_code_and_digests_of_splits_are_named(small_run):
    record = small_run.recorded()
    assert "project:workflow/report/audit.rst" in jobs(record)["write_report"]["inputs"]
    assert record["splits"] == {"blocked": {"status": "ok", "digest": "1f"}}
    assert str(small_run.folder) not in str(record)


def test_what_the_report_does_not_rest_on_stands_apart(small_run):
    small_run.job("judge_cohorts", [], {"calibration/one.csv": "1"})
    small_run.write("notes.txt", "of a person")
    record = small_run.recorded()
    assert "judge_cohorts" not in jobs(record)
    rules = {one["path"]: one["rule"] for one in record["others"]}
    assert rules == {"calibration/one.csv": "judge_cohorts", "notes.txt": None}


def test_recordings_are_named_relative_to_their_dataset_with_digests(recorded_run):
    inputs = recorded_run.record()["inputs"]
    assert inputs["kind"] == "bids"
    assert [file["path"] for file in inputs["files"]] == [
        "data:dataset_description.json",
        "data:sub-01/eeg/sub-01_task-arm_eeg.edf",
    ]
    assert inputs["files"][1]["sha256"] == hashlib.sha256(b"samples").hexdigest()


def test_simulated_recordings_follow_from_options_and_seed(small_run):
    record = small_run.record()
    made_from = record["inputs"]["made_from"]
    assert made_from["seed"] == record["seed"] == record["configuration"]["seed"]
    assert made_from["simulation"] == record["configuration"]["simulation"]


def test_two_runs_of_the_same_thing_differ_in_times_alone(small_run, tmp_path):
    other = type(small_run)(tmp_path / "elsewhere").made()
    for path in (other.run / "logs").iterdir():
        os.utime(path, (time.time() + 60, time.time() + 60))
    one, two = small_run.record(), other.record()
    assert one[TIMES] != two[TIMES]
    assert {**one, TIMES: 0} == {**two, TIMES: 0}


def test_the_digest_of_a_record_changes_with_anything_but_times(small_run):
    record = small_run.record()
    assert record["digest"] == digest_of_record(record)
    assert digest_of_record({**record, TIMES: None}) == record["digest"]
    for key in record.keys() - {TIMES, "digest"}:
        assert digest_of_record({**record, key: "other"}) != record["digest"], key


def test_versions_are_those_of_all_pinned_packages(small_run):
    versions = small_run.record()["versions"]
    assert {"numpy", "rocrate", "snakemake"} <= set(versions["packages"])
    assert versions["python"]
    assert small_run.record()["times"]["rules"] == {"draw": {"cpu_s": 2.5, "wall_s": 3.0}}


def test_an_unknown_commit_is_said_with_the_reason(tmp_path, monkeypatch):
    assert "checkout" in checkout_state(tmp_path).why_unknown
    (tmp_path / ".git").mkdir()
    assert checkout_state(tmp_path).why_unknown.startswith("git failed")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert checkout_state(tmp_path).why_unknown == "git is not installed"


@pytest.mark.parametrize("text", [None, "{", '{"format": "another"}'])
def test_a_record_that_is_missing_or_damaged_is_named_with_the_remedy(small_run, text):
    if text is not None:
        small_run.write("provenance.json", text)
    with pytest.raises(OwnFileError, match=r"provenance\.json.*[Rr]un the workflow again"):
        read_record_of_run(small_run.run)


class TestPlaces:
    @pytest.fixture
    def places(self, tmp_path):
        return Places(tmp_path / "results" / "one", tmp_path, tmp_path / "data")

    @pytest.mark.parametrize(
        ("path", "name"),
        [
            ("results/one/tables/a.csv", "tables/a.csv"),
            ("data/sub-01/a.edf", "data:sub-01/a.edf"),
            ("workflow/report/a.rst", "project:workflow/report/a.rst"),
            ("results/other/a.csv", "project:results/other/a.csv"),
        ],
    )
    def test_a_name_leads_back_to_its_file(self, places, tmp_path, path, name):
        assert places.name_of(tmp_path / path) == name
        assert places.path_of(name) == tmp_path / path

    def test_what_lies_elsewhere_keeps_its_path(self, places):
        assert places.name_of("/media/stick/a.edf") == "elsewhere:/media/stick/a.edf"
        assert str(places.path_of("elsewhere:/media/stick/a.edf")) == "/media/stick/a.edf"

    def test_links_are_not_followed(self, places, tmp_path):
        (tmp_path / "data").mkdir()
        (tmp_path / "annex").write_text("x")
        (tmp_path / "data" / "a.edf").symlink_to(tmp_path / "annex")
        assert places.name_of(tmp_path / "data" / "a.edf") == "data:a.edf"
