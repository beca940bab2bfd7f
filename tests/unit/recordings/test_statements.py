"""What two places say of one fact is compared."""

import json

import numpy as np
import pytest
from eeg2emg.files.tables import read_table, write_table
from eeg2emg.quality.inspection import inspect_recording
from eeg2emg.quality.recording_quality import RecordingQuality
from eeg2emg.quality.tables import quality_table
from eeg2emg.recordings.channel_names import TEN_TWENTY
from eeg2emg.recordings.reading import read_recording

MUSCLES = ("BSH", "DEL", "TRIA")


@pytest.fixture(scope="module")
def short(signals):
    return signals(seconds=12.0)


def inspect(path, **options):
    return inspect_recording(
        path, eeg_channels=TEN_TWENTY, emg_channels=MUSCLES, length_s=3.0,
        phases={"rest": ["rest"], "activity": ["activity"]}, **options,
    )  # fmt: skip


def state(path, **facts):
    sidecar = path.with_suffix(".json")
    sidecar.write_text(json.dumps(json.loads(sidecar.read_text()) | facts))


def table_of(path):
    return path.with_name(path.name.replace("_eeg.vhdr", "_channels.tsv"))


AGREEING = {
    "as written": {},
    "counts": {"EEGChannelCount": 19, "EMGChannelCount": 3, "EOGChannelCount": 0},
    "rate within parts in a million": {"SamplingFrequency": 500.02},
    "duration of whole seconds": {"RecordingDuration": 12},
    "unknown": {"PowerLineFrequency": 50, "SamplingFrequency": "n/a", "RecordingDuration": None},
}

DIFFERING = {
    "no mains": ({"PowerLineFrequency": 0}, "power line frequency is stated differently: 50 Hz"),
    "rate": ({"SamplingFrequency": 512}, "the sampling rate is stated differently: 500 Hz"),
    "rate by one in a thousand": ({"SamplingFrequency": 499.5}, "500 Hz (the header of"),
    "duration": ({"RecordingDuration": 12.9}, "the duration is stated differently: 12 s"),
    "EEG channels": (
        {"EEGChannelCount": 32},
        "the number of EEG channels is stated differently: 19",
    ),
    "EMG channels": ({"EMGChannelCount": 4}, "the number of EMG channels is stated differently: 3"),
    "ECG channels": ({"ECGChannelCount": 1}, "the number of ECG channels is stated differently: 0"),
    "line": ({"PowerLineFrequency": 60}, "the power line frequency is stated differently: 50 Hz"),
}


@pytest.mark.parametrize("facts", AGREEING.values(), ids=AGREEING)
def test_what_agrees_is_not_noted(short, write, tmp_path, facts):
    path = write(tmp_path, short)
    state(path, **facts)
    assert inspect(path, line_freq_hz=50.0).notes == []


@pytest.mark.parametrize(("facts", "note"), DIFFERING.values(), ids=DIFFERING)
def test_a_difference_is_noted_and_reaches_the_table(short, write, tmp_path, facts, note):
    path = write(tmp_path, short)
    before = inspect(path, line_freq_hz=50.0)
    state(path, **facts)
    quality = inspect(path, line_freq_hz=50.0)
    assert len(quality.notes) == 1
    assert note in quality.notes[0]
    assert f"{next(iter(facts.values()))}" in quality.notes[0]
    quality.write(tmp_path / "quality.json")
    table = quality_table([RecordingQuality.read(tmp_path / "quality.json")], {})
    write_table(tmp_path / "quality.csv", table)
    assert note in read_table(tmp_path / "quality.csv")["notes"].iloc[0]
    assert (quality.eeg, quality.rate_hz, quality.segments) == (
        before.eeg, before.rate_hz, before.segments
    )  # fmt: skip


@pytest.mark.parametrize("unit", ["µV", "\u03bcV", "uV", "UV", "microV", "microvolts", "n/a", "au"])
def test_spellings_of_one_unit_agree(short, write, tmp_path, unit):
    path = write(tmp_path, short)
    table_of(path).write_text(table_of(path).read_text().replace("µV", unit))
    assert not [note for note in inspect(path).notes if "units" in note]


@pytest.mark.parametrize("unit", ["mV", "V", "nV", "millivolts"])
def test_another_unit_in_the_table_is_noted_and_that_of_the_header_used(
    short, write, tmp_path, unit
):
    path = write(tmp_path, short)
    before = read_recording(path, eeg_channels=TEN_TWENTY).eeg_v
    table_of(path).write_text(table_of(path).read_text().replace("µV", unit))
    (note,) = [note for note in inspect(path).notes if "units" in note]
    assert f"Fp1 {unit} (header µV)" in note
    np.testing.assert_array_equal(read_recording(path, eeg_channels=TEN_TWENTY).eeg_v, before)


def test_another_rate_in_the_table_of_channels_is_noted(short, write, tmp_path):
    path = write(tmp_path, short)
    first, *rows = table_of(path).read_text().splitlines()
    rows = [f"{row}\t{1000 if row.startswith('BSH') else 500}" for row in rows]
    table_of(path).write_text("\n".join([f"{first}\tsampling_frequency", *rows]) + "\n")
    (note,) = inspect(path).notes
    assert "states other rates than 500 Hz" in note
    assert note.endswith(": BSH 1000 Hz")


@pytest.mark.parametrize(("true_hz", "configured_hz"), [(60, 50), (50, 60)])
def test_mains_at_another_frequency_than_configured_are_refused(
    short, write, tmp_path, true_hz, configured_hz
):
    time = np.arange(6000) / 500.0
    mains = {"mains": 5e-6 * np.sin(2 * np.pi * true_hz * time) * np.ones((19, 1))}
    humming = type(short)(500.0, short.brain_v, short.emg_v, mains)
    path = write(tmp_path, humming, line_freq_hz=true_hz)
    (reason,) = inspect(path, line_freq_hz=configured_hz).reasons
    assert f"the power line frequency is {true_hz} Hz" in reason
    assert f"set line_hz to {true_hz}" in reason
    assert inspect(path, line_freq_hz=true_hz).usable
    # The sidecar may be what is wrong: then the configuration is right, and it is only noted.
    state(path, PowerLineFrequency=configured_hz)
    quality = inspect(path, line_freq_hz=true_hz)
    assert quality.usable
    assert "the power line frequency is stated differently" in quality.notes[0]
