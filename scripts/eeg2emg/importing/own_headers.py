"""What the headers of BrainVision and EEGLAB say themselves, where their reader changes it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.recordings.brainvision_header import header_option, header_sections, header_text

if TYPE_CHECKING:
    from collections.abc import Mapping
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
    for key, line in header_sections(path).items("Channel Infos"):
        cells = line.split(",")
        unit = cells[3].strip() if len(cells) > 3 else ""
        found[int(re.findall(r"ch(\d+)", key)[0])] = cells[0].replace(r"\1", ","), unit or "µV"
    return [found[number] for number in sorted(found)]


def stated_length(path: Path) -> int | None:
    """Read from the header of a BrainVision file how many samples it has; None if it is silent."""
    text = header_option(path, "Common Infos", "DataPoints")
    return int(text) if text.isdecimal() and int(text) > 0 else None


def bytes_per_sample(path: Path) -> int | None:
    """Read the size of one number in a BrainVision file; None if the samples are a text."""
    return _BYTES.get(header_option(path, "Binary Infos", "BinaryFormat").upper())


def readable_copy(path: Path, folder: Path, files: Mapping[str, Path]) -> Path:
    """Copy a BrainVision header in a form that MNE reads.

    It reads no labels that repeat, no ``$b`` for the name of the header, and no ending in capitals:
    the copy has numbers for labels, names in full, and the ending ``.vhdr``.

    Parameters
    ----------
    path : Path
        The header.
    folder : Path
        Where the copy is written.
    files : mapping of str to Path
        The files that the copy refers to, by ``DataFile`` and ``MarkerFile``.

    Returns
    -------
    Path
    """

    def placed(found: re.Match[str]) -> str:
        file = files.get(f"{found[2].capitalize()}File")
        return found[0] if file is None else f"{found[1]}{file.resolve()}"

    before, title, after = header_text(path).partition("[Channel Infos]")
    infos, bracket, rest = after.partition("\n[")
    before = re.sub(r"(?mi)^(\s*(data|marker)file\s*=[ \t]*)[^\r\n]+", placed, before)
    infos = re.sub(r"(?m)^Ch(\d+)=[^,\r\n]*", r"Ch\1=\1", infos)
    before = re.sub(r"(?im)^(codepage=)\S+", r"\1UTF-8", before)
    copy = folder / f"{path.stem}.vhdr"
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
