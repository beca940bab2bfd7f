"""Drafting of a configuration: from a survey of recordings to a commented file."""

from __future__ import annotations

import json
import re
import textwrap
from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from eeg2emg.errors import ConfigurationError
from eeg2emg.names.questions import QUESTION
from eeg2emg.planning.channel_proposal import propose_channels
from eeg2emg.planning.decision import Decision, counted, named
from eeg2emg.planning.model_proposal import propose_models, trials_needed
from eeg2emg.planning.phase_proposal import propose_phases
from eeg2emg.planning.survey import MAINS_HZ

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.planning.survey import Survey

TEMPLATES = Path(__file__).with_name("templates")

_WIDTH = 100
_MOST_LISTED = 20
_LONGEST_NAME = 60
_PAPERS_EEG = 19


class DraftedConfiguration(NamedTuple):
    """A drafted configuration.

    Attributes
    ----------
    text : str
        The file, YAML.
    questions : tuple of str
        Options that ask a question.
    summary : tuple of str
        What was found, in a few lines for people.
    target : str
        What Snakemake is to be asked for; empty where that is everything.
    """

    text: str
    questions: tuple[str, ...]
    summary: tuple[str, ...]
    target: str


def draft_configuration(found: Survey, *, name: str, place: str) -> DraftedConfiguration:
    """Draft the configuration of a run.

    Parameters
    ----------
    found : Survey
        What the recordings and their tables say.
    name : str
        Name of the run.
    place : str
        The dataset or the import table, as the configuration is to name it.

    Returns
    -------
    DraftedConfiguration

    Raises
    ------
    ConfigurationError
        No recording can be read.
    """
    readable = found.readable
    if not readable:
        raise ConfigurationError(
            f"{found.path}: none of the {counted(len(found.outlines), 'recording')} can be read",
            f"the first: {found.outlines[0].problem}",
            "mend them, then start again",
        )
    channels = propose_channels(readable)
    n_eeg = _PAPERS_EEG if QUESTION in channels.eeg.value else len(channels.eeg.value)
    phases = propose_phases(channels.recordings, partial(trials_needed, channels.recordings, n_eeg))
    models = propose_models(
        channels.recordings,
        n_eeg=n_eeg,
        n_emg=len(channels.emg.value) + (QUESTION in channels.emg.value),
        length_s=phases.length_s.value,
        trials=phases.trials.value if phases.trials else 1,
        segments=phases.segments(),
    )
    decisions = {
        "line_hz": _line_hz(found),
        "channels.eeg": channels.eeg,
        "channels.emg": channels.emg,
        "segments.phases": phases.phases,
    }
    questions = [option for option, one in decisions.items() if QUESTION in json.dumps(one.value)]
    if found.draft and found.draft.questions:
        questions.append(f"{Path(place).name}: {', '.join(found.draft.questions)}")
    people = sorted({one.subject for one in found.outlines})
    tasks = sorted({one.task for one in found.outlines if one.task})
    problems = [f"{one.name}: {_without_folder(one.problem, found)}" for one in _unreadable(found)]
    text = (
        _environment()
        .get_template("study.yaml.jinja")
        .render(
            path=str(found.path),
            about=_about(found, people),
            questions=questions,
            mark=QUESTION,
            problems=_shortened(problems),
            unused=_shortened(list(found.unused)),
            name=name,
            input=found.input,
            place=place,
            table_seen=_table_seen(found),
            line_hz=decisions["line_hz"],
            subjects=[one.removeprefix("sub-") for one in people if one != QUESTION][:3],
            tasks=tasks,
            eeg=channels.eeg,
            emg=channels.emg,
            montage=channels.montage,
            length_s=phases.length_s,
            trials=phases.trials,
            phases_from=phases.phases_from,
            phases=phases.phases,
            connectivity=models.connectivity,
            further=models.further,
            kernel_sizes=models.kernel_sizes,
            batch_size=models.batch_size,
            few_shot_segments=models.few_shot_segments,
        )
    )
    return DraftedConfiguration(
        text,
        tuple(questions),
        _summary(found, channels, phases, models, people),
        "" if channels.emg.value else "eeg_connectivity",
    )


def name_of_run(path: Path) -> str:
    """Make the name of a run from that of a folder or a table."""
    stem = path.stem if path.is_file() else path.name
    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", stem).strip("-._")[:_LONGEST_NAME]
    return name if name and re.match("[A-Za-z]", name) else f"study-{name}".rstrip("-")


def _unreadable(found: Survey) -> list[Any]:
    return [one for one in found.outlines if one.problem]


def _without_folder(text: str, found: Survey) -> str:
    return text.replace(f"{found.path}/", "")


