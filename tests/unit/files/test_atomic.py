"""Outputs are whole or absent."""

import os

import pytest
from eeg2emg.files.atomic import atomic_path, write_text


def test_the_final_name_appears_only_after_success(tmp_path):
    final = tmp_path / "folder" / "table.csv"
    with atomic_path(final) as temporary:
        temporary.write_text("half")
        assert not final.exists()
        assert temporary.parent == final.parent
        assert str(os.getpid()) in temporary.name
        assert temporary.suffix == ".csv"
    assert final.read_text() == "half"
    assert list(final.parent.iterdir()) == [final]


def test_a_failure_keeps_what_was_there_and_leaves_no_debris(tmp_path):
    final = tmp_path / "table.csv"
    final.write_text("old")

    def fail_half_way():
        with atomic_path(final) as temporary:
            temporary.write_text("new")
            raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        fail_half_way()
    assert final.read_text() == "old"
    assert list(tmp_path.iterdir()) == [final]


def test_text_is_written_as_utf8_with_plain_newlines(tmp_path):
    write_text(tmp_path / "a.txt", "µV\n")
    assert (tmp_path / "a.txt").read_bytes() == b"\xc2\xb5V\n"
