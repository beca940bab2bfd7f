"""The three findings of a run, with which its report begins, and the terms that they need.

Every number in them is read from a table of the run.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from eeg2emg.audit.published import PUBLISHED
from eeg2emg.connectivity.catalogue import TARGETS
from eeg2emg.evaluation.intervals import MIN_SUBJECTS, side_level
from eeg2emg.evaluation.judgement import OVER_KERNEL
from eeg2emg.learning.catalogue import FAM, FAM_KERNELS, KERNEL_RIDGE, model_title, spell_models
from eeg2emg.learning.recipes import RECIPES, REPLICATION_MODEL
from eeg2emg.names.models import optimizer_title
from eeg2emg.report.readings import readings_sentence
from eeg2emg.report.replication import comparison
from eeg2emg.report.words import counted, ended, interval, listed, number, p_value
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME
from eeg2emg.verdict.questions import CHECK, DETECTABLE, OVER_RIVAL, OVER_WRONG, VERDICT

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from eeg2emg.report.context import ReportContext

State = Literal["yes", "no", "open", "mixed"]

NETWORKS = (FAM, REPLICATION_MODEL)
"""Networks that are named before anything is tested: the mean of unlike ones, and the paper's."""

_SPOKEN_NETWORK = {
    FAM: model_title(FAM),
    REPLICATION_MODEL: f"the paper's layers ({model_title(REPLICATION_MODEL)})",
}

_LIMITS = {
    "ceiling": (
        "the ceiling",
        "what could be reached by who knows the brain's state and the laws of the simulation",
    ),
    "learnable": (
        "the learnable limit",
        "what the kernel ridge learns from the same people, given the brain's true state",
    ),
}
"""Limits of skill by their columns: name and meaning, the one that tells more first."""

_SPOKEN = {"yes": "Yes", "no": "No", "open": "Open", "mixed": "In part"}


class Number(NamedTuple):
    """A number of a finding: what it is, as text, and the table (``tables/<table>.csv``) it is of.

    A number of rows is counted in that table.
    """

    what: str
    text: str
    table: str


@dataclass(frozen=True)
class Finding:
    """An answer to one of the questions with which the report begins.

    Attributes
    ----------
    question : str
        Ends with a question mark.
    state : {"yes", "no", "open", "mixed"}
        Its answer; ``open`` where these data cannot say.
    headline : str
        The answer with its main number, a line or two.
    sentences : sequence of str
        What it rests on.
    numbers : sequence of Number
        The numbers that it rests on, to be set beside it.
    """

    question: str
    state: State
    headline: str
    sentences: Sequence[str]
    numbers: Sequence[Number]


def findings(context: ReportContext) -> list[Finding]:
    """Answer the three questions with which the report begins.

    Parameters
    ----------
    context : ReportContext
        Of it the tables ``verdict``, ``metrics``, ``null``, ``network_null``, ``limits``,
        ``audit`` and those of Table 3, as far as the run has them; ``simulated``, ``segments``,
        ``confidence`` and ``configuration``.

    Returns
    -------
    list of Finding
        Whether the EEG tells of the muscles, whether a network carries it, and whether the paper's
        Table 3 holds.
    """
    first = _of_the_eeg(context)
    return [first, _of_a_network(context, first.state), _of_table_3(context)]


def _of_the_eeg(context: ReportContext) -> Finding:
    """Say whether the EEG tells about the muscles, as the verdict decided."""
    question = "Does the EEG say anything about the muscles beyond who it is, which phase and when?"
    verdict = context.table("verdict")
    if verdict is None:
        return Finding(question, "open", "Open: no verdict was reached.", (), ())
    decision = _row(verdict, VERDICT)
    state: State = decision["passed"]
    skill, wrong = _row(verdict, CHECK, OVER_RIVAL), _row(verdict, CHECK, OVER_WRONG)
    sentences, numbers = [str(decision["remark"])], []
    headline = f"{_answer(state, context)}: {decision['outcome']}"
    primary = _primary(context)
    if skill is not None:
        text = number(skill["value"])
        headline += f". Skill {text} over the EEG-free rival ({_bounds([skill], context)})"
        numbers.append(
            Number("skill of the primary model over the EEG-free rival", text, "verdict")
        )
        numbers += _interval_numbers(skill, "verdict")
    if primary is not None and primary["status"] == "estimated":
        people, segments = int(primary["n_subjects"]), int(primary["n_segments"])
        chosen, rival = spell_models(str(primary["chosen"])), primary["rival"]
        sentences.append(
            f"Scheme {PRIMARY_SCHEME}: {counted(segments, 'test segment')} of "
            f"{counted(people, 'subject')}; validation segments chose {chosen} as the model and "
            f"{rival} as the EEG-free rival."
        )
        numbers += [
            Number("test segments", str(segments), "metrics"),
            Number("subjects", str(people), "metrics"),
        ]
    if wrong is not None and math.isfinite(wrong["p"]):
        numbers.append(Number("p against wrong pairings", number(wrong["p"], 3), "verdict"))
    sentences += _nulls(context)
    found = _row(verdict, DETECTABLE)
    if found is not None and math.isfinite(found["value"]):
        sentences.append(f"The {found['what']} is {number(found['value'])}.")
    coupling = context.configuration.get("simulation", {}).get("coupling")
    if context.simulated and coupling is not None:
        sentences.append(
            f"The simulation planted a coupling of {coupling:g} between brain and muscles (0 is "
            "none), so the right answer is "
            + ("no." if coupling == 0 else "yes, if it can be found with so few data.")
        )
    return Finding(question, state, f"{headline}.", sentences, numbers)


