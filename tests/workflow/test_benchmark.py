"""The target `benchmark`: what it plans, and a tiny one from end to end."""

import csv

import pytest
import yaml
from eeg2emg.learning.catalogue import REGRESSIONS

TARGET = "benchmark"
SIZE = {"benchmark_cohorts": [2, 5], "benchmark_subjects": 3, "benchmark_recordings": 3}


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def configured(checkout, tiny, **evaluation):
    """Write a configuration with a tiny benchmark."""
    options = tiny | {"evaluation": tiny["evaluation"] | SIZE | evaluation}
    (checkout.folder / "benchmark.yaml").write_text(yaml.safe_dump(options), encoding="utf-8")
    return ("--configfile", "benchmark.yaml", "--", TARGET)


def test_it_is_planned_apart_from_the_run_cohort_by_cohort(checkout, tiny):
    planned = checkout.planned_rules(*configured(checkout, tiny, benchmark_cohorts=[4, 5, 9]))
    assert planned == {
        "simulate_benchmark_cohort": 3,
        "fit_benchmark_cohort": 3,
        "tabulate_benchmark": 1,
        "benchmark": 1,
    }


@pytest.mark.ci
def test_a_tiny_benchmark_runs_and_further_cohorts_keep_what_is_made(checkout, tiny):
    arguments = configured(checkout, tiny)
    checkout.snakemake("--cores", 2, *arguments)
    results = checkout.folder / "results" / "tiny"
    pooled = table(results / "tables" / "benchmark.csv")
    everybody = [row for row in pooled if row["law"] == "all"]
    assert {row["n_people"] for row in everybody} == {"6"}
    assert {row["n_cohorts"] for row in everybody} == {"2"}
    assert {row["law"] for row in pooled} == {"all", "other graph", "standard"}
    assert {row["model"] for row in pooled} == {*REGRESSIONS, "primary-chosen"}
    assert {row["scheme"] for row in pooled} == {
        *("blocked", "leave-one-subject-out-adapted", "few-shot"),
    }
    named = [row for row in everybody if row["named"] == "yes"]
    assert {row["model"] for row in named} == {*REGRESSIONS, "primary-chosen"} - {
        "kernel ridge, coherency"
    }
    assert all(bool(row["p_corrected"]) == (not row["reason"]) for row in named)
    assert all(row["claim"] for row in named if row["reference"] == "rival")
    assert not any(row["claim"] or row["p"] for row in everybody if row["named"] == "no")
    by_cohort = table(results / "tables" / "benchmark_cohorts.csv")
    assert {(row["cohort"], row["law"]) for row in by_cohort} == {
        ("2", "other graph"),
        ("5", "standard"),
    }
    # Other names need no other fits; another cohort, and another network, only what is new.
    named = configured(checkout, tiny, benchmark_named=["ridge"])
    assert checkout.planned_rules(*named) == {"tabulate_benchmark": 1, "benchmark": 1}
    further = configured(checkout, tiny, benchmark_cohorts=[2, 5, 3])
    assert checkout.planned_rules(*further) == {
        "simulate_benchmark_cohort": 1,
        "fit_benchmark_cohort": 1,
        "tabulate_benchmark": 1,
        "benchmark": 1,
    }
    networks = configured(checkout, tiny, benchmark_networks=["edges"])
    assert checkout.planned_rules(*networks)["fit_benchmark_cohort"] == 2
    assert "simulate_benchmark_cohort" not in checkout.planned_rules(*networks)


@pytest.mark.ci
def test_networks_are_trained_on_request(checkout, tiny):
    training = tiny["training"] | {"edges": {"batch_size": 8, "max_epochs": 1, "members": 2}}
    arguments = configured(
        checkout,
        tiny | {"training": training},
        benchmark_networks=["edges"],
        benchmark_schemes=["blocked"],
        benchmark_named=["kernel ridge", "edges"],
    )
    checkout.snakemake("--cores", 2, *arguments)
    pooled = table(checkout.folder / "results" / "tiny" / "tables" / "benchmark.csv")
    named = {row["model"] for row in pooled if row["named"] == "yes"}
    assert named == {
        *("kernel ridge", "network-edges-adam-best", "network-edges-adam-ensemble"),
    }
