"""Options of learning and of its judgement.

Schemes, recipes and optimizers are those of the catalogues, so that a new one needs nothing here.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, create_model, model_validator

from eeg2emg.configuration.base import Mistake, Repeats, Section, Share, refuse, section_from
from eeg2emg.learning.catalogue import PRIMARY_MODELS, REGRESSIONS
from eeg2emg.learning.recipes import RECIPES, TARGET_FORMS, LearningRate
from eeg2emg.limits import Distinct, Limits
from eeg2emg.names.models import OPTIMIZERS
from eeg2emg.simulation.laws import LAWS
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME, SCHEMES, TABLE3_SCHEME

if TYPE_CHECKING:
    from collections.abc import Iterator

Scheme: Any = Literal[tuple(SCHEMES)]
Optimizer: Any = Literal[tuple(OPTIMIZERS)]
_FURTHER = {name: entry for name, entry in RECIPES.items() if not entry.compared}
FurtherRecipe: Any = Literal[tuple(_FURTHER)]
TargetForm: Any = Literal[TARGET_FORMS]
PrimaryModel: Any = Literal[(*REGRESSIONS, *_FURTHER)]
EvidentScheme: Any = Literal[tuple(name for name, entry in SCHEMES.items() if entry.is_evidence)]
CohortNumber = Annotated[int, Limits(1, 1_000_000, "cohorts are counted from 1")]

Level = Annotated[
    float, Limits(0.5, 1, "it is the coverage of an interval, a share", above=True, below=True)
]
Part = Annotated[
    float, Limits(0, 1, "a part without segments cannot be used", above=True, below=True)
]


FEWEST_SHIFTS = 39
"""With fewer shifts no p-value of a null reaches 0.025."""


class Shares(Section):
    """Parts of scheme `random`."""

    training: Part = Field(0.7, description="Share of the segments for training.")
    validation: Part = Field(0.1, description="Share of the segments for validation.")
    test: Part = Field(0.2, description="Share of the segments for testing.")

    @model_validator(mode="after")
    def _whole(self) -> Shares:
        if abs(self.training + self.validation + self.test - 1) > 1e-9:
            refuse(
                "Shares",
                [
                    Mistake(
                        ("training", "validation", "test"),
                        f"training, validation and test ({self.training:g}, {self.validation:g}, "
                        f"{self.test:g}) must add up to 1",
                    )
                ],
            )
        return self


def _recipe_options(*, compared: bool) -> dict[str, Any]:
    """Make a section of each recipe: giving one option must not reset the others to the paper's."""
    options = {}
    for name, entry in RECIPES.items():
        if entry.compared != compared:
            continue
        fixed = ("name", *entry.fixed)
        section: Any = section_from(
            f"{name.capitalize()}Recipe",
            entry.purpose,
            entry.recipe,
            leave_out=fixed,
            types={
                "zero_center": Literal["channel", "element"],
                "shuffle": Literal["once", "every-epoch"],
                "target_forms": Annotated[tuple[TargetForm, ...], Distinct()],
                "initial_rates": dict[Optimizer, LearningRate],
            },
            fixed={option: getattr(entry.recipe, option) for option in fixed},
        )
        options[name] = (section, Field(section(), description=entry.purpose))
    return options


Training: Any = create_model(
    "Training",
    __base__=Section,
    __doc__="The networks' training.",
    optimizers=(
        Annotated[list[Optimizer], Distinct()],
        Field(list(OPTIMIZERS), min_length=1, description="Optimizers, in the tables' order."),
    ),
    **_recipe_options(compared=True),
    new_people=(
        bool,
        Field(
            True,
            description="Train the compared recipes in schemes whose tested subjects are new, too: "
            "a network per subject and optimizer.",
        ),
    ),
    further=(
        Annotated[list[FurtherRecipe], Distinct()],
        Field(
            [name for name, entry in _FURTHER.items() if not entry.on_request],
            description="Recipes that are trained beside those, with one optimizer. Each gives one "
            "network and the mean of several. "
            + " ".join(f"`{name}`: {entry.purpose}" for name, entry in _FURTHER.items()),
        ),
    ),
    further_optimizer=(
        Optimizer,
        Field(next(iter(OPTIMIZERS)), description="Optimizer of the further recipes."),
    ),
    further_schemes=(
        Annotated[list[Scheme], Distinct()],
        Field(
            [name for name, scheme in SCHEMES.items() if scheme.trains_further],
            description="Schemes (of `evaluation.schemes`) in which the further recipes are "
            "trained.",
        ),
    ),
    **_recipe_options(compared=False),
)


