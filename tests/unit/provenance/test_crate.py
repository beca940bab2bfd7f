"""The crate of a run: what the profile Workflow Run Crate 0.5 asks for, in the JSON itself."""

import hashlib
import json
import zipfile

import pytest
from eeg2emg.errors import OwnFileError
from eeg2emg.provenance.citation import read_citation
from eeg2emg.provenance.crate import PROFILES, RESULTS, write_crate

from .conftest import ROOT


def packed(run):
    record, path = run.recorded(), run.run / "small.crate.zip"
    write_crate(path, run.run, ROOT, record)
    return zipfile.ZipFile(path)


def graph(archive):
    entities = json.loads(archive.read("ro-crate-metadata.json"))["@graph"]
    found = {entity["@id"]: entity for entity in entities}
    assert len(found) == len(entities)
    return found


def ids(value):
    return [one["@id"] for one in (value if isinstance(value, list) else [value])]


def kinds(entity):
    return entity["@type"] if isinstance(entity["@type"], list) else [entity["@type"]]


def test_the_descriptor_and_the_root_name_the_profiles(small_run):
    found = graph(packed(small_run))
    descriptor, root = found["ro-crate-metadata.json"], found["./"]
    assert descriptor["about"] == {"@id": "./"}
    assert "https://w3id.org/ro/crate/1.1" in ids(descriptor["conformsTo"])
    profiles = ids(root["conformsTo"])
    assert set(profiles) == set(PROFILES)
    for one in profiles:
        assert "CreativeWork" in kinds(found[one])
        assert found[one]["name"]
        assert found[one]["version"]
    for needed in ("name", "description", "datePublished", "license", "author"):
        assert root[needed]


def test_every_reference_leads_to_an_entity_and_every_file_is_packed(small_run):
    archive = packed(small_run)
    found, names = graph(archive), set(archive.namelist())

    def references(value):
        if isinstance(value, dict):
            yield from [value["@id"]] if set(value) == {"@id"} else references([*value.values()])
        elif isinstance(value, list):
            for one in value:
                yield from references(one)

    for entity in found.values():
        for one in references(list(entity.values())):
            assert one in found or one.startswith(("http://schema.org/", "https://bioschemas.org/",
                "https://w3id.org/", "https://doi.org/", "https://snakemake.")), one  # fmt: skip
        if "File" in kinds(entity):
            content = archive.read(entity["@id"])
            if "sha256" in entity:
                assert entity["sha256"] == hashlib.sha256(content).hexdigest()
                assert entity["contentSize"] == str(len(content))
        if "Dataset" in kinds(entity) and not entity["@id"].startswith(("#", "./")):
            assert any(name.startswith(entity["@id"]) for name in names), entity["@id"]


def test_the_run_is_an_action_of_the_workflow_with_what_it_took_and_gave(small_run):
    found = graph(packed(small_run))
    workflow = found[found["./"]["mainEntity"]["@id"]]
    assert set(kinds(workflow)) == {"File", "SoftwareSourceCode", "ComputationalWorkflow"}
    language = found[workflow["programmingLanguage"]["@id"]]
    assert language["name"] == "Snakemake"
    assert language["version"]
    action = found[ids(found["./"]["mentions"])[0]]
    assert action["@type"] == "CreateAction"
    assert ids(action["instrument"]) == [workflow["@id"]]
    assert ids(action["object"]) == ["configuration.json"]
    assert set(ids(action["result"])) == set(RESULTS)
    assert action["startTime"] <= action["endTime"]
    # Each input and output of the workflow is one of the run's.
    for side, values in (("input", action["object"]), ("output", action["result"])):
        formal = [found[found[one]["exampleOfWork"]["@id"]] for one in ids(values)]
        assert ids(workflow[side]) == [one["@id"] for one in formal]
        for one in formal:
            assert one["@type"] == "FormalParameter"
            assert one["additionalType"] in {"File", "Dataset"}
            assert one["name"]
            assert "FormalParameter" in one["conformsTo"]["@id"]


def test_authors_licence_and_paper_are_those_of_the_citation(small_run):
    found = graph(packed(small_run))
    software, paper = read_citation(ROOT)
    root, workflow = found["./"], found["Snakefile"]
    for entity in (root, workflow):
        assert [found[one]["name"] for one in ids(entity["author"])] == [
            author.name for author in software.authors
        ]
        assert entity["license"]["@id"].endswith(software.licence)
    cited = found[root["citation"]["@id"]]
    assert cited["name"] == paper.title
    assert [found[one]["name"] for one in ids(cited["author"])] == [a.name for a in paper.authors]
    assert workflow["version"] == software.version


def test_the_crate_says_that_the_data_are_simulated(small_run):
    found = graph(packed(small_run))
    for place in ("./", "#run"):
        assert "SIMULATED DATA" in found[place]["description"]


def test_recordings_of_others_are_named_and_not_packed(recorded_run):
    archive = packed(recorded_run)
    found = graph(archive)
    assert "SIMULATED" not in found["./"]["description"]
    assert ids(found["#run"]["object"]) == ["configuration.json", "#recordings"]
    assert "2 files" in found["#recordings"]["description"]
    assert not [name for name in archive.namelist() if name.endswith(".edf")]


def test_code_is_packed_without_what_running_it_leaves(small_run):
    names = packed(small_run).namelist()
    assert "scripts/eeg2emg/provenance/crate.py" in names
    assert "workflow/rules/provenance.smk" in names
    assert not [name for name in names if "__pycache__" in name]


def test_a_file_that_was_changed_since_is_not_packed(small_run):
    record = small_run.recorded()
    small_run.write("tables/metrics.csv", "r\n2\n")
    path = small_run.run / "small.crate.zip"
    with pytest.raises(OwnFileError, match=r"metrics\.csv is missing or was changed since"):
        write_crate(path, small_run.run, ROOT, record)
    assert not path.exists()
