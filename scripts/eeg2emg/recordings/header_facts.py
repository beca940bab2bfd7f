"""Facts that the headers of data files state, and that their reader passes over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_ANNOTATIONS = ("EDF Annotations", "BDF Annotations")
_BEFORE_SAMPLES = 80 + 8 + 8 + 8 + 8 + 8 + 80  # what an EDF header says of a signal in between
_POINTS = re.compile(rb"(?im)^DataPoints\s*=\s*(\d+)\s*$")
_BYTES_OF_FDT = 4  # single precision
_SMALL_BYTES = 8_000_000  # of a file whose samples have to be read with its header


def own_rates(path: Path) -> dict[str, float]:
    """Read at which rate each channel of an EDF or BDF was recorded.

    Parameters
    ----------
    path : Path
        The data file.

    Returns
    -------
    dict of str to float
        In Hz, by the channel's label; empty for other formats, which have one rate, and where a
        header is not written as its format asks.
    """
    if path.suffix.lower() not in (".edf", ".bdf"):
        return {}
    try:
        with path.open("rb") as file:
            fixed = file.read(256)
            count = int(_text(fixed[252:256]))
            labels = [_text(file.read(16)) for _ in range(count)]
            file.seek(_BEFORE_SAMPLES * count, 1)
            samples = [int(_text(file.read(8))) for _ in range(count)]
        record_s = float(_text(fixed[244:252]).replace(",", "."))
    except ValueError:  # the reader, which is less strict, has read it
        return {}
    return {
        label: number / record_s
        for label, number in zip(labels, samples, strict=True)
        if label not in _ANNOTATIONS and record_s > 0
    }


def stated_samples(path: Path) -> int | None:
    """Read how many samples a header counts, where the samples are not told by that number.

    Parameters
    ----------
    path : Path
        The data file.

    Returns
    -------
    int or None
        None where the header is silent, or where it cannot be read without all samples. Of EEGLAB
        the number that follows from the first and last time (``xmin``, ``xmax``).
    """
    if path.suffix.lower() == ".vhdr":
        found = _POINTS.search(path.read_bytes())
        return int(found[1]) if found and int(found[1]) else None
    if path.suffix.lower() == ".set":
        return _samples_by_times(path)
    return None


def samples_beside(files: Iterable[Path | None], channels: int) -> tuple[int, str] | None:
    """Count the samples that a data file beside the header of EEGLAB holds.

    Parameters
    ----------
    files : iterable of Path or None
        Where the reader finds the samples.
    channels : int
        Number of channels.

    Returns
    -------
    (int, str) or None
        Samples of each channel and the name of the file; None where the header holds them itself.
    """
    beside = [file for file in files if file is not None and file.suffix.lower() == ".fdt"]
    if not beside:
        return None
    return beside[0].stat().st_size // (_BYTES_OF_FDT * channels), beside[0].name


def _text(raw: bytes) -> str:
    return raw.decode("latin-1").partition("\x00")[0].strip()


def _samples_by_times(path: Path) -> int | None:
    from scipy.io import loadmat, whosmat

    names = ("srate", "xmin", "xmax", "trials")
    try:
        present = {name for name, *_ in whosmat(path)}
        if "EEG" in present and path.stat().st_size > _SMALL_BYTES:
            return None
        content = loadmat(
            path, simplify_cells=True, variable_names=["EEG"] if "EEG" in present else names
        )
    except NotImplementedError:  # version 7.3
        return None
    said = content.get("EEG", content)
    if not isinstance(said, dict) or not all(_is_number(said.get(name)) for name in names[:3]):
        return None
    if said["xmax"] <= said["xmin"]:
        return None
    # The last time is that of the last sample.
    return round((float(said["xmax"]) - float(said["xmin"])) * float(said["srate"])) + 1


def _is_number(value: object) -> bool:
    return hasattr(value, "__float__") and getattr(value, "size", 1) == 1
