"""DTF and its relatives: closed forms, normalisation, and models of reduced rank."""

import numpy as np
import pytest
from eeg2emg.connectivity import directed_transfer_function, fit_mvar
from eeg2emg.connectivity.transfer_function import (
    direct_dtf,
    dtf,
    full_frequency_dtf,
    partial_directed_coherence,
    power,
    spectral_coefficients,
    squared_partial_coherence,
    transfer_function,
)

RATE_HZ = 100.0
FREQUENCIES_HZ = np.array([1.0, 10.0, 25.0, 49.0])


def random_coefficients(n, order, seed=0):
    return np.random.default_rng(seed).standard_normal((order, n, n)) * 0.3 / (n * order)


class TestOneLink:
    """x0(t) = c x1(t-1) + e0, x1 = e1: closed forms, the same at all frequencies."""

    C = 0.8
    COEFFICIENTS = np.array([[[0.0, C], [0.0, 0.0]]])
    RECEIVED = C**2 / (1 + C**2)

    def test_dtf(self):
        own = directed_transfer_function(self.COEFFICIENTS, FREQUENCIES_HZ, RATE_HZ)
        expected = np.array([[1 - self.RECEIVED, self.RECEIVED], [0.0, 1.0]])
        np.testing.assert_allclose(own, np.broadcast_to(expected, own.shape), atol=1e-14)

    def test_phase_of_the_transfer_is_that_of_one_sample(self):
        h = transfer_function(self.COEFFICIENTS, FREQUENCIES_HZ, RATE_HZ)
        np.testing.assert_allclose(
            h[:, 0, 1], self.C * np.exp(-2j * np.pi * FREQUENCIES_HZ / RATE_HZ), atol=1e-14
        )

    def test_not_normalised(self):
        own = power(transfer_function(self.COEFFICIENTS, FREQUENCIES_HZ, RATE_HZ))
        np.testing.assert_allclose(own[:, 0, 1], self.C**2)
        np.testing.assert_allclose(own[:, 1, 0], 0.0)

    def test_full_frequency(self):
        own = full_frequency_dtf(transfer_function(self.COEFFICIENTS, FREQUENCIES_HZ, RATE_HZ))
        np.testing.assert_allclose(own[:, 0, 1], self.RECEIVED / len(FREQUENCIES_HZ))

    def test_pdc_shares_out_the_source(self):
        own = partial_directed_coherence(
            spectral_coefficients(self.COEFFICIENTS, FREQUENCIES_HZ, RATE_HZ)
        )
        expected = np.array([[1.0, self.RECEIVED], [0.0, 1 - self.RECEIVED]])
        np.testing.assert_allclose(own, np.broadcast_to(expected, own.shape), atol=1e-14)

    def test_partial_coherence_of_two_channels_is_their_coherence(self):
        noise = np.diag([0.5, 2.0])
        spectral = spectral_coefficients(self.COEFFICIENTS, FREQUENCIES_HZ, RATE_HZ)
        own = squared_partial_coherence(spectral, noise)
        expected = self.C**2 * 2.0 / (self.C**2 * 2.0 + 0.5)
        np.testing.assert_allclose(own[:, 0, 1], expected)
        np.testing.assert_allclose(own[:, 1, 0], expected)

    def test_direct_dtf_is_the_product(self):
        h = transfer_function(self.COEFFICIENTS, FREQUENCIES_HZ, RATE_HZ)
        spectral = spectral_coefficients(self.COEFFICIENTS, FREQUENCIES_HZ, RATE_HZ)
        own = direct_dtf(h, squared_partial_coherence(spectral, np.eye(2)))
        np.testing.assert_allclose(own[:, 0, 1], self.RECEIVED**2 / len(FREQUENCIES_HZ))
        np.testing.assert_allclose(own[:, 1, 0], 0.0, atol=1e-15)


def test_matrices_are_those_of_the_definition_by_loops():
    coefficients = random_coefficients(3, 4)
    own = directed_transfer_function(coefficients, FREQUENCIES_HZ, RATE_HZ)
    for f, frequency in enumerate(FREQUENCIES_HZ):
        a = np.eye(3, dtype=complex)
        for k in range(4):
            a -= coefficients[k] * np.exp(-2j * np.pi * frequency * (k + 1) / RATE_HZ)
        h = np.linalg.inv(a)
        for i in range(3):
            row = sum(abs(h[i, m]) ** 2 for m in range(3))
            for j in range(3):
                assert own[f, i, j] == pytest.approx(abs(h[i, j]) ** 2 / row)


def test_partial_coherence_is_that_of_the_inverse_spectrum():
    coefficients = random_coefficients(4, 2)
    noise = np.diag([1.0, 2.0, 0.5, 1.0])
    h = transfer_function(coefficients, FREQUENCIES_HZ, RATE_HZ)
    inverse = np.linalg.inv(h @ noise @ h.conj().swapaxes(1, 2))
    diagonal = np.einsum("fii->fi", inverse).real
    expected = np.abs(inverse) ** 2 / (diagonal[:, :, None] * diagonal[:, None, :])
    spectral = spectral_coefficients(coefficients, FREQUENCIES_HZ, RATE_HZ)
    np.testing.assert_allclose(squared_partial_coherence(spectral, noise), expected, atol=1e-12)


def test_normalisations():
    coefficients = random_coefficients(5, 3)
    spectral = spectral_coefficients(coefficients, FREQUENCIES_HZ, RATE_HZ)
    h = transfer_function(coefficients, FREQUENCIES_HZ, RATE_HZ)
    np.testing.assert_allclose(dtf(h).sum(axis=2), 1.0)
    np.testing.assert_allclose(full_frequency_dtf(h).sum(axis=(0, 2)), 1.0)
    np.testing.assert_allclose(partial_directed_coherence(spectral).sum(axis=1), 1.0)


