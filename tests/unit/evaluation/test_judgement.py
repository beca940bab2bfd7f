"""Skill, the choice of the rival on validation segments, and the table of metrics."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from eeg2emg.audit import audit_metric_table
from eeg2emg.errors import NotEstimableError, OwnFileError
from eeg2emg.evaluation.judgement import COLUMNS, SUBJECT_COLUMNS, evaluate
from eeg2emg.evaluation.metrics import skill
from eeg2emg.evaluation.selection import (
    choices,
    choose,
    choose_rival,
    gather,
    gather_estimable,
)
from eeg2emg.evaluation.table3 import (
    counts_of_parts,
    table3,
    table3_csv,
    table3_latex,
    table3_markdown,
)
from eeg2emg.learning.catalogue import PRIMARY_MODELS, RIVALS
from eeg2emg.learning.model_predictions import fit_models
from eeg2emg.learning.predictions import (
    Predictions,
    concatenate,
    no_remarks,
    read_predictions,
    write_predictions,
)
from eeg2emg.splitting.schemes import make_split
from eeg2emg.splitting.split import Split

SCHEMES = ("blocked", "leave-one-subject-out")


class TestSkill:
    def test_definition(self):
        rng = np.random.default_rng(0)
        truth, prediction, rival = rng.normal(size=(3, 10, 4, 4))
        off = [(i, j) for i in range(4) for j in range(4) if i != j]
        error, rival_error = (
            sum(np.sum((a - truth)[:, i, j] ** 2) for i, j in off) for a in (prediction, rival)
        )
        assert skill(truth, prediction, rival) == pytest.approx(1 - error / rival_error)

    def test_fixed_points(self):
        rng = np.random.default_rng(0)
        truth, rival = rng.normal(size=(2, 10, 3, 3))
        assert skill(truth, truth, rival) == 1
        assert skill(truth, rival, rival) == 0
        assert skill(truth, 2 * rival - truth, rival) == pytest.approx(-3)

    def test_diagonal_unit_and_order_do_not_matter(self):
        rng = np.random.default_rng(0)
        truth, prediction, rival = rng.normal(size=(3, 10, 3, 3))
        value = skill(truth, prediction, rival)
        assert skill(truth, prediction + 9 * np.eye(3), rival) == value
        assert skill(1e-6 * truth, 1e-6 * prediction, 1e-6 * rival) == pytest.approx(value)
        assert skill(truth[::-1], prediction[::-1], rival[::-1]) == pytest.approx(value)

    def test_perfect_rival_leaves_no_skill_to_speak_of(self):
        truth = np.random.default_rng(0).normal(size=(4, 3, 3))
        assert np.isnan(skill(truth, truth + 1, truth))

    @pytest.mark.parametrize("shape", [(4, 3), (4, 3, 2)])
    def test_shapes_are_checked(self, shape):
        with pytest.raises(ValueError, match="shape"):
            skill(np.zeros(shape), np.zeros(shape), np.zeros(shape))
        with pytest.raises(ValueError, match="shapes differ"):
            skill(np.zeros((4, 3, 3)), np.zeros((5, 3, 3)), np.zeros((4, 3, 3)))


PLAIN = ("ridge", "pls", "kernel ridge")
"""Regressions of one member, which are fitted soonest."""


@pytest.fixture(scope="module")
def study(make_cohort):
    """Six subjects, two schemes, rivals, regressions, and two networks of which one is good."""
    dataset = make_cohort(subjects=6, recordings=8)
    splits = {scheme: make_split(dataset.segments, scheme, seed=1) for scheme in SCHEMES}
    models = concatenate([fit_models(dataset, splits[s], s, regressions=PLAIN) for s in SCHEMES])
    networks = [
        invented(dataset, splits, f"network-tuned-{optimizer}", noise)
        for optimizer, noise in (("adam", 0.9), ("sgd", 0.5))
    ]
    return dataset, splits, [models, *networks]


def invented(dataset, splits, name, noise):
    """Predictions that are the truth with noise: more of it with the last weights."""
    rng = np.random.default_rng(7)
    used = [split.used.assign(scheme=scheme) for scheme, split in splits.items()]
    rows = pd.concat(used, ignore_index=True)[["scheme", "fold", "segment", "part"]]
    truth = dataset.targets[dataset.rows(rows["segment"])]
    values = [truth + k * noise * rng.normal(size=truth.shape) for k in (2, 1)]
    return Predictions(
        (f"{name}-last", f"{name}-best"),
        rows,
        np.stack(values),
        dataset.emg_channels,
        {scheme: split.digest() for scheme, split in splits.items()},
        no_remarks(),
    )


@pytest.fixture(scope="module")
def judgement(study):
    return evaluate(*study, seed=1)


@pytest.fixture(scope="module")
def metrics(judgement):
    return judgement.metrics


def row(metrics, **where):
    found = metrics[np.logical_and.reduce([metrics[k] == v for k, v in where.items()])]
    assert len(found) == 1
    return found.iloc[0]


def test_networks_are_compared_with_the_kernel_ridge(study, metrics):
    """The invented networks see the truth through noise; the comparison is their skill over it."""
    dataset, splits, predictions = study
    table = gather(dataset, "blocked", splits["blocked"], predictions)
    test = (table.rows["part"] == "test").to_numpy()
    name = "network-tuned-sgd-best"
    found = row(
        metrics, scheme="blocked", model=name, part="test", metric="skill_over_kernel_ridge"
    )
    arrays = (table.truth, table.models[name], table.models["kernel ridge"])
    assert found["value"] == pytest.approx(skill(*(array[test] for array in arrays)))
    assert found["low"] < found["value"] < found["high"]
    assert found["family"] == "models over the kernel ridge, 6 subjects"
    assert found["p_corrected"] >= found["p"]
    compared = metrics[metrics["metric"] == "skill_over_kernel_ridge"]["model"]
    assert all(model.startswith("network-") for model in compared)


def test_means_of_members_are_compared_with_the_kernel_ridge(study):
    dataset, splits, _ = study
    names = ("ridge", "kernel ridge", "fam")
    models = fit_models(dataset, splits["blocked"], "blocked", regressions=names)
    metrics = evaluate(dataset, {"blocked": splits["blocked"]}, [models], seed=1).metrics
    compared = metrics[metrics["metric"] == "skill_over_kernel_ridge"]
    assert set(compared["model"]) == {"fam"}
    assert compared.query("part == 'test'")["value"].notna().all()


class TestChoiceOnValidation:
    def gathered(self, study, scheme="blocked"):
        dataset, splits, predictions = study
        return gather(dataset, scheme, splits[scheme], predictions)

    def test_tested_segments_do_not_decide(self, study):
        """A planted leak: hyperparameters chosen on test data would change with them."""
        for scheme in SCHEMES:
            table = self.gathered(study, scheme)
            test = (table.rows["part"] == "test").to_numpy()
            truth = table.truth.copy()
            truth[test] = -100
            changed = replace(table, truth=truth)
            for pick in (choose_rival, lambda t: choices(t)["best-chosen"]):
                assert pick(changed).by_fold == pick(table).by_fold

    def test_the_smallest_validation_error_is_chosen_per_fold(self, study):
        table = self.gathered(study, "leave-one-subject-out")
        good = table.truth + 0.01
        fold = (table.rows["fold"] == "sub-03").to_numpy()
        models = table.models | {"phase mean": np.where(fold[:, None, None], good, 1e3)}
        choice = choose(replace(table, models=models), ("training mean", "phase mean"))
        assert choice.by_fold.pop("sub-03") == "phase mean"
        assert set(choice.by_fold.values()) == {"training mean"}
        assert choice.prediction[fold] == pytest.approx(good[fold])
        assert choose(replace(table, models=models), RIVALS).describe().endswith("(1 fold)")

    def test_what_new_subjects_cannot_have_is_not_chosen(self, study):
        choice = choose_rival(self.gathered(study, "leave-one-subject-out"))
        assert set(choice.by_fold.values()) <= {
            "training mean",
            "phase mean",
            "EMG amplitude law",
            "common time trend",
            "proportional time trend",
        }

    def test_optimizer_of_a_recipe(self, study):
        made = choices(self.gathered(study))
        assert made["network-tuned-chosen"].describe() == "network-tuned-sgd-best"

    def test_another_split_is_refused(self, study):
        dataset, _, predictions = study
        other = make_split(dataset.segments, "blocked", seed=1, gap_segments=0)
        with pytest.raises(ValueError, match="another blocked split"):
            gather(dataset, "blocked", other, predictions)


class TestTableOfMetrics:
    def test_columns(self, metrics):
        assert tuple(metrics.columns) == COLUMNS

    def test_skill_is_that_of_the_contract(self, study, metrics):
        dataset, splits, predictions = study
        table = gather(dataset, "blocked", splits["blocked"], predictions)
        test = (table.rows["part"] == "test").to_numpy()
        rival = choose_rival(table).prediction
        expected = skill(table.truth[test], table.models["ridge"][test], rival[test])
        found = row(metrics, scheme="blocked", model="ridge", part="test", metric="skill")
        assert found["value"] == pytest.approx(expected)
        assert found["low"] < found["value"] < found["high"]
        assert found["n_subjects"] == 6

    def test_primary_analysis_is_one_row(self, metrics):
        primary = metrics[metrics["primary"]]
        assert primary[["scheme", "model", "part", "metric"]].to_numpy().tolist() == [
            ["blocked", "primary-chosen", "test", "skill"]
        ]
        assert primary["chosen"].item() in PRIMARY_MODELS
        assert primary["rival"].item() in RIVALS
        assert primary["p"].item() == 1 / 64
        assert primary["p_corrected"].item() == 1 / 64
        assert primary["family"].item() == "primary analysis"

    def test_the_primary_analysis_asks_for_changes_too(self, metrics):
        """The verdict needs both, so that neither is corrected for the other."""
        own = metrics[metrics["family"] == "primary analysis"]
        assert own["metric"].tolist() == ["skill", "slope_of_changes"]
        assert (own["p_corrected"] == own["p"]).all()

    def test_all_other_p_values_are_corrected(self, metrics):
        secondary = metrics[metrics["p"].notna() & (metrics["family"] != "primary analysis")]
        assert (secondary["p_corrected"] >= secondary["p"]).all()
        # All six people gain in all of them, so that the correction costs nothing.
        assert (secondary["p_corrected"] == 1 / 64).all()
        assert set(secondary.groupby("metric")["family"].agg(set).explode()) == {
            "skill over the rival, 6 subjects",
            "models over the kernel ridge, 6 subjects",
        }
        assert (metrics.loc[metrics["p"].isna(), "family"] == "").all()

    def test_an_interval_lies_above_zero_exactly_where_p_is_small(self, metrics):
        tested = metrics[metrics["p"].notna()]
        assert len(tested) >= 15
        assert ((tested["low"] > 0) == (tested["p"] <= 0.025)).all()
        assert tested.loc[tested["p_corrected"] <= 0.025, "low"].gt(0).all()

    def test_only_what_is_claimed_is_tested(self, study):
        dataset, splits, _ = study
        schemes = splits | {"random": make_split(dataset.segments, "random", seed=1)}
        predictions = [
            concatenate(
                [
                    fit_models(dataset, split, name, regressions=PLAIN)
                    for name, split in schemes.items()
                ]
            ),
            invented(dataset, schemes, "network-tuned-adam", 0.5),
        ]
        metrics = evaluate(dataset, schemes, predictions, seed=1).metrics
        shown = metrics[(metrics["part"] == "test") & metrics["low"].notna()]
        last = shown["model"].str.endswith("-last")
        over_mean = shown["metric"] == "skill_over_cell_mean"
        changes = shown["metric"] == "slope_of_changes"
        primary = (shown["scheme"] == "blocked") & (shown["model"] == "primary-chosen")
        unclaimed = (shown["scheme"] == "random") | last | over_mean | (changes & ~primary)
        assert unclaimed.any()
        assert not unclaimed.all()
        assert (shown["p"].isna() == unclaimed).all()

    def test_schemes_that_test_other_people_are_families_of_their_own(self, make_cohort):
        """Whoever has two recordings cannot be divided in blocked, but can be a new subject."""
        dataset = make_cohort(subjects=7, recordings=8)
        recordings = dataset.segments.groupby("subject")["recording"].rank("dense")
        keep = ((dataset.segments["subject"] != "sub-06") | (recordings <= 2)).to_numpy()
        dataset = replace(
            dataset,
            features=dataset.features[keep],
            targets=dataset.targets[keep],
            segments=dataset.segments[keep].reset_index(drop=True),
        )
        splits = {scheme: make_split(dataset.segments, scheme, seed=1) for scheme in SCHEMES}
        models = [
            concatenate([fit_models(dataset, splits[s], s, regressions=PLAIN) for s in SCHEMES])
        ]
        metrics = evaluate(dataset, splits, models, seed=1).metrics
        families = metrics[metrics["p"].notna()].groupby("scheme")["family"].agg(set)
        assert families["blocked"] == {
            "primary analysis",
            "skill over the rival, 6 subjects (without sub-06)",
        }
        assert families["leave-one-subject-out"] == {"skill over the rival, 7 subjects"}

    def test_people_on_whom_the_rival_makes_no_error_are_named(self, study):
        dataset, splits, _ = study
        targets = dataset.targets.copy()
        own = (dataset.segments["subject"] == "sub-05").to_numpy()
        targets[own] = targets[own][0]
        constant = replace(dataset, targets=targets)
        split = {"blocked": splits["blocked"]}
        models = [fit_models(constant, splits["blocked"], "blocked")]
        metrics = evaluate(constant, split, models, seed=1).metrics
        found = row(
            metrics, scheme="blocked", model="ridge", part="test", metric="skill_over_cell_mean"
        )
        assert found["status"] == "estimated"
        assert found["reason"].startswith("the rival makes no error on sub-05, where")

    def test_errors_of_the_rival_weigh_people_in_the_skill_of_all(self, judgement, metrics):
        for (scheme, model), own in judgement.subjects.groupby(["scheme", "model"]):
            found = row(metrics, scheme=scheme, model=model, part="test", metric="skill")
            weighed = np.average(own["skill"], weights=own["rival_error"])
            assert weighed == pytest.approx(found["value"])

    def test_subjects_are_listed_in_a_table_of_their_own(self, judgement, metrics):
        own = judgement.subjects
        assert tuple(own.columns) == SUBJECT_COLUMNS
        rows = own[(own["model"] == "ridge") & (own["scheme"] == "blocked")]
        assert sorted(rows["subject"]) == [f"sub-{k:02}" for k in range(6)]
        found = row(metrics, scheme="blocked", model="ridge", part="test", metric="skill")
        assert rows["skill"].min() <= found["value"] <= rows["skill"].max()
        assert rows["n_segments"].sum() == found["n_segments"]
        assert set(rows["rival"]) == {found["rival"]}

    def test_every_skill_names_what_it_is_measured_against(self, metrics):
        skills = metrics[metrics["metric"].str.startswith("skill")]
        skills = skills[skills["status"] == "estimated"]
        named = skills.groupby("metric")["rival"].agg(set)
        assert named["skill_over_cell_mean"] == {"cell mean"}
        assert named["skill_over_kernel_ridge"] == {"kernel ridge"}
        assert (metrics.loc[metrics["metric"] == "r2", "rival"] == "").all()

    def test_rivals_that_a_scheme_cannot_carry_say_so(self, metrics):
        found = row(
            metrics,
            scheme="leave-one-subject-out",
            model="cell mean",
            part="test",
            metric="skill",
        )
        assert found["status"] == "not estimable"
        assert "no training segment shares" in found["reason"]

    def test_all_models_in_all_parts(self, metrics):
        for model in ("network-tuned-adam-last", "best-chosen", *PLAIN):
            own = metrics[(metrics["model"] == model) & (metrics["metric"] == "r2")]
            assert own.groupby("scheme")["part"].nunique().tolist() == [4, 4]

    def test_the_rival_itself_has_no_skill(self, metrics):
        skills = metrics[(metrics["metric"] == "skill") & (metrics["scheme"] == "blocked")]
        chosen = skills["rival"].iloc[0]
        found = row(metrics, scheme="blocked", model=chosen, part="test", metric="skill")
        assert found["value"] == 0

    def test_few_subjects_have_no_interval_but_are_listed(self, make_cohort):
        dataset = make_cohort(subjects=4)
        splits = {"blocked": make_split(dataset.segments, "blocked", seed=1)}
        predictions = [fit_models(dataset, splits["blocked"], "blocked")]
        metrics, subjects = evaluate(dataset, splits, predictions, seed=1)
        assert metrics[["low", "high", "p", "p_corrected"]].isna().all(axis=None)
        found = row(metrics, model="ridge", part="test", metric="skill")
        assert found["reason"] == "no interval with 4 subjects (6 are needed)"
        assert found["status"] == "estimated"
        assert (subjects["model"] == "ridge").sum() == 4

    def test_scheme_that_is_not_estimable(self, study):
        dataset, _, predictions = study
        splits = {"blocked": Split.parse(Split.not_estimable("Two recordings only.").text())}
        metrics, _ = evaluate(dataset, splits, predictions, seed=1)
        assert metrics[["scheme", "status", "reason"]].to_numpy().tolist() == [
            ["blocked", "not estimable", "Two recordings only."]
        ]

    def test_a_constant_target_leaves_nothing_to_judge_and_the_reason_is_told(self, make_cohort):
        dataset = make_cohort(subjects=6)
        dataset = replace(dataset, targets=np.full_like(dataset.targets, 0.25))
        split = make_split(dataset.segments, "blocked", seed=1)
        predictions = [fit_models(dataset, split, "blocked")]
        metrics, _ = evaluate(dataset, {"blocked": split}, predictions, seed=1)
        skills = metrics[metrics["metric"] == "skill"]
        assert set(skills["status"]) == {"not estimable"}
        assert (skills["reason"] != "").all()
        with pytest.raises(NotEstimableError, match="makes no error on the tested segments"):
            gather_estimable(dataset, "blocked", split, predictions)

    def test_constant_estimate_has_no_correlation_and_says_why(self, study):
        dataset, splits, predictions = study
        constant = replace(predictions[1], values=np.ones_like(predictions[1].values))
        metrics, _ = evaluate(dataset, splits, [predictions[0], constant], seed=1)
        found = row(
            metrics, scheme="blocked", model="network-tuned-adam-best", part="test", metric="r"
        )
        assert found["status"] == "not estimable"
        assert "does not vary" in found["reason"]

    def test_equal_seeds_give_equal_tables(self, study, judgement):
        again = evaluate(*study, seed=1)
        for one, other in zip(again, judgement, strict=True):
            assert one.to_csv() == other.to_csv()

    def test_without_coupling_pooled_r_is_high_and_skill_is_not(self, make_cohort):
        """What the published numbers measure, and what this project does."""
        dataset = make_cohort(subjects=8, recordings=8, coupling=0.0, offsets=3.0)
        splits = {"blocked": make_split(dataset.segments, "blocked", seed=1)}
        predictions = [fit_models(dataset, splits["blocked"], "blocked")]
        metrics, _ = evaluate(dataset, splits, predictions, seed=1)
        where = {"model": "kernel ridge", "part": "test"}
        assert row(metrics, metric="r", **where)["value"] > 0.85
        assert row(metrics, metric="skill", **where)["value"] < 0.05


class TestPredictionsFile:
    def test_round_trip_and_equal_bytes(self, study, tmp_path):
        for k, given in enumerate(study[2][:2]):
            paths = [tmp_path / f"{k}{name}.nc" for name in "ab"]
            write_predictions(paths[0], given)
            read = read_predictions(paths[0])
            write_predictions(paths[1], read)
            assert paths[0].read_bytes() == paths[1].read_bytes()
            assert read.models == given.models
            assert np.array_equal(read.values, given.values, equal_nan=True)
            assert read.rows.to_numpy().tolist() == given.rows.to_numpy().tolist()
            assert read.split_digests == given.split_digests
            assert read.remarks.to_numpy().tolist() == given.remarks.to_numpy().tolist()

    def test_no_rows(self, study, tmp_path):
        given = study[2][1]
        empty = replace(given, rows=given.rows[:0], values=given.values[:, :0])
        write_predictions(tmp_path / "x.nc", empty)
        assert read_predictions(tmp_path / "x.nc").values.shape == (2, 0, 3, 3)

    def test_missing_and_foreign_files(self, tmp_path):
        with pytest.raises(OwnFileError, match=r"no file .*x\.nc of predictions"):
            read_predictions(tmp_path / "x.nc")
        (tmp_path / "x.nc").write_text("text")
        with pytest.raises(OwnFileError, match=r"x\.nc is damaged: it is no file of predictions"):
            read_predictions(tmp_path / "x.nc")

    def test_only_like_can_be_concatenated(self, study):
        with pytest.raises(ValueError, match="same models"):
            concatenate(study[2][:2])
        with pytest.raises(ValueError, match="occurs twice"):
            concatenate([study[2][1], study[2][1]])


class TestTable3:
    @pytest.fixture
    def table(self, make_cohort):
        dataset = make_cohort(subjects=5, recordings=8)
        splits = {"random": make_split(dataset.segments, "random", seed=1)}
        networks = [
            invented(dataset, splits, f"network-paper-{name}", 0.5)
            for name in ("rmsprop", "adam", "sgd")
        ]
        return table3(dataset, networks, recipe="paper")

    def test_layout_of_the_paper_with_published_values_beside(self, table):
        assert table["optimizer"].tolist() == ["Adam"] * 4 + ["SGD"] * 4 + ["RMSprop"] * 4
        assert table["split"].tolist() == ["training", "validation", "test", "total"] * 3
        assert table["published_r2"][2] == "0.9270"
        assert table["published_r"][2] == "0.9489"

    def test_total_is_all_parts_pooled(self, table):
        adam = table[table["optimizer"] == "Adam"].set_index("split")
        n = adam["segments"].astype(float)
        mse = adam["mse"].astype(float)
        assert n["total"] == n.drop("total").sum()
        expected = (n * mse).drop("total").sum() / n["total"]
        assert mse["total"] == pytest.approx(expected, rel=1e-3)

    def test_passes_the_audit(self, table):
        findings = audit_metric_table(table, n_outputs=9, counts=counts_of_parts(table))
        assert {f.verdict for f in findings} <= {"ok", "suspicious"}
        assert len(findings) > 60

    def test_texts_hold_every_number(self, table):
        cells = set(table["r2"]) | set(table["mse"]) | set(table["published_mae"])
        for text in (table3_csv(table), table3_markdown(table), table3_latex(table)):
            assert all(cell in text for cell in cells)
        assert len(table3_markdown(table).splitlines()) == 14
        assert table3_latex(table).count(r"\\") == 13

    def test_only_what_was_trained(self, make_cohort):
        dataset = make_cohort()
        splits = {"random": make_split(dataset.segments, "random", seed=1)}
        networks = [invented(dataset, splits, "network-tuned-sgd", 0.5)]
        table = table3(dataset, networks, recipe="tuned", weights="best")
        assert set(table["optimizer"]) == {"SGD"}
        assert table3(dataset, networks, recipe="paper").empty
