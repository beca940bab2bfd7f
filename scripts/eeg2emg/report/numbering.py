"""Numbers of the figures and tables of a page, in the order in which they are shown."""

from __future__ import annotations

import re

from markupsafe import Markup

_REFERENCE = re.compile(r"\[\[(figure|table):([\w-]+)\]\]")


class Numbering:
    """Give figures and tables their numbers, and refer to them before they are shown.

    A reference stands for a number that is not known before the whole page is laid out, so it is
    written as a mark that `resolve` replaces at the end.
    """

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._tables = 0

    def figure(self, name: str) -> int:
        """Give a figure its number where it is shown; one that is shown again keeps it."""
        shown = sum(kind == "figure" for kind, _ in self._numbers)
        return self._numbers.setdefault(("figure", name), shown + 1)

    def table(self, name: str = "") -> int:
        """Give a table its number where it is shown; with a name it can be referred to."""
        self._tables += 1
        if name:
            self._numbers[("table", name)] = self._tables
        return self._tables

    @staticmethod
    def refer(kind: str, name: str) -> Markup:
        """Mark where the number of a figure or table is to stand."""
        return Markup("[[{}:{}]]").format(kind, name)

    def resolve(self, page: str) -> str:
        """Replace the marks by linked numbers; a mark of what the page does not show vanishes.

        Parameters
        ----------
        page : str
            HTML with marks.

        Returns
        -------
        str
        """
        return _REFERENCE.sub(self._linked, page)

    def _linked(self, found: re.Match[str]) -> str:
        kind, name = found.groups()
        number = self._numbers.get((kind, name))
        if number is None:
            return ""
        anchor = f"figure-{name}" if kind == "figure" else f"table-{number}"
        return f' (<a href="#{anchor}">{kind.title()} {number}</a>)'
