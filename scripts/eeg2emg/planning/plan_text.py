"""Text of a plan, for a terminal or a file: plain lines, aligned, without colours."""

from __future__ import annotations

import textwrap
from collections import Counter
from typing import TYPE_CHECKING

from eeg2emg.evaluation.intervals import MIN_SUBJECTS
from eeg2emg.planning.cost import FACTOR
from eeg2emg.planning.decision import counted, named
from eeg2emg.planning.public_outlook import power_words
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME, SCHEMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eeg2emg.planning.plan import Plan, SchemePlan

_WIDTH = 100
_MOST_LISTED = 25
_MOST_PEOPLE = 200


def plan_text(plan: Plan) -> list[str]:
    """Write a plan.

    Parameters
    ----------
    plan : Plan
        What is known.

    Returns
    -------
    list of str
        Lines of at most 100 letters (names and paths may be longer).
    """
    options = plan.options
    place = {"bids": options.dataset, "import": options.import_table}.get(options.input)
    lines = [
        f"Plan of the run {options.name}: {options.input}{f', {place}' if place else ''}",
        "By what was published of the set: nothing was fetched yet."
        if plan.public and plan.public.lacking
        else "By headers, tables and events: no samples were read, nothing was computed.",
    ]
    sections = {
        "PUBLIC SET": _public(plan),
        "RECORDINGS": _recordings(plan),
        "CHANNELS": _channels(plan),
        f"SEGMENTS of {options.segments.length_s:g} s": _segments(plan),
        "SCHEMES of evaluation": _schemes(plan),
        "NULL, the EEG beside the EMG of other people": _null(plan),
        "POWER, from simulated cohorts": _power(plan),
        "MODELS of every segment": _models(plan),
        "COST, a rough estimate": _cost(plan),
        "UNKNOWN before computing": _unknown(plan),
    }
    for title, body in sections.items():
        found = list(body)
        if found:
            lines += ["", title, *found]
    return [*lines, "", *_verdict(plan)]


def _public(plan: Plan) -> Iterator[str]:
    public = plan.public
    if public is None:
        return
    about = public.about
    yield from _wrapped(f"{about.title}. To cite: {about.citation}. Licence: {about.licence}.")
    if public.lacking:
        count = len(public.people)
        size, disk = about.person_bytes * count, about.person_bytes * (about.disk_factor - 1)
        more = f", and {_size(disk)} of disk for a while to unpack" if disk else ""
        yield from _wrapped(
            f"To fetch: {counted(count, 'person')} of {about.people}, about {_size(size)}{more}, "
            f"into {public.folder} ({public.lacking}). ./run.sh fetch says the exact size before."
        )
    yield from _wrapped(f"Channels: {about.channels}.")
    muscles = [about.muscles.get(name, name) for name in plan.options.channels.emg]
    yield from _wrapped(f"Muscles: {', '.join(muscles)}.")
    for phase in plan.options.segments.phases:
        if phase.name in about.phases:
            yield from _item(f"phase {phase.name}", about.phases[phase.name])
    for trap in about.traps:
        yield from _item("know", trap)
    if about.expectation:
        yield from _wrapped(about.expectation)


def _power(plan: Plan) -> Iterator[str]:
    primary = next((one for one in plan.schemes if one.name == PRIMARY_SCHEME), None)
    if plan.public is None or primary is None or primary.reason:
        return
    counts = plan.segments.groupby("subject").size()
    own = counts[[name for name in primary.tested if name in counts.index]]
    yield from _wrapped(f"{power_words(len(own), int(own.min()))}.")


def _recordings(plan: Plan) -> Iterator[str]:
    total_min = sum(one.duration_s or 0.0 for one in plan.recordings) / 60
    long = f", {total_min:.1f} minutes" if total_min else ""
    people = {one.subject for one in plan.recordings}
    used = [one for one in plan.recordings if one.recording not in plan.left_out]
    users = {one.subject for one in used}
    yield from _wrapped(
        f"{counted(len(plan.recordings), 'recording')} of {counted(len(people), 'person')}"
        f"{long}. As far as can be known now, {len(used)} of them would be used, "
        f"of {counted(len(users), 'person')}."
    )
    for subject in plan.subjects:
        if subject.left_out:
            yield from _item(f"sub-{subject.subject} left out", subject.left_out)
    whole = {f"{one.left_out}" for one in plan.subjects if one.left_out}
    for name, reason in _first(
        [(name, reason) for name, reason in plan.left_out.items() if reason not in whole]
    ):
        yield from _item(f"{name} left out", reason)
    files = {file.path: file.reason for file in plan.unused}
    for path, reason in _first(list(files.items())):
        yield from _item(f"{path} not read", reason)
    notes: dict[str, list[str]] = {}
    for one in used:
        for note in one.notes:
            notes.setdefault(note, []).append(one.recording)
    commonest = sorted(notes.items(), key=lambda item: -len(item[1]))
    listed = [
        (f"note on {counted(len(names), 'recording')}", f"{note} ({named(names, 2)})")
        for note, names in commonest
    ]
    for head, text in _first(listed):
        yield from _item(head, text)


