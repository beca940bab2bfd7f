"""The template for a laboratory's dataset, on real recordings where they are at hand."""

import csv
from pathlib import Path

import pytest
import yaml


@pytest.fixture(scope="module")
def template():
    root = Path(__file__).parents[2]
    return yaml.safe_load((root / "config" / "dataset.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def cmgraph(template):
    """Options for recordings of 20 s, one phase, low-passed at 45 Hz and cleaned before."""
    options = template | {
        "name": "cmgraph",
        "channels": {"emg": [f"emg{number}" for number in range(1, 9)]},
        "segments": {
            "length_s": 5,
            "phases_from": "events",
            "phases": [{"name": "rest", "labels": ["rest"]}],
        },
        "ica": {"enabled": False},
    }
    options["connectivity"] = template["connectivity"] | {
        "eeg_rate_hz": 100,
        "eeg_order": 10,
        "emg_rate_hz": 500,
        "emg_order": 10,
        "emg_envelope_rate_hz": 125,
        "emg_envelope_order": 6,
        "mvar_rank": 17,
        "min_samples_per_parameter": 2,
    }
    options["training"] = {
        "paper": {"batch_size": 8, "max_epochs": 2},
        "tuned": {"batch_size": 8, "max_epochs": 2},
    }
    return options


def table(path):
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.ci
def test_clinical_recordings_of_one_phase_give_a_report_that_does_not_overclaim(
    real_data, checkout, cmgraph
):
    (checkout.folder / "cmgraph.yaml").write_text(yaml.safe_dump(cmgraph))
    dataset = f"dataset={real_data / 'cmgraph'}"
    checkout.snakemake("--cores", 2, "--configfile", "cmgraph.yaml", "--config", dataset)
    results = checkout.folder / "results" / "cmgraph"
    rows = table(results / "tables" / "metrics.csv")
    blocked = [row for row in rows if row["scheme"] == "blocked"]
    assert {row["status"] for row in blocked} == {"not estimable"}
    assert "all segments are rest" in blocked[0]["reason"]
    assert len(table(results / "tables" / "table3.csv")) == 12
    page = (results / "report.html").read_text(encoding="utf-8")
    assert "SIMULATED DATA" not in page
    assert "all segments are rest" in page


def test_recordings_without_emg_stop_before_any_work_with_the_way_on(real_data, checkout, template):
    (checkout.folder / "motor.yaml").write_text(
        yaml.safe_dump(template | {"name": "motor", "line_hz": 60})
    )
    dataset = f"dataset={real_data / 'eegmmidb'}"
    printed = checkout.snakemake(
        "dataset",
        *("--cores", 2, "--configfile", "motor.yaml", "--config", dataset),
        expect_success=False,
    )
    assert "eeg2emg: " in printed
    assert "`channels: {emg: []}`" in printed
    assert "eeg_connectivity" in printed
    assert "Finished jobid" not in printed
    assert "Traceback" not in printed
