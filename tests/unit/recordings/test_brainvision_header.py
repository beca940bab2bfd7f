"""What a BrainVision header says of its file: recordings are read, averages and spectra refused."""

import pytest
from eeg2emg.errors import RecordingError
from eeg2emg.importing.readers import read_foreign
from eeg2emg.recordings.brainvision_header import files_of_header, refuse_misread
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


@pytest.mark.parametrize(("option", "ending"), [("DataFile", ".eeg"), ("MarkerFile", ".vmrk")])
def test_the_files_of_another_recording_are_never_read_for_its_own(path, option, ending):
    """A header of a dataset that names another recording's file is refused, not followed."""
    other = path.with_name(path.name.replace("sub-01", "sub-02"))
    for part in (".vhdr", ".eeg", ".vmrk"):
        other.with_suffix(part).write_bytes(path.with_suffix(part).read_bytes())
    text = path.read_text(encoding="utf-8")
    named = other.with_suffix(ending).name
    own = path.with_suffix(ending).name
    path.write_text(text.replace(f"{option}={own}", f"{option}={named}"), encoding="utf-8")
    with pytest.raises(RecordingError, match=f"names '{named}', though '{own}' lies beside it"):
        read_in_place(path)
    path.with_suffix(ending).unlink()
    with pytest.raises(RecordingError, match="of another recording, 'sub-02"):
        read_in_place(path)


@pytest.mark.parametrize(
    "change",
    [
        lambda text, stem: text.replace(f"={stem}.", "=$b."),
        lambda text, stem: text.replace(f"={stem}.eeg", "=monday.eeg"),
        lambda text, stem: text.replace(f"={stem}.vmrk", "=monday.vmrk"),
    ],
)
def test_the_own_files_of_a_header_bear_its_name(path, change):
    text = path.read_text(encoding="utf-8")
    path.write_text(change(text, path.stem), encoding="utf-8")
    files, notes = files_of_header(path)
    assert files == {
        "DataFile": path.with_suffix(".eeg"),
        "MarkerFile": path.with_suffix(".vmrk"),
    }
    assert len(notes) == ("monday" in path.read_text(encoding="utf-8"))


def test_samples_of_another_name_are_read_where_there_is_no_other_header_and_told(path):
    """A recording whose samples were renamed, or whose header was."""
    path.with_suffix(".eeg").rename(path.with_name("monday.eeg"))
    text = path.read_text(encoding="utf-8").replace(f"={path.stem}.eeg", "=monday.eeg")
    path.write_text(text, encoding="utf-8")
    assert "the samples are those of 'monday.eeg', which the header names" in (
        read_foreign(path).notes
    )
