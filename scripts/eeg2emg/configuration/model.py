"""The configuration as one typed model: every option, its default, limits and meaning.

The tables of ``config/README.md`` and the schema in ``workflow/schemas/`` are generated from this
model. Imported while Snakemake parses, so it stays light: pydantic and the standard library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from eeg2emg.cleaning.ica_settings import IcaSettings
from eeg2emg.configuration.base import (
    ChannelName,
    FileName,
    Mistake,
    Section,
    Share,
    refuse,
    section_from,
)
from eeg2emg.configuration.connectivity import Band, Connectivity
from eeg2emg.configuration.consistency import WINDOW_S, inconsistencies, too_short_for_windows
from eeg2emg.configuration.corticomuscular import Corticomuscular
from eeg2emg.configuration.derivatives import Derivatives
from eeg2emg.configuration.learning import Evaluation, Training
from eeg2emg.configuration.segments import Segments
from eeg2emg.connectivity.catalogue import LOG_COHERENCY_BANDS_HZ
from eeg2emg.connectivity.significance_settings import SignificanceSettings
from eeg2emg.datasets.catalogue import SETS
from eeg2emg.limits import BeyondLimitsError, Distinct, Limits
from eeg2emg.quality.thresholds import QualityThresholds
from eeg2emg.recordings.channel_names import TEN_TWENTY, canonical_name
from eeg2emg.recordings.montage_names import EARS, MONTAGES, SITES_OF_BIOSEMI_64
from eeg2emg.simulation.settings import SimulationSettings


def _usable_path(value: Any) -> Any:
    """Refuse what no file system takes, which would end in an error of the system."""
    if isinstance(value, str):
        if not value.isprintable():
            raise BeyondLimitsError("must not hold line breaks, tabs and the like")
        if len(value) > 3000 or any(len(part.encode()) > 255 for part in value.split("/")):
            raise BeyondLimitsError("is longer than any path")
    return value


def without_entity(label: str) -> str:
    """Drop ``sub-`` or ``task-`` before a label."""
    return label.removeprefix("sub-").removeprefix("task-")


Path = Annotated[str, BeforeValidator(_usable_path)]
WebAddress = Annotated[str, StringConstraints(pattern=r"^https?://[^\s?#]+$", max_length=1000)]
BidsLabel = Annotated[
    str, StringConstraints(pattern=r"^((sub|task)-)?[A-Za-z0-9+]+$", max_length=100)
]
BidsLabels = Annotated[list[BidsLabel], Field(min_length=1), Distinct(key=without_entity)]
SIMULATION_FROM_ELSEWHERE = (
    "segment_s", "phases", "eeg_channels", "emg_channels", "head_muscles", "line_hz", "seed",
    "eeg_analysis_rate_hz", "emg_analysis_rate_hz", "emg_order", "emg_high_pass_hz",
)  # fmt: skip
"""What the simulation takes from other sections."""
if TYPE_CHECKING:
    from collections.abc import Iterator

    Montage: TypeAlias = str
    PublicName: TypeAlias = str
else:
    Montage = Literal[MONTAGES]
    PublicName = Literal[tuple(SETS)]


class Channels(Section):
    """Which channels are analysed. Any number of each; names are matched through aliases."""

    eeg: Annotated[list[ChannelName], Distinct(key=canonical_name)] = Field(
        list(TEN_TWENTY),
        min_length=2,
        max_length=1000,
        description="EEG channels, in the order of the matrices.",
    )
    emg: Annotated[list[ChannelName], Distinct(key=canonical_name)] = Field(
        list(SimulationSettings().emg_channels),
        max_length=1000,
        description="EMG channels, in the order of the matrices; `[]` for quality and EEG "
        "connectivity alone (target `eeg_connectivity`).",
    )
    head_muscles: Annotated[list[ChannelName], Distinct(key=canonical_name)] = Field(
        [],
        max_length=100,
        description="EMG channels of the neck, the jaw or the face, recorded with those of `emg` "
        "and none of them: their amplitude is a control of what muscles of the head tell, alone "
        "and beside the EEG. `[]` where none were recorded.",
    )
    montage: Montage | None = Field(
        None,
        description="For recordings whose EEG channels have no names of the 10-05 system: where "
        "the places of their electrodes come from, so that `eeg` names sites and the nearest "
        "electrode stands for each (within 20 mm, each once; listed in the plan and the report). "
        "`biosemi64` to `biosemi256`: the layout of the cap whose electrodes are named A1 to B32, "
        "D32, E32 or H32; `positions`: electrodes.tsv of the dataset. `null`: channels are found "
        "by name.",
    )

    @model_validator(mode="after")
    def _unique(self) -> Channels:
        refuse("Channels", self._mistakes())
        return self

    def _mistakes(self) -> Iterator[Mistake]:
        eeg = {canonical_name(name) for name in self.eeg}
        both = [name for name in self.emg if canonical_name(name) in eeg]
        if both:
            yield Mistake(("emg", "eeg"), f"channel named twice, as EEG and EMG: {', '.join(both)}")
        taken = {canonical_name(name) for name in (*self.eeg, *self.emg)}
        twice = [name for name in self.head_muscles if canonical_name(name) in taken]
        if twice:
            yield Mistake(
                ("head_muscles", "emg"),
                f"head_muscles names {', '.join(twice)}, which eeg or emg name too. What is "
                "estimated, or what it is estimated from, cannot be its own control: name a "
                "channel in one list alone",
            )
        if len(self.emg) == 1:
            yield Mistake(
                ("emg",),
                f"emg names {self.emg[0]!r} alone, but a muscle network needs two muscles. Name "
                "more, or none ([]) for EEG connectivity alone",
            )
        if self.montage is None:
            return
        known = {canonical_name(name) for name in SITES_OF_BIOSEMI_64}
        strange = [
            name
            for name in self.eeg
            if canonical_name(name) in EARS
            or (self.montage != "positions" and canonical_name(name) not in known)
        ]
        if strange:
            yield Mistake(
                ("eeg", "montage"),
                f"montage is {self.montage}, so that eeg names sites of the 10-20 system, but "
                f"{', '.join(strange[:5])} {'is none' if len(strange) == 1 else 'are none'} whose "
                "place is known (A1 and A2 are the ears there). Name sites such as Fp1, Cz, PO3, "
                "or set montage to null, where eeg names the channels as the files do",
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
            mistake = Mistake(
                ("fit", "fit_on"),
                "fit: recording decomposes the tested recordings too, so fit_on cannot be "
                "training; set fit to subject, or fit_on to all",
            )
            refuse("Ica", [mistake])
        return self


class Subjects(Section):
    """When a channel, a recording or all recordings of a subject are left out."""

    max_bad_channels: Annotated[int, Limits(0, 1000, "it is a number of channels")] = Field(
        3, description="EEG channels that may be bad (and interpolated) in a subject."
    )
    bad_in_share: Share = Field(
        0.25,
        description="Share of a subject's recordings in which a channel must be bad, to be "
        "interpolated in all of them.",
    )
    min_recordings: Annotated[int, Limits(1, 10_000, "no subject has more recordings")] = Field(
        1, description="A subject with fewer usable recordings is left out."
    )
    min_usable_share: Share = Field(
        0.5, description="A subject with a smaller share of usable recordings is left out."
    )


class Eeg(Section):
    """What is made of the EEG after its artefacts were removed."""

    laplacian: bool = Field(
        False,
        description="Whether connectivity is estimated from the surface Laplacian of the EEG (its "
        "current source density, by spherical splines) in place of potentials: less volume "
        "conduction, no reference, one dimension less (docs/cleaning.md).",
    )


class Emg(Section):
    """Cleaning of the EMG."""

    highpass_hz: Annotated[
        float, Limits(0, 5000, "EMG has nothing beyond 5 kHz, and 0 is no filter", above=True)
    ] = Field(20.0, description="Zero-phase high-pass, in Hz.")
    ica: bool = Field(
        True,
        description="Whether one component that is heartbeat or line noise may be removed.",
    )


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


class Apply(Section):
    """Estimating the muscles of these recordings by the stored model of another run."""

    model: Path | None = Field(
        None,
        description="Folder of a stored model (`models/fam` of the results of another run), for "
        "the target `apply`: see docs/apply.md.",
    )
    same_people: bool | None = Field(
        None,
        description="Whether a person of these recordings whose name is in the card of the model "
        "is the same person. It must be said where there is such a name.",
    )


class Public(Section):
    """A public set of recordings that is fetched: see docs/datasets.md."""

    name: PublicName | None = Field(
        None,
        description="The set, which `./run.sh fetch` puts into the folder `dataset`, or beside "
        "`import_table`; the people are those of `subjects`. "
        + " ".join(f"`{one.name}`: {one.title}." for one in SETS.values()),
    )
    source: WebAddress | None = Field(
        None,
        description="Address of a mirror that has the files by the same paths; `null` means the "
        "set's own.",
    )


class Configuration(Section):
    """All options of a run."""

    name: FileName = Field(
        "default", description="Name of the run: its results are in `results/<name>/`."
    )
    input: Literal["simulated", "bids", "import"] = Field(
        "simulated",
        description="Simulate a cohort, read the BIDS dataset at `dataset`, or make one of the "
        "files that `import_table` lists.",
    )
    import_table: Path | None = Field(
        None,
        description="Table (TSV) of recordings in other formats, one line each: see "
        "docs/importing.md.",
    )
    dataset: Path | None = Field(
        None, description="Folder of the BIDS dataset, absolute or relative to the working folder."
    )
    public: Public = Field(Public(), description="A public set that is fetched.")
    subjects: BidsLabels | None = Field(
        None, description="Labels of the subjects to use (without `sub-`); `null` means all."
    )
    tasks: BidsLabels | None = Field(None, description="Task labels to use; `null` means all.")
    seed: Annotated[int, Limits(0, 2**63 - 1, "it is a whole number of 63 bits, not negative")] = (
        Field(2025, description="The one seed that all others are derived from.")
    )
    line_hz: Literal[50, 60] = Field(50, description="Frequency of the mains, in Hz.")
    channels: Channels = Field(Channels(), description="The channels.")
    segments: Segments = Field(Segments(), description="The samples.")
    simulation: Simulation = Field(Simulation(), description="The simulated cohort.")
    quality: Quality = Field(Quality(), description="The quality rules.")
    subject_quality: Subjects = Field(Subjects(), description="The rules for subjects.")
    ica: Ica = Field(Ica(), description="Cleaning of the EEG.")
    eeg: Eeg = Field(Eeg(), description="The cleaned EEG.")
    emg: Emg = Field(Emg(), description="Cleaning of the EMG.")
    connectivity: Connectivity = Field(Connectivity(), description="The matrices.")
    significance: Significance = Field(Significance(), description="The tests.")
    corticomuscular: Corticomuscular = Field(
        Corticomuscular(), description="Brain and muscles together."
    )
    training: Training = Field(Training(), description="The network's training.")
    evaluation: Evaluation = Field(Evaluation(), description="The judgement.")
    apply: Apply = Field(Apply(), description="A stored model, applied.")
    derivatives: Derivatives = Field(Derivatives(), description="The run as BIDS derivatives.")

    @model_validator(mode="after")
    def _consistent(self) -> Configuration:
        refuse("Configuration", inconsistencies(self))
        return self

    def simulation_options(self) -> dict[str, Any]:
        """Give what the simulated recordings depend on, as `SimulationSettings` names it."""
        elsewhere = {name: value for name, (value, _) in self.simulation_from_elsewhere().items()}
        return self.simulation.model_dump(mode="json") | elsewhere

    def simulation_from_elsewhere(self) -> dict[str, tuple[Any, str]]:
        """Give what the simulation takes from other sections: values, and their options."""
        phases = [phase.name for phase in self.segments.phases]
        return {
            "segment_s": (self.segments.length_s, "segments.length_s"),
            "phases": (phases, "segments.phases"),
            "eeg_channels": (self.channels.eeg, "channels.eeg"),
            "emg_channels": (self.channels.emg, "channels.emg"),
            "head_muscles": (self.channels.head_muscles, "channels.head_muscles"),
            "line_hz": (self.line_hz, "line_hz"),
            "eeg_analysis_rate_hz": (self.connectivity.eeg_rate_hz, "connectivity.eeg_rate_hz"),
            "emg_analysis_rate_hz": (self.connectivity.emg_rate_hz, "connectivity.emg_rate_hz"),
            "emg_order": self._simulated_emg_order(),
            "emg_high_pass_hz": (self.emg.highpass_hz, "emg.highpass_hz"),
            "seed": (self.seed, "seed"),
        }

    def _simulated_emg_order(self) -> tuple[int, str]:
        chosen = self.connectivity
        rate_hz = min(chosen.emg_rate_hz, self.simulation.rate_hz)
        of = "emg_order" if chosen.emg_order_ms is None else "emg_order_ms"
        return chosen.order_at("emg_order", rate_hz), f"connectivity.{of}"

    def inspection_settings(self) -> dict[str, Any]:
        """Give what the quality of a recording depends on, as `inspect_recording` names it."""
        return {
            "eeg_channels": self.channels.eeg,
            "emg_channels": self.channels.emg,
            "head_muscles": self.channels.head_muscles,
            "montage": self.channels.montage,
            "phases": {phase.name: phase.labels for phase in self.segments.phases},
            "phases_from": self.segments.phases_from,
            "length_s": self.segments.length_s,
            "trials": self.segments.trials,
            "windows": self.segments.windows(),
            "line_freq_hz": self.line_hz,
            "analysis_rate_hz": self.connectivity.eeg_rate_hz,
            "envelope_rate_hz": self.connectivity.emg_envelope_rate_hz,
            "eeg_band_hz": list(self.connectivity.whole_band_hz),
            "emg_band_hz": [self.emg.highpass_hz, self.connectivity.emg_rate_hz / 2],
            "thresholds": self.quality.model_dump(mode="json"),
        }

    @property
    def log_coherency_bands_hz(self) -> list[Band]:
        """Bands of the log-Euclidean coherency; none where it is not estimated."""
        chosen = self.connectivity
        if not (chosen.log_coherency and (self.channels.emg or self.apply.model)):
            return []
        if chosen.log_coherency_bands_hz is not None:
            return list(chosen.log_coherency_bands_hz)
        if too_short_for_windows(self.segments):
            return []
        lowest, highest = chosen.band_hz
        within = [(max(low, lowest), min(high, highest)) for low, high in LOG_COHERENCY_BANDS_HZ]
        return [(low, high) for low, high in within if high - low >= 1 / WINDOW_S]

    @property
    def mvar_rank(self) -> int:
        """Rank of the autoregressive fit behind DTF, for all recordings."""
        return self.mvar_rank_of(laplacian=self.eeg.laplacian)

    def mvar_rank_of(self, *, laplacian: bool) -> int:
        """Give that rank for potentials, or for their surface Laplacian, which has one less."""
        n_channels = len(self.channels.eeg)
        if self.connectivity.mvar_rank is not None:
            # Of n channels the Laplacian keeps n - 1; a run of its own that asks for n is refused.
            asked = self.connectivity.mvar_rank
            return asked - 1 if laplacian and asked == n_channels else asked
        removable = self.ica.max_removed if self.ica.enabled else 0
        return n_channels - removable - int(laplacian)