def coupling_name(coupling: float) -> str:
    """Name the folder of a coupling of the sweep."""
    return f"k-{coupling:g}"


class Evaluation(Section):
    """How the estimates are judged."""

    schemes: Annotated[list[Scheme], Distinct()] = Field(
        list(SCHEMES),
        min_length=2,
        description="Ways to split the segments; what a cohort cannot carry is said. "
        f"`{TABLE3_SCHEME}` (for Table 3) and `{PRIMARY_SCHEME}` (the primary analysis) are always "
        "among them.",
    )
    primary_models: Annotated[list[PrimaryModel], Distinct()] = Field(
        list(PRIMARY_MODELS),
        min_length=1,
        description="Models of the primary analysis, among which validation segments choose, "
        "named before anything is tested: regressions "
        f"({', '.join(f'`{name}`' for name in REGRESSIONS)}) "
        f"and further recipes ({', '.join(f'`{name}`' for name in _FURTHER)}: the mean of several "
        "networks). A recipe takes `network_null_shifts` too, since the null must cover it.",
    )
    random_shares: Shares = Field(Shares(), description="Parts of scheme `random`.")
    few_shot_segments: Annotated[int, Limits(1, 10_000, "no subject has more segments")] = Field(
        10, description="Segments per phase that scheme `few-shot` knows of a new subject."
    )
    bootstrap: Repeats = Field(
        2000,
        description="Without effect: intervals invert the sign-flip test and are not resampled. "
        "Accepted so that files of earlier versions still serve.",
    )
    compare_estimators: bool = Field(
        False,
        description="Estimate the spectral measures with the other estimator too "
        "(`connectivity.estimator`), train the paper's network on them once more, and set both "
        "results side by side (`tables/estimators.csv`); also a target, `estimators`.",
    )
    compare_laplacian: bool = Field(
        False,
        description="Clean the recordings with the other choice of `eeg.laplacian` too, train the "
        "judged models once more, and set the skills side by side (`tables/laplacian.csv`); also "
        "a target, `laplacian`.",
    )
    confidence: Level = Field(0.95, description="Level of the intervals.")
    importance_repeats: Repeats = Field(
        5, description="Permutations per importance of a measure or an electrode."
    )
    importance_edge_repeats: Repeats = Field(
        2,
        description="Permutations per importance of a pair of electrodes, of which 19 make 171. At "
        "the paper's size one more costs eight seconds of one core.",
    )
    coupling_sweep: Annotated[list[Share], Distinct(key=coupling_name)] = Field(
        [0.0, 0.25, 0.5, 0.75, 1.0],
        min_length=2,
        description="Couplings k of the target `coupling_sweep`, which simulates the muscles anew "
        "at each (`input: simulated`).",
    )
    null_shifts: Repeats = Field(
        99,
        description="Wrong pairings of the null in scheme "
        f"`{PRIMARY_SCHEME}`, the EEG of people beside the EMG of others; every linear and kernel "
        "model is fitted anew for each. With fewer than 39 no p-value reaches 0.025, and the "
        "verdict stays open.",
    )
    network_null_shifts: Annotated[int, Limits(0, 10_000, "each trains the networks anew")] = Field(
        0,
        description="Wrong pairings of a null of networks, each of which trains the replication's "
        "networks (and those among `primary_models`) anew (0: none; at least 39, so that p can "
        "reach 0.025).",
    )
    control_repeats: Repeats = Field(5, description="How often the EEG is shuffled as a control.")
    edge_level: Level = Field(
        0.9, description="Coverage that the intervals of single muscle edges ask for."
    )
    calibration_cohorts: Annotated[
        int, Limits(40, 100_000, "with fewer a level of 0.05 cannot be told from 0.1")
    ] = Field(40, description="Uncoupled cohorts of the target `calibration`.")
    verdict_cohorts: Annotated[int, Limits(1, 100_000, "each takes some seconds")] = Field(
        200,
        description="Cohorts without coupling of the target `calibration` under each nuisance of "
        "matrices (of some a fifth). Each takes about four seconds of one core. Of nuisances of "
        "signals 3 to 10 are made, which take about half a minute each.",
    )
    power_cohorts: Annotated[int, Limits(1, 100_000, "each takes some seconds")] = Field(
        10,
        description="Cohorts of each law in the target `calibration`, and of each size and "
        "coupling in the target `power`.",
    )
    benchmark_cohorts: Annotated[list[CohortNumber], Distinct()] = Field(
        [1, 2, 3, 4, 5, 6],
        min_length=1,
        description="Numbers of the simulated cohorts of the target `benchmark`, whose laws take "
        f"turns ({', '.join(f'`{law}`' for law in LAWS)}). A number gives the same cohort whatever "
        "else is asked for, so further numbers are cohorts that nobody has seen. Their coupling is "
        "`simulation.coupling`; each takes about a minute of one core.",
    )
    benchmark_subjects: Annotated[
        int, Limits(2, 1000, "somebody is new, and somebody is learned from")
    ] = Field(8, description="People of each cohort of the target `benchmark`.")
    benchmark_recordings: Annotated[int, Limits(1, 1000, "people have some recordings")] = Field(
        6,
        description="Recordings of each of them, of ten segments of 10 s.",
    )
    benchmark_schemes: Annotated[list[EvidentScheme], Distinct()] = Field(
        [name for name, scheme in SCHEMES.items() if scheme.is_evidence and scheme.trains_further],
        min_length=1,
        description="Schemes of the target `benchmark`.",
    )
    benchmark_networks: Annotated[list[FurtherRecipe], Distinct()] = Field(
        [],
        description="Further recipes that the target `benchmark` trains too, in `blocked` and "
        "`leave-one-subject-out-adapted` where these are among its schemes, with "
        "`training.further_optimizer`.",
    )
    benchmark_named: Annotated[list[PrimaryModel], Distinct()] = Field(
        ["ridge", "pls", "kernel ridge", "fam", "fam kernels", "residual", "phase", "edges"],
        description="Regressions and further recipes that were named before the cohorts of the "
        "target `benchmark` were opened. Only of these something is claimed. Who adds a model "
        "because of what these cohorts show names it here together with new "
        "`benchmark_cohorts`.",
    )
    ceiling_draws: Annotated[int, Limits(0, 100_000, "each takes some milliseconds")] = Field(
        256,
        description="Draws of the muscle network per person and phase, for the ceiling of a "
        "simulated cohort (0: no ceiling; at least 16 are made). 256 cost about two seconds per "
        "person and phase, and some thirty for the law of people.",
    )

    @model_validator(mode="after")
    def _needed(self) -> Evaluation:
        refuse("Evaluation", self._mistakes())
        return self

    def _mistakes(self) -> Iterator[Mistake]:
        missing = sorted({TABLE3_SCHEME, PRIMARY_SCHEME} - set(self.schemes))
        if missing:
            yield Mistake(("schemes",), f"schemes must contain {' and '.join(missing)}")
        if 0 < self.network_null_shifts < FEWEST_SHIFTS:
            yield Mistake(
                ("network_null_shifts",),
                f"network_null_shifts is {self.network_null_shifts}, with which p cannot reach "
                f"0.025: give 0 (no null of networks) or at least {FEWEST_SHIFTS}",
            )
        # One resample at least must lie beyond each end of the interval.
        needed = math.ceil(2 / (1 - self.confidence) - 1e-6)
        if self.bootstrap < needed:
            yield Mistake(
                ("bootstrap", "confidence"),
                f"bootstrap is {self.bootstrap}, but an interval of level {self.confidence:g} "
                f"needs at least {needed} resamples, one beyond each of its ends",
            )
