"""Copies of published sets, read as a person would read them, against what was generated."""

from types import SimpleNamespace

import numpy as np
import pytest
from eeg2emg.errors import RecordingError
from eeg2emg.importing.bids_files import write_dataset
from eeg2emg.importing.conversion import convert_recording
from eeg2emg.importing.layouts import LAYOUTS, files_beside
from eeg2emg.importing.readers import read_foreign
from eeg2emg.planning.foreign_header import read_foreign_header
from eeg2emg.quality.inspection import inspect_recording
from eeg2emg.recordings.channel_names import TEN_TWENTY
from eeg2emg.recordings.reading import open_recording
from eeg2emg.recordings.trials import TrialWindow, trial_windows
from making.public import ds003739, jeong, openbmi, way_eeg_gal

NAME = "sub-01_task-arm_run-01"
SITES = ("Fz", "C3", "Cz", "C4", "Pz")
MICROVOLT = 1e-6


def layout_of(one):
    return {
        "jeong": None,
        "way_eeg_gal": "way_eeg_gal",
        "openbmi": f"openbmi_{one.recording.task}",
    }[one.set]


def unit_of(one):
    """What a person has to write into the import table."""
    return {"way_eeg_gal": "mV"}.get(one.set)


@pytest.fixture(scope="module")
def copies(tmp_path_factory):
    root = tmp_path_factory.mktemp("public")
    return {
        "ds003739": ds003739.write(root / "ds003739", subjects=2, segments=2, segment_s=4.0),
        "jeong": jeong.write(root / "jeong", subjects=3, trials=2, block_trials=1),
        "way_eeg_gal": way_eeg_gal.write(
            root / "way", subjects=2, lifts=3, block_lifts=1, series=2
        ),
        "openbmi": openbmi.write(root / "openbmi", subjects=1, trials=2, block_trials=1),
    }


IMPORTED = {
    "jeong": ("jeong", 0),
    "jeong, a header that names a file that is not there": ("jeong", 1),
    "jeong, a header that names another person's files": ("jeong", 2),
    "way_eeg_gal": ("way_eeg_gal", 0),
    "way_eeg_gal, another series": ("way_eeg_gal", 1),
    "way_eeg_gal, another person": ("way_eeg_gal", 2),
    "openbmi, train": ("openbmi", 0),
    "openbmi, test": ("openbmi", 1),
}


@pytest.fixture(scope="module", params=IMPORTED)
def one(request, copies, tmp_path_factory):
    """One recording of a copy, imported with all its muscles and some electrodes."""
    name, number = IMPORTED[request.param]
    recording = copies[name].recordings[number]
    found = SimpleNamespace(
        set=name, recording=recording, path=copies[name].folder / recording.file
    )
    root = tmp_path_factory.mktemp("imported")
    write_dataset(root, ["sub-01"])
    found.outcome = convert_recording(
        str(found.path), name=NAME, folder=str(root / "sub-01" / "eeg"), task="arm",
        eeg_channels=SITES, emg_channels=recording.emg, line_hz=60.0, layout=layout_of(found),
        unit=unit_of(found),
    )  # fmt: skip
    found.bids = root / "sub-01" / "eeg" / f"{NAME}_eeg.vhdr"
    found.opened = open_recording(found.bids, eeg_channels=SITES, emg_channels=recording.emg)
    return found


def test_all_channels_have_their_names_units_and_rates(one):
    read, header = (
        reader(one.path, layout=layout_of(one)) for reader in (read_foreign, read_foreign_header)
    )
    made = one.recording
    names = [*made.eeg, *made.other, *made.emg]
    for found in (read, header):
        assert [channel.name for channel in found.channels] == names
        rates = {channel.name: channel.rate_hz for channel in found.channels}
        assert {rates[name] for name in made.eeg} == {made.rates_hz["eeg"]}
        assert {rates[name] for name in made.emg} == {made.rates_hz["emg"]}
        units = {channel.name: channel.unit for channel in found.channels}
        assert {units[name] for name in made.eeg} == {made.units["eeg"]}
        # The publication of WAY-EEG-GAL was not seen to state the unit of the EMG.
        assert {units[name] for name in made.emg} == {None if unit_of(one) else made.units["emg"]}


