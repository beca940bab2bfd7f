"""Properties of every measure, and the planes of a whole segment."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.connectivity import (
    EegSettings,
    EmgSettings,
    band_correlation,
    band_granger,
    coherence_spectrum,
    directed_transfer_function,
    envelope,
    estimate_eeg,
    estimate_emg,
    fit_mvar,
    granger_causality,
    numerical_rank,
    phase_lag_index,
    plane_names,
)
from eeg2emg.connectivity.catalogue import MEASURES, PLANE_MEASURES
from eeg2emg.connectivity.channels import standardise
from eeg2emg.errors import ConfigurationError, EstimationError, RankDeficiencyError
from hypothesis import given, settings
from hypothesis import strategies as st

RATE_HZ = 100.0
SETTINGS = EegSettings(
    rate_hz=RATE_HZ, order=4, measures=PLANE_MEASURES, band=(1, 45), window_s=1.0,
    pli_bands=((4, 8), (8, 13), (13, 30)),
)  # fmt: skip
RANGES = dict.fromkeys(PLANE_MEASURES, (0.0, 1.0)) | {
    "correlation": (-1.0, 1.0),
    "debiased_wpli2": (-1.0, 1.0),
    "ndtf": (0.0, np.inf),
    "granger": (0.0, np.inf),
    "band_granger": (0.0, np.inf),
}
DIAGONALS = {"correlation": 1.0, "coherence": 1.0} | dict.fromkeys(
    ("imaginary_coherence", "pli", "wpli", "debiased_wpli2", "granger", "band_granger"), 0.0
)
DIRECTED = tuple(name for name, entry in MEASURES.items() if entry.directed)
SYMMETRIC = tuple(name for name in PLANE_MEASURES if name not in DIRECTED)


def coupled(n_channels, seed, n_samples=1200):
    """Coloured channels with random delayed links."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n_channels, n_samples))
    links = rng.uniform(-0.5, 0.5, (n_channels, n_channels)) * (1 - np.eye(n_channels))
    for t in range(2, n_samples):
        x[:, t] += 0.6 * x[:, t - 1] - 0.4 * x[:, t - 2]
        x[:, t] += (0.4 / n_channels) * links @ x[:, t - 2]
    return x


def all_planes(x, **changes):
    return estimate_eeg(x, replace(SETTINGS, **changes), diagnostics=False).planes


segments = st.builds(coupled, st.integers(2, 5), st.integers(0, 2**32 - 1))


class TestProperties:
    """What holds for any data, for every measure that may be a plane of the networks."""

    @given(segments)
    @settings(max_examples=15, deadline=None)
    def test_range_diagonal_and_symmetry(self, x):
        for name, matrix in all_planes(x).items():
            low, high = RANGES[name]
            assert np.all(np.isfinite(matrix)), name
            assert np.all((matrix >= low) & (matrix <= high + 1e-12)), name
            if name in DIAGONALS:
                assert np.all(np.diagonal(matrix) == DIAGONALS[name]), name
            if name in SYMMETRIC:
                assert np.array_equal(matrix, matrix.T), name
            else:
                assert not np.allclose(matrix, matrix.T, rtol=1e-3), name

    @given(segments, st.randoms(use_true_random=False))
    @settings(max_examples=15, deadline=None)
    def test_order_of_the_channels_is_that_of_rows_and_columns(self, x, random):
        order = np.array(random.sample(range(len(x)), len(x)))
        plain, permuted = all_planes(x), all_planes(x[order])
        for name, matrix in plain.items():
            np.testing.assert_allclose(
                permuted[name], matrix[np.ix_(order, order)], atol=1e-9, err_msg=name
            )

    @given(segments, st.integers(0, 2**32 - 1))
    @settings(max_examples=15, deadline=None)
    def test_gain_offset_and_unit_of_each_channel_do_not_matter(self, x, seed):
        rng = np.random.default_rng(seed)
        gains = 10 ** rng.uniform(-6, 6, (len(x), 1))
        offsets = gains * rng.uniform(-10, 10, (len(x), 1))
        plain, changed = all_planes(x), all_planes(x * gains + offsets)
        for name, matrix in plain.items():
            np.testing.assert_allclose(changed[name], matrix, atol=1e-7, err_msg=name)

    @given(segments, st.integers(0, 4))
    @settings(max_examples=10, deadline=None)
    def test_polarity_turns_the_sign_of_correlation_only(self, x, channel):
        signs = np.ones(len(x))
        signs[channel % len(x)] = -1
        plain, turned = all_planes(x), all_planes(x * signs[:, None])
        for name, matrix in plain.items():
            factor = np.outer(signs, signs) if name == "correlation" else 1.0
            np.testing.assert_allclose(turned[name], factor * matrix, atol=1e-9, err_msg=name)

    @given(segments)
    @settings(max_examples=5, deadline=None)
    def test_volts_and_microvolts_give_the_same_numbers(self, x):
        microvolts, volts = all_planes(x * 20), all_planes(x * 20 * 1e-6)
        for name, matrix in microvolts.items():
            np.testing.assert_allclose(volts[name], matrix, rtol=1e-7, atol=1e-10, err_msg=name)

    @given(segments)
    @settings(max_examples=5, deadline=None)
    def test_time_reversal_leaves_what_has_no_direction(self, x):
        # Turned about the first sample, so that the spectrum is exactly conjugate
        forward, backward = all_planes(x), all_planes(np.roll(x[:, ::-1], 1, axis=1))
        for name in ("correlation", "pli", "wpli", "debiased_wpli2"):
            np.testing.assert_allclose(backward[name], forward[name], atol=1e-9, err_msg=name)

    @given(segments)
    @settings(max_examples=5, deadline=None)
    def test_rows_of_dtf_and_columns_of_pdc_share_out_one(self, x):
        planes = all_planes(x)
        np.testing.assert_allclose(planes["dtf"].sum(axis=1), 1.0)
        np.testing.assert_allclose(planes["ffdtf"].sum(axis=1), 1.0)
        np.testing.assert_allclose(planes["pdc"].sum(axis=0), 1.0)


