"""Positions of electrodes: those that cannot be on a head are not used, and this is told."""

import json

import numpy as np
import pytest
from eeg2emg.quality.inspection import inspect_recording
from eeg2emg.recordings.channel_names import TEN_TWENTY
from eeg2emg.recordings.electrodes import why_no_head

OPTIONS = {
    "eeg_channels": TEN_TWENTY,
    "emg_channels": ("BSH", "DEL", "TRIA"),
    "phases": {"rest": ["rest"], "activity": ["activity"]},
    "length_s": 3.0,
}
MONTAGES = {
    "all": TEN_TWENTY,
    "one side": ("Fp1", "F7", "F3", "T7", "C3", "P7", "P3", "O1"),
    "few": ("Fz", "Cz", "C3", "C4", "Oz"),
}


@pytest.fixture(scope="module")
def places():
    import mne

    return mne.channels.make_standard_montage("colin27_1005").get_positions()["ch_pos"]


@pytest.fixture
def recording(signals, write, tmp_path):
    return write(tmp_path, signals(seconds=12.0))


def turned(degrees, axis):
    a = np.deg2rad(degrees)
    turn = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])
    return np.roll(turn, axis, axis=(0, 1))


@pytest.mark.parametrize("names", MONTAGES.values(), ids=MONTAGES)
@pytest.mark.parametrize("scale", [0.8, 1.0, 1.3])
@pytest.mark.parametrize("tilt", [-20, 0, 20])
@pytest.mark.parametrize("axis", [0, 1, 2])
def test_a_head_of_any_size_that_is_tilted_or_moved_is_a_head(places, names, scale, tilt, axis):
    own_m = np.array([places[name] for name in names])
    own_m = own_m + np.random.default_rng(axis).normal(scale=0.004, size=own_m.shape)
    assert not why_no_head(names, scale * own_m @ turned(tilt, axis) + [0.0, 0.02, -0.04])


@pytest.mark.parametrize("names", MONTAGES.values(), ids=MONTAGES)
@pytest.mark.parametrize("scale", [0.0, 1e-3, 0.01, 0.1, 10.0, 100.0, 1000.0])
def test_a_wrong_unit_is_told(places, names, scale):
    own_m = scale * np.array([places[name] for name in names])
    assert "EEGCoordinateUnits" in why_no_head(names, own_m)


@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize("degrees", [-90, 90, 180])
def test_turned_axes_are_told(places, degrees, axis):
    own_m = np.array([places[name] for name in TEN_TWENTY]) @ turned(degrees, axis)
    assert "EEGCoordinateSystem" in why_no_head(TEN_TWENTY, own_m)


@pytest.mark.parametrize("axis", [0, 1])
def test_mirrored_axes_and_exchanged_names_are_told(places, axis):
    own_m = np.array([places[name] for name in TEN_TWENTY])
    mirrored = own_m.copy()
    mirrored[:, axis] *= -1
    assert "other directions" in why_no_head(TEN_TWENTY, mirrored)
    assert "other directions" in why_no_head(TEN_TWENTY, own_m[::-1])


def test_what_has_other_names_is_not_judged(places):
    own_m = np.array([places[name] for name in TEN_TWENTY])
    assert not why_no_head([f"E{k}" for k in range(19)], 1000 * own_m)


@pytest.mark.parametrize("folder", ["", "sub-01", "sub-01/eeg"])
@pytest.mark.parametrize("unit", ["mm", "cm", "m"])
def test_positions_in_another_unit_than_stated_are_told_and_not_used(
    recording, tmp_path, places, unit, folder
):
    path, used = recording, unit == "mm"
    stem = "sub-01_" if folder else ""
    rows = ["name\tx\ty\tz"]
    rows += ["\t".join([name, *(f"{1000 * x:.2f}" for x in places[name])]) for name in TEN_TWENTY]
    (tmp_path / folder / f"{stem}electrodes.tsv").write_text("\n".join(rows) + "\n")
    system = {"EEGCoordinateSystem": "CapTrak", "EEGCoordinateUnits": unit}
    (tmp_path / folder / f"{stem}coordsystem.json").write_text(json.dumps(system))
    quality = inspect_recording(path, **OPTIONS)
    assert quality.usable
    assert (quality.positions_m is not None) == used
    assert any("EEGCoordinateUnits" in note for note in quality.notes) != used
    (finding,) = [one for one in quality.findings if one.fact == "electrode positions"]
    assert finding.differs != used
    assert [one.file for one in finding.statements if one.place == "electrodes.tsv"] == [
        f"{stem}electrodes.tsv"
    ]
