"""Laws differ in graph, coupling function and tails, and keep what every law must keep."""

from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.catalogues import resolve
from eeg2emg.cohort.simulated_matrices import draw_matrices
from eeg2emg.errors import ConfigurationError
from eeg2emg.simulation.coupling import cortical_graph, log_changes, muscle_graph
from eeg2emg.simulation.expectation import expected_targets, expected_targets_of_new_people
from eeg2emg.simulation.head_model import simulate_subject_head
from eeg2emg.simulation.laws import LAWS
from eeg2emg.simulation.muscles import draw_couplings, subject_muscles
from eeg2emg.simulation.recording import simulate_recording
from eeg2emg.simulation.responses import SATURATION, TURN, student
from eeg2emg.simulation.settings import SimulationSettings
from eeg2emg.simulation.truth import draw_targets
from scipy.stats import kstest, t

SETTINGS = SimulationSettings(
    subjects=2, recordings=2, segments=4, noisy_subjects=0, segment_s=10.0, rate_hz=500.0,
    emg_analysis_rate_hz=500.0, emg_order=10,
)  # fmt: skip
OTHERS = [name for name in LAWS if name != "standard"]


def of_law(law, **changes):
    return replace(SETTINGS, law=law, **changes)


def changes_of_states(law, count=20_000):
    """Log changes of fifteen edges over the law of the states, and the states themselves."""
    states = np.random.default_rng(1).standard_normal((count, 3))
    loadings = resolve(LAWS[law].assignment)(15, 3)
    return states, loadings, log_changes(of_law(law), states, loadings)


def jackknife(without):
    return without.var(axis=0) * (len(without) - 1)


def test_an_unknown_law_is_refused_by_name():
    with pytest.raises(ConfigurationError, match="law"):
        SimulationSettings(law="magic")


class TestEveryLaw:
    @pytest.mark.parametrize("law", LAWS)
    def test_a_state_of_zero_changes_nothing_and_others_change_couplings_by_the_gain(self, law):
        _, loadings, changes = changes_of_states(law)
        assert not log_changes(of_law(law), np.zeros((1, 3)), loadings).any()
        np.testing.assert_allclose(np.linalg.norm(loadings, axis=1), 1.0)
        # Heavy tails: the variance of a sample lies below that of the law, now and then above.
        assert changes.std(axis=0) == pytest.approx(np.ones(15), abs=0.1)
        half = log_changes(of_law(law), np.ones((1, 3)), 0.5 * loadings)
        np.testing.assert_allclose(2 * half, log_changes(of_law(law), np.ones((1, 3)), loadings))
        assert not log_changes(of_law(law), np.ones((1, 3)), 0.0 * loadings).any()

    @pytest.mark.parametrize("law", LAWS)
    def test_the_eeg_is_the_same_at_every_k_and_the_emg_is_not(self, law):
        first, *others = (draw_matrices(of_law(law, coupling=k)) for k in (0.0, 0.5, 1.0))
        for other in others:
            np.testing.assert_array_equal(first.features, other.features)
            assert (first.targets != other.targets)[:, ~np.eye(6, dtype=bool)].mean() > 0.9

    @pytest.mark.parametrize("law", OTHERS)
    def test_so_are_the_signals(self, law):
        settings = of_law(law, recordings=1, segments=2)
        head = simulate_subject_head(settings, 0)
        apart, coupled = (
            simulate_recording(replace(settings, coupling=k), 0, 0, head) for k in (0.0, 0.9)
        )
        standard = simulate_recording(replace(settings, law="standard"), 0, 0, head)
        np.testing.assert_array_equal(apart.eeg_v, coupled.eeg_v)
        assert (apart.emg_v != coupled.emg_v).any()
        assert (apart.eeg_v != standard.eeg_v).any()

    @pytest.mark.parametrize("law", LAWS)
    def test_couplings_at_their_limit_are_stable(self, law):
        for graph in (cortical_graph(of_law(law), 0), muscle_graph(of_law(law), 0)):
            largest = graph.as_matrix(np.full(graph.sinks.size, graph.limit))
            assert np.abs(np.linalg.eigvals(largest)).max() < 1

    @pytest.mark.parametrize("law", LAWS)
    @pytest.mark.parametrize("coupling", [0.0, 0.8])
    def test_expected_targets_are_what_the_mean_of_plain_draws_tends_to(self, law, coupling):
        settings = of_law(law, coupling=coupling, emg_channels=("A", "B", "C", "D"))
        z, phases = np.array([[1.0, 0.0, -1.0], [-0.5, 2.5, 0.0]]), ["activity", "rest"]
        found = expected_targets(settings, 1, z, phases)
        for row, phase in enumerate(phases):
            drawn = draw_targets(settings, 1, z[row], phase, draws=400)
            error = np.sqrt(drawn.var(axis=0) / len(drawn) + jackknife(found.without[:, row]))
            assert np.abs(found.mean[row] - drawn.mean(axis=0)).max() < 4 * error.max()

    @pytest.mark.parametrize("law", OTHERS)
    def test_expected_targets_of_new_people_are_the_mean_over_them(self, law):
        settings = of_law(law, emg_channels=("A", "B", "C"))
        z = np.array([[1.0, 0.0, -1.0]])
        found = expected_targets_of_new_people(settings, z, ["activity"])
        drawn = np.concatenate(
            [draw_targets(settings, person, z[0], "activity", draws=2) for person in range(200)]
        )
        error = np.sqrt(drawn.var(axis=0) / 200 + jackknife(found.without[:, 0]))
        assert np.abs(found.mean[0] - drawn.mean(axis=0)).max() < 4 * error.max()


