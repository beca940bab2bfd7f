"""What all tests share: tiers, the count of what was not run, and recordings made by others."""

import os
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

# Linear algebra in one thread, as in the jobs of the workflow: NumPy reads it when it is imported.
os.environ.setdefault("OMP_NUM_THREADS", "1")

ROOT = Path(__file__).parents[1]

TIERS = {
    "ordinary": "what everybody runs: at most 15 minutes on two cores",
    "ci": "what continuous integration runs as well: families of whole runs of the workflow",
    "all": "what is run on request as well: studies, benchmarks, a cluster",
}
"""Each tier includes those before it."""

MARKERS = {"ci": "ci", "on_request": "all"}
"""The lowest tier in which a test with this marker is run."""

NOT_RUN = pytest.StashKey[Counter]()


def pytest_addoption(parser):
    parser.addoption(
        "--tier",
        choices=TIERS,
        default="ordinary",
        help="; ".join(f"{name}: {meaning}" for name, meaning in TIERS.items()),
    )


def tier_of(item):
    """Give the lowest tier in which a test is run."""
    tiers = [MARKERS[mark.name] for mark in item.iter_markers() if mark.name in MARKERS]
    return max(tiers, key=list(TIERS).index, default="ordinary")


@pytest.hookimpl(trylast=True)  # what -k and -m leave out is nobody's loss, and not counted
def pytest_collection_modifyitems(config, items):
    order = list(TIERS)
    wanted = order[: order.index(config.getoption("--tier")) + 1]
    above = [item for item in items if tier_of(item) not in wanted]
    config.stash[NOT_RUN] = Counter(map(tier_of, above))
    if above:
        config.hook.pytest_deselected(items=above)
        items[:] = [item for item in items if tier_of(item) in wanted]
    if hasattr(config, "workerinput"):  # what takes longest begins first
        items.sort(key=lambda item: not item.path.is_relative_to(ROOT / "tests" / "workflow"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Keep in one process the tests of a file, and all files that use the one finished run."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return group_of(config.rootpath / nodeid.partition("::")[0])

    return ByFile(config, log)


@cache
def group_of(path):
    """Name the tests of a file by what they share."""
    if path.parent.name != "workflow":
        return str(path)
    shares = re.search(r"\b(copy_)?finished\b[,)]", path.read_text(encoding="utf-8"))
    return "finished" if shares else str(path)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    """Use every core that this process may use; on a single one there are no further processes."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return cores if cores and cores > 1 else 0


def pytest_sessionfinish(session):
    """Tell the process that sums up what was not run; each process knows of all tests."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["not_run"] = dict(session.config.stash.get(NOT_RUN, {}))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """Take over what a process told."""
    told = getattr(node, "workeroutput", {}).get("not_run")
    if told is not None:
        node.config.stash[NOT_RUN] = Counter(told)


def pytest_terminal_summary(terminalreporter, config):
    """Say at the end how many tests were not run, and why: a skip that nobody sees is a hole."""
    skipped = Counter(
        report.longrepr[2].removeprefix("Skipped: ")
        for report in terminalreporter.stats.get("skipped", [])
    )
    lines = [f"{tests(count)} skipped: {reason}" for reason, count in skipped.most_common()]
    not_run = config.stash.get(NOT_RUN, Counter())
    lines += [
        f"{tests(not_run[tier])} of tier {tier} not run: ./test.sh --tier {tier}"
        for tier in TIERS
        if not_run[tier]
    ]
    if lines:
        terminalreporter.section("not run")
        for line in lines:
            terminalreporter.line(line)


def tests(count):
    return f"{count} test" + "s" * (count != 1)


@pytest.fixture(scope="session")
def real_data():
    """Folder of real recordings, where the environment names one."""
    folder = os.environ.get("EEG2EMG_REAL_DATA")
    if not folder:
        pytest.skip("EEG2EMG_REAL_DATA does not name a folder of real recordings")
    return Path(folder)