def _channels(plan: Plan) -> Iterator[str]:
    options = plan.options
    yield from _wrapped(
        f"{len(options.channels.eeg)} EEG and {len(options.channels.emg)} EMG channels are "
        "configured."
    )
    matching = [one for one in plan.recordings if one.matched]
    if options.input == "simulated" or not matching:
        return
    other: Counter[tuple[str, str]] = Counter()
    for one in matching:
        other.update((name, own) for name, own in one.matched.items() if name != own)
    yield from _wrapped(
        f"All are found in {len(matching)} of {counted(len(plan.recordings), 'recording')}; "
        + ("under other names:" if other else "all by the same name.")
    )
    if other:
        pairs = [
            f"{name} = {own!r}" + ("" if count == len(matching) else f" (in {count})")
            for (name, own), count in other.items()
        ]
        yield from _wrapped(", ".join(pairs), before="    ")
    for one in plan.recordings:
        if not one.matched:
            yield from _item(
                f"{one.recording}", "not all are found, or it cannot be read; see above"
            )
    marked: dict[str, list[str]] = {}
    for one in matching:
        for name in one.marked_bad:
            marked.setdefault(name, []).append(one.recording)
    for name, names in marked.items():
        yield from _item(
            f"{name} is marked as bad", f"in {counted(len(names), 'recording')} ({named(names)})"
        )


def _segments(plan: Plan) -> Iterator[str]:
    frame = plan.segments
    phases = [phase.name for phase in plan.options.segments.phases]
    rows = [["person", "recordings", *phases, "cycles"]]
    for subject, own in list(frame.groupby("subject", sort=True))[:_MOST_PEOPLE]:
        counts = [str(int((own["phase"] == phase).sum())) for phase in phases]
        cycles = str(plan.null.cycles.get(str(subject), "-"))
        rows.append([str(subject), str(own["recording"].nunique()), *counts, cycles])
    totals = [str(int((frame["phase"] == phase).sum())) for phase in phases]
    rows.append(["all", str(frame["recording"].nunique()), *totals, ""])
    yield from _table(rows)
    absent = [phase for phase, total in zip(phases, totals, strict=True) if total == "0"]
    if absent and not frame.empty:
        yield from _wrapped(
            f"No recording has a whole segment of {' and '.join(absent)}: compare segments.phases "
            "with the names of the events."
        )


def _schemes(plan: Plan) -> Iterator[str]:
    if not plan.schemes:
        yield from _wrapped("None: without EMG there is nothing to estimate.")
        return
    possible = [one for one in plan.schemes if not one.reason]
    if possible:
        rows = [["scheme", "folds", "people tested", "segments tested", "smallest p", "interval"]]
        rows += [_scheme_row(one) for one in possible]
        yield from _table(rows)
        yield from _wrapped(
            "The smallest p is that of the test by sign flips over people. With fewer than "
            f"{MIN_SUBJECTS} tested people there is neither a test nor an interval over people."
        )
    for one in plan.schemes:
        if one.reason:
            yield from _item(f"{one.name} not possible", one.reason)
        for subject, reason in _first(list((one.left_out or {}).items()), 5):
            yield from _item(f"{one.name} without {subject}", reason)
    if not any(SCHEMES[one.name].is_evidence for one in possible):
        yield from _wrapped("No scheme is left that would be evidence about later data.")


def _scheme_row(one: SchemePlan) -> list[str]:
    p = one.smallest_p
    name = one.name + (" (primary)" if one.name == PRIMARY_SCHEME else "")
    return [
        name,
        str(one.folds),
        str(len(one.tested)),
        str(one.tested_segments),
        "none" if p is None else f"{p:.2g}",
        "yes" if p is not None else "no",
    ]


