"""Catalogues of connectivity: measures of the EEG, targets of the EMG and their companions.

One entry each. A new measure is a function (`eeg2emg.connectivity.planes` has those that exist), an
entry here and a section of ``docs/connectivity.md``; a new target likewise
(`eeg2emg.connectivity.emg`). Standard library only, since it is read while a workflow is parsed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from eeg2emg.catalogues import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Estimator:
    """One way to estimate a measure.

    Attributes
    ----------
    option : str
        Value of the option ``connectivity.estimator`` that chooses it; empty where it is the only.
    package : str
        Whose code it is.
    why : str
        Why it is the default, or what it is good for.
    """

    option: str
    package: str
    why: str


@dataclass(frozen=True)
class Measure:
    """A measure of EEG connectivity.

    Attributes
    ----------
    name : str
        In files, tables and the configuration.
    title : str
        For people.
    family : str
        Measures of one family share their colour in figures.
    directed : bool
        Whether [sink, source] differs from [source, sink].
    plane : str
        Function ``(segment, settings, band) -> (n, n)`` that estimates one plane
        (`eeg2emg.connectivity.planes`).
    bands : {"broad", "narrow", "none"}
        Whether the plane without a band of its own is of the broad band, a mean over the narrow
        ones, or of a measure that has no band.
    regressors : {"none", "pair", "all"}
        What an autoregressive model behind it describes, which decides how long a segment must be:
        there is none, one of two channels, or one of all.
    transform : {"fisher_z", "root_coherence", "identity", "log"}
        What linear and kernel models see in its place (`eeg2emg.learning.features`).
    definition : str
        The formula in words; ``H_ij`` stands for H with the index ij.
    estimators : tuple of Estimator
        The first is the default.
    not_offered : str
        Why an estimator that another package has is not among them.
    limited : str
        Measure that takes its place where only a part of the spectrum may be used; empty where it
        can be limited itself.
    unit : str
        Of the values; empty where they have none.
    signed : bool
        Whether values may be negative.
    conditional_definition : str
        The formula where ``connectivity.conditional`` is on, if it is another one.
    packed : bool
        Whether the plane holds a Hermitian matrix, the real parts on and above the diagonal and the
        imaginary parts below it. Regressions are given it beside the planes of the networks; it is
        never one of these, and ``connectivity.measures`` does not take it.
    """

    name: str
    title: str
    family: str
    directed: bool
    plane: str
    bands: Literal["broad", "narrow", "none"]
    regressors: Literal["none", "pair", "all"]
    transform: str
    definition: str
    estimators: tuple[Estimator, ...]
    not_offered: str = ""
    limited: str = ""
    unit: str = ""
    signed: bool = False
    conditional_definition: str = ""
    packed: bool = False


@dataclass(frozen=True)
class Target:
    """A matrix of EMG connectivity that models may learn to estimate.

    Attributes
    ----------
    name, title, family, definition, unit : str
        As for `Measure`.
    signals : {"raw", "envelope"}
        What it is estimated from: the cleaned EMG, or its rectified envelope.
    matrix : str
        Function ``(segment, settings) -> (m, m)`` of those signals.
    of_blocks : str
        Function ``(segment, settings, blocks) -> (m, m)`` that estimates it from some blocks of the
        segment alone (slices of its samples), for the reliability by split halves; empty where it
        has none.
    has_ceiling : bool
        Whether the laws of the simulation give its expected value.
    symmetric : bool
        Whether it has no direction.
    """

    name: str
    title: str
    family: str
    definition: str
    signals: Literal["raw", "envelope"]
    matrix: str
    of_blocks: str
    has_ceiling: bool
    unit: str = ""
    symmetric: bool = False


@dataclass(frozen=True)
class Companion:
    """A matrix of the EMG that is shown beside the targets and never learnt.

    Attributes
    ----------
    name, title, family, definition, unit : str
        As for `Measure`.
    matrix : str
        Function ``(segment, settings) -> (m, m)`` of the cleaned EMG; empty where it is a target
        estimated from other signals.
    symmetric : bool
        Whether it has no direction.
    """

    name: str
    title: str
    family: str
    definition: str
    matrix: str
    unit: str = ""
    symmetric: bool = False


_OWN_SPECTRUM = Estimator(
    "welch",
    "this project",
    "the default: it agrees with the multitapers within the error of either, in a fifth of the "
    "time",
)
_MULTITAPER = Estimator(
    "multitaper",
    "spectral-connectivity",
    "three Slepian tapers per window, for a second opinion (every run compares both on one "
    "recording per subject)",
)
_OWN_TRANSFORM = Estimator(
    "",
    "this project",
    "from the analytic signal; tested against its definition",
)
_OWN_MODEL = Estimator(
    "",
    "this project",
    "from an autoregressive model; tested against closed forms, published models and statsmodels",
)
_NO_MODEL = (
    "spectral-connectivity has no parametric autoregressive model: it factorises the multitaper "
    "spectrum, and its values can depend on the unit of the signals"
)

MEASURES = catalogue(
    Measure(
        name="correlation",
        title="Correlation",
        family="correlation",
        directed=False,
        plane="eeg2emg.connectivity.planes:correlation",
        bands="broad",
        regressors="none",
        transform="fisher_z",
        definition="Pearson's, of the signals in the band.",
        estimators=(
            Estimator("", "this project", "from the Fourier transform that all measures share"),
        ),
        signed=True,
    ),
    Measure(
        name="coherence",
        title="Magnitude-squared coherence",
        family="coherence",
        directed=False,
        plane="eeg2emg.connectivity.planes:coherence",
        bands="broad",
        regressors="none",
        transform="root_coherence",
        definition="|G_xy|² / (G_xx G_yy), averaged over the frequencies of the band.",
        estimators=(_OWN_SPECTRUM, _MULTITAPER),
    ),
    Measure(
        name="imaginary_coherence",
        title="Imaginary coherence",
        family="coherence",
        directed=False,
        plane="eeg2emg.connectivity.planes:imaginary_coherence",
        bands="broad",
        regressors="none",
        transform="identity",
        definition="Modulus of the imaginary part of the complex coherency, averaged over the "
        "frequencies of the band: blind to what arrives without delay.",
        estimators=(_OWN_SPECTRUM, _MULTITAPER),
    ),
    Measure(
        name="pli",
        title="Phase lag index",
        family="pli",
        directed=False,
        plane="eeg2emg.connectivity.planes:pli",
        bands="narrow",
        regressors="none",
        transform="identity",
        definition="Absolute mean sign of the phase difference, per narrow band, then "
        "averaged. The paper writes “phase delay index”.",
        estimators=(_OWN_SPECTRUM, _MULTITAPER),
        not_offered="The index of spectral-connectivity itself is signed, and fails for as many "
        "blocks as channels: its tapers are used, not its index",
    ),
    Measure(
        name="wpli",
        title="Weighted PLI",
        family="pli",
        directed=False,
        plane="eeg2emg.connectivity.planes:wpli",
        bands="narrow",
        regressors="none",
        transform="identity",
        definition="|Σ s| / Σ |s| over time, with s the imaginary part of the product of both "
        "analytic signals, per narrow band, then averaged.",
        estimators=(_OWN_TRANSFORM,),
    ),
    Measure(
        name="debiased_wpli2",
        title="Debiased weighted PLI²",
        family="pli",
        directed=False,
        plane="eeg2emg.connectivity.planes:debiased_wpli2",
        bands="narrow",
        regressors="none",
        transform="identity",
        definition="The square of the weighted PLI over pairs of windows with two others between "
        "them at least, at each frequency, averaged over those of a narrow band, then over bands; "
        "about 0 on either side without coupling.",
        estimators=(
            Estimator(
                "",
                "this project",
                "from the Fourier coefficients of windows side by side; tested against its "
                "definition, mne-connectivity and rhythms without coupling",
            ),
        ),
    ),
    Measure(
        name="dtf",
        title="Directed transfer function",
        family="dtf",
        directed=True,
        plane="eeg2emg.connectivity.planes:dtf",
        bands="broad",
        regressors="all",
        transform="log",
        definition="|H_ij|² / Σ_m |H_im|² of the model, normalised at each frequency, then "
        "averaged over the band.",
        estimators=(_OWN_MODEL,),
        not_offered=_NO_MODEL,
    ),
    Measure(
        name="ndtf",
        title="DTF, not normalised (eq. 5)",
        family="dtf",
        directed=True,
        plane="eeg2emg.connectivity.planes:ndtf",
        bands="broad",
        regressors="all",
        transform="log",
        definition="|H_ij|² of the model, averaged over the frequencies of the band.",
        estimators=(_OWN_MODEL,),
        not_offered=_NO_MODEL,
    ),
    Measure(
        name="ffdtf",
        title="DTF, full frequency",
        family="dtf",
        directed=True,
        plane="eeg2emg.connectivity.planes:ffdtf",
        bands="broad",
        regressors="all",
        transform="log",
        definition="|H_ij|² of the model, as a share of what the sink receives from all "
        "sources in the whole band.",
        estimators=(_OWN_MODEL,),
        not_offered=_NO_MODEL,
    ),
    Measure(
        name="ddtf",
        title="Direct DTF (eq. 6)",
        family="dtf",
        directed=True,
        plane="eeg2emg.connectivity.planes:ddtf",
        bands="broad",
        regressors="all",
        transform="log",
        definition="Full-frequency DTF times the squared partial coherence of both channels.",
        estimators=(_OWN_MODEL,),
        not_offered=_NO_MODEL,
    ),
    Measure(
        name="pdc",
        title="Partial directed coherence",
        family="dtf",
        directed=True,
        plane="eeg2emg.connectivity.planes:pdc",
        bands="broad",
        regressors="all",
        transform="log",
        definition="|A_ij|² / Σ_m |A_mj|² of the model, averaged over the frequencies of the band.",
        estimators=(_OWN_MODEL,),
        not_offered=_NO_MODEL,
    ),
    Measure(
        name="granger",
        title="Granger causality",
        family="granger",
        directed=True,
        plane="eeg2emg.connectivity.planes:granger",
        bands="none",
        regressors="pair",
        transform="log",
        definition="Pairwise: ln(e / e_1) ≥ 0, how much the past of the source lowers the "
        "error of predicting the sink.",
        conditional_definition="Conditional: ln(V_(n-1) / V_n) ≥ 0, how much the past of the "
        "source lowers the error of predicting the sink from the past of all other channels. The "
        "paper prints this ratio upside down.",
        estimators=(_OWN_MODEL,),
        not_offered=_NO_MODEL,
        limited="band_granger",
        unit="nats",
    ),
    Measure(
        name="band_granger",
        title="Granger causality within the band",
        family="granger",
        directed=True,
        plane="eeg2emg.connectivity.planes:band_granger",
        bands="broad",
        regressors="pair",
        transform="log",
        definition="Geweke's spectral Granger causality of each pair's model of all "
        "frequencies, integrated over the band.",
        estimators=(_OWN_MODEL,),
        not_offered=_NO_MODEL,
        unit="nats",
    ),
    Measure(
        name="log_coherency",
        title="Log-Euclidean coherency",
        family="coherence",
        directed=False,
        plane="eeg2emg.connectivity.planes:log_coherency",
        bands="narrow",
        regressors="none",
        transform="identity",
        definition="Matrix logarithm of the complex coherency of a band, of which 1 % is the "
        "identity: real parts on and above the diagonal, imaginary parts below it.",
        estimators=(
            Estimator(
                "",
                "this project",
                "from the Fourier coefficients of windows side by side; tested against "
                "scipy.signal.csd and scipy.linalg.logm",
            ),
        ),
        signed=True,
        packed=True,
    ),
)
"""Measures of EEG connectivity, by name."""

PLANE_MEASURES = tuple(name for name, entry in MEASURES.items() if not entry.packed)
"""Those that may be planes of the networks: values of the option ``connectivity.measures``."""

LOG_COHERENCY_BANDS_HZ = (
    *((1.0, 4.0), (4.0, 8.0), (8.0, 13.0)),
    *((13.0, 20.0), (20.0, 30.0), (30.0, 45.0)),
)
"""Bands of the log-Euclidean coherency in Hz, the default of the option of that name."""

BLOCK_S = 10.0
"""Length in s of the blocks whose odd and even ones are the halves of a segment."""

PAPERS_TARGET = "granger_raw"
"""The paper's target, for which the truth of a simulated cohort is known."""

