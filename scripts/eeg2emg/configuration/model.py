"""The configuration as one typed model: every option, its default, limits and meaning.

The tables of ``config/README.md`` and the schema in ``workflow/schemas/`` are generated from this
model. Imported while Snakemake parses, so it stays light: pydantic and the standard library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import Field, model_validator

from eeg2emg.cleaning.ica_settings import IcaSettings
from eeg2emg.configuration.base import (
    Count,
    NotNegative,
    Positive,
    Section,
    Share,
    section_from,
)
from eeg2emg.configuration.learning import Evaluation, Training
from eeg2emg.configuration.runs import trained_recipes
from eeg2emg.connectivity.catalogue import (
    ESTIMATORS,
    MEASURES,
    PAPERS_TARGET,
    TARGETS,
    estimators_described,
)
from eeg2emg.connectivity.significance_settings import SignificanceSettings
from eeg2emg.quality.thresholds import QualityThresholds
from eeg2emg.recordings.channel_names import TEN_TWENTY
from eeg2emg.simulation.settings import SimulationSettings

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
Band = tuple[NotNegative, Positive]
SIMULATION_FROM_ELSEWHERE = (
    "segment_s", "phases", "eeg_channels", "emg_channels", "line_hz", "seed",
    "eeg_analysis_rate_hz", "emg_analysis_rate_hz", "emg_order", "emg_high_pass_hz",
)  # fmt: skip
"""What the simulation takes from other sections."""
if TYPE_CHECKING:
    EegMeasure: TypeAlias = str
    Estimator: TypeAlias = str
    EmgTarget: TypeAlias = str
else:
    EegMeasure = Literal[tuple(MEASURES)]
    Estimator = Literal[ESTIMATORS]
    EmgTarget = Literal[tuple(TARGETS)]


class Channels(Section):
    """Which channels are analysed. Any number of each; names are matched through aliases."""

    eeg: list[str] = Field(
        list(TEN_TWENTY), min_length=2, description="EEG channels, in the order of the matrices."
    )
    emg: list[str] = Field(
        list(SimulationSettings().emg_channels),
        description="EMG channels, in the order of the matrices; `[]` for quality and EEG "
        "connectivity alone (target `eeg_connectivity`).",
    )

    @model_validator(mode="after")
    def _unique(self) -> Channels:
        names = [name.lower() for name in [*self.eeg, *self.emg]]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"channel named twice: {', '.join(twice)}")
        if len(self.emg) == 1:
            raise ValueError(
                f"emg names {self.emg[0]!r} alone, but a muscle network needs two muscles. Name "
                "more, or none ([]) for EEG connectivity alone"
            )
        return self


class Phase(Section):
    """One phase of the experiment."""

    name: Name = Field(description="What the phase is called in tables and figures.")
    labels: list[str] = Field(
        min_length=1, description="Event names (`trial_type`) or task names that mean this phase."
    )


class Segments(Section):
    """How recordings are cut into samples."""

    length_s: Positive = Field(60.0, description="Length of a segment, in seconds.")
    phases_from: Literal["events", "task"] = Field(
        "events", description="Where the phase is read: BIDS events, or the task entity."
    )
    phases: list[Phase] = Field(
        [Phase(name="rest", labels=["rest"]), Phase(name="activity", labels=["activity"])],
        min_length=1,
        description="The phases; the first is the resting one.",
    )


Simulation: Any = section_from(
    "Simulation",
    "The simulated cohort (read only with `input: simulated`).",
    SimulationSettings(subjects=5, recordings=5, segments=6, noisy_subjects=0),
    leave_out=SIMULATION_FROM_ELSEWHERE,
)

Quality: Any = section_from(
    "Quality", "When a channel or a recording is left out.", QualityThresholds()
)

IcaOptions: Any = section_from(
    "IcaOptions",
    "",
    IcaSettings(),
    leave_out=["minimum_rank"],
    types={"fit_on": Literal["all", "training"]},
)


class Ica(IcaOptions):
    """Removing artefacts from the EEG by independent component analysis."""

    enabled: bool = Field(True, description="Whether components are removed at all.")
    fit: Literal["subject", "recording"] = Field(
        "subject", description="One decomposition per subject, or one per recording."
    )

    @model_validator(mode="after")
    def _trained(self) -> Ica:
        if self.fit == "recording" and self.fit_on == "training":
            raise ValueError(
                "fit: recording decomposes the tested recordings too, so fit_on cannot be "
                "training; set fit to subject, or fit_on to all"
            )
        return self


class Subjects(Section):
    """When a channel, a recording or all recordings of a subject are left out."""

    max_bad_channels: int = Field(
        3, ge=0, description="EEG channels that may be bad (and interpolated) in a subject."
    )
    bad_in_share: Share = Field(
        0.25,
        description="Share of a subject's recordings in which a channel must be bad, to be "
        "interpolated in all of them.",
    )
    min_recordings: Count = Field(
        1, description="A subject with fewer usable recordings is left out."
    )
    min_usable_share: Share = Field(
        0.5, description="A subject with a smaller share of usable recordings is left out."
    )


class Emg(Section):
    """Cleaning of the EMG."""

    highpass_hz: Positive = Field(20.0, description="Zero-phase high-pass, in Hz.")
    ica: bool = Field(
        True,
        description="Whether one component that is heartbeat or line noise may be removed.",
    )


class Connectivity(Section):
    """The connectivity matrices; rate and order belong together."""

    measures: list[EegMeasure] = Field(
        ["correlation", "coherence", "dtf", "granger", "pli"],
        min_length=1,
        description="The EEG measures: the planes of the network's input, in this order.",
    )
    eeg_rate_hz: Positive = Field(250.0, description="Rate at which EEG is analysed, in Hz.")
    eeg_order: Count = Field(12, description="Order of the EEG autoregressive models, in samples.")
    emg_rate_hz: Positive = Field(
        1000.0, description="Rate at which EMG is analysed (at most the recording's), in Hz."
    )
    emg_order: Count = Field(20, description="Order of the EMG autoregressive models, in samples.")
    band_hz: Band = Field((1.0, 45.0), description="Broad band of the EEG measures, in Hz.")
    pli_bands_hz: list[Band] = Field(
        [(1, 4), (4, 8), (8, 13), (13, 30), (30, 45)],
        min_length=1,
        description="Bands of the phase lag index, averaged, in Hz.",
    )
    planes_per_band: bool = Field(
        False, description="One plane per band and spectral measure, in place of one broad one."
    )
    mvar_rank: Annotated[int, Field(ge=2)] | None = Field(
        None,
        description="Rank r of the autoregressive fit behind DTF, the same for all recordings; "
        "`null` means the number of EEG channels less `ica.max_removed`.",
    )
    emg_envelope_rate_hz: Positive = Field(
        250.0, description="Rate at which the rectified envelope of the EMG is analysed, in Hz."
    )
    emg_envelope_order: Count = Field(
        12, description="Order of the autoregressive models of the envelope, in samples."
    )
    conditional: bool = Field(
        False, description="Conditional (eq. 2) in place of pairwise (eq. 1) Granger causality."
    )
    conditional_method: Literal["least_squares", "state_space"] = Field(
        "least_squares",
        description="How the conditional value is found: by a reduced model of the same order, or "
        "from the full model by its state-space form, without the bias of the former.",
    )
    min_samples_per_parameter: Positive = Field(
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
    controls: list[Literal["below_30_hz", "muscle"]] = Field(
        ["below_30_hz", "muscle"],
        description="Parts of the EEG that are estimated beside it, as controls to learn from: its "
        "frequencies below 30 Hz, and what is rebuilt from components labelled muscle alone.",
    )

    @model_validator(mode="after")
    def _bands(self) -> Connectivity:
        for low, high in [self.band_hz, *self.pli_bands_hz]:
            if low >= high:
                raise ValueError(f"band [{low:g}, {high:g}] must rise")
            if high >= self.eeg_rate_hz / 2:
                raise ValueError(
                    f"band [{low:g}, {high:g}] must end below half of eeg_rate_hz "
                    f"({self.eeg_rate_hz / 2:g} Hz)"
                )
        return self


SignificanceOptions: Any = section_from(
    "SignificanceOptions",
    "",
    SignificanceSettings(),
    types={
        "kind": Literal["phase", "shift"],
        "correction": Literal["max_statistic", "false_discovery"],
    },
)


class Significance(SignificanceOptions):
    """Which links are more than chance: tests against surrogates of every segment."""

    enabled: bool = Field(
        False,
        description="Whether they are done; with 199 surrogates they take about 200 times "
        "as long as the matrices.",
    )


class Configuration(Section):
    """All options of a run."""

    name: Name = Field(
        "default", description="Name of the run: its results are in `results/<name>/`."
    )
    input: Literal["simulated", "bids", "import"] = Field(
        "simulated",
        description="Simulate a cohort, read the BIDS dataset at `dataset`, or make one of the "
        "files that `import_table` lists.",
    )
    import_table: str | None = Field(
        None,
        description="Table (TSV) of recordings in other formats, one line each: see "
        "docs/importing.md.",
    )
    dataset: str | None = Field(
        None, description="Folder of the BIDS dataset, absolute or relative to the working folder."
    )
    subjects: list[str] | None = Field(
        None, description="Labels of the subjects to use (without `sub-`); `null` means all."
    )
    tasks: list[str] | None = Field(None, description="Task labels to use; `null` means all.")
    seed: Annotated[int, Field(ge=0)] = Field(
        2025, description="The one seed that all others are derived from."
    )
    line_hz: Literal[50, 60] = Field(50, description="Frequency of the mains, in Hz.")
    channels: Channels = Field(Channels(), description="The channels.")
    segments: Segments = Field(Segments(), description="The samples.")
    simulation: Simulation = Field(Simulation(), description="The simulated cohort.")
    quality: Quality = Field(Quality(), description="The quality rules.")
    subject_quality: Subjects = Field(Subjects(), description="The rules for subjects.")
    ica: Ica = Field(Ica(), description="Cleaning of the EEG.")
    emg: Emg = Field(Emg(), description="Cleaning of the EMG.")
    connectivity: Connectivity = Field(Connectivity(), description="The matrices.")
    significance: Significance = Field(Significance(), description="The tests.")
    training: Training = Field(Training(), description="The network's training.")
    evaluation: Evaluation = Field(Evaluation(), description="The judgement.")

    @model_validator(mode="after")
    def _consistent(self) -> Configuration:
        if self.input == "bids" and not self.dataset:
            raise ValueError(
                "`input: bids` needs `dataset`, the folder of a BIDS dataset "
                "(for instance --config dataset=/data/study)"
            )
        if self.input == "import" and not self.import_table:
            raise ValueError(
                "`input: import` needs `import_table`, a table of the files to import "
                "(for instance --config import_table=recordings.tsv; see docs/importing.md)"
            )
        if self.input == "simulated" and not self.channels.emg:
            raise ValueError("channels.emg is empty, but the simulation needs muscles")
        rank = self.mvar_rank
        if not 2 <= rank <= len(self.channels.eeg):
            raise ValueError(
                f"connectivity.mvar_rank is {rank}, but must lie between 2 and the number of EEG "
                f"channels ({len(self.channels.eeg)})"
            )
        # Without EMG no network is trained, and a few EEG channels will do.
        for name in trained_recipes(self.training) if self.channels.emg else ():
            sizes = getattr(self.training, name).build().kernel_sizes
            needed = 1 + sum(size - 1 for size in sizes)
            if len(self.channels.eeg) < needed:
                raise ValueError(
                    f"channels.eeg names {len(self.channels.eeg)} channels, but the network of "
                    f"training.{name} needs at least {needed}: its filters (kernel_sizes) are not "
                    "padded. Name more channels, or give smaller kernel_sizes"
                )
        if self.input == "simulated":
            if self.simulation.noisy_subjects >= self.simulation.subjects:
                raise ValueError(
                    "simulation: no subject is left, since noisy_subjects "
                    f"({self.simulation.noisy_subjects}) is not smaller than subjects "
                    f"({self.simulation.subjects})"
                )
            if self.connectivity.eeg_rate_hz > self.simulation.rate_hz:
                raise ValueError("connectivity.eeg_rate_hz must not exceed simulation.rate_hz")
        return self

    @property
    def mvar_rank(self) -> int:
        """Rank of the autoregressive fit behind DTF, for all recordings."""
        if self.connectivity.mvar_rank is not None:
            return self.connectivity.mvar_rank
        removable = self.ica.max_removed if self.ica.enabled else 0
        return len(self.channels.eeg) - removable
