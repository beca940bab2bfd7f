"""Names of controls whose option sets a limit, which the name tells."""

from __future__ import annotations

_ABOVE = "amplitude above "


def control_above(limit_hz: float) -> str:
    """Name the control of the EEG's amplitude above a limit, as in the table of controls."""
    return f"{_ABOVE}{limit_hz:g} Hz"


def is_control_above(control: str) -> bool:
    """Tell whether a name in the table is that of the EEG's amplitude above some limit."""
    return control.startswith(_ABOVE)
