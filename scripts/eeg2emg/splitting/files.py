"""Split files: the table, and beside it its digest or the reason why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.errors import ConfigurationError
from eeg2emg.files.atomic import write_text
from eeg2emg.files.reading import reading
from eeg2emg.files.tables import read_json, refuse_cut, write_json
from eeg2emg.splitting.split import Split

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


def write_split(path: str | Path, about_path: str | Path, scheme: str, split: Split) -> None:
    """Write a split as a table, and what is known about it as JSON.

    Parameters
    ----------
    path, about_path : path-like
        The two files.
    scheme : str
        Name of the scheme.
    split : Split
        Its division of the cohort.
    """
    write_text(path, split.text())
    write_json(
        about_path,
        {
            "scheme": scheme,
            "status": "estimable" if split.estimable else "not estimable",
            "reason": split.reason,
            "digest": split.digest(),
            "folds": int(split.frame["fold"].nunique()),
            "left_out": dict(split.left_out),
        },
    )


def read_split(path: str | Path, about_path: str | Path) -> tuple[str, Split]:
    """Read a split and check it against its digest.

    Parameters
    ----------
    path, about_path : path-like
        The files that `write_split` wrote.

    Returns
    -------
    scheme : str
        Name of the scheme.
    split : Split
        Its division of the cohort, or the reason why there is none.

    Raises
    ------
    ConfigurationError
        If the table is not the one that its digest was made of, or divides nothing.
    OwnFileError
        If a file is missing or damaged.
    """
    about = read_json(about_path)
    with reading(path, "a split") as file:
        content = file.read_bytes()
        refuse_cut(content)
        try:
            split = Split.parse(content.decode())
        except ConfigurationError as error:
            why = f"{error.why}. {error.remedy}".strip(". ")
            raise ConfigurationError(
                f"{path} is damaged: {error.what[:1].lower()}{error.what[1:]}",
                why,
                f"Delete it and {about_path}; the next run makes them again",
            ) from None
    if split.digest() != about["digest"]:
        raise ConfigurationError(
            f"{path} is not the split that {about_path} describes",
            "a split that was changed by hand could leak test data into training",
            "delete both files; the next run makes them again",
        )
    return about["scheme"], split


def read_splits(paths: Iterable[str], about_paths: Iterable[str]) -> dict[str, Split]:
    """Read several splits (`read_split`), by scheme, in the given order."""
    return dict(
        read_split(path, about_path) for path, about_path in zip(paths, about_paths, strict=True)
    )


def estimable(splits: Mapping[str, Split]) -> dict[str, Split]:
    """Keep the splits that the cohort can carry."""
    return {name: split for name, split in splits.items() if split.estimable}
