"""From cleaned recordings through scripts to tables and figures: who is used, who is refused."""

import importlib
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from eeg2emg.cleaning.cleaned_file import write_cleaned
from eeg2emg.cleaning.cleaned_recording import CleanedRecording, left_out_recording
from eeg2emg.connectivity.file import read_connectivity
from eeg2emg.corticomuscular.person_file import read_person
from eeg2emg.files.tables import read_table
from eeg2emg.quality.recording_quality import RecordingQuality
from eeg2emg.recordings.common_time import CommonTime
from eeg2emg.recordings.segments import Segment
from making.corticomuscular import noise

ELECTRODES, MUSCLES = ("C3", "Cz", "C4", "Pz"), ("M", "N")
SECONDS, EMG_RATE_HZ = 10, 1000.0
BY_HAND = CommonTime(0, None, 0.0, "lengths")
BY_TRIGGERS = CommonTime(12, 0.3, 0.01, "events")
SETTINGS = {
    "rate_hz": 250.0, "order": 8, "line_hz": 50, "seed": 1, "bands_hz": [[15, 30], [31, 45]],
    "window_s": 1.0, "rectify": True, "surrogates": 19, "confidence": 0.95,
}  # fmt: skip


def recording_of(seed, name):
    """Twelve segments, of which those of activity share a drive of the amplitude of one muscle."""
    count = 12
    n = count * SECONDS * 1000
    smooth = np.convolve(noise([seed, 1], 1, n)[0], np.hanning(30), "same")
    drive = 0.4 * smooth / smooth.std()
    active = np.repeat(np.arange(count) % 2, SECONDS * 1000)
    emg = noise([seed, 2], 2, n)
    emg[0] *= np.maximum(1 + drive * active, 0.1)
    eeg = noise([seed, 3], 4, n // 4)
    eeg[0] = 0.3 * eeg[0] + drive[::4] / 0.4
    segments = tuple(
        Segment(k, SECONDS * k, SECONDS, ("rest", "activity")[k % 2], k // 2) for k in range(count)
    )
    return CleanedRecording(
        name=name, subject="sub-01", eeg_v=eeg * 1e-5, emg_v=emg * 1e-5, eeg_rate_hz=250.0,
        emg_rate_hz=EMG_RATE_HZ, eeg_channels=ELECTRODES, emg_channels=MUSCLES, eeg_rank=4,
        segments=segments,
    )  # fmt: skip


def quality_of(name, **more):
    return RecordingQuality(recording=name, subject="01", duration_s=120.0, eeg_reasons=[], **more)


def estimate(folder, cleaned, qualities, *, by_hand=False):
    paths = []
    for k, (recording, quality) in enumerate(zip(cleaned, qualities, strict=True)):
        write_cleaned(folder / f"{k}.nc", recording)
        quality.write(folder / f"{k}.json")
        paths.append((str(folder / f"{k}.nc"), str(folder / f"{k}.json")))
    importlib.import_module("estimate_corticomuscular").main(
        SimpleNamespace(
            input=SimpleNamespace(cleaned=[one for one, _ in paths], quality=[q for _, q in paths]),
            output=[str(folder / "person.nc")],
            params=SimpleNamespace(settings=SETTINGS, aligned_by_hand=by_hand),
        )
    )
    return read_person(folder / "person.nc")


@pytest.fixture(scope="module")
def one():
    return recording_of(1, "r1")


def test_the_planted_pair_is_found_in_activity_and_not_at_rest(tmp_path, one):
    person = estimate(tmp_path, [one], [quality_of("r1")])
    rest, active = person.phases.index("rest"), person.phases.index("activity")
    assert person.values["p_corrected"][active, 0, 0, 0] == 1 / 20
    assert person.values["coherence"][active, 0, 0, 0] > 0.05
    assert person.values["p_corrected"][rest].min() > 0.05
    assert not person.refused


def test_devices_with_triggers_in_both_are_used(tmp_path, one):
    person = estimate(tmp_path, [one], [quality_of("r1", common_time=BY_TRIGGERS)])
    assert person.phases


def test_a_recording_of_devices_aligned_by_hand_is_refused_and_the_others_are_used(tmp_path, one):
    other = recording_of(2, "r2")
    qualities = [quality_of("r1", common_time=BY_HAND), quality_of("r2")]
    person = estimate(tmp_path, [one, other], qualities)
    assert list(person.refused) == ["r1"]
    assert "two devices" in person.refused["r1"]
    assert person.segments.tolist() == [6, 6]


def test_all_are_refused_where_the_option_says_so(tmp_path, one):
    person = estimate(tmp_path, [one], [quality_of("r1")], by_hand=True)
    assert person.phases == ()
    assert "aligned by hand" in person.refused["r1"]


def test_copies_and_what_was_left_out_do_not_count(tmp_path, one):
    rates = {"eeg_rate_hz": 250.0, "emg_rate_hz": EMG_RATE_HZ}
    channels = {"eeg_channels": ELECTRODES, "emg_channels": MUSCLES}
    gone = left_out_recording("r3", "sub-01", "it is noise", **channels, **rates)
    copy = replace(one, name="r2")
    qualities = [
        quality_of("r1", eeg_digest="a"), quality_of("r2", eeg_digest="a"), quality_of("r3"),
    ]  # fmt: skip
    person = estimate(tmp_path, [one, copy, gone], qualities)
    assert person.segments.tolist() == [6, 6]
    assert "its EEG is that of r1" in person.refused["r2"]
    assert person.refused["r3"] == "it is noise"


def test_a_segment_with_a_dead_muscle_is_refused_by_name(tmp_path, one):
    emg = one.emg_v.copy()
    emg[1, : SECONDS * 1000] = 0
    person = estimate(tmp_path, [replace(one, emg_v=emg)], [quality_of("r1")])
    assert list(person.refused) == ["r1_seg-000"]
    assert "N: constant" in person.refused["r1_seg-000"]
    assert person.segments[person.phases.index("rest")] == 5


def test_tables_and_figures_are_made_of_it(tmp_path, one, monkeypatch):
    estimate(tmp_path, [one], [quality_of("r1")])
    dataset = SimpleNamespace(segments={"subject": ["01"]})
    tabulate = importlib.import_module("tabulate_corticomuscular")
    assert tabulate.read_connectivity is read_connectivity
    monkeypatch.setattr(tabulate, "read_connectivity", lambda _: dataset)
    made = {
        name: str(tmp_path / f"{name}.csv") for name in ("people", "group", "spectra", "refused")
    }
    tabulate.main(
        SimpleNamespace(
            input=SimpleNamespace(people=[str(tmp_path / "person.nc")], dataset="dataset.nc"),
            output=SimpleNamespace(**made),
            params=SimpleNamespace(phases=["rest", "activity"], confidence=0.95, seed=1),
        )
    )
    people = read_table(made["people"])
    assert len(people) == 2 * 2 * 4 * 2
    assert set(people["subject"]) == {"01"}
    assert set(read_table(made["group"])["people"]) == {1}
    figures = [
        str(tmp_path / f"corticomuscular_{name}.{ending}")
        for name in ("maps", "spectra")
        for ending in ("svg", "csv")
    ]
    importlib.import_module("draw_corticomuscular").main(
        SimpleNamespace(
            input=SimpleNamespace(group=made["group"], spectra=made["spectra"]),
            output=figures,
            params=SimpleNamespace(
                phases=["rest", "activity"], electrodes=["C3", "F3"], confidence=0.95,
                simulated=False,
            ),
        )
    )  # fmt: skip
    drawn = read_table(tmp_path / "corticomuscular_spectra.csv")
    assert set(drawn["electrode"]) == {"C3"}
    assert "coherence" in (tmp_path / "corticomuscular_maps.svg").read_text(encoding="utf-8")