def _of_a_network(context: ReportContext, first: State) -> Finding:
    """Say whether networks that are named beforehand have a skill, and which share of the limit."""
    question = "Does a network carry it, and how much of what can be found?"
    rows = {name: row for name in NETWORKS if (row := _skill(context, name)) is not None}
    known = {name: row for name, row in rows.items() if row["status"] == "estimated"}
    if not known:
        reasons = dict.fromkeys(str(row["reason"]) for row in rows.values())
        why = " ".join(ended(reason) for reason in reasons if reason)
        headline = f"Open: no network was judged in {PRIMARY_SCHEME}."
        return Finding(question, "open", headline, [why] if why else [], ())
    state = _state([row["low"] for row in known.values()])
    sentences, numbers, heads = [], [], []
    if state in {"yes", "mixed"} and first != "yes":
        state = "mixed"
        sentences.append(
            "A skill above 0 alone does not say that it comes from the brain: the first question "
            "is not answered with yes."
        )
    for name, row in known.items():
        text = number(row["value"])
        heads.append(f"{_SPOKEN_NETWORK[name]} {_with_interval(text, row)}")
        numbers.append(Number(f"skill, {model_title(name)}", text, "metrics"))
        numbers += _interval_numbers(row, "metrics")
    share, of_share = _share_of_limit(context, next(iter(known)))
    sentences += share
    numbers += of_share
    sentences += _twins(context)
    not_judged = [model_title(name) for name in NETWORKS if name not in known]
    if not_judged:
        sentences.append(f"Not judged in {PRIMARY_SCHEME}: {listed(not_judged)}.")
    if of_share and of_share[0].what.startswith("share"):
        limit = of_share[0].what.partition(" of ")[2]
        heads[0] += f", {of_share[0].text} of {limit}"
    headline = (
        f"{_answer(state, context)}: skill over the EEG-free rival "
        f"({_bounds(list(known.values()), context)}): {'; '.join(heads)}"
    )
    return Finding(question, state, f"{headline}.", sentences, numbers)


def _of_table_3(context: ReportContext) -> Finding:
    """Say whether the published Table 3 can be true, and how this run's stands beside it."""
    question = "Does the paper's Table 3 hold?"
    audit = context.table("audit")
    sentences, numbers, heads = [], [], []
    state: State = "open"
    published = None if audit is None else audit[audit["table"] == PUBLISHED]
    if published is not None and len(published):
        impossible = published[published["verdict"] == "impossible"]
        count, checks = str(len(impossible)), str(len(published))
        rules = str(impossible["rule"].nunique())
        numbers.append(Number("impossibilities in the published table", count, "audit"))
        if len(impossible):
            state = "no"
            heads.append(
                f"as printed, {count} of {checks} checks find what no data can give "
                f"({counted(int(rules), 'rule')})"
            )
        else:
            heads.append(f"as printed, none of {checks} checks finds anything impossible")
        sentences += [said] if (said := readings_sentence(audit)) else []
    compared = {
        name: frame for name, entry in RECIPES.items() if entry.compared
        if (frame := context.table(entry.table3)) is not None
    }  # fmt: skip
    agreed: list[bool] = []
    for recipe, frame in compared.items():
        for row in frame[frame["split"] == "test"].to_dict("records"):
            found = comparison(row, "r2", simulated=context.simulated)
            sentences.append(
                f"{optimizer_title(row['optimizer'])}, {RECIPES[recipe].title}: test R² "
                f"{found.here} here, {found.published} in the paper ({found.verdict})."
            )
            numbers += [
                Number(f"test R², {row['optimizer']}, {RECIPES[recipe].title}", found.here,
                       RECIPES[recipe].table3),
            ]  # fmt: skip
            agreed += [found.verdict == "reproduced"] if found.comparable else []
    if compared:
        first = next(iter(compared))
        best = compared[first][compared[first]["split"] == "test"].iloc[0].to_dict()
        found = comparison(best, "r2", simulated=context.simulated)
        heads.append(
            f"this run's test R² with {optimizer_title(best['optimizer'])} is {found.here}, the "
            f"paper's {found.published} ({found.verdict})"
        )
    if state == "open" and agreed:
        state = "yes" if all(agreed) else "mixed" if any(agreed) else "no"
    headline = f"{_SPOKEN[state]}: {'; '.join(heads)}." if heads else "Open: nothing was compared."
    return Finding(question, state, headline, sentences, numbers)


