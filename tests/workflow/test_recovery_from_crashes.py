"""After a crash, and with another number of cores, the results are the same to the byte."""

import pytest
from making.digests import digests
from making.killing import FINISHED, kill_all_when


def killed_and_resumed(checkout, jobs, target):
    """Kill a run on one core after a number of jobs, and resume it; give the digests."""
    arguments = (target, "--cores", 1, "--configfile", "tiny.yaml")
    kill_all_when(checkout, FINISHED, jobs, *arguments)
    checkout.snakemake("--unlock", "--configfile", "tiny.yaml")
    checkout.snakemake("--rerun-incomplete", *arguments)
    return digests(checkout.folder / "results" / "tiny")


def test_matrices_of_one_recording_survive_a_kill(finished, checkout):
    """From the simulation to the matrices: some ten jobs, killed in their midst."""
    name = "connectivity/sub-01_task-arm_run-01.nc"
    found = killed_and_resumed(checkout, 5, f"results/tiny/{name}")
    assert found == {name: digests(finished.folder / "results" / "tiny")[name]}


@pytest.mark.on_request  # kills at random times are in test_kills.py
@pytest.mark.parametrize("jobs", [1, 20, 40, 60, 80])
def test_killed_and_resumed_on_one_core_gives_the_bytes_of_one_run_on_two(finished, checkout, jobs):
    expected = digests(finished.folder / "results" / "tiny")
    found = killed_and_resumed(checkout, jobs, "tables")
    assert len(found) > 50
    assert found == {name: expected[name] for name in found}


def test_a_run_that_is_still_locked_is_refused_with_the_way_out(checkout):
    kill_all_when(checkout, FINISHED, 1, "--cores", 1, "--configfile", "tiny.yaml")
    printed = checkout.snakemake("--cores", 1, "--configfile", "tiny.yaml", expect_success=False)
    assert "--unlock" in printed