def _shortened(items: list[str]) -> list[str]:
    more = len(items) - _MOST_LISTED
    return [*items[:_MOST_LISTED], f"and {more} more"] if more > 0 else items


def _about(found: Survey, people: Sequence[str]) -> list[str]:
    total_min = sum(one.duration_s for one in found.outlines) / 60
    return [
        (
            f"{counted(len(found.outlines), 'recording')} of {counted(len(people), 'person')}, "
            f"{total_min:.1f} minutes, seen by their headers, tables and events."
        )
    ]


def _table_seen(found: Survey) -> list[str]:
    if found.draft is None:
        return []
    seen = [
        "The table was drafted from the files' names and headers: check it. In it, "
        + "; ".join(found.draft.seen)
        + ". Runs are numbered in the order of the lines, which must be that of time."
    ]
    if found.draft.questions:
        seen.append(f'QUESTION: it has "{QUESTION}" in {", ".join(found.draft.questions)}.')
    return seen


def _line_hz(found: Survey) -> Decision:
    """Take the frequency that all places state, else the one that the EEG shows."""
    readable = found.readable
    stated = Counter(
        {
            value: sum(any(own == value for own, _ in one.line_hz) for one in readable)
            for value in sorted({value for one in readable for value, _ in one.line_hz})
        }
    )
    usual = [value for value in stated if value in MAINS_HZ]
    listed = ", ".join(
        f"{value:g} Hz in {count} of {len(readable)} recordings"
        for value, count in sorted(stated.items())
    )
    if len(usual) == len(stated) == 1:
        return Decision(int(usual[0]), (f"PowerLineFrequency: {listed}.",))
    if stated:
        return Decision(
            QUESTION,
            (f"QUESTION: 50 or 60 Hz? PowerLineFrequency is stated differently: {listed}.",),
        )
    measured = found.mains_hz or {}
    if len(set(measured.values())) == 1:
        return Decision(
            next(iter(measured.values())),
            (
                (
                    "No place states it; the EEG plainly has mains of this frequency in "
                    f"{named(list(measured))}."
                ),
            ),
        )
    return Decision(
        QUESTION,
        (
            (
                "QUESTION: 50 or 60 Hz? No place states the frequency of the mains where the "
                "recordings were made, and the EEG does not plainly show it."
            ),
        ),
    )


def _summary(
    found: Survey, channels: Any, phases: Any, models: Any, people: Sequence[str]
) -> tuple[str, ...]:
    def shown(value: Any) -> str:
        return str(value) if QUESTION not in json.dumps(value) else f'"{QUESTION}"'

    problems = len(_unreadable(found))
    emg = len(channels.emg.value) if QUESTION not in channels.emg.value else "a question"
    names = ", ".join(
        "a question" if one["name"] == QUESTION else one["name"] for one in phases.phases.value
    )
    rate_hz = models.connectivity["eeg_rate_hz"].value
    trials = f", of {phases.trials.value} trials each" if phases.trials else ""
    return (
        f"{counted(len(found.outlines), 'recording')} of {counted(len(people), 'person')}"
        + (f", of which {problems} cannot be read" if problems else ""),
        f"channels: {len(channels.eeg.value)} EEG, {emg} EMG"
        if QUESTION not in channels.eeg.value
        else f"channels: a question for the EEG, {emg} EMG",
        f"phases: {names}; segments of {phases.length_s.value} s{trials}",
        f"mains: {shown(_line_hz(found).value)} Hz; the EEG is analysed at {rate_hz} Hz",
    )


def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # it is no page
    )
    environment.filters |= {"yaml": _yaml, "comment": _comment, "item": _item}
    return environment


def _yaml(value: Any) -> str:
    """Write a value so that YAML reads the same: JSON is YAML; plain words need no quotes."""
    if isinstance(value, list):
        return "[" + ", ".join(map(_yaml, value)) + "]"
    if isinstance(value, str) and re.fullmatch("[A-Za-z][A-Za-z0-9_-]*", value):
        doubtful = value.casefold() in ("y", "n", "yes", "no", "on", "off", "true", "false", "null")
        return json.dumps(value) if doubtful else value
    return json.dumps(value, ensure_ascii=False)


def _comment(sentences: Sequence[str], indent: int = 0) -> str:
    given = [sentences] if isinstance(sentences, str) else sentences
    return "\n".join(line for text in given for line in _wrapped(text, f"{' ' * indent}# "))


def _item(text: str) -> str:
    return "\n".join(_wrapped(f"- {text}", "#   "))


def _wrapped(text: str, before: str) -> list[str]:
    # What people named may hold line breaks and the like, which would end the comment.
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return textwrap.wrap(
        plain, _WIDTH, initial_indent=before, subsequent_indent=before,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
