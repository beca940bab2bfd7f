"""Electrodes by position: which one of a cap stands for a site, and when that is not guessed."""

import csv
import json
from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.errors import RecordingError
from eeg2emg.quality.inspection import inspect_recording
from eeg2emg.quality.recording_quality import RecordingQuality
from eeg2emg.recordings.channel_names import TEN_TWENTY, canonical_name, match_channels
from eeg2emg.recordings.electrodes import standard_places
from eeg2emg.recordings.montage_matching import (
    FARTHEST_MM,
    cap_places_m,
    match_montage,
    match_recorded,
)
from eeg2emg.recordings.montage_names import SITES_OF_BIOSEMI_64, cap_of_biosemi
from eeg2emg.recordings.reading import open_recording


def names_to(last):
    """Name the electrodes of a cap up to a block of 32."""
    blocks = "ABCDEFGH"[: "ABCDEFGH".index(last) + 1]
    return tuple(f"{block}{number}" for block in blocks for number in range(1, 33))


CAP_128 = names_to("D")
CAP_64 = CAP_128[:64]
MUSCLES = ("L_leg_emg_soleus", "R_leg_emg_soleus")


def names_of(found):
    return {site: one.name for site, one in found.items()}


def test_the_sites_of_the_64_cap_stand_in_the_order_of_its_electrodes():
    import mne

    assert tuple(mne.channels.make_standard_montage("biosemi64").ch_names) == SITES_OF_BIOSEMI_64


@pytest.mark.parametrize(("cap", "last"), [("biosemi160", "E"), ("biosemi256", "H")])
def test_larger_caps_have_electrodes_near_each_site(cap, last):
    found = match_montage(TEN_TWENTY, names_to(last), cap)
    assert found["Cz"] == ("A1", 0.0)
    places, sites = cap_places_m(cap), cap_places_m("biosemi64")
    for site, one in found.items():
        there = sites[CAP_64[SITES_OF_BIOSEMI_64.index(site)]]
        assert np.linalg.norm(places[one.name] - there) == pytest.approx(
            one.distance_mm / 1000, abs=1e-4
        )
        assert one.distance_mm < 12


def test_the_midline_and_the_rim_of_the_128_cap_are_where_biosemi_draws_them():
    found = match_montage(TEN_TWENTY, CAP_128, "biosemi128")
    plain = {
        "Cz": "A1", "Pz": "A19", "Fz": "C21", "C3": "D19", "C4": "B22", "T7": "D23", "T8": "B26",
        "Fp1": "C29", "Fp2": "C16", "O1": "A15", "O2": "A28", "F7": "D7", "F8": "C7", "P7": "D31",
        "P8": "B11",
    }  # fmt: skip
    assert {site: found[site].name for site in plain} == plain
    assert all(found[site].distance_mm < 0.1 for site in plain)
    # Halfway between neighbours the cap has no electrode at the very site.
    beside = {site: found[site] for site in TEN_TWENTY if site not in plain}
    assert names_of(beside) == {"F3": "D4", "F4": "C4", "P3": "A7", "P4": "B4"}
    assert all(one.distance_mm == pytest.approx(9.8, abs=0.1) for one in beside.values())


def test_each_electrode_of_the_64_cap_is_at_its_site():
    found = match_montage(SITES_OF_BIOSEMI_64, CAP_64, "biosemi64")
    assert [one.name for one in found.values()] == list(CAP_64)
    assert {one.distance_mm for one in found.values()} == {0.0}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("cap", "names"), [("biosemi64", CAP_64), ("biosemi128", CAP_128)])
def test_the_order_of_sites_and_channels_does_not_matter(cap, names, seed):
    rng = np.random.default_rng(seed)
    sites = [str(site) for site in rng.permutation(SITES_OF_BIOSEMI_64)[:40]]
    found = names_of(match_montage(sites, [str(n) for n in rng.permutation(names)], cap))
    assert found == names_of(match_montage(sorted(sites), names, cap))
    assert len(set(found.values())) == len(sites)


def test_names_are_matched_through_aliases():
    names = [f"EEG {name.lower()}" for name in CAP_128]
    assert match_montage(["Cz"], names, "biosemi128")["Cz"].name == "EEG a1"


def test_the_neighbour_stands_for_a_site_whose_electrode_is_missing():
    names = [name for name in CAP_128 if name != "A1"]
    one = match_montage(["Cz"], names, "biosemi128")["Cz"]
    neighbours = {"A2", "B1", "C1", "D1", "D15"}
    assert one.name in neighbours
    assert 0 < one.distance_mm <= FARTHEST_MM


def test_a_site_without_an_electrode_near_is_refused():
    places = cap_places_m("biosemi128")
    near = [name for name in CAP_128 if places[name] @ places["A1"] > 0.8 * 0.095**2]
    names = [name for name in CAP_128 if name not in near]
    with pytest.raises(RecordingError, match=r"within 20 mm of Cz \(\w+ at .* mm\)") as refusal:
        match_montage(["Cz", "Oz"], names, "biosemi128")
    assert "channels.eeg" in refusal.value.remedy


