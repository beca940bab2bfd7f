"""Each nuisance does what its definition says, and couples nothing besides."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from eeg2emg.cohort.simulated_matrices import BRAIN_ERROR, draw_matrices
from eeg2emg.seeds import derive_seed
from eeg2emg.simulation.laws import LAWS
from eeg2emg.simulation.settings import SimulationSettings
from eeg2emg.studies.cohorts import (
    cohort_settings,
    coupled_cohort,
    uncoupled_cohort,
)
from eeg2emg.studies.nuisances import NUISANCES

SMALL = SimulationSettings(
    subjects=4, recordings=3, segments=4, noisy_subjects=0, segment_s=10.0, rate_hz=500.0,
    emg_analysis_rate_hz=500.0, emg_order=10, emg_channels=("A", "B", "C"),
)  # fmt: skip
ON_MATRICES = [name for name, entry in NUISANCES.items() if entry.acts_on == "matrices"]
LINE = np.linspace(-1, 1, 12)


def without(nuisance, number=0, settings=SMALL):
    """The cohort that the nuisance was added to."""
    seed = derive_seed(settings.seed, "uncoupled", nuisance, number)
    return draw_matrices(replace(settings, coupling=0.0, seed=seed))


def added(nuisance, settings=SMALL):
    """What a nuisance adds to logarithms: features and targets, (people, segments, entries)."""
    found, before = uncoupled_cohort(nuisance, 0, settings=settings), without(nuisance, 0, settings)
    off_diagonal = before.features[0, :, :, 0] > 0
    edges = ~np.eye(len(before.emg_channels), dtype=bool)
    features = np.log(found.features[:, off_diagonal, 0] / before.features[:, off_diagonal, 0])
    targets = np.log(found.targets[:, edges] / before.targets[:, edges])
    people = settings.subjects
    return (
        features.reshape(people, -1, off_diagonal.sum()),
        targets.reshape(people, -1, edges.sum()),
    )


@pytest.mark.parametrize("nuisance", ON_MATRICES)
class TestEveryNuisance:
    def test_same_name_and_number_give_the_same_cohort_and_others_another(self, nuisance):
        first, again, other = (
            uncoupled_cohort(nuisance, number, settings=SMALL) for number in (3, 3, 4)
        )
        np.testing.assert_array_equal(first.features, again.features)
        np.testing.assert_array_equal(first.targets, again.targets)
        assert first.segments.equals(again.segments)
        assert (first.features != other.features).any()
        assert (first.targets != other.targets).any()

    def test_the_settings_coupling_does_not_matter(self, nuisance):
        apart, coupled = (
            uncoupled_cohort(nuisance, 1, settings=replace(SMALL, coupling=k)) for k in (0.0, 1.0)
        )
        np.testing.assert_array_equal(apart.features, coupled.features)
        np.testing.assert_array_equal(apart.targets, coupled.targets)

    def test_it_is_the_same_whatever_the_coupling(self, nuisance):
        """A nuisance never asks the states: the EEG under it is the same at every k."""
        from eeg2emg.catalogues import resolve

        entry = NUISANCES[nuisance]
        apart, coupled = (
            resolve(entry.function)(replace(SMALL, coupling=k), entry.strength) for k in (0.0, 1.0)
        )
        np.testing.assert_array_equal(apart.features, coupled.features)
        assert apart.segments.equals(coupled.segments)

    def test_the_size_is_the_settings(self, nuisance):
        found = uncoupled_cohort(nuisance, 0, settings=SMALL)
        assert (found.segments["subject"].value_counts() == 12).all()
        assert found.segments["subject"].nunique() == 4
        assert (found.targets[:, ~np.eye(3, dtype=bool)] > 0).all()


@pytest.mark.parametrize(
    ("nuisance", "course"),
    [
        ("none", 0.0 * LINE),
        ("trend 0.15", 0.15 * LINE),
        ("trend 0.3", 0.3 * LINE),
        (
            "saturating trend",
            -0.3 + 0.6 * (1 - np.exp(-2 * (LINE + 1))) / (1 - np.exp(-4.0)),
        ),
        ("turning trend", 0.3 * (2 * np.abs(LINE) - 1)),
        ("trend in activity", 0.3 * LINE * (np.arange(12) % 2)),
        ("trend within recordings", np.tile(np.linspace(-0.3, 0.3, 4), 3)),
        ("two sessions", np.repeat([-0.2, 0.2], [8, 4])),
    ],
)
def test_all_features_and_targets_follow_the_same_course_in_everybody(nuisance, course):
    for found in added(nuisance):
        np.testing.assert_allclose(found, np.broadcast_to(course[:, None], found.shape), atol=1e-10)


def test_the_trend_of_either_sign_rises_in_some_and_falls_in_others():
    features, targets = added("trend of either sign", replace(SMALL, subjects=12))
    signs = np.sign(features[:, -1, 0])
    assert set(signs) == {-1.0, 1.0}
    for found in (features, targets):
        expected = signs[:, None, None] * 0.3 * LINE[:, None]
        np.testing.assert_allclose(found, np.broadcast_to(expected, found.shape), atol=1e-10)


def test_the_trend_of_edges_is_a_line_with_a_slope_of_each_entry():
    for found in added("trend of some edges"):
        slopes = found[:, -1]
        np.testing.assert_allclose(found, slopes[:, None] * LINE[:, None], atol=1e-10)
        assert slopes.std() == pytest.approx(0.3, rel=0.15)
        assert np.abs(np.corrcoef(slopes)[0, 1]) < 0.6


def test_the_wave_has_two_periods_and_begins_anywhere():
    features, targets = added("wave")
    turns = 2 * (LINE + 1) / 2
    basis = np.column_stack([np.sin(2 * np.pi * turns), np.cos(2 * np.pi * turns)])
    for found in (features, targets):
        np.testing.assert_allclose(found, np.broadcast_to(found[..., :1], found.shape), atol=1e-10)
        weights, residual, *_ = np.linalg.lstsq(basis, found[:, :, 0].T, rcond=None)
        assert residual.max() < 1e-20
        np.testing.assert_allclose(np.hypot(*weights), 0.3)
    assert np.ptp(np.arctan2(*weights)) > 0.5
    np.testing.assert_allclose(features[:, :, 0], targets[:, :, 0], atol=1e-10)


def test_the_level_wanders_slowly_alike_in_features_and_targets():
    features, targets = added("wandering level", replace(SMALL, subjects=30, segments=8))
    for found in (features, targets):
        np.testing.assert_allclose(found, np.broadcast_to(found[..., :1], found.shape), atol=1e-10)
    course = features[:, :, 0]
    np.testing.assert_allclose(course, targets[:, :, 0], atol=1e-10)
    assert course.std() == pytest.approx(0.3, rel=0.3)
    steps = np.diff(course, axis=1)
    assert steps.std() == pytest.approx(0.3 * np.sqrt(2 * 0.03), rel=0.1)


def test_electrodes_placed_anew_change_every_entry_by_its_own_amount_in_the_second_session():
    for found in added("electrodes placed anew"):
        assert np.abs(found[:, :8]).max() < 1e-10
        amounts = found[:, 8:]
        np.testing.assert_allclose(amounts, np.broadcast_to(amounts[:, :1], amounts.shape))
        assert amounts[:, 0].std() == pytest.approx(0.3, rel=0.15)
    names = uncoupled_cohort("electrodes placed anew", 0, settings=SMALL).segments["recording"]
    assert names.str.contains("_ses-").all()


def test_the_sudden_step_comes_once_at_a_moment_of_each_person():
    features, targets = added("sudden step", replace(SMALL, subjects=8))
    for found in (features, targets):
        np.testing.assert_allclose(np.abs(found), 0.3, atol=1e-10)
    steps = np.diff(np.sign(features[:, :, 0]), axis=1) > 0
    assert (steps.sum(axis=1) == 1).all()
    moments = steps.argmax(axis=1)
    assert len(set(moments)) > 2
    assert moments.min() >= 2
    assert moments.max() <= 9
    np.testing.assert_array_equal(np.sign(features[:, :, 0]), np.sign(targets[:, :, 0]))


def test_sessions_are_named_and_follow_each_other():
    found = uncoupled_cohort("two sessions", 0, settings=SMALL).segments
    assert list(dict.fromkeys(found["recording"]))[:3] == [
        "sub-01_ses-01_task-arm_run-01",
        "sub-01_ses-01_task-arm_run-02",
        "sub-01_ses-02_task-arm_run-03",
    ]
    assert found["segment"].is_unique
    assert all(
        segment.startswith(recording)
        for segment, recording in zip(found["segment"], found["recording"], strict=True)
    )


def test_drift_makes_neighbours_alike_but_brain_and_muscles_are_apart():
    settings = replace(SMALL, subjects=6, recordings=5, segments=10, subject_offsets=0.0)

    def lagged(dataset):
        x = np.log(dataset.features[:, 2, 0, 0]).reshape(6, -1)  # occipital_left to parietal_left
        x = x - x.mean(axis=1, keepdims=True)
        return np.corrcoef(x[:, 1:].ravel(), x[:, :-1].ravel())[0, 1]

    strong, none = (
        uncoupled_cohort(name, 0, settings=settings) for name in ("stationary drift", "none")
    )
    assert lagged(strong) > lagged(none) + 0.2


def test_unequal_phases_are_three_to_one_and_differ_between_recordings_and_people():
    settings = replace(SMALL, recordings=10, segments=10)
    found = uncoupled_cohort("unequal phases", 0, settings=settings).segments
    rest = (found["phase"] == "rest").groupby(found["subject"]).mean()
    np.testing.assert_allclose(rest, [0.75, 0.75, 0.75, 0.25])
    activity = (found["phase"] == "activity").groupby(found["recording"]).sum()
    assert activity.nunique() > 3
    assert found["recording"].nunique() == 40
    ordered = found.sort_values(["subject", "recording", "onset_s"])
    assert list(ordered["segment"]) == list(found["segment"])


def test_noise_differs_between_people_alike_in_brain_and_muscles():
    settings = replace(SMALL, subjects=60, recordings=1, brain_gain=0.0, subject_offsets=0.0)
    found, usual = (
        uncoupled_cohort(name, 0, settings=settings) for name in ("differing noise", "none")
    )

    def errors(dataset):
        """Spread of the logarithms of a person's entries that no coupling changes."""
        logs = np.log(dataset.features[:, 0, 3, 0] + 1e-300).reshape(60, -1)
        return logs.std(axis=1, ddof=1)

    spread = np.log(errors(found))
    # Of four segments' spread the logarithm itself varies by about 0.45.
    assert spread.std() == pytest.approx(np.hypot(0.7, 0.45), rel=0.25)
    assert np.median(errors(usual)) == pytest.approx(BRAIN_ERROR, rel=0.2)
    assert np.log(errors(usual)).std() < 0.65

    scales = np.ones((60, 2))
    scales[0] = 3.0, 0.0
    loud, plain = draw_matrices(settings, scales), draw_matrices(settings)
    np.testing.assert_array_equal(loud.features[4:], plain.features[4:])
    np.testing.assert_array_equal(loud.targets[4:], plain.targets[4:])
    assert errors(loud)[0] == pytest.approx(3 * errors(plain)[0])


