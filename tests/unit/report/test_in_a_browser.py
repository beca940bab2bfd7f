"""The page in a real browser: on a desk, on a phone, in the dark, on paper, by keyboard alone."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from eeg2emg.report.page import build_report
from making.browser import SIZES, UNFOLD, browser, faults_of, needs_chromium, open_file

__all__ = ["browser", "open_file"]  # fixtures

pytestmark = needs_chromium

A4_PX = 718
"""Width of the text of a page of paper, in pixels of the browser."""

WIDER_THAN = """(limit) => [...document.querySelectorAll("table, img, pre")]
    .filter((box) => box.getBoundingClientRect().right > limit + 1)
    .map((box) => box.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory, full, bare):
    """The reports of a run that has everything, and of one that has next to nothing."""
    folder = tmp_path_factory.mktemp("pages")
    files = {"tables": {"metrics.csv": b"a,b\n1,2\n"}, "figures": {"skill.pdf": b"%PDF"}}
    made = {"full": replace(full, files=files, command="snakemake --cores N"), "bare": bare}
    for name, context in made.items():
        (folder / f"{name}.html").write_text(build_report(context), encoding="utf-8")
    return folder


@pytest.fixture
def opened(open_file, pages):
    """Give a function that opens one of the pages."""
    return lambda name="full", size="desk", **how: open_file(pages / f"{name}.html", size, **how)


def test_the_checker_of_accessibility_finds_faults(browser):
    """If it found none here, its silence elsewhere would say nothing."""
    page = browser.new_page()
    page.set_content("<html><body><img src='x.png'><input></body></html>")
    found = {fault for fault, _ in faults_of(page)}
    page.close()
    assert {"image-alt", "label", "html-has-lang"} <= found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["full", "bare"])
def test_everybody_can_read_it(opened, name, size, scheme):
    page = opened(name, size, scheme=scheme)
    page.evaluate(UNFOLD)
    assert not faults_of(page)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["full", "bare"])
def test_nothing_makes_the_page_scroll_sideways(opened, name, size):
    page = opened(name, size)
    page.evaluate(UNFOLD)
    assert page.evaluate("document.documentElement.scrollWidth") == SIZES[size][0]


def test_the_first_screen_holds_the_answers(opened):
    page = opened()
    headlines = page.locator(".finding .headline")
    assert headlines.count() == 3
    for headline in headlines.all():
        box = headline.bounding_box()
        assert box["y"] + box["height"] <= SIZES["desk"][1]


class TestTables:
    def test_a_column_is_sorted_up_and_then_down(self, opened):
        page = opened()
        page.evaluate(UNFOLD)
        table = page.locator("table", has=page.locator("caption", has_text="All models"))
        skill = table.locator("th button", has_text="skill").first
        place = skill.evaluate("(button) => button.parentElement.cellIndex")
        cells = table.locator(f"tbody td:nth-child({place + 1})")

        def values():
            texts = [text.replace("−", "-").strip() for text in cells.all_inner_texts()]
            return [float(text) for text in texts if text not in ("–", "")]

        skill.click()
        assert values() == sorted(values())
        assert table.locator("th[aria-sort=ascending]").count() == 1
        skill.focus()
        page.keyboard.press("Enter")
        assert values() == sorted(values(), reverse=True)
        assert len(set(values())) > 1

    def test_rows_are_filtered_by_words(self, opened):
        page = opened()
        page.evaluate(UNFOLD)
        table = page.locator("table", has=page.locator("input[type=search]")).first
        before = table.locator("tbody tr:visible").count()
        word = table.locator("tbody tr").last.locator("td").first.inner_text()
        table.locator("input[type=search]").fill(word)
        after = table.locator("tbody tr:visible")
        assert 0 < after.count() < before
        assert all(word.lower() in text.lower() for text in after.all_inner_texts())

    def test_what_is_shown_is_saved_as_csv(self, opened):
        page = opened()
        table = page.locator("main table:visible").first
        with page.expect_download() as saved:
            table.get_by_role("button", name="as CSV").click()
        lines = saved.value.path().read_text("utf-8-sig").splitlines()
        assert len(lines) == table.locator("tr").count()
        assert saved.value.suggested_filename.endswith(".csv")


