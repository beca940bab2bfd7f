"""Proposal of the channels: those of EEG and EMG that the recordings have in common."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from eeg2emg.errors import RecordingError
from eeg2emg.names.muscles import muscle_of, muscle_title
from eeg2emg.names.questions import QUESTION
from eeg2emg.planning.decision import Decision, counted, in_all, named
from eeg2emg.recordings.channel_names import TEN_TWENTY, canonical_name
from eeg2emg.recordings.montage_matching import match_montage, matches_in_words
from eeg2emg.recordings.montage_names import cap_of_biosemi

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.planning.recording_outline import RecordingOutline

_ENOUGH_OF_TEN_TWENTY = 13  # what the network of the paper reads at least
_MANY = 32
_UNLIKE = 0.5  # with fewer of the channels that most have, a recording is one of another kind


class Channels(NamedTuple):
    """Proposed channels, and the recordings that have them."""

    eeg: Decision
    emg: Decision
    recordings: tuple[RecordingOutline, ...]
    montage: Decision | None = None


class _Common(NamedTuple):
    keys: list[str]
    spelling: dict[str, str]
    seen: tuple[str, ...]


def propose_channels(readable: Sequence[RecordingOutline]) -> Channels:
    """Propose the channels that the recordings share.

    Parameters
    ----------
    readable : sequence of RecordingOutline
        The recordings that can be read, at least one.

    Returns
    -------
    Channels
        Of the EEG the electrodes of the 10-20 system, if the recordings share enough of them; by
        their position, if they are of a cap of BioSemi.
    """
    alike, said = _of_one_kind(readable)
    emg = _emg(alike)
    cap = _of_cap(alike, emg, said)
    if cap:
        return cap
    muscles = {canonical_name(name) for name in emg.value}
    common = _common(alike, "eeg")
    keys = [key for key in common.keys if key not in muscles]
    ten_twenty = {canonical_name(name): name for name in TEN_TWENTY}
    chosen = [name for key, name in ten_twenty.items() if key in keys]
    seen = [*said, *common.seen]
    if len(chosen) >= _ENOUGH_OF_TEN_TWENTY:
        further = [common.spelling[key] for key in keys if key not in ten_twenty]
        about = f"{len(chosen)} of the {len(TEN_TWENTY)} electrodes of the 10-20 system"
        seen.insert(0, f"{about}, {in_all(len(alike))}.")
        if further:
            seen.append(
                f"All have {len(further)} EEG channels besides ({named(further, 8)}); models of "
                "more channels need longer segments."
            )
    elif len(keys) >= 2:
        chosen = [common.spelling[key] for key in keys]
        seen.insert(0, f"The {len(chosen)} EEG channels that are {in_all(len(alike))}.")
        if len(chosen) > _MANY:
            seen.append(
                "Models of so many channels need very long segments, and networks of their "
                "matrices much memory: name some 20 that cover the head."
            )
    else:
        options = named(sorted({name for one in alike for name in (*one.eeg, *one.unknown)}), 40)
        chosen = [QUESTION]
        seen.insert(
            0, f"QUESTION: which channels are the EEG? The recordings have: {options or 'none'}."
        )
    return Channels(Decision(chosen, tuple(seen)), emg, tuple(alike))


def _of_cap(
    recordings: Sequence[RecordingOutline], emg: Decision, said: Sequence[str]
) -> Channels | None:
    """Propose the sites of the 10-20 system on a cap of BioSemi, with the electrodes of each."""
    names = [[*one.eeg, *one.unknown] for one in recordings]
    caps = {cap_of_biosemi(own) for own in names}
    cap = caps.pop()
    if cap is None or caps:
        return None
    shared = [name for name in names[0] if all(name in own for own in names)]
    try:
        found = match_montage(TEN_TWENTY, shared, cap)
    except RecordingError:
        return None
    eeg = (
        (
            f"The {len(found)} electrodes of the 10-20 system, {in_all(len(recordings))}, by their "
            "position (channels.montage)."
        ),
        *said,
    )
    table = (
        (
            f"The channels have the names of a cap of BioSemi, {in_all(len(recordings))}. On its "
            f"layout, {matches_in_words(found)}. Make sure that it is this cap, and not another "
            "one with the same names."
        ),
    )
    return Channels(Decision(list(found), eeg), emg, tuple(recordings), Decision(cap, table))


def _of_one_kind(
    readable: Sequence[RecordingOutline],
) -> tuple[list[RecordingOutline], list[str]]:
    """Set aside recordings that lack most of what the others have, which would leave nothing."""
    counts = Counter(key for one in readable for key in _keys(one.eeg))
    usual = {key for key, count in counts.items() if count > len(readable) / 2}
    unlike = [one for one in readable if len(usual & set(_keys(one.eeg))) < _UNLIKE * len(usual)]
    with_emg = sum(bool(one.emg) for one in readable)
    if 2 * with_emg > len(readable):
        unlike += [one for one in readable if not one.emg and one not in unlike]
    if not unlike:
        return list(readable), []
    names = [one.name for one in readable if one in unlike]
    said = (
        f"{counted(len(names), 'recording')} of {len(readable)} lack most channels of the others, "
        f"or have no EMG, and would be left out: {named(names)}."
    )
    return [one for one in readable if one not in unlike], [said]


def _keys(names: Sequence[str]) -> list[str]:
    return [canonical_name(name) for name in names]


def _common(recordings: Sequence[RecordingOutline], kind: str) -> _Common:
    """Find the channels of a kind that all recordings have, and name those that some lack."""
    spellings: dict[str, Counter[str]] = {}
    lacking: dict[str, list[str]] = {}
    for one in recordings:
        for name in getattr(one, kind):
            if not name.isprintable() or name.strip() in ("", QUESTION):
                continue  # no configuration can name it
            spellings.setdefault(canonical_name(name), Counter())[" ".join(name.split())] += 1
    for one in recordings:
        own = set(_keys(getattr(one, kind)))
        for key in spellings.keys() - own:
            lacking.setdefault(key, []).append(one.name)
    spelling = {key: counts.most_common(1)[0][0] for key, counts in spellings.items()}
    seen = [
        f"{spelling[key]} is missing in {len(lacking[key])} of {len(recordings)} recordings "
        f"({named(lacking[key])}) and therefore not listed; listed, it would leave them out."
        for key in spellings
        if key in lacking and len(lacking[key]) <= len(recordings) / 2
    ]
    rare = [
        spelling[key]
        for key in spellings
        if key in lacking and len(lacking[key]) > len(recordings) / 2
    ]
    if rare:
        seen.append(f"In fewer than half of the recordings, and not listed: {named(rare, 8)}.")
    keys = [key for key in spellings if key not in lacking]
    return _Common(keys, spelling, tuple(seen))


def _emg(recordings: Sequence[RecordingOutline]) -> Decision:
    common = _common(recordings, "emg")
    found = [common.spelling[key] for key in common.keys]
    told = "by their type in channels.tsv" if recordings[0].typed else "by their names"
    if len(found) >= 2:
        head = f"The {len(found)} EMG channels that are {in_all(len(recordings))}, {told}."
        titles = [muscle_title(name) for name in found if muscle_of(name)]
        muscles = (f"By their names: {', '.join(titles)}.",) if titles else ()
        return Decision(found, (head, *muscles, *common.seen))
    loose = _common(recordings, "unknown")
    candidates = found + [loose.spelling[key] for key in loose.keys]
    candidates += [name for name in common.spelling.values() if name not in candidates]
    if len(candidates) >= 2:
        question = (
            "QUESTION: which channels are the muscles? No table gives them the type EMG, or they "
            f"differ between recordings. There are: {named(candidates, 40)}. Write their names, or "
            "[] for quality and EEG connectivity alone."
        )
        return Decision([QUESTION], (question, *common.seen))
    one = f"one EMG channel alone ({found[0]})" if found else "no EMG channel"
    said = (
        f"The recordings have {one}: a muscle network needs two. Quality and EEG connectivity "
        "alone are made by the target eeg_connectivity."
    )
    return Decision([], (said, *common.seen))
