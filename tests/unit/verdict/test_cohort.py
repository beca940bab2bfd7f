"""The verdict on whole cohorts: coupled ones are shown, and each nuisance explains itself."""

from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.cohort.dataset import Planes
from eeg2emg.connectivity.file import MUSCLE
from eeg2emg.learning.features import LOG_OFFSET
from eeg2emg.verdict import outcomes
from eeg2emg.verdict.cohort import judge_cohort

SIZE = {"subjects": 8, "recordings": 10, "channels": 6}
SHIFTS = 39


def judge(dataset, shifts=SHIFTS, **options):
    """One model in the primary analysis: a choice among more is tested where it is made."""
    return judge_cohort(dataset, seed=1, primary=["ridge"], shifts=shifts, **options)


def texts(checks):
    """Give checks as texts, in which a NaN is the same as another."""
    return [repr(check) for check in checks]


@pytest.fixture(scope="module")
def coupled(make_cohort):
    return make_cohort(**SIZE, coupling=0.9)


@pytest.fixture(scope="module")
def uncoupled(make_cohort):
    return make_cohort(**SIZE, coupling=0.0)


def line(dataset):
    """From -1 to 1 over each person's session, shape (segments,)."""
    own = dataset.segments.groupby("subject").cumcount()
    return (2 * own / own.max() - 1).to_numpy()


def seen_by(dataset, course, pattern, *, strength=0.5):
    """Let a course change the logarithm of the EEG by a pattern over pairs, and every target."""
    shown = np.multiply.outer(course, strength * pattern)[..., None]
    noise = np.random.default_rng(8).normal(scale=0.3, size=dataset.features[..., :1].shape)
    features = np.exp(shown + noise - 2) - LOG_OFFSET
    features[:, np.eye(len(pattern), dtype=bool)] = 0.0
    targets = dataset.targets + 3 * course[:, None, None]
    return replace(dataset, features=features, planes=("granger",), targets=targets)


def everywhere(dataset):
    return np.ones((len(dataset.eeg_channels),) * 2)


def here_more_there_less(dataset):
    """A pattern whose mean over all pairs is 0."""
    n = len(dataset.eeg_channels)
    return np.triu(np.ones((n, n)), 1) - np.tril(np.ones((n, n)), -1)


def of_nobody(dataset):
    """A level that changes from segment to segment, which the brain knows nothing of."""
    return np.random.default_rng(5).normal(size=len(dataset.segments))


def test_a_coupled_cohort_is_shown_whether_all_is_computed_or_not(coupled):
    verdict = judge(coupled)
    assert verdict.outcome.name == outcomes.SHOWN
    assert [check.passed for check in verdict.checks] == ["yes"] * 5
    again = judge(coupled, whole=True)
    assert again.outcome == verdict.outcome
    assert texts(again.checks) == texts(verdict.checks)


@pytest.mark.parametrize("seed", range(2))
def test_an_uncoupled_cohort_is_not_and_has_one_outcome(make_cohort, seed):
    dataset = make_cohort(**SIZE, coupling=0.0, seed=seed)
    short, whole = judge(dataset), judge(dataset, whole=True)
    assert not short.is_yes
    assert whole.outcome == short.outcome
    assert len(short.checks) == 3
    assert texts(whole.checks[:3]) == texts(short.checks)
    assert ["other people" in check.name for check in whole.checks[3:]] == [True, False]


@pytest.mark.parametrize("strength", [1.0, 3.0])
def test_a_shared_trend_explains_itself(uncoupled, strength):
    """EEG and EMG of everybody rise over the session, and nothing else joins them."""
    course = line(uncoupled)
    dataset = replace(
        uncoupled,
        features=uncoupled.features * np.exp(0.3 * course)[:, None, None, None],
        targets=uncoupled.targets + strength * course[:, None, None],
    )
    verdict = judge(dataset)
    assert verdict.outcome.name == outcomes.SHARED_TREND
    assert verdict.outcome.name.startswith("explained by")


def test_a_level_of_all_connectivity_explains_itself(uncoupled):
    verdict = judge(seen_by(uncoupled, of_nobody(uncoupled), everywhere(uncoupled)))
    assert verdict.outcome.name == outcomes.OVERALL
    assert [check.passed for check in verdict.checks] == ["yes"] * 4 + ["no"]


def test_what_a_part_does_not_tell_is_not_explained_by_it(uncoupled):
    """The same course, in a pattern that has no level: the brain alone tells it."""
    dataset = seen_by(uncoupled, of_nobody(uncoupled), here_more_there_less(uncoupled))
    quiet = np.ones((len(dataset.segments), 6))
    segments = dataset.segments.assign(high_frequencies_left_out="")
    verdict = judge(replace(dataset, segments=segments), high_v=quiet)
    assert verdict.outcome.name == outcomes.SHOWN
    assert len(verdict.checks) == 6


def test_amplitude_above_60_hz_explains_itself(uncoupled):
    course = of_nobody(uncoupled)
    dataset = seen_by(uncoupled, course, here_more_there_less(uncoupled))
    high_v = 1e-6 * np.exp(np.multiply.outer(course, np.ones(6)))
    segments = dataset.segments.assign(high_frequencies_left_out="")
    verdict = judge(replace(dataset, segments=segments), high_v=high_v)
    assert verdict.outcome.name == outcomes.HIGH_FREQUENCIES
    assert [check.passed for check in verdict.checks] == ["yes"] * 5 + ["no"]


def test_muscle_components_explain_themselves(uncoupled):
    course = of_nobody(uncoupled)
    dataset = seen_by(uncoupled, course, here_more_there_less(uncoupled))
    segments = dataset.segments.assign(muscle_amplitude_v=1e-6 * np.exp(course), muscle_left_out="")
    silent = np.random.default_rng(6).uniform(0.1, 0.2, dataset.features.shape)
    planes = {MUSCLE: Planes(silent, dataset.planes)}
    verdict = judge(replace(dataset, segments=segments), planes=planes)
    assert verdict.outcome.name == outcomes.MUSCLE
    first = next(check for check in verdict.checks if check.outcome)
    assert "amplitude" in first.name


def test_nobody_who_has_muscle_components_holds_nothing_back(coupled):
    segments = coupled.segments.assign(muscle_amplitude_v=np.nan, muscle_left_out="none found")
    planes = {MUSCLE: Planes(np.full_like(coupled.features, np.nan), coupled.planes)}
    verdict = judge(replace(coupled, segments=segments), planes=planes)
    assert verdict.is_yes
    assert [check.passed for check in verdict.checks[-2:]] == ["unknown"] * 2


def test_one_person_fewer_than_an_interval_needs_shows_nothing(make_cohort):
    verdict = judge(make_cohort(subjects=5, recordings=8, channels=6, coupling=0.95))
    assert verdict.outcome.name == outcomes.TOO_FEW_PEOPLE
    assert verdict.checks[0].value > 0.2
    assert "6 are needed" in verdict.checks[0].remark


def test_what_cannot_be_divided_is_not_estimable_with_the_reason(make_cohort):
    verdict = judge(make_cohort(subjects=6, recordings=1, channels=6))
    assert verdict.outcome.name == outcomes.NOT_ESTIMABLE
    assert "sub-00, sub-01, sub-02 and 3 more: 1 recording" in verdict.reason
    assert verdict.checks == ()


def test_fewer_shifts_than_a_p_value_needs_show_nothing(coupled):
    verdict = judge(coupled, shifts=38)
    assert verdict.outcome.name == outcomes.CHANCE
