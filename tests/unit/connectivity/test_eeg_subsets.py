"""Parts of the EEG that serve as controls: what they keep, and what cannot be told from them."""

from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.connectivity.catalogue import MEASURES
from eeg2emg.connectivity.eeg import eeg_signals, estimate_eeg, planes_of_signals
from eeg2emg.connectivity.eeg_subsets import estimate_subsets, settings_below, subsets_of
from eeg2emg.connectivity.file import (
    BELOW_LIMIT,
    BELOW_LIMIT_LOG_COHERENCY,
    LOG_COHERENCY,
    MUSCLE,
    MUSCLE_LOG_COHERENCY,
)
from eeg2emg.connectivity.settings import EegSettings, plane_names
from eeg2emg.errors import ConfigurationError, EstimationError
from scipy.signal import lfilter

SETTINGS = EegSettings(order=6)
NAMES = ("Fz", "Cz", "Pz", "Oz")


def signals(channels=4, samples=5000, seed=0):
    """Autoregressive noise in which each channel follows the one before it."""
    rng = np.random.default_rng(seed)
    x = lfilter([1], [1, -0.7], rng.standard_normal((channels, samples)))
    x[1:, 3:] += 0.5 * x[:-1, :-3]
    return x


def parts(x, *, muscle_v=None, components=0, asked=("below_30_hz", "muscle"), settings=SETTINGS):
    record = eeg_signals(x, settings, NAMES[: len(x)])
    return estimate_subsets(subsets_of(asked, settings), record, muscle_v, components)


def two_muscles(x, seed=3):
    rng = np.random.default_rng(seed)
    return 1e-6 * rng.standard_normal((len(x), 2)) @ signals(2, x.shape[1], seed)


class TestBelow:
    def test_bands_end_at_the_limit_and_granger_is_the_spectral_one(self):
        below = settings_below(EegSettings(pli_bands=((1, 4), (20, 40), (30, 45))))
        assert below.band == (1, 30)
        assert below.pli_bands == ((1, 4), (20, 30))
        assert below.measures == ("correlation", "coherence", "dtf", "band_granger", "pli")

    def test_a_measure_is_not_asked_for_twice(self):
        assert settings_below(EegSettings(measures=("band_granger", "granger"))).measures == (
            "band_granger",
        )

    @pytest.mark.parametrize("options", [{"band": (30, 45)}, {"pli_bands": ((30, 45),)}])
    def test_nothing_below_the_limit_says_how_to_go_on(self, options):
        with pytest.raises(ConfigurationError, match=r"connectivity\.controls"):
            settings_below(EegSettings(**options))

    @pytest.mark.parametrize("planes_per_band", [False, True])
    def test_planes_are_those_of_the_limited_settings(self, planes_per_band):
        x = signals()
        asked = [name for name in MEASURES if name != "band_granger"]
        settings = replace(SETTINGS, planes_per_band=planes_per_band, measures=tuple(asked))
        alone = estimate_eeg(x, settings_below(settings), diagnostics=False).planes
        shared = eeg_signals(x, settings)
        estimate_eeg(x, settings)
        found = estimate_subsets(subsets_of(["below_30_hz"], settings), shared, None, 0)
        assert found.planes[BELOW_LIMIT] == pytest.approx(np.stack(list(alone.values())))
        assert found.columns == {}

    def test_what_is_shared_above_the_limit_alone_is_not_seen(self):
        """Muscle in all channels between 35 and 45 Hz raises the whole and leaves the part."""
        rng = np.random.default_rng(1)
        x = rng.standard_normal((4, 7500))
        spectrum = np.fft.rfft(rng.standard_normal(7500))
        hz = np.fft.rfftfreq(7500, 1 / 250)
        common = np.fft.irfft(np.where((hz > 35) & (hz < 45), spectrum, 0), 7500)
        settings = replace(SETTINGS, measures=("correlation", "coherence"))
        loud = x + 3 * common
        for signal, visible in ((x, False), (loud, True)):
            whole = np.stack(list(estimate_eeg(signal, settings).planes.values()))
            part = parts(signal, asked=["below_30_hz"], settings=settings).planes[BELOW_LIMIT]
            off = ~np.eye(4, dtype=bool)
            assert (np.abs(whole[:, off]).min() > 0.15) == visible
            assert np.abs(part[:, off]).max() < 0.1

    def test_granger_below_the_limit_is_a_share_of_the_whole(self):
        x = signals()
        settings = replace(SETTINGS, measures=("granger", "pli"))
        (granger, _) = parts(x, asked=["below_30_hz"], settings=settings).planes[BELOW_LIMIT]
        whole = estimate_eeg(x, replace(settings, measures=("band_granger",), band=(0.0, 124.9)))
        off = ~np.eye(4, dtype=bool)
        assert (granger[off] > 0).all()
        assert (granger[off] < whole.planes["band_granger"][off]).all()


