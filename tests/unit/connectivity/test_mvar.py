"""MVAR models: lagged products, fit, order, stability and diagnostics against plain twins."""

import numpy as np
import pytest
from eeg2emg.connectivity import fit_mvar, select_order, spectral_radius
from eeg2emg.connectivity.channels import standardise
from eeg2emg.connectivity.lagged_gram import lagged_gram
from eeg2emg.connectivity.mvar import MvarModel, fit_gram, information_criteria
from eeg2emg.connectivity.stability import (
    autocovariance,
    companion,
    consistency,
    is_stable,
    require_trustworthy,
    residuals,
    whiteness_p,
)
from eeg2emg.errors import ConfigurationError, EstimationError, RankDeficiencyError

COEFFICIENTS = np.array(
    [
        [[0.5, 0.0, 0.0], [0.4, 0.3, 0.0], [0.0, 0.0, 0.6]],
        [[-0.3, 0.0, 0.2], [0.0, -0.2, 0.0], [0.0, 0.3, -0.4]],
    ]
)


def simulate(coefficients, n_samples, seed=0, noise_factor=None):
    rng = np.random.default_rng(seed)
    order, n, _ = coefficients.shape
    noise = rng.standard_normal((n_samples + 200, n))
    if noise_factor is not None:
        noise = noise @ noise_factor.T
    x = np.zeros((n_samples + 200, n))
    for t in range(order, n_samples + 200):
        x[t] = noise[t] + sum(coefficients[k] @ x[t - 1 - k] for k in range(order))
    return x[200:].T.copy()


@pytest.fixture(scope="module")
def signals():
    return simulate(COEFFICIENTS, 4000)


class TestLaggedGram:
    """The Toeplitz recursion against the sums it stands for."""

    @staticmethod
    def plain(x, order):
        n, n_samples = x.shape
        blocks = np.zeros((order + 1, order + 1, n, n))
        for t in range(order, n_samples):
            for a in range(order + 1):
                for b in range(order + 1):
                    blocks[a, b] += np.outer(x[:, t - a], x[:, t - b])
        return blocks

    @pytest.mark.parametrize(
        ("n", "n_samples", "order"), [(3, 40, 5), (1, 30, 3), (2, 10, 1), (4, 9, 8), (2, 5, 4)]
    )
    def test_equals_the_plain_sums(self, n, n_samples, order):
        x = np.random.default_rng(order).standard_normal((n, n_samples))
        gram = lagged_gram(x, order)
        np.testing.assert_allclose(gram.blocks, self.plain(x, order), atol=1e-11)
        assert gram.n_windows == n_samples - order
        assert (gram.order, gram.n_channels) == (order, n)

    def test_reversal_is_that_of_the_reversed_signal(self):
        x = np.random.default_rng(0).standard_normal((3, 50))
        np.testing.assert_allclose(
            lagged_gram(x, 4).reversed_in_time().blocks,
            lagged_gram(x[:, ::-1].copy(), 4).blocks,
            atol=1e-11,
        )

    def test_projection_is_that_of_the_components(self):
        rng = np.random.default_rng(0)
        x, basis = rng.standard_normal((4, 50)), rng.standard_normal((4, 2))
        np.testing.assert_allclose(
            lagged_gram(x, 3).projected(basis).blocks,
            lagged_gram(basis.T @ x, 3).blocks,
            atol=1e-11,
        )

    def test_order_zero_is_refused(self):
        with pytest.raises(ConfigurationError, match="order 0 is below 1"):
            lagged_gram(np.ones((2, 10)), 0)

    def test_signal_no_longer_than_the_order_is_refused(self):
        with pytest.raises(EstimationError, match="5 samples are too few for a model of order 5"):
            lagged_gram(np.ones((2, 5)), 5)


