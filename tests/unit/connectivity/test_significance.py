"""The option `significance`: its limits, its file, and the shares that the report shows."""

import numpy as np
import pytest
from eeg2emg.configuration.loading import load_configuration
from eeg2emg.connectivity import least_shift_of
from eeg2emg.connectivity.significance_file import (
    P_VALUES,
    SignificanceContents,
    SignificanceGroup,
    read_significance,
    significant_shares,
    write_significance,
)
from eeg2emg.connectivity.significance_settings import SignificanceSettings
from eeg2emg.connectivity.surrogates import circularly_shifted
from eeg2emg.errors import ConfigurationError


def contents(count=4, seed=0):
    rng = np.random.default_rng(seed)
    groups = {}
    for name, measures, channels in (
        ("eeg", ("dtf", "pli"), ("C3", "Cz", "C4")),
        ("emg", ("granger_raw",), ("BSH", "µTRI")),
    ):
        n = len(channels)
        p_values = rng.random((count, len(P_VALUES), len(measures), n, n)) ** 3
        p_values[..., np.eye(n, dtype=bool)] = np.nan
        groups[name] = SignificanceGroup(measures, channels, p_values)
    names = tuple(f"s{k}" for k in range(count))
    phases = tuple(["rest", "activity"] * (count // 2))
    return SignificanceContents(names, phases, groups, {"alpha": 0.05, "recording": "a"})


class TestOptions:
    """Off by default; what could never find anything is refused."""

    def test_off_by_default_and_every_option_reachable(self):
        assert load_configuration({}).significance.enabled is False
        given = {"enabled": True, "surrogates": 99, "kind": "phase", "alpha": 0.01,
                 "correction": "max_statistic"}  # fmt: skip
        assert load_configuration({"significance": given}).significance.model_dump() == given

    @pytest.mark.parametrize(
        ("alpha", "least"), [(0.05, 19), (0.01, 99), (0.1, 9), (0.2, 4), (1 / 3, 2), (0.7, 1)]
    )
    def test_least_number_of_surrogates(self, alpha, least):
        SignificanceSettings(surrogates=least, alpha=alpha)
        assert 1 / (least + 1) <= alpha + 1e-12 < 1 / least + 1e-9
        with pytest.raises(
            ConfigurationError, match=f"surrogates is {least - 1}.* at least {least}"
        ):
            SignificanceSettings(surrogates=least - 1, alpha=alpha)

    @pytest.mark.parametrize(
        ("wrong", "message"),
        [
            ({"kind": "bootstrap"}, "Allowed are phase, shift"),
            ({"correction": "bonferroni"}, "Allowed are max_statistic, false_discovery"),
            ({"alpha": 0.0}, "between 0 and 1"),
            ({"alpha": 1.0}, "between 0 and 1"),
        ],
    )
    def test_wrong_values_are_named(self, wrong, message):
        with pytest.raises(ConfigurationError, match=message):
            SignificanceSettings(**wrong)


class TestShift:
    """How far the channels of a shifted surrogate are out of step."""

    def test_a_second_where_there_is_room(self):
        assert least_shift_of(19, 15000, 250.0) == 250
        assert least_shift_of(6, 60000, 1000.0) == 1000

    def test_less_in_short_segments_and_always_possible(self):
        for n_channels, n_samples in ((19, 1500), (64, 2500), (2, 3), (30, 20)):
            least = least_shift_of(n_channels, n_samples, 250.0)
            assert 1 <= least <= 250
            if n_channels <= n_samples:
                x = np.ones((n_channels, n_samples))
                assert circularly_shifted(x, np.random.default_rng(0), least).shape == x.shape


class TestFile:
    """What goes in comes out, with names on every axis."""

    @pytest.mark.parametrize("count", [4, 0])
    def test_round_trip_and_stable_bytes(self, tmp_path, count):
        given = contents(count)
        for name in ("a.nc", "b.nc"):
            write_significance(tmp_path / name, given)
        assert (tmp_path / "a.nc").read_bytes() == (tmp_path / "b.nc").read_bytes()
        read = read_significance(tmp_path / "a.nc")
        assert (read.segments, read.phases) == (given.segments, given.phases)
        assert read.attributes == given.attributes
        for name, group in given.groups.items():
            assert read.groups[name][:2] == group[:2]
            np.testing.assert_array_equal(read.groups[name].p_values, group.p_values)

    def test_recording_that_is_left_out(self, tmp_path):
        empty = SignificanceGroup((), ("C3", "Cz"), np.zeros((0, len(P_VALUES), 0, 2, 2)))
        given = SignificanceContents((), (), {"eeg": empty}, {"alpha": 0.05, "left_out": "flat"})
        write_significance(tmp_path / "x.nc", given)
        read = read_significance(tmp_path / "x.nc")
        assert read.segments == ()
        assert read.groups["eeg"].measures == ()
        assert read.attributes["left_out"] == "flat"

    def test_xarray_sees_named_dimensions(self, tmp_path):
        import xarray as xr

        given = contents()
        write_significance(tmp_path / "x.nc", given)
        with xr.open_datatree(tmp_path / "x.nc", engine="netcdf4") as tree:
            for place, kind in enumerate(P_VALUES):
                p = tree["eeg"][f"p_{kind}"]
                assert p.dims == ("segment", "measure", "sink", "source")
                chosen = p.sel(measure="pli", sink="C3", source="C4").to_numpy()
                np.testing.assert_array_equal(
                    chosen, given.groups["eeg"].p_values[:, place, 1, 0, 2]
                )
            share = tree["eeg"]["significant_share"]
            assert share.dims == ("phase_name", "correction", "measure")
            expected = significant_shares(given.groups["eeg"].p_values, given.phases, 0.05)
            np.testing.assert_array_equal(share.to_numpy(), expected)

    def test_wrong_shape_is_refused(self, tmp_path):
        given = contents()
        given.groups["emg"] = given.groups["emg"]._replace(channels=("BSH",))
        with pytest.raises(ValueError, match="group 'emg'"):
            write_significance(tmp_path / "x.nc", given)
        assert not list(tmp_path.iterdir())


def test_shares_count_entries_off_the_diagonal_by_phase():
    p = np.full((3, 2, 2), np.nan)
    p[:, 0, 1] = [0.01, 0.05, 0.2]
    p[:, 1, 0] = [0.9, 0.04, 0.3]
    shares = significant_shares(p, ("rest", "activity", "rest"), 0.05)
    assert shares.tolist() == [1.0, 0.25]
