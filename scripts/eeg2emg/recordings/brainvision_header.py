"""Header of a BrainVision recording, as it is written (standard library only)."""

from __future__ import annotations

import configparser
import re
from typing import TYPE_CHECKING

from eeg2emg.errors import RecordingError

if TYPE_CHECKING:
    from pathlib import Path


_PARTS = (("DataFile", ".eeg", "samples"), ("MarkerFile", ".vmrk", "markers"))


def header_text(path: Path) -> str:
    """Read a header in the encoding that it states, with plain line ends.

    Parameters
    ----------
    path : Path
        The header, ``.vhdr``.

    Returns
    -------
    str
    """
    content = path.read_bytes()
    stated = re.search(rb"(?im)^codepage=(\S+)", content)
    encoding = stated[1].decode("ascii", "ignore") if stated else "utf-8"
    try:
        text = content.decode("cp1252" if encoding.upper() == "ANSI" else encoding)
    except (UnicodeDecodeError, LookupError):
        text = content.decode("latin-1")
    return text.replace("\r\n", "\n")


def header_sections(path: Path) -> configparser.ConfigParser:
    """Read the sections of a header, without the comment at its end."""
    parser = configparser.ConfigParser(interpolation=None)
    _, _, sections = header_text(path).partition("\n")
    parser.read_string(sections.partition("[Comment]")[0])
    return parser


def header_option(path: Path, section: str, option: str) -> str:
    """Read one option of a header, whatever the case of its name; empty if it is absent."""
    sections = header_sections(path)
    for name in sections.sections():
        if name.casefold() == section.casefold():
            return sections.get(name, option, fallback="").strip()
    return ""


def refuse_misread(path: Path) -> None:
    """Refuse what readers take for samples that it is not: averages, spectra, another byte order.

    Parameters
    ----------
    path : Path
        The header; one that cannot be taken apart is left to its reader.

    Raises
    ------
    RecordingError
        The header says that the file holds no recorded samples, or holds them in a way of which
        readers know nothing.
    """
    try:
        averaged = header_option(path, "Common Infos", "Averaged").upper() == "YES"
        big_endian = header_option(path, "Binary Infos", "UseBigEndianOrder").upper() == "YES"
        domain = header_option(path, "Common Infos", "DataType").upper()
    except configparser.Error:
        return
    if averaged:
        raise RecordingError(
            f"{path}: the file holds averages over segments (Averaged=YES)",
            "an average is no recording: what differs from one segment to the next is gone",
            "export the recording before it is averaged",
        )
    if domain not in ("", "TIMEDOMAIN"):
        raise RecordingError(
            f"{path}: the file holds no samples over time (DataType={domain})",
            "readers would take its numbers for samples",
            "export the recording itself",
        )
    if big_endian:
        raise RecordingError(
            f"{path}: the samples are in the byte order of another machine (UseBigEndianOrder=YES)",
            "readers would take them for other numbers",
            "export the recording with little-endian numbers",
        )


def files_of_header(path: Path) -> tuple[dict[str, Path], list[str]]:
    """Find the files of samples and markers of a header, which may name them wrongly.

    Headers that were renamed or copied name the files of another recording. The files that bear
    the header's own name are its own; those of another recording never stand in for them.

    Parameters
    ----------
    path : Path
        The header.

    Returns
    -------
    files : dict of str to Path
        By ``DataFile`` and ``MarkerFile``, where the header names any. A file may be missing: its
        reader says so.
    notes : list of str
        A sentence for each file that is not the named one, or bears another name than the header.

    Raises
    ------
    RecordingError
        The header names a file of another recording, and there is none of its own name.
    """
    files: dict[str, Path] = {}
    notes: list[str] = []
    for option, ending, what in _PARTS:
        said = header_option(path, "Common Infos", option).replace("$b", path.stem)
        if not said:
            continue
        named = files[option] = path.parent / said
        if named.stem == path.stem:
            continue
        own = next(
            (
                file
                for other in (named.suffix, ending)
                if (file := path.with_suffix(other)).is_file()
            ),
            None,
        )
        other_header = named.with_suffix(path.suffix)
        if own is not None:
            files[option] = own
            state = "is another file" if named.is_file() else "is missing"
            notes.append(
                f"the header names {said!r} for its {what}, which {state}: {own.name!r} is read, "
                "which bears the name of the header"
            )
        elif named.is_file() and other_header.is_file():
            raise RecordingError(
                f"{path}: the header names the {what} of another recording, {said!r}",
                f"{other_header.name} beside it is the header of that file",
                f"restore the {what} of this recording as {path.stem}{ending}, or leave it out",
            )
        elif named.is_file():
            notes.append(f"the {what} are those of {said!r}, which the header names")
    return files, notes
