"""The decision: every outcome is reached, in the order of the checks, and a yes takes them all."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from eeg2emg.evaluation.intervals import ratio_interval, side_level, sign_flip_test
from eeg2emg.learning.catalogue import TIME_TRENDS
from eeg2emg.verdict import outcomes
from eeg2emg.verdict.decision import NO, UNKNOWN, YES, decide
from eeg2emg.verdict.evidence import Estimate, Evidence, PartControl
from eeg2emg.verdict.outcomes import OUTCOMES
from hypothesis import given, settings
from hypothesis import strategies as st

NAN = float("nan")
ABOVE, AROUND, BELOW = (
    Estimate(0.2, 0.1, 0.3, 1 / 64),
    Estimate(0.1, -0.1, 0.3, 0.2),
    Estimate(-0.2, -0.3, -0.1, 1.0),
)
NO_INTERVAL = Estimate(0.2, reason="no interval with 5 subjects (6 are needed)")
PARTS = (
    ("connectivity without its overall level", outcomes.OVERALL),
    ("muscle components, connectivity", outcomes.MUSCLE),
    ("muscle components, amplitude", outcomes.MUSCLE),
    ("head muscles", outcomes.HEAD_MUSCLES),
    ("amplitude above 60 Hz", outcomes.HIGH_FREQUENCIES),
)


def parts(**added):
    """Controls to which the whole EEG adds something, but for those named by their number."""
    return tuple(
        PartControl(name, 0.05, added.get(f"part_{number}", ABOVE), outcome)
        for number, (name, outcome) in enumerate(PARTS)
    )


GOOD = Evidence(
    skill=ABOVE,
    over_base=ABOVE,
    changes=ABOVE,
    rival="cell mean",
    chosen="ridge",
    trend_eeg_p=0.5,
    trend_emg_p=0.5,
    null=Estimate(0.2, p=0.01),
    controls=parts(),
)

SHARED = {"trend_eeg_p": 0.05, "trend_emg_p": 0.01}
KNOWS_TIME = {"rival": f"cell mean (4 folds), {TIME_TRENDS[0]} (1 fold)"}

FAULTS = {  # what is found, the check that finds it, and what it means
    "no analysis": ({"reason": "one phase"}, 0, outcomes.NOT_ESTIMABLE),
    "the mean alone": ({"over_base": Estimate(0.0, 0.0, 0.0, 1.0)}, 1, outcomes.MEAN_ALONE),
    "no interval": ({"skill": NO_INTERVAL}, 1, outcomes.TOO_FEW_PEOPLE),
    "below the rival": ({"skill": BELOW}, 1, outcomes.WORSE),
    "below one that knows time": ({"skill": BELOW, **KNOWS_TIME}, 1, outcomes.WORSE),
    "no better than the rival": ({"skill": AROUND}, 1, outcomes.NOT_SHOWN),
    "no better than time": ({"skill": AROUND, **KNOWS_TIME}, 1, outcomes.SHARED_TREND),
    "better than the rival alone": ({"over_base": AROUND}, 2, outcomes.WEAK_RIVAL),
    "no changes": ({"changes": Estimate(NAN, reason="none")}, 3, outcomes.NO_CHANGES),
    "changes of few": ({"changes": NO_INTERVAL}, 3, outcomes.TOO_FEW_PEOPLE),
    "other changes": ({"changes": AROUND}, 3, outcomes.SLOW_COURSE),
    "other changes, trends": ({"changes": AROUND, **SHARED}, 3, outcomes.SHARED_TREND),
    "a null as good": ({"null": Estimate(0.2, p=0.03)}, 4, outcomes.CHANCE),
    "no null": ({"null": Estimate(NAN, reason="two cycles")}, 4, outcomes.NO_NULL),
    "as overall level": ({"controls": parts(part_0=AROUND)}, 5, outcomes.OVERALL),
    "as muscle networks": ({"controls": parts(part_1=BELOW)}, 6, outcomes.MUSCLE),
    "as loud muscles": ({"controls": parts(part_2=AROUND)}, 7, outcomes.MUSCLE),
    "as head muscles": ({"controls": parts(part_3=AROUND)}, 8, outcomes.HEAD_MUSCLES),
    "as high frequencies": ({"controls": parts(part_4=AROUND)}, 9, outcomes.HIGH_FREQUENCIES),
}


def test_where_all_checks_pass_the_eeg_is_shown_to_tell_something():
    verdict = decide(GOOD)
    assert verdict.outcome is OUTCOMES[outcomes.SHOWN]
    assert verdict.is_yes
    assert [check.passed for check in verdict.checks] == [YES] * (4 + len(PARTS))


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_has_its_outcome_alone(fault):
    changed, place, outcome = FAULTS[fault]
    verdict = decide(replace(GOOD, **changed))
    assert verdict.outcome.name == outcome
    assert not verdict.is_yes
    first = next((k for k, check in enumerate(verdict.checks, start=1) if check.outcome), 0)
    assert first == place


def test_every_outcome_of_the_catalogue_is_one_of_these():
    assert {outcome for _, _, outcome in FAULTS.values()} | {outcomes.SHOWN} == set(OUTCOMES)


def test_only_one_outcome_is_a_yes_and_those_without_numbers_are_open():
    answers = {name: outcome.answer for name, outcome in OUTCOMES.items()}
    assert [name for name, answer in answers.items() if answer == "yes"] == [outcomes.SHOWN]
    assert {name for name, answer in answers.items() if answer == "open"} == {
        outcomes.NOT_ESTIMABLE,
        outcomes.TOO_FEW_PEOPLE,
        outcomes.NO_CHANGES,
        outcomes.NO_NULL,
    }
    assert all(outcome.meaning.endswith(".") for outcome in OUTCOMES.values())


TOGETHER = [
    (one, other)
    for one, other in combinations(FAULTS, 2)
    if FAULTS[one][1] < FAULTS[other][1] and not FAULTS[one][0].keys() & FAULTS[other][0].keys()
]


@pytest.mark.parametrize(("one", "other"), TOGETHER)
def test_of_two_faults_the_first_check_names_the_outcome(one, other):
    verdict = decide(replace(GOOD, **FAULTS[one][0], **FAULTS[other][0]))
    expected = FAULTS[one][2]
    if one == "no better than time" and other == "better than the rival alone":
        expected = outcomes.NOT_SHOWN  # where not even the mean is beaten, time explains nothing
    assert verdict.outcome.name == expected


@pytest.mark.parametrize("part", range(len(PARTS)))
def test_a_control_that_cannot_be_made_holds_nothing_back_and_says_why(part):
    missing = Estimate(NAN, reason="2 of 8 subjects can take part")
    controls = list(GOOD.controls)
    controls[part] = PartControl(PARTS[part][0], NAN, missing, PARTS[part][1])
    verdict = decide(replace(GOOD, controls=tuple(controls)))
    assert verdict.is_yes
    check = verdict.checks[4 + part]
    assert (check.passed, check.outcome) == (UNKNOWN, "")
    assert check.remark == "2 of 8 subjects can take part"


def test_a_trend_of_one_of_the_two_signals_is_not_shared():
    for own in ({"trend_eeg_p": 0.01}, {"trend_emg_p": 0.01}, {"trend_eeg_p": NAN, **SHARED}):
        shared = {"trend_eeg_p": 0.5, "trend_emg_p": 0.5, **own}
        verdict = decide(replace(GOOD, changes=AROUND, **shared))
        both = max(shared["trend_eeg_p"], shared["trend_emg_p"]) <= 0.05
        expected = outcomes.SHARED_TREND if both else outcomes.SLOW_COURSE
        assert verdict.outcome.name == expected


def test_checks_say_what_was_compared():
    skill, base, *_, last = decide(GOOD).checks
    assert skill.remark == "against: cell mean"
    assert base.remark == "chosen: ridge"
    assert last.remark == "amplitude above 60 Hz alone: skill 0.05"
    verdict = decide(replace(GOOD, skill=NO_INTERVAL))
    assert verdict.checks[0].remark.endswith(NO_INTERVAL.reason)
    assert decide(replace(GOOD, reason="one phase")).reason == "one phase"


@pytest.mark.parametrize(("confidence", "yes"), [(0.9, True), (0.95, False)])
def test_the_level_of_p_values_is_that_of_one_side_of_the_interval(confidence, yes):
    for changed in ({"changes": Estimate(1, 0.1, 2, 0.04)}, {"null": Estimate(0.2, p=0.04)}):
        assert decide(replace(GOOD, **changed), confidence=confidence).is_yes == yes


numbers = st.sampled_from([NAN, -0.2, 0.0, 0.02, 0.025, 0.03, 0.05, 0.2])
estimates = st.builds(Estimate, numbers, numbers, numbers, numbers)
evidence = st.builds(
    Evidence,
    skill=estimates,
    over_base=estimates,
    changes=estimates,
    rival=st.sampled_from(["cell mean", *TIME_TRENDS]),
    trend_eeg_p=numbers,
    trend_emg_p=numbers,
    null=st.one_of(st.none(), estimates),
    controls=st.lists(
        st.builds(
            lambda part, skill, added: PartControl(part[0], skill, added, part[1]),
            st.sampled_from(PARTS), numbers, estimates,
        ),
        max_size=4,
    ).map(tuple),
)  # fmt: skip


@given(st.one_of(evidence, st.sampled_from([GOOD]).flatmap(
    lambda good: st.builds(lambda null: replace(good, null=null), estimates)
)))  # fmt: skip
@settings(max_examples=400, deadline=None)
def test_a_yes_takes_every_check_that_was_made(found):
    verdict = decide(found)
    controls = len(found.controls)
    asked = verdict.checks[: len(verdict.checks) - controls]
    assert len(asked) == 3 + (found.null is not None)
    passed = all(check.passed == YES for check in asked) and not found.mean_alone
    passed &= all(check.passed != NO for check in verdict.checks)
    assert verdict.is_yes == passed
    named = [check.outcome for check in verdict.checks if check.outcome]
    assert verdict.outcome.name == (named[0] if named else outcomes.SHOWN)


@given(evidence, st.data())
@settings(max_examples=300, deadline=None)
def test_nothing_after_a_failed_check_can_make_it_a_yes(found, data):
    """Whatever else is found, the outcome stays that of the first check that is not passed."""
    verdict = decide(found)
    failed = next((k for k, check in enumerate(verdict.checks) if check.outcome), None)
    if failed is None or (failed == 0 and found.rival_knows_time):
        return
    later = {"changes": 2, "null": 3, "controls": 3 + (found.null is not None)}
    changed = {
        name: data.draw(estimates) if name != "controls" else GOOD.controls
        for name, place in later.items()
        if place > failed and not (name == "null" and found.null is None)
    }
    assert decide(replace(found, **changed)).outcome == verdict.outcome


@given(
    st.integers(6, 14), st.floats(-0.6, 0.6), st.sampled_from([1.0, 2.0, 8.0]),
    st.integers(0, 10_000),
)  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_interval_p_and_verdict_never_disagree(people, effect, heaviness, seed):
    """On gains of any shape: a lower bound above 0 is a p of 2.5 %, and each of them a pass."""
    rng = np.random.default_rng(seed)
    errors = rng.gamma(2, size=people)
    noise = rng.normal(size=people) * np.abs(rng.normal(size=people)) ** (heaviness - 1)
    gains = errors * (effect + 0.5 * np.round(noise, 1))
    low, high = ratio_interval(gains, errors, seed=seed)
    p, of_loss = (sign_flip_test(sign * gains, seed=seed) for sign in (1, -1))
    level = side_level(0.95)
    assert (low > 0) == (p <= level)
    assert (high < 0) == (of_loss <= level)
    found = Estimate(gains.sum() / errors.sum(), low, high, p)
    by_skill, by_changes = (decide(replace(GOOD, **{name: found})) for name in ("skill", "changes"))
    assert by_skill.is_yes == by_changes.is_yes == (p <= level)
    assert (by_skill.outcome.name == outcomes.WORSE) == (of_loss <= level)
