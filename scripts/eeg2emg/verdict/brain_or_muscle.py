"""Brain or muscle: where a skill comes from, one answer for all muscle edges and one for each.

The verdict asks whether all edges together are told about, and whether a control explains that.
Here the same questions are asked of every edge, of the same fits, and the answers are put into one
word (`eeg2emg.verdict.origins`). The word of all edges follows from the checks of the
verdict, so that it never says anything else than the verdict does; docs/evaluation.md has the
rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from eeg2emg.evaluation.edge_skills import ALL_EDGES, PLACE
from eeg2emg.evaluation.intervals import MIN_SUBJECTS, side_level
from eeg2emg.evaluation.primary_edges import NUMBERS_OF_PRIMARY
from eeg2emg.names.controls import (
    BELOW_30_HZ,
    HEAD_MUSCLES,
    WITHOUT_LEVEL,
    is_control_above,
    is_muscle_control,
)
from eeg2emg.verdict import outcomes, questions
from eeg2emg.verdict.origins import BRAIN, MUSCLE, NOT_ESTIMABLE, NOTHING, UNDECIDED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import pandas as pd


class Part(NamedTuple):
    """A control in the columns of the table.

    Attributes
    ----------
    title : str
        What it is, within a sentence.
    is_named : callable
        Whether a name in the table of controls is that of this part.
    beyond : str
        Comparison that says what the whole EEG has beyond the part: ``added`` to it, or ``lost`` in
        it.
    """

    title: str
    is_named: Callable[[str], bool]
    beyond: str


def _of_components(what: str) -> Callable[[str], bool]:
    return lambda name: is_muscle_control(name) and name.endswith(what)


LOW, LEVEL = "below_30_hz", "without_level"
PARTS: Mapping[str, Part] = {
    LOW: Part("frequencies below 30 Hz", BELOW_30_HZ.__eq__, "lost"),
    "high_frequencies": Part("the amplitude at high frequencies", is_control_above, "added"),
    "muscle_connectivity": Part(
        "the connectivity of the muscle components", _of_components("connectivity"), "added"
    ),
    "muscle_amplitude": Part(
        "the amplitude of the muscle components", _of_components("amplitude"), "added"
    ),
    "head_muscles": Part("the EMG of neck, jaw or face", HEAD_MUSCLES.__eq__, "added"),
    LEVEL: Part("the connectivity without its overall level", WITHOUT_LEVEL.__eq__, "lost"),
}
"""Controls by the first word of their columns."""

OF_MUSCLES = tuple(name for name, part in PARTS.items() if part.beyond == "added")
"""Controls that muscles may make, in the order in which they are asked."""

_ENDINGS = ("", "_low", "_high", "_p")

COLUMNS = (
    *(*PLACE, "origin", "reason"),
    *NUMBERS_OF_PRIMARY,
    *(
        f"{part}_{name}{ending}"
        for part in PARTS
        for name in ("skill", "beyond")
        for ending in _ENDINGS
    ),
    *(f"{part}_status" for part in PARTS),
    "n_subjects",
)
"""Columns of the table. ``skill`` and ``over_base`` are those of the primary model over the rival
and over the mean of subject and phase. Of each control ``<part>_skill`` is its own, and
``<part>_beyond`` what the whole EEG has beyond it (added to it; of ``below_30_hz`` and
``without_level``, what is lost in them). ``<part>_..._p`` is corrected over edges; of all edges it
is the p itself. ``<part>_skill_p`` is the larger one of those over the rival and over the mean of
subject and phase. ``<part>_status`` says why a control is missing; else ``estimated``."""

NOT_MADE = "not asked for, or not recorded"
"""Status of a control that a run does not have."""

_EXPLAINED = {outcomes.MUSCLE, outcomes.HEAD_MUSCLES, outcomes.HIGH_FREQUENCIES}
"""Outcomes of a check of the verdict that say that a control of muscles explains the skill."""

_UNKNOWN = {outcomes.NOT_ESTIMABLE, outcomes.TOO_FEW_PEOPLE}


def brain_or_muscle(
    skills: pd.DataFrame, control_edges: pd.DataFrame, verdict: pd.DataFrame, *, confidence: float
) -> pd.DataFrame:
    """Say where the skill of all edges together comes from, and that of each.

    Parameters
    ----------
    skills : DataFrame
        As from `eeg2emg.evaluation.primary_edges.skills_of_primary`.
    control_edges : DataFrame
        As from `eeg2emg.controls.control_edges.control_edges`.
    verdict : DataFrame
        As from `eeg2emg.verdict.table.verdict_table`.
    confidence : float
        Level of the intervals; everything is asked at the level of one of their sides.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`: a row of all edges, and one of each.
    """
    rows = skills.copy()
    for name, part in PARTS.items():
        rows = _with_part(rows, name, part, control_edges)
    context = _context(verdict, side_level(confidence))
    told = [
        _origin(row, context, whole=row["scope"] == ALL_EDGES) for row in rows.to_dict("records")
    ]
    rows[["origin", "reason"]] = told
    return rows.reindex(columns=list(COLUMNS))


def _with_part(
    rows: pd.DataFrame, name: str, part: Part, control_edges: pd.DataFrame
) -> pd.DataFrame:
    """Put the numbers of a control beside the rows."""
    own = control_edges[control_edges["control"].map(part.is_named).astype(bool)]
    if own.empty:
        return rows.assign(**{f"{name}_status": NOT_MADE})
    first = own.iloc[0]
    if first["status"] != "estimated":
        return rows.assign(**{f"{name}_status": f"{first['status']}: {first['reason']}"})
    wanted = {
        f"{column}{'_p_corrected' if ending == '_p' else ending}": f"{name}_{title}{ending}"
        for column, title in (("skill", "skill"), (part.beyond, "beyond"))
        for ending in _ENDINGS
    }
    numbers = own[[*PLACE, *wanted]].rename(columns=wanted).fillna({"sink": "", "source": ""})
    # A badly chosen rival alone makes a skill: it counts over the model's own base as well.
    told = own[["skill_p_corrected", "over_base_p_corrected"]].max(axis=1, skipna=False)
    numbers[f"{name}_skill_p"] = told
    joined = rows.merge(numbers, on=list(PLACE), how="left", validate="one_to_one")
    return joined.assign(**{f"{name}_status": "estimated"})


class _Context(NamedTuple):
    """What the verdict says of all edges together.

    Attributes
    ----------
    outcome : str
        How it ended.
    meaning : str
        The same in a sentence.
    failed : dict of str to str
        Outcomes of the checks that are not passed, by question, in their order.
    level : float
        At which all is asked.
    """

    outcome: str
    meaning: str
    failed: dict[str, str]
    level: float


def _context(verdict: pd.DataFrame, level: float) -> _Context:
    decision = verdict[verdict["step"] == questions.VERDICT].iloc[0]
    checks = verdict[verdict["step"] == questions.CHECK]
    failed = {
        str(row.what): str(row.outcome)
        for row in checks.itertuples()
        if isinstance(row.outcome, str) and row.outcome
    }
    return _Context(str(decision["what"]), str(decision["remark"]), failed, level)


def _origin(row: dict[str, Any], context: _Context, *, whole: bool) -> tuple[str, str]:
    """Find the word of a row, and the reason for it."""
    missing = _why_not_estimable(row, context)
    if missing:
        return NOT_ESTIMABLE, missing
    untold = _why_nothing(row, context, whole=whole)
    if untold:
        return NOTHING, untold
    by_muscles = list(_explained(row, context, whole=whole))
    if by_muscles:
        return MUSCLE, f"{_told(row)}, and {'; '.join(by_muscles)}."
    for doubt in _doubts(row, context, whole=whole):
        return UNDECIDED, f"{_told(row)}, but {doubt}."
    added = ", ".join(
        f"{_number(row[f'{name}_beyond'])} to {PARTS[name].title}"
        for name in OF_MUSCLES
        if _is_made(row, name)
    )
    low = _number(row[f"{LOW}_skill"])
    return BRAIN, f"{_told(row)}, {low} from below 30 Hz alone, and the whole EEG adds {added}."


def _why_not_estimable(row: dict[str, Any], context: _Context) -> str:
    if context.outcome in _UNKNOWN:
        return context.meaning
    if row["n_subjects"] < MIN_SUBJECTS:
        return f"{MIN_SUBJECTS} people are needed, and {row['n_subjects']} are tested."
    if np.isnan(row["skill"]):
        return "What is known without EEG makes no error on it."
    if np.isnan(row["over_base"]):
        return "The mean of subject and phase makes no error on it."
    return ""


def _why_nothing(row: dict[str, Any], context: _Context, *, whole: bool) -> str:
    if whole:
        asked = (questions.OVER_RIVAL, questions.OVER_BASE)
        failed = next((context.failed[name] for name in asked if name in context.failed), "")
        return outcomes.OUTCOMES[failed].meaning if failed else ""
    for name, than in (
        ("skill", "what is known without EEG"),
        ("over_base", "the mean of subject and phase"),
    ):
        if not row[f"{name}_p_corrected"] <= context.level:
            return (
                f"It is not shown to be estimated better than {than} "
                f"(skill {_number(row[name])}, {_p(row[f'{name}_p_corrected'])})."
            )
    return ""


def _explained(row: dict[str, Any], context: _Context, *, whole: bool) -> Iterator[str]:
    """List the controls of muscles that explain the skill.

    Of all edges together they are those that fail in the verdict. Of one edge, where less can be
    shown, the control must itself be shown to tell about it; else it is open.
    """
    if whole and not _EXPLAINED & set(context.failed.values()):
        return
    for name in OF_MUSCLES:
        if not _is_made(row, name) or row[f"{name}_beyond_p"] <= context.level:
            continue
        if whole or row[f"{name}_skill_p"] <= context.level:
            yield (
                f"{PARTS[name].title} has {_number(row[f'{name}_skill'])} alone, to which the "
                f"whole EEG is not shown to add ({_number(row[f'{name}_beyond'])}, "
                f"{_p(row[f'{name}_beyond_p'])})"
            )


def _doubts(row: dict[str, Any], context: _Context, *, whole: bool) -> Iterator[str]:
    """List what keeps a skill that is told from being called that of the brain."""
    if whole:
        for outcome in context.failed.values():
            yield f"it is {outcome}"
    for name in (questions.FOLLOWS, questions.OVER_WRONG):
        if name in context.failed:
            yield f"that of all edges together is {context.failed[name]}, and none has a test apart"
    if _is_made(row, LEVEL) and not row[f"{LEVEL}_skill_p"] <= context.level:
        yield "without its overall level the connectivity is not shown to tell about it"
    for name in OF_MUSCLES:
        if _is_made(row, name) and not row[f"{name}_beyond_p"] <= context.level:
            yield (
                f"it is not shown that the whole EEG adds to {PARTS[name].title} "
                f"({_number(row[f'{name}_beyond'])}, {_p(row[f'{name}_beyond_p'])})"
            )
    if not any(_is_made(row, name) for name in OF_MUSCLES):
        yield "no control of muscles could be made"
    if not _is_made(row, LOW):
        yield "frequencies below 30 Hz alone were not judged"
    elif not row[f"{LOW}_skill_p"] <= context.level:
        yield (
            "from frequencies below 30 Hz alone it is not shown "
            f"({_number(row[f'{LOW}_skill'])}, {_p(row[f'{LOW}_skill_p'])})"
        )


def _is_made(row: dict[str, Any], name: str) -> bool:
    """Whether a control has a test: it was made, of enough people."""
    return row[f"{name}_status"] == "estimated" and np.isfinite(row[f"{name}_beyond_p"])


def _told(row: dict[str, Any]) -> str:
    return f"Skill {_number(row['skill'])}"


def _number(value: float) -> str:
    text = f"{value:.2f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", "\N{MINUS SIGN}")


def _p(value: float) -> str:
    return "p < 0.001" if value < 0.0005 else f"p = {value:.3f}"
