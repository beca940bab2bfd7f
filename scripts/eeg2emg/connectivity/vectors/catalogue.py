"""Catalogue of vectors: what is estimated of a segment as named numbers, of the EMG or of the EEG.

Those of the EMG are further targets, judged beside the matrix that the networks learn
(``connectivity.targets``); those of the EEG are groups of features, judged beside connectivity
(``connectivity.features``). A new one is a function of uninterrupted pieces of the signals (so that
it can be made of halves of a segment too), one that names its entries, an entry here, and a section
of ``docs/targets.md``. Standard library only, since it is read while a workflow is parsed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from eeg2emg.catalogues import catalogue
from eeg2emg.connectivity.catalogue import TARGETS


@dataclass(frozen=True, kw_only=True)
class VectorTarget:
    """A vector of the EMG that models may be judged on.

    Attributes
    ----------
    name, title, definition : str
        In files and the configuration; for people; the formula in words.
    signals : {"raw", "envelope"}
        What it is estimated from: the cleaned EMG, or its rectified envelope.
    vector : str
        Function ``(pieces, settings) -> (p,)`` of those signals, whose pieces are uninterrupted,
        each of shape (m, samples). Of `SYNERGIES` it gives what these are learnt from, in every
        fold anew (`eeg2emg.evaluation.synergies`).
    entries : str
        Function ``(channels, settings) -> names`` of the p numbers.
    unit : str
        Of the numbers; empty where they have none.
    """

    name: str
    title: str
    definition: str
    signals: Literal["raw", "envelope"]
    vector: str
    entries: str
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class FeatureGroup:
    """A group of features of the EEG that models may or may not have beside connectivity.

    Attributes
    ----------
    name, title, definition : str
        As for `VectorTarget`.
    vector, entries : str
        As for `VectorTarget`, of the cleaned EEG; empty where it is made of the connectivity
        (`eeg2emg.connectivity.graphs`).
    """

    name: str
    title: str
    definition: str
    vector: str = ""
    entries: str = ""


AMPLITUDE, SPECTRAL_MOMENTS = "amplitude", "spectral_moments"
COHERENCE, MUTUAL_INFORMATION, SYNERGIES = "coherence", "mutual_information", "synergies"

VECTOR_TARGETS = catalogue(
    VectorTarget(
        name=COHERENCE,
        title="Intermuscular coherence",
        definition="Magnitude-squared coherence of each pair of muscles, averaged over each band "
        "of `intermuscular_bands_hz`, as Fisher's z of its root.",
        signals="raw",
        vector="eeg2emg.connectivity.vectors.intermuscular:coherence",
        entries="eeg2emg.connectivity.vectors.intermuscular:names_of_coherence",
    ),
    VectorTarget(
        name=MUTUAL_INFORMATION,
        title="Mutual information of envelopes",
        definition="-ln(1 - r²) / 2 of each pair of muscles, with r the correlation of their "
        "envelopes once each is given a normal distribution by its ranks.",
        signals="envelope",
        vector="eeg2emg.connectivity.vectors.mutual_information:of_envelopes",
        entries="eeg2emg.connectivity.vectors.mutual_information:names_of_pairs",
        unit="nats",
    ),
    VectorTarget(
        name=AMPLITUDE,
        title="Amplitude",
        definition="Logarithm of the root mean square of each muscle's cleaned EMG.",
        signals="raw",
        vector="eeg2emg.connectivity.vectors.muscle_spectrum:log_amplitude",
        entries="eeg2emg.connectivity.vectors.muscle_spectrum:names_of_amplitude",
        unit="ln V",
    ),
    VectorTarget(
        name=SPECTRAL_MOMENTS,
        title="Spectral moments",
        definition="Logarithms of the median frequency, the mean frequency and the variance of "
        "the power spectrum of each muscle.",
        signals="raw",
        vector="eeg2emg.connectivity.vectors.muscle_spectrum:log_moments",
        entries="eeg2emg.connectivity.vectors.muscle_spectrum:names_of_moments",
        unit="ln Hz, ln Hz²",
    ),
    VectorTarget(
        name=SYNERGIES,
        title="Muscle synergies",
        definition="Logarithm of the mean activation of each synergy: weights of muscles by "
        "non-negative factorisation of the envelopes of each person's training segments, as many "
        "as explain 90 % of them, matched over people.",
        signals="envelope",
        vector="eeg2emg.connectivity.vectors.envelope_bins:binned_envelopes",
        entries="eeg2emg.connectivity.vectors.envelope_bins:names_of_bins",
    ),
)
"""Targets that are vectors, by name."""

FURTHER_TARGETS = (*TARGETS, *VECTOR_TARGETS)
"""Values of the option ``connectivity.targets``."""

POWER, IMAGINARY_COHERENCE, GRAPH = "power", "imaginary_coherence", "graph"

FEATURE_GROUPS = catalogue(
    FeatureGroup(
        name=POWER,
        title="Band power",
        definition="Logarithm of the power of each channel in each band of `pli_bands_hz`.",
        vector="eeg2emg.connectivity.vectors.eeg_features:log_band_power",
        entries="eeg2emg.connectivity.vectors.eeg_features:names_of_power",
    ),
    FeatureGroup(
        name=IMAGINARY_COHERENCE,
        title="Imaginary coherence",
        definition="Modulus of the imaginary part of the coherency of each pair of channels, "
        "averaged over each band of `pli_bands_hz`.",
        vector="eeg2emg.connectivity.vectors.eeg_features:imaginary_coherence",
        entries="eeg2emg.connectivity.vectors.eeg_features:names_of_imaginary_coherence",
    ),
    FeatureGroup(
        name=GRAPH,
        title="Graph measures",
        definition="Strength, clustering and betweenness of each channel, global efficiency and "
        "modularity, of each plane of the connectivity.",
    ),
)
"""Groups of features beside connectivity, by name."""


def target_title(name: str) -> str:
    """Spell a target's name for people, whether it is a matrix or a vector."""
    entry = VECTOR_TARGETS.get(name) or TARGETS[name]
    return entry.title
