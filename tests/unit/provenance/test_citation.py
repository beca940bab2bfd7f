"""The descriptions of the project say the same: title, version, licence, authors, paper."""

import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from eeg2emg.errors import OwnFileError
from eeg2emg.learning.recipes import PAPER_RECIPE, RECIPES
from eeg2emg.names.project import NAME, VERSION
from eeg2emg.provenance.citation import Author, read_citation
from eeg2emg.report.references import REFERENCES

ROOT = Path(__file__).parents[3]
SOFTWARE, PAPER = read_citation(ROOT)


def described(name):
    return json.loads((ROOT / name).read_text(encoding="utf-8"))


def test_the_citation_agrees_with_the_package():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (project["name"], project["version"]) == (NAME, VERSION)
    assert (SOFTWARE.version, SOFTWARE.licence) == (project["version"], project["license"])
    assert SOFTWARE.title.startswith(f"{NAME}: ")
    (author,) = SOFTWARE.authors
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert licence.startswith(f"{SOFTWARE.licence} License")
    assert author.name in licence


def test_the_paper_is_that_which_the_report_cites():
    reference = next(one for one in REFERENCES if one.key == "samadi2025")
    assert PAPER.title == reference.title
    assert [author.name for author in PAPER.authors] == list(reference.authors)
    assert PAPER.year == str(reference.year)


def test_codemeta_agrees():
    about = described("codemeta.json")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert about["@context"] == "https://w3id.org/codemeta/3.0"
    assert (about["identifier"], about["name"]) == (NAME, SOFTWARE.title)
    assert (about["version"], about["description"]) == (SOFTWARE.version, project["description"])
    assert about["license"] == f"https://spdx.org/licenses/{SOFTWARE.licence}"
    assert [one["name"] for one in about["author"]] == [one.name for one in SOFTWARE.authors]
    assert about["programmingLanguage"][0]["version"] == project["requires-python"]
    assert (ROOT / about["softwareRequirements"]).is_file()
    paper = about["referencePublication"]
    assert (paper["name"], paper["datePublished"]) == (PAPER.title, PAPER.year)
    assert [one["familyName"] for one in paper["author"]] == [one.family for one in PAPER.authors]


def test_zenodo_agrees():
    about = described(".zenodo.json")
    assert about["upload_type"] == "software"
    assert (about["title"], about["version"]) == (SOFTWARE.title, SOFTWARE.version)
    assert about["license"] == SOFTWARE.licence
    assert [one["name"] for one in about["creators"]] == [one.name for one in SOFTWARE.authors]
    assert about["description"] == described("codemeta.json")["description"]
    assert about["keywords"] == described("codemeta.json")["keywords"]
    (cited,) = about["references"]
    for part in (PAPER.title, PAPER.year, *(author.name for author in PAPER.authors)):
        assert part in cited
    related = [one["identifier"] for one in about.get("related_identifiers", [])]
    assert related == ([PAPER.doi] if PAPER.doi else [])


def test_codecheck_agrees_and_names_files_of_the_default_run():
    text = (ROOT / "codecheck.yml").read_text(encoding="utf-8")
    assert text.startswith("---\n")
    about = yaml.safe_load(text)
    assert about["paper"]["title"] == PAPER.title
    assert [one["name"] for one in about["paper"]["authors"]] == [a.name for a in PAPER.authors]
    assert about["paper"].get("reference") == (
        f"https://doi.org/{PAPER.doi}" if PAPER.doi else None
    )
    default = yaml.safe_load((ROOT / "config" / "config.yaml").read_text(encoding="utf-8"))
    files = {one["file"].removeprefix(f"results/{default['name']}/") for one in about["manifest"]}
    paper = RECIPES[PAPER_RECIPE]
    assert {f"tables/{paper.table3}.csv", f"figures/{paper.training_figure}.pdf"} <= files
    assert all(one["comment"] for one in about["manifest"])
    assert not {"codechecker", "report", "certificate"} & set(about)  # nobody has checked it


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{name: A group}", Author("A group")),
        ("{family-names: Doe, given-names: Jo}", Author("Jo Doe", "Doe", "Jo")),
        ("{family-names: Doe}", Author("Doe", "Doe")),
    ],
)
def test_groups_and_people_are_told_apart(tmp_path, text, expected):
    written = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    other = re.sub(r'- name: "The eeg2emg authors"', f"- {text}", written)
    (tmp_path / "CITATION.cff").write_text(other, encoding="utf-8")
    software, _ = read_citation(tmp_path)
    assert software.authors == (expected,)
    assert expected.is_person == ("family" in text)


@pytest.mark.parametrize("text", [None, "title: [", "title: no more\n"])
def test_a_citation_that_is_missing_or_damaged_is_named(tmp_path, text):
    if text is not None:
        (tmp_path / "CITATION.cff").write_text(text)
    with pytest.raises(OwnFileError, match=r"CITATION\.cff"):
        read_citation(tmp_path)
