"""A copy of the project in a folder of its own, in which the real workflow is run."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PARTS = (
    *("Snakefile", "workflow", "scripts", "config", "envs", "profiles", "requirements.txt"),
    *("CITATION.cff", "LICENSE", "README.md"),
)


@dataclass
class Checkout:
    """A copy of the project in which Snakemake can be run."""

    folder: Path

    def command(self, *arguments):
        """Give the command line and the environment of a Snakemake there."""
        environment = {
            key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"
        }
        environment |= {"COLUMNS": "200", "TERM": "dumb"}
        options = ["--workflow-profile", "none", "--keep-going", "--show-failed-logs"]
        line = [sys.executable, "-m", "snakemake", *options, *map(str, arguments)]
        return {"args": line, "cwd": self.folder, "env": environment}

    def snakemake(self, *arguments, expect_success=True):
        """Run Snakemake there; returns what it printed."""
        done = subprocess.run(
            **self.command(*arguments), capture_output=True, text=True, check=False
        )
        printed = done.stdout + done.stderr
        if expect_success:
            assert done.returncode == 0, printed[-6000:]
        else:
            assert done.returncode != 0, printed[-6000:]
        return printed

    def planned_rules(self, *arguments):
        """Count by rule the jobs that a run would do now."""
        printed = self.snakemake("--cores", 2, "--dry-run", *arguments)
        table = printed.partition("Job stats:")[2].partition("\n\n")[0]
        found = re.findall(r"^(\w+) +(\d+)$", table, re.MULTILINE)
        return {rule: int(count) for rule, count in found if rule not in {"total", "all"}}


def copy_of_project(folder):
    """Copy what a run needs into a folder, without anything that has run."""
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(
                source, folder / part, ignore=shutil.ignore_patterns("__pycache__", ".*")
            )
        else:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, folder / part)
    return Checkout(folder)
