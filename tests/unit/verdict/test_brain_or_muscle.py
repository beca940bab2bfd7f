"""Brain or muscle: one answer for all edges and for each, from cohorts whose truth is known."""

from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.cohort.dataset import Planes
from eeg2emg.connectivity.file import BELOW_LIMIT
from eeg2emg.controls.control_edges import COLUMNS as CONTROL_COLUMNS
from eeg2emg.controls.control_edges import control_edges, no_control_edges
from eeg2emg.controls.eeg_subsets import subsets_of_dataset
from eeg2emg.controls.shifted_models import pairing_null
from eeg2emg.controls.subset_fits import fit_each_subset
from eeg2emg.controls.trends import shared_trend
from eeg2emg.errors import NotEstimableError
from eeg2emg.evaluation.judgement import evaluate
from eeg2emg.evaluation.primary_edges import no_skills, skills_of_primary
from eeg2emg.evaluation.selection import choose_rival, gather
from eeg2emg.learning.features import LOG_OFFSET
from eeg2emg.learning.model_predictions import fit_models
from eeg2emg.splitting.schemes import make_split
from eeg2emg.splitting.split import Split
from eeg2emg.verdict import outcomes, questions
from eeg2emg.verdict.brain_or_muscle import COLUMNS, NOT_MADE, brain_or_muscle
from eeg2emg.verdict.decision import decide
from eeg2emg.verdict.evidence import evidence_of_tables
from eeg2emg.verdict.origins import (
    BRAIN,
    MUSCLE,
    NOT_ESTIMABLE,
    NOTHING,
    ORIGINS,
    UNDECIDED,
)
from eeg2emg.verdict.table import verdict_table

SIZE = {"subjects": 8, "recordings": 10, "channels": 6}
SEED, CONFIDENCE = 1, 0.95
PRIMARY = ("ridge",)


class Judged:
    """A cohort judged as a run does it: metrics, verdict, controls, edges."""

    def __init__(self, dataset, *, planes=None, high_v=None, head_v=None):
        split = make_split(dataset.segments, "blocked", seed=SEED)
        predictions = [fit_models(dataset, split, "blocked", regressions=PRIMARY)]
        judged = evaluate(dataset, {"blocked": split}, predictions, primary=PRIMARY, seed=SEED)
        table = gather(dataset, "blocked", split, predictions)
        subsets = subsets_of_dataset(dataset, planes or {}, high_v, head_v=head_v)
        rival = choose_rival(table).prediction
        fits = fit_each_subset(dataset, table, rival, subsets, seed=SEED)
        null = pairing_null(dataset, table, primary=PRIMARY, shifts=39, seed=SEED, models=PRIMARY)
        trends = shared_trend(dataset, seed=SEED)
        self.metrics, self.controls = judged.metrics, fits.table
        self.verdict = decide(evidence_of_tables(judged.metrics, trends, null, fits.table))
        self.control_edges = control_edges(
            fits, dataset.emg_channels, seed=SEED, confidence=CONFIDENCE
        )
        self.skills = skills_of_primary(table, dataset.emg_channels, primary=PRIMARY, seed=SEED)
        self.verdict_table = verdict_table(
            self.verdict, judged.subjects, seed=SEED, confidence=CONFIDENCE
        )
        self.table = self.again()

    def again(self, **changed):
        given = {"skills": self.skills, "control_edges": self.control_edges} | changed
        return brain_or_muscle(**given, verdict=self.verdict_table, confidence=CONFIDENCE)

    @property
    def whole(self):
        return self.table.iloc[0]

    @property
    def edges(self):
        return self.table[self.table["scope"] == "edge"]


def of_nobody(dataset, seed=5):
    return np.random.default_rng(seed).normal(size=len(dataset.segments))


def pattern_without_level(dataset):
    n = len(dataset.eeg_channels)
    return np.triu(np.ones((n, n)), 1) - np.tril(np.ones((n, n)), -1)


def shown_in_eeg(dataset, course, seed=8):
    """Let a course change the logarithm of the EEG's connectivity, and noise besides."""
    shown = np.multiply.outer(course, 0.5 * pattern_without_level(dataset))[..., None]
    noise = np.random.default_rng(seed).normal(scale=0.3, size=dataset.features[..., :1].shape)
    features = np.exp(shown + noise - 2) - LOG_OFFSET
    features[:, np.eye(features.shape[1], dtype=bool)] = 0.0
    return replace(dataset, features=features, planes=("granger",))


def edges_reached(m, share):
    """Mark edges off the diagonal, [sink, source]: those of the first sources."""
    return ~np.eye(m, dtype=bool) & (np.arange(m) < share)


