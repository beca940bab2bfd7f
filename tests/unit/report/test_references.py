"""References: unique, complete, linked, and as BibTeX that a parser takes."""

from __future__ import annotations

import re

import pytest
from eeg2emg.report.reference import Reference
from eeg2emg.report.references import REFERENCES, bibtex, cited

ENTRY = re.compile(r"@(article|misc)\{([a-z]+\d{4}),\n(.*?)\n\}\n", re.DOTALL)
FIELD = re.compile(r"  (\w+) = \{(.*)\},?")


def entries():
    """Take the BibTeX apart again."""
    found = {}
    for kind, key, body in ENTRY.findall(bibtex()):
        found[key] = {"kind": kind} | dict(FIELD.fullmatch(line).groups()
                                           for line in body.split("\n"))  # fmt: skip
    return found


def test_every_reference_is_an_entry_with_what_it_holds():
    found = entries()
    assert list(found) == [one.key for one in REFERENCES]
    for one in REFERENCES:
        entry = found[one.key]
        assert entry["title"] == f"{{{one.title}}}"
        assert entry["year"] == str(one.year)
        assert entry.get("doi", "") == one.doi
        assert entry["author"].count(" and ") == len(one.authors) - 1
        assert (entry["kind"] == "article") == bool(one.journal)


def test_braces_are_balanced():
    for one in REFERENCES:
        depth = 0
        for character in one.bibtex:
            depth += {"{": 1, "}": -1}.get(character, 0)
            assert depth >= 0
        assert depth == 0


def test_family_names_of_several_words_stay_together():
    (paper,) = (one for one in REFERENCES if one.key == "samadi2025")
    assert "{Nowshiravan Rahatabad}" in paper.bibtex


@pytest.mark.parametrize("one", REFERENCES, ids=lambda one: one.key)
def test_key_and_text_say_who_and_when(one):
    first = one.authors[0].partition(",")[0]
    assert one.key.endswith(str(one.year))
    assert one.text.startswith(first)
    assert f"({one.year})" in one.text
    assert one.text.endswith(".")
    assert one.title in one.text


@pytest.mark.parametrize("one", [one for one in REFERENCES if one.doi], ids=lambda one: one.key)
def test_a_doi_is_a_link_that_html_and_a_resolver_take(one):
    assert one.doi.startswith("10.")
    assert one.url.startswith("https://doi.org/10.")
    assert not re.search(r"[<>\"\s]", one.url)


def test_without_a_doi_there_is_no_link():
    assert not Reference(key="nobody1900", authors=("Nobody",), year=1900, title="T").url


def test_citations_are_found_in_their_order_and_once():
    found = cited("As in [stam2007] and [welch1967], and [stam2007]; not [this] nor [0, 1].")
    assert [one.key for one in found] == ["stam2007", "welch1967"]


def test_a_citation_of_nothing_is_an_error():
    with pytest.raises(KeyError):
        cited("[nobody1900]")


def test_no_doi_is_cited_twice():
    known = [one.doi for one in REFERENCES if one.doi]
    assert len(known) == len(set(known))
