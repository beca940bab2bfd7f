"""Names of muscles: what the paper abbreviates, and what channels of other recordings are called.

A channel's name is read by rules: ``L_leg_emg_tibialis_anterior`` is the left tibialis anterior.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

MUSCLES = {
    "BSH": "biceps brachii, short head",
    "TRIO": "triceps brachii, long head",
    "PMJ": "pectoralis major",
    "DEL": "deltoid",
    "TRIA": "triceps brachii, lateral head",
    "TRIO2": "the second channel that the paper calls TRIO",
}
"""By the name of the channel. The paper lists six channels and five muscles: TRIO stands twice."""

_DELTOID = r"delt(?:oid(?:eus)?)?"
_SPELLED = {  # what the words of a name say, the more particular first
    "anterior deltoid": rf"ant(?:erior)? ?{_DELTOID}|{_DELTOID} ?ant(?:erior)?",
    "posterior deltoid": rf"post(?:erior)? ?{_DELTOID}|{_DELTOID} ?post(?:erior)?",
    "middle deltoid": rf"(?:middle|lateral|medial) ?{_DELTOID}|{_DELTOID} ?(?:medi|later)alis",
    "deltoid": r"deltoid(?:eus)?",
    "biceps femoris": r"biceps ?fem(?:oris)?",
    "biceps brachii": r"biceps(?: ?brach(?:ii|ialis)?)?",
    "triceps brachii": r"triceps(?: ?brach(?:ii|ialis)?)?",
    "brachioradialis": r"brachio ?radialis",
    "brachialis": r"brachialis",
    "pectoralis major": r"pect(?:oralis)? ?maj(?:or)?",
    "upper trapezius": r"upper ?trap(?:ezius)?|trap(?:ezius)? ?(?:upper|descendens)",
    "trapezius": r"trapezius",
    "sternocleidomastoid": r"sterno ?cleido ?mastoid(?:eus)?",
    "splenius capitis": r"splenius(?: ?capitis)?",
    "neck muscles": r"neck",
    "flexor carpi radialis": r"flexor ?carpi ?rad(?:ialis)?",
    "flexor carpi ulnaris": r"flexor ?carpi ?uln(?:aris)?",
    "extensor carpi radialis": r"extensor ?carpi ?rad(?:ialis)?",
    "extensor carpi ulnaris": r"extensor ?carpi ?uln(?:aris)?",
    "flexor digitorum superficialis": r"flexor ?digitorum ?superficialis",
    "flexor digitorum profundus": r"flexor ?digitorum ?profundus",
    "flexor digitorum": r"flexor ?digitorum",
    "common extensor digitorum": (r"common ?extensor ?digitorum|extensor ?digitorum ?communis"),
    "extensor digitorum": r"extensor ?digitorum",
    "first dorsal interosseus": r"(?:first|1st) ?dorsal ?interosse(?:o?us|i)",
    "abductor pollicis brevis": r"abductor ?pollicis ?brevis",
    "abductor digiti minimi": r"abductor ?digiti ?minimi",
    "tibialis anterior": r"tib(?:ialis)? ?ant(?:erior)?|ant(?:erior)? ?tib(?:ialis)?",
    "soleus": r"soleus",
    "medial gastrocnemius": r"med(?:ial)? ?gastroc(?:nemius)?|gastroc(?:nemius)? ?med(?:ialis)?",
    "lateral gastrocnemius": r"lat(?:eral)? ?gastroc(?:nemius)?|gastroc(?:nemius)? ?lat(?:eralis)?",
    "gastrocnemius": r"gastrocnemius",
    "peroneus longus": r"(?:peroneus|fibularis) ?long(?:us)?",
    "rectus femoris": r"rect(?:us)? ?fem(?:oris)?",
    "vastus lateralis": r"vast(?:us)? ?lat(?:eralis)?",
    "vastus medialis": r"vast(?:us)? ?med(?:ialis)?",
    "semitendinosus": r"semi ?tendinosus",
    "gluteus medius": r"glut(?:eus)? ?med(?:ius)?",
    "gluteus maximus": r"glut(?:eus)? ?max(?:imus)?",
    "masseter": r"masseter",
    "temporalis": r"temporalis",
}
_SHORT = {  # abbreviations of one meaning in this field, as a word of the name
    "ta": "tibialis anterior",
    "sol": "soleus",
    "vl": "vastus lateralis",
    "vm": "vastus medialis",
    "fcr": "flexor carpi radialis",
    "fcu": "flexor carpi ulnaris",
    "ecr": "extensor carpi radialis",
    "ecu": "extensor carpi ulnaris",
    "edc": "common extensor digitorum",
    "fds": "flexor digitorum superficialis",
    "fdp": "flexor digitorum profundus",
    "fdi": "first dorsal interosseus",
    "apb": "abductor pollicis brevis",
    "adm": "abductor digiti minimi",
    "scm": "sternocleidomastoid",
}
_RULES = [
    (muscle, re.compile(rf"(?<![a-z])(?:{pattern})(?![a-z])"))
    for muscle, pattern in _SPELLED.items()
]
_SIDES = {"l": "left", "left": "left", "r": "right", "right": "right"}
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Muscle(NamedTuple):
    """The muscle that a channel's name tells.

    Attributes
    ----------
    title : str
        Its name in full, with the side where the channel says it.
    spelled : bool
        Whether the channel's own name spells it out, and does not abbreviate it.
    """

    title: str
    spelled: bool


def muscle_of(channel: str) -> Muscle | None:
    """Read the muscle from the name of a channel.

    Parameters
    ----------
    channel : str
        A name as files have it: ``R_leg_emg_soleus``, ``EMG Biceps Brachii``, ``FDI``.

    Returns
    -------
    Muscle or None
        None where the name tells none.
    """
    if channel in MUSCLES:
        return Muscle(MUSCLES[channel], spelled=False)
    words = re.findall(r"[a-z]+|\d+[a-z]*", _HUMP.sub(" ", channel).casefold())
    sides = {_SIDES[word] for word in words if word in _SIDES}
    side = f"{sides.pop()} " if len(sides) == 1 else ""
    text = " ".join(words)
    for muscle, rule in _RULES:
        if rule.search(text):
            return Muscle(side + muscle, spelled=True)
    short = {_SHORT[word] for word in words if word in _SHORT}
    return Muscle(side + short.pop(), spelled=False) if len(short) == 1 else None


def muscles_in_words(channels: Iterable[str]) -> str:
    """Write out the muscles of those channels whose names abbreviate them; else nothing."""
    found = {name: muscle_of(name) for name in channels}
    known = [f"{name} {one.title}" for name, one in found.items() if one and not one.spelled]
    return "; ".join(known)


def muscle_title(channel: str) -> str:
    """Name the muscle of a channel in full, with its short name; other channels as they are."""
    found = muscle_of(channel)
    return f"{found.title} ({channel})" if found else channel
