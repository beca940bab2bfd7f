"""After a crash, and with another number of cores, the results are the same to the byte."""

import hashlib
import os
import signal
import subprocess

KEPT = ("connectivity", "models", "splits", "tables")


def digests(results):
    return {
        str(path.relative_to(results)): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in KEPT
        for path in sorted((results / folder).rglob("*"))
        if path.is_file()
    }


def kill_after(checkout, jobs, *arguments):
    """Start Snakemake and kill it, with all that it started, after a number of jobs."""
    process = subprocess.Popen(
        **checkout.command(*arguments),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    finished = 0
    for line in process.stderr:
        finished += line.startswith("Finished jobid")
        if finished == jobs:
            break
    os.killpg(process.pid, signal.SIGKILL)
    process.stderr.close()
    process.wait()
    assert finished == jobs


def test_killed_and_resumed_on_one_core_gives_the_bytes_of_one_run_on_two(finished, checkout):
    arguments = ("tables", "--cores", 1, "--configfile", "tiny.yaml")
    kill_after(checkout, 20, *arguments)
    checkout.snakemake("--unlock", "--configfile", "tiny.yaml")
    checkout.snakemake("--rerun-incomplete", *arguments)
    expected = digests(finished.folder / "results" / "tiny")
    found = digests(checkout.folder / "results" / "tiny")
    assert len(found) > 50
    assert found == {name: expected[name] for name in found}


def test_a_run_that_is_still_locked_is_refused_with_the_way_out(checkout):
    kill_after(checkout, 1, "--cores", 1, "--configfile", "tiny.yaml")
    printed = checkout.snakemake("--cores", 1, "--configfile", "tiny.yaml", expect_success=False)
    assert "--unlock" in printed
