"""Options of the connectivity matrices: which measures, at which rates, orders and bands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field, model_validator

from eeg2emg.configuration.base import Mistake, Section, refuse
from eeg2emg.configuration.consistency import WINDOW_S
from eeg2emg.connectivity.catalogue import (
    ESTIMATORS,
    LOG_COHERENCY_BANDS_HZ,
    MEASURES,
    PAPERS_TARGET,
    PLANE_MEASURES,
    TARGETS,
    estimators_described,
)
from eeg2emg.connectivity.model_order import MOST_SAMPLES, order_in_samples
from eeg2emg.connectivity.vectors.catalogue import (
    COHERENCE,
    FEATURE_GROUPS,
    FURTHER_TARGETS,
    VECTOR_TARGETS,
)
from eeg2emg.errors import EstimationError
from eeg2emg.limits import BeyondLimitsError, Distinct, Limits


def _no_vector_as_primary(value: Any) -> Any:
    """Refuse a target that the networks cannot learn."""
    if isinstance(value, str) and value in VECTOR_TARGETS:
        raise BeyondLimitsError(
            f"must not be {value}, which is a vector, since the networks learn matrices: judge it "
            "beside the primary target, in connectivity.targets"
        )
    return value


def _no_packed_measure(value: Any) -> Any:
    """Refuse a measure that is no plane of the networks."""
    if isinstance(value, str) and value in MEASURES and MEASURES[value].packed:
        raise BeyondLimitsError(
            f"must not name {value}, which regressions alone are given, beside the planes of the "
            f"networks: take it from the list, and set connectivity.{value} to true"
        )
    return value


Frequency = Annotated[float, Limits(0, 25_000, "no recorder of EEG has more, and none is negative")]
Band = tuple[Frequency, Frequency]
ModelOrder = Annotated[
    int, Limits(1, MOST_SAMPLES, "a model has a past, and no segment has samples for a longer one")
]
ModelSpan = Annotated[
    float, Limits(0, 10_000, "a model has a past, and no muscle remembers longer", above=True)
]
AnalysisRate = Annotated[
    float, Limits(10, 50_000, "no rhythm is seen below 10 Hz, and no recorder is faster")
]
Control = Literal["below_30_hz", "muscle", "high_frequencies"]
if TYPE_CHECKING:
    from collections.abc import Iterator

    EegMeasure: TypeAlias = str
    Estimator: TypeAlias = str
    EmgTarget: TypeAlias = str
    FurtherTarget: TypeAlias = str
    FeatureGroup: TypeAlias = str
else:
    EegMeasure = Annotated[Literal[PLANE_MEASURES], BeforeValidator(_no_packed_measure)]
    Estimator = Literal[ESTIMATORS]
    EmgTarget = Annotated[Literal[tuple(TARGETS)], BeforeValidator(_no_vector_as_primary)]
    FurtherTarget = Literal[FURTHER_TARGETS]
    FeatureGroup = Literal[tuple(FEATURE_GROUPS)]


class Connectivity(Section):
    """The connectivity matrices; rate and order belong together."""

    measures: Annotated[list[EegMeasure], Distinct()] = Field(
        ["correlation", "coherence", "dtf", "granger", "pli"],
        min_length=1,
        description="The EEG measures: the planes of the network's input, in this order.",
    )
    eeg_rate_hz: AnalysisRate = Field(250.0, description="Rate at which EEG is analysed, in Hz.")
    eeg_order: ModelOrder = Field(
        12, description="Order of the EEG autoregressive models, in samples."
    )
    eeg_order_ms: ModelSpan | None = Field(
        None,
        description="The same in milliseconds, in place of `eeg_order`: 48 ms are 12 samples at "
        "250 Hz and at 256 Hz.",
    )
    emg_rate_hz: AnalysisRate = Field(
        1000.0, description="Rate at which EMG is analysed (at most the recording's), in Hz."
    )
    emg_order: ModelOrder = Field(
        20, description="Order of the EMG autoregressive models, in samples."
    )
    emg_order_ms: ModelSpan | None = Field(
        None,
        description="The same in milliseconds, in place of `emg_order`: the order in samples then "
        "follows from the rate at which the EMG of a recording is analysed, 80 samples for 20 ms "
        "at 4 kHz.",
    )
    band_hz: Band = Field((1.0, 45.0), description="Broad band of the EEG measures, in Hz.")
    pli_bands_hz: Annotated[list[Band], Distinct()] = Field(
        [(1.0, 4.0), (4.0, 8.0), (8.0, 13.0), (13.0, 30.0), (30.0, 45.0)],
        min_length=1,
        description="Bands of the phase lag index, averaged, in Hz.",
    )
    planes_per_band: bool = Field(
        False, description="One plane per band and spectral measure, in place of one broad one."
    )
    log_coherency: bool = Field(
        True,
        description="Whether the log-Euclidean coherency of the EEG is estimated too, beside the "
        "planes of the networks (where there are EMG channels; docs/connectivity.md).",
    )
    log_coherency_bands_hz: Annotated[list[Band], Distinct(), Field(min_length=1)] | None = Field(
        None,
        description="Its bands, one matrix each, within `band_hz`, in Hz; `null` means "
        f"{', '.join(f'{low:g}-{high:g}' for low, high in LOG_COHERENCY_BANDS_HZ)}, as far as they "
        f"lie within `band_hz`, and none where segments are shorter than {2 * WINDOW_S:g} s.",
    )
    mvar_rank: Annotated[int, Limits(2, 1000, "a model has two channels or more")] | None = Field(
        None,
        description="Rank r of the autoregressive fit behind DTF, the same for all recordings; "
        "`null` means the number of EEG channels less `ica.max_removed`, and one less with "
        "`eeg.laplacian`.",
    )
    emg_envelope_rate_hz: AnalysisRate = Field(
        250.0, description="Rate at which the rectified envelope of the EMG is analysed, in Hz."
    )
    emg_envelope_order: ModelOrder = Field(
        12, description="Order of the autoregressive models of the envelope, in samples."
    )
    emg_envelope_order_ms: ModelSpan | None = Field(
        None, description="The same in milliseconds, in place of `emg_envelope_order`."
    )
    conditional: bool = Field(
        False, description="Conditional (eq. 2) in place of pairwise (eq. 1) Granger causality."
    )
    conditional_method: Literal["least_squares", "state_space"] = Field(
        "least_squares",
        description="How the conditional value is found: by a reduced model of the same order, or "
        "from the full model by its state-space form, without the bias of the former.",
    )
    min_samples_per_parameter: Annotated[
        float, Limits(1, 10_000, "with fewer samples than coefficients no model is determined")
    ] = Field(
        10.0,
        description="Least number of samples per coefficient of an autoregressive model; a segment "
        "with fewer is left out.",
    )
    estimator: Estimator = Field(
        ESTIMATORS[0],
        description=f"How coherence and phase lag index are estimated. {estimators_described()}",
    )
    target: EmgTarget = Field(
        PAPERS_TARGET,
        description="What the models learn to estimate. "
        + " ".join(f"`{name}`: {target.definition}" for name, target in TARGETS.items()),
    )
    targets: Annotated[list[FurtherTarget], Distinct()] = Field(
        [],
        description="Further targets, each judged beside the primary one by the rivals, ridge, "
        "kernel ridge, null and controls (docs/targets.md). "
        + " ".join(f"`{name}`: {entry.definition}" for name, entry in VECTOR_TARGETS.items()),
    )
    target_networks: bool = Field(
        False,
        description="Whether the paper's network (recipe `tuned`, all optimizers) is trained on "
        "each further target too. It is judged beside the others; no decision rests on it.",
    )
    intermuscular_bands_hz: Annotated[list[Band], Distinct()] = Field(
        [(8.0, 15.0), (15.0, 30.0), (30.0, 45.0)],
        min_length=1,
        description="Bands of intermuscular coherence, in Hz.",
    )
    intermuscular_rectified: bool = Field(
        True,
        description="Whether the EMG is rectified before its coherence: the high-pass takes the "
        "rhythms of the common drive, and they are left in the modulation of what is above it.",
    )
    features: Annotated[list[FeatureGroup], Distinct()] = Field(
        [],
        description="Groups of EEG features that are compared with connectivity, each alone and "
        "both together, on the primary target: does connectivity say more? "
        + " ".join(f"`{name}`: {entry.definition}" for name, entry in FEATURE_GROUPS.items()),
    )
    controls: Annotated[list[Control], Distinct()] = Field(
        ["below_30_hz", "muscle", "high_frequencies"],
        description="Subsets of the EEG that are estimated beside it, as controls to learn from: "
        "its frequencies below 30 Hz, what is rebuilt from components labelled muscle alone, and "
        "its amplitude at high frequencies before anything is removed.",
    )
    high_frequencies_hz: Annotated[
        float, Limits(30, 1000, "below lie the brain's rhythms, and no EEG has anything beyond")
    ] = Field(
        60.0,
        description="Where the high frequencies of `controls` begin, in Hz. A recording that "
        "holds less than 10 Hz above it, by its rate or a low-pass, has no such control.",
    )

    @property
    def whole_band_hz(self) -> tuple[float, float]:
        """Lowest and highest frequency of all bands."""
        bands = [self.band_hz, *self.pli_bands_hz]
        return min(low for low, _ in bands), max(high for _, high in bands)

    def order_at(self, option: str, rate_hz: float) -> int:
        """Give the order of a model in samples at a rate (`order_in_samples`)."""
        return order_in_samples(dict(self), option, rate_hz)

    @model_validator(mode="after")
    def _bands(self) -> Connectivity:
        refuse("Connectivity", self._mistakes())
        return self

    def _mistakes(self) -> Iterator[Mistake]:
        bands = {f"pli_bands_hz.{place}": band for place, band in enumerate(self.pli_bands_hz)}
        for option, (low, high) in {"band_hz": self.band_hz, **bands}.items():
            if low >= high:
                yield Mistake((option,), f"band [{low:g}, {high:g}] must rise")
            elif high >= self.eeg_rate_hz / 2:
                yield Mistake(
                    (option, "eeg_rate_hz"),
                    f"band [{low:g}, {high:g}] must end below half of eeg_rate_hz "
                    f"({self.eeg_rate_hz / 2:g} Hz)",
                )
        yield from self._further_targets()
        yield from self._orders()
        if self.emg_envelope_rate_hz > self.emg_rate_hz:
            yield Mistake(
                ("emg_envelope_rate_hz", "emg_rate_hz"),
                f"emg_envelope_rate_hz ({self.emg_envelope_rate_hz:g}) must not exceed emg_rate_hz "
                f"({self.emg_rate_hz:g}): an envelope is decimated, never interpolated",
            )

    def _further_targets(self) -> Iterator[Mistake]:
        if self.target in self.targets:
            yield Mistake(
                ("targets", "target"),
                f"targets names {self.target}, which is the primary target and judged anyway",
            )
        for place, (low, high) in enumerate(self.intermuscular_bands_hz):
            option = f"intermuscular_bands_hz.{place}"
            if high - low < 1:
                yield Mistake(
                    (option,),
                    f"band [{low:g}, {high:g}] must rise by 1 Hz, as far as the frequencies of a "
                    "spectrum are apart",
                )
            elif COHERENCE in self.targets and high >= self.emg_rate_hz / 2:
                yield Mistake(
                    (option, "emg_rate_hz"),
                    f"band [{low:g}, {high:g}] must end below half of emg_rate_hz "
                    f"({self.emg_rate_hz / 2:g} Hz)",
                )

    def _orders(self) -> Iterator[Mistake]:
        """Find orders in milliseconds that are no order at a rate at which they may be used."""
        told = set()
        for option, rate_option, about in (
            ("eeg_order", "eeg_rate_hz", ""),
            ("emg_order", "emg_rate_hz", ""),
            ("emg_order", "emg_envelope_rate_hz", ", below which no EMG is used"),
            ("emg_envelope_order", "emg_envelope_rate_hz", ""),
        ):
            try:
                self.order_at(option, getattr(self, rate_option))
            except EstimationError as error:
                if option not in told:
                    yield Mistake(
                        (f"{option}_ms", rate_option),
                        f"{error.what} ({rate_option}{about}). {error.remedy}",
                    )
                told.add(option)
