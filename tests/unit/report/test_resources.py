"""What a run took, beside its report."""

import importlib.util
from pathlib import Path

import pandas as pd
import pytest
from eeg2emg.report.resources import build_resources_page, by_stage, resources_of

STAGES = {"read": "signals", "check": "signals", "learn": "models", "rest": "models"}
HEAD = "s\th:m:s\tmax_rss\tmax_vms\tmax_uss\tmax_pss\tio_in\tio_out\tmean_load\tcpu_time\n"


def job(folder, name, *, wall_s, memory, cpu_s, log=None):
    file = folder / "benchmarks" / f"{name}.tsv"
    file.parent.mkdir(parents=True, exist_ok=True)
    rest = "\t".join(["-"] * 6)
    file.write_text(f"{HEAD}{wall_s}\t0:00:01\t{memory}\t{rest}\t{cpu_s}\n")
    if log is not None:
        text = folder / "logs" / f"{name}.log"
        text.parent.mkdir(parents=True, exist_ok=True)
        text.write_text(log)


@pytest.fixture
def run(tmp_path):
    took = "WARNING: odd\nINFO: {} s of processor time, {} s of it before the work\n".format
    job(tmp_path, "read/a", wall_s=3, memory=100, cpu_s=0.0, log=took(2.5, 0.5))
    job(tmp_path, "read/b", wall_s=5, memory="-", cpu_s=1.0, log=took(3.5, 0.25))
    job(tmp_path, "study/x/learn/c", wall_s=9, memory=700, cpu_s=8.0)
    job(tmp_path, "removed_rule", wall_s=9, memory=700, cpu_s=8.0)
    job(tmp_path, "check", wall_s=1, memory=50, cpu_s=0.5, log="ERROR: it ended\n")
    (tmp_path / "data" / "more").mkdir(parents=True)
    (tmp_path / "data" / "more" / "a.bin").write_bytes(bytes(2_000_000))
    (tmp_path / "data" / "b.bin").write_bytes(bytes(500_000))
    outputs = {"read": [f"{tmp_path}/data/(?P<x>.+)$"], "learn": [f"{tmp_path}/model$"]}
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "weights").write_bytes(bytes(1_000_000))
    return resources_of(tmp_path, STAGES, outputs)


def test_rules_come_in_the_order_of_the_workflow_and_those_without_jobs_are_left_out(run):
    assert list(run["rule"]) == ["read", "check", "learn"]
    assert list(run["jobs"]) == [2, 1, 1]


def test_processor_time_is_that_of_the_log_and_else_of_the_benchmark_file(run):
    assert list(run["cpu_s"]) == [6.0, 0.5, 8.0]
    assert run["start_s"].fillna(-1).tolist() == [0.75, -1, -1]


def test_wall_time_is_added_up_and_memory_is_that_of_the_largest(run):
    assert list(run["wall_s"]) == [8, 1, 9]
    assert list(run["memory_mb"]) == [100, 50, 700]


def test_disk_counts_files_and_what_folders_hold(run):
    assert list(run["disk_mb"]) == [2.5, 0, 1.0]


def test_stages_add_up_their_rules(run):
    stages = by_stage(run).set_index("stage")
    assert list(stages.index) == ["signals", "models"]
    assert stages.loc["signals", ["jobs", "cpu_s", "wall_s", "memory_mb"]].tolist() == [
        *(3, 6.5, 9, 100),
    ]


def test_the_page_shows_every_rule_and_the_sum_and_loads_nothing(run):
    page = build_resources_page(name="<mine>", resources=run)
    for text in ("read", "check", "learn", "14.5", "&lt;mine&gt;", "4 jobs"):
        assert text in page
    for outside in ("http:", "https:", "src=", "<mine>"):
        assert outside not in page


def test_a_run_of_which_nothing_is_known_has_a_page_too(tmp_path):
    empty = resources_of(tmp_path, STAGES, {})
    assert empty.empty
    assert isinstance(empty, pd.DataFrame)
    assert "0 jobs" in build_resources_page(name="x", resources=empty)


@pytest.fixture
def stages():
    path = Path(__file__).parents[3] / "benchmarks" / "stages.py"
    spec = importlib.util.spec_from_file_location("stages", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_of_stages_sets_each_beside_its_budget(run, stages, monkeypatch):
    monkeypatch.setattr(stages, "BUDGET_S", {"signals": 7, "models": 7})
    text = stages.stages_table(run)
    assert "| signals | 7 | 6 |" in text
    assert "| all | 14 | 14 |" in text
    assert stages.over_budget(run) == ["models"]


def test_the_table_of_rules_begins_with_the_dearest(run, stages):
    rows = [line.split(" | ") for line in stages.rules_table(run).splitlines()[2:]]
    assert rows[-1][0] == "| all"
    took = [float(row[2]) for row in rows]
    assert took[:-1] == sorted(took[:-1], reverse=True)
    assert took[-1] == pytest.approx(run["cpu_s"].sum(), abs=0.5)
    assert all(row[3].endswith("%") for row in rows)


def test_every_stage_of_the_workflow_has_a_budget_or_is_no_part_of_the_default_run(stages):
    rules = Path(__file__).parents[3] / "workflow" / "rules"
    names = {path.stem.replace("_", " ") for path in rules.glob("*.smk")}
    assert set(stages.BUDGET_S) <= names
    assert names - set(stages.BUDGET_S) <= {
        *("common", "fetch", "helpers", "import", "significance", "targets", "network null"),
        *("corticomuscular", "derivatives"),
        "provenance",  # made after the page about what the run took
    }


def test_the_budgets_stand_in_the_documentation(stages):
    page = Path(__file__).parents[3].joinpath("docs", "pace.md").read_text(encoding="utf-8")
    for stage, budget in stages.BUDGET_S.items():
        assert f"| {stage} | {budget} |" in page
