"""The real workflow, copied into a temporary folder and run on a tiny cohort made by code."""

import shutil

import pytest
import yaml
from making.checkout import copy_of_project

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


def tiny_checkout(folder):
    checkout = copy_of_project(folder)
    (folder / "tiny.yaml").write_text(yaml.safe_dump(TINY), encoding="utf-8")
    return checkout


@pytest.fixture(scope="session")
def tiny():
    """Options of the tiny cohort."""
    return TINY


@pytest.fixture
def checkout(tmp_path):
    """A fresh copy in which nothing has run."""
    return tiny_checkout(tmp_path / "eeg2emg")


@pytest.fixture(scope="session")
def make_checkout(tmp_path_factory):
    """Give a function that makes a copy in which nothing has run, for tests that share it."""
    return lambda name: tiny_checkout(tmp_path_factory.mktemp(name) / "eeg2emg")


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """A copy in which the whole workflow has run on the tiny cohort."""
    checkout = tiny_checkout(tmp_path_factory.mktemp("workflow") / "eeg2emg")
    checkout.snakemake("--cores", 2, "--configfile", "tiny.yaml")
    return checkout


@pytest.fixture(scope="session")
def copy_finished(finished, tmp_path_factory):
    """Give a function that copies the finished run, for tests that change it or add to it."""

    def copied(name):
        copy = type(finished)(tmp_path_factory.mktemp(name) / "eeg2emg")
        leave = shutil.ignore_patterns("__pycache__")
        shutil.copytree(finished.folder, copy.folder, ignore=leave, symlinks=True)
        return copy

    return copied
