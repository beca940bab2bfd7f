"""What the brain says about the muscles is k, and nothing else."""

from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.simulation.coupling import muscle_graph, state_courses
from eeg2emg.simulation.laws import LAWS
from eeg2emg.simulation.muscles import (
    amplitudes_uv,
    draw_couplings,
    modulation_depths,
    subject_muscles,
)
from eeg2emg.simulation.settings import SimulationSettings
from eeg2emg.simulation.truth import draw_targets

SETTINGS = SimulationSettings(subjects=3, noisy_subjects=0, drift=0.0)


def test_states_have_unit_variance_and_correlate_by_k():
    for k in (0.0, 0.5, 1.0):
        z, w = state_courses(replace(SETTINGS, coupling=k), 0, 4000)
        assert z.std() == pytest.approx(1.0, abs=0.03)
        assert w.std() == pytest.approx(1.0, abs=0.03)
        assert np.corrcoef(z.ravel(), w.ravel())[0, 1] == pytest.approx(k, abs=0.03)


def test_the_brain_state_is_the_same_at_every_k():
    first = state_courses(replace(SETTINGS, coupling=0.1), 1, 50)[0]
    np.testing.assert_array_equal(first, state_courses(SETTINGS, 1, 50)[0])


def test_drift_is_slow_and_keeps_the_variance():
    settings = replace(SETTINGS, drift=1.0)
    courses = np.array(
        [state_courses(replace(settings, seed=seed), 0, 100)[0] for seed in range(100)]
    )
    assert courses[:, -1].std() == pytest.approx(1.0, abs=0.12)
    lagged = np.corrcoef(courses[:, 1:].ravel(), courses[:, :-1].ravel())[0, 1]
    assert lagged == pytest.approx(0.97, abs=0.01)


def test_a_longer_course_begins_with_the_shorter_one():
    np.testing.assert_array_equal(
        state_courses(SETTINGS, 0, 80)[1][:30], state_courses(SETTINGS, 0, 30)[1]
    )


def couplings_of(settings, subject=0, n=60, phase="activity"):
    z, w = state_courses(settings, subject, n)
    muscles = subject_muscles(settings, subject)
    rng = np.random.default_rng((settings.seed, subject))
    return z, draw_couplings(settings, muscles, w, [phase] * n, rng).waveform.mean(axis=1)


def skill_of_brain(settings):
    """Cross-validated skill, in blocks of time, of the best thing that the EEG could tell: z."""
    z, couplings = couplings_of(settings)
    target = np.log(couplings)
    block = np.arange(len(z)) * 5 // len(z)
    predicted = np.empty_like(target)
    rival = np.empty_like(target)
    for fold in range(5):
        train = block != fold
        mean = target[train].mean(axis=0)
        slopes = np.linalg.lstsq(z[train], target[train] - mean, rcond=None)[0]
        predicted[~train], rival[~train] = mean + z[~train] @ slopes, mean
    return 1 - np.square(target - predicted).sum() / np.square(target - rival).sum()


@pytest.mark.parametrize("drift", [0.0, 0.3])
def test_at_k_zero_the_brain_predicts_nothing(drift):
    settings = replace(SETTINGS, coupling=0.0, drift=drift)
    skills = [skill_of_brain(replace(settings, seed=seed)) for seed in range(150)]
    assert np.mean(skills) < 0.0
    assert np.mean(np.array(skills) > 0.1) < 0.03


def test_skill_rises_with_k():
    means = [
        np.mean([skill_of_brain(replace(SETTINGS, coupling=k, seed=seed)) for seed in range(20)])
        for k in (0.0, 0.5, 0.8, 1.0)
    ]
    assert np.all(np.diff(means) > 0.05)
    assert 0.3 < means[2] < 0.7


@pytest.mark.parametrize("law", LAWS)
def test_the_law_of_the_couplings_does_not_depend_on_k(law):
    settings = replace(SETTINGS, law=law, subject_offsets=0.0)
    moments = []
    for k in (0.0, 0.6, 1.0):
        drawn = [
            np.log(couplings_of(replace(settings, coupling=k, seed=seed))[1]) for seed in range(40)
        ]
        drawn = np.concatenate(drawn)
        moments.append([drawn.mean(axis=0), drawn.std(axis=0), np.quantile(drawn, 0.9, axis=0)])
    np.testing.assert_allclose(moments[0], moments[1], atol=0.06)
    np.testing.assert_allclose(moments[0], moments[2], atol=0.06)


def test_couplings_at_rest_are_a_share_of_those_in_activity():
    quiet = replace(SETTINGS, segment_noise=0.0, wobble=0.0, muscle_gain=0.0)
    ratio = couplings_of(quiet, phase="rest")[1] / couplings_of(quiet)[1]
    np.testing.assert_allclose(ratio, 0.45)


@pytest.mark.parametrize("law", LAWS)
def test_delays_lie_within_the_bounds_of_the_law_and_differ_between_people(law):
    graphs = [muscle_graph(replace(SETTINGS, law=law), subject) for subject in range(3)]
    delays_s = np.array([graph.delay_samples / SETTINGS.rate_hz for graph in graphs])
    shortest, longest = LAWS[law].muscle_delays_s
    assert delays_s.min() >= shortest
    assert delays_s.max() <= longest
    assert (delays_s[0] != delays_s[1]).any()
    assert (graphs[0].base != graphs[1].base).all()


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("muscles", [1, 2, 3, 4, 8])
def test_any_number_of_muscles_is_coupled_without_doubles(muscles, law):
    settings = replace(SETTINGS, law=law, emg_channels=tuple(f"M{i}" for i in range(muscles)))
    graph = muscle_graph(settings, 0)
    pairs = list(zip(graph.sources, graph.sinks, strict=True))
    assert len(set(pairs)) == len(pairs)
    assert all(source != sink for source, sink in pairs)
    assert (graph.sinks.size == 0) == (muscles == 1)


def test_common_drive_alone_leaves_no_waveform_coupling():
    settings = replace(SETTINGS, generators=("common_drive",))
    assert not couplings_of(settings)[1].any()
    assert modulation_depths(settings, ["activity"])[0][0] > 0
    waveform_only = replace(SETTINGS, generators=("waveform",))
    assert modulation_depths(waveform_only, ["activity"])[0][0] == 0


def test_corticomuscular_drive_acts_in_activity_only_and_can_be_switched_off():
    rest, activity = modulation_depths(SETTINGS, ["rest", "activity"])[1]
    assert activity > 5 * rest
    off = replace(SETTINGS, corticomuscular=0.0)
    assert not modulation_depths(off, ["rest", "activity"])[1].any()


def test_amplitudes_follow_the_phase():
    uv = amplitudes_uv(SETTINGS, subject_muscles(SETTINGS, 0), ["rest", "activity"])
    assert np.all(uv[1] > 5 * uv[0])


def test_targets_drawn_for_a_state_depend_on_it_only_as_far_as_k_says():
    up, down = np.array([2.0, 0.0, 0.0]), np.array([-2.0, 0.0, 0.0])
    settings = replace(SETTINGS, coupling=1.0, segment_s=10.0)
    gap = [
        np.abs(
            draw_targets(s, 0, up, "activity", draws=12).mean(axis=0)
            - draw_targets(s, 0, down, "activity", draws=12).mean(axis=0)
        ).max()
        for s in (settings, replace(settings, coupling=0.0))
    ]
    assert gap[0] > 2 * gap[1]
