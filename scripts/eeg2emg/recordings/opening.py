"""Opening of a data file with its sidecars: the one that is at fault is named."""

from __future__ import annotations

import codecs
import configparser
import re
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

from eeg2emg.errors import RecordingError, UserError, machine_fault
from eeg2emg.recordings.brainvision_header import (
    files_of_header,
    header_option,
    refuse_misread,
)
from eeg2emg.recordings.edf_records import EDF_ENDINGS, NOT_COUNTED, header_of
from eeg2emg.recordings.files_read import continues, files_read, parts_of
from eeg2emg.recordings.sidecars import (
    check_channels_table,
    check_json,
    check_neighbours,
    find_sidecar,
    find_sidecars,
    read_events_table,
)

_BEGINNINGS = {
    ".edf": [b"0"],
    ".bdf": [b"\xff"],
    ".vhdr": [b"Brain Vision", b"BrainVision"],
}
_NAMED = re.compile(rb"(?im)^Ch\d+=([^,\r\n]*),")
_MISSING = re.compile(r"Did not find any (?P<file>\S+) associated with")
_CHANNEL_MISMATCH = "Channel mismatch"
_PLACEHOLDERS = (b"/annex/objects/", b"version https://git-lfs")
_UNREMARKABLE = (  # EMG has no position on the head; columns about people are not read
    "Not setting positions of",
    "There are channels without locations",
    "Unable to map the following column(s)",
    "participants.tsv file not found",
)


def open_raw(path: Path) -> tuple[Any, list[str]]:
    """Open a data file with its sidecars; its samples stay on the disk.

    Parameters
    ----------
    path : Path
        The data file within a BIDS dataset.

    Returns
    -------
    raw : mne.io.Raw
        The open file.
    remarks : list of str
        What the reader remarked on.

    Raises
    ------
    RecordingError
        The file, or one beside it, cannot be read; the one at fault is named, and how to mend it.
    MachineError
        The machine, and not the file, is at fault.
    """
    try:
        _check_file(path)
        check_channels_table(_beside(path, "channels.tsv"))
        events = find_sidecar(path, "events", ".tsv")
        if events is not None:
            read_events_table(events)  # a faulty line is named before a reader stumbles over it
        for sidecar in find_sidecars(path, path.stem.rpartition("_")[2], ".json"):
            check_json(sidecar)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            raw = _opened_with_sidecars(path)
    except UserError:
        raise
    except Exception as error:
        fault = machine_fault(error, path)
        if fault is None:
            _check_names(path)
        if fault is None and _CHANNEL_MISMATCH not in str(error) and _opens_alone(path):
            raise _neighbour_at_fault(path, error) from error
        raise (fault or unreadable(path, error)) from error
    said = {" ".join(str(warning.message).split()) for warning in caught}
    remarks = sorted(
        _in_plain_words(remark) for remark in said if not remark.startswith(_UNREMARKABLE)
    )
    for remark in remarks:
        # Until a recording is stopped, its records are not counted: that is not a file cut off.
        if "does not match the file size" in remark and not _is_not_counted(path):
            raise RecordingError(
                f"{path}: the file is shorter or longer than its header says",
                remark,
                "copy the file again from its source",
            )
    return raw, [*remarks, *_parts_not_read(path, raw)]


def _in_plain_words(remark: str) -> str:
    """Say what a missing table means, without the places that were searched."""
    missing = _MISSING.match(remark)
    if missing is None:
        return remark
    if missing["file"] == "channels.tsv":
        return (
            "no channels.tsv lists its channels: which of them are EOG or ECG, and which are bad, "
            "is not known"
        )
    return f"no {missing['file']} belongs to it"


def _is_not_counted(path: Path) -> bool:
    return path.suffix.lower() in EDF_ENDINGS and header_of(path).n_records == NOT_COUNTED


def _check_names(path: Path) -> None:
    """Check that no header of BrainVision names two channels alike, on which its reader fails."""
    if path.suffix.lower() != ".vhdr":
        return
    names = Counter(
        name.decode("utf-8", "replace").strip() for name in _NAMED.findall(path.read_bytes())
    )
    twice = [name for name, count in names.items() if count > 1 and name]
    if twice:
        raise RecordingError(
            f"{path}: more than one channel is named {', '.join(map(repr, twice[:5]))}",
            "a channel must be told from the others by its name",
            "give each channel of the header a name of its own, and the same in channels.tsv",
        )


def _opens_alone(path: Path) -> bool:
    import mne

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            mne.io.read_raw(path, preload=False, verbose="error")
    except Exception:  # noqa: BLE001 - what is wrong was said when it was opened with its sidecars
        return False
    return True


def _neighbour_at_fault(path: Path, error: Exception) -> RecordingError:
    """Name what keeps a recording from being read that can be read alone."""
    files = files_read(path)
    try:
        check_neighbours(files)
    except RecordingError as found:
        return found
    parts = set(parts_of(path))
    names = [file.name for file in files if file not in parts and file.parent in path.parents]
    return RecordingError(
        f"{path}: a table or JSON file that belongs to it cannot be used",
        f"{type(error).__name__}: {_first_sentence(error)}",
        f"correct or remove the one that is at fault: {', '.join(names)}",
    )


def _parts_not_read(path: Path, raw: Any) -> list[str]:
    read = {Path(file).resolve() for file in raw.filenames if file is not None}
    return [
        f"{part.name} continues the recording and is not read: join the parts into one file"
        for part in parts_of(path)
        if continues(part.name, path.name) and part.resolve() not in read
    ]