@pytest.mark.parametrize("law", LAWS)
def test_a_coupled_cohort_has_the_law_and_the_coupling_of_the_settings(law):
    found, again = (coupled_cohort(law, 2, settings=SMALL) for _ in range(2))
    np.testing.assert_array_equal(found.targets, again.targets)
    settings = cohort_settings(law, 2, settings=SMALL)
    assert (settings.law, settings.coupling) == (law, 0.8)
    np.testing.assert_array_equal(found.features, draw_matrices(settings).features)
    assert (coupled_cohort(law, 3, settings=SMALL).features != found.features).any()


@pytest.mark.parametrize("name", [*LAWS, *NUISANCES])
def test_every_law_and_nuisance_is_described_where_people_read(name):
    page = Path(__file__).parents[3] / "docs" / "simulation.md"
    rows = [
        line for line in page.read_text(encoding="utf-8").splitlines() if f"| `{name}` |" in line
    ]
    assert len(rows) == 1
    if name in NUISANCES:
        assert NUISANCES[name].definition in rows[0]


def test_a_nuisance_of_signals_is_refused_on_matrices():
    for name in set(NUISANCES) - set(ON_MATRICES):
        with pytest.raises(ValueError, match="signals"):
            uncoupled_cohort(name, 0, settings=SMALL)
