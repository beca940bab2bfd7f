"""From a laboratory's folder to a run: `run.sh init`, `run.sh plan`, and what Snakemake plans."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml
from eeg2emg.files.brainvision import write_brainvision
from eeg2emg.importing.bids_files import write_dataset, write_tables
from eeg2emg.planning.merged_options import merged_configuration
from eeg2emg.planning.plan import plan_run
from eeg2emg.recordings.channel_names import TEN_TWENTY

ROOT = Path(__file__).parents[2]
MUSCLES = ("biceps", "triceps")
RATE_HZ, SECONDS = 250.0, 40.0


def write_study(root, *, active="grip", people=3, recordings=4):
    names = [*TEN_TWENTY, *MUSCLES]
    kinds = ["EEG"] * len(TEN_TWENTY) + ["EMG"] * len(MUSCLES)
    x_v = 1e-5 * np.random.default_rng(0).standard_normal((len(names), int(RATE_HZ * SECONDS)))
    subjects = [f"sub-{person + 1:02d}" for person in range(people)]
    write_dataset(root, subjects)
    for subject in subjects:
        for run in range(recordings):
            name, folder = f"{subject}_task-arm_run-{run + 1:02d}", root / subject / "eeg"
            write_brainvision(
                folder, f"{name}_eeg", x_v, RATE_HZ, names, number_format="binary_int16"
            )
            write_tables(
                folder, name, task="arm", rate_hz=RATE_HZ, duration_s=SECONDS, line_hz=50,
                channels=[(own, kind, RATE_HZ) for own, kind in zip(names, kinds, strict=True)],
                events=[(10.0 * k, 10.0, ("rest", active)[k % 2]) for k in range(4)],
            )  # fmt: skip
    return root


@pytest.fixture(scope="module")
def project(make_checkout, tmp_path_factory):
    """A copy of the project with its `run.sh`, for which the set-up is done already."""
    checkout = make_checkout("planning")
    for part in ("run.sh", "requirements.txt"):
        shutil.copy2(ROOT / part, checkout.folder / part)
    environment = tmp_path_factory.mktemp("environment")
    (environment / "bin").mkdir()
    python = environment / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    with (ROOT / "requirements.txt").open("rb") as file:
        stamp = subprocess.run(["cksum"], stdin=file, capture_output=True, check=True).stdout
    (environment / ".installed-requirements.txt").write_bytes(stamp)
    checkout.environment = environment
    return checkout


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """Where the person stands: neither in the project nor in the dataset."""
    return tmp_path_factory.mktemp("desk")


def run(project, here, *arguments):
    known = project.command()["env"] | {"EEG2EMG_VENV": str(project.environment)}
    line = [str(project.folder / "run.sh"), *map(str, arguments)]
    return subprocess.run(line, cwd=here, env=known, capture_output=True, text=True, check=False)


def test_a_drafted_configuration_runs_and_the_plan_counts_its_jobs(project, desk, tmp_path):
    data = write_study(tmp_path / "study")
    drafted = run(project, desk, "init", data)
    assert drafted.returncode == 0, drafted.stderr
    assert "written: study.yaml" in drafted.stdout
    planned = run(project, desk, "plan", "--configfile", "study.yaml")
    assert planned.returncode == 0, planned.stdout + planned.stderr
    assert "READY" in planned.stdout
    assert "\x1b" not in planned.stdout
    jobs = int(re.search(r"(\d+) jobs;", planned.stdout)[1])
    assert jobs == sum(project.planned_rules("--configfile", desk / "study.yaml").values())


MORE_JOBS = {
    "the other estimator": {"evaluation": {"compare_estimators": True}},
    "the surface Laplacian": {"eeg": {"laplacian": True}},
    "the surface Laplacian compared": {"evaluation": {"compare_laplacian": True}},
    "surrogates": {"significance": {"enabled": True, "surrogates": 19}},
    "brain and muscles together": {"corticomuscular": {"enabled": True}},
    "further targets": {"connectivity": {"targets": ["granger_envelope", "amplitude"]}},
    "a further target that is there anyway": {"connectivity": {"targets": ["granger_envelope"]}},
    "groups of features": {"connectivity": {"features": ["power"]}},
    "graph measures": {"connectivity": {"features": ["graph"]}},
    "the null of the network": {"evaluation": {"network_null_shifts": 39}},
    "fewer schemes": {"evaluation": {"schemes": ["random", "blocked"]}},
    "no network for new people": {"training": {"new_people": False}},
    "more recipes": {"training": {"further": ["residual", "phase"], "optimizers": ["adam"]}},
    "an ICA of each recording": {"ica": {"fit": "recording"}},
    "no EMG": {"channels": {"emg": []}},
}


@pytest.fixture(scope="module")
def drafted(project, desk, tmp_path_factory):
    """Options that were drafted from a study."""
    data = write_study(tmp_path_factory.mktemp("data") / "counted")
    assert run(project, desk, "init", data).returncode == 0
    return yaml.safe_load((desk / "counted.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", MORE_JOBS)
def test_the_plan_counts_the_jobs_that_an_option_adds(project, drafted, tmp_path, case):
    changed = {name: drafted.get(name, {}) | own for name, own in MORE_JOBS[case].items()}
    file = tmp_path / "options.yaml"
    file.write_text(yaml.safe_dump(drafted | changed), encoding="utf-8")
    plan = plan_run(merged_configuration([str(file)], [], own=ROOT / "config" / "config.yaml"))
    target = ["--", "eeg_connectivity"] if case == "no EMG" else []
    rules = project.planned_rules("--configfile", file, *target)
    rules.pop("eeg_connectivity", None)
    assert plan.cost.jobs == rules


def test_the_command_that_is_offered_at_the_end_is_right(project, desk, tmp_path):
    data = write_study(tmp_path / "offered", people=1)
    drafted = run(project, desk, "init", data)
    *_, offered = drafted.stdout.strip().splitlines()
    script, *arguments = offered.split()
    assert script == str(project.folder / "run.sh")
    assert run(project, desk, *arguments, "-n", "--quiet").returncode == 0


def test_a_question_stops_the_workflow_until_it_is_answered(project, desk, tmp_path):
    data = write_study(tmp_path / "asked", active="S1", people=1)
    assert "segments.phases" in run(project, desk, "init", data).stdout
    file = desk / "asked.yaml"
    printed = project.snakemake("-n", "--configfile", file, expect_success=False)
    assert "questions that are not answered yet" in printed
    assert "asked.yaml: segments.phases.1.name" in printed
    assert "Traceback" not in printed
    planned = run(project, desk, "plan", "--configfile", "asked.yaml")
    assert planned.returncode == 1
    assert "questions that are not answered yet" in planned.stderr
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('name: "?"', "name: activity"), encoding="utf-8")
    project.snakemake("-n", "--configfile", file)
    assert run(project, desk, "plan", "--configfile", "asked.yaml").returncode == 0


def test_the_help_names_the_commands_and_that_of_snakemake_follows(project, desk):
    printed = run(project, desk, "--help").stdout
    assert printed.startswith("usage: run.sh init FOLDER")
    assert "run.sh plan --configfile FILE" in printed
    assert "--cores" in printed


def test_what_is_wrong_with_a_command_is_told_in_one_line(project, desk):
    done = run(project, desk, "init", "nowhere")
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert "there is no such folder or file" in done.stderr
