"""Surrogates: what they keep, what they destroy, and whether their p-values can be believed."""

import numpy as np
import pytest
from eeg2emg.connectivity import (
    EegSettings,
    benjamini_hochberg,
    correlation,
    estimate_eeg,
    granger_causality,
    significance,
)
from eeg2emg.connectivity.surrogates import circularly_shifted, phase_randomised
from eeg2emg.errors import ConfigurationError


def coloured(n_channels, n_samples, seed):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n_channels, n_samples))
    for t in range(2, n_samples):
        x[:, t] += 1.6 * x[:, t - 1] - 0.8 * x[:, t - 2]
    return x


@pytest.mark.parametrize("n_samples", [500, 501])
def test_phase_randomisation_keeps_spectra_and_destroys_relations(n_samples):
    x = coloured(1, n_samples, 0)
    x = np.vstack([x, x])
    drawn = phase_randomised(x, np.random.default_rng(0))
    np.testing.assert_allclose(np.abs(np.fft.rfft(drawn)), np.abs(np.fft.rfft(x)), atol=1e-9)
    assert abs(correlation(drawn)[0, 1]) < 0.5
    assert correlation(x)[0, 1] == pytest.approx(1.0)


def test_circular_shift_keeps_the_samples_and_the_least_distance():
    x = np.tile(np.arange(100.0), (5, 1))
    for seed in range(50):
        drawn = circularly_shifted(x, np.random.default_rng(seed), least=10)
        assert np.array_equal(np.sort(drawn, axis=1), x)
        places = np.sort(drawn[:, 0])
        gaps = np.diff(np.append(places, places[0] + 100))
        assert gaps.min() >= 10


def test_circular_shifts_reach_every_place():
    x = np.tile(np.arange(12.0), (2, 1))
    relative = {
        int(drawn[0, 0] - drawn[1, 0]) % 12
        for drawn in (circularly_shifted(x, np.random.default_rng(seed)) for seed in range(300))
    }
    assert relative == set(range(1, 12))


def test_impossible_distance_is_refused():
    with pytest.raises(ConfigurationError, match="between 1 and 20 samples"):
        circularly_shifted(np.ones((5, 100)), np.random.default_rng(0), least=21)


def test_benjamini_hochberg_is_that_of_statsmodels():
    from statsmodels.stats.multitest import multipletests

    p_values = np.random.default_rng(0).random(50) ** 2
    np.testing.assert_allclose(
        benjamini_hochberg(p_values), multipletests(p_values, method="fdr_bh")[1]
    )


def planes(measures, order=4):
    settings = EegSettings(
        rate_hz=100.0, order=order, measures=measures, window_s=1.0, band=(2, 40),
        pli_bands=((4, 8), (8, 20)),
    )  # fmt: skip
    return lambda x: estimate_eeg(x, settings, diagnostics=False).planes


@pytest.mark.parametrize("kind", ["phase", "shift"])
def test_same_seed_same_result(kind):
    x = coloured(3, 400, 1)
    first, second = (
        significance(x, planes(("coherence",)), n_surrogates=9, seed=5, kind=kind) for _ in range(2)
    )
    np.testing.assert_array_equal(first["coherence"].uncorrected, second["coherence"].uncorrected)


@pytest.mark.parametrize("kind", ["phase", "shift"])
def test_null_p_values_are_uniform(kind):
    """Independent channels with strong peaks, where a chi-square test is not to be trusted."""
    measures = ("correlation", "coherence", "pli", "granger")
    p_values = {name: [] for name in measures}
    family = {name: [] for name in measures}
    for seed in range(50):
        x = coloured(3, 500, 100 + seed)
        tested = significance(x, planes(measures), n_surrogates=19, seed=seed, kind=kind)
        for name in measures:
            pairs = np.triu_indices(3, 1)
            p_values[name] += list(tested[name].uncorrected[pairs])
            family[name].append(np.nanmin(tested[name].max_statistic))
    for name in measures:
        p = np.array(p_values[name])
        assert 0.42 < p.mean() < 0.62, name
        # 150 dependent values at a level of 0.1: expected 15, standard deviation about 4
        assert 3 <= np.sum(p <= 0.1 + 1e-9) <= 31, name
        assert np.mean(np.array(family[name]) <= 0.1 + 1e-9) < 0.27, name


