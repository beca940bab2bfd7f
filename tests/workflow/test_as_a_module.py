"""The workflow under its other path, and within another workflow as docs/how-to/module.md shows."""

import re
from pathlib import Path

import pytest
import yaml
from eeg2emg.configuration.loading import load_configuration
from making.checkout import Checkout
from snakemake.utils import update_config

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "module.md"
BLOCK = re.compile(
    r"In `(?P<file>[^`]+)` of the other workflow:\n\n```\w+\n(?P<text>.*?)```", re.DOTALL
)
RECORDING = "sub-02_task-arm_run-02"
TARGETS = ("all", "matrices", "dataset", "tables", "figures", "eeg_connectivity", "corticomuscular")


def blocks_of_the_page():
    """Give the files of the other workflow, as the page shows them."""
    return {m["file"]: m["text"] for m in BLOCK.finditer(PAGE.read_text(encoding="utf-8"))}


def other_workflow(folder, clone, options, *, change=lambda text: text):
    """Write the other workflow of the page into a folder, with the options of a run."""
    text = blocks_of_the_page()["workflow/Snakefile"].replace("/path/to/eeg2emg", str(clone))
    text = text.replace("results/arm-study/", f"results/{options['name']}/")
    for name, content in {
        "workflow/Snakefile": change(text),
        "config/config.yaml": yaml.safe_dump({"eeg2emg": options}),
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return Checkout(folder)


@pytest.fixture
def options(tiny):
    """What a run of the tiny cohort alone takes from the workflow's own file and its own."""
    merged = yaml.safe_load((ROOT / "config" / "config.yaml").read_text(encoding="utf-8"))
    update_config(merged, tiny)
    return merged


@pytest.mark.parametrize("targets", [(), ("eeg_connectivity", "power")])
def test_both_snakefiles_start_the_same_jobs(targets, checkout):
    """The catalog looks for workflow/Snakefile; people start the one above it."""
    asked = (*targets, "--configfile", "tiny.yaml")
    from_top = checkout.planned_rules(*asked)
    assert from_top["fit_ica"] == 4
    assert checkout.planned_rules(*asked, "--snakefile", "workflow/Snakefile") == from_top


def test_a_finished_run_has_nothing_to_do_under_the_other_path(finished):
    printed = finished.snakemake(
        "-n", "--cores", 1, "--snakefile", "workflow/Snakefile", "--configfile", "tiny.yaml"
    )
    assert "Nothing to be done" in printed


def test_the_catalog_finds_what_it_asks_for():
    """Its rules for standardised usage: three files, and rules that end in .smk."""
    told = yaml.safe_load((ROOT / ".snakemake-workflow-catalog.yml").read_text(encoding="utf-8"))
    assert set(told["usage"]) >= {"mandatory-flags", "software-stack-deployment", "report"}
    deployment = told["usage"]["software-stack-deployment"]
    assert deployment["conda"] is True
    contained = [file for file in ROOT.glob("workflow/**/*.smk") if "container" in file.read_text()]
    assert deployment["apptainer"] is bool(contained)
    assert (ROOT / "workflow" / "Snakefile").is_file()
    assert (ROOT / "config" / "README.md").is_file()
    assert "snakemake" in (ROOT / "README.md").read_text(encoding="utf-8").lower()
    assert list((ROOT / "workflow" / "rules").glob("*.smk"))


def test_rule_files_name_nothing_of_the_workflow_that_includes_them():
    for path in [ROOT / "Snakefile", *(ROOT / "workflow" / "rules").rglob("*.smk")]:
        text = path.read_text(encoding="utf-8")
        for word in ("workflow.basedir", "workflow.rules", "localrules:", "default_target:"):
            assert word not in text, f"{path.name}: {word}"


def test_the_options_of_the_page_are_options():
    section = yaml.safe_load(blocks_of_the_page()["config/config.yaml"])["eeg2emg"]
    assert load_configuration(section).name == "arm-study"


@pytest.mark.parametrize("snakefile", ["Snakefile", "workflow/Snakefile"])
def test_a_module_plans_what_the_workflow_alone_plans(snakefile, checkout, options, tmp_path):
    other = other_workflow(
        tmp_path / "other",
        checkout.folder,
        options,
        change=lambda text: text.replace("eeg2emg/Snakefile", f"eeg2emg/{snakefile}"),
    )
    alone = checkout.planned_rules("--configfile", "tiny.yaml")
    planned = other.planned_rules("eeg2emg_all")
    planned.pop("eeg2emg_all")
    assert planned == {f"eeg2emg_{rule}": count for rule, count in alone.items()}


def test_every_target_has_its_name_in_the_other_workflow(checkout, options, tmp_path):
    other = other_workflow(tmp_path / "other", checkout.folder, options)
    printed = other.snakemake("--list-target-rules")
    assert {f"eeg2emg_{name}" for name in TARGETS} <= set(printed.split())


def test_the_first_rule_of_the_other_workflow_stays_what_is_made(checkout, options, tmp_path):
    planned = other_workflow(tmp_path / "one", checkout.folder, options).planned_rules()
    assert planned["strongest_links"] == 1
    assert planned["eeg2emg_tabulate_connectivity"] == 1
    assert "eeg2emg_write_report" not in planned
    without = other_workflow(
        tmp_path / "two",
        checkout.folder,
        options,
        change=lambda text: re.sub(r"rule strongest_links:.*?\n\n\n", "", text, flags=re.DOTALL),
    ).planned_rules()
    assert without["eeg2emg_write_report"] == without["eeg2emg_all"] == 1


def test_a_module_makes_the_bytes_of_the_workflow_alone(finished, options, tmp_path):
    other = other_workflow(tmp_path / "other", finished.folder, options)
    made = [f"results/tiny/connectivity/{RECORDING}.nc", "results/tiny/configuration.json"]
    other.snakemake("--cores", 2, *made)
    for path in made:
        assert (other.folder / path).read_bytes() == (finished.folder / path).read_bytes()


def test_finished_results_are_finished_for_a_module(finished, options, tmp_path):
    """The report tells of the rules under the names of this project, wherever it is made."""
    other = other_workflow(tmp_path / "other", finished.folder, options)
    (other.folder / "results").symlink_to(finished.folder / "results")
    (other.folder / ".snakemake").mkdir()
    (other.folder / ".snakemake" / "metadata").symlink_to(finished.folder / ".snakemake/metadata")
    planned = other.planned_rules("eeg2emg_all")
    again = ("write_report", "write_resources", "write_provenance", "all")
    assert not set(planned) - {f"eeg2emg_{name}" for name in again}


@pytest.mark.on_request
def test_a_module_writes_the_same_report(finished, options, tmp_path):
    """Only the command that starts the run again is another."""
    other = other_workflow(tmp_path / "other", finished.folder, options)
    other.snakemake("--cores", 2, "eeg2emg_all", "strongest_links")
    pages = [
        (one.folder / "results/tiny/report.html").read_text(encoding="utf-8")
        for one in (other, finished)
    ]
    there, here = (
        [line for line in page.splitlines() if "--cores N" not in line] for page in pages
    )
    assert there == here
    assert (other.folder / "strongest_links.csv").read_text().count("granger") == 10


@pytest.mark.parametrize("statement", ['prefix: "mine/"', 'replace_prefix: {"results": "mine"}'])
def test_a_changed_place_is_refused(statement, checkout, options, tmp_path):
    other = other_workflow(
        tmp_path / "other",
        checkout.folder,
        options,
        change=lambda text: text.replace("    config:\n", f"    {statement}\n    config:\n"),
    )
    printed = other.snakemake("--dry-run", expect_success=False)
    assert "module eeg2emg: `prefix` and `replace_prefix` cannot be used" in printed
    assert "results/<name>/" in printed


def test_a_wrong_option_is_named_with_its_module(checkout, options, tmp_path):
    other = other_workflow(tmp_path / "other", checkout.folder, {**options, "nmae": "x"})
    printed = other.snakemake("--dry-run", expect_success=False)
    assert "module eeg2emg: unknown option `nmae`; did you mean `name`?" in printed
