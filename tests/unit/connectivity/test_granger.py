"""Granger causality against refits, statsmodels, closed forms and planted links."""

import numpy as np
import pytest
from eeg2emg.connectivity import (
    band_granger,
    granger_causality,
    spectral_granger,
    time_reversed_granger,
)
from eeg2emg.connectivity.channels import standardise
from eeg2emg.errors import ConfigurationError, EstimationError, RankDeficiencyError


def coloured(n_channels, n_samples, seed=0):
    """Independent autoregressive channels with a peak."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n_channels, n_samples))
    for t in range(2, n_samples):
        x[:, t] += 0.9 * x[:, t - 1] - 0.5 * x[:, t - 2]
    return x


@pytest.fixture(scope="module")
def chain():
    """0 drives 1 (two samples), 1 drives 2 (one sample)."""
    x = coloured(4, 4000)
    x[1, 2:] += 0.8 * x[0, :-2]
    x[2, 1:] += 0.8 * x[1, :-1]
    return x


def residual_sum(z, sink, sources, order):
    past = np.vstack([z[sources, order - k : z.shape[1] - k] for k in range(1, order + 1)])
    target = z[sink, order:]
    return np.sum((target - np.linalg.lstsq(past.T, target)[0] @ past) ** 2)


@pytest.mark.parametrize("order", [1, 4, 12])
def test_pairwise_values_are_those_of_refits(chain, order):
    z = standardise(chain)
    own = granger_causality(chain, order)
    for sink in range(4):
        for source in range(4):
            if sink != source:
                alone = residual_sum(z, sink, [sink], order)
                together = residual_sum(z, sink, [sink, source], order)
                assert own[sink, source] == pytest.approx(np.log(alone / together), abs=1e-9)


@pytest.mark.parametrize("order", [1, 4, 12])
def test_conditional_values_are_those_of_refits(chain, order):
    z = standardise(chain)
    own = granger_causality(chain, order, conditional=True)
    for sink in range(4):
        full = residual_sum(z, sink, [0, 1, 2, 3], order)
        for source in set(range(4)) - {sink}:
            others = [k for k in range(4) if k != source]
            without = residual_sum(z, sink, others, order)
            assert own[sink, source] == pytest.approx(np.log(without / full), abs=1e-9)


def test_pairwise_value_is_that_of_statsmodels(chain):
    from statsmodels.tsa.stattools import grangercausalitytests

    own = granger_causality(chain, 5)
    pair = standardise(chain)[[1, 0]].T  # they test whether the second column causes the first
    result = grangercausalitytests(pair, [5])[5]
    alone, together, _ = result[1]
    assert own[1, 0] == pytest.approx(np.log(alone.ssr / together.ssr), abs=1e-3)


def test_planted_links_stand_in_the_row_of_their_sink(chain):
    pairwise = granger_causality(chain, 6)
    conditional = granger_causality(chain, 6, conditional=True)
    for matrix in (pairwise, conditional):
        assert matrix[1, 0] > 0.1
        assert matrix[2, 1] > 0.1
        assert matrix[0, 1] < 0.01
        assert matrix[1, 2] < 0.01
        assert matrix[:3, 3].max() < 0.01
        assert matrix[3, :3].max() < 0.01
    # The chain from 0 to 2 is seen pairwise; given 1 it is gone
    assert pairwise[2, 0] > 0.1
    assert conditional[2, 0] < 0.02


def test_value_depends_on_the_sampling_rate():
    """The same link of 2 samples, seen at half the rate: another number for the same signals."""
    rng = np.random.default_rng(6)
    x = rng.standard_normal((2, 40_000))
    for t in range(2, x.shape[1]):
        x[:, t] += 0.8 * x[:, t - 1]
        x[1, t] += 0.4 * x[0, t - 2]
    full, half = granger_causality(x, 8)[1, 0], granger_causality(x[:, ::2], 4)[1, 0]
    assert abs(half - full) > 0.2 * full


@pytest.mark.parametrize("conditional", [False, True])
def test_diagonal_is_zero_and_nothing_negative(chain, conditional):
    matrix = granger_causality(chain, 8, conditional=conditional)
    assert np.all(np.diagonal(matrix) == 0)
    assert np.all(matrix >= 0)
    assert not np.allclose(matrix, matrix.T)


def test_state_space_method_has_less_bias_than_a_reduced_model_of_the_same_order():
    """A moving average in the reduced model: order 2 sees causes that are its own cut."""
    rng = np.random.default_rng(1)
    n_samples = 40_000
    x = np.zeros((3, n_samples))
    noise = rng.standard_normal((3, n_samples)) * np.array([[1.0], [0.5], [0.5]])
    for t in range(2, n_samples):
        x[0, t] = 1.6 * x[0, t - 1] - 0.8 * x[0, t - 2] + noise[0, t]
        x[1, t] = 0.5 * x[0, t - 1] + noise[1, t]
        x[2, t] = 0.5 * x[1, t - 1] + noise[2, t]
    by_squares = granger_causality(x, 2, conditional=True)
    by_state = granger_causality(x, 2, conditional=True, method="state_space")
    assert by_state[2, 0] < 1e-3
    true_links = ([1, 2], [0, 1])
    reference = granger_causality(x, 25, conditional=True)
    np.testing.assert_allclose(by_state[true_links], reference[true_links], rtol=0.06)
    assert by_squares[1, 0] > 1.05 * by_state[1, 0]


def test_methods_agree_at_high_order(chain):
    np.testing.assert_allclose(
        granger_causality(chain, 20, conditional=True),
        granger_causality(chain, 20, conditional=True, method="state_space"),
        atol=5e-3,
    )


def test_unknown_method_is_refused(chain):
    with pytest.raises(ConfigurationError, match="Allowed are least_squares, state_space"):
        granger_causality(chain, 2, conditional=True, method="ridge")


@pytest.mark.parametrize("method", ["least_squares", "state_space"])
def test_conditional_values_of_an_unstable_model_are_refused(method):
    """Of growing signals the model has a radius above 1 and describes nothing stationary."""
    x = np.random.default_rng(0).standard_normal((3, 400))
    for t in range(1, 400):
        x[:2, t] += np.array([1.02, -1.02]) * x[:2, t - 1]
    with pytest.raises(EstimationError, match="spectral radius is 1"):
        granger_causality(x, 2, conditional=True, method=method)


class TestTimeReversal:
    """The control that turns true delays round."""

    def test_is_granger_causality_of_the_reversed_signals(self, chain):
        np.testing.assert_allclose(
            time_reversed_granger(chain, 6), granger_causality(chain[:, ::-1], 6), atol=1e-9
        )

    def test_true_delay_turns_round(self, chain):
        forward, backward = granger_causality(chain, 6), time_reversed_granger(chain, 6)
        assert forward[1, 0] - forward[0, 1] > 0.1
        assert backward[1, 0] - backward[0, 1] < -0.1

    def test_mixing_with_unequal_noise_pretends_an_influence_that_does_not_turn(self):
        """One source in two channels: the noisier one seems driven, forwards and backwards."""
        rng = np.random.default_rng(2)
        source = coloured(1, 20_000, 3)[0]
        x = np.stack([source, source + 2 * rng.standard_normal(20_000)])
        forward, backward = granger_causality(x, 8), time_reversed_granger(x, 8)
        assert forward[1, 0] - forward[0, 1] > 0.05
        assert backward[1, 0] - backward[0, 1] > 0.05


class TestSpectral:
    """Geweke's decomposition of the pairwise value."""

    def test_integral_over_the_full_band_is_the_time_domain_value(self, chain):
        """Equal to the value with the reduced model of infinite order; at order 20 they meet."""
        whole = band_granger(chain, 20, 250.0, (0, 125))
        np.testing.assert_allclose(whole, granger_causality(chain, 20), atol=4e-3)

    def test_bands_add_up(self, chain):
        parts = [
            band_granger(chain, 8, 250.0, band) for band in ((0, 10), (10, 40), (40, 90), (90, 125))
        ]
        whole = band_granger(chain, 8, 250.0, (0, 125))
        np.testing.assert_allclose(np.sum(parts, axis=0), whole, rtol=1e-3, atol=1e-6)

    def test_equals_the_plain_formula(self, chain):
        from statsmodels.tsa.api import VAR

        z = standardise(chain)[[0, 1]]
        fit = VAR(z.T).fit(5, trend="n")
        frequencies = np.array([3.0, 30.0, 90.0])
        own = spectral_granger(chain[[0, 1]], 5, frequencies, 250.0)
        sigma = fit.sigma_u
        for k, frequency in enumerate(frequencies):
            turn = np.exp(-2j * np.pi * frequency / 250.0 * np.arange(1, 6))
            h = np.linalg.inv(np.eye(2) - np.tensordot(turn, fit.coefs, 1))
            s = (h @ sigma @ h.conj().T).real
            for i, j in ((0, 1), (1, 0)):
                caused = (sigma[j, j] - sigma[i, j] ** 2 / sigma[i, i]) * abs(h[i, j]) ** 2
                assert own[k, i, j] == pytest.approx(np.log(s[i, i] / (s[i, i] - caused)), abs=1e-8)

    def test_influence_at_one_frequency_lies_in_its_band(self):
        """A 10 Hz rhythm of channel 0 reaches channel 1."""
        rng = np.random.default_rng(4)
        x = rng.standard_normal((2, 20_000))
        for t in range(2, x.shape[1]):
            x[0, t] += 2 * 0.97 * np.cos(2 * np.pi * 10 / 250) * x[0, t - 1] - 0.97**2 * x[0, t - 2]
        x[1, 3:] += 0.2 * x[0, :-3]
        inside = band_granger(x, 12, 250.0, (7, 13))
        outside = band_granger(x, 12, 250.0, (40, 120))
        assert inside[1, 0] > 20 * outside[1, 0]
        assert inside[1, 0] > 20 * inside[0, 1]