def test_dtf_sees_a_chain_that_pdc_sees_as_two_links():
    """2 -> 1 -> 0: DTF holds the cascade, PDC and direct DTF the direct links only."""
    coefficients = np.zeros((1, 3, 3))
    coefficients[0, 0, 1] = coefficients[0, 1, 2] = 0.7
    spectral = spectral_coefficients(coefficients, FREQUENCIES_HZ, RATE_HZ)
    h = transfer_function(coefficients, FREQUENCIES_HZ, RATE_HZ)
    direct = direct_dtf(h, squared_partial_coherence(spectral, np.eye(3)))
    assert np.all(dtf(h)[:, 0, 2] > 0.1)
    np.testing.assert_allclose(partial_directed_coherence(spectral)[:, 0, 2], 0.0, atol=1e-15)
    np.testing.assert_allclose(direct[:, 0, 2], 0.0, atol=1e-15)
    assert np.all(direct[:, 0, 1] > 0.01)


def test_direct_dtf_is_not_zero_where_a_path_and_a_common_sink_meet():
    """2 -> 1 -> 0, and 0 and 2 both drive 3: no direct link from 2 to 0, but both factors."""
    coefficients = np.zeros((1, 4, 4))
    coefficients[0, 0, 1] = coefficients[0, 1, 2] = 0.7
    coefficients[0, 3, 0] = coefficients[0, 3, 2] = 0.7
    spectral = spectral_coefficients(coefficients, FREQUENCIES_HZ, RATE_HZ)
    h = transfer_function(coefficients, FREQUENCIES_HZ, RATE_HZ)
    partial = squared_partial_coherence(spectral, np.eye(4))
    assert np.all(direct_dtf(h, partial)[:, 0, 2] > 0.001)
    np.testing.assert_allclose(partial_directed_coherence(spectral)[:, 0, 2], 0.0, atol=1e-15)
    # Against the direction of all paths partial coherence alone is above 0, direct DTF is not
    assert np.all(partial[:, 2, 0] > 0.01)
    np.testing.assert_allclose(direct_dtf(h, partial)[:, 2, 0], 0.0, atol=1e-15)


def test_pdc_of_a_link_falls_with_the_other_sinks_of_its_source():
    coefficients = np.zeros((1, 5, 5))
    coefficients[0, 0, 1] = 0.7
    alone = partial_directed_coherence(spectral_coefficients(coefficients, [10.0], RATE_HZ))
    coefficients[0, 2:, 1] = 0.7
    among = partial_directed_coherence(spectral_coefficients(coefficients, [10.0], RATE_HZ))
    assert among[0, 0, 1] < 0.6 * alone[0, 0, 1]


def test_rank_r_model_is_the_projected_process_and_not_a_block_of_the_full_one():
    """The components are fitted, then carried over: U H_y U^T, and the rows still share out one."""
    rng = np.random.default_rng(8)
    x = rng.standard_normal((4, 3000))
    x[2, 2:] += 0.6 * x[0, :-2]
    basis = np.linalg.qr(rng.standard_normal((4, 4)))[0][:, :3]
    model = fit_mvar(basis.T @ x, 3)
    whole = transfer_function(model.coefficients, FREQUENCIES_HZ, RATE_HZ, basis)
    inner = transfer_function(model.coefficients, FREQUENCIES_HZ, RATE_HZ)
    for f in range(len(FREQUENCIES_HZ)):
        np.testing.assert_allclose(whole[f], basis @ inner[f] @ basis.T, atol=1e-12)
    np.testing.assert_allclose(dtf(whole).sum(axis=2), 1.0)


class TestReducedRank:
    """H = U H_y U^T of a model of principal components."""

    def test_complete_basis_changes_nothing(self):
        rng = np.random.default_rng(1)
        x = rng.standard_normal((4, 3000))
        x[1, 1:] += 0.6 * x[0, :-1]
        basis = np.linalg.qr(rng.standard_normal((4, 4)))[0]
        direct = transfer_function(fit_mvar(x, 3).coefficients, FREQUENCIES_HZ, RATE_HZ)
        by_components = transfer_function(
            fit_mvar(basis.T @ x, 3).coefficients, FREQUENCIES_HZ, RATE_HZ, basis
        )
        np.testing.assert_allclose(by_components, direct, atol=1e-9)

    def test_partial_coherence_through_a_complete_basis_changes_nothing(self):
        coefficients = random_coefficients(3, 2)
        noise = np.array([[1.0, 0.2, 0.0], [0.2, 1.5, 0.1], [0.0, 0.1, 0.7]])
        basis = np.linalg.qr(np.random.default_rng(2).standard_normal((3, 3)))[0]
        turned = basis.T @ coefficients @ basis
        np.testing.assert_allclose(
            squared_partial_coherence(
                spectral_coefficients(turned, FREQUENCIES_HZ, RATE_HZ),
                basis.T @ noise @ basis,
                basis,
            ),
            squared_partial_coherence(
                spectral_coefficients(coefficients, FREQUENCIES_HZ, RATE_HZ), noise
            ),
            atol=1e-12,
        )

    def test_transfer_has_the_rank_of_the_basis(self):
        basis = np.linalg.qr(np.random.default_rng(3).standard_normal((5, 3)))[0]
        h = transfer_function(random_coefficients(3, 2), FREQUENCIES_HZ, RATE_HZ, basis)
        assert h.shape == (4, 5, 5)
        assert set(np.linalg.matrix_rank(h)) == {3}
