"""The target `apply`: the model of the tiny run on its own EEG without EMG, and on other people."""

import csv
import json

import pytest
import yaml

MODEL = "results/tiny/models/fam"


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def configured(checkout, tiny, name, **options):
    """Write a configuration of its own name, and give the arguments that ask for `apply`."""
    (checkout.folder / f"{name}.yaml").write_text(
        yaml.safe_dump(tiny | {"name": name} | options), encoding="utf-8"
    )
    return ("--configfile", f"{name}.yaml", "--", "apply")


def blind(finished, **applied):
    """Give the options of one person's recordings of the finished run, read without their EMG."""
    dataset = str(finished.folder / "results" / "tiny" / "bids")
    return {
        "input": "bids", "dataset": dataset, "subjects": ["01"], "channels": {"emg": []},
        "apply": {"model": MODEL} | applied,
    }  # fmt: skip


def test_a_run_stores_a_model_with_its_cards(finished):
    folder = finished.folder / MODEL
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    assert card["simulated"] is True
    assert card["run"] == "tiny"
    assert card["verdict"]["outcome"] == "too few people"
    assert {path.name for path in folder.iterdir()} >= {"card.md", *card["files"]}
    assert "NO skill above 0 was shown" in (folder / "card.md").read_text(encoding="utf-8")


def test_eeg_alone_is_cleaned_estimated_and_given_to_the_model(finished, tiny):
    options = blind(finished, same_people=True)
    finished.snakemake("--cores", 2, *configured(finished, tiny, "blind", **options))
    results = finished.folder / "results" / "blind"
    rows = table(results / "tables" / "applied.csv")
    assert {row["subject"] for row in rows} == {"01"}
    assert len(rows) == 3 * 4 * 30
    assert {row["model"] for row in rows} == {"known-people"}
    # The EEG is the same to the last digits, though nobody looked at the EMG.
    assert {row["seen"] for row in rows} == {"1"}
    assert {row["measured"] for row in rows} == {""}
    with (finished.folder / MODEL / "card.json").open(encoding="utf-8") as file:
        skill = json.load(file)["skills"]["blocked"]["value"]
    assert {float(row["skill"]) for row in rows} == {skill}
    page = (results / "applied.html").read_text(encoding="utf-8")
    assert "NO skill above 0 was shown" in page
    assert not (results / "report.html").exists()
    # Recordings may be real where the model is not, and nothing can tell that these are not.
    assert "says nothing about real people" in page


@pytest.mark.parametrize(
    ("applied", "said"),
    [
        ({"model": None}, "apply.model is not set"),
        ({"model": "results/nowhere"}, "results/nowhere holds no stored model"),
    ],
)
def test_without_a_model_nothing_begins(finished, tiny, applied, said):
    arguments = configured(finished, tiny, "none", **blind(finished, **applied))
    printed = finished.snakemake("-n", *arguments, expect_success=False)
    assert said in printed
    assert "Traceback" not in printed


def test_other_options_are_refused_before_any_work(finished, tiny):
    options = blind(finished, same_people=True) | {"ica": {"enabled": False}}
    arguments = configured(finished, tiny, "other", **options)
    printed = finished.snakemake("-n", *arguments, expect_success=False)
    assert "ica.enabled is false here and true there" in printed
    assert "Traceback" not in printed


@pytest.mark.ci
def test_other_people_are_estimated_and_compared_with_their_emg(finished, tiny):
    applied = {"model": MODEL, "same_people": False}
    arguments = configured(finished, tiny, "second", seed=7, apply=applied)
    planned = finished.planned_rules(*arguments)
    assert planned["apply_model"] == 1
    assert not {"train_network", "fit_models", "store_model"} & set(planned)
    finished.snakemake("--cores", 2, *arguments)
    results = finished.folder / "results" / "second"
    rows = table(results / "tables" / "applied.csv")
    assert {row["model"] for row in rows} == {"new-people"}
    assert {row["seen"] for row in rows} == {"0"}
    assert all(row["measured"] for row in rows)
    first = table(results / "tables" / "applied_people.csv")[0]
    assert first["subject"] == "all"
    assert int(float(first["measured_segments"])) == len(rows) / 30
    assert float(first["measured_skill"]) < 1