class TestDeficientData:
    """Pairwise values stay defined; conditional ones are refused."""

    @pytest.fixture(scope="class")
    @staticmethod
    def average_reference(chain):
        return chain - chain.mean(axis=0)

    def test_pairwise_stays_defined_under_an_average_reference(self, average_reference):
        matrix = granger_causality(average_reference, 6)
        assert np.all(np.isfinite(matrix))
        assert matrix[2, 1] > matrix[1, 2]

    @pytest.mark.parametrize("method", ["least_squares", "state_space"])
    def test_conditional_is_refused_with_reason_and_remedy(self, average_reference, method):
        with pytest.raises(RankDeficiencyError, match="rank of the 4 channels is 3") as refusal:
            granger_causality(average_reference, 6, conditional=True, method=method)
        assert "average reference" in refusal.value.why
        assert "pairwise" in refusal.value.remedy

    def test_conditional_is_refused_where_integers_hide_the_deficiency(self, average_reference):
        stored = np.round(average_reference * 100).astype(np.int16)
        assert np.linalg.matrix_rank(stored.astype(float)) == 4
        with pytest.raises(RankDeficiencyError, match="rank of the 4 channels is 3"):
            granger_causality(stored, 6, conditional=True)

    def test_what_the_refusal_prevents(self, average_reference):
        """Least squares on the deficient data, past the check, shows no link at all."""
        z = standardise(average_reference)
        full = residual_sum(z, 2, [0, 1, 2, 3], 6)
        without = residual_sum(z, 2, [0, 2, 3], 6)
        assert np.log(without / full) < 1e-9

    def test_copy_of_a_channel_is_named(self, chain):
        x = np.vstack([chain, -2 * chain[1]])
        with pytest.raises(RankDeficiencyError, match=r"channel 1 .* channel 4 .* are copies"):
            granger_causality(x, 6)

    def test_delayed_copy_is_named(self, chain):
        x = np.vstack([chain[:, 3:], chain[2:3, :-3]])
        with pytest.raises(RankDeficiencyError, match=r"channel 2 .* channel 4 .* are copies"):
            granger_causality(x, 6)


def test_more_coefficients_than_samples_is_refused():
    x = np.random.default_rng(0).standard_normal((2, 30))
    with pytest.raises(EstimationError, match="20 samples cannot determine 20 coefficients"):
        granger_causality(x, 10)


def test_single_channel_has_an_empty_answer():
    x = coloured(1, 500)
    assert np.array_equal(granger_causality(x, 3), np.zeros((1, 1)))
