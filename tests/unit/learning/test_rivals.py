"""Rivals that see no EEG: each is the best predictor of the world it was made for."""

import numpy as np
import pytest
from eeg2emg.learning.catalogue import RIVALS
from eeg2emg.learning.rivals import fit_rivals
from eeg2emg.splitting.schemes import make_split


def parts_of(dataset, scheme="blocked", fold=None):
    split = make_split(dataset.segments, scheme, seed=1)
    return split.parts(fold or split.frame["fold"].iloc[0], dataset.segments["segment"])


def errors(targets, part, rivals):
    test = part == "test"
    return {k: np.sum((p - targets)[test] ** 2) for k, p in rivals.predictions.items()}


@pytest.fixture
def cohort(make_cohort):
    dataset = make_cohort(recordings=10)
    return dataset, parts_of(dataset)


def test_every_rival_predicts_every_segment_in_use(cohort):
    dataset, part = cohort
    rivals = fit_rivals(dataset.targets, dataset.segments, part)
    assert tuple(rivals.predictions) == tuple(RIVALS)
    assert rivals.not_estimable == {}
    for prediction in rivals.predictions.values():
        assert np.isfinite(prediction[part != "unused"]).all()
        assert np.isnan(prediction[part == "unused"]).all()


@pytest.mark.parametrize("name", RIVALS)
def test_tested_targets_are_not_seen(cohort, name):
    """A planted leak: the targets of all that is not trained on are replaced."""
    dataset, part = cohort
    changed = dataset.targets.copy()
    changed[np.isin(part, ["test", "unused"])] = 1e3
    before, after = (
        fit_rivals(t, dataset.segments, part).predictions[name] for t in (dataset.targets, changed)
    )
    assert np.array_equal(before, after, equal_nan=True)


def test_tested_amplitudes_are_not_seen(cohort):
    dataset, part = cohort
    segments = dataset.segments.copy()
    segments.loc[part == "test", "emg_amplitude_v"] *= 100
    before, after = (
        fit_rivals(dataset.targets, s, part).predictions["EMG amplitude law"]
        for s in (dataset.segments, segments)
    )
    assert np.array_equal(before, after, equal_nan=True)


def test_means_are_means(cohort):
    dataset, part = cohort
    rivals = fit_rivals(dataset.targets, dataset.segments, part).predictions
    train = part == "training"
    own = (dataset.segments["subject"] == "sub-01") & (dataset.segments["phase"] == "rest")
    row = int(np.flatnonzero(own & (part == "test"))[0])
    assert rivals["training mean"][row] == pytest.approx(dataset.targets[train].mean(axis=0))
    assert rivals["cell mean"][row] == pytest.approx(dataset.targets[train & own].mean(axis=0))


def test_shrunken_mean_of_a_balanced_cohort_in_closed_form(make_cohort):
    """With equal cells the shares are those of a two-way analysis of variance."""
    dataset = make_cohort(subjects=6, recordings=6, offsets=0.6)
    part = np.full(len(dataset.segments), "training")
    y = dataset.targets.reshape(6, -1, 2, 9)
    n = y.shape[1]
    cell = y.mean(axis=1)
    noise = np.sum((y - cell[:, None]) ** 2) / (12 * (n - 1))
    grand = cell.mean(axis=(0, 1))
    subject = cell.mean(axis=1) - grand
    phase = cell.mean(axis=0) - grand
    interaction = cell - grand - subject[:, None] - phase
    spread = max(np.sum(interaction**2) / 5 - noise / n, 0)
    between = max(np.sum(subject**2) / 5 - noise / (2 * n) - spread / 2, 0)
    share = between / (between + noise / (2 * n) + spread / 2)
    prior = grand + phase + share * subject[:, None]
    expected = prior + spread / (spread + noise / n) * (cell - prior)
    rivals = fit_rivals(dataset.targets, dataset.segments, part).predictions
    got = rivals["shrunken cell mean"].reshape(6, -1, 2, 9)
    assert 0 < share < 1
    assert spread > 0
    assert got == pytest.approx(np.broadcast_to(expected[:, None], got.shape))


def test_shrinkage_helps_where_cells_are_small_and_alike(make_cohort):
    gains = []
    for seed in range(5):
        dataset = make_cohort(subjects=8, recordings=4, offsets=0.1, seed=seed)
        part = parts_of(dataset)
        error = errors(dataset.targets, part, fit_rivals(dataset.targets, dataset.segments, part))
        gains.append(1 - error["shrunken cell mean"] / error["cell mean"])
    assert min(gains) > 0