class TestFit:
    """Coefficients [lag, sink, source]."""

    @pytest.mark.parametrize("order", [1, 2, 7])
    def test_is_that_of_statsmodels(self, signals, order):
        from statsmodels.tsa.api import VAR

        centred = signals - signals.mean(axis=1, keepdims=True)
        theirs = VAR(centred.T).fit(order, trend="n")
        own = fit_mvar(signals, order)
        np.testing.assert_allclose(own.coefficients, theirs.coefs, atol=1e-9)
        np.testing.assert_allclose(own.noise_covariance, theirs.sigma_u, atol=1e-9)

    def test_recovers_the_model(self, signals):
        own = fit_mvar(signals, 2)
        np.testing.assert_allclose(own.coefficients, COEFFICIENTS, atol=0.06)
        np.testing.assert_allclose(own.noise_covariance, np.eye(3), atol=0.08)
        # The one strong link from 0 to 1 stands in the row of the sink
        assert own.coefficients[0, 1, 0] > 0.3 > 10 * abs(own.coefficients[0, 0, 1])

    def test_units_carry_over(self, signals):
        factors = np.array([1e-6, 1.0, 1e3])
        own, scaled = fit_mvar(signals, 2), fit_mvar(signals * factors[:, None], 2)
        np.testing.assert_allclose(
            scaled.coefficients,
            own.coefficients * factors[:, None] / factors,
            rtol=1e-7,
            atol=1e-10,
        )
        np.testing.assert_allclose(
            scaled.noise_covariance, own.noise_covariance * np.outer(factors, factors), rtol=1e-7
        )

    def test_samples_per_parameter(self, signals):
        assert fit_mvar(signals, 2).samples_per_parameter == pytest.approx(3998 / 6)

    def test_more_coefficients_than_samples_is_refused(self):
        x = np.random.default_rng(0).standard_normal((5, 60))
        with pytest.raises(EstimationError, match="50 samples cannot determine 50 coefficients"):
            fit_mvar(x, 10)

    def test_dependent_channels_are_refused(self, signals):
        dependent = np.vstack([signals, signals.sum(axis=0)])
        with pytest.raises(RankDeficiencyError, match="rank of the 4 channels is 3"):
            fit_mvar(dependent, 2)

    def test_delayed_copy_is_refused_though_the_channels_are_of_full_rank(self, signals):
        copy = np.vstack([signals[:, 1:], signals[:1, :-1]])
        with pytest.raises(RankDeficiencyError, match="past of the channels is linearly dependent"):
            fit_mvar(copy, 3)


class TestOrder:
    """All criteria from one factorisation."""

    def test_equal_refits_on_the_same_samples(self, signals):
        gram = lagged_gram(standardise(signals), 6)
        criteria = information_criteria(gram)
        z = standardise(signals)
        for order in range(1, 7):
            past = np.vstack([z[:, 6 - k : z.shape[1] - k] for k in range(1, order + 1)])
            left = z[:, 6:] - np.linalg.lstsq(past.T, z[:, 6:].T)[0].T @ past
            log_det = np.linalg.slogdet(left @ left.T / left.shape[1])[1]
            per_order = order * 9 / left.shape[1]
            n_windows = left.shape[1]
            expected = {
                "aic": log_det + 2 * per_order,
                "bic": log_det + np.log(n_windows) * per_order,
                "hq": log_det + 2 * np.log(np.log(n_windows)) * per_order,
            }
            for name, value in expected.items():
                assert criteria[name][order - 1] == pytest.approx(value, abs=1e-9)

    def test_statsmodels_chooses_the_same(self, signals):
        from statsmodels.tsa.api import VAR

        centred = signals - signals.mean(axis=1, keepdims=True)
        theirs = VAR(centred.T).select_order(8, trend="n").selected_orders
        own = {name: select_order(signals, 8, name) for name in ("aic", "bic", "hq")}
        assert own == {"aic": theirs["aic"], "bic": theirs["bic"], "hq": theirs["hqic"]}

    def test_bic_finds_the_true_order(self, signals):
        assert select_order(signals, 10) == 2

    def test_criteria_of_high_passed_data_run_to_the_largest_order(self):
        """A filter's zeros at frequency 0 have no finite autoregression, so longer always fits."""
        from scipy.signal import butter, sosfiltfilt

        noise = np.random.default_rng(0).standard_normal((2, 60_000))
        high_pass = butter(4, 20, "highpass", fs=1000, output="sos")
        assert select_order(sosfiltfilt(high_pass, noise), 30) >= 29

    def test_unknown_criterion_is_refused(self, signals):
        with pytest.raises(ConfigurationError, match="Allowed are aic, bic, hq"):
            select_order(signals, 5, "fpe")

    def test_too_large_an_order_for_the_record_is_refused(self, signals):
        with pytest.raises(EstimationError, match="cannot determine a model of order 30"):
            select_order(signals[:, :100], 30)


