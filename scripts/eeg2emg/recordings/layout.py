"""Layout of a BIDS dataset: recordings found by their names alone (standard library only)."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from eeg2emg.errors import ConfigurationError, RecordingError
from eeg2emg.recordings.channel_names import canonical_name
from eeg2emg.recordings.path_names import why_unusable

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence

DATA_EXTENSIONS = (".vhdr", ".edf", ".bdf", ".set", ".fif")
"""Endings of data files that are read, in lower case."""

ENTITY = re.compile(r"(?P<key>[A-Za-z]+)-(?P<value>[A-Za-z0-9+]+)")
"""A part of a name, such as ``task-arm``."""


@dataclass(frozen=True, order=True)
class RecordingFile:
    """One continuous recording of a BIDS dataset.

    Attributes
    ----------
    name : str
        Its BIDS entities, for instance ``sub-02_task-rest_run-01``.
    subject : str
        Label of the subject, without ``sub-``.
    path : Path
        The data file (of BrainVision: the header).
    session, task, run : str or None
        Labels of these entities where the name has them.
    """

    name: str
    subject: str
    path: Path
    session: str | None = None
    task: str | None = None
    run: str | None = None


def find_recordings(
    root: str | os.PathLike[str],
    *,
    subjects: Sequence[str] | None = None,
    tasks: Sequence[str] | None = None,
) -> list[RecordingFile]:
    """List the EEG recordings of a BIDS dataset, sorted by name.

    Parameters
    ----------
    root : path-like
        The folder that holds ``dataset_description.json``.
    subjects, tasks : sequence of str, optional
        Labels to which the list is restricted, with or without ``sub-`` or ``task-``.

    Returns
    -------
    list of RecordingFile

    Raises
    ------
    ConfigurationError
        The folder is missing, is no BIDS dataset, holds no recording (or none of the subjects or
        tasks asked for), holds one recording twice, or two whose names differ in case alone.
    """
    folder = Path(root)
    _check_dataset(folder)
    candidates, misplaced = _candidates(folder)
    if not candidates:
        hint = f"; {misplaced[0]} lies in a folder that its name does not tell" if misplaced else ""
        raise ConfigurationError(
            f"{folder}: no recordings found",
            f"no sub-*/eeg/*_eeg file ends in {', '.join(DATA_EXTENSIONS)}{hint}",
            "put the recordings into the dataset as BIDS names them, or correct the path",
        )
    recordings = _restricted(sorted(candidates), "subject", subjects, folder)
    recordings = _restricted(recordings, "task", tasks, folder)
    for one, other in itertools.pairwise(recordings):
        if one.name == other.name:
            raise ConfigurationError(
                f"{folder}: the recording {one.name} exists twice, as {one.path.name} and "
                f"{other.path.name}",
                "a recording that counts twice would sit on both sides of a split",
                "remove one of the two files",
            )
    _refuse_unlike_case(folder, [f"sub-{recording.subject}" for recording in recordings])
    _refuse_unlike_case(folder, [recording.name for recording in recordings])
    return recordings


def all_recordings(root: str | os.PathLike[str]) -> list[RecordingFile]:
    """List the EEG recordings of a dataset, whether they are asked for or not, and usable or not.

    Parameters
    ----------
    root : path-like
        The folder that holds ``dataset_description.json``.

    Returns
    -------
    list of RecordingFile
        Sorted by name.
    """
    return sorted(_candidates(Path(root))[0])


def _candidates(folder: Path) -> tuple[list[RecordingFile], list[Path]]:
    """Find the recordings, and the files that are named like one but lie in another's folder."""
    found: list[RecordingFile] = []
    misplaced: list[Path] = []
    for path in sorted([*folder.glob("sub-*/eeg/*"), *folder.glob("sub-*/ses-*/eeg/*")]):
        recording = parse_recording(path)
        if recording is None:
            continue
        if path.parent == folder_of(folder, recording.subject, recording.session, "eeg"):
            found.append(recording)
        else:
            misplaced.append(path)
    return found, misplaced


def folder_of(root: Path, subject: str, session: str | None, kind: str) -> Path:
    """Place the folder of a kind of signals (``eeg``, ``emg``) of one person or session."""
    session_folder = [f"ses-{session}"] if session else []
    return root.joinpath(f"sub-{subject}", *session_folder, kind)


def parse_recording(path: Path) -> RecordingFile | None:
    """Read the entities of a data file's name; None when it is not an EEG data file."""
    stem, suffix = path.name[: -len(path.suffix)] if path.suffix else path.name, path.suffix
    if suffix.lower() not in DATA_EXTENSIONS or not stem.endswith("_eeg"):
        return None
    name = stem.removesuffix("_eeg")
    entities: dict[str, str] = {}
    for part in name.split("_"):
        match = ENTITY.fullmatch(part)
        if match is None:
            return None
        entities[match["key"]] = match["value"]
    if "sub" not in entities or entities.get("split", "01").lstrip("0") not in {"", "1"}:
        return None
    return RecordingFile(
        name=name,
        subject=entities["sub"],
        path=path,
        session=entities.get("ses"),
        task=entities.get("task"),
        run=entities.get("run"),
    )