def _null(plan: Plan) -> Iterator[str]:
    if not plan.options.channels.emg:
        return
    null = plan.null
    primary = next((one for one in plan.schemes if one.name == PRIMARY_SCHEME), None)
    if null.reason:
        yield from _wrapped(f"Not possible: {null.reason}")
        return
    if primary is not None and primary.reason:
        yield from _wrapped(f"Not possible: the scheme {PRIMARY_SCHEME} is not.")
        return
    fewest, most = min(null.cycles.values()), max(null.cycles.values())
    text = (
        f"{null.shifts} wrong pairings: p can be as small as {1 / (null.shifts + 1):.2g}. People "
        f"have {fewest if fewest == most else f'{fewest} to {most}'} whole cycles, "
    )
    if null.different < null.shifts:
        text += (
            f"and can be exchanged in only {null.different} other ways: a p below "
            f"{1 / (null.different + 1):.2g} rests on repetitions."
        )
    else:
        text += f"and can be exchanged in {_rounded(null.different)} other ways."
    yield from _wrapped(text)


def _models(plan: Plan) -> Iterator[str]:
    least = plan.options.connectivity.min_samples_per_parameter
    rows = [["signals", "predict one", "order", "in ms", "rate in Hz", "samples per coefficient"]]
    rows += [
        [
            one.title,
            str(one.regressors),
            str(one.order),
            f"{1000 * one.order / one.rate_hz:.3g}",
            f"{one.rate_hz:g}",
            f"{one.samples_per_parameter:.3g}"
            + (" (too few)" * (one.samples_per_parameter < least)),
        ]
        for one in plan.models
    ]
    if plan.models:
        yield from _table(rows)
        yield from _wrapped(f"At least {least:g} are asked for (min_samples_per_parameter).")


def _cost(plan: Plan) -> Iterator[str]:
    cost = plan.cost
    low, high = _duration(cost.seconds / FACTOR), _duration(cost.seconds * FACTOR)
    yield from _wrapped(
        f"{cost.n_jobs} jobs; {_duration(cost.seconds)} of one core ({low} to {high}), less in "
        f"proportion on several; {_size(cost.kept_bytes)} of results, and while it runs "
        f"{_size(cost.temporary_bytes)} for every cleaned recording. From times measured with the "
        "simulated default cohort on one machine; networks stop early, which is not known before."
    )


def _unknown(plan: Plan) -> Iterator[str]:
    for unseen in plan.public.about.not_seen if plan.public else ():
        yield from _item("not seen in the original", unseen)
    unknown = (
        "Which channels are bad, how many components the ICA removes, the rank that is left, dead "
        "or noisy EMG, recordings that are copies of each other, models that are unstable: all "
        "need the samples, and may leave out more than is said here."
    )
    if plan.options.input == "import":
        unknown += " So do the lengths of the channels, and lost samples."
    noisy = plan.options.simulation.noisy_subjects if plan.options.input == "simulated" else 0
    if noisy:
        unknown += (
            f" {counted(noisy, 'person')} of the simulated cohort {'is' if noisy == 1 else 'are'} "
            "noisy on purpose, and the rules of quality are to find them."
        )
    yield from _wrapped(unknown)


def _verdict(plan: Plan) -> list[str]:
    if plan.obstacles:
        text = "; ".join(plan.obstacles).rstrip(".")
        return list(_wrapped(f"NOT READY: {text}.", before=""))
    if not plan.options.channels.emg:
        return ["READY for the target eeg_connectivity: no EMG channel is configured."]
    text = "READY: as far as can be known now, the primary analysis is possible"
    primary = next(one for one in plan.schemes if one.name == PRIMARY_SCHEME)
    if primary.smallest_p is None:
        count = counted(len(primary.tested), "person")
        text += f", but with {count} without a test or an interval over people"
    return list(_wrapped(f"{text}.", before=""))


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        first, *others = row
        cells = [first.ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        yield f"  {'  '.join(cells)}".rstrip()


def _item(head: str, text: str) -> Iterator[str]:
    yield from _wrapped(f"- {head}: {text}", after="      ")


def _wrapped(text: str, before: str = "  ", after: str | None = None) -> Iterator[str]:
    # Names come from files: what would move the cursor of a terminal is not passed on.
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    yield from textwrap.wrap(
        plain, _WIDTH, initial_indent=before,
        subsequent_indent=before if after is None else after,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _first(items: Sequence[tuple[str, str]], most: int = _MOST_LISTED) -> Iterator[tuple[str, str]]:
    yield from items[:most]
    if len(items) > most:
        yield "and more", f"{len(items) - most} of the same kind"


def _rounded(number: int) -> str:
    return str(number) if number < 10_000 else f"about {float(number):.0e}"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _size(count: float) -> str:
    return f"{count / 1e6:.0f} MB" if count < 1e9 else f"{count / 1e9:.1f} GB"