def test_archives_and_texts_are_saved(opened):
    page = opened()
    contents = {}
    for link in page.locator("a.button[download]").all():
        with page.expect_download() as saved:
            link.click()
        contents[saved.value.suggested_filename] = saved.value.path().read_bytes()
    archives = {name: data for name, data in contents.items() if name.endswith(".zip")}
    names = [zipfile.ZipFile(io.BytesIO(data)).namelist() for data in archives.values()]
    assert names == [["metrics.csv"], ["skill.pdf"]]
    texts = {name: data.decode() for name, data in contents.items() if name not in archives}
    assert any("doi" in text for text in texts.values())
    assert len(texts) == 2


class TestFigures:
    def test_one_is_enlarged_and_closed_by_keyboard(self, opened):
        page = opened()
        button = page.locator(".zoom:visible").first
        button.focus()
        page.keyboard.press("Enter")
        assert page.locator("dialog[open] img").count() == 1
        page.keyboard.press("Escape")
        assert page.locator("dialog[open]").count() == 0
        assert button.evaluate("(element) => document.activeElement === element")

    def test_one_is_closed_by_its_button(self, opened):
        page = opened()
        page.locator(".zoom:visible").first.click()
        page.locator("dialog button").click()
        assert page.locator("dialog[open]").count() == 0


BACKGROUND = "getComputedStyle(document.body).backgroundColor"


def test_light_and_dark_follow_the_system_and_the_reader(opened):
    light, dark = opened(scheme="light"), opened(scheme="dark")
    as_light, as_dark = light.evaluate(BACKGROUND), dark.evaluate(BACKGROUND)
    assert as_light != as_dark
    for page, other in ((light, as_dark), (dark, as_light)):
        page.locator("#theme").click()
        assert page.evaluate(BACKGROUND) == other


@pytest.mark.parametrize("size", SIZES)
def test_the_bar_hides_no_target(opened, size):
    page = opened(size=size)
    targets = page.locator(".contents a").evaluate_all(
        "(links) => links.map((link) => link.getAttribute('href'))"
    )
    for target in targets:
        page.goto(f"{page.url.partition('#')[0]}{target}")
        page.wait_for_timeout(50)
        top = page.locator(target).bounding_box()["y"]
        bar = page.locator("nav").bounding_box()
        assert top >= (bar["y"] + bar["height"] if size == "phone" else 0), target


def test_a_link_opens_what_is_folded_around_its_target(opened):
    page = opened()
    folded = page.locator("details:not([open]) caption[id]").first.get_attribute("id")
    page.goto(f"{page.url}#{folded}")
    assert page.locator(f"#{folded}").is_visible()


class TestPaper:
    def test_nothing_is_cut(self, opened, browser):
        page = opened(media="print")
        page.set_viewport_size({"width": A4_PX, "height": 1000})
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.evaluate(WIDER_THAN, A4_PX) == []
        assert page.locator("details:not([open])").count() == 0

    def test_headings_of_columns_are_text_which_stands_on_every_page(self, opened):
        heads = """[...document.querySelectorAll("th:has(button)")].map(head => [
            head.querySelector("button").textContent,
            getComputedStyle(head, "::before").content,
            getComputedStyle(head.querySelector("button")).display])"""
        printed = opened(media="print").evaluate(heads)
        assert printed
        for title, shown, button in printed:
            assert (shown, button) == (f'"{title}"', "none")
        assert all(shown == "none" for _, shown, _ in opened().evaluate(heads))

    def test_what_was_folded_is_folded_again(self, opened):
        page = opened()
        before = page.locator("details:not([open])").count()
        assert len(page.pdf(format="A4")) > 10_000
        assert page.locator("details:not([open])").count() == before > 0
