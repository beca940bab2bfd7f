"""The walks of CONTRIBUTING.md, applied as they stand to a copy of the project that then runs.

A block of code belongs to the file that the sentence before it names: it becomes the file, or is
put at its end, or into the catalogue that the sentence names.
"""

import ast
import csv
import math
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(
    r"In `(?P<file>[^`]+)`(?:, in `(?P<catalogue>\w+)`)?,(?:(?!\n```|\n#).)*?"
    r"\n```(?:python|rst|html)\n(?P<code>.*?)```",
    re.DOTALL,
)
MEASURE, TARGET = "envelope_correlation", "muscle_envelope_correlation"
SCHEME, REGRESSION = "last-recording", "nearest neighbours"


def walks():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    text = text.partition("## Five walks")[2].partition("\n## ")[0]
    return [(m["file"], m["catalogue"] or "", m["code"]) for m in BLOCK.finditer(text)]


def insert_entry(text, catalogue, code):
    """Put an entry at the end of a catalogue or dictionary."""
    start = re.search(rf"^{catalogue}\b[^\n]*= (?:catalogue\(|\{{)\n", text, re.MULTILINE).end()
    end = re.compile(r"^[)}]$", re.MULTILINE).search(text, start).start()
    return f"{text[:end]}{code.rstrip()},\n{text[end:]}"


def apply(folder):
    for file, catalogue, code in walks():
        path = folder / file
        if catalogue:
            path.write_text(insert_entry(path.read_text("utf-8"), catalogue, code), "utf-8")
        elif path.exists():
            path.write_text(f"{path.read_text('utf-8').rstrip()}\n\n\n{code}", "utf-8")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(code, encoding="utf-8")


@pytest.fixture(scope="module")
def changed(make_checkout):
    """A copy of the project after all five walks."""
    checkout = make_checkout("walks")
    apply(checkout.folder)
    return checkout


@pytest.fixture(scope="module")
def walked(changed, tiny):
    """The copy, with options that use all that is new."""
    options = {
        **tiny,
        "name": "walked",
        "segments": {"length_s": 25},
        "simulation": {**tiny["simulation"], "subjects": 4, "recordings": 3},
        "connectivity": {
            **tiny["connectivity"],
            "measures": ["correlation", MEASURE, "granger"],
            "target": TARGET,
        },
        "training": {**tiny["training"], "further": [], "optimizers": ["adam"]},
        "evaluation": {
            **tiny["evaluation"],
            "schemes": ["random", "blocked", SCHEME],
            "ceiling_draws": 0,
        },
    }
    (changed.folder / "walked.yaml").write_text(yaml.safe_dump(options))
    return changed


@pytest.fixture(scope="module")
def results(walked):
    """The results of the tiny cohort with all that is new."""
    walked.snakemake("--cores", 2, "--configfile", "walked.yaml")
    return walked.folder / "results" / "walked"


def table(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def report(results):
    return (results / "report.html").read_text(encoding="utf-8")


def test_every_walk_is_found_and_is_code():
    found = walks()
    catalogues = [catalogue for _, catalogue, _ in found if catalogue]
    assert catalogues == [
        *("MEASURES", "SCHEMES", "TARGETS", "REGRESSIONS"),
        *("FIGURES_BY_CAPTION", "CATEGORIES", "MEMORY_MB", "SECTIONS"),
    ]
    for file, catalogue, code in found:
        if file.endswith(".py") and not catalogue:
            ast.parse(code)


def test_the_code_of_the_walks_passes_the_linters(changed):
    for command in (("check",), ("format", "--check")):
        line = [sys.executable, "-m", "ruff", *command, "--config", str(ROOT / "pyproject.toml")]
        files = {file for file, catalogue, _ in walks() if file.endswith(".py") and not catalogue}
        done = subprocess.run(
            [*line, *sorted(files)], cwd=changed.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_all_that_is_new_may_be_asked_for(walked):
    planned = walked.planned_rules("--configfile", "walked.yaml")
    assert planned["split_segments"] == 3
    assert planned["draw_subjects"] == 1


@pytest.mark.ci
def test_the_measure_is_in_tables_and_report(results, report):
    rows = [row for row in table(results / "tables/connectivity.csv") if row["measure"] == MEASURE]
    assert rows
    assert len({row["mean"] for row in rows}) > 10
    importances = table(results / "tables/importance.csv")
    lost = [row for row in importances if row["name"] == MEASURE and row["method"] == "refit"]
    assert lost
    assert "Envelope correlation" in report
    assert "correlation of the amplitudes, per narrow band" in report
    for row in lost:
        assert f"{float(row['importance']):.3f}".replace("-", "−") in report


@pytest.mark.ci
def test_the_target_is_what_the_models_learn(results, report):
    assert "Target: Correlation of the envelopes" in report
    kept = [row for row in table(results / "tables/connectivity.csv") if row["measure"] == TARGET]
    assert kept
    edges = table(results / "tables/reliability.csv")
    assert any(math.isfinite(float(row["reliability"] or "nan")) for row in edges)
    limits = table(results / "tables/limits.csv")
    assert {row["reason"] for row in limits if row["scheme"] == "blocked"} != {""}


@pytest.mark.ci
def test_scheme_and_regression_are_judged(results, report):
    metrics = [
        row
        for row in table(results / "tables/metrics.csv")
        if (row["model"], row["metric"], row["part"]) == (REGRESSION, "skill", "test")
    ]
    by_scheme = {row["scheme"]: row for row in metrics}
    assert set(by_scheme) == {"random", "blocked", SCHEME}
    assert by_scheme[SCHEME]["status"] == "estimated"
    assert f"scheme {SCHEME}" in report
    assert "Each subject&#39;s last recording is tested" in report
    value = f"{float(by_scheme[SCHEME]['value']):.2f}".replace("-", "−")
    assert re.search(rf"nearest neighbours</td>\s*<td class=\"n\">{value}", report)
    assert REGRESSION in {row["model"] for row in table(results / "tables/null.csv")}


@pytest.mark.ci
def test_the_figure_has_its_section(results, report):
    assert (results / "figures/subjects.svg").is_file()
    assert 'id="figure-subjects"' in report
    assert "On whom it works" in report
    assert re.search(r"The EEG helps in \d+ cases? of \d+\.", report)
