"""An EDF of a dataset whose recording was never stopped does not count its records."""

import numpy as np
import pytest
from eeg2emg.errors import RecordingError
from eeg2emg.recordings.channel_names import TEN_TWENTY
from eeg2emg.recordings.reading import read_recording

MUSCLES = ("BSH", "DEL", "TRIA")


@pytest.fixture(params=[".edf", ".bdf"])
def path(request, signals, write, as_format, tmp_path):
    short = signals(seconds=12.0)
    return as_format(write(tmp_path, short), request.param, short)


def counting(path, count):
    content = path.read_bytes()
    path.write_bytes(content[:236] + str(count).ljust(8).encode() + content[244:])
    return path


def read(path):
    return read_recording(path, eeg_channels=TEN_TWENTY, emg_channels=MUSCLES)


def test_all_that_the_file_holds_is_read_and_told(path):
    whole = read(path)
    recording = read(counting(path, -1))
    assert np.array_equal(recording.eeg_v, whole.eeg_v)
    assert np.array_equal(recording.emg_v, whole.emg_v)
    assert any("recording was not stopped" in note for note in recording.notes)


@pytest.mark.parametrize("count", [5, 40])
def test_another_count_is_that_of_a_file_that_was_cut_off(path, count):
    with pytest.raises(RecordingError, match="shorter or longer than its header says"):
        read(counting(path, count))