def test_shrinkage_vanishes_where_cells_differ_much(make_cohort):
    dataset = make_cohort(offsets=100)
    part = parts_of(dataset)
    rivals = fit_rivals(dataset.targets, dataset.segments, part).predictions
    used = part != "unused"
    difference = rivals["shrunken cell mean"][used] - rivals["cell mean"][used]
    assert np.abs(difference).max() < 0.1


class TestTimeSmoothing:
    @pytest.fixture
    def drifting(self, make_cohort):
        dataset = make_cohort(subjects=3, recordings=20, coupling=0.0)
        time = np.tile(np.arange(80), 3)
        return dataset.targets + 3 * np.sin(time / 15)[:, None, None], dataset.segments

    @pytest.mark.parametrize("scheme", ["random", "blocked"])
    def test_follows_slow_drift(self, drifting, make_cohort, scheme):
        targets, segments = drifting
        dataset = make_cohort(subjects=3, recordings=20)
        part = parts_of(dataset, scheme)
        rivals = fit_rivals(targets, segments, part, causal=scheme == "blocked")
        assert "inf" not in rivals.notes["time-smoothed cell mean"]
        error = errors(targets, part, rivals)
        assert error["time-smoothed cell mean"] < 0.9 * error["cell mean"]

    def test_causal_smoothing_ignores_what_comes_later(self, drifting):
        targets, segments = drifting
        part = np.tile(np.where(np.arange(80) % 10 < 7, "training", "validation"), 3)
        part[np.arange(240) % 10 == 9] = "test"
        changed = targets.copy()
        late = np.tile(np.arange(80) >= 40, 3)
        changed[late & (part == "training")] += np.random.default_rng(0).normal(size=(3, 3))
        early = ~late & (np.tile(np.arange(80) >= 10, 3))
        fits = []
        for t in (targets, changed):
            fit = fit_rivals(t, segments, part, causal=True)
            fits.append((fit.notes, fit.predictions["time-smoothed cell mean"][early]))
        assert fits[0][0] == fits[1][0]
        assert np.array_equal(fits[0][1], fits[1][1])

    def test_a_training_segment_is_predicted_without_itself(self, drifting):
        targets, segments = drifting
        part = np.tile(np.where(np.arange(80) < 60, "training", "validation"), 3)
        part[np.tile(np.arange(80) >= 70, 3)] = "test"
        changed = targets.copy()
        changed[30] += 1e-3
        name = "time-smoothed cell mean"
        before, after = (
            fit_rivals(t, segments, part).predictions[name] for t in (targets, changed)
        )
        assert np.array_equal(before[30], after[30])
        assert not np.array_equal(before[32], after[32])


class TestNotEstimable:
    def test_new_subjects_have_no_mean_of_their_own(self, make_cohort):
        dataset = make_cohort()
        part = parts_of(dataset, "leave-one-subject-out")
        rivals = fit_rivals(dataset.targets, dataset.segments, part)
        assert set(rivals.predictions) == {
            *("training mean", "phase mean", "EMG amplitude law"),
            *("common time trend", "proportional time trend"),
        }
        assert "shares the subject and phase of sub-00" in rivals.not_estimable["cell mean"]

    def test_new_subject_is_given_the_law_at_the_amplitude_of_the_phase(self, make_cohort):
        dataset = make_cohort()
        part = parts_of(dataset, "leave-one-subject-out")
        rivals = fit_rivals(dataset.targets, dataset.segments, part).predictions
        test = part == "test"
        assert rivals["EMG amplitude law"][test] == pytest.approx(rivals["phase mean"][test])

    def test_one_phase(self, make_cohort):
        dataset = make_cohort(phases=("rest",))
        rivals = fit_rivals(dataset.targets, dataset.segments, parts_of(dataset, "random"))
        assert rivals.not_estimable == {"phase mean": "there is only one phase"}

    def test_no_amplitude(self, cohort):
        dataset, part = cohort
        segments = dataset.segments.assign(emg_amplitude_v=0.0)
        rivals = fit_rivals(dataset.targets, segments, part)
        assert list(rivals.not_estimable) == ["EMG amplitude law"]


def test_amplitude_law_reads_the_line(cohort):
    dataset, part = cohort
    log = np.log(dataset.segments["emg_amplitude_v"].to_numpy())
    slope = np.arange(9.0).reshape(3, 3)
    targets = log[:, None, None] * slope
    prediction = fit_rivals(targets, dataset.segments, part).predictions["EMG amplitude law"]
    train, test = part == "training", part == "test"
    expected = {c: log[train & (dataset.cells == c)].mean() for c in set(dataset.cells)}
    for row in np.flatnonzero(test):
        assert prediction[row] == pytest.approx(expected[dataset.cells[row]] * slope)
