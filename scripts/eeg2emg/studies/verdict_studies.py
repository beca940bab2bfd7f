"""Catalogue of the studies of the verdict: which cohorts are judged, and by what name.

Standard library only, since the workflow names its files by them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from eeg2emg.catalogues import catalogue
from eeg2emg.simulation.laws import LAWS
from eeg2emg.studies.nuisances import NUISANCES

STRONG = 0.8
"""Coupling of cohorts in which the verdict has to be yes."""

FEW_SIGNAL_COHORTS = 3
"""Cohorts of signals take half a minute each: of most nuisances only so many are made."""

MANY_SIGNAL_COHORTS = {"trend of amplitude": 10}
"""Of some more."""

ALL_COHORTS = (
    *("none", "stationary drift", "trend 0.15", "trend 0.3"),
    *("unequal phases", "two sessions", "differing noise"),
)
"""Nuisances of matrices of which all cohorts are made that are asked for; of others a fifth."""

PEOPLE, RECORDINGS, SEGMENTS = 10, 10, 10
"""Size of a cohort of matrices: recordings per person, segments per recording."""


@dataclass(frozen=True, kw_only=True)
class VerdictStudy:
    """Cohorts of one kind.

    Attributes
    ----------
    name : str
        Name of its files.
    title : str
        Name for people.
    made_of : {"matrices", "signals"}
        What is drawn.
    nuisance : str
        Its name in `eeg2emg.studies.nuisances.NUISANCES`; empty for none.
    law : str
        Its name in `eeg2emg.simulation.laws.LAWS`.
    coupling : float
        k.
    people, recordings : int
        Size, for matrices.
    """

    name: str
    title: str
    made_of: Literal["matrices", "signals"]
    nuisance: str = ""
    law: str = "standard"
    coupling: float = 0.0
    people: int = PEOPLE
    recordings: int = RECORDINGS

    def cohorts(self, asked: int) -> int:
        """Give the number of cohorts, where so many of matrices are asked for."""
        if self.made_of == "matrices":
            some = self.nuisance and self.nuisance not in ALL_COHORTS
            return -(-asked // 5) if some else asked
        return min(asked, MANY_SIGNAL_COHORTS.get(self.nuisance, FEW_SIGNAL_COHORTS))


def _slug(text: str) -> str:
    return text.replace(" ", "-")


UNCOUPLED = catalogue(
    *(
        VerdictStudy(
            name=f"uncoupled_{_slug(nuisance.name)}",
            title=nuisance.name,
            made_of=nuisance.acts_on,
            nuisance=nuisance.name,
        )
        for nuisance in NUISANCES.values()
    )
)
"""Cohorts without coupling under each nuisance, in which a yes is wrong."""

COUPLED = catalogue(
    *(
        VerdictStudy(
            name=f"coupled_{_slug(law)}",
            title=f"{entry.name}, k = {STRONG:g}",
            made_of="matrices",
            law=law,
            coupling=STRONG,
        )
        for law, entry in LAWS.items()
    )
)
"""Cohorts of each law with a strong coupling, in which the verdict should be yes."""

POWER = catalogue(
    *(
        VerdictStudy(
            name=f"people-{people}_segments-{SEGMENTS * recordings}_k-{coupling:g}",
            title=f"{people} people, {SEGMENTS * recordings} segments, k = {coupling:g}",
            made_of="matrices",
            coupling=coupling,
            people=people,
            recordings=recordings,
        )
        for people in (6, 10, 16)
        for recordings in (5, 10)
        for coupling in (0.3, 0.5, 0.8)
    )
)
"""Cohorts of several sizes and couplings: how often the verdict is yes."""

VERDICT_STUDIES = {**UNCOUPLED, **COUPLED, **POWER}
"""All studies by name."""