TARGETS = catalogue(
    Target(
        name=PAPERS_TARGET,
        title="Granger causality, raw EMG",
        family="granger",
        definition="Granger causality between the cleaned EMG signals: the paper's target.",
        signals="raw",
        matrix="eeg2emg.connectivity.emg:granger",
        of_blocks="eeg2emg.connectivity.emg_halves:granger_of_blocks",
        has_ceiling=True,
        unit="nats",
    ),
    Target(
        name="granger_envelope",
        title="Granger causality, envelope",
        family="granger",
        definition="Granger causality between the rectified envelopes, which carry a common drive.",
        signals="envelope",
        matrix="eeg2emg.connectivity.emg:granger",
        of_blocks="eeg2emg.connectivity.emg_halves:granger_of_blocks",
        has_ceiling=False,
        unit="nats",
    ),
)
"""Targets of the EMG, by name."""

BEFORE_ICA = "granger_raw_before_ica"
"""The raw target of the EMG before its own ICA."""

COMPANIONS = catalogue(
    Companion(
        name="granger_time_reversed",
        title="Granger causality, time-reversed",
        family="granger",
        definition="The same with time running backwards: what remains is no influence.",
        matrix="eeg2emg.connectivity.emg:granger_time_reversed",
        unit="nats",
    ),
    Companion(
        name="zero_lag_coherence",
        title="Coherence at zero lag",
        family="coherence",
        definition="The squared real part of coherency: what cross-talk alone can explain.",
        matrix="eeg2emg.connectivity.emg:zero_lag_coherence",
        symmetric=True,
    ),
    Companion(
        name=BEFORE_ICA,
        title="Granger causality, before EMG ICA",
        family="granger",
        definition="The raw target before a component was removed from the EMG.",
        matrix="",
        unit="nats",
    ),
)
"""Matrices of the EMG that are shown beside the targets."""


