"""Splits on disk: what is read is what was written, or it is refused."""

import json

import pytest
from eeg2emg.errors import ConfigurationError, OwnFileError
from eeg2emg.splitting.files import estimable, read_split, read_splits, write_split
from eeg2emg.splitting.split import Split

SPLIT = Split.parse(
    "# left out\tsub-03\twhy\nfold\tsegment\tpart\nall\ta\ttraining\nall\tb\ttest\n"
)


@pytest.fixture
def files(tmp_path):
    paths = tmp_path / "blocked.tsv", tmp_path / "blocked.json"
    write_split(*paths, "blocked", SPLIT)
    return paths


def test_a_split_returns(files):
    scheme, split = read_split(*files)
    assert scheme == "blocked"
    assert split.text() == SPLIT.text()


def test_what_is_known_about_it_stands_beside(files):
    assert json.loads(files[1].read_text(encoding="utf-8")) == {
        "scheme": "blocked",
        "status": "estimable",
        "reason": "",
        "digest": SPLIT.digest(),
        "folds": 1,
        "left_out": {"sub-03": "why"},
    }


def test_a_split_that_was_changed_by_hand_is_refused(files):
    files[0].write_text(files[0].read_text().replace("b\ttest", "b\ttraining"))
    with pytest.raises(ConfigurationError, match="is not the split"):
        read_split(*files)


def test_a_missing_split_is_named(files):
    files[0].unlink()
    with pytest.raises(OwnFileError, match=r"blocked\.tsv"):
        read_split(*files)


def test_only_what_the_cohort_can_carry_is_kept(files, tmp_path):
    others = tmp_path / "few-shot.tsv", tmp_path / "few-shot.json"
    write_split(*others, "few-shot", Split.not_estimable("too few"))
    splits = read_splits(*zip(files, others, strict=True))
    assert list(splits) == ["blocked", "few-shot"]
    assert splits["few-shot"].reason == "too few"
    assert list(estimable(splits)) == ["blocked"]
