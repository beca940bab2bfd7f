"""The jobs run in conda environments of their own, and make the same tables as without them.

Where `conda activate` fails, Snakemake runs the job in another Python and says nothing; and it
appends its own packages to the path of a job, which hides one that is missing. So the logs are
asked where each job ran, and each environment is asked, without Snakemake, for all that its
scripts import.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from eeg2emg.jobs.environments import FAMILIES, PYTHON, modules_imported, rules_with_scripts
from eeg2emg.jobs.job import INTERPRETER

ROOT = Path(__file__).parents[2]
RULES = rules_with_scripts(ROOT)

pytestmark = [pytest.mark.ci, pytest.mark.timeout(3600)]  # TensorFlow is installed

# The fixtures live as long as `finished`, so that a test is skipped before that run is made for it.


@pytest.fixture(scope="session")
def conda():
    """Folder of a conda installation, where the environment names one."""
    named = os.environ.get("EEG2EMG_CONDA")
    if not named:
        pytest.skip("EEG2EMG_CONDA does not name a folder with a conda installation (bin/conda)")
    if sys.version_info[:2] != tuple(map(int, PYTHON.split("."))):
        pytest.skip(f"the environments have Python {PYTHON}: another one may give other digits")
    folder = Path(named)
    assert (folder / "bin" / "conda").is_file(), f"{folder}/bin/conda (EEG2EMG_CONDA) is missing"
    return folder


@pytest.fixture(scope="session")
def prefix(tmp_path_factory):
    """Give the folder in which Snakemake makes the environments."""
    return tmp_path_factory.mktemp("environments")


@pytest.fixture(scope="session")
def with_conda(conda):
    """Put conda on the path, and have it use its own channels where it has such."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{conda / 'bin'}:{os.environ['PATH']}")
        if (conda / "condarc").is_file():
            patch.setenv("CONDARC", str(conda / "condarc"))
        yield conda / "bin" / "conda"


@pytest.fixture(scope="session")
def in_conda(with_conda, prefix, make_checkout):
    """Run the whole workflow on the tiny cohort, each job in the environment of its family."""
    checkout = make_checkout("conda")
    options = ("--cores", 1, "--sdm", "conda", "--conda-prefix", prefix)
    checkout.snakemake(*options, "--configfile", "tiny.yaml")
    return checkout


@pytest.fixture(scope="session")
def environments(with_conda, in_conda, prefix):
    """Give the folder of each family's environment; Snakemake puts a copy of its file beside it."""
    made = {path.read_bytes(): path.with_suffix("") for path in prefix.glob("*.yaml")}
    found = {}
    for family in FAMILIES:
        file = ROOT / "envs" / f"{family}.yaml"
        found[family] = made.get(file.read_bytes()) or prefix / family
        if not found[family].is_dir():  # no rule of this run needs it
            line = ("env", "create", "--quiet", "--file", file, "--prefix", found[family])
            subprocess.run([with_conda, *line], check=True)
    return found


def family_of(log, results):
    """Name the family of the job that wrote a log: the rule's name is that of its log or folder."""
    first = log.relative_to(results / "logs").with_suffix("").parts[0]
    return {rule.family for rule in RULES if rule.rule == first}


def test_the_tables_are_the_same_to_the_byte(in_conda, finished):
    made, known = (
        {path.name: path.read_bytes() for path in (run.folder / "results/tiny/tables").iterdir()}
        for run in (in_conda, finished)
    )
    assert len(made) > 10
    assert set(made) <= set(known)  # other tests may have asked for more
    assert not [name for name in made if made[name] != known[name]]


def test_every_job_ran_in_the_environment_of_its_family(in_conda, environments):
    results = in_conda.folder / "results" / "tiny"
    logs = sorted((results / "logs").rglob("*.log"))
    assert len(logs) > 50
    for log in logs:
        lines = log.read_text(encoding="utf-8").splitlines()
        (found,) = filter(None, map(INTERPRETER.fullmatch, lines))
        prefixes = [str(environments[family]) for family in family_of(log, results)]
        assert [found["prefix"]] == prefixes, log
        assert found["version"].startswith(f"{PYTHON}."), log


@pytest.mark.parametrize("family", FAMILIES)
def test_an_environment_alone_has_all_that_its_scripts_import(family, environments):
    python = environments[family] / "bin" / "python"
    scripts = {rule.script for rule in RULES if rule.family == family}
    modules = set().union(*(modules_imported(ROOT / f"scripts/{name}.py") for name in scripts))
    code = "".join(f"import {module}\n" for module in sorted(modules))
    for line in (["-c", code], ["-m", "pip", "check"]):
        alone = {"PATH": os.environ["PATH"], "TF_CPP_MIN_LOG_LEVEL": "3"}
        done = subprocess.run(
            [python, "-I", *line], env=alone, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("family", FAMILIES)
def test_an_environment_has_the_pinned_versions_and_no_further_packages(family, environments):
    done = subprocess.run(
        [environments[family] / "bin" / "python", "-I", "-m", "pip", "freeze", "--all"],
        capture_output=True,
        text=True,
        check=True,
    )
    dependencies = yaml.safe_load((ROOT / f"envs/{family}.yaml").read_text())["dependencies"]
    pins = dependencies[-1]["pip"]
    installed = {line.lower().replace("_", "-") for line in done.stdout.splitlines()}
    assert installed >= {line for line in pins if ";" not in line}
    further = installed - {line.partition(" ;")[0] for line in pins}
    of_channel = {"pip", "setuptools", "wheel"}
    assert {line for line in further if line.split("==")[0] not in of_channel} == set()
