"""Names of BIDS for what has other names here: labels of matrices, folders of recordings."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_BETWEEN_NUMBERS = re.compile(r"(?<=\d)-(?=\d)")
_DECIMAL_POINT = re.compile(r"(?<=\d)\.(?=\d)")


def labels_of(names: Iterable[str]) -> dict[str, str]:
    """Write names as labels of BIDS, which have letters and digits alone.

    Parameters
    ----------
    names : iterable of str
        Such as ``granger_raw`` or ``pli 4-8 Hz``.

    Returns
    -------
    dict of str to str
        By name: ``grangerRaw``, ``pli4To8Hz``. Two names never have one label: the second gets a
        number behind it.
    """
    labels: dict[str, str] = {}
    for name in names:
        label = plain = _label(name)
        number = 1
        while label in labels.values():
            number += 1
            label = f"{plain}Number{number}"
        labels[name] = label
    return labels


def _label(name: str) -> str:
    text = _DECIMAL_POINT.sub("p", _BETWEEN_NUMBERS.sub("To", name))
    words = re.findall(r"[A-Za-z0-9]+", text)
    if not words:
        return "unnamed"
    return words[0] + "".join(word[0].upper() + word[1:] for word in words[1:])


def folder_of(recording: str) -> PurePosixPath:
    """Give the folder of a recording within a dataset, such as ``sub-01/ses-02/eeg``.

    Parameters
    ----------
    recording : str
        Its entities, such as ``sub-01_ses-02_task-arm_run-01``.
    """
    entities = recording.split("_")
    levels = [entity for entity in entities if entity.startswith(("sub-", "ses-"))]
    return PurePosixPath(*levels, "eeg")
