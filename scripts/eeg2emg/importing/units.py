"""Units of voltage as files and people write them (standard library only)."""

from __future__ import annotations

import re

_VOLTS = {"": 1.0, "m": 1e-3, "milli": 1e-3, "u": 1e-6, "micro": 1e-6, "n": 1e-9, "nano": 1e-9}
_UNIT = re.compile(
    r"(?P<prefix>milli|micro|nano|[munMUN]?)[ -]?(?P<base>v|volts?)", re.IGNORECASE | re.ASCII
)
# The micro sign and the Greek letter, also as read in a wrong encoding.
_MICRO = re.compile("\u00c2\u00b5|\u00ce\u00bc|\u0083\u00ca|\u00c2|\u00b5|\u03bc")
_LOST = re.compile("[?\ufffd]\\s*v(?:olts?)?", re.IGNORECASE)


def volts_per_unit(unit: str | None) -> float | None:
    """Give the volts that one unit means; None when it is no unit of voltage, or ambiguous.

    Parameters
    ----------
    unit : str or None
        ``uV``, ``µV``, ``UV``, ``microvolts``, ``mV``, ``Volts``, ``nV`` and the like.
    """
    found = _UNIT.fullmatch(_plain(unit))
    if found is None or why_ambiguous(unit):
        return None
    return _VOLTS[found["prefix"].casefold()]


def why_ambiguous(unit: str | None) -> str:
    """Tell why a unit may mean several voltages; empty when it does not.

    Parameters
    ----------
    unit : str or None
        The unit, as it is written.
    """
    text = _plain(unit)
    if _LOST.fullmatch(text):
        return "the letter before the V was lost in a wrong encoding"
    found = _UNIT.fullmatch(text)
    if found is None or found["prefix"] not in ("m", "M"):
        return ""
    if found["prefix"] == "m" and found["base"] != "v":
        return ""
    return "millivolts are written mV; by its letters it may be millivolts, microvolts or megavolts"


def _plain(unit: str | None) -> str:
    text = " ".join((unit or "").strip(" \t[]().").split())
    return _MICRO.sub(lambda found: "" if found[0] == "\u00c2" else "u", text)
