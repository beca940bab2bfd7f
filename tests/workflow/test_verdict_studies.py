"""Studies of the verdict: batches that are made once, and go on where they were interrupted."""

import pandas as pd
import pytest
import yaml
from eeg2emg.studies.judged_cohorts import COLUMNS
from eeg2emg.studies.verdict_studies import COUPLED, POWER, UNCOUPLED
from making.killing import FINISHED, kill_all_when

pytestmark = pytest.mark.ci

BATCH = "results/tiny/calibration/verdicts/{}/from-0.csv"
TREND = BATCH.format("uncoupled_trend-0.3")
SMALLEST = [BATCH.format(f"people-6_segments-50_k-{k}") for k in ("0.5", "0.8")]


@pytest.fixture
def study(checkout, tiny):
    """A copy in which two cohorts are asked for under each nuisance, and one of each size."""
    sizes = {"verdict_cohorts": 2, "power_cohorts": 1}
    options = tiny | {"evaluation": tiny["evaluation"] | sizes}
    (checkout.folder / "tiny.yaml").write_text(yaml.safe_dump(options), encoding="utf-8")
    return checkout


def arguments(*targets):
    return (*targets, "--cores", 1, "--configfile", "tiny.yaml")


def test_a_batch_is_made_once_and_nothing_else_is(study):
    study.snakemake(*arguments(TREND))
    table = pd.read_csv(study.folder / TREND)
    assert tuple(table.columns) == COLUMNS
    assert table["cohort"].tolist() == [0, 1]
    assert set(table["study"]) == {"uncoupled_trend-0.3"}
    assert not (study.folder / "results" / "tiny" / "dataset.nc").exists()
    before = (study.folder / TREND).read_bytes()
    assert "Nothing to be done" in study.snakemake(*arguments(TREND))
    # A batch that was killed at work leaves nothing, and is made anew to the same bytes.
    (study.folder / TREND).unlink()
    kill_all_when(study, "rule judge_cohorts", 1, *arguments(TREND))
    assert not (study.folder / TREND).exists()
    study.snakemake("--unlock", "--configfile", "tiny.yaml")
    study.snakemake("--rerun-incomplete", *arguments(TREND))
    assert (study.folder / TREND).read_bytes() == before


def test_what_was_interrupted_goes_on_with_the_batches_that_are_left(study):
    kill_all_when(study, FINISHED, 1, *arguments(*SMALLEST))
    made = [name for name in SMALLEST if (study.folder / name).exists()]
    assert len(made) == 1
    when = (study.folder / made[0]).stat().st_mtime_ns
    study.snakemake("--unlock", "--configfile", "tiny.yaml")
    resumed = (*SMALLEST, "--rerun-incomplete", "--configfile", "tiny.yaml")
    assert study.planned_rules(*resumed) == {"judge_cohorts": 1}
    study.snakemake("--rerun-incomplete", *arguments(*SMALLEST))
    assert (study.folder / made[0]).stat().st_mtime_ns == when
    assert study.planned_rules(*resumed) == {}


def test_targets_ask_for_every_batch_that_the_options_name(study):
    """All that `calibration` and `power` make of the verdict, counted without making it."""
    tables = [f"results/tiny/tables/{name}.csv" for name in ("power", "verdict_calibration")]
    planned = study.planned_rules(*tables, "--configfile", "tiny.yaml")
    assert planned.pop("tabulate_verdicts") == 1
    assert planned.pop("tabulate_power") == 1
    signals = sum(one.made_of == "signals" for one in UNCOUPLED.values())
    matrices = len(UNCOUPLED) - signals
    assert planned == {"judge_cohorts": matrices + 2 * signals + len(COUPLED) + len(POWER)}
