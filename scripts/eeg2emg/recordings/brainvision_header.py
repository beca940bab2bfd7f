"""Header of a BrainVision recording, as it is written (standard library only)."""

from __future__ import annotations

import configparser
import re
from typing import TYPE_CHECKING

from eeg2emg.errors import RecordingError

if TYPE_CHECKING:
    from pathlib import Path


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
