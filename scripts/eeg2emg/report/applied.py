"""A stored model on other recordings, in words: in the report, and on a page of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.files.tables import empty_text
from eeg2emg.names.stored_models import EVERYBODY, FOR_WHOM, KNOWN
from eeg2emg.report.contents import Contents
from eeg2emg.report.tables import Table
from eeg2emg.report.templating import page_environment
from eeg2emg.report.words import counted, interval, number

if TYPE_CHECKING:
    import pandas as pd

_NUMBERS = (
    *("skill", "low", "high"),
    *("measured_skill", "measured_low", "measured_high", "measured_segments"),
)
_HEADINGS = (
    *("person", "phase", "segments", "estimated as", "held-out skill", "interval"),
    *("skill here", "interval here", "segments compared", "why not"),
)


def contents_of(people: pd.DataFrame, *, confidence: float) -> Contents:
    """Say who is estimated, and how good that is.

    Parameters
    ----------
    people : DataFrame
        As from `eeg2emg.stored.tables.table_of_people`.
    confidence : float
        Level of the intervals of this run.
    """
    texts = ["phase", "model", "reason", "card", "remark"]
    people = people.assign(**empty_text(people[texts]))
    # A column without any number is read as one of objects.
    people = people.astype(dict.fromkeys(_NUMBERS, float))
    everybody = people[people["subject"] == EVERYBODY]
    first = everybody.iloc[0]
    estimated = people[(people["subject"] != EVERYBODY) & (people["model"] != "")]
    left_out = people[people["reason"] != ""]
    return Contents(
        say={
            "card": first["card"],
            "remark": first["remark"],
            "count": f"{counted(int(estimated['segments'].sum()), 'segment')} of "
            f"{_people(estimated['subject'].nunique())}",
            "worth": [_worth(row, confidence) for _, row in everybody.iterrows()],
            "left_out": len(left_out),
        },
        tables={"people": _table(people)},
    )


def _people(count: int) -> str:
    return f"{count} {'person' if count == 1 else 'people'}"


def _worth(row: pd.Series, confidence: float) -> str:
    """Say what the estimates of one of the two models are worth."""
    bounds = interval(row["low"], row["high"])
    bounds = f"{100 * confidence:g} % interval {bounds}" if bounds else "no interval"
    text = (
        f"Estimates of {FOR_WHOM[row['model']]}: on segments that it had not seen, the model had a "
        f"skill of {number(row['skill'])} ({bounds}) in scheme {row['scheme']}."
    )
    if not row["measured_segments"] > 0:
        seen = row["measured_segments"] == 0
        return f"{text} " + (
            "The model has learned from all of these segments, so nothing here tests it."
            if seen
            else "There is no EMG here that could tell how good they are."
        )
    bounds = interval(row["measured_low"], row["measured_high"])
    start = "each person's own mean" if row["model"] == KNOWN else "the mean of the phase"
    return (
        f"{text} Here, on {counted(int(row['measured_segments']), 'segment')} with EMG, it has a "
        f"skill of {number(row['measured_skill'])} over {start} that it starts from"
        f"{f' (interval {bounds})' if bounds else ', without an interval'}."
    )


def _table(people: pd.DataFrame) -> Table:
    rows = [
        [
            row.subject,
            row.phase,
            str(int(row.segments)),
            FOR_WHOM.get(row.model, "not estimated"),
            number(row.skill),
            interval(row.low, row.high),
            number(row.measured_skill),
            interval(row.measured_low, row.measured_high),
            number(row.measured_segments, 0),
            row.reason,
        ]
        for row in people.itertuples()
    ]
    marked = frozenset(k for k, row in enumerate(rows) if row[0] == EVERYBODY)
    return Table(_HEADINGS, rows, frozenset({2, 4, 6, 8}), marked)


def build_applied_page(*, name: str, people: pd.DataFrame, confidence: float) -> str:
    """Write the page about a stored model on the recordings of a run.

    Parameters
    ----------
    name : str
        Name of the run.
    people : DataFrame
        As from `eeg2emg.stored.tables.table_of_people`.
    confidence : float
        Level of the intervals.

    Returns
    -------
    str
        HTML that loads nothing.
    """
    contents = contents_of(people, confidence=confidence)
    template = page_environment().get_template("applied_page.html.jinja")
    return template.render(name=name, say=contents.say, tables=contents.tables)