@pytest.mark.parametrize(
    ("names", "cap"),
    [
        (CAP_128, "biosemi128"),
        (CAP_64, "biosemi64"),
        ((*CAP_128[64:], *MUSCLES), "biosemi128"),
        ([f"EEG {name}" for name in CAP_64], "biosemi64"),
        ((*TEN_TWENTY, "A1", "A2"), None),
        ((*SITES_OF_BIOSEMI_64, "A1", "A2", "M1", "M2"), None),
        (("C1", "C2", "C3", "C4", "C5", "C6", "A1", "A2"), None),
        (("A1", "A2", "A3", "A4"), None),
        (names_to("E"), "biosemi160"),
        (names_to("H"), "biosemi256"),
        ((*CAP_64, *SITES_OF_BIOSEMI_64), "biosemi64"),
        ([f"E{number}" for number in range(1, 129)], None),
        ((), None),
    ],
)
def test_a_cap_is_told_by_names_that_no_site_has(names, cap):
    assert cap_of_biosemi(names) == cap


REFUSED = {
    "ears beside sites": ((*TEN_TWENTY, "A1", "A2"), "biosemi128", "ear lobes"),
    "the other cap": (CAP_64, "biosemi128", "set channels.montage to biosemi64"),
    "the larger cap": (CAP_128, "biosemi64", "set channels.montage to biosemi128"),
    "no cap": (("E1", "E2", "A1", "A2"), "biosemi128", "set channels.montage to null"),
    "sites beside a cap": ((*CAP_128, "Fz"), "biosemi128", "names the sites Fz itself"),
    "no positions": (CAP_128, "positions", "electrodes.tsv"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_may_be_meant_otherwise_is_refused(case):
    names, montage, words = REFUSED[case]
    with pytest.raises(RecordingError) as refusal:
        match_montage(["Fz", "C3"], names, montage)
    assert words in str(refusal.value)


@pytest.mark.parametrize("wanted", [["C3", "C4"], ["C1"], ["A1", "A2"]])
def test_c3_of_a_cap_is_not_taken_for_the_site(wanted):
    assert list(match_channels(wanted, CAP_128)) == wanted  # by name alone it would be
    with pytest.raises(RecordingError, match="which are other places") as refusal:
        match_recorded(wanted, [], CAP_128, montage=None)
    assert "channels.montage to biosemi128" in refusal.value.remedy


def test_the_names_of_a_cap_may_be_configured_as_they_are():
    wanted = ["C3", "C4", "D19"]
    found = match_recorded(wanted, MUSCLES, (*CAP_128, *MUSCLES), montage=None)
    assert found.names == {name: name for name in (*wanted, *MUSCLES)}
    assert not found.distances_mm
    assert not found.note


def test_sites_that_are_missing_on_a_cap_lead_to_the_option():
    with pytest.raises(RecordingError, match="not found") as refusal:
        match_recorded(TEN_TWENTY, [], CAP_128, montage=None)
    assert "set channels.montage to biosemi128" in refusal.value.remedy


def test_which_electrode_stands_for_which_site_is_said():
    found = match_recorded(["Fz", "F3"], MUSCLES, (*CAP_128, *MUSCLES), montage="biosemi128")
    assert found.names == {"Fz": "C21", "F3": "D4"} | {name: name for name in MUSCLES}
    assert found.distances_mm == {"Fz": 0.0, "F3": 9.8}
    assert found.note == ("channels.montage biosemi128: Fz is C21 (0.0 mm), F3 is D4 (9.8 mm)",)


@pytest.fixture(scope="module")
def head():
    """Positions of 64 electrodes of an unknown system, named E1 to E64, in the head frame."""
    standard = standard_places()
    return {
        f"E{k}": standard[canonical_name(site)] for k, site in enumerate(SITES_OF_BIOSEMI_64, 1)
    }


@pytest.mark.parametrize("scale", [0.85, 1.0, 1.15])
def test_positions_of_a_head_of_any_size_find_the_sites(head, scale):
    rng = np.random.default_rng(1)
    places = {name: scale * place + rng.normal(scale=0.001, size=3) for name, place in head.items()}
    found = match_montage(TEN_TWENTY, list(head), "positions", places_m=places)
    assert names_of(found) == {
        site: f"E{SITES_OF_BIOSEMI_64.index(site) + 1}" for site in TEN_TWENTY
    }
    assert max(one.distance_mm for one in found.values()) < 6


@pytest.mark.parametrize("scale", [1e-3, 0.1, 10, 1000])
def test_positions_in_another_unit_are_refused(head, scale):
    places = {name: scale * place for name, place in head.items()}
    with pytest.raises(RecordingError, match="EEGCoordinateUnits"):
        match_montage(TEN_TWENTY, list(head), "positions", places_m=places)


def test_positions_that_contradict_the_names_of_a_cap_are_refused():
    places = {
        name: place + np.array([0, 0, 0.04]) for name, place in cap_places_m("biosemi128").items()
    }
    turned = {name: np.array([y, -x, z]) for name, (x, y, z) in places.items()}
    assert match_montage(["Pz"], CAP_128, "positions", places_m=places)
    with pytest.raises(RecordingError, match="EEGCoordinateSystem"):
        match_montage(["Pz"], CAP_128, "positions", places_m=turned)


def test_channels_without_a_position_stand_for_nothing(head):
    places = head | {"E48": np.full(3, np.nan)}  # at Cz
    found = match_montage(["Fz", "Pz"], list(head), "positions", places_m=places)
    assert names_of(found) == {"Fz": "E38", "Pz": "E31"}
    try:
        one = match_montage(["Cz"], list(head), "positions", places_m=places)["Cz"]
    except RecordingError as refusal:
        assert "within 20 mm of Cz" in str(refusal)  # noqa: PT017 - one or the other
    else:
        assert one.name != "E48"


def test_a_published_cap_is_found_by_its_names_and_its_positions_are_judged(real_data):
    folder = real_data / "emg_Multimodal" / "sub-01" / "eeg"
    with (folder / "sub-01_task-pullstand_channels.tsv").open() as file:
        names = [row["name"] for row in csv.DictReader(file, delimiter="\t")]
    found = match_montage(TEN_TWENTY, names, "biosemi128")
    assert found["Cz"].name == "A1"
    with (folder / "sub-01_electrodes.tsv").open() as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    # CTF axes: x to the nose, y to the left. The numbers are metres; coordsystem.json says mm.
    metres = {
        row["name"]: np.array([-float(row["y"]), float(row["x"]), float(row["z"])])
        for row in rows
        if row["x"] != "n/a" and row["name"] in names
    }
    as_stated = {name: place / 1000 for name, place in metres.items()}
    with pytest.raises(RecordingError, match="EEGCoordinateUnits"):
        match_montage(TEN_TWENTY, names, "positions", places_m=as_stated)
    # Without fiducials the frame is tilted against the head: that is refused and not guessed.
    with pytest.raises(RecordingError, match=r"within 20 mm of .*Fp2"):
        match_montage(TEN_TWENTY, names, "positions", places_m=metres)


@pytest.fixture
def in_dataset(signals, write, tmp_path):
    """A recording of electrodes E1 to E19 at the sites of the 10-20 system, in another order."""
    places, made = standard_places(), signals(seconds=12.0)
    order = np.random.default_rng(5).permutation(len(TEN_TWENTY))
    own = {f"E{k + 1}": TEN_TWENTY[place] for k, place in enumerate(order)}
    path = write(tmp_path, replace(made, brain_v=made.brain_v[order]), eeg_names=tuple(own))
    rows = ["name\tx\ty\tz"]
    rows += [
        "\t".join([name, *(f"{1000 * x:.2f}" for x in places[canonical_name(site)])])
        for name, site in own.items()
    ]
    (path.parent / "sub-01_electrodes.tsv").write_text("\n".join(rows) + "\n")
    system = {"EEGCoordinateSystem": "CapTrak", "EEGCoordinateUnits": "mm"}
    (path.parent / "sub-01_coordsystem.json").write_text(json.dumps(system))
    return path, {site: name for name, site in own.items()}, made.eeg_v


OPTIONS = {
    "eeg_channels": TEN_TWENTY,
    "emg_channels": ("BSH", "DEL", "TRIA"),
    "phases": {"rest": ["rest"], "activity": ["activity"]},
    "length_s": 3.0,
}


def test_the_samples_read_are_those_of_the_electrodes_at_the_sites(in_dataset):
    path, expected, eeg_v = in_dataset
    quality = inspect_recording(path, montage="positions", **OPTIONS)
    assert quality.usable, quality.reasons
    assert {site: quality.matched[site] for site in TEN_TWENTY} == expected
    assert max(quality.distances_mm.values()) < 8
    assert quality.positions_m is not None
    # What comes after reads the channels that were judged, and knows of no montage.
    channels = {name: OPTIONS[name] for name in ("eeg_channels", "emg_channels")}
    opened = open_recording(path, **channels, matched=quality.matched)
    np.testing.assert_allclose(opened.eeg.read(), eeg_v, atol=1e-7)
    assert RecordingQuality.from_dict(quality.to_dict()) == quality


def test_a_recording_without_positions_is_left_out_with_the_remedy(in_dataset):
    path, *_ = in_dataset
    (path.parent / "sub-01_electrodes.tsv").unlink()
    (path.parent / "sub-01_coordsystem.json").unlink()
    quality = inspect_recording(path, montage="positions", **OPTIONS)
    assert "electrodes.tsv" in quality.eeg_reasons[0]
