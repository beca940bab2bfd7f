"""The real workflow, copied into a temporary folder and run on a tiny cohort made by code."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PARTS = ("Snakefile", "workflow", "scripts", "config", "envs", "profiles", "requirements.txt")
TINY = {
    "name": "tiny",
    "input": "simulated",
    "segments": {"length_s": 6},
    "simulation": {
        "subjects": 4,
        "noisy_subjects": 1,
        "recordings": 3,
        "segments": 4,
        "rate_hz": 500,
        "flat_channel_share": 0,
    },
    "connectivity": {"emg_rate_hz": 500, "emg_order": 10, "min_samples_per_parameter": 5},
    "training": {
        "paper": {"batch_size": 8, "max_epochs": 3},
        "tuned": {"batch_size": 8, "max_epochs": 3},
        "residual": {"batch_size": 8, "max_epochs": 3, "members": 2},
    },
    "evaluation": {
        "importance_repeats": 1,
        "few_shot_segments": 2,
        "ceiling_draws": 2,
        "null_shifts": 3,
        "control_repeats": 1,
    },
}


@dataclass
class Checkout:
    """A copy of the project in which Snakemake can be run."""

    folder: Path

    def command(self, *arguments):
        """Give the command line and the environment of a Snakemake there."""
        environment = {
            key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"
        }
        environment |= {"COLUMNS": "200", "TERM": "dumb"}
        options = ["--workflow-profile", "none", "--keep-going", "--show-failed-logs"]
        line = [sys.executable, "-m", "snakemake", *options, *map(str, arguments)]
        return {"args": line, "cwd": self.folder, "env": environment}

    def snakemake(self, *arguments, expect_success=True):
        """Run Snakemake there; returns what it printed."""
        done = subprocess.run(
            **self.command(*arguments), capture_output=True, text=True, check=False
        )
        printed = done.stdout + done.stderr
        if expect_success:
            assert done.returncode == 0, printed[-6000:]
        else:
            assert done.returncode != 0, printed[-6000:]
        return printed

    def planned_rules(self, *arguments):
        """Count by rule the jobs that a run would do now."""
        printed = self.snakemake("--cores", 2, "--dry-run", *arguments)
        table = printed.partition("Job stats:")[2].partition("\n\n")[0]
        found = re.findall(r"^(\w+) +(\d+)$", table, re.MULTILINE)
        return {rule: int(count) for rule, count in found if rule not in {"total", "all"}}


def copy_of_project(folder):
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(
                source, folder / part, ignore=shutil.ignore_patterns("__pycache__", ".*")
            )
        else:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, folder / part)
    (folder / "tiny.yaml").write_text(yaml.safe_dump(TINY), encoding="utf-8")
    return Checkout(folder)


@pytest.fixture(scope="session")
def tiny():
    """Options of the tiny cohort."""
    return TINY


@pytest.fixture
def checkout(tmp_path):
    """A fresh copy in which nothing has run."""
    return copy_of_project(tmp_path / "eeg2emg")


@pytest.fixture(scope="session")
def make_checkout(tmp_path_factory):
    """Give a function that makes a copy in which nothing has run, for tests that share it."""
    return lambda name: copy_of_project(tmp_path_factory.mktemp(name) / "eeg2emg")


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """A copy in which the whole workflow has run on the tiny cohort."""
    checkout = copy_of_project(tmp_path_factory.mktemp("workflow") / "eeg2emg")
    checkout.snakemake("--cores", 2, "--configfile", "tiny.yaml")
    return checkout
