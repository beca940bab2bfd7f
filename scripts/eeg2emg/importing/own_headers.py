"""What the headers of BrainVision and EEGLAB say themselves, where their reader changes it."""

from __future__ import annotations

import configparser
import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

_BYTES = {"INT_16": 2, "UINT_16": 2, "INT_32": 4, "IEEE_FLOAT_32": 4}


def labels_and_units(path: Path) -> list[tuple[str, str]]:
    """Read labels and units from the header of a BrainVision file.

    Parameters
    ----------
    path : Path
        The header, ``.vhdr``.

    Returns
    -------
    list of (str, str)
        In the order of the channels; no unit means microvolts by the format's definition.
    """
    found = {}
    for key, line in _sections(path).items("Channel Infos"):
        cells = line.split(",")
        unit = cells[3].strip() if len(cells) > 3 else ""
        found[int(re.findall(r"ch(\d+)", key)[0])] = cells[0].replace(r"\1", ","), unit or "µV"
    return [found[number] for number in sorted(found)]


def stated_length(path: Path) -> int | None:
    """Read from the header of a BrainVision file how many samples it has; None if it is silent."""
    text = _option(path, "Common Infos", "DataPoints")
    return int(text) if text.isdecimal() and int(text) > 0 else None


def bytes_per_sample(path: Path) -> int | None:
    """Read the size of one number in a BrainVision file; None if the samples are a text."""
    return _BYTES.get(_option(path, "Binary Infos", "BinaryFormat").upper())


def copy_with_numbers(path: Path, folder: Path) -> Path:
    """Copy a BrainVision header with numbers for labels; MNE reads none whose labels repeat.

    Parameters
    ----------
    path : Path
        The header; the copy refers to the same samples and markers.
    folder : Path
        Where the copy is written.

    Returns
    -------
    Path
    """

    def placed(found: re.Match[str]) -> str:
        name = found[2].strip().replace("$b", path.stem)
        return f"{found[1]}{path.resolve().parent / name}"

    before, title, after = _header(path).partition("[Channel Infos]")
    infos, bracket, rest = after.partition("\n[")
    before = re.sub(r"(?m)^((?:Data|Marker)File=)([^\r\n]+)", placed, before)
    infos = re.sub(r"(?m)^Ch(\d+)=[^,\r\n]*", r"Ch\1=\1", infos)
    before = re.sub(r"(?im)^(codepage=)\S+", r"\1UTF-8", before)
    copy = folder / path.name
    copy.write_text(before + title + infos + bracket + rest, encoding="utf-8")
    return copy


def eeglab_labels(path: Path) -> list[str]:
    """Read the labels of the channels of an EEGLAB file, in its order; empty if it has none."""
    from scipy.io import loadmat

    content = loadmat(path, simplify_cells=True, variable_names=["EEG", "chanlocs"])
    places = content.get("EEG", content).get("chanlocs", [])
    if isinstance(places, dict):
        places = [places]
    return [str(place["labels"]) for place in np.atleast_1d(np.asarray(places, dtype=object))]


def _sections(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    _, _, sections = _header(path).partition("\n")
    parser.read_string(sections.partition("[Comment]")[0])
    return parser


def _option(path: Path, section: str, option: str) -> str:
    sections = _sections(path)
    for name in sections.sections():
        if name.casefold() == section.casefold():
            return sections.get(name, option, fallback="").strip()
    return ""


def _header(path: Path) -> str:
    content = path.read_bytes()
    stated = re.search(rb"(?im)^codepage=(\S+)", content)
    encoding = stated[1].decode("ascii", "ignore") if stated else "utf-8"
    try:
        text = content.decode("cp1252" if encoding.upper() == "ANSI" else encoding)
    except (UnicodeDecodeError, LookupError):
        text = content.decode("latin-1")
    return text.replace("\r\n", "\n")
