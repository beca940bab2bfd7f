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
        ``(settings, strength) -> ConnectivityDataset``. It draws the cohort. On signals
        (`eeg2emg.studies.signal_nuisances`): ``(recorded, strength) -> (eeg_v, emg_v)``.
    strength : float
        How much of it, in the unit that the definition names.
    """

    name: str
    definition: str
    acts_on: Literal["matrices", "signals"]
    function: str
    strength: float


NUISANCES = catalogue(
    Nuisance(
        name="none",
        definition="Nothing is added to a cohort without coupling.",
        acts_on="matrices",
        function="eeg2emg.studies.matrix_nuisances:drifting",
        strength=0.3,
    ),
    Nuisance(
        name="stationary drift",
        definition="Of the variance of the states of brain and muscles, a share of 0.9 drifts "
        "slowly, in each independently of the other.",
        acts_on="matrices",
        function="eeg2emg.studies.matrix_nuisances:drifting",
        strength=0.9,
    ),
    Nuisance(
        name="trend 0.15",
        definition="The logarithm of all features and targets rises by a line from -0.15 to 0.15 "
        "over each person's session.",
        acts_on="matrices",
        function="eeg2emg.studies.matrix_nuisances:trend",
        strength=0.15,
    ),
    Nuisance(
        name="trend 0.3",
        definition="The logarithm of all features and targets rises by a line from -0.3 to 0.3 "
        "over each person's session.",
        acts_on="matrices",
        function="eeg2emg.studies.matrix_nuisances:trend",
        strength=0.3,
    ),
    Nuisance(
        name="trend of either sign",
        definition="As trend 0.3; in some people, by chance, it falls.",
        acts_on="matrices",
        function="eeg2emg.studies.matrix_nuisances:trend_of_either_sign",
        strength=0.3,
    ),
    Nuisance(
        name="saturating trend",
        definition="As trend 0.3, but fast at first: it approaches its end exponentially, with a "
        "quarter of the session as time constant.",
        acts_on="matrices",
        function="eeg2emg.studies.matrix_nuisances:saturating_trend",
        strength=0.3,
    ),
    Nuisance(
        name="turning trend",
        definition="The logarithm of all features and targets falls from 0.3 to -0.3 until the "
        "middle of the session, and rises again.",
        acts_on="matrices",
        function="eeg2emg.studies.matrix_nuisances:turning_trend",
        strength=0.3,
    ),
    Nuisance(
        name="trend in activity",
        definition="As trend 0.3, but in the segments of activity alone.",
        acts_on="matrices",
        function="eeg2emg.studies.matrix_nuisances:trend_in_activity",
        strength=0.3,
    ),
    Nuisance(
        name="trend within recordings",
        definition="The logarithm of all features and targets rises by a line from -0.3 to 0.3 "
        "over each recording, and begins anew with the next.",
        acts_on="matrices",
        function="eeg2emg.studies.matrix_nuisances:trend_within_recordings",
        strength=0.3,
    ),
    Nuisance(
        name="trend of some edges",
        definition="Each person's features and targets each have a weight of their own (normal, "
        "0.3): their logarithm follows a line from -1 to 1 times it.",
        acts_on="matrices",
        function="eeg2emg.studies.matrix_nuisances:trend_of_edges",
        strength=0.3,
    ),
    Nuisance(
        name="wave",
        definition="The logarithm of all features and targets follows two periods of a sine over "
        "the session, from -0.3 to 0.3, which begin anywhere in each person.",
        acts_on="matrices",
        function="eeg2emg.studies.matrix_nuisances:wave",
        strength=0.3,
    ),
    Nuisance(
        name="wandering level",
        definition="The logarithm of all features and targets follows one slow random course in "
        "each person (standard deviation 0.3, correlation 0.97 from segment to segment).",
        acts_on="matrices",
        function="eeg2emg.studies.matrix_nuisances:wandering_level",
        strength=0.3,
    ),
    Nuisance(
        name="sudden step",
        definition="At a moment of each person's own, between a fifth and four fifths of the "
        "session, the logarithm of all features and targets rises by 0.6.",
        acts_on="matrices",
        function="eeg2emg.studies.matrix_nuisances:sudden_step",
        strength=0.3,
    ),
    Nuisance(
        name="unequal phases",
        definition="Three quarters of the segments are rest, in every fourth person three quarters "
        "are activity; how many of each there are differs between recordings.",
        acts_on="matrices",
        function="eeg2emg.studies.matrix_nuisances:unequal_phases",
        strength=0.75,
    ),
    Nuisance(
        name="two sessions",
        definition="The second half of each person's recordings is another session, in which the "
        "logarithm of all features and targets is larger by 0.4.",
        acts_on="matrices",
        function="eeg2emg.studies.matrix_nuisances:two_sessions",
        strength=0.2,
    ),
    Nuisance(
        name="electrodes placed anew",
        definition="The second half of each person's recordings is another session, in which the "
        "logarithm of every feature and target differs by an amount of its own (normal, 0.3).",
        acts_on="matrices",
        function="eeg2emg.studies.matrix_nuisances:electrodes_placed_anew",
        strength=0.3,
    ),
    Nuisance(
        name="differing noise",
        definition="The sampling errors of each person's features and targets are multiplied by "
        "exp(0.7 x), x standard normal, with a correlation of 0.8 between features and targets.",
        acts_on="matrices",
        function="eeg2emg.studies.matrix_nuisances:differing_noise",
        strength=0.7,
    ),
    Nuisance(
        name="clean signals",
        definition="Nothing is added to signals without coupling.",
        acts_on="signals",
        function="eeg2emg.studies.signal_nuisances:nothing",
        strength=0.0,
    ),
    Nuisance(
        name="amplifier noise",
        definition="White noise in every channel, independent of each other (typically 2 uV), "
        "whose logarithm of the level varies from segment to segment by 0.7, in EEG and EMG alike.",
        acts_on="signals",
        function="eeg2emg.studies.signal_nuisances:amplifier_noise",
        strength=0.7,
    ),
    Nuisance(
        name="rising noise",
        definition="White noise in every channel, independent of each other, whose level grows "
        "over the session from 2 / e to 2 e uV, in EEG and EMG alike.",
        acts_on="signals",
        function="eeg2emg.studies.signal_nuisances:rising_noise",
        strength=1.0,
    ),
    Nuisance(
        name="cross-talk",
        definition="Each of eight EEG channels picks up 0.5-5 % of one of the muscles.",
        acts_on="signals",
        function="eeg2emg.studies.signal_nuisances:cross_talk",
        strength=0.05,
    ),
    Nuisance(
        name="common heart",
        definition="A heart reaches all channels (up to 10 uV in the EEG, 40 uV in the EMG); its "
        "rate, and the logarithm of its height by 0.5, vary from segment to segment.",
        acts_on="signals",
        function="eeg2emg.studies.signal_nuisances:common_heart",
        strength=0.5,
    ),
    Nuisance(
        name="common line",
        definition="The mains reach all channels (about 5 uV in the EEG, 15 uV in the EMG); the "
        "logarithm of their height varies from segment to segment by 0.7, in all alike.",
        acts_on="signals",
        function="eeg2emg.studies.signal_nuisances:common_line",
        strength=0.7,
    ),
    Nuisance(
        name="movement",
        definition="Bursts of a second (below some 20 Hz, 30 uV) come in all channels at once, "
        "about six a minute; the logarithm of their rate varies from segment to segment by 1.",
        acts_on="signals",
        function="eeg2emg.studies.signal_nuisances:movement",
        strength=1.0,
    ),
    Nuisance(
        name="effort",
        definition="The stronger a segment's contraction is, the stronger are the muscles of the "
        "head: the logarithm of the amplitude varies by 0.5 in the EMG, by 1 at the temples.",
        acts_on="signals",
        function="eeg2emg.studies.signal_nuisances:effort",
        strength=0.5,
    ),
    Nuisance(
        name="clock drift",
        definition="The EMG's clock is wrong by up to 100 ppm, another in each person; the delay "
        "against the EEG grows over the session.",
        acts_on="signals",
        function="eeg2emg.studies.signal_nuisances:clock_drift",
        strength=100.0,
    ),
    Nuisance(
        name="trend of amplitude",
        definition="The logarithm of the amplitude of brain and muscles rises by a line from -0.3 "
        "to 0.3 over the session, beneath amplifier noise that stays the same (2 uV).",
        acts_on="signals",
        function="eeg2emg.studies.signal_nuisances:trend_of_amplitude",
        strength=0.3,
    ),
)
