"""Nuisances: what makes brain and muscles look coupled where they are not.

A verdict must not be fooled by any of them, so each is put into cohorts without coupling (k = 0).
A nuisance that acts on matrices changes drawn connectivity, one that acts on signals changes the
recorded EEG and EMG.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from eeg2emg.catalogues import catalogue


@dataclass(frozen=True, kw_only=True)
class Nuisance:
    """One nuisance.

    Attributes
    ----------
    name : str
        Name in tables.
    definition : str
        What it does, for people.
    acts_on : {"matrices", "signals"}
        Where it acts.
    function : str
        Reference to the function that makes it. On matrices (`eeg2emg.studies.matrix_nuisances`):
        ``(settings, strength) -> ConnectivityDataset``. It draws the cohort.
    strength : float
        How much of it, in the unit that the definition names.
    """

    name: str
    definition: str
    acts_on: Literal["matrices", "signals"]
    function: str
    strength: float


_MATRICES = "eeg2emg.studies.matrix_nuisances"


NUISANCES = catalogue(
    Nuisance(
        name="none",
        definition="Nothing is added to a cohort without coupling.",
        acts_on="matrices",
        function=f"{_MATRICES}:drifting",
        strength=0.3,
    ),
    Nuisance(
        name="stationary drift",
        definition="Of the variance of the states of brain and muscles, a share of 0.9 drifts "
        "slowly, in each independently of the other.",
        acts_on="matrices",
        function=f"{_MATRICES}:drifting",
        strength=0.9,
    ),
    Nuisance(
        name="trend 0.15",
        definition="The logarithm of all features and targets rises by a line from -0.15 to 0.15 "
        "over each person's session.",
        acts_on="matrices",
        function=f"{_MATRICES}:trend",
        strength=0.15,
    ),
    Nuisance(
        name="trend 0.3",
        definition="The logarithm of all features and targets rises by a line from -0.3 to 0.3 "
        "over each person's session.",
        acts_on="matrices",
        function=f"{_MATRICES}:trend",
        strength=0.3,
    ),
    Nuisance(
        name="trend of either sign",
        definition="As trend 0.3; in some people, by chance, it falls.",
        acts_on="matrices",
        function=f"{_MATRICES}:trend_of_either_sign",
        strength=0.3,
    ),
    Nuisance(
        name="saturating trend",
        definition="As trend 0.3, but fast at first: it approaches its end exponentially, with a "
        "quarter of the session as time constant.",
        acts_on="matrices",
        function=f"{_MATRICES}:saturating_trend",
        strength=0.3,
    ),
    Nuisance(
        name="turning trend",
        definition="The logarithm of all features and targets falls from 0.3 to -0.3 until the "
        "middle of the session, and rises again.",
        acts_on="matrices",
        function=f"{_MATRICES}:turning_trend",
        strength=0.3,
    ),
    Nuisance(
        name="trend in activity",
        definition="As trend 0.3, but in the segments of activity alone.",
        acts_on="matrices",
        function=f"{_MATRICES}:trend_in_activity",
        strength=0.3,
    ),
    Nuisance(
        name="trend within recordings",
        definition="The logarithm of all features and targets rises by a line from -0.3 to 0.3 "
        "over each recording, and begins anew with the next.",
        acts_on="matrices",
        function=f"{_MATRICES}:trend_within_recordings",
        strength=0.3,
    ),
    Nuisance(
        name="trend of some edges",
        definition="Each person's features and targets each have a weight of their own (normal, "
        "0.3): their logarithm follows a line from -1 to 1 times it.",
        acts_on="matrices",
        function=f"{_MATRICES}:trend_of_edges",
        strength=0.3,
    ),
    Nuisance(
        name="sudden step",
        definition="At a moment of each person's own, between a fifth and four fifths of the "
        "session, the logarithm of all features and targets rises by 0.6.",
        acts_on="matrices",
        function=f"{_MATRICES}:sudden_step",
        strength=0.3,
    ),
    Nuisance(
        name="unequal phases",
        definition="Three quarters of the segments are rest, in every fourth person three quarters "
        "are activity; how many of each there are differs between recordings.",
        acts_on="matrices",
        function=f"{_MATRICES}:unequal_phases",
        strength=0.75,
    ),
    Nuisance(
        name="two sessions",
        definition="The second half of each person's recordings is another session, in which the "
        "logarithm of all features and targets is larger by 0.4.",
        acts_on="matrices",
        function=f"{_MATRICES}:two_sessions",
        strength=0.2,
    ),
    Nuisance(
        name="differing noise",
        definition="The sampling errors of each person's features and targets are multiplied by "
        "exp(0.7 x), x standard normal, with a correlation of 0.8 between features and targets.",
        acts_on="matrices",
        function=f"{_MATRICES}:differing_noise",
        strength=0.7,
    ),
)
