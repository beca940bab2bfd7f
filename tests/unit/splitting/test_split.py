"""A split: its text, its digest, and what it tells of itself."""

import hashlib

import pandas as pd
import pytest
from eeg2emg.errors import ConfigurationError
from eeg2emg.splitting.split import Split

TEXT = (
    "# left out\tsub-03\t1 recording. Too few.\n"
    "fold\tsegment\tpart\n"
    "01\t007\ttest\n"
    "01\t008\ttraining\n"
    "01\t009\tunused\n"
)


@pytest.fixture
def split():
    return Split.parse(TEXT)


def test_the_text_is_canonical(split):
    """These bytes and their digest are what predictions of earlier runs refer to."""
    assert split.text() == TEXT
    shuffled = Split(split.frame.sample(frac=1, random_state=0), dict(split.left_out))
    assert shuffled.text() == TEXT
    assert split.digest() == hashlib.sha256(TEXT.encode()).hexdigest()


def test_identifiers_stay_text(split):
    assert split.frame.loc[0].tolist() == ["01", "007", "test"]


def test_subjects_that_were_left_out_are_named(split):
    assert split.left_out == {"sub-03": "1 recording. Too few."}
    assert split.estimable


def test_a_scheme_that_is_not_estimable_says_why_and_has_no_rows():
    split = Split.not_estimable("Two recordings only.")
    text = "# not estimable\tTwo recordings only.\nfold\tsegment\tpart\n"
    assert split.text() == text
    for one in (split, Split.parse(text)):
        assert not one.estimable
        assert one.reason == "Two recordings only."
        assert one.used.empty


def test_the_digest_changes_with_one_segment(split):
    changed = split.frame.copy()
    changed.loc[0, "part"] = "training"
    assert Split(changed, split.left_out).digest() != split.digest()


def test_what_is_unused_is_not_used(split):
    assert split.used["segment"].tolist() == ["007", "008"]
    assert split.used.index.tolist() == [0, 1]


def test_parts_stand_in_the_order_that_is_asked_for(split):
    parts = split.parts("01", pd.Series(["008", "nobody", "007"]))
    assert parts.tolist() == ["training", "unused", "test"]


def test_an_unknown_part_is_refused():
    with pytest.raises(ConfigurationError, match="'tset'"):
        Split.parse("fold\tsegment\tpart\nall\ta\ttset\n")


def test_a_segment_on_two_sides_is_refused():
    with pytest.raises(ConfigurationError, match="segment a on two sides"):
        Split.parse("fold\tsegment\tpart\nall\ta\ttest\nall\ta\ttraining\n")
