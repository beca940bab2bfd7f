"""Pages of the documentation site that are made of other files, and links that lead to them.

A hook of MkDocs, called by name. The reference of the library is made of its docstrings, one page
per package; the page of options and that for contributors are the files at their places in the
project, so that each is read there and on the site.
"""

from __future__ import annotations

import ast
import posixpath
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from griffe import Extension
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

if TYPE_CHECKING:
    from griffe import Object
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).parent.parent
LIBRARY = ROOT / "scripts" / "eeg2emg"

INCLUDED = {"config/README.md": "reference/options.md", "CONTRIBUTING.md": "contributing.md"}
"""Where files of the project that lie outside this folder stand on the site."""

_ABOUT_THE_LIBRARY = """\
# The library

The library `eeg2emg` lies in `scripts/`. A package imports from the layers below its own, never
from those above or beside it, so it can be understood from what stands under it in this table.

| layer | package | what it is about |
|--:|---|---|"""
_LINK = re.compile(r"(?<=\]\()(?P<path>[^)\s#:]+)(?=[)#])")
_LOADED = re.compile(
    r"<(?:script|img|iframe|link(?=[^>]*stylesheet|[^>]*icon|[^>]*preconnect))\b"
    r"[^>]*\b(?:src|href)=[\"']?((?:https?:)?//[^\"'\s>]+)"
)


def on_config(config: MkDocsConfig) -> None:
    """Put the pages of the library into the navigation."""
    assert config.nav is not None
    reference = next(part["Reference"] for part in config.nav if "Reference" in part)
    pages = [{name: _place(name)} for layer in _layers() for name in layer]
    reference.append({"Library": [{"Overview": _place("index")}, *pages]})


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Make the pages."""
    pages = {target: (ROOT / source).read_text("utf-8") for source, target in INCLUDED.items()}
    pages[_place("index")] = _overview()
    pages |= {_place(name): _library_page(name) for layer in _layers() for name in layer}
    for place, text in pages.items():
        files.append(File.generated(config, place, content=text))


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Lead links to where their files stand on the site."""
    here = page.file.src_uri
    source = {target: path for path, target in INCLUDED.items()}.get(here, f"docs/{here}")

    def on_site(link: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source), link["path"]))
        target = INCLUDED.get(path, path.removeprefix("docs/"))
        return posixpath.relpath(target, posixpath.dirname(here) or ".")

    return _LINK.sub(on_site, markdown)


def on_post_page(output: str, page: Page, **_: object) -> None:
    """Refuse a page that would load something from a network.

    Raises
    ------
    PluginError
        If a script, a style, a picture or a frame of the page has an address elsewhere.
    """
    found = _LOADED.search(output)
    if found:
        raise PluginError(f"{page.file.src_uri} loads {found[1]}: keep a copy of it under docs/")


class ArrayShapes(Extension):
    """Show types as the docstrings write them: ``ndarray, shape (n,)``.

    The reader of the docstrings takes such a type for an expression of Python, a pair of a name and
    a call, and shows ``(ndarray, shape(n))``.
    """

    def on_object(self, *, obj: Object, **_: object) -> None:
        """Give the types back their text."""
        if obj.docstring is None or ", shape (" not in obj.docstring.value:
            return
        lines = [line.partition(" : ")[2] or line for line in obj.docstring.lines]
        texts = {_without_marks(line): line for line in lines if ", shape (" in line}
        for section in obj.docstring.parsed:
            if not isinstance(section.value, list):
                continue
            for item in section.value:
                known = texts.get(_without_marks(str(getattr(item, "annotation", ""))))
                if known:
                    item.annotation = known


def _without_marks(text: str) -> str:
    return re.sub(r"[\s,()]", "", text.removesuffix(", optional"))


def _layers() -> list[list[str]]:
    """List the packages and single modules of the library, by layers, the top first."""
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    contracts = {contract["id"]: contract for contract in tools["importlinter"]["contracts"]}
    return [layer.split(" | ") for layer in contracts["layers"]["layers"]]


def _place(name: str) -> str:
    return f"reference/library/{name}.md"


def _overview() -> str:
    rows = [
        f"| {depth} | [`{name}`]({name}.md) | {_first_line(name)} |"
        for depth, layer in enumerate(_layers(), start=1)
        for name in layer
    ]
    return "\n".join([_ABOUT_THE_LIBRARY, *rows, ""])


def _first_line(name: str) -> str:
    package = LIBRARY / name / "__init__.py"
    source = package if package.is_file() else LIBRARY / f"{name}.py"
    docstring = ast.get_docstring(ast.parse(source.read_text("utf-8")))
    assert docstring is not None
    return docstring.partition("\n")[0]


def _library_page(name: str) -> str:
    """Write the page of a package: what it is about, then each of its modules."""
    title = f"# {name}\n\n::: eeg2emg.{name}"
    options = ["    options:", "      show_root_heading: false", "      show_root_toc_entry: false"]
    folder = LIBRARY / name
    if folder.is_dir():
        options.append("      members: false")
    modules = sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")
    return "\n".join(
        [title, *options, "", *(f"::: eeg2emg.{name}.{module}\n" for module in modules)]
    )