def followed(dataset, course, where, strength=3.0):
    return replace(dataset, targets=dataset.targets + strength * course[:, None, None] * where)


def with_loudness(dataset, course, scale=1.0):
    """Amplitude at high frequencies that follows a course, for the control."""
    segments = dataset.segments.assign(high_frequencies_left_out="")
    n = len(dataset.eeg_channels)
    return replace(dataset, segments=segments), 1e-6 * np.exp(
        scale * np.multiply.outer(course, np.ones(n))
    )


def below_30_hz(dataset):
    return {BELOW_LIMIT: Planes(dataset.features, dataset.planes)}


def noise_below_30_hz(dataset):
    noise = np.random.default_rng(3).uniform(0.1, 0.2, dataset.features.shape)
    return {BELOW_LIMIT: Planes(noise, dataset.planes)}


@pytest.fixture(scope="module")
def uncoupled(make_cohort):
    return make_cohort(**SIZE, coupling=0.0)


@pytest.fixture(scope="module")
def some_edges(uncoupled):
    """A course that the brain shows, in two edges of each sink; loudness knows nothing of it."""
    course = of_nobody(uncoupled)
    where = edges_reached(len(uncoupled.emg_channels), 2)
    dataset = followed(shown_in_eeg(uncoupled, course), course, where)
    dataset, high_v = with_loudness(dataset, of_nobody(uncoupled, seed=77))
    return where, dataset, high_v, Judged(dataset, planes=below_30_hz(dataset), high_v=high_v)


@pytest.fixture(scope="module")
def leak(uncoupled):
    """The same course in all edges, and in how loud every electrode is: a muscle of the head."""
    course = of_nobody(uncoupled)
    dataset = followed(shown_in_eeg(uncoupled, course), course, 1.0)
    dataset, high_v = with_loudness(dataset, course)
    return Judged(dataset, planes=below_30_hz(dataset), high_v=high_v)


@pytest.fixture(scope="module")
def nothing(uncoupled):
    dataset, high_v = with_loudness(uncoupled, of_nobody(uncoupled))
    return Judged(dataset, planes=below_30_hz(dataset), high_v=high_v)


def test_edges_that_the_brain_tells_about_and_no_others(some_edges):
    where, dataset, _, judged = some_edges
    assert judged.verdict.is_yes
    assert judged.whole["origin"] == BRAIN
    place = {name: k for k, name in enumerate(dataset.emg_channels)}
    told = [where[place[row.sink], place[row.source]] for row in judged.edges.itertuples()]
    assert 0 < sum(told) < len(told)
    assert judged.edges["origin"].tolist() == [BRAIN if one else NOTHING for one in told]


def test_a_muscle_of_the_head_that_goes_with_the_target(leak):
    assert leak.verdict.outcome.name == outcomes.HIGH_FREQUENCIES
    assert (leak.table["origin"] == MUSCLE).all()
    assert leak.table["reason"].str.contains("amplitude at high frequencies").all()


def test_without_coupling_there_is_nothing_to_explain(nothing):
    assert not nothing.verdict.is_yes
    assert (nothing.table["origin"] == NOTHING).all()


@pytest.mark.parametrize("name", ["some_edges", "leak", "nothing"])
def test_the_row_of_all_edges_has_the_numbers_of_the_tables_it_stands_beside(name, request):
    judged = request.getfixturevalue(name)
    judged = judged[-1] if isinstance(judged, tuple) else judged
    own = judged.metrics[
        (judged.metrics["model"] == "primary-chosen") & (judged.metrics["part"] == "test")
    ].set_index("metric")
    for metric, column in (("skill", "skill"), ("skill_over_cell_mean", "over_base")):
        for ending in ("value", "low", "high"):
            mine = judged.whole[column if ending == "value" else f"{column}_{ending}"]
            assert mine == pytest.approx(own.loc[metric, ending], abs=1e-9)
    assert judged.whole["skill_p"] == own.loc["skill", "p"]
    made = judged.controls.groupby("control")["skill"].idxmax()
    controls = judged.controls.loc[made].set_index("control")
    whole = judged.control_edges[judged.control_edges["scope"] == "all edges"].set_index("control")
    assert set(whole.index) == set(controls.index)
    for column in ("skill", "low", "high", "added", "added_low", "added_high", "lost_low"):
        mine = f"skill_{column}" if column in {"low", "high"} else column
        assert whole[mine].to_numpy() == pytest.approx(
            controls.loc[whole.index, column].to_numpy(), abs=1e-9
        )