class TestStability:
    """Radius, refusal and diagnostics."""

    def test_radius_of_a_known_pole(self):
        # (z - 0.9 e^{+-i w}): x(t) = 2 r cos(w) x(t-1) - r^2 x(t-2)
        coefficients = np.array([[[2 * 0.9 * np.cos(0.7)]], [[-0.81]]])
        assert spectral_radius(coefficients) == pytest.approx(0.9)

    @pytest.mark.parametrize(
        "radius", [0.0, 0.3, 0.9, 0.999, 0.99999, 1.0 - 1e-9, 1.0 + 1e-9, 1.001, 1.5, 1e3]
    )
    def test_squaring_and_eigenvalues_agree(self, radius):
        coefficients = np.array([[[2 * radius * np.cos(0.7)]], [[-(radius**2)]]])
        assert is_stable(coefficients) == (radius < 1)
        assert is_stable(coefficients) == (spectral_radius(coefficients) < 1)

    def test_non_normal_model_whose_powers_first_grow_is_stable(self):
        assert is_stable(np.array([[[0.9, 1000.0], [0.0, 0.9]]]))

    def test_companion_carries_the_state_on(self):
        state = np.arange(6.0)
        carried = companion(COEFFICIENTS) @ state
        np.testing.assert_allclose(
            carried[:3], COEFFICIENTS[0] @ state[:3] + COEFFICIENTS[1] @ state[3:]
        )
        np.testing.assert_allclose(carried[3:], state[:3])

    def test_unstable_model_is_refused_with_the_radius(self):
        model = MvarModel(np.array([[[1.2]]]), np.eye(1), 100)
        with pytest.raises(EstimationError, match=r"unstable: its spectral radius is 1\.2000"):
            require_trustworthy(model)

    def test_ill_conditioned_noise_is_refused(self):
        model = MvarModel(np.zeros((1, 2, 2)), np.diag([1.0, 1e-9]), 100)
        with pytest.raises(EstimationError, match=r"condition 1\.0e\+09"):
            require_trustworthy(model)

    def test_residuals_are_what_the_loop_leaves(self, signals):
        x = signals[:, :50]
        left = residuals(x, COEFFICIENTS)
        for t in range(2, 50):
            predicted = COEFFICIENTS[0] @ x[:, t - 1] + COEFFICIENTS[1] @ x[:, t - 2]
            np.testing.assert_allclose(left[:, t - 2], x[:, t] - predicted, atol=1e-12)

    def test_autocovariance_solves_the_lyapunov_equation(self):
        from scipy.linalg import solve_discrete_lyapunov

        noise = np.array([[1.0, 0.3, 0.0], [0.3, 0.8, 0.1], [0.0, 0.1, 2.0]])
        matrix = companion(COEFFICIENTS)
        q = np.zeros((6, 6))
        q[:3, :3] = noise
        state = solve_discrete_lyapunov(matrix, q)
        own = autocovariance(COEFFICIENTS, noise, 5)
        for lag in range(6):
            expected = (np.linalg.matrix_power(matrix, lag) @ state)[:3, :3]
            np.testing.assert_allclose(own[lag], expected, atol=1e-9)

    def test_whiteness_is_that_of_statsmodels_but_for_its_other_small_sample_term(self, signals):
        """Theirs is Hosking's variant: each lag weighted by N / (N - h)."""
        from statsmodels.tsa.api import VAR

        z = standardise(signals)
        theirs = VAR(z.T).fit(2, trend="n").test_whiteness(nlags=12, adjusted=True)
        own = whiteness_p(z, fit_gram(lagged_gram(z, 2)).coefficients)
        assert own == pytest.approx(theirs.pvalue, abs=0.02)

    def test_whiteness_is_calibrated_at_the_true_order_and_rejects_a_lower_one(self):
        p_true, p_low = [], []
        for seed in range(40):
            z = standardise(simulate(COEFFICIENTS, 1000, seed))
            p_true.append(whiteness_p(z, fit_gram(lagged_gram(z, 2)).coefficients))
            p_low.append(whiteness_p(z, fit_gram(lagged_gram(z, 1)).coefficients))
        assert np.mean(np.array(p_true) < 0.05) < 0.2
        assert 0.3 < np.mean(p_true) < 0.7
        assert max(p_low) < 1e-3

    def test_consistency_is_high_for_the_true_model_and_low_for_a_wrong_one(self, signals):
        z = standardise(signals)
        model = fit_gram(lagged_gram(z, 2))
        wrong = MvarModel(np.zeros((2, 3, 3)), np.eye(3), model.n_windows)
        assert consistency(z, model) > 90
        assert consistency(z, wrong) < 60
