"""Provenance of a real run: complete, checked by `verify`, packed by `crate`."""

import hashlib
import json
import re
import zipfile

import pytest

LOGS = ("logs", "benchmarks")


@pytest.fixture(scope="module")
def run(copy_finished):
    """A copy of the finished run, whose files may be changed, with a record of what is there."""
    copy = copy_finished("provenance")
    snakemake(copy, "--forcerun", "write_provenance")
    return copy


def snakemake(run, *arguments, **expected):
    return run.snakemake(*arguments, "--cores", 1, "--configfile", "tiny.yaml", **expected)


def results(run):
    return run.folder / "results" / "tiny"


def record(run):
    return json.loads((results(run) / "provenance.json").read_text(encoding="utf-8"))


def test_every_file_of_the_run_is_recorded_with_its_rule_and_digest(run):
    found, known = record(run), {}
    for job in found["jobs"]:
        assert re.fullmatch(r"[0-9a-f]{12}", job["library"]), job["rule"]
        for one in job["outputs"]:
            known[one["path"]] = one
    for one in [*found["others"], *found["times"]["files"]]:
        known[one["path"]] = one
    for path in results(run).rglob("*"):
        name = path.relative_to(results(run))
        beside = name.parts[0] in LOGS or name.name.startswith(".")
        if path.is_dir() or beside or name.name in {"provenance.json", "tiny.crate.zip"}:
            continue
        assert known[name.as_posix()]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    temporary = {one["path"] for one in known.values() if not one.get("kept", True)}
    assert any(name.startswith("derivatives/cleaned/") for name in temporary)


def test_what_each_job_read_was_made_by_another_or_is_of_the_code(run):
    found = record(run)
    made = {one["path"] for job in found["jobs"] for one in job["outputs"]}
    folders = {path.rpartition("/")[0] for path in made}
    read = {name for job in found["jobs"] for name in job["inputs"]}
    outside = {name for name in read if name not in made and name not in folders}
    assert {name.partition(":")[0] for name in outside} == {"project"}
    rules = {job["rule"] for job in found["jobs"]}
    assert {"simulate_head", "simulate_recordings", "fit_ica", "train_network"} <= rules
    assert {"write_report", "store_model", "write_configuration"} <= rules
    assert "write_resources" not in rules
    assert found["inputs"]["kind"] == "simulated"


def test_splits_and_configuration_are_those_of_the_run(run):
    found = record(run)
    configuration = (results(run) / "configuration.json").read_text(encoding="utf-8")
    assert found["configuration"] == json.loads(configuration)
    for scheme, about in found["splits"].items():
        if "digest" in about:
            table = (results(run) / "splits" / f"{scheme}.tsv").read_bytes()
            assert about["digest"] == hashlib.sha256(table).hexdigest()
        else:
            assert about["reason"]


def test_the_report_names_rule_digest_and_inputs_of_its_tables_and_figures(run):
    page = (results(run) / "report.html").read_text(encoding="utf-8")
    jobs = {one["path"]: (job, one) for job in record(run)["jobs"] for one in job["outputs"]}
    rows = re.findall(r'<tr><td><span id="from-[\w-]+">([^<]+)</span></td>(.*?)</tr>', page)
    for file, row in rows:
        job, made = jobs[file]
        cells = re.findall(r"<td[^>]*>(.*?)</td>", row)
        assert cells[:3] == [job["rule"], job["library"], made["sha256"][:12]], file
        assert job["inputs"][0].rpartition("/")[0] in cells[3], file
    shown = {file for file, _ in rows}
    assert {f"figures/{path.name}" for path in (results(run) / "figures").glob("*.png")} < shown
    assert {"dataset.nc", "tables/metrics.csv", "tables/verdict.csv", "tables/claims.csv"} < shown
    linked = set(re.findall(r'href="#(from-[\w-]+)"', page))
    assert linked <= set(re.findall(r'id="(from-[\w-]+)"', page))
    answer = page.partition('id="summary"')[2].partition("</section>")[0]
    assert {"from-tables-verdict", "from-figures-skill_summary"} <= set(
        re.findall(r'href="#(from-[\w-]+)"', answer)
    )


def test_the_crate_holds_the_run_and_a_second_time_there_is_nothing_to_do(run):
    assert "as RO-Crate" in snakemake(run, "crate")
    with zipfile.ZipFile(results(run) / "tiny.crate.zip") as archive:
        assert archive.testzip() is None
        entities = json.loads(archive.read("ro-crate-metadata.json"))["@graph"]
        files = {one["@id"]: one for one in entities if "File" in one["@type"]}
        names = set(archive.namelist())
        assert set(files) <= names
        assert json.loads(archive.read("provenance.json")) == record(run)
    assert {"Snakefile", "report.html", "tables/table3.csv", "figures/training.pdf"} <= set(files)
    assert not {name for name in names if name.startswith(("bids/", "models/", "logs/"))}
    assert "Nothing to be done" in snakemake(run, "crate")
    assert "Nothing to be done" in snakemake(run)


def test_verify_names_each_file_that_was_changed_and_makes_nothing_anew(run):
    assert "nothing was changed since provenance.json was written" in snakemake(run, "verify")
    folder = results(run)
    recording = next(folder.glob("bids/sub-*/eeg/*_eeg.eeg"))
    changed = [
        *("dataset.nc", "report.html", "resources.csv", "exclusions.tsv", "configuration.json"),
        *("tables/metrics.csv", "figures/training.pdf", "splits/blocked.tsv"),
        *(next(folder.glob(f"{place}/**/*.{ending}")).relative_to(folder).as_posix()
          for place, ending in (("models", "npz"), ("quality", "json"), ("connectivity", "nc"))),
        recording.relative_to(folder).as_posix(),
    ]  # fmt: skip
    before = {name: (folder / name).read_bytes() for name in [*changed, "tables/verdict.csv"]}
    for name in changed:
        content = bytearray(before[name])
        content[len(content) // 2] ^= 1
        (folder / name).write_bytes(content)
    (folder / "tables" / "verdict.csv").unlink()
    (folder / "tables" / "own.csv").write_text("1\n")
    printed = snakemake(run, "verify", expect_success=False)
    lines = set(re.findall(r"ERROR: (\w+: \S+)$", printed, re.MULTILINE))
    expected = {f"changed: {name}" for name in changed}
    assert lines == expected | {"missing: tables/verdict.csv", "added: tables/own.csv"}
    assert f"{len(lines)} files are not as provenance.json says" in printed
    assert not (folder / "tables" / "verdict.csv").exists()
    for name, content in before.items():
        (folder / name).write_bytes(content)
    (folder / "tables" / "own.csv").unlink()
    assert "nothing was changed since" in snakemake(run, "verify")


def test_verify_without_a_record_says_how_to_get_one(checkout):
    printed = snakemake(checkout, "verify", expect_success=False)
    assert re.search(r"ERROR: There is no file .*provenance\.json.*Run the workflow again", printed)
    assert "Traceback" not in printed