class TestDirection:
    """A planted one-way link stands in the row of its sink and the column of its source."""

    SINK, SOURCE = 2, 0

    @pytest.fixture(scope="class")
    @staticmethod
    def planted():
        x = np.random.default_rng(0).standard_normal((4, 6000))
        for t in range(2, x.shape[1]):
            x[:, t] += 0.5 * x[:, t - 1] - 0.3 * x[:, t - 2]
            x[2, t] += 0.6 * x[0, t - 2]
        return x

    @pytest.mark.parametrize("measure", DIRECTED)
    @pytest.mark.parametrize("conditional", [False, True])
    def test_link_is_the_largest_entry_and_its_reverse_is_small(
        self, planted, measure, conditional
    ):
        matrix = all_planes(planted, measures=(measure,), conditional=conditional)[measure].copy()
        np.fill_diagonal(matrix, 0)
        assert np.unravel_index(matrix.argmax(), matrix.shape) == (self.SINK, self.SOURCE)
        assert matrix[self.SOURCE, self.SINK] < 0.05 * matrix[self.SINK, self.SOURCE]

    @pytest.mark.parametrize("measure", SYMMETRIC)
    def test_undirected_measures_see_the_pair(self, planted, measure):
        matrix = np.abs(all_planes(planted, measures=(measure,))[measure]).copy()
        np.fill_diagonal(matrix, 0)
        assert {int(k) for k in np.unravel_index(matrix.argmax(), matrix.shape)} == {0, 2}

    def test_emg_link(self, planted):
        result = estimate_emg(planted, EmgSettings(rate_hz=RATE_HZ, order=4, envelope_rate_hz=50))
        raw, reverse = result.planes["granger_raw"], result.planes["granger_time_reversed"]
        assert raw[2, 0] > 0.1 > 20 * raw[0, 2]
        assert reverse[0, 2] > reverse[2, 0]


