"""Names of controls whose option sets a limit, which the name tells."""

from __future__ import annotations

_ABOVE = "amplitude above "

LIMIT_HZ = 60.0
"""Lower edge of the control of amplitudes, unless the configuration sets another."""

BELOW_30_HZ = "below 30 Hz"
"""Control: every measure of low frequencies alone."""

OVERALL_LEVEL = "overall level of connectivity"
"""Control: the mean of each measure over all pairs of electrodes."""

WITHOUT_LEVEL = "connectivity without its overall level"
"""Control: what is left of each measure without the part that all pairs share."""

MUSCLE_COMPONENTS = "muscle components"
"""How the controls of muscle components begin: their connectivity, and their amplitude."""


HEAD_MUSCLES = "head muscles"
"""Control: the amplitude of the EMG of neck, jaw or face, where it was recorded."""


def control_above(limit_hz: float) -> str:
    """Name the control of the EEG's amplitude above a limit, as in the table of controls."""
    return f"{_ABOVE}{limit_hz:g} Hz"


def is_control_above(control: str) -> bool:
    """Tell whether a name in the table is that of the EEG's amplitude above some limit."""
    return control.startswith(_ABOVE)


def is_muscle_control(control: str) -> bool:
    """Tell whether a control is what the components labelled muscle tell alone."""
    return control.startswith(MUSCLE_COMPONENTS)
