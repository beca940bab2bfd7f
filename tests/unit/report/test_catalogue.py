"""Every section has its function, its template, its tables and its captions."""

from pathlib import Path

import pytest
from eeg2emg.catalogues import resolve
from eeg2emg.learning.recipes import RECIPES
from eeg2emg.report.catalogue import SECTIONS, TABLES_OF_REPORT
from eeg2emg.report.templating import TEMPLATES, formula_html

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_has_its_function_template_and_captions(name):
    section = SECTIONS[name]
    assert callable(resolve(section.contents))
    assert (TEMPLATES / f"{name}.html.jinja").is_file()
    for caption in section.captions:
        assert (ROOT / "workflow" / "report" / f"{caption}.rst").is_file()


@pytest.mark.parametrize("table", TABLES_OF_REPORT)
def test_a_table_of_the_report_is_made_by_a_rule_and_described(table):
    rules = "".join(p.read_text("utf-8") for p in (ROOT / "workflow" / "rules").rglob("*.smk"))
    printed = {entry.table3 for entry in RECIPES.values()}
    assert f'"{table}"' in rules or f"tables/{table}." in rules or table in printed
    files = (ROOT / "docs" / "reference" / "files.md").read_text("utf-8")
    assert f"{table}.csv" in files or f"`{table}`" in files or table.split("_")[0] in files


def test_every_template_belongs_to_a_section_or_is_shared():
    shared = {"page", "macros", "definitions", "coupling_sweep"} | {
        "applied_page",
        "resources_page",
    }
    names = {path.name.partition(".")[0] for path in TEMPLATES.glob("*.jinja")}
    assert names == shared | set(SECTIONS)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("|H_ij|² / Σ_m", "|<var>H</var><sub>ij</sub>|² / <var>Σ</var><sub>m</sub>"),
        ("ln(V_(n-1) / V_n)", "ln(<var>V</var><sub>n-1</sub> / <var>V</var><sub>n</sub>)"),
        ("a < b & c", "a &lt; b &amp; c"),
    ],
)
def test_indices_of_formulas_are_set_and_the_rest_is_escaped(text, html):
    assert str(formula_html(text)) == html