class TestPlanes:
    """The high-level entry gives what the single functions give."""

    @pytest.fixture(scope="class")
    @staticmethod
    def segment():
        return coupled(4, 7, 3000)

    def test_default_planes_are_the_five_of_the_paper(self):
        assert plane_names(EegSettings()) == ("correlation", "coherence", "dtf", "granger", "pli")

    def test_order_of_the_planes_is_the_order_asked_for(self, segment):
        asked = ("pli", "granger", "correlation")
        assert tuple(all_planes(segment, measures=asked)) == asked

    def test_each_plane_is_that_of_its_function(self, segment):
        planes = all_planes(segment)
        np.testing.assert_allclose(
            planes["correlation"], band_correlation(segment, RATE_HZ, (1, 45)), atol=1e-12
        )
        frequencies, coherence = coherence_spectrum(segment, RATE_HZ, window_s=1.0)
        inside = (frequencies >= 1) & (frequencies <= 45)
        np.testing.assert_allclose(planes["coherence"], coherence[inside].mean(axis=0), atol=1e-12)
        fit = fit_mvar(standardise(segment), 4)
        dtf = directed_transfer_function(fit.coefficients, np.arange(1, 45.1, 0.5), RATE_HZ)
        np.testing.assert_allclose(planes["dtf"], dtf.mean(axis=0), atol=1e-9)
        np.testing.assert_allclose(planes["granger"], granger_causality(segment, 4), atol=1e-12)
        np.testing.assert_allclose(
            planes["band_granger"], band_granger(segment, 4, RATE_HZ, (1, 45)), atol=1e-12
        )
        pli = [phase_lag_index(segment, RATE_HZ, band) for band in SETTINGS.pli_bands]
        np.testing.assert_allclose(planes["pli"], np.mean(pli, axis=0), atol=1e-12)

    def test_bands_make_a_plane_each_and_time_domain_granger_one(self, segment):
        chosen = replace(SETTINGS, measures=("coherence", "granger", "pli"), planes_per_band=True)
        expected = (
            "coherence 4-8 Hz", "coherence 8-13 Hz", "coherence 13-30 Hz", "granger",
            "pli 4-8 Hz", "pli 8-13 Hz", "pli 13-30 Hz",
        )  # fmt: skip
        assert plane_names(chosen) == expected
        planes = estimate_eeg(segment, chosen, diagnostics=False).planes
        assert tuple(planes) == expected
        np.testing.assert_allclose(
            planes["pli 8-13 Hz"], phase_lag_index(segment, RATE_HZ, (8, 13)), atol=1e-12
        )

    def test_pli_is_the_mean_of_its_bands(self, segment):
        one = all_planes(segment, measures=("pli",))["pli"]
        per_band = all_planes(segment, measures=("pli",), planes_per_band=True)
        np.testing.assert_allclose(one, np.mean(list(per_band.values()), axis=0), atol=1e-12)

    def test_conditional_applies_to_granger_only(self, segment):
        pairwise, conditional = all_planes(segment), all_planes(segment, conditional=True)
        np.testing.assert_allclose(
            conditional["granger"], granger_causality(segment, 4, conditional=True), atol=1e-12
        )
        for name in set(pairwise) - {"granger"}:
            assert np.array_equal(pairwise[name], conditional[name]), name

    def test_conditional_by_state_space(self, segment):
        own = all_planes(
            segment, measures=("granger",), conditional=True, conditional_method="state_space"
        )["granger"]
        expected = granger_causality(segment, 4, conditional=True, method="state_space")
        np.testing.assert_allclose(own, expected, atol=1e-12)

    def test_multitaper_estimator_changes_coherence_and_pli_but_little(self, segment):
        measures = ("coherence", "imaginary_coherence", "pli", "correlation")
        welch = all_planes(segment, measures=measures)
        tapers = all_planes(segment, measures=measures, estimator="multitaper")
        assert np.array_equal(welch["correlation"], tapers["correlation"])
        for name in measures[:3]:
            assert not np.array_equal(welch[name], tapers[name]), name
            np.testing.assert_allclose(welch[name], tapers[name], atol=0.15, err_msg=name)

    def test_model_of_lower_rank_is_used_by_dtf_and_not_by_granger(self, segment):
        full, reduced = all_planes(segment), all_planes(segment, mvar_rank=3)
        assert not np.allclose(full["dtf"], reduced["dtf"], atol=1e-3)
        assert np.array_equal(full["granger"], reduced["granger"])

    def test_same_input_same_bytes(self, segment):
        first, second = all_planes(segment), all_planes(segment.copy())
        assert all(first[name].tobytes() == second[name].tobytes() for name in first)

    def test_input_is_left_alone(self, segment):
        before = segment.copy()
        all_planes(segment)
        assert np.array_equal(segment, before)


