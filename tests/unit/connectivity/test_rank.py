"""Numerical rank, also where the storage hides that channels depend on each other."""

import numpy as np
import pytest
from eeg2emg.connectivity import EegSettings, estimate_eeg, fit_mvar, numerical_rank
from eeg2emg.errors import EstimationError, RankDeficiencyError

N_CHANNELS = 12
RATE_HZ = 250.0


def volume_conducted(n_samples=6000, seed=0, sensor_noise=0.7):
    """Coloured sources mixed broadly, as on the scalp, in microvolts of about 20."""
    rng = np.random.default_rng(seed)
    sources = rng.standard_normal((N_CHANNELS, n_samples))
    for t in range(2, n_samples):
        sources[:, t] += 1.5 * sources[:, t - 1] - 0.7 * sources[:, t - 2]
    places = np.linspace(0, 1, N_CHANNELS)
    mixing = np.exp(-((places[:, None] - places) ** 2) / 0.01)
    x = mixing @ sources
    x *= 20 / x.std()
    return x + sensor_noise * rng.standard_normal(x.shape)


def average_referenced(x):
    return x - x.mean(axis=0)


def without_components(x, n_removed=2):
    rng = np.random.default_rng(9)
    mixing = np.linalg.inv(rng.standard_normal((N_CHANNELS, N_CHANNELS)))
    keep = np.ones(N_CHANNELS)
    keep[:n_removed] = 0
    return mixing @ (keep[:, None] * (np.linalg.inv(mixing) @ x))


def interpolated(x):
    x = x.copy()
    x[4] = 0.5 * x[3] + 0.3 * x[5] + 0.2 * x[6]
    return x


STORAGE = {
    "float64": lambda x: x,
    "float32": lambda x: x.astype(np.float32),
    "volts in float32": lambda x: (x * 1e-6).astype(np.float32),
    "int16 at 0.1 uV": lambda x: np.round(x / 0.1).astype(np.int16),
    "int16 at 0.5 uV": lambda x: np.round(x / 0.5).astype(np.int16),
}
LOSSES = {
    "nothing": (lambda x: x, 0),
    "average reference": (average_referenced, 1),
    "two components removed": (without_components, 2),
    "interpolated channel": (interpolated, 1),
    "interpolated and average reference": (lambda x: average_referenced(interpolated(x)), 2),
    # The mean of the channels is no longer a direction of its own once components are gone
    "three components removed, then average reference": (
        lambda x: average_referenced(without_components(x, 3)),
        3,
    ),
}


@pytest.mark.parametrize("storage", STORAGE)
@pytest.mark.parametrize("loss", LOSSES)
def test_rank_is_found_in_every_storage(loss, storage):
    make, lost = LOSSES[loss]
    assert numerical_rank(STORAGE[storage](make(volume_conducted()))) == N_CHANNELS - lost


def test_integers_hide_the_deficiency_from_the_usual_rank():
    stored = STORAGE["int16 at 0.1 uV"](average_referenced(volume_conducted())).astype(float)
    assert np.linalg.matrix_rank(stored) == N_CHANNELS
    assert numerical_rank(stored) == N_CHANNELS - 1


@pytest.mark.parametrize("sensor_noise", [0.2, 0.7, 2.0])
def test_weak_but_real_noise_of_sensors_counts(sensor_noise):
    """Amplifier noise of a few tenths of a microvolt is a component like any other."""
    assert numerical_rank(volume_conducted(sensor_noise=sensor_noise)) == N_CHANNELS


def test_uneven_gains_do_not_matter():
    x = average_referenced(volume_conducted())
    gains = 10.0 ** np.linspace(-6, 6, N_CHANNELS)
    assert numerical_rank(x * gains[:, None]) == N_CHANNELS - 1