def _nulls(context: ReportContext) -> list[str]:
    """Set each model's p-value against wrong pairings, the EEG's own base being the same."""
    null = context.joined("network_null", "null")
    if null is None:
        return []
    made = null[null["status"] == "estimated"]
    if made.empty:
        return []
    said = [
        f"{model_title(row.model)} {number(row.skill)} ({p_value(row.p)})"
        for row in made.itertuples()
    ]
    shifts = [str(shift) for shift in sorted({int(shift) for shift in made["shifts"]})]
    return [
        (
            "Against the EEG of other people at the same time in the session "
            f"({listed(shifts)} wrong pairings), skills over each model's "
            f"own mean of subject and phase: {listed(said)}; chance is excluded by p up to "
            f"{side_level(context.confidence):g}."
        )
    ]


def _share_of_limit(context: ReportContext, model: str) -> tuple[list[str], list[Number]]:
    """Say which share of the ceiling a skill is, or else of the learnable limit."""
    limits = context.table("limits")
    if limits is None:
        return [], []
    own = limits[(limits["scheme"] == PRIMARY_SCHEME) & (limits["model"] == model)]
    if own.empty:
        return [], []
    row = own.iloc[0]
    for column, (name, meaning) in _LIMITS.items():
        limit, share = row[column], row[f"share_of_{column}"]
        if not math.isfinite(limit):
            continue
        numbers = [Number(name, number(limit), "limits")]
        if not math.isfinite(share):
            text = f"{model_title(model)} reaches none of {name} ({number(limit)}, {meaning})."
            return [_capital(text)], []
        text = f"{model_title(model)} reaches {share:.0%} of {name} ({number(limit)}: {meaning})."
        return [_capital(text)], [Number(f"share of {name}", f"{share:.0%}", "limits"), *numbers]
    if math.isfinite(row["reliability"]):
        found = (
            "The best that is possible is not known of recordings; the target agrees with itself "
            f"within a segment by {number(row['reliability'])} (odd against even blocks of 10 s)."
        )
        return [found], [Number("reliability of the target", number(row["reliability"]), "limits")]
    return [], []


def _twins(context: ReportContext) -> list[str]:
    """Set kernels beside the networks: of the same structure, and the plain kernel ridge."""
    rows = {
        name: row
        for name in (FAM_KERNELS, KERNEL_RIDGE)
        if (row := _skill(context, name)) is not None and row["status"] == "estimated"
    }
    if not rows:
        return []
    said = [
        f"{model_title(name)} {_with_interval(number(row['value']), row)}"
        for name, row in rows.items()
    ]
    texts = [f"Without a network, on the same segments: {listed(said)}."]
    over = _skill(context, FAM, OVER_KERNEL)
    if over is not None and over["status"] == "estimated":
        bounds = interval(over["low"], over["high"])
        texts.append(
            f"Over the kernel ridge, {model_title(FAM)} has skill {number(over['value'])} "
            f"({_bounds([over], context)}): "
            + (
                "it is better on these people."
                if bounds and over["low"] > 0
                else "that a network does better than kernels is not shown."
            )
        )
    return texts


def _skill(context: ReportContext, model: str, metric: str = "skill") -> Any:
    metrics = context.table("metrics")
    if metrics is None:
        return None
    rows = metrics[
        (metrics["scheme"] == PRIMARY_SCHEME)
        & (metrics["part"] == "test")
        & (metrics["metric"] == metric)
        & (metrics["model"] == model)
    ]
    return None if rows.empty else rows.iloc[0]


