"""Pages of figures whose number of rows the configuration decides, and their names.

Standard library only: the workflow asks for their files while it is parsed.
"""

from __future__ import annotations

from itertools import pairwise

ROWS_OF_MATRICES = 5
"""Measures whose matrices stand on one page with legible names of channels."""


def pages_of(rows: int, per_page: int = ROWS_OF_MATRICES) -> list[range]:
    """Divide rows among pages as evenly as they can be; without rows there is one empty page."""
    pages = max(1, -(-rows // per_page))
    edges = [rows * page // pages for page in range(pages + 1)]
    return [range(start, stop) for start, stop in pairwise(edges)]


def name_of_page(name: str, number: int) -> str:
    """Name a page of a figure; the first is named as the figure, the others have a number."""
    return name if number == 1 else f"{name}_{number}"


def names_of_pages(name: str, rows: int, per_page: int = ROWS_OF_MATRICES) -> list[str]:
    """Name all pages of a figure."""
    return [name_of_page(name, k + 1) for k in range(len(pages_of(rows, per_page)))]
