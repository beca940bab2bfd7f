"""A path that cannot be used as it stands is refused before any work, with the true reason."""

import os
import socket

import pytest
from eeg2emg.configuration.sources import read_source
from eeg2emg.errors import ConfigurationError
from eeg2emg.importing.table import read_import_table
from eeg2emg.recordings import path_names
from eeg2emg.recordings.layout import find_recordings
from eeg2emg.recordings.path_names import (
    refuse_no_folder,
    refuse_other_case,
    refuse_variables,
    why_unusable,
)


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/data/br{ace}/study", "{ace}"),
        ("/data/{subject}/rec.edf", "{subject}"),
        ("{}/rec.edf", "{}"),
        ("/data/an<gle>/study", "<gle>"),
        ("/data/<results>/study", "<results>"),
    ],
)
def test_it_is_named_with_the_way_out(path, part):
    with pytest.raises(ConfigurationError) as caught:
        refuse_variables(path)
    assert path in str(caught.value)
    assert f"a path with {part}" in str(caught.value)
    assert "ln -s" in str(caught.value)


@pytest.mark.parametrize(
    "path", ["/data/my study (1)", "/data/50% <b", "/data/l'été", "a{b", "a>b<c", "/d/[x]*?$HOME"]
)
def test_other_characters_are_carried(path):
    refuse_variables(path)


@pytest.mark.parametrize(
    ("other", "name", "fits"),
    [
        ("Study", "study", False),
        ("STUDY-2", "study-2", False),
        ("study", "study", True),
        ("study", "study-2", True),
        (None, "study", True),
    ],
)
def test_two_runs_whose_names_differ_in_case_alone_are_refused(tmp_path, other, name, fits):
    if other:
        (tmp_path / "results" / other).mkdir(parents=True)
    if fits:
        refuse_other_case(tmp_path / "results" / name)
        return
    with pytest.raises(ConfigurationError, match=f"named {other} lie in .* is named {name}"):
        refuse_other_case(tmp_path / "results" / name)


def make_file(path):
    path.write_text("x")


def make_dead_link(path):
    path.symlink_to("gone")


def make_loop(path):
    path.symlink_to(path.name)


def make_socket(path):
    here = os.open(".", os.O_RDONLY)
    os.chdir(path.parent)  # the name of a socket is short
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)
    os.fchdir(here)
    os.close(here)


def make_link_to_folder(path):
    (path.parent / "beside").mkdir()
    path.symlink_to("beside")


KINDS = {
    "nothing": (lambda path: None, "does not exist"),
    "folder": (lambda path: path.mkdir(), "is a folder, not a file"),
    "link to a folder": (make_link_to_folder, "is a folder, not a file"),
    "file": (make_file, "is a file, not a folder"),
    "pipe": (os.mkfifo, "is a pipe, not a"),
    "socket": (make_socket, "is a socket, not a"),
    "dead link": (make_dead_link, "is a link to gone, which does not exist"),
    "loop of links": (make_loop, "cannot be reached"),
}


def name_dataset(path):
    find_recordings(path)


def name_import_table(path):
    read_import_table(path)


def name_file_to_import(path):
    table = path.parent / "table.tsv"
    table.write_text(f"file\tsubject\n{path.name}\t01\n")
    read_import_table(table)


NAMES = {
    "dataset": (name_dataset, ("folder", "link to a folder")),
    "import_table": (name_import_table, ("file",)),
    "file to import": (name_file_to_import, ("file",)),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("option", NAMES)
def test_what_is_named_and_cannot_be_used_is_called_what_it_is(option, kind, tmp_path):
    name, good = NAMES[option]
    make, why = KINDS[kind]
    path = tmp_path / "named.edf"
    make(path)
    if kind in good:
        assert not why_unusable(path, "folder" if option == "dataset" else "file")
        return
    with pytest.raises(ConfigurationError) as caught:
        name(path)
    assert path.name in str(caught.value)
    assert why in str(caught.value)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "file"])
def test_a_configuration_that_is_no_file_is_told_at_once(kind, tmp_path):
    KINDS[kind][0](tmp_path / "my.yaml")
    with pytest.raises(ConfigurationError, match=r"my\.yaml: "):
        read_source(tmp_path / "my.yaml")


@pytest.mark.parametrize("option", NAMES)
def test_what_may_not_be_read_is_told_apart_from_what_does_not_exist(option, tmp_path, monkeypatch):
    """Also for one who may read everything, as this test may be."""
    name, good = NAMES[option]
    path = tmp_path / "named.edf"
    KINDS[good[0]][0](path)
    monkeypatch.setattr(os, "access", lambda asked, _: os.fspath(asked) != os.fspath(path))
    with pytest.raises(ConfigurationError, match="cannot be read: you have no permission"):
        name(path)


def test_a_folder_that_may_not_be_entered_is_told(monkeypatch):
    def forbidden(path):
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(path_names.os, "stat", forbidden)
    assert "no permission to enter" in why_unusable("/closed/study", "folder")


PLACES = {
    "nothing": ("", None),
    "a folder": ("folder", None),
    "a link to a folder": ("link", None),
    "a file": ("file", "is a file, not a folder"),
    "a link to nothing": ("dangling", "is a link to .*, which does not exist"),
    "a link to a file": ("link to file", "is a file, not a folder"),
}


@pytest.mark.parametrize("depth", ["results", "results/name"])
@pytest.mark.parametrize(("kind", "why"), PLACES.values(), ids=PLACES)
def test_what_lies_in_the_place_of_results_is_named(tmp_path, monkeypatch, kind, why, depth):
    monkeypatch.chdir(tmp_path)
    place, elsewhere = tmp_path / depth, tmp_path / "elsewhere"
    place.parent.mkdir(exist_ok=True)
    if kind in {"folder", "link"}:
        elsewhere.mkdir()
    elif kind.endswith("file"):
        elsewhere.write_text("mine")
    if kind in {"folder", "file"}:
        elsewhere.rename(place)
    elif kind:
        place.symlink_to(elsewhere)
    if why is None:
        refuse_no_folder("results/name/")
        return
    with pytest.raises(ConfigurationError, match=f"^{depth}: it {why}.*remove or rename it"):
        refuse_no_folder("results/name/")