def _primary(context: ReportContext) -> Any:
    metrics = context.table("metrics")
    rows = None if metrics is None else metrics[metrics["primary"].astype(bool)]
    return None if rows is None or rows.empty else rows.iloc[0]


def _state(lows: Sequence[float]) -> State:
    """Judge skills by the lower ends of their intervals."""
    if all(math.isnan(low) for low in lows):
        return "open"
    above = [low > 0 for low in lows]
    return "yes" if all(above) else "mixed" if any(above) else "no"


def _answer(state: State, context: ReportContext) -> str:
    return _SPOKEN[state] + (", in these simulated data" if context.simulated else "")


def _bounds(rows: Sequence[Any], context: ReportContext) -> str:
    """Give the interval of a skill, name the level of several, or say why there is none."""
    bounds = [interval(row["low"], row["high"]) for row in rows]
    if any(bounds):
        level = f"{context.confidence:.0%} interval"
        return f"{level} {bounds[0]}" if len(rows) == 1 else f"with {level}"
    people = int(context.segments["subject"].nunique())
    if people < MIN_SUBJECTS:
        return f"no interval with {counted(people, 'subject')}, {MIN_SUBJECTS} are needed"
    return "no interval"


def _with_interval(text: str, row: Any) -> str:
    bounds = interval(row["low"], row["high"])
    return f"{text} ({bounds})" if bounds else text


def _interval_numbers(row: Any, table: str) -> list[Number]:
    bounds = interval(row["low"], row["high"])
    return [Number("its interval", bounds, table)] if bounds else []


def _row(verdict: pd.DataFrame, step: str, what: str | None = None) -> Any:
    rows = verdict[(verdict["step"] == step) & ((verdict["what"] == what) | (what is None))]
    return None if rows.empty else rows.iloc[0]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def glossary(context: ReportContext) -> list[tuple[str, str]]:
    """Define the ten terms that the report cannot do without.

    Parameters
    ----------
    context : ReportContext
        Of it the length of segments, the phases, the target, whether it is simulated, and the
        level of the intervals.

    Returns
    -------
    list of tuple of str
        Term and definition.
    """
    rest = context.phases[0] if context.phases else "rest"
    target = TARGETS[context.target]
    limit = (
        "Skill that could be reached by who knows the true state of the brain and the laws of the "
        "simulation. The learnable limit is less: what the kernel ridge learns from the same "
        "people, with that state in place of the EEG."
        if context.simulated
        else "Skill that could be reached by who knows the true state of the brain; only known of "
        "simulated data. For recordings, how well the target agrees with itself (its reliability) "
        "stands in its place."
    )
    terms = {
        "Recording, segment": f"A recording is one file. It is cut into segments of "
        f"{context.segment_s:g} s; each gives one network of the brain and one of the muscles (the "
        "paper calls it a record).",
        "Phase, cell, cycle": f"The phases are {listed(list(context.phases) or [rest])}. A cell is "
        f"one subject in one phase; a cycle is a stretch of {rest} and what follows until the "
        "next.",
        "Source, sink": "A directed network has a number for each pair: the influence of a source "
        "on a sink. Matrices have sinks in rows and sources in columns.",
        "Granger causality, target": "How much better the present of one signal is predicted if "
        "the past of another is known as well; it is no proof of influence. The target is the "
        f"network of the muscles that is estimated: {target.title}.",
        "EEG-free rival": "The predictor without any EEG that does best on validation segments, "
        "for instance the mean of subject and phase. What the EEG tells is what goes beyond it.",
        "Skill": "1 − squared error of an estimate / squared error of the EEG-free rival, over all "
        "pairs of different muscles. 1 is perfect, 0 as good as the rival, below 0 worse.",
        "Scheme: blocked, new people": "How segments are divided into training, validation and "
        "test. Blocked: the last recordings of each person are tested. New people "
        "(leave-one-subject-out): all of the tested person is unseen.",
        "Null": "The skill that is left where the EEG of each person is paired with the muscles of "
        "another at the same time in the session. p is the share of pairings, the true one among "
        "them, that do at least as well.",
        "Interval": f"The skills that a test at the level of {context.confidence:.0%} does not "
        "exclude, where the gains of people, not of segments, are what could as well have the "
        f"other sign. It takes {MIN_SUBJECTS} people or more.",
        "Ceiling": limit,
    }
    return list(terms.items())
