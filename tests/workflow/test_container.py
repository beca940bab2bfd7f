"""The container's two definitions agree, and what they copy is enough to run the workflow.

No image can be fetched and built by the tests. They put what an image would hold into a folder, and
start there what the container would start, with this Python in the place of the image's.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from eeg2emg.jobs.environments import PYTHON
from making.checkout import PARTS

ROOT = Path(__file__).parents[2]
PLACE = "/opt/eeg2emg"
DEFINITIONS = {
    "docker": (ROOT / "container" / "Dockerfile").read_text(encoding="utf-8"),
    "apptainer": (ROOT / "container" / "eeg2emg.def").read_text(encoding="utf-8"),
}


def copies_of(kind):
    """List what an image holds of the project: each source, and where it is put."""
    if kind == "docker":
        lines = re.findall(r"^COPY (.+)$", DEFINITIONS[kind], re.MULTILINE)
        pairs = [(source, words[-1]) for words in map(str.split, lines) for source in words[:-1]]
        # A place that ends with a slash is the folder into which the file is put.
        return {source: f"{to}{source}" if to.endswith("/") else to for source, to in pairs}
    section = re.search(r"^%files\n((?:    .+\n)+)", DEFINITIONS[kind], re.MULTILINE)[1]
    return dict(map(str.split, section.splitlines()))


def start_of(kind):
    """Give the command that a container starts, without the arguments given to it."""
    if kind == "docker":
        words = re.search(r"^ENTRYPOINT \[(.+)\]$", DEFINITIONS[kind], re.MULTILINE)[1]
        return [word.strip(' "') for word in words.split(",")]
    line = re.search(r'^%runscript\n    exec (.+) "\$@"$', DEFINITIONS[kind], re.MULTILINE)[1]
    return shlex.split(line)


def left_out():
    """List the names that `.dockerignore` keeps out of the image, in whatever folder they lie."""
    text = (ROOT / ".dockerignore").read_text(encoding="utf-8")
    return re.findall(r"^\*\*/(.+)$", text, re.MULTILINE)


@pytest.mark.parametrize("kind", DEFINITIONS)
def test_it_installs_the_pins_with_their_hashes_on_the_python_of_the_environments(kind):
    text = DEFINITIONS[kind].replace("\\\n", " ")
    assert re.findall(r"^(?:FROM|From:) (.+)$", text, re.MULTILINE) == [f"python:{PYTHON}-slim"]
    (install,) = re.findall(r"pip install (.+)", text)
    assert "--require-hashes" in install
    assert install.split()[-2:] == ["-r", f"{PLACE}/requirements.txt"]


def test_both_definitions_hold_and_start_the_same():
    docker, apptainer = map(copies_of, DEFINITIONS)
    assert docker == apptainer
    assert set(docker) >= set(PARTS)
    assert start_of("docker") == start_of("apptainer")


def test_what_an_image_holds_is_enough_to_run_in_an_empty_folder(tmp_path):
    image, work = tmp_path / "image", tmp_path / "work"
    work.mkdir()
    ignored = left_out()
    assert "__pycache__" in ignored
    for source, to in copies_of("docker").items():
        target = image / to.removeprefix("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, target, ignore=shutil.ignore_patterns(*ignored))
        else:
            shutil.copy2(ROOT / source, target)
    before = {path for path in image.rglob("*") if path.is_file()}
    wanted = "results/default/configuration.json"
    done = subprocess.run(
        [*(word.replace(PLACE, f"{image}{PLACE}") for word in start_of("docker")), wanted],
        cwd=work,
        # Whoever is not in the image's list of users has no home that can be written.
        env={"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": "/proc"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (work / wanted).is_file()
    assert {path.name for path in work.iterdir()} == {".snakemake", "results"}
    # The image cannot be written; byte code is there from when it was built.
    written = {path for path in image.rglob("*") if path.is_file()} - before
    assert {path.suffix for path in written} <= {".pyc"}