def test_the_imported_signals_are_those_that_were_generated_in_volts(one):
    made, opened = one.recording, one.opened
    assert opened.rate_hz == max(made.rates_hz.values())
    assert opened.duration_s == pytest.approx(made.duration_s, abs=1e-3)
    emg_v = opened.emg.read()
    np.testing.assert_allclose(emg_v, made.emg_v[:, : emg_v.shape[1]], atol=2e-3 * MICROVOLT)
    eeg_v = opened.eeg.read()[:, :: round(opened.rate_hz / made.rates_hz["eeg"])]
    rows = [made.eeg.index(name) for name in SITES]
    # Where the EEG was interpolated, the filter touches its highest frequencies.
    atol_v = (0.02 if len(set(made.rates_hz.values())) == 1 else 3.0) * MICROVOLT
    np.testing.assert_allclose(eeg_v, made.eeg_v[rows][:, : eeg_v.shape[1]], atol=atol_v)
    assert eeg_v.std() == pytest.approx(made.eeg_v[rows].std(), rel=0.02)


def test_the_events_are_those_that_were_generated(one):
    made = [(on, length, " ".join(name.split())) for on, length, name in one.recording.events]
    assert len(one.opened.events) == len(made) > 0
    found = sorted(one.opened.events, key=lambda event: (round(event[0], 5), event[2]))
    made = sorted(made, key=lambda event: (round(event[0], 5), event[2]))
    for (onset, length, name), (own_onset, own_length, own_name) in zip(found, made, strict=True):
        assert name == own_name
        assert (onset, length) == pytest.approx((own_onset, own_length), abs=1e-6)


def test_the_phases_have_the_amplitudes_that_were_generated(one):
    """In the stretches of each phase, found by the imported times, the muscles are as they were."""
    emg_v, rate_hz = one.opened.emg.read(), one.opened.emg_rate_hz
    muscles = [name != "EMG_ref" for name in one.recording.emg]
    rms = {}
    for phase, spans in one.recording.stretches.items():
        pieces = [
            emg_v[:, round(onset * rate_hz) : round((onset + length) * rate_hz)]
            for onset, length in spans
        ]
        rms[phase] = np.sqrt(np.square(np.concatenate(pieces, axis=1)).mean(axis=1))
        np.testing.assert_allclose(rms[phase], one.recording.rms_v(phase), rtol=0.01)
    ratio = (rms["activity"] / rms["rest"])[muscles]
    if one.set == "openbmi":  # imagery: the muscles rest throughout
        np.testing.assert_allclose(ratio, 1.0, atol=0.3)
    else:
        assert (ratio > 4).all()


BY_EVENT = {
    "jeong": {"rest": ["S 8"], "activity": [f"S {kind}1" for kind in range(1, 7)]},
    "way_eeg_gal": {"rest": ["HandStop"], "activity": ["LiftOff"]},
    "openbmi": {"rest": ["no such event"], "activity": ["left", "right"]},
}


def test_its_inspection_finds_segments_of_the_phases_and_plausible_units(one):
    found = inspect_recording(
        one.bids, eeg_channels=SITES, emg_channels=one.recording.emg, phases=BY_EVENT[one.set],
        length_s=2.0,
    )  # fmt: skip
    assert found.eeg_reasons == []
    assert {segment.phase for segment in found.segments} >= {"activity"}
    spans = one.recording.stretches["activity"]
    for segment in found.segments:
        middle_s = segment.onset_s + segment.duration_s / 2
        inside = any(onset <= middle_s <= onset + length for onset, length in spans)
        assert inside == (segment.phase == "activity")


WINDOWS = {
    "jeong": (
        {"rest": ["S  8"], "activity": [f"S  {kind}" for kind in range(1, 7)]},
        {
            "rest": TrialWindow(0.5),
            "activity": TrialWindow(0.5, tuple(f"S {kind}1" for kind in range(1, 7)), ("S  8",)),
        },
    ),
    "way_eeg_gal": (
        {"rest": ["LEDOn"], "activity": ["FirstDigitTouch"]},
        {"rest": TrialWindow(-2.0), "activity": TrialWindow(0.0, end=("Replace",))},
    ),
    "openbmi": (
        {"rest": ["left", "right"], "activity": ["left", "right"]},
        {"rest": TrialWindow(-2.5), "activity": TrialWindow(0.5)},
    ),
}