def test_the_standard_law_is_linear_in_one_state_per_edge():
    states, loadings, changes = changes_of_states("standard")
    np.testing.assert_array_equal(changes, states @ loadings.T)
    assert ((loadings != 0).sum(axis=1) == 1).all()


def test_the_other_graph_has_few_edges_of_the_standard_one_and_longer_delays():
    standard, other = (
        {
            what: (set(zip(graph.sources, graph.sinks, strict=True)), graph.delay_samples.mean())
            for what, graph in (
                ("brain", cortical_graph(of_law(law), 0)),
                ("muscles", muscle_graph(of_law(law), 0)),
            )
        }
        for law in ("standard", "other graph")
    )
    for what in ("brain", "muscles"):
        assert len(standard[what][0] & other[what][0]) <= 2
        assert other[what][1] > standard[what][1]
    loadings = changes_of_states("other graph")[1]
    assert ((loadings != 0).sum(axis=1) == 2).all()
    # Patterns of loadings differ, so that no edge only repeats another one of its state.
    assert len({tuple(row) for row in loadings.round(6)}) >= 6


def test_in_the_saturating_law_one_coupling_in_three_turns_and_all_are_bounded():
    course = np.linspace(-4, 4, 801)
    states = np.column_stack([course] * 3)
    loadings = resolve(LAWS["saturating"].assignment)(15, 3)
    changes = log_changes(of_law("saturating"), states, loadings)
    assert np.abs(changes).max() < 1.5
    steps = np.sign(np.diff(changes, axis=0))
    turning = (steps != steps[0]).any(axis=0)
    np.testing.assert_array_equal(turning, np.arange(15) // 3 % 3 == 2)
    sign = loadings.sum(axis=1)
    monotone, turned = changes[:, 0] / sign[0], changes[:, 6] / sign[6]
    np.testing.assert_allclose(
        monotone / monotone[-1], np.tanh(SATURATION * course) / np.tanh(SATURATION * 4), atol=1e-12
    )
    np.testing.assert_allclose(
        turned / turned[500], np.sin(TURN * course) / np.sin(TURN * course[500]), atol=1e-12
    )
    # In the muscles too.
    muscles = muscle_graph(of_law("saturating"), 0)
    of_muscles = log_changes(of_law("saturating"), states, muscles.loadings)
    assert (
        0
        < (
            np.diff(of_muscles, axis=0).max(axis=0) * np.diff(of_muscles, axis=0).min(axis=0) < 0
        ).mean()
        < 0.5
    )


class TestHeavyTails:
    def test_states_and_noise_have_the_distribution_of_student(self):
        drawn = student(np.random.default_rng(2).standard_normal(50_000))
        assert kstest(drawn * np.sqrt(3.0), t(3).cdf).pvalue > 0.01
        assert np.abs(drawn).max() > 8
        _, loadings, changes = changes_of_states("heavy tails")
        assert kstest(changes[:, 0] * loadings[0].sum() * np.sqrt(3.0), t(3).cdf).pvalue > 0.01

    def test_tails_stay_finite_and_symmetric(self):
        numbers = np.array([-30.0, -8.5, -1.0, 0.0, 1.0, 8.5, 30.0])
        found = student(numbers)
        assert np.isfinite(found).all()
        assert (np.diff(found) > 0).all()
        np.testing.assert_array_equal(found, -found[::-1])

    def test_so_has_the_noise_of_segments_but_not_that_of_stretches(self):
        settings = of_law(
            "heavy tails", muscle_gain=0.0, wobble=0.0, segment_noise=0.05, segment_s=10.0
        )
        muscles = subject_muscles(settings, 0)
        rng = np.random.default_rng(3)
        drawn = draw_couplings(settings, muscles, np.zeros((4000, 3)), ["activity"] * 4000, rng)
        noise = np.log(drawn.waveform[:, 0, 0] / muscles.graph.base[0]) / 0.05
        assert kstest(noise * np.sqrt(3.0), t(3).cdf).pvalue > 0.01
        np.testing.assert_array_equal(drawn.waveform[:, 0], drawn.waveform[:, 1])

    def test_one_person_in_five_is_outlying_in_the_brain_and_one_in_the_muscles(self):
        settings = of_law("heavy tails", seed=4)
        outlying = np.array(
            [
                [
                    graph(settings, person).base.std()
                    > 1.5 * graph(replace(settings, law="standard"), person).base.std()
                    for graph in (cortical_graph, muscle_graph)
                ]
                for person in range(1000)
            ]
        )
        assert outlying.mean(axis=0) == pytest.approx(0.2, abs=0.04)
        # An outlying brain says nothing about the muscles.
        assert outlying.all(axis=1).mean() == pytest.approx(0.04, abs=0.02)
