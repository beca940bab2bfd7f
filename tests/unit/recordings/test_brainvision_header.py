"""What a BrainVision header says of its file: recordings are read, averages and spectra refused."""

import pytest
from eeg2emg.errors import RecordingError
from eeg2emg.importing.readers import read_foreign
from eeg2emg.recordings.brainvision_header import refuse_misread
from eeg2emg.recordings.channel_names import TEN_TWENTY
from eeg2emg.recordings.reading import read_recording

REFUSED = {
    "[Binary Infos]\nUseBigEndianOrder=YES": "samples are in the byte order of another machine",
    "Averaged=YES": "holds averages over segments",
    "averaged=yes": "holds averages over segments",
    "DataType=FREQUENCYDOMAIN": "holds no samples over time .DataType=FREQUENCYDOMAIN",
}


def read_in_place(path):
    return read_recording(path, eeg_channels=TEN_TWENTY)


@pytest.fixture
def path(signals, write, tmp_path):
    return write(tmp_path, signals(seconds=4.0))


def say(path, line):
    text = path.read_text(encoding="utf-8")
    before = "" if line.startswith("[Binary Infos]") else "[Binary Infos]"
    path.write_text(text.replace("[Binary Infos]", f"{line}\n{before}"), encoding="utf-8")


@pytest.mark.parametrize("line", REFUSED)
@pytest.mark.parametrize("read", [refuse_misread, read_in_place, read_foreign])
def test_what_is_no_recording_is_refused_wherever_it_is_read(path, line, read):
    say(path, line)
    with pytest.raises(RecordingError, match=rf"_eeg\.vhdr: the (file )?{REFUSED[line]}"):
        read(path)


@pytest.mark.parametrize("line", ["Averaged=NO", "DataType=TIMEDOMAIN", "SegmentationType=FIXTIME"])
def test_a_recording_is_read(path, line):
    say(path, line)
    assert read_in_place(path).eeg_v.shape == (19, 2000)


def test_a_header_that_cannot_be_taken_apart_is_left_to_its_reader(tmp_path):
    path = tmp_path / "a.vhdr"
    path.write_text("BrainVision\n=\n[\n", encoding="utf-8")
    refuse_misread(path)