def test_the_windows_of_every_trial_lie_where_its_phase_was_generated(one):
    phases, windows = WINDOWS[one.set]
    made = one.recording
    trials = len(made.stretches["activity"])
    for phase in phases:
        found = trial_windows(
            one.opened.events, {phase: phases[phase]}, {phase: windows[phase]}, window_s=2.0,
            recording_s=one.opened.duration_s,
        )  # fmt: skip
        assert len(found.spans) == trials
        for start, stop, _ in found.spans:
            # Stretches leave out the blends at their ends.
            assert any(
                onset - 0.25 <= start and stop <= onset + length + 0.25
                for onset, length in made.stretches[phase]
            )


def test_slow_channels_beside_fast_ones_are_told(one):
    rates_hz, made = one.outcome.rates_hz, one.recording
    assert {rates_hz[name] for name in made.emg} == {made.rates_hz["emg"]}
    assert {rates_hz[name] for name in SITES} == {made.rates_hz["eeg"]}
    told = "channels recorded at 500 Hz were interpolated to 4000 Hz" in one.outcome.notes
    assert told == (one.set == "way_eeg_gal")


def test_what_a_header_names_wrongly_is_told_and_never_read(copies):
    folder, told = copies["jeong"].folder, []
    for recording in copies["jeong"].recordings:
        read = read_foreign(folder / recording.file)
        samples = np.asarray(read.channels[-2].samples)
        np.testing.assert_allclose(samples, recording.emg_v[-2], atol=1e-12)
        told.append(list(read.notes))
    assert told[0] == []
    stems = [recording.file.removesuffix(".vhdr") for recording in copies["jeong"].recordings]
    assert told[1][0] == (
        "the header names '20180208_reaching_realMove.eeg' for its samples, which is missing: "
        f"'{stems[1]}.eeg' is read, which bears the name of the header"
    )
    assert told[2] == [
        f"the header names '{stems[0]}{ending}' for its {what}, which is another file: "
        f"'{stems[2]}{ending}' is read, which bears the name of the header"
        for ending, what in ((".eeg", "samples"), (".vmrk", "markers"))
    ]


@pytest.mark.parametrize("what", ["samples", "markers"])
def test_another_persons_files_never_stand_in_for_those_that_are_missing(tmp_path, what):
    copy = jeong.write(tmp_path, subjects=3, trials=1, rate_hz=1000.0)
    path = tmp_path / copy.recordings[2].file
    path.with_suffix({"samples": ".eeg", "markers": ".vmrk"}[what]).unlink()
    for read in (read_foreign, read_foreign_header):
        with pytest.raises(RecordingError, match=f"the header names the {what} of another"):
            read(path)


def test_a_person_without_muscles_is_left_out_with_the_field_that_is_missing(copies):
    folder, (trap, *_) = copies["way_eeg_gal"].folder, copies["way_eeg_gal"].traps
    with pytest.raises(RecordingError, match=r"no field 'hs.emg.names'.*hs has 'eeg'"):
        read_foreign(folder / trap, layout="way_eeg_gal")


def test_lifts_come_from_the_windows_where_the_table_of_lifts_is_missing(tmp_path):
    copy = way_eeg_gal.write(tmp_path, subjects=1, lifts=2)
    path = tmp_path / copy.recordings[0].file
    (tmp_path / "P1" / "P1_AllLifts.mat").unlink()
    read = read_foreign(path, layout="way_eeg_gal")
    made = [event for event in copy.recordings[0].events if event[2].startswith("LED")]
    assert [event[2] for event in read.events] == [event[2] for event in made]
    np.testing.assert_allclose([e[0] for e in read.events], [e[0] for e in made], atol=1e-9)
    assert "the events are those of WS_P1_S1.mat" in read.notes
    (tmp_path / "P1" / "WS_P1_S1.mat").unlink()
    with pytest.raises(
        RecordingError, match=r"HS_P1_S1.mat: P1_AllLifts.mat or WS_P1_S1.mat is missing"
    ):
        read_foreign(path, layout="way_eeg_gal")


def test_the_files_of_the_events_are_known_before_anything_is_read(copies):
    path = copies["way_eeg_gal"].folder / copies["way_eeg_gal"].recordings[0].file
    beside = files_beside(LAYOUTS["way_eeg_gal"], path)
    assert [file.name for file in beside] == ["P1_AllLifts.mat", "WS_P1_S1.mat"]
    assert files_beside(LAYOUTS["openbmi_train"], path) == []


