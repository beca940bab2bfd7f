"""The real Snakefile on a tiny cohort: outputs, reruns, mistakes and damage."""

import csv
import json
import re
import shutil
import subprocess

import pytest
import xarray as xr
import yaml

OPTIMIZERS = ("Adam", "SGD", "RMSprop")


def table(path):
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream, delimiter="\t" if path.suffix == ".tsv" else ","))


@pytest.fixture(scope="module")
def results(finished):
    return finished.folder / "results" / "tiny"


def test_table_3_has_every_row_with_the_published_values_beside(results):
    rows = table(results / "tables" / "table3.csv")
    assert [row["optimizer"] for row in rows] == [o for o in OPTIMIZERS for _ in range(4)]
    assert [row["split"] for row in rows[:4]] == ["training", "validation", "test", "total"]
    assert rows[2]["published_r"] == "0.9489"
    for row in rows:
        assert float(row["mse"]) > 0
        assert float(row["mae"]) ** 2 <= float(row["mse"])
    assert (results / "tables" / "table3.md").read_text().count("|") > 50
    assert "\\begin{tabular}" in (results / "tables" / "table3.tex").read_text()


@pytest.mark.parametrize("name", ["training", "training_tuned"])
def test_training_curves_are_drawn_with_their_data(results, name):
    base = results / "figures" / name
    assert base.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
    assert base.with_suffix(".png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in base.with_suffix(".svg").read_text(encoding="utf-8")
    rows = table(base.with_suffix(".csv"))
    assert {"iteration", "training_rmse", "validation_rmse"} <= set(rows[0])
    assert {row["optimizer"] for row in rows} == {name.lower() for name in OPTIMIZERS}


def test_the_noisy_subject_is_left_out_with_the_reason_and_the_others_are_not(results):
    rows = [row for row in table(results / "exclusions.tsv") if row["level"] == "subject"]
    assert [row["name"] for row in rows] == ["sub-04"]
    assert rows[0]["reason"]


def test_files_of_simulated_recordings_agree_in_all_that_they_say(results):
    said = table(results / "tables" / "statements.csv")
    assert {row["verdict"] for row in said} == {"agree", "one place only"}
    assert {row["fact"] for row in said} > {"sampling rate", "unit", "power line frequency"}


def test_what_the_cohort_cannot_carry_is_said_with_the_reason(results):
    rows = table(results / "tables" / "metrics.csv")
    missing = [row for row in rows if row["status"] == "not estimable"]
    assert missing
    assert all(row["reason"] for row in missing)


def test_texts_of_tables_are_whole_and_none_begins_or_ends_with_a_mark_that_divides(results):
    tables = [*results.glob("tables/*.csv"), *results.glob("figures/*.csv")]
    for path in [*tables, results / "exclusions.tsv"]:
        for row in table(path):
            for column, cell in row.items():
                assert cell == cell.strip(" ;,"), (path.name, column, cell)
                assert "; ;" not in cell, (path.name, column, cell)


def test_splits_carry_the_digest_of_their_file(results):
    import hashlib

    for path in (results / "splits").glob("*.json"):
        about = json.loads(path.read_text())
        if about["status"] == "estimable":
            content = path.with_suffix(".tsv").read_bytes()
            assert about["digest"] == hashlib.sha256(content).hexdigest()


def test_matrices_are_labelled_sink_and_source(results):
    with xr.open_datatree(results / "dataset.nc", engine="netcdf4") as tree:
        assert tree["eeg/connectivity"].dims == ("segment", "measure", "sink", "source")
        assert tree["emg/connectivity"].dims == ("segment", "measure", "sink", "source")
        assert tree.attrs["simulated"] == 1


def test_the_report_stands_alone_and_says_that_the_data_are_simulated(results):
    page = (results / "report.html").read_text(encoding="utf-8")
    assert "SIMULATED" in page.upper()
    assert 'src="http' not in page
    assert "<script src" not in page


def test_the_report_draws_the_rules_as_snakemake_orders_them(finished, results):
    dot = finished.snakemake("--rulegraph", "dot", "--configfile", "tiny.yaml")
    name = dict(re.findall(r'(\d+)\[label = "(\w+)"', dot))
    expected = {one: set() for one in name.values() if one != "all"}
    for before, after in re.findall(r"(\d+) -> (\d+)", dot):
        if name[after] in expected:
            expected[name[after]].add(name[before])
    page = (results / "report.html").read_text()
    table = page[page.index("Rules, what each does") :].partition("</table>")[0]
    rows = [re.findall(r"<td>(.*?)</td>", row) for row in table.split("<tr>")[2:]]
    assert {rule: set(after.split(", ")) - {""} for rule, _, after in rows} == expected


def test_temporary_files_are_gone(results):
    assert not list((results / "derivatives").glob("cleaned/*.nc"))
    assert not [path for path in results.rglob(".*") if not path.name.startswith(".snakemake")]


def test_a_second_run_has_nothing_to_do(finished):
    printed = finished.snakemake("--cores", 2, "--configfile", "tiny.yaml")
    assert "Nothing to be done" in printed
    end = (
        r"^Left out: .* recordings?.*\. Why: results/tiny/exclusions\.tsv\n"
        r"results/tiny/report\.html: In these simulated data, is the EEG shown"
    )
    assert re.search(end, printed, re.MULTILINE)


def test_the_first_batch_of_the_matrices_is_the_first_person(checkout):
    batch = ("matrices", "--batch", "matrices=1/4", "--configfile", "tiny.yaml")
    planned = checkout.planned_rules(*batch)
    assert planned["estimate_connectivity"] == planned["clean_recording"] == 3
    assert planned["fit_ica"] == planned["judge_subject"] == 1
    assert "assemble_dataset" not in planned


def test_a_dry_run_with_nothing_to_do_says_nothing_of_the_end(finished):
    printed = finished.snakemake("-n", "--cores", 2, "--configfile", "tiny.yaml")
    assert "report.html:" not in printed


def test_a_piped_run_says_each_stage_and_no_temporary_file(checkout):
    targets = "results/tiny/bids/sourcedata/heads/sub-01.npz", "results/tiny/configuration.json"
    printed = checkout.snakemake(*targets, "--cores", 1, "--configfile", "tiny.yaml")
    assert re.search(r"^simulate: 1 job done, \d of 2 in all, after \d+ s$", printed, re.MULTILINE)
    assert re.search(r"^report: 1 job done, \d of 2 in all, after \d+ s$", printed, re.MULTILINE)
    assert "Removing temporary output" not in printed


def test_what_the_run_took_stands_beside_the_report(results):
    rows = {row["rule"]: row for row in table(results / "resources.csv")}
    assert rows["clean_recording"]["stage"] == "clean"
    assert float(rows["clean_recording"]["cpu_s"]) > float(rows["clean_recording"]["start_s"]) > 0
    # Everything that a run keeps belongs to a rule; studies have folders of their own.
    others = {"logs", "benchmarks", "estimators", "ica_fit_on", "laplacian", "coupling_sweep"}
    kept = sum(
        path.stat().st_size
        for path in results.rglob("*")
        if path.is_file() and others.isdisjoint(path.relative_to(results).parts)
    )
    assert sum(float(row["disk_mb"]) for row in rows.values()) > 0.9 * kept / 1e6
    page = (results / "resources.html").read_text(encoding="utf-8")
    assert "estimate_connectivity" in page
    assert "http" not in page


def test_without_cores_the_profile_gives_them(checkout):
    command = checkout.command("-n", "--configfile", "tiny.yaml")
    line = [part for part in command["args"] if part not in {"--workflow-profile", "none"}]
    done = subprocess.run(**command | {"args": line}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("module", "rules"),
    [
        (
            "eeg2emg/audit/weights.py",
            {
                *("audit_published_table", "judge_claims", "write_latex", "write_report"),
                *("write_resources", "write_provenance"),
            },
        ),
        (
            "eeg2emg/figures/signals.py",
            {"draw_recordings", "write_report", "write_resources", "write_provenance"},
        ),
        ("eeg2emg/configuration/loading.py", set()),
    ],
)
def test_a_changed_library_module_reruns_exactly_its_rules(finished, module, rules):
    path = finished.folder / "scripts" / module
    content = path.read_bytes()
    path.write_bytes(content + b"\n# changed\n")
    try:
        assert set(finished.planned_rules("--configfile", "tiny.yaml")) == rules
    finally:
        path.write_bytes(content)


def test_a_changed_option_reruns_what_depends_on_it_and_nothing_before_it(finished, tiny):
    options = {**tiny, "evaluation": {**tiny["evaluation"], "confidence": 0.9}}
    (finished.folder / "more.yaml").write_text(yaml.safe_dump(options))
    assert set(finished.planned_rules("--configfile", "more.yaml")) == {
        "evaluate",
        "audit_published_table",
        "measure_limits",
        "measure_learning_curve",
        "fit_controls",
        "measure_importance",
        "reach_verdict",
        "judge_edges",
        "judge_claims",
        "write_latex",
        "store_model",
        "draw_evaluation",
        "write_configuration",
        "write_report",
        "write_resources",
        "write_provenance",
    }


def test_the_laplacian_cleans_anew_and_what_is_before_it_stays(finished, tiny):
    options = {**tiny, "eeg": {"laplacian": True}}
    (finished.folder / "density.yaml").write_text(yaml.safe_dump(options))
    planned = set(finished.planned_rules("--configfile", "density.yaml"))
    assert {"clean_recording", "estimate_connectivity", "train_network", "write_report"} <= planned
    before = {"simulate_head", "simulate_recordings", "check_quality", "judge_subject", "fit_ica"}
    assert before.isdisjoint(planned)


def test_started_elsewhere_the_options_and_the_packages_are_the_same(
    checkout, tmp_path, monkeypatch
):
    """The configuration and the packages of another project lie where a run might take them."""
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "config").mkdir(parents=True)
    (elsewhere / "config" / "config.yaml").write_text("name: other\nseed: 3\n")
    (elsewhere / "sitecustomize.py").write_text(
        "import sys\n"
        "if any('.snakemake/scripts' in argument for argument in sys.orig_argv):\n"
        f"    open({str(tmp_path / 'taken')!r}, 'w').close()\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(elsewhere))
    made = []
    for folder in (checkout.folder, elsewhere):
        options = ("--configfile", "tiny.yaml", "--directory", folder, "--cores", 1)
        checkout.snakemake("results/tiny/configuration.json", *options)
        made.append((folder / "results" / "tiny" / "configuration.json").read_bytes())
    assert made[0] == made[1]
    assert json.loads(made[0])["seed"] == 2025
    assert not (tmp_path / "taken").exists(), "a job took the packages of another project"


def test_an_unknown_option_gives_one_message_and_no_traceback(checkout):
    (checkout.folder / "wrong.yaml").write_text("name: wrong\nsegmnts:\n  length_s: 3\n")
    printed = checkout.snakemake("-n", "--configfile", "wrong.yaml", expect_success=False)
    assert "wrong.yaml: unknown option `segmnts`; did you mean `segments`?" in printed
    assert "Traceback" not in printed


def test_a_run_named_as_another_but_for_the_case_of_letters_is_refused(finished):
    arguments = ("-n", "--configfile", "tiny.yaml", "--config", "name=Tiny")
    printed = finished.snakemake(*arguments, expect_success=False)
    assert "The results of a run named tiny lie in results/tiny" in printed
    assert "Traceback" not in printed


def test_a_missing_dataset_gives_one_message_and_no_traceback(checkout):
    arguments = ("-n", "--configfile", "config/dataset.yaml", "--config", "dataset=nowhere")
    printed = checkout.snakemake(*arguments, expect_success=False)
    assert "nowhere: the dataset folder does not exist" in printed
    assert "Traceback" not in printed


def test_a_dataset_without_emg_stops_before_any_work_and_eeg_alone_is_planned(finished, tiny):
    dataset = str(finished.folder / "results" / "tiny" / "bids")
    options = {**tiny, "name": "eeg", "input": "bids", "dataset": dataset, "channels": {"emg": []}}
    (finished.folder / "eeg.yaml").write_text(yaml.safe_dump(options))
    printed = finished.snakemake("-n", "--configfile", "eeg.yaml", expect_success=False)
    assert "eeg2emg: channels.emg is empty: there is no EMG to learn from." in printed
    assert "Traceback" not in printed
    planned = finished.planned_rules("--configfile", "eeg.yaml", "--", "eeg_connectivity")
    assert planned["estimate_connectivity"] == 12
    assert not {"split_segments", "fit_models", "train_network", "evaluate"} & set(planned)


def test_a_damaged_recording_is_left_out_and_all_others_finish(finished, checkout, tiny):
    dataset = checkout.folder / "my data"
    shutil.copytree(finished.folder / "results" / "tiny" / "bids", dataset)
    damaged = dataset / "sub-01" / "eeg" / "sub-01_task-arm_run-02_eeg.eeg"
    damaged.write_bytes(damaged.read_bytes()[:1000])
    options = {**tiny, "name": "lab", "input": "bids", "subjects": ["01"]}
    (checkout.folder / "lab.yaml").write_text(yaml.safe_dump(options))
    checkout.snakemake(
        "dataset", "--cores", 2, "--configfile", "lab.yaml", "--config", "dataset=my data"
    )
    results = checkout.folder / "results" / "lab"
    excluded = {row["name"]: row["reason"] for row in table(results / "exclusions.tsv")}
    assert list(excluded) == ["sub-01_task-arm_run-02"]
    assert "sub-01_task-arm_run-02_eeg" in excluded["sub-01_task-arm_run-02"]
    with xr.open_dataset(results / "dataset.nc", engine="netcdf4") as contents:
        found = set(contents["recording"].values)
    assert found == {"sub-01_task-arm_run-01", "sub-01_task-arm_run-03"}


def test_limits_null_controls_and_intervals_are_written_with_reasons(results):
    limits = table(results / "tables" / "limits.csv")
    assert {row["scheme"] for row in limits} >= {"blocked", "few-shot"}
    assert all(row["ceiling"] and row["learnable"] for row in limits)
    assert all(
        "shorter than two blocks" in row["reason"] for row in limits if row["scheme"] == "blocked"
    )
    null = table(results / "tables" / "null.csv")
    assert {row["model"] for row in null} == {
        "ridge",
        "pls",
        "kernel ridge",
        "fam",
        "primary-chosen",
    }
    assert all("there are 3 people" in row["reason"] for row in null)
    (decision, *_) = table(results / "tables" / "verdict.csv")
    assert decision["passed"] == "open"
    controls = table(results / "tables" / "controls.csv")
    assert {row["control"] for row in controls} == {
        *("shuffled EEG", "rank alone", "below 30 Hz"),
        *("muscle components, connectivity", "muscle components, amplitude"),
        *("overall level of connectivity", "connectivity without its overall level"),
        "amplitude above 60 Hz",
    }
    assert all(row["reason"] for row in controls if row["status"] == "not estimable")
    edges = table(results / "tables" / "control_edges.csv")
    assert {row["control"] for row in edges} == {
        row["control"] for row in controls if row["control"] not in {"shuffled EEG", "rank alone"}
    }
    whole, *single = table(results / "tables" / "brain_or_muscle.csv")
    assert whole["scope"] == "all edges"
    assert len(single) == len({(row["sink"], row["source"]) for row in single}) == 30
    assert {row["origin"] for row in (whole, *single)} == {"not estimable"}
    assert "too few people" in whole["reason"]
    metrics = table(results / "tables" / "metrics.csv")
    (primary,) = [row for row in metrics if row["primary"] == "True"]
    assert float(whole["skill"]) == pytest.approx(float(primary["value"]), abs=1e-9)
    assert whole["head_muscles_status"] == "not asked for, or not recorded"
    intervals = table(results / "tables" / "edge_intervals.csv")
    assert intervals
    assert all(row["reason"] for row in intervals if row["status"] == "not estimable")


def test_the_target_calibration_is_planned_apart_from_the_report(checkout):
    rules = checkout.planned_rules("calibration", "--configfile", "tiny.yaml")
    assert set(rules) == {
        *("judge_uncoupled_cohorts", "tabulate_calibration", "calibration"),
        *("judge_cohorts", "tabulate_verdicts"),
    }
    assert rules["judge_uncoupled_cohorts"] == 8


PLANNED = {
    "significance": (
        {"significance": {"enabled": True, "surrogates": 19}}, "all",
        {"estimate_significance", "write_report"}, {"simulate_recordings", "fit_ica"},
    ),
    "brain and muscles together": (
        {}, "corticomuscular",
        {"clean_recording", "estimate_corticomuscular", "draw_corticomuscular"},
        {"simulate_recordings", "check_quality", "fit_ica", "train_network", "write_report"},
    ),
    "null of the network": (
        {"evaluation": {"network_null_shifts": 39}}, "all",
        {"shift_pairing_of_network", "write_report"}, {"train_network", "fit_models"},
    ),
    "ICA of training data": (
        {}, "ica_fit_on",
        {"fit_ica", "estimate_connectivity", "train_network", "compare_choices"},
        {"simulate_recordings", "check_quality"},
    ),
    "potentials and their Laplacian": (
        {}, "laplacian",
        {"clean_recording", "estimate_connectivity", "train_network", "compare_choices"},
        {"simulate_recordings", "check_quality", "fit_ica"},
    ),
    "the other estimator": (
        {}, "estimators",
        {"estimate_connectivity", "train_network", "compare_estimators"},
        # Cleaned recordings are not kept, so what is made of them is made again.
        {"simulate_recordings", "check_quality", "fit_ica"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", PLANNED)
def test_what_is_asked_for_besides_is_planned_and_what_is_made_is_used(finished, tiny, case):
    sections, target, wanted, shared = PLANNED[case]
    options = tiny | {name: tiny.get(name, {}) | values for name, values in sections.items()}
    (finished.folder / "besides.yaml").write_text(yaml.safe_dump(options))
    planned = set(finished.planned_rules("--configfile", "besides.yaml", "--", target))
    assert wanted <= planned
    assert shared.isdisjoint(planned)


@pytest.mark.ci
def test_the_null_of_the_network_is_made_on_request_and_keeps_what_is_made(finished, tiny):
    evaluation = {**tiny["evaluation"], "network_null_shifts": 39}
    (finished.folder / "null.yaml").write_text(yaml.safe_dump({**tiny, "evaluation": evaluation}))
    results = finished.folder / "results" / "tiny"
    shifts = results / "models" / "network_null"
    shifts.mkdir()
    for number in range(1, 40):
        made = {"skills": {"network-tuned-chosen": -9.0 if number < 11 else 9.0}, "reason": ""}
        (shifts / f"shift-{number}.json").write_text(json.dumps(made))
    target = "results/tiny/tables/network_null.csv"
    finished.snakemake(target, "--cores", 2, "--configfile", "null.yaml")
    (row,) = table(results / "tables" / "network_null.csv")
    skill = json.loads((shifts / "shift-0.json").read_text())["skills"]["network-tuned-chosen"]
    assert row["model"] == "network-tuned-chosen"
    assert float(row["skill"]) == pytest.approx(skill)
    assert float(row["p"]) == pytest.approx((1 + 29) / 40)
    assert "write_report" in finished.planned_rules("--configfile", "null.yaml")


@pytest.mark.ci
def test_both_estimators_stand_side_by_side(finished):
    finished.snakemake("estimators", "--cores", 2, "--configfile", "tiny.yaml")
    rows = table(finished.folder / "results" / "tiny" / "tables" / "estimators.csv")
    values = {(row["model"], row["metric"], row["estimator"]): row["value"] for row in rows}
    assert {row["estimator"] for row in rows} == {"welch", "multitaper"}
    for model, metric in (("ridge", "skill"), ("network-paper-adam-last", "r2")):
        own, other = (values[model, metric, name] for name in ("welch", "multitaper"))
        assert float(own) != float(other)
        assert abs(float(own) - float(other)) < 0.5


@pytest.mark.ci
def test_skill_from_the_laplacian_stands_beside_that_from_potentials(finished):
    finished.snakemake("laplacian", "--cores", 2, "--configfile", "tiny.yaml")
    results = finished.folder / "results" / "tiny"
    rows = table(results / "tables" / "laplacian.csv")
    for model in ("network-tuned-chosen", "ridge", "kernel ridge"):
        own = {row["laplacian"]: row for row in rows if row["model"] == model}
        assert list(own) == ["off", "on", "on less off"]
        skills = [float(own[choice]["skill"]) for choice in own]
        assert skills[0] != skills[1]
        assert skills[2] == pytest.approx(skills[1] - skills[0])
        assert own["on less off"]["status"] == "estimated"
    for place, rank in (("", 16), ("laplacian/on/", 15)):
        with xr.open_dataset(results / f"{place}dataset.nc") as dataset:
            assert set(dataset["eeg_mvar_rank"].values) == {rank}


@pytest.mark.ci
def test_skill_with_the_ica_of_training_data_stands_beside_the_other(finished):
    finished.snakemake("ica_fit_on", "--cores", 2, "--configfile", "tiny.yaml")
    results = finished.folder / "results" / "tiny"
    rows = table(results / "tables" / "ica_fit_on.csv")
    models = {row["model"] for row in rows}
    assert {"network-tuned-chosen", "ridge", "kernel ridge"} <= models
    for model in models:
        assert [row["fit_on"] for row in rows if row["model"] == model] == [
            *("all", "training", "training less all"),
        ]
    skills = {row["fit_on"]: row["skill"] for row in rows if row["model"] == "ridge"}
    assert skills["all"] != skills["training"]
    other = results / "ica_fit_on" / "training"
    split = {row["segment"]: row["part"] for row in table(other / "splits" / "blocked.tsv")}
    judged = {name.partition("_seg")[0] for name, part in split.items() if part == "test"}
    assert judged
    assert not any("run-01" in name for name in judged)
    assert not list((other / "derivatives" / "cleaned").glob("*.nc"))
