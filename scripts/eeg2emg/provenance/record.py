"""The record of a run: what was made from what, by which rule, code, options and versions.

All that differs between two runs of the same thing stands in the part ``times``.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eeg2emg.files.atomic import write_text
from eeg2emg.files.reading import reading
from eeg2emg.jobs.provenance import checkout_state
from eeg2emg.jobs.records import ENDING, JobRecord, Makers, read_records
from eeg2emg.jobs.versions import packages_used
from eeg2emg.names.project import NAME, VERSION
from eeg2emg.provenance.listing import MEASURED, RECORD, entry_of, files_of_run
from eeg2emg.provenance.places import DATA, ELSEWHERE, places_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from eeg2emg.provenance.places import Places

FORMAT = "eeg2emg provenance, version 1"
TIMES, DIGEST = "times", "digest"

_CODE = ("Snakefile", "workflow", "scripts", "envs", "requirements.txt")
"""What the numbers of a run depend on."""


def build_record(
    run: Path,
    project: Path,
    *,
    ends: Iterable[str],
    configuration: Mapping[str, Any],
    command: str,
    conda: bool,
) -> dict[str, Any]:
    """Record where the files of a run come from.

    Parameters
    ----------
    run, project : Path
        Folder of the run, and of the code.
    ends : iterable of str
        Files and folders that nothing else is made from: what leads to them is of the run.
    configuration : mapping
        All options, nested.
    command : str
        What starts such a run.
    conda : bool
        As in `eeg2emg.jobs.versions.packages_used`.

    Returns
    -------
    dict
        As docs/how-to/verify.md describes it.

    Raises
    ------
    OwnFileError
        If the record of a job is damaged.
    """
    places = places_of(run, project, configuration)
    records = read_records(run / "logs")
    makers = Makers(records)
    jobs = _jobs_before([end for end in ends if Path(end).name not in MEASURED], makers)
    listed = [_job(job, places) for job in jobs]
    made = {one["path"] for job in listed for one in job["outputs"]}
    found = [name for name in files_of_run(run) if name not in made and name not in MEASURED]
    record: dict[str, Any] = {
        "format": FORMAT,
        "run": configuration["name"],
        "code": _code(project),
        "command": command,
        "seed": configuration["seed"],
        "configuration": dict(configuration),
        "versions": {
            "python": platform.python_version(),
            "platform": f"{platform.system()} {platform.machine()}",
            "packages": packages_used(project, conda=conda),
        },
        "inputs": _inputs(listed, places, configuration),
        "jobs": listed,
        "splits": _splits(run),
        "others": [_other(name, places, makers) for name in found],
    }
    record[DIGEST] = digest_of_record(record)
    record[TIMES] = _times(run)
    return record


def write_record_of_run(path: str | os.PathLike[str], record: Mapping[str, Any]) -> None:
    """Write a record as JSON."""
    write_text(path, json.dumps(record, indent=1, ensure_ascii=False) + "\n")


def read_record_of_run(run: Path) -> dict[str, Any]:
    """Read the record of a run; raises `OwnFileError` if it is missing or damaged."""
    with reading(run / RECORD, "the provenance of a run") as file:
        record = json.loads(file.read_text(encoding="utf-8"))
        if record["format"] != FORMAT:
            raise ValueError(f"its format is {record['format']!r}, and this version reads {FORMAT}")
        return record


def digest_of_record(record: Mapping[str, Any]) -> str:
    """Digest a record without its times: equal for two runs of the same thing."""
    lasting = {key: value for key, value in record.items() if key not in {TIMES, DIGEST}}
    return hashlib.sha256(json.dumps(lasting, sort_keys=True).encode()).hexdigest()


def _jobs_before(ends: Iterable[str], makers: Makers) -> list[JobRecord]:
    """List the jobs that lead to some files, by rule and wildcards."""
    found: dict[tuple[str, ...], JobRecord] = {}
    waiting, seen = list(ends), set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        job = makers.of(path)
        if job is not None and job.outputs not in found:
            found[job.outputs] = job
            waiting.extend(job.inputs)
    return sorted(found.values(), key=lambda job: (job.rule, sorted(job.wildcards.items())))


def _job(job: JobRecord, places: Places) -> dict[str, Any]:
    return {
        "rule": job.rule,
        "wildcards": job.wildcards,
        "library": job.library,
        "inputs": [places.name_of(path) for path in job.inputs],
        "outputs": [one for path in job.outputs for one in _entries(path, places)],
    }


def _entries(path: str, places: Places) -> list[dict[str, Any]]:
    """Describe an output: a file, all files of a folder, or one that was not kept."""
    place = Path(path)
    if place.is_dir():
        inside = [f"{place.as_posix()}/{name}" for name in files_of_run(place)]
        return [entry_of(places.name_of(file), Path(file)) for file in inside]
    name = places.name_of(path)
    return [entry_of(name, place) if place.is_file() else {"path": name, "kept": False}]


def _inputs(
    jobs: Iterable[Mapping[str, Any]], places: Places, configuration: Mapping[str, Any]
) -> dict[str, Any]:
    """Describe what came from outside: files of recordings, or what simulated ones follow from."""
    if configuration["input"] == "simulated":
        return {
            "kind": "simulated",
            "made_from": {name: configuration[name] for name in ("seed", "simulation", "segments")},
            "files": [],
        }
    read = {name for job in jobs for name in job["inputs"] if name.startswith((DATA, ELSEWHERE))}
    if configuration["input"] == "import":
        read.add(places.name_of(configuration["import_table"]))
    return {
        "kind": configuration["input"],
        "files": [entry_of(name, places.path_of(name)) for name in sorted(read)],
    }


def _splits(run: Path) -> dict[str, Any]:
    """Give the digest of each split, or the reason why there is none."""
    found = {}
    for path in sorted((run / "splits").glob("*.json")):
        with reading(path, "a split") as file:
            about = json.loads(file.read_text(encoding="utf-8"))
        kept = ("status", "digest", "reason", "folds")
        found[path.stem] = {key: about[key] for key in kept if about.get(key) is not None}
    return found


def _other(name: str, places: Places, makers: Makers) -> dict[str, Any]:
    """Describe a file that the report does not rest on: of a study, or of nobody known."""
    job = makers.of(str(places.run / name))
    return entry_of(name, places.run / name) | {"rule": job.rule if job else None}


def _code(project: Path) -> dict[str, Any]:
    state = checkout_state(project)
    digest = hashlib.sha256()
    for path in sorted(path for part in _CODE for path in _files(project / part)):
        digest.update(f"{path.relative_to(project).as_posix()}\0".encode())
        digest.update(path.read_bytes())
    commit = (
        {"commit": state.commit, "changed_since": state.changed}
        if state.commit
        else {"commit": "unknown", "why": state.why_unknown}
    )
    return {"name": NAME, "version": VERSION, **commit, "sha256": digest.hexdigest()}


def _files(place: Path) -> Iterable[Path]:
    if place.is_file():
        return [place]
    return [path for path in place.rglob("*") if path.is_file() and "__pycache__" not in path.parts]


def _times(run: Path) -> dict[str, Any]:
    """Tell when and where the jobs ended, and what they took."""
    logs, ended, began = run / "logs", [], []
    for path in logs.rglob(f"*{ENDING}"):
        ended.append(path.stat().st_mtime)
        began.append(ended[-1] - _lasted_s(run / "benchmarks" / path.relative_to(logs)))
    with reading(run / MEASURED[1], "what a run took") as file:
        rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    return {
        "first_job_began": _moment(min(began)),
        "last_job_ended": _moment(max(ended)),
        "machine": {"cores": os.cpu_count(), "system": platform.platform()},
        "rules": {
            row["rule"]: {key: float(row[key]) for key in ("cpu_s", "wall_s") if row[key]}
            for row in rows
        },
        "files": [entry_of(name, run / name) for name in MEASURED],
    }


def _lasted_s(place: Path) -> float:
    """Read how long a job lasted; 0 where nothing was measured."""
    table = place.with_suffix(".tsv")
    if not table.is_file():
        return 0.0
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines(), delimiter="\t")
    return sum(float(row["s"]) for row in rows)


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