def test_filters_and_decimation_leave_the_rank():
    from scipy.signal import resample_poly

    stored = STORAGE["int16 at 0.1 uV"](without_components(volume_conducted())).astype(float)
    assert numerical_rank(resample_poly(stored, 1, 2, axis=1)) == N_CHANNELS - 2


def test_more_channels_than_samples():
    assert numerical_rank(np.random.default_rng(0).standard_normal((8, 5))) == 4


def test_single_channel():
    assert numerical_rank(np.random.default_rng(0).standard_normal((1, 100))) == 1


class TestWhatFollows:
    """What estimates do with deficient data."""

    SETTINGS = EegSettings(rate_hz=RATE_HZ, order=4, measures=("dtf", "granger"))

    def test_dtf_at_full_rank_is_refused_and_the_possible_rank_named(self):
        x = without_components(volume_conducted())
        with pytest.raises(RankDeficiencyError, match="rank of the 12 channels is 10") as refusal:
            estimate_eeg(x, self.SETTINGS)
        assert "at most 10" in refusal.value.remedy

    @pytest.mark.parametrize("storage", STORAGE)
    def test_dtf_of_the_possible_rank_is_given_in_every_storage(self, storage):
        x = STORAGE[storage](without_components(volume_conducted()))
        settings = EegSettings(rate_hz=RATE_HZ, order=4, measures=("dtf", "pdc"), mvar_rank=10)
        result = estimate_eeg(x, settings)
        assert result.diagnostics["rank"] == result.diagnostics["mvar_rank"] == 10
        assert result.diagnostics["condition"] < 1e6
        np.testing.assert_allclose(result.planes["dtf"].sum(axis=1), 1.0)

    def test_storage_hardly_changes_the_result(self):
        x = without_components(volume_conducted())
        settings = EegSettings(rate_hz=RATE_HZ, order=4, measures=("dtf",), mvar_rank=10)
        exact = estimate_eeg(x, settings).planes["dtf"]
        stored = estimate_eeg(STORAGE["int16 at 0.1 uV"](x), settings).planes["dtf"]
        assert np.corrcoef(exact.ravel(), stored.ravel())[0, 1] > 0.99

    def test_ridge_does_not_hide_the_deficiency(self):
        """Noise far below the signals, as a ridge would add, is not taken for rank."""
        rng = np.random.default_rng(3)
        x = average_referenced(volume_conducted())
        hidden = x + 1e-3 * x.std() * rng.standard_normal(x.shape)
        with pytest.raises(RankDeficiencyError, match="rank of the 12 channels is 11"):
            fit_mvar(hidden, 4)

    def test_rank_r_model_keeps_most_of_the_dtf(self):
        """With channels that carry signals of their own, two dimensions less cost some truth."""
        rng = np.random.default_rng(4)
        x = rng.standard_normal((N_CHANNELS, 8000))
        for j in range(0, N_CHANNELS - 1, 2):
            x[j + 1, 2:] += 0.9 * x[j, :-2]
        measures = {"rate_hz": RATE_HZ, "order": 4, "measures": ("dtf",)}
        full = estimate_eeg(x, EegSettings(**measures)).planes["dtf"]
        reduced = estimate_eeg(x, EegSettings(**measures, mvar_rank=N_CHANNELS - 2)).planes["dtf"]
        off_diagonal = ~np.eye(N_CHANNELS, dtype=bool)
        agreement = np.corrcoef(full[off_diagonal], reduced[off_diagonal])[0, 1]
        assert 0.6 < agreement < 0.999

    def test_unstable_model_of_low_passed_data_is_refused_with_the_cause(self):
        from scipy.signal import filtfilt, firwin

        x = filtfilt(firwin(401, 45, fs=RATE_HZ), 1.0, volume_conducted(), axis=1)
        settings = EegSettings(rate_hz=RATE_HZ, order=12, measures=("dtf",))
        with pytest.raises(EstimationError, match=r"unstable|condition|dependent"):
            estimate_eeg(x, settings)
