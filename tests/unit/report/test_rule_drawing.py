"""The drawing of the rules: a row each, and an arc for each file that is handed on."""

import re

from eeg2emg.report.rule_drawing import rule_drawing

RULES = [
    ("read", "Read <all> files.", []),
    ("fit", "Fit models " + "to everything that was read before " * 5, ["read"]),
    ("report", "Write.", ["read", "fit"]),
]


def test_every_rule_has_its_row_and_what_is_reached_by_a_detour_no_arc():
    drawn = str(rule_drawing(RULES))
    assert drawn.count("<circle") == 3
    assert drawn.count("<path") == 2
    assert 'aria-label="3 rules in an order of work, and 2 arcs' in drawn


def test_text_is_safe_and_shortened_between_words():
    drawn = str(rule_drawing(RULES))
    assert "Read &lt;all&gt; files." in drawn
    said = re.search(r"Fit models [^<]*", drawn)[0]
    assert len(said) < 90
    assert said.endswith(" …")
    assert said.removesuffix(" …") + " " in RULES[1][1]
