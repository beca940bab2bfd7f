"""A split on disk: the table, and beside it its digest or the reason why there is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from eeg2emg.errors import ConfigurationError
from eeg2emg.files.atomic import write_text
from eeg2emg.splitting.schemes import parse_split, split_digest, split_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd


def write_split(path: str | Path, about_path: str | Path, scheme: str, split: pd.DataFrame) -> None:
    """Write a split as a table, and what is known about it as JSON.

    Parameters
    ----------
    path, about_path : path-like
        The two files.
    scheme : str
        Name of the scheme.
    split : DataFrame
        As `eeg2emg.splitting.schemes.make_split` or `eeg2emg.splitting.schemes.not_estimable_split`
        makes it.
    """
    reason = split.attrs.get("not_estimable", "")
    about = {
        "scheme": scheme,
        "status": "not estimable" if reason else "estimable",
        "reason": reason,
        "digest": split_digest(split),
        "folds": int(split["fold"].nunique()),
        "left_out": split.attrs.get("left_out", {}),
    }
    write_text(path, split_text(split))
    write_text(about_path, json.dumps(about, indent=2, sort_keys=True) + "\n")


def read_splits(paths: Iterable[str], about_paths: Iterable[str]) -> dict[str, pd.DataFrame]:
    """Read splits and check each against its digest.

    Parameters
    ----------
    paths, about_paths : iterable of str
        The files that `write_split` wrote, in the same order.

    Returns
    -------
    dict of str to DataFrame
        By scheme; one that is not estimable is empty and says why in ``attrs["not_estimable"]``.

    Raises
    ------
    ConfigurationError
        If a table is not the one that its digest was made of.
    """
    splits = {}
    for path, about_path in zip(paths, about_paths, strict=True):
        about = json.loads(Path(about_path).read_text(encoding="utf-8"))
        split = parse_split(Path(path).read_text(encoding="utf-8"))
        if split_digest(split) != about["digest"]:
            raise ConfigurationError(
                f"{path} is not the split that {about_path} describes",
                "a split that was changed by hand could leak test data into training",
                "delete both files; the next run makes them again",
            )
        splits[about["scheme"]] = split
    return splits


def estimable(splits: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Keep the splits that the cohort can carry."""
    return {name: split for name, split in splits.items() if "not_estimable" not in split.attrs}