class TestDiagnostics:
    """What tells whether the planes may be trusted."""

    @pytest.fixture(scope="class")
    @staticmethod
    def segment():
        return coupled(4, 8, 3000)

    def test_default_diagnostics(self, segment):
        values = estimate_eeg(segment, SETTINGS).diagnostics
        assert set(values) == {
            "rank", "mvar_rank", "spectral_radius", "condition", "samples_per_parameter",
            "whiteness_p", "consistency_percent", "aic_order", "bic_order", "hq_order",
        }  # fmt: skip
        assert all(type(value) is float for value in values.values())
        assert values["rank"] == values["mvar_rank"] == 4
        assert values["spectral_radius"] < 1 <= values["condition"]
        assert values["samples_per_parameter"] == pytest.approx(2996 / 16)
        assert values["bic_order"] == 2
        assert values["consistency_percent"] > 80

    def test_without_diagnostics_only_the_ranks_and_the_same_planes(self, segment):
        short = estimate_eeg(segment, SETTINGS, diagnostics=False)
        long = estimate_eeg(segment, SETTINGS)
        assert short.diagnostics == {"rank": 4.0, "mvar_rank": 4.0}
        assert all(np.array_equal(short.planes[name], long.planes[name]) for name in long.planes)

    def test_model_of_lower_rank_is_judged_in_its_own_space(self, segment):
        values = estimate_eeg(segment, replace(SETTINGS, mvar_rank=2)).diagnostics
        assert values["mvar_rank"] == 2
        assert values["samples_per_parameter"] == pytest.approx(2996 / 8)

    def test_deficient_data_have_diagnostics_where_no_measure_needs_the_model(self, segment):
        chosen = replace(SETTINGS, measures=("granger", "coherence"))
        values = estimate_eeg(segment - segment.mean(axis=0), chosen).diagnostics
        assert values["rank"] == 3
        assert values["condition"] < 1e8

    def test_low_passed_data_are_described_where_no_measure_needs_the_model(self):
        x = np.random.default_rng(0).standard_normal((3, 3000))
        spectrum = np.fft.rfft(x)
        spectrum[:, 900:] *= 1e-5
        low_passed = np.fft.irfft(spectrum)
        chosen = replace(SETTINGS, measures=("granger",), order=8)
        values = estimate_eeg(low_passed, chosen).diagnostics
        assert set(values) > {"spectral_radius", "consistency_percent"}

    def test_segment_too_short_for_all_channels_has_undefined_diagnostics(self):
        x = np.random.default_rng(0).standard_normal((8, 150))
        chosen = replace(SETTINGS, measures=("granger",), order=7, min_samples_per_parameter=2)
        values = estimate_eeg(x, replace(chosen, order=7)).diagnostics
        assert np.isfinite(values["spectral_radius"])
        values = estimate_eeg(x[:, :60], replace(chosen, min_samples_per_parameter=1)).diagnostics
        assert np.isnan(values["spectral_radius"])


