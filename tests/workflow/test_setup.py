"""The set-up deletes nothing that it did not make."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SETUP = Path(__file__).parents[2] / "workflow" / "setup.sh"


def run(code, *arguments, **options):
    line = [
        "sh",
        "-c",
        f'set -eu; . "$1"; shift; {code}',
        "run.sh",
        str(SETUP),
        *map(str, arguments),
    ]
    return subprocess.run(line, capture_output=True, text=True, check=False, **options)


def set_up(folder, **environment):
    environment |= {"PATH": "/usr/bin:/bin", "EEG2EMG_VENV": str(folder)}
    code = 'ensure_environment "$1"'
    return run(code, "requirements.txt", cwd=SETUP.parents[1], env=environment)


def contents(folder):
    return {p.relative_to(folder): p.is_file() and p.read_bytes() for p in folder.rglob("*")}


def environment(folder):
    for name in ("bin", "lib", "include"):
        (folder / name).mkdir(parents=True)
    (folder / "bin" / "python").symlink_to("/nowhere/python3")
    (folder / "lib64").symlink_to("lib")
    (folder / "pyvenv.cfg").write_text("home = /nowhere\n")
    (folder / ".installed-requirements.txt").write_text("1 2\n")


def thesis(folder):
    folder.mkdir()
    (folder / "thesis.docx").write_text("three years")


def hidden(folder):
    folder.mkdir()
    (folder / ".git").mkdir()


def environment_with_thesis(folder):
    environment(folder)
    (folder / "thesis.docx").write_text("three years")


def environment_with_hidden(folder):
    environment(folder)
    (folder / ".ssh").mkdir()


def environment_with_dangling_link(folder):
    environment(folder)
    (folder / "data").symlink_to("/nowhere/data")


@pytest.mark.parametrize(
    "fill",
    [
        *(thesis, hidden, environment_with_thesis, environment_with_hidden),
        environment_with_dangling_link,
    ],
)
@pytest.mark.parametrize("name", ["folder", "a folder's name", "-folder"])
def test_a_folder_with_other_things_is_refused_and_kept(tmp_path, fill, name):
    folder = tmp_path / name
    fill(folder)
    before = contents(tmp_path)
    done = set_up(folder, PYTHON=sys.executable)
    assert done.returncode == 1
    assert str(folder) in done.stderr
    assert "Nothing was deleted" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert contents(tmp_path) == before


def test_a_file_is_refused_and_kept(tmp_path):
    place = tmp_path / "file"
    place.write_text("data")
    done = run('make_room "$1"', place)
    assert done.returncode == 1
    assert "is not a folder" in done.stderr
    assert place.read_text() == "data"


def test_a_broken_environment_is_removed_and_an_empty_folder_used(tmp_path):
    broken, empty = tmp_path / "broken", tmp_path / "empty"
    environment(broken)
    empty.mkdir()
    for place in (broken, empty, tmp_path / "absent"):
        assert run('make_room "$1"', place).returncode == 0
    assert not broken.exists()
    assert empty.is_dir()


def test_an_environment_of_another_python_is_refused_and_kept(tmp_path):
    folder = tmp_path / "other"
    environment(folder)
    python = folder / "bin" / "python"
    python.unlink()
    python.write_text(
        "#!/bin/sh\n"
        'case "$*" in *pip*) exit 0 ;; *--version*) echo Python 3.9.1 ;; *) exit 1 ;; esac\n'
    )
    python.chmod(0o755)
    before = contents(folder)
    done = set_up(folder)
    assert done.returncode == 1
    assert "Python 3.9.1, but Python 3.11, 3.12 or 3.13 is needed" in done.stderr
    assert contents(folder) == before


@pytest.mark.skipif(shutil.which("dash") is None, reason="dash is not installed")
def test_the_set_up_is_plain_sh():
    assert subprocess.run(["dash", "-n", SETUP], check=False).returncode == 0


def test_packages_of_other_projects_do_not_come_before_the_pinned_ones():
    done = run('echo "<${PYTHONPATH:-}> $PYTHONNOUSERSITE"', env={"PYTHONPATH": "/opt/ros/lib"})
    assert done.stdout == "<> 1\n"


def test_where_home_cannot_be_written_caches_lie_beside_the_results(tmp_path):
    home = tmp_path / "home"
    home.write_text("no folder, so that not even root can write below it")
    code = 'echo "$XDG_CACHE_HOME"'
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin"}
    done = run(code, cwd=tmp_path, env=environment)
    assert done.returncode == 0, done.stderr
    cache = Path(done.stdout.strip())
    assert cache.is_dir()
    assert cache.is_relative_to(tmp_path / ".snakemake")


def test_a_home_that_can_be_written_is_left_to_its_own_rules(tmp_path):
    environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    assert run('echo "${XDG_CACHE_HOME:-none}"', env=environment).stdout == "none\n"


def test_an_environment_whose_path_has_a_blank_is_refused_with_the_way_out(tmp_path):
    """Snakemake starts jobs by a path that it does not quote: they would all fail."""
    folder = tmp_path / "my study" / "venv"
    code = 'refuse_blanks "$1"'
    done = run(code, folder)
    assert done.returncode == 1
    assert "path with a blank" in done.stderr
    assert "EEG2EMG_VENV=" in done.stderr
    assert run(code, tmp_path / "study").returncode == 0
    within = tmp_path / "my study"
    within.mkdir()
    assert run(code, ".venv", cwd=within).returncode == 1
