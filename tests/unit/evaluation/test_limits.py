"""Ceiling of a simulated cohort, and skills as shares of what could be reached."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from eeg2emg.evaluation.judgement import evaluate
from eeg2emg.evaluation.limits import Ceiling, ceiling_prediction, ceiling_skill, shares_of_limits
from eeg2emg.evaluation.selection import gather
from eeg2emg.learning.model_predictions import fit_models
from eeg2emg.report.limits import limits_sentence, limits_tables
from eeg2emg.simulation import SimulationSettings, draw_targets
from eeg2emg.simulation.expectation import (
    GROUPS,
    Expected,
    expected_targets,
    expected_targets_of_new_people,
)
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

    @pytest.mark.parametrize("scheme", ["blocked", "few-shot", "random"])
    def test_level_is_taken_from_training_segments_of_the_cell(self, make_cohort, scheme):
        dataset, expected = self.cohort(make_cohort)
        split = make_split(dataset.segments, scheme, seed=1, few_shot_segments=5)
        table = gather(dataset, scheme, split, [fit_models(dataset, split, scheme)])
        values = [
            ceiling_skill(
                table, dataset, {"known": exactly(expected + k), "new": exactly(expected * np.nan)}
            ).skill
            for k in (0.0, 5.0)
        ]
        assert values[0] == pytest.approx(values[1])
        assert 0.3 < values[0] < 1

    def test_tested_targets_do_not_calibrate(self, make_cohort):
        dataset, expected = self.cohort(make_cohort)
        split = make_split(dataset.segments, "blocked", seed=1)
        part = split.parts("all", dataset.segments["segment"])
        changed = dataset.targets.copy()
        changed[part != "training"] = 1e3
        one, other = (
            ceiling_prediction(expected, d, part)
            for d in (dataset, replace(dataset, targets=changed))
        )
        assert np.array_equal(one, other)

    def test_new_subjects_get_the_level_of_the_phase(self, make_cohort):
        dataset, expected = self.cohort(make_cohort)
        split = make_split(dataset.segments, "leave-one-subject-out", seed=1)
        part = split.parts("sub-00", dataset.segments["segment"])
        found = ceiling_prediction(expected, dataset, part)
        rest = (dataset.segments["phase"] == "rest").to_numpy()
        level = (dataset.targets - expected)[rest & (part == "training")].mean(axis=0)
        assert found[rest] == pytest.approx(expected[rest] + level)

    def test_no_model_is_far_above_it(self, make_cohort):
        dataset, expected = self.cohort(make_cohort)
        split = make_split(dataset.segments, "blocked", seed=1)
        models = fit_models(dataset, split, "blocked")
        table = gather(dataset, "blocked", split, [models])
        ceiling = ceiling_skill(table, dataset, {"known": exactly(expected)})
        metrics = evaluate(dataset, {"blocked": split}, [models], seed=1).metrics
        skills = metrics[(metrics["metric"] == "skill") & (metrics["part"] == "test")]
        assert ceiling.skill > skills["value"].max()

    def test_its_error_is_that_of_what_was_drawn(self, make_cohort):
        dataset, expected = self.cohort(make_cohort)
        split = make_split(dataset.segments, "blocked", seed=1)
        table = gather(dataset, "blocked", split, [fit_models(dataset, split, "blocked")])
        rng = np.random.default_rng(3)
        spread = 0.2
        # Each group of draws says something else; their mean is what is expected.
        groups = expected + spread * np.sqrt(GROUPS) * rng.normal(size=(GROUPS, *expected.shape))
        without = (groups.sum(axis=0) - groups) / (GROUPS - 1)
        drawn = ceiling_skill(table, dataset, {"known": Expected(groups.mean(axis=0), without)})
        repeats = [
            ceiling_skill(
                table, dataset,
                {"known": exactly(expected + spread * rng.normal(size=expected.shape))},
            ).skill
            for _ in range(40)
        ]  # fmt: skip
        assert drawn.error == pytest.approx(np.std(repeats), rel=0.7)
        assert ceiling_skill(table, dataset, {"known": exactly(expected)}).error == 0


class TestShares:
    metrics = pd.DataFrame(
        {
            "scheme": ["blocked", "leave-one-subject-out", "blocked"],
            "model": ["best-chosen", "best-chosen", "cell mean"],
            "part": "test",
            "metric": "skill",
            "status": "estimated",
            "value": [0.3, 0.1, 0.0],
        }
    )

    def test_shares(self):
        limits = shares_of_limits(
            self.metrics,
            reliability=0.6,
            ceilings={"blocked": Ceiling(0.4, 0.01), "leave-one-subject-out": Ceiling(0.2, 0.01)},
            reasons={"ceiling": ""},
        )
        known, new, _ = limits.itertuples()
        assert known.share_of_reliability == pytest.approx(0.5)
        assert known.share_of_ceiling == pytest.approx(0.75)
        assert known.reason == ""
        assert np.isnan(new.share_of_reliability)
        assert new.share_of_ceiling == pytest.approx(0.5)
        assert "no limit where subjects are new" in new.reason

    def test_what_is_not_known_says_why(self):
        limits = shares_of_limits(
            self.metrics,
            reliability=float("nan"),
            ceilings={},
            reasons={"ceiling": "a ceiling takes a known truth", "reliability": "too short"},
        )
        assert limits["reason"][0] == "too short; a ceiling takes a known truth"
        text = limits_sentence(limits)
        assert "Not known: too short." in text
        assert "%" not in text

    def test_report(self):
        limits = shares_of_limits(
            self.metrics,
            reliability=0.6,
            ceilings={"blocked": Ceiling(0.4, 0.01)},
            reasons={"ceiling": ""},
        )
        text = limits_sentence(limits)
        assert "in blocked a skill of 0.30: 50% of the reliability (0.60) and 75% of" in text
        none = limits.assign(ceiling=-0.2, share_of_ceiling=np.nan)
        assert "the ceiling itself (−0.20) is not above the rival" in limits_sentence(none)
        table = limits_tables(limits)["blocked"]
        assert [row[0] for row in table.rows] == ["best model with EEG, by validation"]
        assert limits_sentence(None) == ""