def emg_file_beside(path: Path) -> Path | None:
    """Find the EMG of a recording whose EMG has a file of its own (BIDS 1.11, ``emg/``).

    Parameters
    ----------
    path : Path
        The data file of the EEG, ``sub-01/eeg/sub-01_task-arm_eeg.edf``.

    Returns
    -------
    Path or None
        ``sub-01/emg/sub-01_task-arm_emg.edf`` (or another ending), if there is one.

    Raises
    ------
    RecordingError
        The EMG exists in two formats.
    """
    folder = path.parent.parent / "emg"
    name = path.stem.removesuffix("_eeg")
    files = [
        file for file in folder.glob(f"{name}_emg.*") if file.suffix.lower() in DATA_EXTENSIONS
    ]
    found = sorted(files, key=lambda file: DATA_EXTENSIONS.index(file.suffix.lower()))
    if len(found) > 1:
        raise RecordingError(
            f"{folder}: the EMG of {name} exists twice, as "
            f"{' and '.join(file.name for file in found)}",
            "one of them must be chosen",
            "remove the other",
        )
    return found[0] if found else None


def refuse_without_emg(
    root: str | os.PathLike[str],
    recordings: Iterable[RecordingFile],
    emg_channels: Sequence[str],
) -> None:
    """Refuse a dataset in which no recording has EMG.

    Parameters
    ----------
    root : path-like
        The dataset's folder, to name it.
    recordings : iterable of RecordingFile
        The recordings; looked at until one has EMG, by its channels.tsv or a file of its own.
    emg_channels : sequence of str
        The configured names.

    Raises
    ------
    ConfigurationError
        No recording has a channel of type EMG or of a configured name.
    """
    wanted = {canonical_name(name) for name in emg_channels}
    first = None
    for recording in recordings:
        first = first or recording
        if not _surely_without_emg(recording.path, wanted):
            return
    if first is not None and wanted:
        raise ConfigurationError(
            f"{Path(root)}: no recording has an EMG channel (the first is {first.name})",
            "there is no EMG to learn from",
            "for quality and EEG connectivity alone, set `channels: {emg: []}` and ask for the "
            "target eeg_connectivity; if there is EMG, give its rows the type EMG in channels.tsv",
        )


def _surely_without_emg(path: Path, wanted: Iterable[str]) -> bool:
    table = path.with_name(f"{path.stem.removesuffix('_eeg')}_channels.tsv")
    try:
        if not table.is_file() or emg_file_beside(path) is not None:
            return False
    except RecordingError:  # it has EMG, twice: the recording's quality says so
        return False
    try:
        lines = table.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return False
    header = lines[0].split("\t") if lines else []
    if "name" not in header or "type" not in header:
        return False
    rows = [dict(zip(header, line.split("\t"), strict=False)) for line in lines[1:]]
    return not any(
        row.get("type", "").upper() == "EMG" or canonical_name(row.get("name", "")) in wanted
        for row in rows
    )


def _check_dataset(folder: Path) -> None:
    why = why_unusable(folder, "folder")
    if why:
        raise ConfigurationError(
            f"{folder}: the dataset folder {why}",
            "there is nothing to read",
            "correct the option dataset, or what it names",
        )
    if not (folder / "dataset_description.json").is_file():
        nested = sorted(folder.glob("*/dataset_description.json"))
        hint = f"; {nested[0].parent} has one" if nested else ""
        raise ConfigurationError(
            f"{folder}: not a BIDS dataset",
            f"it has no dataset_description.json{hint}",
            "give the folder that holds dataset_description.json",
        )


def _refuse_unlike_case(folder: Path, names: Iterable[str]) -> None:
    spelled: dict[str, str] = {}
    for name in names:
        first = spelled.setdefault(name.casefold(), name)
        if first != name:
            raise ConfigurationError(
                f"{folder}: {first} and {name} differ in the case of letters alone",
                "on some systems their results would be one file",
                "rename one of the two, or leave it out by the options subjects and tasks",
            )


def _restricted(
    recordings: list[RecordingFile], entity: str, labels: Iterable[str] | None, folder: Path
) -> list[RecordingFile]:
    if labels is None:
        return recordings
    short = {"subject": "sub", "task": "task"}[entity]
    wanted = [str(label).removeprefix(f"{short}-") for label in labels]
    present = sorted({getattr(recording, entity) or "" for recording in recordings})
    absent = [label for label in wanted if label not in present]
    if absent:
        raise ConfigurationError(
            f"{folder}: no recording of {entity} {', '.join(map(repr, absent))}",
            f"the recordings are of {', '.join(map(repr, present))}",
            f"correct the list of {entity}s in the configuration (labels are quoted text: '02')",
        )
    return [recording for recording in recordings if getattr(recording, entity) in wanted]
