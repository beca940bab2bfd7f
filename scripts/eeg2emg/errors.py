"""Errors that a user can cause: each says what is wrong, why it matters, and how to mend it."""

from __future__ import annotations


class UserError(Exception):
    """Something in the input or the configuration that the user can mend.

    Parameters
    ----------
    what : str
        What is wrong, naming the culprit (file, channel, option).
    why : str
        Why the work cannot go on with it.
    remedy : str
        What to do about it.
    """

    def __init__(self, what: str, why: str = "", remedy: str = "") -> None:
        self.what, self.why, self.remedy = what, why, remedy
        super().__init__(what, why, remedy)

    def __str__(self) -> str:
        parts = [part.strip().rstrip(".") for part in (self.what, self.why, self.remedy) if part]
        text = parts[0] if parts else ""
        for part in parts[1:]:
            text += f"{'; ' if part[0].islower() else '. '}{part}"
        return f"{text}."


class ConfigurationError(UserError):
    """An option is unknown, missing, mistyped, or does not fit the others."""


class RecordingError(UserError):
    """A recording cannot be read or used; the other recordings go on without it."""


class EstimationError(UserError):
    """A quantity is not estimable from these data (too short, unstable, ill-conditioned)."""


class RankDeficiencyError(EstimationError):
    """The channels are linearly dependent, so the quantity would be zero or undefined."""


class NotEstimableError(UserError):
    """The cohort cannot carry an analysis (too few subjects, recordings, phases or segments)."""
