"""The cases go through the real workflow, all at once; what came out is told in a table."""

import json
import subprocess

import pytest
import yaml
from faults import bids_cases, import_cases
from faults.cases import CASES, BidsRecording, Found
from making.checkout import copy_of_project

# A reader that ends the interpreter, and a machine that does, while the file trap is there.
TRAP = """
import os, signal, sys

def trap(event, arguments):
    name = str(arguments[0]) if event == "open" and arguments else ""
    if "sub-Crashing_task-arm_eeg" in name:
        os.abort()
    if "sub-Killed_task-arm_eeg" in name and os.path.exists("trap"):
        os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    sys.addaudithook(trap)
"""
SAME_MATRICES = ("Clean", "OtherOrder", "Vectorized")
SAME_MATRICES_OF_IMPORTS = ("MatTwoRates", "MatOffsets")
COHORT = ["Clean", "OtherOrder", "BadMuscle"]


def pytest_terminal_summary(terminalreporter):
    """Show each case: its family, what was expected, and what came out."""
    rows = sorted(
        row
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, row in getattr(report, "user_properties", ())
        if name == "fault" and report.when == "call"
    )
    if rows:
        terminalreporter.section("faults")
    for family, name, expected, came_out in rows:
        terminalreporter.line(f"{family:12} {name:24} {expected[:60]:60} {came_out}"[:240])


@pytest.fixture(scope="session")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("faults")


@pytest.fixture(scope="session")
def checkout(place):
    return copy_of_project(place / "eeg2emg")


@pytest.fixture(scope="session")
def of_bids(checkout, place):
    """What is made of the recordings of a dataset, by the name of the case.

    The dataset is reached by a link, and its path has a blank.
    """
    root = place / "store" / "data"
    bids_cases.write_description(root)
    names = [case.name for case in CASES.values() if case.source == "bids"]
    for name in names:
        CASES[name].write(BidsRecording(root, name))
    bids_cases.write_unused(root)
    (place / "linked data").symlink_to(root)
    options = bids_cases.bids_options(place / "linked data")
    child = checkout.folder / "scripts" / "eeg2emg" / "recordings" / "child_process.py"
    beginning = "from __future__ import annotations\n"
    child.write_text(child.read_text().replace(beginning, beginning + TRAP, 1))
    (checkout.folder / "trap").touch()
    files = [f"quality/recordings/sub-{name}_task-arm.json" for name in names]
    matrices = [f"connectivity/sub-{name}_task-arm.nc" for name in SAME_MATRICES]
    told = [run(checkout, options, [*files, *matrices])]
    (checkout.folder / "trap").unlink()
    told.append(run(checkout, options, files))
    told.append(run(checkout, options | {"subjects": COHORT}, ["exclusions.tsv"]))
    return told, {name: found(checkout, "faults", f"sub-{name}_task-arm") for name in names}


@pytest.fixture(scope="session")
def of_import(checkout, place):
    """What is made of the files of an import table, by the name of the case."""
    folder = place / "files"
    folder.mkdir()
    columns = ("file", "subject", "phase", "rate_hz", "unit")
    lines = ["\t".join(columns)]
    names = [case.name for case in CASES.values() if case.source == "import"]
    for name in names:
        file, row = CASES[name].write(folder / name)
        cells = {"file": file.name, "subject": name} | row
        lines.append("\t".join(cells.get(column, "") for column in columns))
    table = folder / "recordings.tsv"
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    options = bids_cases.bids_options("") | import_cases.import_options(table)
    rest = "task-arm_run-01"
    files = [f"quality/recordings/sub-{name}_{rest}.json" for name in names]
    matrices = [f"connectivity/sub-{name}_{rest}.nc" for name in SAME_MATRICES_OF_IMPORTS]
    told = [run(checkout, options, [*files, *matrices])]
    return told, {name: found(checkout, "imported", f"sub-{name}_{rest}") for name in names}


def run(checkout, options, files):
    """Run the workflow up to some files of its results; gives the exit code and what it printed."""
    name = options["name"]
    (checkout.folder / f"{name}.yaml").write_text(yaml.safe_dump(options), encoding="utf-8")
    wanted = [f"results/{name}/{file}" for file in files]
    command = checkout.command("--cores", 2, "--configfile", f"{name}.yaml", "--", *wanted)
    done = subprocess.run(**command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def found(checkout, run_name, recording):
    """Read what became of a recording."""
    results = checkout.folder / "results" / run_name
    quality = results / "quality" / "recordings" / f"{recording}.json"
    if not quality.is_file():
        return Found(used=False, said="its job failed", phases={}, bad=(), amplitudes={})
    notes = results / "bids/sourcedata/imports" / recording.split("_")[0] / f"{recording}.json"
    imported = json.loads(notes.read_text("utf-8"))["notes"] if notes.is_file() else ()
    return Found.of(json.loads(quality.read_text("utf-8")), imported)