class TestMuscle:
    def test_nothing_that_is_not_asked_for(self):
        nothing = parts(signals(), asked=[])
        assert (nothing.planes, nothing.columns) == ({}, {})

    def test_two_components_have_the_connectivity_of_the_rebuilt_signals(self):
        x = signals()
        muscle_v = two_muscles(x)
        found = parts(x, muscle_v=muscle_v, components=2)
        expected = estimate_eeg(muscle_v, replace(SETTINGS, mvar_rank=2), diagnostics=False).planes
        assert found.columns["muscle_left_out"] == ""
        assert found.columns["muscle_amplitude_v"] == pytest.approx(np.sqrt(np.mean(muscle_v**2)))
        assert found.planes[MUSCLE] == pytest.approx(np.stack(list(expected.values())))
        assert found.planes[MUSCLE].shape[0] == len(plane_names(SETTINGS))

    def test_conditional_values_become_pairwise_where_few_components_allow_no_others(self):
        x = signals()
        conditional = replace(SETTINGS, conditional=True)
        found = parts(x, muscle_v=two_muscles(x), components=2, settings=conditional)
        assert np.isfinite(found.planes[MUSCLE]).all()

    def test_the_brain_has_no_part_in_it(self):
        muscle_v = two_muscles(signals())
        one, other = (
            parts(signals(seed=seed), muscle_v=muscle_v, components=2).planes for seed in (0, 1)
        )
        assert np.array_equal(one[MUSCLE], other[MUSCLE])
        assert not np.array_equal(one[BELOW_LIMIT], other[BELOW_LIMIT])

    def test_one_component_has_an_amplitude_only(self):
        x = signals()
        muscle_v = np.outer([1e-6, 2e-6, 3e-6, 4e-6], x[0])
        found = parts(x, muscle_v=muscle_v, components=1)
        assert np.isnan(found.planes[MUSCLE]).all()
        assert found.columns["muscle_amplitude_v"] > 0
        assert "which all channels copy" in found.columns["muscle_left_out"]

    def test_none_is_said(self):
        found = parts(signals())
        assert np.isnan(found.planes[MUSCLE]).all()
        assert np.isnan(found.columns["muscle_amplitude_v"])
        assert found.columns["muscle_left_out"] == "no component of its EEG is labelled muscle"

    def test_what_cannot_be_estimated_leaves_the_segment_and_gives_the_reason(self):
        x = signals()
        muscle_v = two_muscles(x)
        muscle_v[1] = 2 * muscle_v[0]
        found = parts(x, muscle_v=muscle_v, components=2)
        assert np.isnan(found.planes[MUSCLE]).all()
        assert "copies of each other" in found.columns["muscle_left_out"]
        assert np.isfinite(found.planes[BELOW_LIMIT]).all()


BANDS = ((4, 8), (8, 13), (20, 40), (30, 45))


