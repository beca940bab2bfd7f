"""Catalogues of learning: the rivals without EEG, the regressions, and their names for people.

To add a rival, write its function (`eeg2emg.learning.rivals.FitRival`) and its entry here; to add a
regression, its function (`eeg2emg.learning.candidates.PrepareCandidates`) and its entry. Network
recipes are in `eeg2emg.learning.recipes`. Standard library only, since titles are read everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from eeg2emg.catalogues import catalogue
from eeg2emg.learning.recipes import RECIPES
from eeg2emg.names.features import CONNECTIVITY, LOG_COHERENCY
from eeg2emg.names.models import (
    BEST_CHOSEN,
    CHOSEN,
    ENSEMBLE,
    PRIMARY_CHOSEN,
    ModelName,
    networks_in,
    optimizer_title,
)

if TYPE_CHECKING:
    from collections.abc import Collection

PHASE_MEAN, CELL_MEAN = "phase mean", "cell mean"
"""Rivals that some comparisons ask for by name."""

TIME_TRENDS = ("common time trend", "proportional time trend", "own time trend")
"""Rivals that know when in the session a segment lies."""

RIDGE, KERNEL_RIDGE = "ridge", "kernel ridge"
"""Regressions that some comparisons ask for by name."""

FAM, FAM_KERNELS = "fam", "fam kernels"
"""The mean of unlike networks, and the mean of kernels of the same structure."""

COHERENCY_SHARES = (0.0, 0.25, 0.5)
"""How much of these means may come from coherency: it tells little where segments are short."""


@dataclass(frozen=True)
class Rival:
    """A predictor that sees no EEG.

    Attributes
    ----------
    name : str
        Name in files and tables, and for people.
    definition : str
        What it predicts, in one sentence.
    fit : str
        Reference to the function that fits it (`eeg2emg.learning.rivals.FitRival`).
    """

    name: str
    definition: str
    fit: str


@dataclass(frozen=True, kw_only=True)
class Member:
    """A regression as a member of a mean of several.

    Attributes
    ----------
    candidates : str
        As of `Regression`.
    inputs : tuple of str
        Sets of features that it sees (`eeg2emg.names.features`), as far as a cohort has them; where
        it has none of them, the member is left out.
    relative : bool
        Whether it learns by which share of the training mean targets differ from it, in place of
        the difference. Only for means above 0: others count as if nothing differed.
    known, new : float
        Its weight where the tested people are known, and where they are new.
    """

    candidates: str
    inputs: tuple[str, ...] = (CONNECTIVITY,)
    relative: bool = False
    known: float = 1.0
    new: float = 1.0


@dataclass(frozen=True)
class Regression:
    """A model of what the EEG adds to a training mean, solved in closed form.

    Attributes
    ----------
    name : str
        Name in files and tables.
    title : str
        Name for people.
    definition : str
        What it is, in one sentence.
    candidates : str
        Reference to the function that prepares it, to be fitted with every candidate value of its
        hyperparameters (`eeg2emg.learning.candidates.PrepareCandidates`); empty where it is a mean
        of members.
    doi : str
        Where it is described; empty where it is in every textbook.
    members : tuple of Member
        Of which it is the weighted mean, each with a choice of its own; empty where it is one
        model of the connectivity.
    coherency_shares : tuple of float
        Shares of the members that see the log-Euclidean coherency alone, of which one is chosen as
        hyperparameters are; empty where the weights of the members are as they say.
    """

    name: str
    title: str
    definition: str
    candidates: str = ""
    doi: str = ""
    members: tuple[Member, ...] = ()
    coherency_shares: tuple[float, ...] = ()

    @property
    def sets(self) -> tuple[str, ...]:
        """Sets of features that it sees, where a cohort has them."""
        members = self.members or (Member(candidates=self.candidates),)
        return tuple(dict.fromkeys(name for member in members for name in member.inputs))

    def members_of(self, sets: Collection[str], *, new: bool) -> list[tuple[Member, float]]:
        """List the members that a cohort allows, with weights whose sum is 1.

        Parameters
        ----------
        sets : collection of str
            Sets of features that the cohort has.
        new : bool
            Whether the tested people are new.
        """
        weighted = [
            (member, member.new if new else member.known)
            for member in self.members or (Member(candidates=self.candidates),)
            if set(member.inputs) & set(sets)
        ]
        total = sum(weight for _, weight in weighted)
        return [(member, weight / total) for member, weight in weighted if weight]


RIVALS = catalogue(
    Rival(
        "training mean",
        "Mean over all training segments.",
        "eeg2emg.learning.rivals:training_mean",
    ),
    Rival(
        PHASE_MEAN,
        "Mean over the training segments of the phase.",
        "eeg2emg.learning.rivals:phase_mean",
    ),
    Rival(
        "subject mean",
        "Mean over the training segments of the subject.",
        "eeg2emg.learning.rivals:subject_mean",
    ),
    Rival(
        CELL_MEAN,
        "Mean over the training segments of the subject and phase.",
        "eeg2emg.learning.rivals:cell_mean",
    ),
    Rival(
        "shrunken cell mean",
        "The cell mean, drawn towards subject and phase the more, the fewer segments it has "
        "(empirical Bayes).",
        "eeg2emg.learning.rivals:shrunken_cell_mean",
    ),
    Rival(
        "time-smoothed cell mean",
        "The cell mean, in which segments count the less, the further away in time they are.",
        "eeg2emg.learning.rivals:time_smoothed_cell_mean",
    ),
    Rival(
        TIME_TRENDS[0],
        "The cell mean (the phase mean of a new subject) and a line in time, the same for "
        "everybody of the phase.",
        "eeg2emg.learning.time_trends:common_time_trend",
    ),
    Rival(
        TIME_TRENDS[1],
        "The same, with a line that changes every cell by the same share of its mean.",
        "eeg2emg.learning.time_trends:proportional_time_trend",
    ),
    Rival(
        TIME_TRENDS[2],
        "The common time trend, and each cell's own deviation from it, the less, the less certain "
        "it is (empirical Bayes).",
        "eeg2emg.learning.time_trends:own_time_trend",
    ),
    Rival(
        "EMG amplitude law",
        "Per phase a line from the log EMG amplitude to the target, read at the amplitude that the "
        "cell had in training.",
        "eeg2emg.learning.rivals:emg_amplitude_law",
    ),
)
"""All rivals by name."""


def _on_each_set(*members: Member) -> tuple[Member, ...]:
    """Let members see one set of features each: connectivity, or logarithms of coherency."""
    return tuple(
        replace(member, inputs=(inputs,))
        for inputs in (CONNECTIVITY, LOG_COHERENCY)
        for member in members
    )


REGRESSIONS = catalogue(
    Regression(
        RIDGE,
        "ridge",
        "Linear regression with a penalty on the squared weights.",
        "eeg2emg.learning.regressions:ridge",
    ),
    Regression(
        "pls",
        "partial least squares",
        "Linear regression on the few components of the features that vary most with the targets.",
        "eeg2emg.learning.regressions:partial_least_squares",
        doi="10.1016/S0169-7439(01)00155-1",
    ),
    Regression(
        KERNEL_RIDGE,
        "kernel ridge",
        "Ridge regression on a Gaussian kernel of the features, in which segments of the same "
        "phase, subject and cell count more for each other.",
        "eeg2emg.learning.regressions:kernel_ridge",
    ),
    Regression(
        "kernel ridge, coherency",
        "kernel ridge with log coherency",
        "The kernel ridge, of connectivity and log-Euclidean coherency together.",
        members=(
            Member(
                candidates="eeg2emg.learning.regressions:kernel_ridge",
                inputs=(CONNECTIVITY, LOG_COHERENCY),
            ),
        ),
    ),
    Regression(
        FAM,
        "mean of unlike networks",
        "Mean of networks with one hidden layer that is drawn, and a head that is solved: of all "
        "features with slopes of each person (known people only), of 64 components with slopes of "
        "each phase, and of 64 components as shares of the mean; each of connectivity and of "
        "log-Euclidean coherency.",
        members=_on_each_set(
            Member(
                candidates="eeg2emg.learning.solved_networks:of_all_features", known=2.0, new=0.0
            ),
            Member(candidates="eeg2emg.learning.solved_networks:of_components_by_phase"),
            Member(candidates="eeg2emg.learning.solved_networks:of_components", relative=True),
        ),
        coherency_shares=COHERENCY_SHARES,
    ),
    Regression(
        FAM_KERNELS,
        "mean of unlike kernels",
        "The same structure without a network: Gaussian kernels in place of hidden layers.",
        members=_on_each_set(
            Member(candidates="eeg2emg.learning.regressions:kernel_ridge", known=2.0, new=0.0),
            Member(candidates="eeg2emg.learning.regressions:kernel_of_components_by_phase"),
            Member(candidates="eeg2emg.learning.regressions:kernel_of_components", relative=True),
        ),
        coherency_shares=COHERENCY_SHARES,
    ),
)
"""All regressions by name."""

DOUBTED = tuple(name for name, one in REGRESSIONS.items() if name == FAM or not one.members)
"""Regressions that are doubted and explained, by null, controls and importance: those of one
member, and the mean of networks. The others are variants of these, there to be compared."""


def doubted_with(primary: Collection[str]) -> tuple[str, ...]:
    """List the regressions that are doubted, where the primary analysis has these models."""
    return tuple(name for name in REGRESSIONS if name in DOUBTED or name in primary)


LEARNING_CURVE = (RIDGE, KERNEL_RIDGE, FAM)
"""Models whose learning curve is measured."""

PRIMARY_MODELS = (RIDGE, KERNEL_RIDGE)
"""Among which the primary analysis chooses, unless the configuration says otherwise: one that can
use little and one that can use much, both of which a null can fit a hundred times."""


def model_title(model: str) -> str:
    """Spell a model's name for people.

    Parameters
    ----------
    model : str
        As in files, for instance ``network-tuned-adam-best``.

    Returns
    -------
    str
        For instance ``tuned network, Adam, best weights``.
    """
    name = ModelName.parse(model)
    if name.is_network:
        title = RECIPES[name.recipe].title
        if name.weights == CHOSEN:
            return f"{title}, optimizer by validation"
        weights = name.weights if name.weights == ENSEMBLE else f"{name.weights} weights"
        return f"{title}, {optimizer_title(name.optimizer)}, {weights}"
    if model == PRIMARY_CHOSEN:
        return "primary model, by validation"
    if model == BEST_CHOSEN:
        return "best model with EEG, by validation"
    return REGRESSIONS[model].title if model in REGRESSIONS else model


def spell_models(text: str) -> str:
    """Replace the names of networks in a text by those for people."""
    for found in networks_in(text):
        text = text.replace(found, model_title(found))
    return text
