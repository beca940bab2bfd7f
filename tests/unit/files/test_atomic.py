"""Outputs are whole or absent."""

import os
import resource
import subprocess
import sys

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


@pytest.mark.parametrize("name", ["table.csv", "a[1].nc", "no_suffix", "sub-02.components.svg"])
def test_what_killed_jobs_left_for_the_same_file_is_removed_and_nothing_else(tmp_path, name):
    final = tmp_path / name
    orphan = final.with_name(f".{final.stem}.29436{final.suffix}")
    others = [
        tmp_path / f".other{final.suffix}",
        tmp_path / f".{final.stem}.draft{final.suffix}",
        tmp_path / f".{final.stem}-2.29436{final.suffix}",
        tmp_path / f".{final.stem}.29436{final.suffix}.bak",
    ]
    for path in (orphan, *others):
        path.write_text("x")
    write_text(final, "whole")
    assert not orphan.exists()
    assert all(path.exists() for path in others)
    assert final.read_text() == "whole"


WRITE = {
    "netCDF": """
from eeg2emg.files.netcdf import written_netcdf
with written_netcdf(path) as file:
    file.createDimension("x", 10**6)
    file.createVariable("x", "f8", ("x",))[:] = np.random.default_rng(1).random(10**6)
""",
    "npz": """
from eeg2emg.files.atomic import atomic_path
with atomic_path(path) as temporary:
    np.savez(temporary, x=np.random.default_rng(1).random(10**6))
""",
    "text": """
from eeg2emg.files.atomic import write_text
write_text(path, "x" * 10**6)
""",
}


@pytest.mark.parametrize("kind", WRITE)
def test_a_disk_that_takes_no_more_is_named_whatever_the_library_says(tmp_path, kind):
    """A limit of the size of files stands for the disk: the system refuses in the same way."""
    path = tmp_path / ("a.npz" if kind == "npz" else "a.nc")
    code = f"import numpy as np\npath = {str(path)!r}\n{WRITE[kind]}"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2**15, 2**15)),
    )
    last = done.stderr.strip().splitlines()[-1]
    assert "MachineError" in last
    assert f"{path.name}: a file would be larger than the machine allows" in last
    assert list(tmp_path.iterdir()) == []
