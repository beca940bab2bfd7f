"""Scripts read, call and write; they can be imported without Snakemake, and rules use them all."""

import ast
import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted(
    path for path in (ROOT / "scripts").glob("*.py") if not path.stem.startswith("generate_")
)
LONGEST = 32
"""Lines of the function that does the work, without its docstring."""


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
class TestScript:
    def test_it_can_be_imported_and_does_nothing_then(self, path):
        specification = importlib.util.spec_from_file_location(f"script_{path.stem}", path)
        module = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(module)
        assert callable(module.main)
        assert module.__doc__

    def test_it_is_one_short_function(self, path):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        assert [function.name for function in functions] == ["main"]
        first, last = functions[0].body[1].lineno, functions[0].end_lineno
        assert last - first + 1 <= LONGEST

    def test_a_rule_uses_it(self, path):
        rules = "".join(p.read_text("utf-8") for p in (ROOT / "workflow" / "rules").rglob("*.smk"))
        assert re.search(rf"""["'/]{path.stem}(\.py)?["']""", rules)
