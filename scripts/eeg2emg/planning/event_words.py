"""Words of events and tasks: which name a resting phase, which an active one."""

from __future__ import annotations

import re

REST = (
    "rest", "resting", "relax", "relaxed", "relaxation", "baseline", "eyesopen", "eyesclosed",
    "eyes", "idle", "quiet", "still", "ruhe", "entspannt", "entspannung", "repos", "reposo",
)  # fmt: skip
"""Words of resting phases, in English and a few other languages."""

ACTIVITY = (
    "activity", "active", "move", "movement", "moving", "motion", "motor", "grip", "grasp",
    "grasping", "squeeze", "contract", "contraction", "contracting", "hold", "holding", "flex",
    "flexion", "extend", "extension", "lift", "lifting", "press", "pinch", "reach", "reaching",
    "walk", "walking", "pull", "push", "mvc", "fist", "tap", "tapping", "force", "isometric",
    "clench", "exert", "exercise", "cycling", "pedal", "pedaling", "throw", "throwing",
    "bewegung", "halten", "greifen", "anspannung", "kontraktion",
)  # fmt: skip
"""Words of active phases."""

_DOUBT = ("end", "off", "stop", "offset", "no", "not", "without", "imagine", "imagery", "imagined",
    "imag", "cue", "instruction", "ready", "error", "button", "response", "fixation", "pre", "post",
    "start", "begin", "onset")  # fmt: skip
_LONGEST_ENDING = 1


def phase_of_name(name: str) -> str | None:
    """Propose the phase that the name of an event or a task means.

    Parameters
    ----------
    name : str
        ``Rest``, ``eyes_closed``, ``grip-left``, ``T1``.

    Returns
    -------
    str or None
        ``rest`` or ``activity``; None where the words say nothing, or speak for both. Words that
        tell of a moment, or of what is only imagined, leave it undecided.
    """
    # A change to capitals within a word divides it as well: eyesOpen, armMove.
    parts = re.findall(r"[^\W\d_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))
    words = {part.casefold() for part in parts}
    if words & set(_DOUBT):
        return None
    found = {
        phase
        for phase, known in (("rest", REST), ("activity", ACTIVITY))
        if any(_is_form_of(word, known) for word in words)
    }
    return found.pop() if len(found) == 1 else None


def _is_form_of(word: str, known: tuple[str, ...]) -> bool:
    """Tell whether a word is a known one, or its plural."""
    return word in known or (len(word) > 4 and word[:-_LONGEST_ENDING] in known and word[-1] == "s")
