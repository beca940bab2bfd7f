"""Synergies: known ones are found, from training segments alone, and matched over people."""

from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.connectivity.vectors.envelope_bins import BINS, binned_envelopes
from eeg2emg.connectivity.vectors.file import CohortVectors
from eeg2emg.connectivity.vectors.settings import VectorSettings
from eeg2emg.errors import EstimationError, NotEstimableError
from eeg2emg.evaluation.synergies import activations, fit_synergies, learn_synergies
from eeg2emg.evaluation.target_data import with_vectors
from eeg2emg.splitting.schemes import make_split
from eeg2emg.splitting.split import Split
from eeg2emg.verdict.targets import judge_target

WEIGHTS = np.array([[1.0, 0.8, 0.0, 0.0, 0.1], [0.0, 0.0, 1.0, 0.6, 0.0]])
SETTINGS = VectorSettings()


def envelopes(rng, segments=40, subjects=4, *, order=None):
    """Draw envelopes of two synergies; a person may have them in another order."""
    names = np.array([f"sub-{row % subjects:02}" for row in range(segments)])
    active = rng.gamma(1.0, 1.0, size=(segments, BINS, 2))
    values = active @ WEIGHTS + 0.01 * rng.random((segments, BINS, 5))
    return values, names, active


@pytest.fixture
def rng():
    return np.random.default_rng(7)


class TestFactorisation:
    def test_known_synergies_are_found_and_their_number(self, rng):
        values, names, _ = envelopes(rng)
        found = fit_synergies(values, names, np.full(len(names), True))
        assert len(found.group) == 2
        assert found.explained[0] < 0.9 <= found.explained[1]
        assert np.isnan(found.explained[2:]).all()
        for subject, own in found.weights.items():
            expected = WEIGHTS / found.scale[subject]
            expected /= np.linalg.norm(expected, axis=1, keepdims=True)
            cosine = own @ expected.T
            assert np.sort(cosine.max(axis=1)).min() > 0.98

    def test_rows_of_all_people_are_the_same_synergy(self, rng):
        values, names, _ = envelopes(rng)
        found = fit_synergies(values, names, np.full(len(names), True))
        for own in found.weights.values():
            assert (np.argmax(own @ found.group.T, axis=1) == [0, 1]).all()
        assert min(np.min(alike) for alike in found.similarity.values()) > 0.9

    def test_tested_segments_are_not_looked_at(self, rng):
        values, names, _ = envelopes(rng)
        train = np.arange(len(names)) < 28
        found = fit_synergies(values, names, train)
        values[~train] = rng.random(values[~train].shape)
        again = fit_synergies(values, names, train)
        np.testing.assert_array_equal(found.group, again.group)

    def test_activations_are_those_that_the_envelopes_were_made_of(self, rng):
        values, names, active = envelopes(rng)
        found = fit_synergies(values, names, np.full(len(names), True))
        read = activations(values, names, found)
        one = names == "sub-00"
        true = active[one].mean(axis=1)
        r = np.corrcoef(np.concatenate([read[one], true], axis=1).T)[:2, 2:]
        assert np.sort(r.max(axis=0)).min() > 0.95

    def test_a_gain_of_a_muscle_changes_nothing(self, rng):
        values, names, _ = envelopes(rng)
        everything = np.full(len(names), True)
        louder = values * [1.0, 10.0, 1.0, 0.1, 1.0]
        read, again = (
            activations(one, names, fit_synergies(one, names, everything))
            for one in (values, louder)
        )
        np.testing.assert_allclose(again, read, rtol=1e-6)

    def test_a_silent_muscle_is_told(self, rng):
        values, names, _ = envelopes(rng)
        values[names == "sub-01", :, 3] = 0
        with pytest.raises(NotEstimableError, match="sub-01 is silent"):
            fit_synergies(values, names, np.full(len(names), True))


class TestTarget:
    @pytest.fixture(scope="class")
    def data(self, make_cohort):
        """Give a cohort whose second synergy is as active as an edge of its EEG says."""
        cohort = make_cohort(subjects=8, recordings=10, channels=6, muscles=5, coupling=0.9)
        rng = np.random.default_rng(3)
        edge = np.log(cohort.features[:, 0, 1, 1])
        edge = (edge - edge.mean()) / edge.std()
        active = rng.gamma(4.0, 0.25, size=(len(edge), BINS, 2))
        active[:, :, 1] *= np.exp(0.5 * edge)[:, None]
        values = (active @ WEIGHTS + 0.01).swapaxes(1, 2).reshape(len(edge), -1)
        return with_vectors(
            cohort,
            CohortVectors(
                "synergies",
                tuple(cohort.segments["segment"]),
                tuple(f"{k}" for k in range(values.shape[1])),
                values,
                np.stack([values, values]),
                2.0,
                {},
            ),
        )

    def test_what_the_eeg_says_of_one_is_shown(self, data):
        splits = {
            name: make_split(data.dataset.segments, name, seed=1)
            for name in ("blocked", "leave-one-subject-out")
        }
        learnt = learn_synergies(data, splits)
        options = {"seed": 1, "shifts": 39, "models": ("ridge",), "learnt": learnt.table}
        table = judge_target(learnt.data, learnt.splits, **options)
        verdict = table[table["quantity"] == "verdict"].iloc[0]
        assert verdict["outcome"] == "shown"
        assert (table["n_entries"] == 2).all()
        # Weights belong to the training segments of one scheme.
        assert set(table["scheme"]) - {""} == {"blocked"}
        weights = table[table["quantity"] == "weight"]
        assert len(weights) == 8 * 2 * 5
        reliability = table.loc[table["quantity"] == "reliability", "value"].iloc[0]
        assert reliability == pytest.approx(1)

    def test_without_the_scheme_there_is_a_reason(self, data):
        with pytest.raises(NotEstimableError, match="too short"):
            learn_synergies(data, {"blocked": Split.not_estimable("It is too short.")})
        with pytest.raises(NotEstimableError, match="not asked for"):
            learn_synergies(data, {})

    def test_an_activation_of_nothing_is_a_number(self, data):
        split = {"blocked": make_split(data.dataset.segments, "blocked", seed=1)}
        silent = data.dataset.targets.copy()
        silent[-1] = 0
        dataset = replace(data.dataset, targets=silent)
        found = learn_synergies(data._replace(dataset=dataset), split)
        assert np.isfinite(found.data.dataset.targets).all()


class TestBins:
    def test_they_are_means_in_time(self):
        x = np.arange(48.0)[None]
        np.testing.assert_allclose(binned_envelopes([x], SETTINGS), np.arange(0.5, 48, 2))

    def test_no_bin_reaches_across_a_gap(self):
        pieces = [np.zeros((2, 100)), np.ones((2, 37)), np.full((2, 53), 2.0)]
        found = binned_envelopes(pieces, SETTINGS).reshape(2, BINS)
        assert set(found.ravel()) == {0.0, 1.0, 2.0}
        assert (np.diff(found, axis=1) >= 0).all()

    def test_more_trials_than_bins_are_refused(self):
        with pytest.raises(EstimationError, match="no bin of time"):
            binned_envelopes([np.ones((2, 50))] * (BINS + 1), SETTINGS)
