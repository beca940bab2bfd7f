"""Files of the cleaning that are damaged are named, with the way out."""

import pytest
from eeg2emg.cleaning.cleaned_file import read_cleaned
from eeg2emg.cleaning.ica_solution import left_out_solution, read_ica, write_ica
from eeg2emg.cleaning.preview import read_preview
from eeg2emg.errors import OwnFileError

READERS = {
    "a cleaned recording": read_cleaned,
    "independent components": read_ica,
    "a preview": read_preview,
}


@pytest.mark.parametrize("what", READERS)
def test_a_file_that_is_none_of_the_kind(tmp_path, what):
    (tmp_path / "a.nc").write_bytes(b"nothing of the kind")
    with pytest.raises(OwnFileError, match=rf"a\.nc is damaged: it is no file of {what}"):
        READERS[what](tmp_path / "a.nc")
    with pytest.raises(OwnFileError, match=rf"There is no file .*b\.nc of {what}"):
        READERS[what](tmp_path / "b.nc")


@pytest.mark.parametrize("what", ["a cleaned recording", "a preview"])
def test_a_file_that_holds_something_else(tmp_path, what):
    write_ica(tmp_path / "a.nc", left_out_solution(("Fp1", "Cz"), "too few recordings"))
    with pytest.raises(OwnFileError, match=rf"it is no file of {what}"):
        READERS[what](tmp_path / "a.nc")


def test_a_file_that_was_cut_off(tmp_path):
    write_ica(tmp_path / "a.nc", left_out_solution(("Fp1", "Cz"), "too few recordings"))
    content = (tmp_path / "a.nc").read_bytes()
    (tmp_path / "a.nc").write_bytes(content[: len(content) // 2])
    with pytest.raises(OwnFileError, match="run the workflow again"):
        read_ica(tmp_path / "a.nc")
