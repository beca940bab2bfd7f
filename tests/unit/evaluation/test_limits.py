"""Ceiling of a simulated cohort, and skills as shares of what could be reached."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from eeg2emg.cohort.simulated_matrices import draw_matrices
from eeg2emg.evaluation.judgement import evaluate
from eeg2emg.evaluation.limits import (
    Ceiling,
    ceiling_skill,
    expected_with_past,
    learnable_skill,
    shares_of_limits,
)
from eeg2emg.evaluation.metrics import skill
from eeg2emg.evaluation.selection import choose_rival, gather
from eeg2emg.learning.catalogue import RIVALS, model_title
from eeg2emg.learning.model_predictions import fit_models
from eeg2emg.report.limits import limits_sentence, limits_tables, reliability_sentence
from eeg2emg.simulation import SimulationSettings, draw_targets
from eeg2emg.simulation.coupling import state_courses
from eeg2emg.simulation.expectation import (
    GROUPS,
    Expected,
    expected_targets,
    expected_targets_of_new_people,
)
from eeg2emg.splitting.catalogue import SCHEMES
from eeg2emg.splitting.schemes import make_split

SETTINGS = SimulationSettings(
    subjects=2, noisy_subjects=0, segment_s=10.0, rate_hz=500.0, emg_analysis_rate_hz=500.0,
    emg_order=10, emg_channels=("A", "B", "C"),
)  # fmt: skip


def jackknife(without):
    """Squared standard error from estimates that leave out each group in turn."""
    return without.var(axis=0) * (len(without) - 1)


def exactly(targets):
    """Expected targets that were not drawn."""
    return Expected(targets, np.stack([targets] * GROUPS))


class TestExpectation:
    z = np.array([[1.0, 0.0, -1.0], [0.0, 0.5, 0.0]])

    @pytest.mark.parametrize(
        "changes", [{}, {"coupling": 0.0}, {"muscle_gain": 0.7}, {"wobble": 0.0}]
    )
    def test_is_what_the_mean_of_the_draws_tends_to(self, changes):
        settings, phases = replace(SETTINGS, **changes), ["rest", "activity"]
        found = expected_targets(settings, 1, self.z, phases)
        for row, phase in enumerate(phases):
            drawn = draw_targets(settings, 1, self.z[row], phase, draws=400)
            # Both are drawn.
            error = np.sqrt(drawn.var(axis=0) / len(drawn) + jackknife(found.without[:, row]))
            assert np.abs(found.mean[row] - drawn.mean(axis=0)).max() < 4 * error.max()
            assert error.max() < 1.3 * drawn.std(axis=0).max() / 20

    def test_of_new_people_is_what_the_mean_over_them_tends_to(self):
        found = expected_targets_of_new_people(SETTINGS, self.z[:1], ["activity"])
        drawn = np.concatenate(
            [draw_targets(SETTINGS, k, self.z[0], "activity", draws=2) for k in range(200)]
        )
        error = np.sqrt(drawn.var(axis=0) / 200 + jackknife(found.without[:, 0]))
        assert np.abs(found.mean[0] - drawn.mean(axis=0)).max() < 4 * error.max()

    def test_the_error_shrinks_with_the_draws(self):
        few, many = (
            jackknife(expected_targets(SETTINGS, 0, self.z, ["activity"] * 2, draws=draws).without)
            for draws in (32, 512)
        )
        assert many.mean() < few.mean() / 8

    @pytest.mark.parametrize("draws", [1, 2, 9])
    def test_few_draws_give_a_number(self, draws):
        found = expected_targets(SETTINGS, 0, self.z, ["activity"] * 2, draws=draws)
        assert np.isfinite(found.mean).all()
        assert np.abs(found.mean).max() < 1

    def test_depends_on_the_brain_only_so_far_as_they_are_coupled(self):
        apart = replace(SETTINGS, coupling=0.0, segment_noise=0.0, wobble=0.0)
        states = 2.0 * np.array([[1.0, 1, 1], [-1, -1, -1]])
        phases = ["activity"] * 2
        low, high = expected_targets(apart, 0, states, phases).mean
        coupled = replace(apart, coupling=0.95)
        far_low, far_high = expected_targets(coupled, 0, states, phases).mean
        assert np.abs(far_high - far_low).max() > 5 * np.abs(high - low).max()

    def test_new_people_know_phase_and_state_but_no_person(self):
        z = np.zeros((3, 3))
        phases = ["activity", "rest", "activity"]
        found, other = (
            expected_targets_of_new_people(settings, z, phases, people=32).mean
            for settings in (SETTINGS, replace(SETTINGS, subjects=1))
        )
        assert np.array_equal(other, found)
        assert found[0].sum() > 1.5 * found[1].sum()
        assert found[2] == pytest.approx(found[0])


class TestCeiling:
    def cohort(self, make_cohort, bias=0.7):
        """Targets are expectation + noise; the laws' values differ in level by `bias`."""
        dataset = make_cohort(subjects=3, recordings=12)
        rng = np.random.default_rng(0)
        expected = dataset.targets + bias
        noise = 0.8 * rng.normal(size=expected.shape)
        return replace(dataset, targets=dataset.targets + noise), expected

    def drifting(self, make_cohort, *, coupling, rho=0.97, error=0.2):
        """Targets of which z leaves open what drifts: coupling * z + drift + error.

        Gives the cohort, E[target | z], and what an oracle says who knows the law of the drift:
        E[target | z, targets of training and validation], in closed form, by fold's part.
        """
        dataset = make_cohort(subjects=6, recordings=12, coupling=0, noise=0)
        rng, shape = np.random.default_rng(7), dataset.targets.shape
        subject = dataset.segments["subject"].to_numpy()
        lag = np.abs(np.subtract.outer(np.arange(len(subject)), np.arange(len(subject))))
        covariance = np.where(subject[:, None] == subject, rho**lag, 0.0)
        drift = np.linalg.cholesky(covariance) @ rng.normal(size=(len(subject), shape[1] ** 2))
        expected = dataset.targets.mean(axis=0) + coupling * rng.normal(size=shape)
        targets = expected + drift.reshape(shape) + error * rng.normal(size=shape)

        def oracle(part):
            known = np.flatnonzero(np.isin(part, ["training", "validation"]))
            own = covariance[np.ix_(known, known)] + error**2 * np.eye(len(known))
            residual = (targets - expected)[known].reshape(len(known), -1)
            filtered = covariance[:, known] @ np.linalg.solve(own, residual)
            return expected + filtered.reshape(shape)

        return replace(dataset, targets=targets), expected, oracle

    @staticmethod
    def table(dataset, scheme):
        split = make_split(dataset.segments, scheme, seed=1, few_shot_segments=5)
        rivals = fit_models(dataset, split, scheme, regressions=())
        return gather(dataset, scheme, split, [rivals])

    @staticmethod
    def skill_of(predict, table, dataset):
        """Give the skill of what is predicted of all segments from the parts of each fold."""
        prediction = np.full(table.truth.shape, np.nan)
        for rows in table.rows.groupby("fold").indices.values():
            places = dataset.rows(table.rows["segment"].iloc[rows])
            part = np.full(len(dataset.segments), "unused", dtype=object)
            part[places] = table.rows["part"].iloc[rows]
            prediction[rows] = predict(part)[places]
        test, rival = table.tested, choose_rival(table).prediction
        return skill(table.truth[test], prediction[test], rival[test])

    @pytest.mark.parametrize("scheme", ["blocked", "few-shot", "random"])
    def test_level_is_taken_from_training_segments_of_the_person(self, make_cohort, scheme):
        dataset, expected = self.cohort(make_cohort)
        table = self.table(dataset, scheme)
        values = [
            ceiling_skill(
                table, dataset, {"known": exactly(expected + k), "new": exactly(expected * np.nan)}
            ).skill
            for k in (0.0, 5.0)
        ]
        assert values[0] == pytest.approx(values[1])
        assert 0.3 < values[0] < 1

    def test_tested_targets_tell_nothing(self, make_cohort):
        dataset, expected = self.cohort(make_cohort)
        split = make_split(dataset.segments, "blocked", seed=1)
        part = split.parts("all", dataset.segments["segment"])
        changed = dataset.targets.copy()
        changed[part == "test"] = 1e3
        one, other = (
            expected_with_past(expected[:, None], d, part, SCHEMES["blocked"])
            for d in (dataset, replace(dataset, targets=changed))
        )
        assert set(one) == set(other) == set(RIVALS)
        for name in one:
            assert np.array_equal(one[name], other[name], equal_nan=True)

    def test_of_new_subjects_nothing_is_known_but_the_phase(self, make_cohort):
        dataset, expected = self.cohort(make_cohort)
        split = make_split(dataset.segments, "leave-one-subject-out", seed=1)
        part = split.parts("sub-00", dataset.segments["segment"])
        scheme = SCHEMES["leave-one-subject-out"]
        found = expected_with_past(expected[:, None], dataset, part, scheme)
        assert not [name for name in found if "cell" in name or "subject" in name]
        residual, rest = dataset.targets - expected, dataset.segments["phase"] == "rest"
        for judged, known in (
            ("validation", ["training"]),
            ("test", ["training", "validation"]),  # fitted again once the choice is made
        ):
            rows = (rest & (part == judged)).to_numpy()
            level = residual[(rest & np.isin(part, known)).to_numpy()].mean(axis=0)
            assert found["phase mean"][rows, 0] == pytest.approx(expected[rows] + level)

    @pytest.mark.parametrize("scheme", ["blocked", "few-shot"])
    def test_uncoupled_but_drifting_it_is_the_rival(self, make_cohort, scheme):
        """At k = 0 the state of the brain tells nothing: what past targets tell is the rival."""
        dataset, expected, _ = self.drifting(make_cohort, coupling=0.0)
        table = self.table(dataset, scheme)
        assert "time-smoothed" in choose_rival(table).describe()
        if scheme == "blocked":  # a few segments of a new person say less than the exact level
            assert self.skill_of(lambda _: expected, table, dataset) < -0.4
        ceiling = ceiling_skill(table, dataset, {"known": exactly(expected)})
        assert ceiling.found == pytest.approx(0, abs=1e-9)

    @pytest.mark.parametrize("scheme", ["blocked", "few-shot"])
    def test_coupled_and_drifting_it_is_near_what_an_oracle_knows(self, make_cohort, scheme):
        dataset, expected, oracle = self.drifting(make_cohort, coupling=1.0)
        table = self.table(dataset, scheme)
        found = ceiling_skill(table, dataset, {"known": exactly(expected)}).found
        best = self.skill_of(oracle, table, dataset)
        if scheme == "blocked":
            assert self.skill_of(lambda _: expected, table, dataset) + 0.15 < found
            assert best - 0.1 < found
        # Where validation segments have a longer past than tested ones the choice suits them less.
        assert best - 0.25 < found < best

    def test_where_all_is_coupled_and_nothing_is_error_it_is_1(self, make_cohort):
        dataset = make_cohort(coupling=1.0, noise=0.0)
        for scheme in ("blocked", "few-shot", "leave-one-subject-out"):
            exact = {kind: exactly(dataset.targets) for kind in ("known", "new")}
            found = ceiling_skill(self.table(dataset, scheme), dataset, exact)
            assert found == Ceiling(pytest.approx(1), pytest.approx(0, abs=1e-12))

    def test_it_is_never_below_the_rival(self):
        assert Ceiling(-0.02, 0.01).skill == 0
        assert Ceiling(0.02, 0.01).skill == 0.02
        assert np.isnan(Ceiling(float("nan"), float("nan")).skill)

    def test_no_model_is_far_above_it(self, make_cohort):
        dataset, expected = self.cohort(make_cohort)
        split = make_split(dataset.segments, "blocked", seed=1)
        models = fit_models(dataset, split, "blocked")
        table = gather(dataset, "blocked", split, [models])
        ceiling = ceiling_skill(table, dataset, {"known": exactly(expected)})
        metrics = evaluate(dataset, {"blocked": split}, [models], seed=1).metrics
        skills = metrics[(metrics["metric"] == "skill") & (metrics["part"] == "test")]
        assert ceiling.skill > skills["value"].max()

    def drawn(self, expected, spread, seed=3):
        """Each group of draws says something else; their mean is what is expected."""
        rng = np.random.default_rng(seed)
        groups = expected + spread * np.sqrt(GROUPS) * rng.normal(size=(GROUPS, *expected.shape))
        without = (groups.sum(axis=0) - groups) / (GROUPS - 1)
        return {"known": Expected(groups.mean(axis=0), without)}

    def test_its_error_is_that_of_what_was_drawn(self, make_cohort):
        dataset, expected = self.cohort(make_cohort)
        table = self.table(dataset, "blocked")
        spread = 0.2
        drawn = ceiling_skill(table, dataset, self.drawn(expected, spread))
        rng = np.random.default_rng(4)
        repeats = [
            ceiling_skill(
                table, dataset,
                {"known": exactly(expected + spread * rng.normal(size=expected.shape))},
            ).found
            for _ in range(40)
        ]  # fmt: skip
        assert drawn.error == pytest.approx(np.std(repeats), rel=0.7)
        assert ceiling_skill(table, dataset, {"known": exactly(expected)}).error == 0

    def test_its_error_shrinks_with_what_the_draws_leave(self, make_cohort):
        dataset, expected = self.cohort(make_cohort)
        table = self.table(dataset, "blocked")
        few, many = (
            ceiling_skill(table, dataset, self.drawn(expected, spread)).error
            for spread in (0.2, 0.05)
        )
        assert few > 2 * many > 0