@pytest.fixture(scope="module", params=range(8))
def walked(request, copies):
    copy = copies["ds003739"]
    made = copy.recordings[request.param]
    path = copy.folder / made.file
    return SimpleNamespace(
        made=made,
        path=path,
        trap=path.with_name(path.name.replace("_eeg.set", "_channels.tsv")),
        opened=open_recording(
            path, eeg_channels=TEN_TWENTY, emg_channels=made.emg, montage="biosemi128"
        ),
    )


def test_a_cap_of_biosemi_in_eeglab_files_is_read_as_bids(walked):
    made, opened = walked.made, walked.opened
    assert (opened.rate_hz, opened.emg_rate_hz) == (256.0, 256.0)
    assert opened.duration_s == pytest.approx(made.duration_s)
    np.testing.assert_allclose(opened.emg.read(), made.emg_v, atol=1e-12)
    rows = [made.eeg.index(opened.matched[name]) for name in TEN_TWENTY]
    np.testing.assert_allclose(opened.eeg.read(), made.eeg_v[rows], atol=1e-12)
    assert (opened.matched["Cz"], opened.matched["Fp1"]) == ("A1", "C29")
    assert max(opened.distances_mm.values()) < 15


def test_its_events_are_those_of_the_table(walked):
    for (onset, length, name), own in zip(walked.opened.events, walked.made.events, strict=True):
        assert (onset, length) == pytest.approx(own[:2], abs=1e-6)
        assert name == own[2]


def test_a_recording_without_a_list_of_channels_is_read_and_told(walked):
    listed = walked.trap.is_file()
    assert walked.opened.auxiliary_types == (("eog",) * 3 if listed else ())
    said = [note for note in walked.opened.notes if "channels.tsv" in note]
    assert (said == []) == listed
    assert not any(str(walked.path.parent) in note for note in said)


def test_standing_and_walking_are_told_by_the_task(walked):
    phases = {"rest": ["pullstand", "rotatestand"], "activity": ["pullwalk", "rotatewalk"]}
    found = inspect_recording(
        walked.path, eeg_channels=TEN_TWENTY, emg_channels=walked.made.emg, phases=phases,
        phases_from="task", length_s=4.0, montage="biosemi128",
    )  # fmt: skip
    expected = "rest" if walked.made.task.endswith("stand") else "activity"
    assert [segment.phase for segment in found.segments] == [expected] * 2
    amplitude_uv = walked.made.rms_v(expected) / MICROVOLT
    assert (amplitude_uv < 20).all() if expected == "rest" else (amplitude_uv > 30).all()


@pytest.mark.parametrize("name", ["ds003739", "jeong", "way_eeg_gal"])
def test_the_muscles_states_follow_the_brains_as_strongly_as_stated(copies, name):
    made = copies[name].recordings[0]
    assert made.states.shape == made.muscle_states.shape
    # w = k z + sqrt(1 - k^2) u: what is left is u, of unit variance.
    k = copies[name].coupling
    left = (made.muscle_states - k * made.states) / np.sqrt(1 - k**2)
    assert np.abs(left).max() < 5
    assert k == 0.9


def test_nothing_links_brain_and_muscles_in_the_negative_control(copies):
    made = copies["openbmi"].recordings[0]
    assert copies["openbmi"].coupling == 0.0
    eeg, emg = (x - x.mean(axis=1, keepdims=True) for x in (made.eeg_v, made.emg_v))
    r = (eeg @ emg.T) / np.sqrt(np.outer((eeg**2).sum(1), (emg**2).sum(1)))
    assert np.abs(r).max() < 0.15


@pytest.mark.parametrize("module", [ds003739, jeong, openbmi, way_eeg_gal])
def test_a_copy_is_the_same_for_the_same_seed(tmp_path, module):
    few = {
        ds003739: {"segments": 1, "segment_s": 2.0}, jeong: {"trials": 1, "rate_hz": 1000.0},
        openbmi: {"trials": 1}, way_eeg_gal: {"lifts": 1},
    }[module]  # fmt: skip
    one, same, other = (
        module.write(tmp_path / str(number), subjects=1, seed=seed, **few)
        for number, seed in enumerate((1, 1, 2))
    )
    assert one.files == same.files == other.files
    np.testing.assert_array_equal(one.recordings[0].emg_v, same.recordings[0].emg_v)
    assert not np.array_equal(one.recordings[0].emg_v[:, :500], other.recordings[0].emg_v[:, :500])
