"""The sections of the configuration that are about learning and its judgement."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from eeg2emg.configuration.base import (
    Count,
    Positive,
    Section,
    Share,
    section_from,
)
from eeg2emg.learning.recipes import EDGES, PAPER, PHASE, RESIDUAL, TUNED

Scheme = Literal[
    "random", "blocked", "leave-one-subject-out", "leave-one-subject-out-adapted", "few-shot"
]
Optimizer = Literal["adam", "sgd", "rmsprop"]


class Shares(Section):
    """Parts of scheme `random`."""

    training: Share = Field(0.7, description="Share of the segments for training.")
    validation: Share = Field(0.1, description="Share of the segments for validation.")
    test: Share = Field(0.2, description="Share of the segments for testing.")

    @model_validator(mode="after")
    def _whole(self) -> Shares:
        if abs(self.training + self.validation + self.test - 1) > 1e-9:
            raise ValueError("training, validation and test must add up to 1")
        return self


_RECIPE_TYPES = {
    "zero_center": Literal["channel", "element"],
    "shuffle": Literal["once", "every-epoch"],
    "initial_rates": dict[Optimizer, Positive],
}
# Each recipe is a section of its own: giving one option must not reset the others to the defaults
# of the other recipe.
_OF_FURTHER = ["name", "residuals", "phase_input", "edge_filters"]
PaperRecipe: Any = section_from(
    "PaperRecipe",
    "The paper's recipe.",
    PAPER,
    leave_out=[*_OF_FURTHER, "members"],
    types=_RECIPE_TYPES,
)
TunedRecipe: Any = section_from(
    "TunedRecipe",
    "The tuned recipe.",
    TUNED,
    leave_out=[*_OF_FURTHER, "members"],
    types=_RECIPE_TYPES,
)
ResidualRecipe: Any = section_from(
    "ResidualRecipe",
    "The recipe on residuals.",
    RESIDUAL,
    leave_out=_OF_FURTHER,
    types=_RECIPE_TYPES,
)
PhaseRecipe: Any = section_from(
    "PhaseRecipe",
    "The recipe on residuals that is told the phase.",
    PHASE,
    leave_out=_OF_FURTHER,
    types=_RECIPE_TYPES,
)
EdgesRecipe: Any = section_from(
    "EdgesRecipe",
    "The recipe on residuals with layers of edges.",
    EDGES,
    leave_out=["name", "residuals", "phase_input", "filters", "kernel_sizes"],
    types=_RECIPE_TYPES,
)


class Training(Section):
    """The network's training; both recipes are run and shown side by side."""

    optimizers: list[Optimizer] = Field(
        ["adam", "sgd", "rmsprop"], min_length=1, description="Optimizers, in the tables' order."
    )
    paper: PaperRecipe = Field(PaperRecipe(), description="The paper's recipe.")
    tuned: TunedRecipe = Field(
        TunedRecipe(), description="A recipe with which the same network learns."
    )
    further: list[Literal["residual", "phase", "edges"]] = Field(
        ["residual", "phase", "edges"],
        description="Recipes that are trained beside those two: `residual` learns what is left "
        "of the training means, `phase` is told the phase too, `edges` has layers that mix the "
        "edges of a channel instead of convolutions (BrainNetCNN). Each gives one network and the "
        "mean of several.",
    )
    further_optimizer: Optimizer = Field("adam", description="Optimizer of the further recipes.")
    further_schemes: list[Scheme] = Field(
        ["blocked", "leave-one-subject-out-adapted", "few-shot"],
        description="Schemes (of `evaluation.schemes`) in which the further recipes are trained.",
    )
    residual: ResidualRecipe = Field(
        ResidualRecipe(), description="The same network on residuals from the training means."
    )
    phase: PhaseRecipe = Field(
        PhaseRecipe(), description="That network with the phase as a further input."
    )
    edges: EdgesRecipe = Field(
        EdgesRecipe(), description="A network of edges (BrainNetCNN) on the same residuals."
    )


class Evaluation(Section):
    """How the estimates are judged."""

    schemes: list[Scheme] = Field(
        [
            "random",
            "blocked",
            "leave-one-subject-out",
            "leave-one-subject-out-adapted",
            "few-shot",
        ],
        min_length=2,
        description="Ways to split the segments; what a cohort cannot carry is said. `random` (for "
        "Table 3) and `blocked` (the primary analysis) are always among them.",
    )
    random_shares: Shares = Field(Shares(), description="Parts of scheme `random`.")
    few_shot_segments: Count = Field(
        10, description="Segments per phase that scheme `few-shot` knows of a new subject."
    )
    bootstrap: Count = Field(2000, description="Resamples of an interval over subjects.")
    confidence: Annotated[float, Field(gt=0.5, lt=1)] = Field(
        0.95, description="Level of the intervals."
    )
    importance_repeats: Count = Field(
        5, description="Permutations per importance of a measure or an electrode."
    )
    importance_edge_repeats: Count = Field(
        2,
        description="Permutations per importance of a pair of electrodes, of which 19 make 171. At "
        "the paper's size one more costs eight seconds of one core.",
    )
    coupling_sweep: list[Annotated[float, Field(ge=0, le=1)]] = Field(
        [0.0, 0.25, 0.5, 0.75, 1.0],
        min_length=2,
        description="Couplings k of the target `coupling_sweep`, which simulates the muscles anew "
        "at each (`input: simulated`).",
    )
    null_shifts: Count = Field(
        99,
        description="Shifts of the EEG against the EMG, by whole cycles, of the null in scheme "
        "`blocked`; every linear and kernel model is fitted anew for each.",
    )
    network_null_shifts: Annotated[int, Field(ge=0)] = Field(
        0,
        description="Shifts of a null of the primary analysis, each of which trains its networks "
        "anew (0: none; at least 19, so that p can reach 0.05).",
    )
    control_repeats: Count = Field(5, description="How often the EEG is shuffled as a control.")
    edge_level: Annotated[float, Field(gt=0.5, lt=1)] = Field(
        0.9, description="Coverage that the intervals of single muscle edges ask for."
    )
    calibration_cohorts: Annotated[int, Field(ge=40)] = Field(
        40, description="Uncoupled cohorts of the target `calibration`."
    )
    ceiling_draws: Annotated[int, Field(ge=0)] = Field(
        64,
        description="Draws per segment of what the brain does not know, for the ceiling of a "
        "simulated cohort (0: no ceiling). 64 cost about two seconds per one-minute segment.",
    )

    @model_validator(mode="after")
    def _needed(self) -> Evaluation:
        missing = sorted({"random", "blocked"} - set(self.schemes))
        if missing:
            raise ValueError(f"schemes must contain {' and '.join(missing)}")
        if 0 < self.network_null_shifts < 19:
            raise ValueError(
                f"network_null_shifts is {self.network_null_shifts}, with which p cannot reach "
                "0.05: give 0 (no null of the network) or at least 19"
            )
        if len(set(self.coupling_sweep)) < len(self.coupling_sweep):
            raise ValueError("coupling_sweep names a coupling twice")
        return self