class TestLearnable:
    """On matrices from the laws of the simulation, whose states are known."""

    settings = SimulationSettings(
        subjects=5, noisy_subjects=0, recordings=8, segments=6, rate_hz=500.0,
        segment_s=10.0, emg_analysis_rate_hz=500.0, emg_order=10, emg_channels=("A", "B", "C"),
    )  # fmt: skip

    def cohort(self, coupling, scheme):
        """Give the evaluated scheme, the cohort, the states and the expected targets."""
        settings = replace(self.settings, coupling=coupling)
        dataset = draw_matrices(settings)
        each = settings.recordings * settings.segments
        people = range(settings.subjects)
        states = [state_courses(settings, person, each)[0] for person in people]
        phases = dataset.segments["phase"].tolist()[:each]
        of_people = [
            expected_targets(settings, person, states[person], phases, draws=64)
            for person in people
        ]
        expected = Expected(
            np.concatenate([item.mean for item in of_people]),
            np.concatenate([item.without for item in of_people], axis=1),
        )
        split = make_split(dataset.segments, scheme, seed=1, few_shot_segments=5)
        table = gather(dataset, scheme, split, [fit_models(dataset, split, scheme)])
        return table, dataset, np.concatenate(states), {"known": expected}

    @pytest.mark.parametrize("scheme", ["blocked", "few-shot"])
    def test_is_above_0_and_not_above_the_ceiling(self, scheme):
        table, dataset, states, expected = self.cohort(0.9, scheme)
        ceiling = ceiling_skill(table, dataset, expected)
        learnable = learnable_skill(table, dataset, states)
        assert 0.1 < learnable < ceiling.skill + 2 * ceiling.error

    def test_states_of_other_segments_teach_nothing(self):
        table, dataset, states, _ = self.cohort(0.9, "blocked")
        learnable = learnable_skill(table, dataset, states)
        mixed = np.random.default_rng(5).permutation(states)
        assert learnable_skill(table, dataset, mixed) < 0.05 < learnable / 2

    def test_states_are_handled_like_features(self, make_cohort):
        """A shift of the states of a cell changes nothing, and their scale neither."""
        dataset = make_cohort(subjects=3, recordings=8)
        table = TestCeiling.table(dataset, "blocked")
        states = dataset.features[:, 0, 1:4, 0]
        moved = 3 * states + dataset.cells[:, None]
        assert learnable_skill(table, dataset, moved) == pytest.approx(
            learnable_skill(table, dataset, states)
        )

    def test_exact_states_of_a_linear_world_are_learned(self, make_cohort):
        """With targets linear in the states, without error, nearly all is learned."""
        dataset = make_cohort(subjects=3, recordings=12, offsets=0.0)
        rng = np.random.default_rng(2)
        states = rng.normal(size=(len(dataset.segments), 2))
        targets = np.tensordot(states, rng.normal(size=(2, 3, 3)), 1)
        dataset = replace(dataset, targets=targets)
        assert learnable_skill(TestCeiling.table(dataset, "random"), dataset, states) > 0.95