class TestRefusals:
    """What cannot be estimated is refused with culprit and remedy."""

    def test_unknown_measure_names_the_allowed_ones(self):
        with pytest.raises(ConfigurationError, match=r"'coherance'.*Allowed are correlation, coh"):
            EegSettings(measures=("coherance",))

    @pytest.mark.parametrize("measures", [(), ("pli", "pli")])
    def test_no_measure_or_one_named_twice(self, measures):
        with pytest.raises(ConfigurationError, match="at least one, each once"):
            EegSettings(measures=measures)

    @pytest.mark.parametrize(
        "change",
        [{"order": 0}, {"rate_hz": -1.0}, {"window_s": 0.0}, {"mvar_rank": 0}, {"max_order": 0}],
    )
    def test_number_that_must_be_positive(self, change):
        with pytest.raises(ConfigurationError, match=rf"{next(iter(change))} is .* above 0"):
            EegSettings(**change)

    def test_unknown_estimator_method_target(self):
        with pytest.raises(ConfigurationError, match=r"estimator 'fft'.*welch, multitaper"):
            EegSettings(estimator="fft")
        with pytest.raises(ConfigurationError, match="least_squares, state_space"):
            EmgSettings(conditional_method="ols")
        with pytest.raises(
            ConfigurationError, match=r"target 'smooth'.*granger_raw, granger_envelope"
        ):
            EmgSettings(targets=("smooth",))

    def test_no_band(self):
        with pytest.raises(ConfigurationError, match="No band"):
            EegSettings(pli_bands=())

    def test_interpolated_envelope(self):
        with pytest.raises(ConfigurationError, match=r"envelope_rate_hz .* above rate_hz"):
            EmgSettings(rate_hz=200.0)

    def test_constant_channel_is_named(self):
        x = coupled(3, 0)
        x[1] = 4.0
        with pytest.raises(EstimationError, match="Pz: constant"):
            estimate_eeg(x, SETTINGS, channel_names=["Cz", "Pz", "Oz"])

    def test_segment_too_short_for_the_model(self):
        with pytest.raises(EstimationError, match="at least 10 samples per coefficient"):
            estimate_eeg(coupled(4, 0, 160), replace(SETTINGS, measures=("dtf",)))

    def test_pairwise_granger_needs_samples_for_pairs_only(self):
        x = coupled(5, 0, 120)
        matrix = all_planes(x, measures=("granger",))["granger"]
        assert np.all(np.isfinite(matrix))
        with pytest.raises(EstimationError, match="at least 10 samples per coefficient"):
            all_planes(x[:, :80], measures=("granger",))

    def test_rank_above_the_number_of_channels(self):
        with pytest.raises(ConfigurationError, match="mvar_rank is 9, but there are 4 channels"):
            all_planes(coupled(4, 0), mvar_rank=9)

    def test_band_beyond_the_rate(self):
        with pytest.raises(ConfigurationError, match="not possible at 100 Hz"):
            all_planes(coupled(3, 0), band=(1, 60))

    def test_bridged_channels_are_named_by_pairwise_granger(self):
        x = coupled(3, 0)
        x = np.vstack([x, x[0]])
        with pytest.raises(RankDeficiencyError, match="Fz and Oz are copies"):
            estimate_eeg(
                x, replace(SETTINGS, measures=("granger",)), channel_names=["Fz", "Cz", "Pz", "Oz"]
            )


