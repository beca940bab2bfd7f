"""The documents of the project: their links lead somewhere, and the map is that of the library."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from eeg2emg.stored.card import CARD_FOR_PEOPLE

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("config/*.md"), *ROOT.glob("docs/**/*.md")])
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`]+`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
OTHERS = sorted(
    path
    for pattern in (
        *("*.in", "*.txt", "*.sh", "*.toml", "*.yaml", "*.cff", "Snakefile", ".ci/*", "envs/*"),
        *("config/*.yaml", "profiles/*/*", "workflow/**/*", "scripts/**/*", "benchmarks/**/*"),
    )
    for path in ROOT.glob(pattern)
    if path.is_file() and path.suffix not in {".pyc", ".npz"}
)
MENTION = re.compile(r"(?<![\w/.-])((?:[\w.-]+/)*[\w-]+\.md\b)(?:#([\w-]+))?")


def anchors(document):
    """List the anchors of a document's headings, as its readers make them."""
    text = FENCED.sub("", document.read_text(encoding="utf-8"))
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", title.lower()).strip()) for title in titles}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files_and_headings_that_exist(document):
    for link in LINK.findall(FENCED.sub("", document.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_files_that_name_a_document_name_one_that_exists():
    """Comments, messages and docstrings outside the documents: paths from the project's root."""
    found = []
    for other in OTHERS:
        for line in other.read_text(encoding="utf-8").splitlines():
            for path, anchor in MENTION.findall(line):
                if path == CARD_FOR_PEOPLE:  # a run writes it
                    continue
                target = ROOT / path if (ROOT / path).is_file() else ROOT / "docs" / path
                assert target.is_file(), f"{other.relative_to(ROOT)} names {path}"
                assert not anchor or anchor in anchors(target), f"{other.name} names #{anchor}"
                found.append(target)
    assert len(found) >= 10


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_stands_in_angle_brackets_is_marked_as_code(document):
    """Else readers of Markdown take it for HTML and show nothing."""
    text = CODE.sub("", FENCED.sub("", document.read_text(encoding="utf-8")))
    assert not re.findall(r"<[a-z][^>\n]*>", text)


def test_the_map_for_contributors_is_that_of_the_library():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {one["id"]: one for one in settings["tool"]["importlinter"]["contracts"]}
    expected = []
    for depth, layer in enumerate(contracts["layers"]["layers"], start=1):
        for name in layer.split(" | "):
            path = ROOT / "scripts" / "eeg2emg" / name
            source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
            docstring = ast.get_docstring(ast.parse(source.read_text(encoding="utf-8")))
            expected.append(f"| {depth} | `{name}` | {docstring.splitlines()[0]} |")
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| \d+ \| .*", text, re.MULTILINE) == expected


FAULTS = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
ROWS = [line for line in FAULTS.splitlines() if line.startswith("| ") and "| kind of" not in line]


def defined_in(path):
    """List the tests of a file, those of classes as ``Class::test``."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        inner = node.body if isinstance(node, ast.ClassDef) else [node]
        prefix = f"{node.name}::" if isinstance(node, ast.ClassDef) else ""
        found |= {prefix + one.name for one in inner if isinstance(one, ast.FunctionDef)}
    return found


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip()[:60])
def test_every_kind_of_fault_names_tests_that_exist(row):
    named = CODE.findall(row.split("|")[3])
    assert named
    for name in named:
        path, found, test = name.strip("`").partition("::")
        case = re.fullmatch(r"faults\[(\w+)\]", path)
        if case:
            sources = [*(ROOT / "tests" / "faults").glob("*_cases.py")]
            text = "".join(source.read_text(encoding="utf-8") for source in sources)
            assert re.search(rf'^@(?:bids|foreign)\(\s*"{case[1]}",', text, re.MULTILINE), name
        else:
            assert found, name
            assert test in defined_in(ROOT / "tests" / path), name


def test_the_page_of_faults_has_rows():
    assert len(ROWS) > 50
