"""The tests themselves: shared among processes they are counted as in one, by tier and reason."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OPTIONS = (
    (ROOT / "test.sh").read_text(encoding="utf-8").partition("-m pytest ")[2].split(' "$@"')[0]
)
TESTS = {
    "unit/test_one.py": """
        import pytest
        def test_passes(): pass
        def test_skipped(): pytest.skip("no data")
        @pytest.mark.ci
        def test_ci(): pass
    """,
    "workflow/test_first.py": """
        import os, pytest
        from pathlib import Path
        @pytest.fixture(scope="session")
        def finished():
            with open("made", "a") as stream:
                stream.write(f"{os.getpid()}\\n")
        @pytest.mark.parametrize("k", range(8))
        def test_of_the_run(finished, k): pass
        def test_skipped_as_well(): pytest.skip("no data")
    """,
    "workflow/test_second.py": """
        import os, pytest
        @pytest.fixture(scope="session")
        def finished():
            with open("made", "a") as stream:
                stream.write(f"{os.getpid()}\\n")
        @pytest.mark.parametrize("k", range(8))
        def test_of_the_run_too(finished, k): pass
        @pytest.mark.on_request
        def test_study(): pass
    """,
}
SETTINGS = """[tool.pytest.ini_options]
addopts = "--strict-markers --import-mode=importlib"
markers = ["ci: x", "on_request: x"]
"""


@pytest.mark.parametrize("processes", [(), ("-n", "2"), ("-n", "0")], ids=["auto", "two", "one"])
def test_counts_and_the_last_line_are_those_of_one_process(processes, tmp_path):
    pytest.importorskip("xdist")
    (tmp_path / "pyproject.toml").write_text(SETTINGS)
    for name, text in TESTS.items():
        path = tmp_path / "tests" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = text.strip("\n").splitlines()
        path.write_text("\n".join(line.removeprefix(" " * 8) for line in lines) + "\n")
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path / "tests")
    line = [sys.executable, "-m", "pytest", *OPTIONS.split(), "-q", *processes]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 tests skipped: no data" in done.stdout
    assert "1 test of tier ci not run: ./test.sh --tier ci" in done.stdout
    assert "1 test of tier all not run: ./test.sh --tier all" in done.stdout
    assert re.fullmatch(
        r"17 passed, 2 skipped(, 2 deselected)? in [\d.]+s", done.stdout.splitlines()[-1]
    )
    makers = (tmp_path / "made").read_text().split()
    assert len(set(makers)) == 1, "what the finished run is for was made in two processes"