class TestLogCoherency:
    def groups(self, *asked, bands=BANDS, settings=SETTINGS):
        return subsets_of(asked, settings, bands)

    def test_it_is_no_control_and_no_plane_of_the_networks(self):
        found = self.groups()
        assert list(found) == [LOG_COHERENCY]
        own, names = found[LOG_COHERENCY]
        assert names == tuple(f"log_coherency {low}-{high} Hz" for low, high in BANDS)
        assert (own.rate_hz, own.window_s) == (SETTINGS.rate_hz, SETTINGS.window_s)
        assert not any("log_coherency" in name for name in plane_names(SETTINGS))

    def test_nothing_is_estimated_without_bands(self):
        controls = {BELOW_LIMIT, MUSCLE}
        assert set(self.groups("below_30_hz", "muscle", bands=())) == controls

    def test_every_control_has_its_own(self):
        assert set(self.groups("below_30_hz")) == {
            *(BELOW_LIMIT, LOG_COHERENCY, BELOW_LIMIT_LOG_COHERENCY),
        }
        assert set(self.groups("muscle")) == {MUSCLE, LOG_COHERENCY, MUSCLE_LOG_COHERENCY}

    def test_bands_below_the_limit_end_there(self):
        _, names = self.groups("below_30_hz")[BELOW_LIMIT_LOG_COHERENCY]
        assert names == tuple(f"log_coherency {band} Hz" for band in ("4-8", "8-13", "20-30"))

    def test_no_band_below_the_limit_names_its_option(self):
        with pytest.raises(ConfigurationError, match=r"connectivity\.log_coherency_bands_hz"):
            self.groups("below_30_hz", bands=((30, 45),))

    def test_the_groups_hold_the_estimates_of_their_signals(self):
        x = signals()
        muscle_v = two_muscles(x)
        groups = self.groups("below_30_hz", "muscle")
        found = estimate_subsets(groups, eeg_signals(x, SETTINGS), muscle_v, 2).planes
        assert list(found) == [
            *(BELOW_LIMIT, LOG_COHERENCY, BELOW_LIMIT_LOG_COHERENCY),
            *(MUSCLE, MUSCLE_LOG_COHERENCY),
        ]
        for group, signal in (
            (LOG_COHERENCY, x),
            (BELOW_LIMIT_LOG_COHERENCY, x),
            (MUSCLE_LOG_COHERENCY, muscle_v),
        ):
            own, names = groups[group]
            alone = estimate_eeg(signal, own, diagnostics=False).planes
            assert tuple(alone) == names
            np.testing.assert_allclose(found[group], np.stack(list(alone.values())), atol=1e-12)
        assert not np.array_equal(found[LOG_COHERENCY], found[MUSCLE_LOG_COHERENCY])

    @pytest.mark.parametrize("components", [0, 1])
    def test_a_segment_without_muscle_components_has_none_of_them(self, components):
        x = signals()
        muscle_v = np.outer([1e-6, 2e-6, 3e-6, 4e-6], x[0]) if components else None
        groups = self.groups("muscle")
        found = estimate_subsets(groups, eeg_signals(x, SETTINGS), muscle_v, components)
        assert found.planes[MUSCLE_LOG_COHERENCY].shape == (len(BANDS), 4, 4)
        assert np.isnan(found.planes[MUSCLE_LOG_COHERENCY]).all()
        assert np.isfinite(found.planes[LOG_COHERENCY]).all()
        assert found.columns["muscle_left_out"]

    def test_the_planes_of_the_networks_do_not_depend_on_it(self):
        x = signals()
        alone, beside = eeg_signals(x, SETTINGS), eeg_signals(x, SETTINGS)
        estimate_subsets(self.groups(), beside, None, 0)
        for name, plane in planes_of_signals(alone, SETTINGS).items():
            assert np.array_equal(planes_of_signals(beside, SETTINGS)[name], plane)

    def test_a_segment_too_short_for_it_is_refused(self):
        short = eeg_signals(signals(samples=999), replace(SETTINGS, measures=("correlation",)))
        with pytest.raises(EstimationError, match="shorter than two windows"):
            estimate_subsets(self.groups(), short, None, 0)