@pytest.mark.parametrize("name", ["some_edges", "leak", "nothing"])
def test_squares_of_the_edges_add_up_to_those_of_all(name, request):
    judged = request.getfixturevalue(name)
    judged = judged[-1] if isinstance(judged, tuple) else judged
    edges = judged.edges
    assert edges["skill"].min() <= judged.whole["skill"] <= edges["skill"].max()
    assert (edges["skill_p_corrected"] >= edges["skill_p"]).all()
    assert judged.whole["skill_p_corrected"] == judged.whole["skill_p"]
    assert judged.table.columns.tolist() == list(COLUMNS)
    assert judged.control_edges.columns.tolist() == list(CONTROL_COLUMNS)


def test_what_is_lost_below_30_hz_is_undecided(some_edges):
    _, dataset, high_v, judged = some_edges
    other = Judged(dataset, planes=noise_below_30_hz(dataset), high_v=high_v)
    assert other.verdict.is_yes
    assert other.whole["origin"] == UNDECIDED
    assert "below 30 Hz" in other.whole["reason"]
    was = judged.edges["origin"] == BRAIN
    assert (other.edges["origin"][was] == UNDECIDED).all()
    assert (other.edges["origin"][~was] == NOTHING).all()


def test_without_any_control_of_muscles_it_is_undecided_and_says_so(some_edges):
    judged = some_edges[-1]
    controls = judged.control_edges
    found = judged.again(
        control_edges=controls[~controls["control"].str.startswith("amplitude above")]
    )
    assert set(found["origin"]) == {UNDECIDED, NOTHING}
    assert found["high_frequencies_status"].unique().tolist() == [NOT_MADE]
    assert "no control of muscles" in found["reason"].iloc[0]
    without = judged.again(control_edges=no_control_edges())
    assert without["origin"].tolist() == found["origin"].tolist()


@pytest.mark.parametrize("outcome", list(outcomes.OUTCOMES))
def test_whatever_the_verdict_says_no_word_contradicts_it(some_edges, outcome):
    """Only a verdict of yes lets all edges together be of the brain."""
    judged = some_edges[-1]
    asked = {
        outcomes.NOT_SHOWN: questions.OVER_RIVAL,
        outcomes.WORSE: questions.OVER_RIVAL,
        outcomes.MEAN_ALONE: questions.OVER_RIVAL,
        outcomes.WEAK_RIVAL: questions.OVER_BASE,
        outcomes.SHARED_TREND: questions.FOLLOWS,
        outcomes.SLOW_COURSE: questions.FOLLOWS,
        outcomes.NO_CHANGES: questions.FOLLOWS,
        outcomes.CHANCE: questions.OVER_WRONG,
        outcomes.NO_NULL: questions.OVER_WRONG,
    }
    table = judged.verdict_table.copy()
    entry = outcomes.OUTCOMES[outcome]
    table.loc[table["step"] == "verdict", ["what", "passed", "remark"]] = [
        outcome,
        entry.answer,
        entry.meaning,
    ]
    if entry.answer != "yes":
        named = asked.get(outcome, questions.OVER_RIVAL)
        rows = table["what"] == named
        if outcome in {outcomes.MUSCLE, outcomes.HIGH_FREQUENCIES, outcomes.OVERALL}:
            rows = table["what"].str.contains("amplitude above")
        table.loc[rows, ["passed", "outcome"]] = ["no", outcome]
    found = brain_or_muscle(judged.skills, judged.control_edges, table, confidence=CONFIDENCE).iloc[
        0
    ]
    assert (found["origin"] == BRAIN) == (entry.answer == "yes")
    if outcome in {outcomes.NOT_ESTIMABLE, outcomes.TOO_FEW_PEOPLE}:
        assert found["origin"] == NOT_ESTIMABLE
        assert found["reason"] == entry.meaning


def test_edges_are_held_back_by_what_holds_back_all(some_edges):
    """A slow course has no test of its own on an edge: none is called of the brain then."""
    judged = some_edges[-1]
    table = judged.verdict_table.copy()
    table.loc[table["what"] == questions.FOLLOWS, ["passed", "outcome"]] = [
        "no",
        outcomes.SLOW_COURSE,
    ]
    found = brain_or_muscle(judged.skills, judged.control_edges, table, confidence=CONFIDENCE)
    assert set(found["origin"]) == {UNDECIDED, NOTHING}
    assert outcomes.SLOW_COURSE in found["reason"].iloc[1]


def test_fewer_than_six_people_are_not_estimable_with_the_reason(make_cohort):
    dataset = make_cohort(subjects=5, recordings=8, channels=6, coupling=0.95)
    judged = Judged(dataset, planes=below_30_hz(dataset))
    assert (judged.table["origin"] == NOT_ESTIMABLE).all()
    assert judged.table["reason"].str.contains("people").all()
    assert np.isfinite(judged.table["skill"]).all()
    assert judged.table["skill_p_corrected"].isna().all()