def bursting(n_channels, n_samples, seed, *, shared):
    """Independent noise in each channel, in bursts of its own or at the same times in all."""
    from scipy.signal import butter, sosfiltfilt

    rng = np.random.default_rng(seed)
    slow = sosfiltfilt(
        butter(2, 3, fs=1000, output="sos"), rng.standard_normal((n_channels, n_samples + 1000))
    )
    bursts = np.exp(1.5 * slow / slow.std(axis=1, keepdims=True))
    noise = rng.standard_normal(slow.shape)
    return (noise * (bursts[:1] if shared else bursts))[:, 500:-500]


def false_findings(kind, *, shared, data_sets=30, step=1):
    """Count data sets without any link in which the corrected test finds one."""
    count = 0
    for seed in range(data_sets):
        x = bursting(4, 4000, seed, shared=shared)[:, ::step]
        tested = significance(
            x, lambda s: {"granger": granger_causality(s, 8)}, n_surrogates=19, seed=seed,
            kind=kind, least_shift=250,
        )["granger"]  # fmt: skip
        count += int(np.nanmin(tested.max_statistic) <= 0.05 + 1e-9)
    return count


def test_bursts_need_shifted_surrogates():
    """Phase randomisation flattens bursts, and then too many links seem significant."""
    # Of 30 data sets 1.5 are expected to have a false finding; more than 5 in 3 of 1000 trials
    assert false_findings("shift", shared=False) <= 5
    assert false_findings("phase", shared=False) >= 8


def test_bursts_at_the_same_time_fool_both_kinds_of_surrogates():
    """The signals run backwards give it away: there the links are significant too."""
    for kind in ("phase", "shift"):
        assert false_findings(kind, shared=True, data_sets=8) >= 6
        assert false_findings(kind, shared=True, data_sets=8, step=-1) >= 6


def test_a_planted_one_way_link_is_found_and_its_reverse_is_not():
    x = coloured(3, 2000, 2)
    x[1, 2:] += 0.5 * x[0, :-2]
    tested = significance(x, planes(("granger",)), n_surrogates=99, seed=0)["granger"]
    assert tested.uncorrected[1, 0] == pytest.approx(0.01)
    assert tested.max_statistic[1, 0] == pytest.approx(0.01)
    assert tested.false_discovery[1, 0] == pytest.approx(0.06)
    assert tested.max_statistic[0, 1] > 0.1
    assert np.all(np.isnan(np.diagonal(tested.uncorrected)))


def test_corrections_never_lower_a_p_value():
    tested = significance(
        coloured(4, 600, 3), planes(("correlation", "granger")), n_surrogates=19, seed=1
    )
    for result in tested.values():
        off_diagonal = ~np.eye(4, dtype=bool)
        raw = result.uncorrected[off_diagonal]
        assert np.all(result.max_statistic[off_diagonal] >= raw)
        assert np.all(result.false_discovery[off_diagonal] >= raw - 1e-12)


def test_symmetric_measure_counts_each_pair_once():
    """Three pairs, not six entries: one of three at 0.01 is 0.03 adjusted, not 0.06 of twelve."""
    x = coloured(3, 800, 4)
    x[1] += 5 * x[0]
    result = significance(x, planes(("correlation",)), n_surrogates=99, seed=0)["correlation"]
    assert result.false_discovery[0, 1] == result.false_discovery[1, 0] == pytest.approx(0.03)


def test_any_estimate_can_be_tested():
    x = coloured(2, 500, 5)
    x[1, 1:] += x[0, :-1]
    tested = significance(
        x, lambda s: {"mine": granger_causality(s, 3)}, n_surrogates=39, seed=0, kind="shift",
        least_shift=50,
    )  # fmt: skip
    assert tested["mine"].uncorrected[1, 0] == pytest.approx(1 / 40)


def test_unknown_kind_and_no_surrogates_are_refused():
    x = coloured(2, 100, 0)
    with pytest.raises(ConfigurationError, match="Allowed are phase, shift"):
        significance(x, planes(("correlation",)), n_surrogates=9, seed=0, kind="bootstrap")
    with pytest.raises(ConfigurationError, match="n_surrogates is 0"):
        significance(x, planes(("correlation",)), n_surrogates=0, seed=0)
