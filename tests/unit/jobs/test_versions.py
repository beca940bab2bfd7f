"""Versions: those that are used are named, and what differs from the pins is said."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from eeg2emg.jobs import versions
from eeg2emg.jobs.versions import (
    ABSENT,
    MODULES,
    differences,
    pinned_versions,
    versions_here,
    versions_used,
)
from eeg2emg.report.sections.making import versions_sentence

ROOT = Path(__file__).parents[3]


def test_every_library_of_the_report_is_pinned():
    assert set(pinned_versions(ROOT / "requirements.txt")) == set(MODULES)


def test_without_the_file_nothing_is_pinned_and_nothing_is_said(tmp_path):
    assert pinned_versions(tmp_path / "requirements.txt") == {}
    assert versions_sentence(SimpleNamespace(pins={}, versions={"numpy": "1"})) == ""


@pytest.mark.parametrize("name", MODULES)
def test_a_version_is_that_of_the_imported_module(name, monkeypatch):
    """Whatever the list of installed packages says: another folder may come first."""
    monkeypatch.setitem(sys.modules, MODULES[name], SimpleNamespace(__version__="0.0.7"))
    assert versions_here()[name] == "0.0.7"
    assert versions_used({name: "1.0"}, conda=True)[name] == "0.0.7"
    assert differences(versions_here(), {name: "1.0"}) == [f"{name} is 0.0.7 and pinned to 1.0"]


@pytest.mark.parametrize("name", MODULES)
def test_what_is_not_installed_is_said_to_be_so(name, monkeypatch):
    monkeypatch.setitem(sys.modules, MODULES[name], None)
    monkeypatch.setattr(versions, "version", missing)
    assert versions_here()[name] == ABSENT
    assert versions_used({name: "1.0"}, conda=True)[name] == "1.0"  # of the job that imports it
    assert versions_used({name: "1.0"}, conda=False)[name] == ABSENT


def missing(name):
    raise versions.PackageNotFoundError(name)


def test_the_report_says_whether_they_are_the_pinned_ones():
    run = SimpleNamespace(pins={"numpy": "2.4"}, versions={"Python": "3.11", "numpy": "2.4"})
    assert versions_sentence(run) == "They are those that requirements.txt pins."
    run.versions = {"Python": "3.11", "numpy": "2.3"}
    assert "(numpy is 2.3 and pinned to 2.4)" in versions_sentence(run)
