"""The report of a finished run in a real browser."""

import csv
import re

import pytest
from making.browser import SIZES, UNFOLD, browser, faults_of, needs_chromium, open_file

__all__ = ["browser", "open_file"]  # fixtures
pytestmark = needs_chromium


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["report", "resources"])
def test_everybody_can_read_it_and_nothing_scrolls_sideways(finished, open_file, name, size):
    page = open_file(finished.folder / "results" / "tiny" / f"{name}.html", size)
    page.evaluate(UNFOLD)
    assert not faults_of(page)
    assert page.evaluate("document.documentElement.scrollWidth") == SIZES[size][0]


def test_every_figure_says_what_it_shows(finished, open_file):
    page = open_file(finished.folder / "results" / "tiny" / "report.html")
    words = page.locator("main img").evaluate_all("(images) => images.map((one) => one.alt)")
    assert len(words) > 15
    assert all(len(text) > 30 for text in words)
    assert not [text for text in words if "caption says" in text]


def test_the_archive_of_tables_holds_the_tables_of_the_run(finished, open_file):
    import zipfile

    page = open_file(finished.folder / "results" / "tiny" / "report.html")
    with page.expect_download() as saved:
        page.get_by_role("link", name=re.compile("^Tables")).click()
    with zipfile.ZipFile(saved.value.path()) as archive:
        for name in ("verdict.csv", "metrics.csv", "claims.csv"):
            content = (finished.folder / "results" / "tiny" / "tables" / name).read_bytes()
            assert archive.read(name) == content
            assert list(csv.reader(content.decode().splitlines()))