def entry_of_plane(plane: str) -> Measure | Target | Companion | None:
    """Find the entry of a plane; a band behind the name (``coherence 8-13 Hz``) is no matter."""
    name = plane.partition(" ")[0]
    return MEASURES.get(name) or TARGETS.get(name) or COMPANIONS.get(name)


def number_of_planes(measures: Iterable[str], bands: int, *, per_band: bool) -> int:
    """Count the planes of measures: one each, or one per band of those that have bands."""
    return sum(bands if per_band and MEASURES[name].bands != "none" else 1 for name in measures)


def measure_title(plane: str) -> str:
    """Spell a plane's name for people; a band stays behind it."""
    base, _, band = plane.partition(" ")
    entry = entry_of_plane(plane)
    title = entry.title if entry else base.replace("_", " ")
    return f"{title}, {band}" if band else title


def measure_unit(plane: str) -> str:
    """Give the unit of a plane, as an axis names it."""
    entry = entry_of_plane(plane)
    return (entry.unit if entry else "") or "no unit"


def measure_family(plane: str) -> str:
    """Give the family of a plane."""
    entry = entry_of_plane(plane)
    return entry.family if entry else plane.partition(" ")[0]


def is_signed(plane: str) -> bool:
    """Tell whether the values of a plane may be negative."""
    entry = entry_of_plane(plane)
    return isinstance(entry, Measure) and entry.signed


def is_symmetric(plane: str) -> bool:
    """Tell whether a plane has no direction."""
    entry = entry_of_plane(plane)
    if entry is None:
        return False
    if isinstance(entry, Measure):
        return not (entry.directed or entry.packed)
    return entry.symmetric


ESTIMATORS = tuple(
    dict.fromkeys(
        estimator.option
        for measure in MEASURES.values()
        for estimator in measure.estimators
        if estimator.option
    )
)
"""Values of the option ``connectivity.estimator``, the default first."""


def estimators_described() -> str:
    """Say in one paragraph which estimators there are, which is the default, and why."""
    sentences = []
    for option in ESTIMATORS:
        offered = [
            (measure.title.lower() if measure.name != "pli" else "phase lag index", estimator)
            for measure in MEASURES.values()
            for estimator in measure.estimators
            if estimator.option == option
        ]
        _, estimator = offered[0]
        names = ", ".join(name for name, _ in offered)
        sentences.append(f"`{option}` ({estimator.package}; {names}): {estimator.why}.")
    alone = sum(len(measure.estimators) == 1 for measure in MEASURES.values())
    return " ".join(sentences) + (
        f" The other {alone} measures have one estimator, this project's own; docs/connectivity.md "
        "says why for each."
    )