def test_of_one_phase_nothing_is_estimable_and_the_reason_is_the_schemes(make_cohort):
    dataset = make_cohort(subjects=6, recordings=3, channels=6, phases=("activity",))
    with pytest.raises(NotEstimableError, match="two phases") as refused:
        make_split(dataset.segments, "blocked", seed=SEED)
    split = Split.not_estimable(str(refused.value))
    judged = evaluate(dataset, {"blocked": split}, [], primary=PRIMARY, seed=SEED)
    evidence = evidence_of_tables(judged.metrics, shared_trend(dataset, seed=SEED), None, None)
    verdict = verdict_table(decide(evidence), judged.subjects, seed=SEED, confidence=CONFIDENCE)
    found = brain_or_muscle(
        no_skills(dataset.emg_channels), no_control_edges(), verdict, confidence=CONFIDENCE
    )
    assert len(found) == 1 + 6
    assert (found["origin"] == NOT_ESTIMABLE).all()
    assert found["reason"].str.contains("two phases").all()


@pytest.fixture(scope="module")
def beside_a_head_muscle(some_edges):
    """A course in all edges, which the EEG shows; muscles of the head do or do not go with it."""
    _, dataset, high_v, _ = some_edges
    course = of_nobody(dataset)
    dataset = followed(shown_in_eeg(dataset, course), course, 1.0)

    def judged(head_v):
        return Judged(dataset, planes=below_30_hz(dataset), high_v=high_v, head_v=head_v)

    return course, judged


def test_a_head_muscle_that_goes_with_the_target_explains_it(beside_a_head_muscle):
    course, judged = beside_a_head_muscle
    found = judged(1e-5 * np.exp(course)[:, None])
    assert found.verdict.outcome.name == outcomes.HEAD_MUSCLES
    assert (found.table["origin"] == MUSCLE).all()
    assert found.table["reason"].str.contains("EMG of neck, jaw or face").all()


def test_a_head_muscle_that_does_its_own_leaves_the_brain_its_skill(beside_a_head_muscle):
    course, judged = beside_a_head_muscle
    found = judged(1e-5 * np.exp(np.random.default_rng(4).normal(size=(len(course), 2))))
    assert found.verdict.is_yes
    assert (found.table["origin"] == BRAIN).all()
    assert (found.table["head_muscles_beyond_low"] > 0).all()


def test_what_the_eeg_adds_to_a_head_muscle_counts_edge_by_edge(some_edges):
    """The head muscle goes with the edges of one sink; the EEG tells of two courses."""
    _, dataset, high_v, _ = some_edges
    m = len(dataset.emg_channels)
    first, second = of_nobody(dataset, seed=5), of_nobody(dataset, seed=6)
    shown = shown_in_eeg(dataset, first)
    features = shown.features.copy()
    n = features.shape[1]
    features[:, 0, 1:] *= np.exp(second)[:, None, None] * np.ones((1, n - 1, 1))
    of_first_sink = np.zeros((m, m))
    of_first_sink[0] = 1.0
    both = followed(replace(shown, features=features), first, of_first_sink, strength=5.0)
    both = followed(both, second, 1.0 - of_first_sink, strength=5.0)
    found = Judged(
        both, planes=below_30_hz(both), high_v=high_v, head_v=1e-5 * np.exp(first)[:, None]
    )
    own = found.edges.set_index("sink")["origin"]
    muscle = dataset.emg_channels[0]
    assert (own[muscle] == MUSCLE).all()
    assert (own.drop(muscle) == BRAIN).all()


def test_a_run_without_head_muscles_says_that_they_are_missing(some_edges):
    judged = some_edges[-1]
    assert (judged.table["head_muscles_status"] == NOT_MADE).all()
    assert judged.table["head_muscles_skill"].isna().all()


def test_an_edge_that_never_varies_is_not_estimable_and_leaves_the_others_alone(some_edges):
    _, dataset, high_v, judged = some_edges
    targets = dataset.targets.copy()
    targets[:, 0, 1] = 0.25
    found = Judged(replace(dataset, targets=targets), planes=below_30_hz(dataset), high_v=high_v)
    constant, others = found.edges.iloc[0], found.edges.iloc[1:]
    assert constant["origin"] == NOT_ESTIMABLE
    assert "makes no error" in constant["reason"]
    assert (others["origin"] == judged.edges["origin"].iloc[1:]).all()


def test_every_word_has_a_symbol_of_its_own():
    symbols = [origin.symbol for origin in ORIGINS.values()]
    assert len(set(symbols)) == len(symbols)
    assert all(origin.meaning.endswith(".") for origin in ORIGINS.values())
