"""How other packages differ, as `docs/connectivity.md` says: a change there should be noticed."""

import numpy as np
import pytest

RATE_HZ = 100.0


def chain(n_channels=5, n_samples=4000):
    """0 drives 1, 1 drives 2, ..."""
    x = np.random.default_rng(0).standard_normal((n_channels, n_samples))
    for j in range(n_channels - 1):
        x[j + 1, 2:] += 0.7 * x[j, :-2]
    return x


def their_connectivity(x, **options):
    from spectral_connectivity import Connectivity, Multitaper

    tapers = Multitaper(
        x.T[:, None, :], sampling_frequency=RATE_HZ, time_halfbandwidth_product=2,
        n_time_samples_per_window=200, n_time_samples_per_step=100, n_fft_samples=200,
    )  # fmt: skip
    options = {"expectation_type": "time_trials_tapers"} | options
    return Connectivity.from_multitaper(tapers, **options)


def by_mne(x, method):
    from mne_connectivity import spectral_connectivity_epochs

    windows = x.reshape(len(x), -1, 200).transpose(1, 0, 2)
    result = spectral_connectivity_epochs(
        windows, method=method, mode="fourier", sfreq=RATE_HZ, fmin=5, fmax=20, verbose="error"
    )
    return result.get_data("dense")


def test_spectral_connectivity_coherence_is_squared_with_nan_on_the_diagonal():
    theirs = their_connectivity(chain())
    magnitude = theirs.coherence_magnitude()
    off_diagonal = ~np.eye(5, dtype=bool)
    np.testing.assert_allclose(
        magnitude[:, off_diagonal], np.abs(theirs.coherency()[:, off_diagonal]) ** 2
    )
    assert np.all(np.isnan(np.diagonal(magnitude, axis1=1, axis2=2)))


def test_spectral_connectivity_pli_is_signed():
    index = their_connectivity(chain()).phase_lag_index()
    assert index.min() < -0.5
    assert index.max() > 0.5


def test_spectral_connectivity_wpli_is_signed():
    assert their_connectivity(chain()).weighted_phase_lag_index().min() < -0.5


def test_spectral_connectivity_pli_fails_in_blocks():
    x = np.random.default_rng(0).standard_normal((19, 1000))
    with pytest.raises(IndexError, match="out of bounds"):
        their_connectivity(x, blocks=19).phase_lag_index()


def test_spectral_connectivity_has_no_conditional_granger():
    with pytest.raises(NotImplementedError):
        their_connectivity(chain()).conditional_spectral_granger_prediction()


@pytest.mark.filterwarnings("ignore")
def test_spectral_connectivity_dtf_has_the_same_orientation():
    theirs = np.nanmean(their_connectivity(chain()).directed_transfer_function(), axis=0)
    assert theirs[1, 0] > 0.2 > 10 * theirs[0, 1]


@pytest.mark.filterwarnings("ignore")
def test_spectral_connectivity_directed_coherence_leaves_its_range():
    assert np.nanmax(their_connectivity(chain()).directed_coherence()) > 1.05


def test_mne_connectivity_fills_the_lower_triangle_only():
    matrix = by_mne(chain(), "coh")
    assert np.all(matrix[np.triu_indices(5)] == 0)
    assert np.all(matrix[np.tril_indices(5, -1)] > 0)


def test_mne_connectivity_imcoh_is_signed():
    matrix = by_mne(chain(), "imcoh")[np.tril_indices(5, -1)]
    assert matrix.min() < -0.3
    matrix = by_mne(chain()[::-1], "imcoh")[np.tril_indices(5, -1)]
    assert matrix.max() > 0.3
