"""The card for people: what a stored model is, what it may be used for, and what nobody tested."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.learning.catalogue import REGRESSIONS
from eeg2emg.names.project import NAME
from eeg2emg.names.stored_models import FOR_WHOM, KNOWN, NEW
from eeg2emg.splitting.catalogue import SCHEMES
from eeg2emg.stored.card import NOT_SHOWN, OPEN, SHOWN, keras_file
from eeg2emg.stored.conditions import written

if TYPE_CHECKING:
    from eeg2emg.stored.card import Card, HeldOutSkill

NOT_TESTED = (
    "another reference, which nothing can check, another amplifier, other electrodes",
    "another montage: refused",
    "another rate, other filters, segments of another length, other measures: refused",
    "other phases or tasks than those above: refused where their names differ",
    "other days of the same people: what is tested later lies in the same session",
    "other laboratories, other ages, patients, medication, other movements",
)
"""What a model was not tested on."""

NO_EVIDENCE = (
    "The model learned from simulated recordings, so its skill says nothing about real people: "
    "there is no reason to believe an estimate that it makes for one."
)
"""What is said of a simulated model wherever it is applied to real recordings."""


def first_line(card: Card) -> str:
    """Say first what matters most: whether a skill is shown at all, and of what."""
    said = [_about(name, card.skill_of(name)) for name in (KNOWN, NEW)]
    simulated = "A model of simulated recordings, no tool for real ones. " if card.simulated else ""
    return simulated + " ".join(said)


def _about(name: str, skill: HeldOutSkill) -> str:
    whom = f"For {FOR_WHOM[name]}"
    if skill.value is None:
        return f"{whom} no skill is known."
    words = {
        SHOWN: "a skill above 0 was shown",
        NOT_SHOWN: "NO skill above 0 was shown: the EEG-free rival may do as well",
        OPEN: "NO skill above 0 was shown, as there are too few people for an interval",
    }
    return f"{whom} {words[skill.outcome]} ({skill.value:.3f})."


def card_for_people(card: Card) -> str:
    """Write the card as Markdown."""
    data = "simulated" if card.simulated else "real"
    lines = [
        f"**{first_line(card)}**",
        "",
        f"# {card.title[:1].upper()}{card.title[1:]} of run {card.run}",
        "",
        f"{REGRESSIONS[card.model].definition} Stored by {NAME} {card.version}.",
        "",
        "## What it learned from",
        "",
        f"- **Data:** {data} recordings; {card.count} segments of {card.segment_s:g} s.",
        f"- **People:** {len(card.people)} ({', '.join(card.people)}).",
        f"- **Phases:** {', '.join(card.phases)}.",
        f"- **EEG:** analysed at {card.eeg_rate_hz:g} Hz: {', '.join(card.eeg_channels)}.",
        f"- **EMG:** {', '.join(card.emg_channels)}; measure `{card.target}`.",
        "",
        "## What it may be used for",
        "",
    ]
    for name, whom in FOR_WHOM.items():
        own = card.models[name]
        if own.reason:
            lines.append(f"- **For {whom}:** not there. {own.reason}")
            continue
        lines.append(
            f"- **For {whom}** (`{keras_file(name)}`): {_use(card, name)} "
            f"Held-out skill in scheme `{own.scheme}`: "
            f"{card.skill_of(name).in_words(card.confidence)}. Chosen: {own.chosen}."
        )
    lines += [
        "",
        "It estimates; it does not measure. Never use it for a diagnosis, or to control a device.",
        "",
        "## Skill on segments that it had not seen",
        "",
        "1 is perfect, 0 as good as the EEG-free rival, below 0 worse.",
        "",
        "| scheme | skill | interval | says | over | people | segments |",
        "|---|--:|---|---|---|--:|--:|",
        *(_row(skill) for skill in card.skills.values()),
        "",
        *(f"- `{scheme}`: {SCHEMES[scheme].definition}" for scheme in card.skills),
        "",
        f"The verdict of the run, about its primary analysis: {_verdict(card)}",
        "",
        "## What it was not tested on",
        "",
        *(f"- {text}" for text in NOT_TESTED),
        *([f"- real people. {NO_EVIDENCE}"] if card.simulated else []),
        "",
        "## How the matrices were estimated",
        "",
        "New recordings must be analysed with the same options:",
        "",
        "| option | value |",
        "|---|---|",
        *(f"| `{option}` | {written(value)} |" for option, value in _flat(card)),
        "",
    ]
    return "\n".join(lines)


def _use(card: Card, name: str) -> str:
    if name == KNOWN:
        return (
            "later segments of these people, in the phases that each has in the card. The estimate "
            "starts from their own mean."
        )
    return (
        f"people with at least {card.least_segments} segments in a phase, whose features are "
        "centred by their own mean of that phase. The estimate starts from the mean of everybody."
    )


def _verdict(card: Card) -> str:
    return f"{card.verdict['outcome']}. {card.verdict['meaning']}"


def _row(skill: HeldOutSkill) -> str:
    if skill.value is None:
        return f"| {skill.scheme} | | | {skill.reason} | | | |"
    bounds = "" if skill.low is None else f"{skill.low:.3f} to {skill.high:.3f}"
    says = (
        skill.reason
        if skill.reason.startswith(OPEN) and skill.outcome == OPEN
        else (skill.outcome + (f" ({skill.reason})" if skill.reason else ""))
    )
    return (
        f"| {skill.scheme} | {skill.value:.3f} | {bounds} | {says} | {skill.rival} "
        f"| {skill.subjects} | {skill.segments} |"
    )


def _flat(card: Card) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for option, value in card.conditions.items():
        if isinstance(value, dict):
            found += [(f"{option}.{key}", item) for key, item in value.items()]
        else:
            found.append((option, value))
    return found
