"""A run as RO-Crate: one archive with the workflow, the results, and what they are to each other.

It follows the profile Workflow Run Crate 0.5 (doi:10.1371/journal.pone.0309210): the workflow, the
run as an action that takes the configuration and the recordings, and what it gave. Steps are not
described one by one: that is done by the record of the run, which is in it.
"""

from __future__ import annotations

import mimetypes
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eeg2emg.errors import OwnFileError
from eeg2emg.files.atomic import atomic_path
from eeg2emg.provenance.changes import recorded_files
from eeg2emg.provenance.citation import read_citation
from eeg2emg.provenance.listing import RECORD, entry_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rocrate.model.entity import Entity
    from rocrate.rocrate import ROCrate

    from eeg2emg.provenance.citation import Author, Work

PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": ("Process Run Crate", "0.5"),
    "https://w3id.org/ro/wfrun/workflow/0.5": ("Workflow Run Crate", "0.5"),
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0": ("Workflow RO-Crate", "1.0"),
}
"""Profiles that the crate follows: names and versions by address."""

TERMS = "https://w3id.org/ro/terms/workflow-run/context"
"""What ``sha256`` means, beside the terms of all crates."""

VERSION_OF_CRATES = "1.1"
"""That which the profiles build on."""

WORKFLOW = "Snakefile"
FOLDERS_OF_CODE = {
    "workflow": "Rules of the workflow, by stage",
    "scripts": "Scripts of the rules, and the library",
    "config": "Configurations",
    "envs": "Environments of the rules",
    "profiles": "Profiles of Snakemake",
}
README = "README.md"
FILES_OF_CODE = ("CITATION.cff", "LICENSE", README, "requirements.txt")

RESULTS = {
    "report.html": "Report: all that follows, explained",
    "dataset.nc": "Matrices of all segments",
    "exclusions.tsv": "What was left out, and why",
    "tables/": "Tables",
    "figures/": "Figures, and what each shows",
    "splits/": "Who was trained on and who tested, with digests",
    RECORD: "Provenance: every file of the run with rule, inputs and SHA-256",
}
"""What of a run is in its crate; the record names the rest."""

CONFIGURATION = "configuration.json"
_MEDIA = {
    ".md": "text/markdown",
    ".nc": "application/x-netcdf",
    ".tsv": "text/tab-separated-values",
    ".tex": "text/x-tex",
}
_WORKFLOW = "https://bioschemas.org/profiles/ComputationalWorkflow/1.0-RELEASE"
_PARAMETER = "https://bioschemas.org/profiles/FormalParameter/1.0-RELEASE"


def write_crate(path: str | Path, run: Path, project: Path, record: Mapping[str, Any]) -> None:
    """Write the crate of a run as zip.

    Parameters
    ----------
    path : path-like
        The archive.
    run, project : Path
        Folder of the run, and of the code.
    record : mapping
        As from `eeg2emg.provenance.record.build_record`.

    Raises
    ------
    OwnFileError
        If a file of the run is missing, or is not as it was recorded.
    """
    with tempfile.TemporaryDirectory() as folder, atomic_path(path) as temporary:
        code = Path(folder)
        for name in FOLDERS_OF_CODE:
            skip = shutil.ignore_patterns("__pycache__", ".*")
            shutil.copytree(project / name, code / name, ignore=skip)
        crate = build_crate(run, project, code, record)
        crate.write_zip(temporary)


def build_crate(run: Path, project: Path, code: Path, record: Mapping[str, Any]) -> ROCrate:
    """Describe a run.

    Parameters
    ----------
    run, project : Path
        As for `write_crate`.
    code : Path
        The folder from which `FOLDERS_OF_CODE` are packed.
    record : mapping
        As for `write_crate`.

    Returns
    -------
    ROCrate
        It is yet to be written.

    Raises
    ------
    OwnFileError
        As `write_crate`.
    """
    from rocrate.rocrate import ROCrate

    crate = ROCrate(version=VERSION_OF_CRATES)
    crate.metadata.extra_contexts.append(TERMS)
    software, paper = read_citation(project)
    authors = _one_or_all([_author(crate, one) for one in software.authors])
    licence = _contextual(
        crate,
        f"https://spdx.org/licenses/{software.licence}",
        "CreativeWork",
        name=software.licence,
        description="Of the code. Recordings of others stay under their own licence.",
    )
    crate.name = f"Run “{record['run']}” of {record['code']['name']}"
    crate.description = _description(record)
    crate.license = licence
    crate.datePublished = record["times"]["last_job_ended"]
    crate.root_dataset["author"] = authors
    crate.root_dataset["citation"] = _paper(crate, paper)
    workflow = _workflow(crate, project, software, record)
    workflow["author"], workflow["license"] = authors, licence
    _add_code(crate, project, code)
    inputs = _inputs(crate, run, record)
    results = [_result(crate, run, name, record) for name in RESULTS]
    workflow["input"] = _one_or_all([_parameter(crate, one) for one in inputs])
    workflow["output"] = [_parameter(crate, one) for one in results]
    action = crate.add_action(
        workflow,
        identifier="#run",
        object=_one_or_all(inputs),
        result=results,
        properties={
            "name": f"Run of the workflow: {record['command']}",
            "description": _description(record),
            "startTime": record["times"]["first_job_began"],
            "endTime": record["times"]["last_job_ended"],
            "actionStatus": "http://schema.org/CompletedActionStatus",
        },
    )
    crate.root_dataset["mentions"] = action
    for address, (name, version) in PROFILES.items():
        profile = _contextual(crate, address, "CreativeWork", name=name, version=version)
        crate.root_dataset.append_to("conformsTo", profile)
    return crate


