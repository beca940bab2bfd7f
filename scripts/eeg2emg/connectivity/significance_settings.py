"""Options of the significance tests; imported while a workflow is parsed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from eeg2emg.errors import ConfigurationError
from eeg2emg.limits import Limits, check_limits

KINDS = ("phase", "shift")
CORRECTIONS = ("max_statistic", "false_discovery")


@dataclass(frozen=True)
class SignificanceSettings:
    """How the matrices of each segment are tested against surrogates.

    Attributes
    ----------
    surrogates : int
        Number per segment; the smallest p-value is 1 / (surrogates + 1). The time is that of as
        many estimates.
    kind : str
        "shift": each channel is shifted in a circle, which keeps its bursts. "phase": each channel
        gets random Fourier phases, which makes it Gaussian and stationary.
    alpha : float
        Level of the tests.
    correction : str
        Which correction for many links the figures show, "max_statistic" (no false link at all,
        with probability 1 - alpha) or "false_discovery" (of Benjamini and Hochberg: a share of
        alpha of the links found may be false, but needs many surrogates: with 199 at least a tenth
        of all links must have the smallest p-value). The files and tables hold both.
    """

    surrogates: Annotated[int, Limits(1, 100_000, "each takes as long as the estimates")] = 199
    kind: str = "shift"
    alpha: Annotated[float, Limits(0, 1, "it must lie between 0 and 1", above=True, below=True)] = (
        0.05
    )
    correction: str = "max_statistic"

    def __post_init__(self) -> None:
        for name, allowed in (("kind", KINDS), ("correction", CORRECTIONS)):
            value = getattr(self, name)
            if value not in allowed:
                raise ConfigurationError(
                    f"significance.{name} is {value!r}",
                    f"Allowed are {', '.join(allowed)}",
                    "Choose one of them",
                )
        check_limits(self, "significance")
        least = math.ceil(1 / self.alpha - 1e-9) - 1
        if self.surrogates < least:
            raise ConfigurationError(
                f"significance.surrogates is {self.surrogates}",
                f"the smallest p-value, 1 / (surrogates + 1), is then above {self.alpha:g}",
                f"Ask for at least {least}",
                options=("surrogates", "alpha"),
            )
