"""The verdict as a table: the decision first, what it rests on, and what could have been found."""

import numpy as np
import pandas as pd
import pytest
from eeg2emg.evaluation.judgement import SUBJECT_COLUMNS
from eeg2emg.verdict.decision import decide
from eeg2emg.verdict.evidence import Estimate, Evidence
from eeg2emg.verdict.outcomes import OUTCOMES
from eeg2emg.verdict.power import detectable_skill
from eeg2emg.verdict.table import COLUMNS, verdict_table

NONE = Estimate(np.nan)
SEEN = Evidence(Estimate(0.2, 0.1, 0.3, 0.01), Estimate(0.4, 0.3, 0.5), Estimate(1, 0.5, 2, 0.01))


def subjects(count, **other):
    rng = np.random.default_rng(1)
    rows = {
        "scheme": "blocked", "model": "primary-chosen", "rival": "cell mean", "n_segments": 10,
        "subject": [f"sub-{k:02}" for k in range(count)],
        "skill": rng.normal(0.1, 0.2, count), "rival_error": rng.gamma(4, size=count),
    }  # fmt: skip
    return pd.DataFrame(rows | other, columns=list(SUBJECT_COLUMNS))


def table(evidence, people):
    return verdict_table(decide(evidence), people, seed=1, confidence=0.95)


def test_decision_checks_and_what_could_be_found_in_this_order():
    found = table(SEEN, subjects(8))
    assert tuple(found.columns) == COLUMNS
    assert found["step"].tolist() == ["verdict", "check", "check", "check", "detectable"]
    decision = found.iloc[0]
    assert (decision["what"], decision["passed"]) == ("shown", "yes")
    assert decision["remark"] == OUTCOMES["shown"].meaning
    assert found.loc[1, ["value", "low", "high", "p"]].tolist() == [0.2, 0.1, 0.3, 0.01]


def test_the_reason_stands_beside_the_outcome_where_nothing_was_estimable():
    found = table(Evidence(NONE, NONE, NONE, reason="One phase only."), subjects(0))
    assert found["step"].tolist() == ["verdict", "detectable"]
    assert found.loc[0, "passed"] == "open"
    assert found.loc[0, "remark"].endswith("One phase only.")
    assert np.isnan(found.loc[1, "value"])


def test_what_could_be_found_is_that_of_the_people_of_the_primary_analysis():
    own = subjects(8)
    others = [subjects(9, scheme="random", skill=5.0), subjects(9, model="ridge", skill=-5.0)]
    last = table(SEEN, pd.concat([*others, own])).iloc[-1]
    expected = detectable_skill(own["skill"].to_numpy(), own["rival_error"].to_numpy(), seed=1)
    assert last["value"] == pytest.approx(expected)
    assert last["what"] == "skill that 8 people would show in 80% of studies"