class TestShares:
    metrics = pd.DataFrame(
        {
            "scheme": ["blocked", "leave-one-subject-out", "blocked", "blocked"],
            "model": ["best-chosen", "best-chosen", "cell mean", "ridge"],
            "part": "test",
            "metric": "skill",
            "status": "estimated",
            "value": [0.3, 0.1, 0.0, -0.4],
        }
    )
    edges = pd.DataFrame(
        {
            "source": ["A", "B"],
            "sink": ["B", "A"],
            "reliability": [0.8, 0.4],
            "weight": [0.9, 0.1],
        }
    )

    def limits(self, **changed):
        return shares_of_limits(
            self.metrics,
            **{
                "reliability": 0.7,
                "ceilings": {
                    "blocked": Ceiling(0.4, 0.01),
                    "leave-one-subject-out": Ceiling(0.2, 0.01),
                },
                "learnable": {"blocked": 0.375, "leave-one-subject-out": 0.125},
                "reasons": {},
            }
            | changed,
        )

    def test_shares(self):
        known, new, rival, worse = self.limits().itertuples()
        assert known.share_of_ceiling == pytest.approx(0.75)
        assert known.share_of_learnable == pytest.approx(0.8)
        assert new.share_of_ceiling == pytest.approx(0.5)
        assert new.share_of_learnable == pytest.approx(0.8)
        for none in (rival, worse):
            assert np.isnan([none.share_of_ceiling, none.share_of_learnable]).all()
        assert known.reason == ""

    def test_reliability_describes_the_target_and_is_no_limit(self):
        limits = self.limits()
        assert (limits["reliability"] == 0.7).all()
        assert not [column for column in limits if "share_of_reliability" in column]

    def test_a_ceiling_below_the_rival_is_the_rival_and_says_so(self):
        limits = self.limits(ceilings={"blocked": Ceiling(-0.02, 0.01)})
        assert limits["ceiling"][0] == 0
        assert np.isnan(limits["share_of_ceiling"][0])
        assert "the rival is the ceiling in blocked" in limits["reason"][0]
        assert "-0.020" in limits["reason"][0]
        text = limits_sentence(limits)
        assert "none of the ceiling (0.00 ± 0.010)" in text
        assert "The rival is the ceiling in blocked" in text

    def test_what_is_not_known_says_why(self):
        limits = self.limits(
            reliability=float("nan"),
            ceilings={},
            learnable={},
            reasons={"ceiling": "it takes a known truth", "reliability": "too short"},
        )
        assert (
            limits["reason"][0] == "no ceiling: it takes a known truth; no reliability: too short"
        )
        text = limits_sentence(limits)
        assert text == "No ceiling: it takes a known truth. No reliability: too short."
        assert reliability_sentence(self.edges, limits) == ""

    def test_report(self):
        limits = self.limits()
        text = limits_sentence(limits)
        assert "in blocked a skill of 0.30: 75% of the ceiling (0.40 ± 0.010) and 80% of" in text
        table = limits_tables(limits)["blocked"]
        assert [row[0] for row in table.rows] == [
            "best model with EEG, by validation",
            model_title("ridge"),
        ]
        assert limits_sentence(None) == ""

    def test_report_of_the_reliability_says_its_weights(self):
        text = reliability_sentence(self.edges, self.limits())
        assert "0.70 over all edges together. There, as in a skill, each edge weighs" in text
        assert "each of the 2 edges it would be 0.60" in text
        assert "Most weight (90%) has the edge from A to B, with 0.80" in text
        assert reliability_sentence(None, None) == ""
