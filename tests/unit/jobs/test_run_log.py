"""What is said while a run goes on."""

import logging

import pytest
from eeg2emg.jobs.run_log import RunLog

STAGES = {"read": "quality", "check": "quality", "learn": "models"}


class Event(str):
    @property
    def value(self):
        return str(self)


def record(message="", **about):
    made = logging.LogRecord("snakemake", logging.INFO, "", 0, message, None, None)
    if "event" in about:
        about["event"] = Event(about["event"])
    made.__dict__.update(about)
    return made


def run(log, jobs):
    stats = {rule: jobs.count(rule) for rule in jobs} | {"all": 1, "total": len(jobs) + 1}
    log.filter(record(event="run_info", stats=stats))
    for number, rule in enumerate([*jobs, "all"]):
        log.filter(record(event="job_info", jobid=number, rule_name=rule))
        log.filter(record(event="job_finished", job_id=number))


def test_each_stage_is_said_once_when_its_last_job_is_done():
    said, now = [], iter([0.0, 0.0, 20.0, 30.0, 61.4, 125.0])
    log = RunLog(lambda rule: STAGES.get(rule, ""), said.append, clock=lambda: next(now))
    run(log, ["read", "read", "check", "learn"])
    assert said == [
        "1 of 4 in all, after 20 s",
        "2 of 4 in all, after 30 s",
        "quality: 3 jobs done, 3 of 4 in all, after 1 min 1 s",
        "models: 1 job done, 4 of 4 in all, after 2 min 5 s",
    ]


def test_of_a_long_stage_every_tenth_of_all_jobs_is_said():
    said = []
    log = RunLog(lambda rule: STAGES.get(rule, ""), said.append, clock=lambda: 0.0)
    run(log, ["read"] * 100)
    assert said[0] == "10 of 100 in all, after 0 s"
    assert said[-1] == "quality: 100 jobs done, 100 of 100 in all, after 0 s"
    assert len(said) == 10


def test_where_progress_is_shown_otherwise_nothing_is_said():
    run(RunLog(lambda rule: STAGES.get(rule, ""), None), ["read", "learn"])


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("Removing temporary output results/x/cleaned.nc.", False),
        ("Nothing to be done (all requested files are present and up to date).", True),
        ("Error in rule read", True),
    ],
)
def test_removed_temporary_files_are_not_told(message, kept):
    log = RunLog(lambda _: "", None)
    assert log.filter(record(message)) is kept
    assert log.nothing_to_do is message.startswith("Nothing")
