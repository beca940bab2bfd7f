"""How the project asks to be cited: ``CITATION.cff``, which its other descriptions agree with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eeg2emg.files.reading import reading

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE = "CITATION.cff"


@dataclass(frozen=True)
class Author:
    """A person, with given names where they are known, or a group (``family`` is then empty)."""

    name: str
    family: str = ""
    given: str = ""

    @property
    def is_person(self) -> bool:
        """Whether it is a person."""
        return bool(self.family)


@dataclass(frozen=True)
class Work:
    """A work that can be cited.

    Attributes
    ----------
    title : str
        Its title.
    authors : tuple of Author
        In their order.
    version, licence : str
        Of software; the licence as SPDX names it.
    year, doi : str
        Of an article; empty where they are not known.
    """

    title: str
    authors: tuple[Author, ...]
    version: str = ""
    licence: str = ""
    year: str = ""
    doi: str = ""


def read_citation(project: Path) -> tuple[Work, Work]:
    """Read how the project, and the paper that it follows, are cited.

    Parameters
    ----------
    project : Path
        The folder with `FILE`.

    Returns
    -------
    software, paper : Work

    Raises
    ------
    OwnFileError
        If the file is missing or damaged.
    """
    import yaml

    with reading(project / FILE, "the citation of the project") as file:
        about = yaml.safe_load(file.read_text(encoding="utf-8"))
        (paper,) = (one for one in about["references"] if one["type"] == "article")
        return _work(about), _work(paper)


def _work(about: Mapping[str, Any]) -> Work:
    return Work(
        title=about["title"],
        authors=tuple(_author(one) for one in about["authors"]),
        version=str(about.get("version", "")),
        licence=about.get("license", ""),
        year=str(about.get("year", "")),
        doi=about.get("doi", ""),
    )


def _author(about: Mapping[str, str]) -> Author:
    if "name" in about:
        return Author(about["name"])
    family, given = about["family-names"], about.get("given-names", "")
    return Author(f"{given} {family}".strip(), family, given)
