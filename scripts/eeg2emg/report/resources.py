"""What a run took: time, memory and disk per rule, on a page beside the report.

The report itself holds none of it, so that its bytes do not depend on the machine. Wall time and
memory are those of Snakemake's benchmark files. Their processor time leaves out what a job did
after it was last looked at, which with jobs of seconds is much, so that comes from the last line of
the job's log (`eeg2emg.jobs.job.usage_line`).
"""

from __future__ import annotations

import os
import platform
import re
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from eeg2emg.jobs.job import USAGE
from eeg2emg.report.tables import Table
from eeg2emg.report.templating import page_environment
from eeg2emg.report.words import counted, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

COLUMNS = ("stage", "rule", "jobs", "cpu_s", "start_s", "wall_s", "memory_mb", "disk_mb")
"""Columns of the table of resources; explained at `resources_of`."""

SUMS = ("jobs", "cpu_s", "start_s", "wall_s", "disk_mb")
_BYTES_PER_MB = 1e6


class Job(NamedTuple):
    """What one job took; ``start_s`` is NaN where its log does not tell."""

    rule: str
    cpu_s: float
    start_s: float
    wall_s: float
    memory_mb: float


def jobs_of(folder: Path, rules: Iterable[str]) -> Iterator[Job]:
    """Read what each job of a run took.

    Parameters
    ----------
    folder : Path
        Of the run, with ``benchmarks/`` and ``logs/``.
    rules : iterable of str
        Names of all rules, one of which stands in the path of each benchmark file.

    Yields
    ------
    Job
        In the order of the files' names.
    """
    known = set(rules)
    benchmarks = folder / "benchmarks"
    for file in sorted(benchmarks.rglob("*.tsv")):
        place = file.relative_to(benchmarks).with_suffix("")
        rule = next((part for part in place.parts if part in known), None)
        if rule is None:
            continue
        # A rule may be repeated; its own file then has a line each.
        for row in pd.read_csv(file, sep="\t", na_values=["-"]).itertuples():
            used, start = _usage(folder / "logs" / f"{place}.log")
            cpu_s = float(row.cpu_time) if used is None else used
            yield Job(rule, cpu_s, start, float(row.s), float(row.max_rss))


def _usage(log: Path) -> tuple[float | None, float]:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.is_file() else []
    found = USAGE.fullmatch(lines[-1]) if lines else None
    return (float(found["used"]), float(found["start"])) if found else (None, float("nan"))


def disk_of(folder: Path, outputs: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """Add up the sizes of the files of a run by the rule that makes them.

    Parameters
    ----------
    folder : Path
        Of the run.
    outputs : mapping of str to sequence of str
        By rule, regular expressions of the files and folders that it makes.

    Returns
    -------
    dict of str to float
        In MB; what is deleted again counts for nothing.
    """
    patterns = [
        (rule, re.compile(f"(?:{pattern.removesuffix('$')})(?:/.*)?"))
        for rule, own in outputs.items()
        for pattern in own
    ]
    found = dict.fromkeys(outputs, 0.0)
    for file in folder.rglob("*"):
        if not file.is_file():
            continue
        name = file.as_posix()
        rule = next((rule for rule, pattern in patterns if pattern.fullmatch(name)), None)
        if rule is not None:
            found[rule] += file.stat().st_size / _BYTES_PER_MB
    return found


def resources_of(
    folder: Path, stages: Mapping[str, str], outputs: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """Tabulate what the rules of a run took.

    Parameters
    ----------
    folder : Path
        Of the run.
    stages : mapping of str to str
        By rule, in the order of the workflow, the stage that it belongs to.
    outputs : mapping of str to sequence of str
        As `disk_of` takes them.

    Returns
    -------
    DataFrame
        One row per rule that had jobs, in that order: stage, rule, jobs, cpu_s (processor time),
        start_s (the part of it before the work of the jobs: interpreter and first imports),
        wall_s (sum over jobs, of which several may run at a time), memory_mb (of the largest job),
        disk_mb (of what is kept).
    """
    jobs = pd.DataFrame(jobs_of(folder, stages), columns=Job._fields)
    disk = disk_of(folder, {rule: outputs.get(rule, ()) for rule in stages})
    rows = []
    for rule, stage in stages.items():
        own = jobs[jobs["rule"] == rule]
        if own.empty:
            continue
        rows.append(
            {
                "stage": stage,
                "rule": rule,
                "jobs": len(own),
                "cpu_s": own["cpu_s"].sum(),
                "start_s": own["start_s"].sum(min_count=1),
                "wall_s": own["wall_s"].sum(),
                "memory_mb": own["memory_mb"].max(),
                "disk_mb": disk[rule],
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def by_stage(resources: pd.DataFrame) -> pd.DataFrame:
    """Add up the rules of each stage, in the order of the stages; memory is that of the largest."""
    stages = resources.groupby("stage", sort=False)
    sums = stages[list(SUMS)].sum()
    return sums.assign(memory_mb=stages["memory_mb"].max()).reset_index()


def build_resources_page(*, name: str, resources: pd.DataFrame) -> str:
    """Write the page about what a run took.

    Parameters
    ----------
    name : str
        Of the run.
    resources : DataFrame
        As from `resources_of`.

    Returns
    -------
    str
        HTML that loads nothing.
    """
    stages = by_stage(resources)
    total = resources[list(SUMS)].sum()
    say = {
        "machine": f"{platform.system()} {platform.machine()}, "
        f"{counted(os.cpu_count() or 1, 'core')}, Python {platform.python_version()}",
        "cpu": _seconds(total["cpu_s"]),
        "jobs": counted(int(total["jobs"]), "job"),
        "memory": f"{number(resources['memory_mb'].max(), 0)} MB" if len(resources) else "nothing",
        "disk": f"{number(total['disk_mb'], 0)} MB",
    }
    tables = {
        "stages": _table(stages, ["stage"], total),
        "rules": _table(resources, ["stage", "rule"], total),
    }
    template = page_environment().get_template("resources_page.html.jinja")
    return template.render(name=name, say=say, tables=tables)


def _table(found: pd.DataFrame, names: Sequence[str], total: pd.Series) -> Table:
    whole = {**total, "memory_mb": found["memory_mb"].max()}
    rows = [
        [*(str(row[name]) for name in names), *_cells(row, total)] for _, row in found.iterrows()
    ]
    rows.append(["all", *[""] * (len(names) - 1), *_cells(whole, total)])
    headings = (
        *names,
        *("jobs", "processor time, s", "share of it, %", "start, s", "wall time, s"),
        *("largest memory, MB", "kept on disk, MB"),
    )
    numeric = frozenset(range(len(names), len(headings)))
    return Table(headings, rows, numeric, frozenset({len(rows) - 1}))


def _cells(row: Mapping[str, float] | pd.Series, total: pd.Series) -> list[str]:
    share = 100 * row["cpu_s"] / total["cpu_s"] if total["cpu_s"] else float("nan")
    return [
        str(int(row["jobs"])),
        number(row["cpu_s"], 1),
        number(share, 0),
        number(row["start_s"], 1),
        number(row["wall_s"], 1),
        number(row["memory_mb"], 0),
        number(row["disk_mb"], 1),
    ]


def _seconds(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
