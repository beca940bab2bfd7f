"""Types of channels in channels.tsv that are not those of the configuration are noted."""

import pytest
from eeg2emg.recordings.channel_names import TEN_TWENTY
from eeg2emg.recordings.reading import read_recording

MUSCLES = ("BSH", "DEL", "TRIA")


@pytest.fixture
def path(signals, write, tmp_path):
    return write(tmp_path, signals(seconds=4.0))


def notes(path):
    recording = read_recording(path, eeg_channels=TEN_TWENTY, emg_channels=MUSCLES)
    return [note for note in recording.notes if "other types" in note]


def retype(path, **types):
    table = path.with_name(path.name.replace("_eeg.vhdr", "_channels.tsv"))
    text = table.read_text(encoding="utf-8")
    for name, kind in types.items():
        text = text.replace(f"{name}\t{'EMG' if name in MUSCLES else 'EEG'}\t", f"{name}\t{kind}\t")
    table.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("types", [{}, {"Fp1": "eeg"}, {"BSH": "emg"}, {"Fp1": "n/a"}])
def test_what_agrees_or_says_nothing_is_not_noted(path, types):
    retype(path, **types)
    assert notes(path) == []


def test_nothing_is_noted_without_a_table(path):
    path.with_name(path.name.replace("_eeg.vhdr", "_channels.tsv")).unlink()
    assert notes(path) == []


def test_swapped_types_are_noted(path):
    retype(path, Fp1="EMG", BSH="EEG", DEL="MISC")
    (note,) = notes(path)
    table, _, said = note.partition(" states other types: ")
    assert table == path.name.replace("_eeg.vhdr", "_channels.tsv")
    assert said.split(", ") == [
        "Fp1 EMG (configured as EEG)",
        "BSH EEG (configured as EMG)",
        "DEL MISC (configured as EMG)",
    ]


def test_many_are_counted(path):
    retype(path, **dict.fromkeys(TEN_TWENTY[:8], "MISC"))
    assert notes(path)[0].endswith("Fz MISC (configured as EEG) and 3 more")
