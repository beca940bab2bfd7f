"""Two runs of one configuration make the same bytes, whoever runs them and wherever."""

import json
import re
import shutil

import pytest

MEASURED = ("logs", "benchmarks", "resources.html", "resources.csv", "provenance.json")
"""Places of what is measured: times and memory. They are in no other file, nor in the report; in
the provenance they stand in a part of their own."""


def contents(results):
    """Give the bytes of each file by its path within the results."""
    paths = [path for path in results.rglob("*") if path.is_file()]
    return {
        path.relative_to(results): path.read_bytes()
        for path in paths
        if path.relative_to(results).parts[0] not in MEASURED and not path.name.startswith(".")
    }


@pytest.mark.ci
def test_all_files_of_two_runs_are_the_same(finished, make_checkout, tmp_path, monkeypatch):
    """Another folder, person, language, time zone, order of hashes and number of cores."""
    home = tmp_path / "another home"
    home.mkdir()
    elsewhere = {
        "PYTHONHASHSEED": "4711", "HOME": str(home), "LANG": "de_DE.UTF-8", "LC_ALL": "C",
        "TZ": "Asia/Tokyo", "OMP_NUM_THREADS": "2", "USER": "someone",
    }  # fmt: skip
    for name, value in elsewhere.items():
        monkeypatch.setenv(name, value)
    other = make_checkout("a much longer name of the folder, ümlaut")
    other.snakemake("--cores", 1, "--configfile", "tiny.yaml")
    made, before = (
        contents(checkout.folder / "results" / "tiny") for checkout in (other, finished)
    )
    assert {path.parts[0] for path in made} >= {
        *("tables", "figures", "models", "splits", "report.html", "configuration.json"),
        *("bids", "quality", "derivatives", "connectivity", "dataset.nc", "exclusions.tsv"),
    }
    # Other tests may have asked for more of the first run, never for something else.
    assert set(made) <= set(before)
    assert not [str(path) for path in made if made[path] != before[path]]
    one, two = (
        json.loads((checkout.folder / "results" / "tiny" / "provenance.json").read_text("utf-8"))
        for checkout in (other, finished)
    )
    assert one.pop("times") != two.pop("times")
    assert one == two


def test_the_report_names_no_measured_time_nor_place(finished):
    page = (finished.folder / "results" / "tiny" / "report.html").read_text(encoding="utf-8")
    assert str(finished.folder) not in page
    for word in ("max_rss", "benchmarks/", "wall time", "seconds of computing"):
        assert word not in page


def test_a_clone_that_is_moved_has_nothing_to_do(finished, tmp_path):
    moved = type(finished)(tmp_path / "moved to another place")
    leave = shutil.ignore_patterns("__pycache__")
    shutil.copytree(finished.folder, moved.folder, ignore=leave, symlinks=True)
    printed = moved.snakemake("-n", "--cores", 1, "--configfile", "tiny.yaml")
    assert "Nothing to be done" in printed


def test_packages_that_are_not_the_pinned_ones_are_told_at_the_start(checkout):
    printed = checkout.snakemake("-n", "--configfile", "tiny.yaml")
    assert "pinned to" not in printed
    pins = checkout.folder / "requirements.txt"
    pins.write_text(re.sub(r"(?m)^numpy==\S+", "numpy==0.0.1", pins.read_text()))
    printed = checkout.snakemake("-n", "--configfile", "tiny.yaml")
    assert "and pinned to 0.0.1 in requirements.txt: the same data may give other" in printed