def _description(record: Mapping[str, Any]) -> str:
    data = (
        "SIMULATED DATA: nothing in it was measured on a person."
        if record["configuration"]["input"] == "simulated"
        else "The recordings are not in it; provenance.json names each file with its SHA-256."
    )
    return f"Estimates of the muscle network from the brain network, and tests of them. {data}"


def _workflow(crate: ROCrate, project: Path, software: Work, record: Mapping[str, Any]) -> Entity:
    workflow = crate.add_workflow(
        project / WORKFLOW,
        WORKFLOW,
        main=True,
        lang="snakemake",
        lang_version=record["versions"]["packages"]["snakemake"],
    )
    code = record["code"]
    known = f"Commit {code['commit']}" if "why" not in code else f"Commit unknown: {code['why']}"
    changed = ", with changes that are not committed" if code.get("changed_since") else ""
    workflow["conformsTo"] = {"@id": _WORKFLOW}
    workflow["encodingFormat"] = "text/plain"
    workflow["name"] = software.title
    workflow["version"] = software.version
    workflow["description"] = f"{known}{changed}. SHA-256 of all code: {code['sha256']}"
    return workflow


def _add_code(crate: ROCrate, project: Path, code: Path) -> None:
    for name, title in FOLDERS_OF_CODE.items():
        crate.add_dataset(code / name, f"{name}/", properties={"name": title, "description": title})
    files = {name: _file(crate, name, project / name, name) for name in FILES_OF_CODE}
    files[README]["about"] = crate.root_dataset


def _inputs(crate: ROCrate, run: Path, record: Mapping[str, Any]) -> list[Entity]:
    taken = [_file(crate, CONFIGURATION, run / CONFIGURATION, "Options, with all defaults")]
    files = record["inputs"]["files"]
    if files:
        about = {
            "name": "Recordings",
            "description": f"{len(files)} files that are not in this crate; {RECORD} names each.",
            "size": str(sum(file["bytes"] for file in files)),
        }
        taken.append(_contextual(crate, "#recordings", "Dataset", **about))
    return taken


def _result(crate: ROCrate, run: Path, name: str, record: Mapping[str, Any]) -> Entity:
    """Add a result, as it was recorded: a file, or a folder with all its files."""
    title = RESULTS[name]
    if name == RECORD:
        return _file(crate, name, run / name, title)
    recorded = [file for file in recorded_files(record) if _is_in(file["path"], name)]
    files = [_recorded(crate, run, file, title) for file in recorded]
    if not name.endswith("/"):
        return files[0]
    folder = crate.add_dataset(dest_path=name, properties={"name": title, "description": title})
    folder["hasPart"] = _one_or_all(files)
    return folder


def _is_in(path: str, name: str) -> bool:
    return path.startswith(name) if name.endswith("/") else path == name


def _recorded(crate: ROCrate, run: Path, file: Mapping[str, Any], title: str) -> Entity:
    path = run / file["path"]
    if not path.is_file() or entry_of(file["path"], path)["sha256"] != file["sha256"]:
        raise OwnFileError(
            f"{path} is missing or was changed since {RECORD} was written",
            "a crate that holds other files than its record names proves nothing",
            "Run: snakemake --cores 1 verify, which names all such files",
        )
    own = title if "/" not in file["path"] else f"{title}: {path.name}"
    return _file(crate, file["path"], path, own, file["sha256"])


def _file(crate: ROCrate, name: str, path: Path, title: str, sha256: str = "") -> Entity:
    if not path.is_file():
        raise OwnFileError(
            f"There is no file {path}", "the crate is to hold it", "Take the whole project"
        )
    kind = _MEDIA.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "text/plain"
    about = {
        "name": title,
        "encodingFormat": kind,
        "contentSize": str(path.stat().st_size),
        "sha256": sha256 or entry_of(name, path)["sha256"],
    }
    return crate.add_file(path, name, properties=about)


def _parameter(crate: ROCrate, entity: Entity) -> Entity:
    """Add the parameter of the workflow that a file or folder was given or made for."""
    name = entity.id.strip("#/").partition(".")[0]
    parameter = _contextual(
        crate,
        f"#parameter-{name}",
        "FormalParameter",
        name=name,
        description=entity["name"],
        additionalType="Dataset" if entity.type == "Dataset" else "File",
        conformsTo={"@id": _PARAMETER},
    )
    entity["exampleOfWork"] = parameter
    return parameter


def _paper(crate: ROCrate, paper: Work) -> Entity:
    about = {"name": paper.title, "datePublished": paper.year}
    if paper.doi:
        about["identifier"] = f"https://doi.org/{paper.doi}"
    entity = _contextual(crate, "#paper", "ScholarlyArticle", **about)
    entity["author"] = [_author(crate, one) for one in paper.authors]
    return entity


def _author(crate: ROCrate, author: Author) -> Entity:
    kind = "Person" if author.is_person else "Organization"
    return _contextual(crate, f"#{author.name.replace(' ', '-')}", kind, name=author.name)


def _one_or_all(entities: list[Entity]) -> Entity | list[Entity]:
    """Give a single entity by itself, as crates write it."""
    return entities[0] if len(entities) == 1 else entities


def _contextual(crate: ROCrate, identifier: str, kind: str, **properties: Any) -> Entity:
    from rocrate.model.contextentity import ContextEntity

    return crate.add(ContextEntity(crate, identifier, {"@type": kind, **properties}))
