"""Chromium, as tests drive it: what it complains of, and what it asks for, is collected."""

import shutil

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="there is no Chromium on this machine (Debian: chromium)"
)

SIZES = {"desk": (1280, 900), "phone": (390, 844)}
UNFOLD = "document.querySelectorAll('details').forEach((box) => { box.open = true; })"


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_file(browser):
    """Give a function that opens a page; what the browser complains of fails the test."""
    contexts, complaints = [], []

    def open_page(path, size="desk", *, scheme="light", media="screen"):
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.extend(outside(request.url)))
        page.emulate_media(media=media, color_scheme=scheme)
        page.goto(f"file://{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints


def outside(address):
    """List an address that is asked for beyond the page itself."""
    return [] if address.startswith(("file:", "data:", "blob:")) else [address]


def faults_of(page):
    """List what keeps some people from reading a page, with the first place of each."""
    found = axe.Axe().run(page).response["violations"]
    return [(fault["id"], fault["nodes"][0]["html"]) for fault in found]
