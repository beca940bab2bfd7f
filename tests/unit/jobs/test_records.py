"""Records of jobs: each job writes its own beside its log, and what tells of files reads them."""

import json
import logging
import warnings
from types import SimpleNamespace

import pytest
from eeg2emg.errors import OwnFileError, RecordingError
from eeg2emg.jobs.job import run_job
from eeg2emg.jobs.records import JobRecord, Makers, read_records

RECORD = JobRecord(
    rule="evaluate",
    wildcards={"scheme": "blocked"},
    library="0123456789ab",
    inputs=("results/a/dataset.nc",),
    outputs=("results/a/tables/metrics.csv",),
)


@pytest.fixture(autouse=True)
def _warnings_as_before():
    """A job sends warnings to its log, in a process of its own; here others follow."""
    with warnings.catch_warnings():
        yield
    logging.captureWarnings(capture=False)


def job(folder, **changed):
    """A job as Snakemake gives it to a script."""
    given = {
        "rule": RECORD.rule,
        "wildcards": RECORD.wildcards,
        "params": SimpleNamespace(library=RECORD.library),
        "input": [*RECORD.inputs, *RECORD.inputs],
        "output": list(RECORD.outputs),
        "log": [str(folder / "logs" / "evaluate" / "blocked-0.5.log")],
    }
    return SimpleNamespace(**given | changed)


def test_a_job_that_succeeds_leaves_its_record_beside_its_log(tmp_path):
    run_job(lambda _: None, job(tmp_path))
    assert read_records(tmp_path / "logs") == [RECORD]
    assert (tmp_path / "logs" / "evaluate" / "blocked-0.5.json").is_file()


@pytest.mark.parametrize("log", ["logs/evaluate.log", "logs/ica_fit_on/evaluate/a_b.log"])
def test_a_rule_has_its_own_name_where_another_workflow_gives_it_a_prefix(tmp_path, log):
    run_job(lambda _: None, job(tmp_path, rule="eeg2emg_evaluate", log=[str(tmp_path / log)]))
    assert [record.rule for record in read_records(tmp_path / "logs")] == ["evaluate"]


def test_a_job_that_fails_leaves_none(tmp_path):
    def fail(_):
        raise RecordingError("no")

    with pytest.raises(SystemExit):
        run_job(fail, job(tmp_path))
    assert read_records(tmp_path / "logs") == []


def test_a_job_that_makes_nothing_leaves_none(tmp_path):
    run_job(lambda _: None, job(tmp_path, output=[]))
    assert read_records(tmp_path / "logs") == []


def test_a_damaged_record_is_named(tmp_path):
    run_job(lambda _: None, job(tmp_path))
    (path,) = (tmp_path / "logs").rglob("*.json")
    path.write_text(json.dumps({"rule": "evaluate"}))
    with pytest.raises(OwnFileError, match=r"blocked-0\.5\.json is damaged"):
        read_records(tmp_path / "logs")


def test_a_file_in_a_folder_that_a_job_made_is_of_that_job():
    stored = JobRecord("store_model", {}, "", (), ("results/a/models/fam",))
    makers = Makers([RECORD, stored])
    assert makers.of("results/a/tables/metrics.csv") == RECORD
    assert makers.of("results/a/models/fam/card.json") == stored
    assert makers.of("results/a/models/fam") == stored
    assert makers.of("results/a/models/famous") is None
