"""Predictions of known segments by fits without their block of recordings."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from eeg2emg.cohort.cycles import places_in_session
from eeg2emg.errors import NotEstimableError
from eeg2emg.evaluation.out_of_fold import blocks_in_time, predict_out_of_fold
from eeg2emg.learning.features import vectorise
from eeg2emg.learning.model_fits import MEAN_ALONE, fit_as_chosen, fit_model
from eeg2emg.splitting.schemes import make_split


def divided(cohort):
    split = make_split(cohort.segments, "blocked", seed=1)
    return split.parts("all", cohort.segments["segment"])


def recordings_of_one_phase():
    """Six recordings of rest, six of activity, whose names sort by phase."""
    return pd.DataFrame(
        [
            {
                "segment": f"{phase}-{r}-{i}",
                "subject": "sub-01",
                "recording": f"{phase}_run-{r}",
                "phase": phase,
                "cycle": 0,
                "onset_s": 60.0 * i,
            }
            for phase in ("activity", "rest")
            for r in range(1, 7)
            for i in range(4)
        ]
    )


class TestBlocks:
    @pytest.mark.parametrize("recordings", [3, 4, 6, 7, 12])
    @pytest.mark.parametrize("gap", [0, 1, 2])
    def test_they_are_stretches_of_whole_recordings(self, make_cohort, recordings, gap):
        cohort = make_cohort(recordings=recordings, segments=6)
        parts = divided(cohort)
        known = np.isin(parts, ["training", "validation"])
        found = blocks_in_time(cohort.segments, parts, gap_segments=gap)
        assert not found.undivided
        assert ((found.block >= 0) == known).all()
        table = cohort.segments.assign(block=found.block, time=places_in_session(cohort.segments))
        for _, own in table[known].groupby("subject"):
            in_time = own.sort_values("time")
            count = min(5, in_time["recording"].nunique())
            assert in_time["block"].is_monotonic_increasing
            assert set(in_time["block"]) == set(range(count))
            assert (in_time.groupby("recording")["block"].nunique() == 1).all()

    @pytest.mark.parametrize("gap", [0, 1, 2])
    def test_no_segment_of_a_block_has_a_neighbour_in_its_fit(self, make_cohort, gap):
        cohort = make_cohort(recordings=8, segments=6)
        parts = divided(cohort)
        blocks = blocks_in_time(cohort.segments, parts, gap_segments=gap)
        subject, time = cohort.segments["subject"].to_numpy(), places_in_session(cohort.segments)
        for k in range(5):
            own = blocks.parts_without(k, parts)
            assert ((own == "test") == (parts == "test")).all()
            for row in np.flatnonzero(own == "validation"):
                same = (subject == subject[row]) & (own == "training")
                assert np.abs(time[same] - time[row]).min() > gap

    def test_recordings_of_one_phase_are_ordered_in_time(self):
        segments = recordings_of_one_phase()
        parts = np.full(len(segments), "training")
        found = blocks_in_time(segments, parts)
        assert not found.undivided
        for phase in ("rest", "activity"):
            own = (segments["phase"] == phase).to_numpy()
            assert (np.diff(found.block[own]) >= 0).all()
            assert len(set(found.block[own])) == 5

    def test_subjects_without_a_phase_beside_a_block_have_none(self, make_cohort):
        cohort = make_cohort(recordings=6, segments=4)
        parts = divided(cohort)
        segments = cohort.segments
        one = (segments["subject"] == "sub-01") & (segments["phase"] == "rest")
        later = ~segments["recording"].str.endswith(("run-00", "run-05"))
        parts = np.where(one & later, "unused", parts)
        found = blocks_in_time(segments, parts)
        assert list(found.undivided) == ["sub-01"]
        assert "no segment of rest is left to train on" in found.undivided["sub-01"]
        own = (segments["subject"] == "sub-01").to_numpy()
        assert (found.block[own] == -1).all()
        without = found.parts_without(0, parts)
        assert (without[own & (parts == "training")] == "training").all()


class TestFitAsChosen:
    @pytest.mark.parametrize("name", ["ridge", "pls", "kernel ridge"])
    def test_it_is_the_fit_that_chose(self, make_cohort, name):
        cohort = make_cohort()
        parts, vectors = divided(cohort), vectorise(cohort.features, cohort.planes)
        fit = fit_model(name, vectors, cohort.targets, cohort.segments, parts)
        assert fit.chosen != MEAN_ALONE
        again = fit_as_chosen(
            name, vectors, cohort.targets, cohort.segments, parts, chosen=fit.chosen
        )
        assert again == pytest.approx(fit.prediction)
        mean = fit_as_chosen(
            name, vectors, cohort.targets, cohort.segments, parts, chosen=MEAN_ALONE
        )
        assert mean == pytest.approx(fit.base)

    def test_nothing_but_training_segments_counts(self, make_cohort):
        cohort = make_cohort()
        parts, vectors = divided(cohort), vectorise(cohort.features, cohort.planes)
        targets = np.where((parts == "training")[:, None, None], cohort.targets, np.nan)
        one, other = (
            fit_as_chosen("ridge", vectors, of, cohort.segments, parts, chosen="penalty 1")
            for of in (cohort.targets, targets)
        )
        assert np.array_equal(one, other)

    @pytest.mark.parametrize(("name", "chosen"), [("ridge", "penalty 7"), ("pls", "20 components")])
    def test_hyperparameters_that_are_no_candidates_are_refused(self, make_cohort, name, chosen):
        cohort = make_cohort(subjects=2, recordings=3)
        parts, vectors = divided(cohort), vectorise(cohort.features, cohort.planes)
        with pytest.raises(NotEstimableError, match=f"cannot be fitted with {chosen}"):
            fit_as_chosen(name, vectors, cohort.targets, cohort.segments, parts, chosen=chosen)


@pytest.mark.parametrize(
    ("name", "chosen"),
    [
        *[("ridge", "penalty 1"), ("pls", "2 components"), ("ridge", MEAN_ALONE)],
        ("kernel ridge", "width 1, penalty 0.1"),
    ],
)
class TestPredictions:
    def predict(self, cohort, name, chosen):
        vectors = vectorise(cohort.features, cohort.planes)
        return predict_out_of_fold(name, vectors, cohort, divided(cohort), chosen=chosen)

    def test_no_tested_target_enters(self, make_cohort, name, chosen):
        cohort = make_cohort(recordings=7)
        tested = (divided(cohort) == "test")[:, None, None]
        planted = replace(cohort, targets=np.where(tested, np.nan, cohort.targets))
        one, other = self.predict(cohort, name, chosen), self.predict(planted, name, chosen)
        assert np.isfinite(one.predictions).all()
        assert np.array_equal(one.predictions, other.predictions)

    def test_no_target_of_a_block_or_beside_it_enters_its_fit(self, make_cohort, name, chosen):
        cohort = make_cohort(recordings=7)
        one = self.predict(cohort, name, chosen)
        for k in range(5):
            away = (one.blocks.block == k) | one.blocks.beside[k]
            planted = replace(cohort, targets=cohort.targets + 100.0 * away[:, None, None])
            other = self.predict(planted, name, chosen)
            assert np.array_equal(one.predictions[k], other.predictions[k])
            assert not np.allclose(one.predictions[k - 1], other.predictions[k - 1])

    def test_each_segment_is_predicted_by_the_fit_without_it(self, make_cohort, name, chosen):
        cohort = make_cohort(recordings=7)
        found = self.predict(cohort, name, chosen)
        block = found.blocks.block
        for row in range(0, len(block), 7):
            own = found.own[row]
            if block[row] < 0:
                assert np.isnan(own).all()
            else:
                assert np.array_equal(own, found.predictions[block[row], row])
