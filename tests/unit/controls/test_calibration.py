"""Cohorts of matrices from the simulation's laws, and the evaluation's calibration at k = 0."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from eeg2emg.cohort.simulated_matrices import draw_matrices
from eeg2emg.controls import calibration, calibration_networks
from eeg2emg.controls.calibration import COLUMNS, judge_cohorts, summarise_calibration
from eeg2emg.evaluation.intervals import MIN_SUBJECTS
from eeg2emg.evaluation.metrics import off_diagonal
from eeg2emg.learning.catalogue import DOUBTED
from eeg2emg.learning.features import vectorise
from eeg2emg.learning.model_fits import fit_model
from eeg2emg.names.models import PRIMARY_CHOSEN
from eeg2emg.simulation import SimulationSettings
from eeg2emg.splitting.schemes import make_split

SETTINGS = SimulationSettings(
    subjects=3, noisy_subjects=0, recordings=6, segments=4, segment_s=5.0, rate_hz=500.0,
    emg_analysis_rate_hz=500.0, emg_order=8, emg_channels=("A", "B", "C"), seed=4,
)  # fmt: skip


class TestMatrices:
    @pytest.fixture(scope="class")
    def dataset(self):
        return draw_matrices(SETTINGS)

    def test_size_names_and_order_in_time(self, dataset):
        assert dataset.features.shape == (72, 10, 10, 1)
        assert dataset.targets.shape == (72, 3, 3)
        first = dataset.segments.iloc[5]
        assert first["segment"] == "sub-01_task-arm_run-02_seg-001"
        assert (first["phase"], first["cycle"], first["onset_s"]) == ("activity", 0, 5.0)

    def test_equal_seeds_give_equal_bits(self, dataset):
        again, other = draw_matrices(SETTINGS), draw_matrices(replace(SETTINGS, seed=5))
        assert np.array_equal(again.targets, dataset.targets)
        assert np.array_equal(again.features, dataset.features)
        assert not np.allclose(other.targets, dataset.targets)

    def test_law_of_the_muscles_does_not_depend_on_the_coupling(self, dataset):
        apart = draw_matrices(replace(SETTINGS, coupling=0.0))
        assert np.array_equal(apart.features, dataset.features)
        levels = [off_diagonal(d.targets).mean() for d in (apart, dataset)]
        assert levels[0] == pytest.approx(levels[1], rel=0.3)

    def test_brain_tells_of_muscles_where_they_are_coupled_only(self):
        errors = {}
        for k in (0.0, 0.95):
            dataset = draw_matrices(
                replace(SETTINGS, coupling=k, recordings=12, segment_noise=0.0, wobble=0.0)
            )
            split = make_split(dataset.segments, "blocked", seed=1)
            part = split.parts("all", dataset.segments["segment"])
            vectors = vectorise(dataset.features, dataset.planes)
            fit = fit_model("ridge", vectors, dataset.targets, dataset.segments, part)
            test = part == "test"
            cells = dataset.cells
            mean = np.array(
                [
                    dataset.targets[(part == "training") & (cells == c)].mean(axis=0)
                    for c in cells[test]
                ]
            )
            errors[k] = np.sum((dataset.targets[test] - fit.prediction[test]) ** 2) / np.sum(
                (dataset.targets[test] - mean) ** 2
            )
        assert errors[0.95] < 0.8
        assert errors[0.0] > 0.95


class TestCohort:
    """Which rows there are, and that they repeat; the skills in them are nobody's concern here."""

    @pytest.fixture(scope="class", autouse=True)
    def _small(self):
        """As few subjects as an interval needs, few shifts, and networks that hardly learn."""
        short = [replace(recipe, max_epochs=2) for recipe in calibration_networks.SMALL_RECIPES]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(calibration, "SHIFTS", 3)
            patch.setattr(calibration, "SUBJECTS", MIN_SUBJECTS)
            patch.setattr(calibration_networks, "SMALL_RECIPES", short)
            yield

    @pytest.fixture(scope="class")
    def judged(self, _small):
        return list(judge_cohorts(SETTINGS, [0, 1], schemes=["blocked", "few-shot"]))

    def test_every_model_with_eeg_has_an_interval(self, judged):
        judged = judged[0]
        assert list(judged.columns) == list(COLUMNS)
        models = set(judged["model"])
        assert models >= {"ridge", "pls", "kernel ridge", "best-chosen", "network-tuned-chosen"}
        assert {"network-residual-adam-best", "network-edges-adam-best"} <= models
        assert judged[["low", "high"]].notna().all(axis=None)
        assert (judged["low"] <= judged["skill"]).all()

    def test_null_where_it_is_defined(self, judged):
        judged = judged[0]
        covered = judged["model"].isin([*DOUBTED, PRIMARY_CHOSEN])
        has_null = (judged["scheme"] == "blocked") & covered
        assert (judged["null_p"].notna() == has_null).all()

    def test_a_cohort_does_not_depend_on_the_one_before(self, judged):
        """What is compiled serves for all cohorts; weights and optimizers start anew."""
        (alone,) = judge_cohorts(SETTINGS, [1], schemes=["blocked", "few-shot"])
        pd.testing.assert_frame_equal(alone, judged[1])
        assert not judged[0]["skill"].equals(judged[1]["skill"])


class TestSummary:
    def cohorts(self, above, null_p):
        count = len(null_p)
        return pd.DataFrame(
            {
                "cohort": range(count),
                "scheme": "blocked",
                "model": "ridge",
                "low": np.where(np.arange(count) < above, 0.1, -0.1),
                "null_p": null_p,
            }
        )

    def test_a_level_that_is_kept_and_one_that_is_not(self):
        uniform = np.tile(np.arange(1, 21) / 20, 2)
        found = summarise_calibration(self.cohorts(4, uniform), confidence=0.95)
        assert found["kept"].all()
        assert found["found"].tolist() == pytest.approx([0.1, 0.05, 0.1, 0.25, 0.5])
        broken = summarise_calibration(self.cohorts(5, uniform**3), confidence=0.95)
        assert not broken["kept"].any()

    def test_bound_is_the_binomial_one(self):
        from scipy.stats import binom

        found = summarise_calibration(self.cohorts(0, np.ones(40)), confidence=0.95)
        bound = found.loc[0, "bound"] * 40
        assert binom.cdf(bound, 40, 0.025) >= 0.99 > binom.cdf(bound - 1, 40, 0.025)
