"""The profile for Slurm, on one node: a cancelled job, a dead node, limits of memory."""

import importlib.util
import re
import subprocess
import threading
import time

import pytest
from making.digests import digests
from making.killing import temporary_files
from making.local_slurm import LocalSlurm, asked, jobs, why_no_cluster

PLUGIN = "snakemake_executor_plugin_slurm"
NODE_MB = 4500
"""So little that the two largest jobs do not fit beside each other."""

ARGUMENTS = (
    *("--workflow-profile", "profiles/slurm", "--configfile", "tiny.yaml"),
    # Without a database of accounts; on a cluster with one neither is needed.
    *("--slurm-status-command", "squeue", "--slurm-no-account"),
    *("--slurm-init-seconds-before-status-checks", 2, "--latency-wait", 5),
)

pytestmark = pytest.mark.on_request


@pytest.fixture(scope="module")
def slurm(tmp_path_factory):
    if importlib.util.find_spec(PLUGIN) is None:
        pytest.skip(f"{PLUGIN.replace('_', '-')} is not installed, which is not among the pins")
    reason = why_no_cluster()
    if reason:
        pytest.skip(reason)
    with LocalSlurm(tmp_path_factory.mktemp("slurm"), memory_mb=NODE_MB) as cluster:
        yield cluster


class Watch(threading.Thread):
    """Look at the running jobs all the time; cancel one, and kill the node once."""

    def __init__(self, cluster, started):
        super().__init__()
        self.cluster, self.started = cluster, started
        self.memory_mb, self.beside, self.cancelled, self.killed = [], 0, "", 0
        self.seen, self.failed = set(), None

    def run(self):
        try:
            while self.started.poll() is None:
                self.look()
                time.sleep(0.5)
        except BaseException as error:  # noqa: BLE001 - shown by the test
            self.failed = error

    def look(self):
        running = jobs("RUNNING")
        self.seen |= {number for number, _, _ in running}
        self.memory_mb.append(sum(megabytes(memory) for _, memory, _ in running))
        self.beside = max(self.beside, len(running))
        if running and not self.cancelled and len(self.seen) > 8:
            self.cancelled = running[-1][0]
            asked("scancel", self.cancelled)
        elif running and not self.killed and len(self.seen) > 25:
            self.killed = len(running)
            self.cluster.kill_node()
            self.cluster.start_node()


def megabytes(text):
    number, unit = re.fullmatch(r"(\d+)([MG]?)", text).groups()
    return int(number) * (1024 if unit == "G" else 1)


def test_the_results_are_those_of_a_run_without_cluster(slurm, finished, checkout):
    started = subprocess.Popen(
        **checkout.command(*ARGUMENTS),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    watch = Watch(slurm, started)
    watch.start()
    printed = started.stdout.read()
    assert started.wait() == 0, printed[-6000:]
    watch.join()
    assert watch.failed is None
    assert watch.cancelled
    assert watch.killed
    assert watch.beside > 1
    assert max(watch.memory_mb) <= NODE_MB
    # Submitted anew by Snakemake, and put back into the queue by Slurm.
    assert "Trying to restart job" in printed
    results = checkout.folder / "results" / "tiny"
    assert digests(results) == digests(finished.folder / "results" / "tiny")
    assert temporary_files(results) == []


@pytest.mark.usefixtures("slurm")
def test_a_job_that_takes_more_memory_than_it_asked_for_is_ended_and_says_so(checkout):
    target = "results/tiny/bids/sourcedata/heads/sub-01.npz"
    printed = checkout.snakemake(
        target, *ARGUMENTS, "--set-resources", "simulate_head:mem_mb=40", expect_success=False
    )
    assert "simulate_head" in printed
    logs = (checkout.folder / ".snakemake" / "slurm_logs").rglob("*.log")  # one per attempt
    named = [log.read_text(encoding="utf-8") for log in logs if str(log) in printed]
    assert any("Exceeded job memory limit" in text for text in named)
    assert not (checkout.folder / target).exists()
    checkout.snakemake(target, *ARGUMENTS)
    assert (checkout.folder / target).exists()
