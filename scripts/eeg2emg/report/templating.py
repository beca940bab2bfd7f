"""Rendering of the templates of pages."""

from __future__ import annotations

import html
import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from eeg2emg.connectivity.catalogue import measure_title
from eeg2emg.report.numbering import Numbering
from eeg2emg.report.reference import doi_url
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME

TEMPLATES = Path(__file__).with_name("templates")

_INDEXED = re.compile(r"(?P<name>[A-Za-zΣ])_(?P<index>\w+|\([^)]*\))")


def page_environment(numbers: Numbering | None = None) -> Environment:
    """Make what renders the templates of one page; they know the ``style`` of all pages.

    Parameters
    ----------
    numbers : Numbering, optional
        Of the figures and tables of this page.

    Returns
    -------
    Environment
    """
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["measure"] = measure_title
    environment.filters["formula"] = formula_html
    environment.filters["coded"] = coded_html
    environment.filters["doi_url"] = doi_url
    environment.globals["numbers"] = numbers or Numbering()
    environment.globals["primary_scheme"] = PRIMARY_SCHEME
    # Style and script are this project's own files, not text from outside.
    for name, file in (("style", "style.css"), ("script", "script.js")):
        environment.globals[name] = Markup((TEMPLATES / file).read_text(encoding="utf-8"))
    return environment


def formula_html(text: str) -> Markup:
    """Turn a definition into safe HTML: ``H_ij`` becomes a variable with an index."""
    safe = html.escape(text, quote=False)
    # The text was escaped above; only the marks of this function are HTML.
    return Markup(_INDEXED.sub(_with_index, safe))


def coded_html(text: str) -> Markup:
    """Turn a text into safe HTML: what stands between backticks becomes code."""
    safe = html.escape(text, quote=False)
    # The text was escaped above; only the marks of this function are HTML.
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", safe))


def _with_index(found: re.Match[str]) -> str:
    return f"<var>{found['name']}</var><sub>{found['index'].strip('()')}</sub>"