def _opened_with_sidecars(path: Path) -> Any:
    from mne_bids import get_bids_path_from_fname, read_raw_bids

    # EDF is read in capitals too, which the check of a path refuses.
    place = get_bids_path_from_fname(path, check=path.suffix != ".EDF", verbose="error")
    try:
        return read_raw_bids(place, verbose="warning")
    except RuntimeError as mismatch:
        if _CHANNEL_MISMATCH not in str(mismatch):
            raise
        try:
            # The names may be the same in another order.
            return read_raw_bids(place, on_ch_mismatch="reorder", verbose="warning")
        except ValueError:
            raise mismatch from None


def _beside(path: Path, ending: str) -> Path:
    """Name a file beside ``..._eeg.vhdr`` or ``..._emg.edf``."""
    return path.with_name(f"{path.stem.rpartition('_')[0]}_{ending}")


def _check_file(path: Path) -> None:
    name = path.stem.rpartition("_")[0]
    for own in sorted(path.parent.glob(f"{name}_*")):
        # A sidecar that is a broken link would be passed over as if there were none.
        if own.is_symlink() and not own.exists() and "_" not in own.name.removeprefix(f"{name}_"):
            raise _not_fetched(own)
    if path.suffix not in (path.suffix.lower(), ".EDF"):
        raise RecordingError(
            f"{path}: its ending is {path.suffix}",
            "BIDS writes endings in small letters, and the readers know no others",
            f"rename it to {path.with_suffix(path.suffix.lower()).name}",
        )
    if not path.exists():
        raise RecordingError(
            f"{path}: no such file", "", "correct the path or restore the file from its source"
        )
    with path.open("rb") as file:
        head = file.read(256)
    if not head:
        raise RecordingError(
            f"{path}: the file is empty", "", "copy the file again from its source"
        )
    if head.startswith(_PLACEHOLDERS):
        raise _not_fetched(path)
    for beginning in _BEGINNINGS.get(path.suffix.lower(), [head]):
        if head.removeprefix(b"\xef\xbb\xbf").startswith(beginning):
            if path.suffix.lower() == ".vhdr":
                refuse_misread(path)
                _refuse_files_of_another(path)
            return
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise RecordingError(
            f"{path}: text in UTF-16", "readers know UTF-8 alone", "save it again as UTF-8"
        )
    raise RecordingError(
        f"{path}: not a file of the format {path.suffix[1:].upper()}",
        f"it begins with {head[:20]!r}",
        "export the recording again; renaming a file does not convert it",
    )


def _refuse_files_of_another(path: Path) -> None:
    """Refuse a header that names other files than those of its name, where there are both.

    A reader would take the samples of another recording for those of this one.
    """
    try:
        files, _ = files_of_header(path)
    except configparser.Error:
        return  # its reader says why
    for option, file in files.items():
        said = header_option(path, "Common Infos", option)
        if (
            file.stem == path.stem != Path(said.replace("$b", path.stem)).stem
            and (path.parent / said).is_file()
        ):
            raise RecordingError(
                f"{path}: the header names {said!r}, though {file.name!r} lies beside it",
                "the named file is perhaps of another recording",
                f"correct {option} in the header",
            )


def _not_fetched(path: Path) -> RecordingError:
    return RecordingError(
        f"{path}: its content was not fetched",
        "it is a link or a placeholder, as git-annex, DataLad and Git LFS leave it",
        "fetch it (datalad get, git annex get or git lfs pull)",
    )


def unreadable(path: Path, error: Exception) -> UserError:
    """Say what a reader's error means for the person whose file it is.

    Parameters
    ----------
    path : Path
        The data file.
    error : Exception
        What a reader raised.

    Returns
    -------
    UserError
        To be raised in its place.
    """
    fault = machine_fault(error, path)
    if fault:
        return fault
    culprit = getattr(error, "filename", None) or path
    if isinstance(error, PermissionError):
        return RecordingError(
            f"{culprit}: no permission to read it", "", "make it readable (chmod a+r)"
        )
    if isinstance(error, FileNotFoundError) and Path(culprit).is_symlink():
        return _not_fetched(Path(culprit))
    if isinstance(error, FileNotFoundError):
        return RecordingError(
            f"{path}: {Path(culprit).name} is missing",
            "the recording is not complete without it",
            "restore it beside the header, or correct the name that the header gives",
        )
    message = " ".join(str(error).split())
    if _CHANNEL_MISMATCH in message:
        table = _beside(path, "channels.tsv").name
        return RecordingError(
            f"{path}: {table} lists other channels than the recording has",
            "the type and the state of a channel are told by its name",
            f"make {table} list the channels of the file, in the same spelling",
        )
    return RecordingError(
        f"{path}: cannot be read",
        _fault_of_header(path) or f"{type(error).__name__}: {_first_sentence(error)}",
        "check the file in the recording software and export it again, or leave it out",
    )


def _fault_of_header(path: Path) -> str:
    """Say what is wrong with the header of an EDF, if it is that over which a reader stumbled."""
    if path.suffix.lower() in EDF_ENDINGS and path.is_file():
        try:
            header_of(path)
        except ValueError as fault:
            return str(fault)
        except (RecordingError, OSError):
            pass
    return ""


def _first_sentence(error: Exception) -> str:
    """Give what is wrong; what follows is advice to programmers."""
    message = " ".join(str(error).split())
    return re.split(r"(?<!\bi\.e)(?<!\be\.g)\. ", message, maxsplit=1)[0][:300]
