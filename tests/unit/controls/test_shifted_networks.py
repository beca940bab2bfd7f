"""The null of networks: trained anew on wrong pairings."""

from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.controls.null_of_networks import ShiftedSkills, null_of_networks
from eeg2emg.controls.null_table import null_row
from eeg2emg.controls.shifted_networks import skills_when_shifted
from eeg2emg.errors import NotEstimableError
from eeg2emg.evaluation.judgement import PRIMARY
from eeg2emg.learning.catalogue import PRIMARY_MODELS
from eeg2emg.learning.recipes import RECIPES
from eeg2emg.names.models import PRIMARY_CHOSEN
from eeg2emg.splitting.schemes import make_split

SMALL = replace(
    RECIPES["tuned"].recipe,
    filters=(4, 6, 8),
    batch_size=8,
    max_epochs=25,
    validation_period=5,
    l2=0.01,
)


CHOSEN = "network-tuned-chosen"


def skills(dataset, split, shift, optimizers=("adam",), judged=(CHOSEN,)):
    return skills_when_shifted(
        dataset,
        split,
        [(SMALL, optimizer) for optimizer in optimizers],
        judged,
        primary=PRIMARY_MODELS,
        shift=shift,
        seed=1,
    )


def skill_when_shifted(*arguments):
    return skills(*arguments)[CHOSEN]


def test_a_wrong_pairing_takes_away_what_the_network_learns(make_cohort):
    dataset = make_cohort(subjects=6, recordings=14, coupling=0.98, offsets=0.1, noise=0.05)
    split = make_split(dataset.segments, "blocked", seed=1)
    observed, *null = (
        skills(dataset, split, shift, judged=[CHOSEN, PRIMARY_CHOSEN]) for shift in (0, 1, 2)
    )
    for name in (CHOSEN, PRIMARY_CHOSEN):
        assert observed[name] > 0.2
        # One in six keeps its own muscles by chance.
        assert max(shifted[name] for shifted in null) < observed[name] / 2


def test_equal_shifts_are_equal_and_the_optimizer_is_chosen(make_cohort):
    dataset = make_cohort(recordings=5)
    split = make_split(dataset.segments, "blocked", seed=1)
    adam, again, other, chosen = (
        skill_when_shifted(dataset, split, shift, optimizers)
        for shift, optimizers in (
            (1, ["adam"]),
            (1, ["adam"]),
            (2, ["adam"]),
            (1, ["adam", "sgd"]),
        )
    )
    assert adam == again
    assert adam != other
    assert chosen in (adam, skill_when_shifted(dataset, split, 1, ["sgd"]))


def test_too_few_people(make_cohort):
    dataset = make_cohort(subjects=3, recordings=8)
    split = make_split(dataset.segments, "blocked", seed=1)
    with pytest.raises(NotEstimableError, match="there are 3 people"):
        skill_when_shifted(dataset, split, 1)


def test_the_first_of_the_skills_is_the_true_pairing():
    shifted = [ShiftedSkills({"a": a, "b": b}) for a, b in ((0.3, 0.0), (0.1, 0.1), (0.2, 0.0))]
    found = null_of_networks(shifted, ["b", "a"]).set_index("model")
    assert found.index.tolist() == ["b", "a"]
    assert found["skill"].to_dict() == {"b": 0.0, "a": 0.3}
    assert found["p"].to_dict() == pytest.approx({"b": 3 / 3, "a": 1 / 3})
    assert (found["shifts"] == 2).all()


def test_one_shift_without_skills_leaves_no_null_and_says_why():
    shifted = [ShiftedSkills({"a": 0.3}), ShiftedSkills({}, "one cycle")]
    found = null_of_networks(shifted, ["a"])
    assert found[["model", "status", "reason"]].to_numpy().tolist() == [
        ["a", "not estimable", "one cycle"]
    ]


def test_p_counts_the_true_pairing_too():
    null = np.array([0.1, 0.2, 0.3, 0.4])
    for observed, p in ((0.5, 1 / 5), (0.3, 3 / 5), (0.0, 5 / 5)):
        row = null_row(PRIMARY["scheme"], PRIMARY["model"], observed, null)
        assert row[2:5] == (observed, p, 4)