class TestEmg:
    """Targets and controls."""

    SETTINGS = EmgSettings()

    @staticmethod
    def common_drive(seed=0, n_samples=60_000, rate_hz=1000.0, delay=8):
        """Independent interference signals modulated by one 15-30 Hz drive, later in muscle 1."""
        rng = np.random.default_rng(seed)
        spectrum = np.fft.rfft(rng.standard_normal(n_samples + delay))
        frequencies = np.fft.rfftfreq(n_samples + delay, 1 / rate_hz)
        spectrum[(frequencies < 15) | (frequencies > 30)] = 0
        drive = np.fft.irfft(spectrum, n=n_samples + delay)
        drive = np.exp(0.8 * drive / drive.std())
        amplitude = np.stack([drive[delay:], drive[:n_samples], np.ones(n_samples)])
        noise = np.fft.rfft(rng.standard_normal((3, n_samples)))
        noise[:, np.fft.rfftfreq(n_samples, 1 / rate_hz) < 20] = 0
        return amplitude * np.fft.irfft(noise, n=n_samples)

    def test_planes_and_their_names(self):
        result = estimate_emg(self.common_drive(n_samples=10_000), self.SETTINGS)
        assert tuple(result.planes) == (
            "granger_raw", "granger_envelope", "granger_time_reversed", "zero_lag_coherence",
        )  # fmt: skip
        assert result.diagnostics["rank"] == 3
        assert {"raw_spectral_radius", "envelope_bic_order"} < set(result.diagnostics)
        assert all(plane.shape == (3, 3) for plane in result.planes.values())

    def test_a_segment_that_no_stationary_model_fits_is_refused(self):
        x = np.random.default_rng(0).standard_normal((3, 4000))
        for t in range(1, x.shape[1]):
            x[:2, t] += np.array([1.002, -1.002]) * x[:2, t - 1]
        with pytest.raises(EstimationError, match="spectral radius is 1"):
            estimate_emg(x, self.SETTINGS)

    def test_raw_plane_is_granger_causality(self):
        x = self.common_drive(n_samples=10_000)
        planes = estimate_emg(x, self.SETTINGS, diagnostics=False).planes
        np.testing.assert_allclose(planes["granger_raw"], granger_causality(x, 20), atol=1e-12)
        slow = envelope(standardise(x), 1000.0, 250.0)
        np.testing.assert_allclose(
            planes["granger_envelope"], granger_causality(slow, 12), atol=1e-12
        )

    @pytest.mark.parametrize("method", ["least_squares", "state_space"])
    def test_control_backwards_is_of_the_same_kind_as_what_it_controls(self, method):
        x = coupled(4, 3, 4000)
        given = {"rate_hz": RATE_HZ, "order": 4, "envelope_rate_hz": 50, "envelope_order": 4}
        chosen = EmgSettings(**given, conditional=True, conditional_method=method)
        control = estimate_emg(x, chosen).planes["granger_time_reversed"]
        expected = granger_causality(x[:, ::-1], 4, conditional=True, method=method)
        np.testing.assert_allclose(control, expected, atol=1e-9)
        pairwise = estimate_emg(x, EmgSettings(**given)).planes["granger_time_reversed"]
        np.testing.assert_allclose(pairwise, granger_causality(x[:, ::-1], 4), atol=1e-9)

    def test_common_drive_is_seen_by_the_envelope_and_hardly_by_the_raw_signal(self):
        planes = estimate_emg(self.common_drive(), self.SETTINGS, diagnostics=False).planes
        assert planes["granger_raw"].max() < 0.01
        assert planes["granger_envelope"][1, 0] > 0.02
        assert planes["granger_envelope"][1, 0] > 3 * planes["granger_envelope"][0, 1]
        assert planes["granger_envelope"][2].max() < 0.005

    def test_cross_talk_shows_in_the_zero_lag_coherence(self):
        rng = np.random.default_rng(1)
        x = rng.standard_normal((3, 20_000))
        x[1] += 0.7 * x[0]
        plane = estimate_emg(x, self.SETTINGS, diagnostics=False).planes["zero_lag_coherence"]
        assert plane[0, 1] == plane[1, 0] == pytest.approx(0.49 / 1.49, abs=0.05)
        assert plane[0, 2] < 0.05
        assert np.all(np.diagonal(plane) == 1)

    def test_only_the_targets_asked_for(self):
        x = self.common_drive(n_samples=6000)
        result = estimate_emg(x, EmgSettings(targets=("granger_raw",)))
        assert "granger_envelope" not in result.planes
        assert not any(name.startswith("envelope") for name in result.diagnostics)

    def test_conditional_on_deficient_emg_is_refused_and_pairwise_given(self):
        x = self.common_drive(n_samples=10_000)
        x -= x.mean(axis=0)
        assert numerical_rank(x) == 2
        planes = estimate_emg(x, self.SETTINGS).planes
        assert np.all(np.isfinite(planes["granger_raw"]))
        with pytest.raises(RankDeficiencyError, match="rank of the 3 channels is 2"):
            estimate_emg(x, EmgSettings(conditional=True))

    def test_too_short(self):
        with pytest.raises(EstimationError, match="at least 10 samples per coefficient"):
            estimate_emg(self.common_drive(n_samples=400), self.SETTINGS)

    def test_envelope_is_that_of_scipy_resample(self):
        from scipy.signal import resample

        x = np.random.default_rng(0).standard_normal((2, 4000))
        np.testing.assert_allclose(
            envelope(x, 1000.0, 250.0), resample(np.abs(x), 1000, axis=1), atol=0.05
        )
        odd = envelope(x[:, :3996], 1000.0, 250.0)
        np.testing.assert_allclose(odd, resample(np.abs(x[:, :3996]), 999, axis=1), atol=1e-10)

    def test_envelope_follows_a_slow_modulation(self):
        t = np.arange(8000) / 1000
        modulation = 1 + 0.5 * np.sin(2 * np.pi * 5 * t)
        carrier = np.sign(np.sin(2 * np.pi * 200 * t + 0.3))
        slow = envelope((modulation * carrier)[None], 1000.0, 250.0)[0]
        np.testing.assert_allclose(slow, modulation[::4], atol=0.02)


def test_importing_the_package_loads_no_heavy_library():
    code = (
        "import sys; sys.path[:0] = sys.argv[1:]; import eeg2emg.connectivity; "
        "heavy = {'mne', 'pandas', 'spectral_connectivity', 'xarray', 'sklearn', 'matplotlib'}; "
        "heavy |= {'scipy.signal', 'scipy.stats', 'tensorflow'}; "
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    scripts = [path for path in sys.path if path.endswith("scripts")]
    result = subprocess.run(
        [sys.executable, "-c", code, *scripts], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
