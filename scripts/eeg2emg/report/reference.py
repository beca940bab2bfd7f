"""A reference: as text, as a link, and as BibTeX."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from eeg2emg.report.words import listed

_MOST_AUTHORS = 4
"""Authors that are named in a list of references; BibTeX has all of them."""


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A publication.

    Attributes
    ----------
    key : str
        Family name of the first author and year.
    authors : tuple of str
        Each as ``Family, Given``, or ``Family`` where no more is known; ``others`` for those that
        are not listed.
    year : int
        Of publication.
    title, journal, volume, number, pages : str
        As printed; empty where there is none or it is not known.
    doi : str
        Without the address of the resolver; empty where none is known.
    use : str
        What it is cited for, where the title does not say so.
    """

    key: str
    authors: tuple[str, ...]
    year: int
    title: str
    journal: str = ""
    volume: str = ""
    number: str = ""
    pages: str = ""
    doi: str = ""
    use: str = ""

    @property
    def text(self) -> str:
        """The entry of a list of references, without the DOI."""
        names = [author.partition(",")[0] for author in self.authors]
        if len(names) > _MOST_AUTHORS:
            names = [*names[:1], "others"]
        where = f", {self.journal}" if self.journal else ""
        where += f" {self.volume}" if self.volume else ""
        where += f", {self.pages}" if self.pages else ""
        use = f": {self.use}" if self.use else ""
        return f"{listed(names)} ({self.year}), {self.title}{where}{use}."

    @property
    def url(self) -> str:
        """Address of its DOI; empty where it has none."""
        return doi_url(self.doi) if self.doi else ""

    @property
    def bibtex(self) -> str:
        """Its BibTeX entry, in UTF-8; the title keeps its capitals."""
        fields = {
            "author": " and ".join(_bibtex_name(author) for author in self.authors),
            "title": f"{{{self.title}}}",
            "journal": self.journal,
            "year": str(self.year),
            "volume": self.volume,
            "number": self.number,
            "pages": self.pages.replace("-", "--"),
            "doi": self.doi,
        }
        lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
        kind = "article" if self.journal else "misc"
        return f"@{kind}{{{self.key},\n" + ",\n".join(lines) + "\n}\n"


def doi_url(doi: str) -> str:
    """Give the address that a DOI leads to."""
    return f"https://doi.org/{quote(doi, safe='/:;().')}"


def _bibtex_name(author: str) -> str:
    """Keep family names of several words together."""
    family, comma, given = author.partition(",")
    return f"{{{family}}}{comma}{given}" if " " in family else author
