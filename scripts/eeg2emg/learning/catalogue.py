"""Catalogues of learning: the rivals without EEG, the regressions, and their names for people.

To add a rival, write its function (`eeg2emg.learning.rivals.FitRival`) and its entry here; to add a
regression, its function (`eeg2emg.learning.candidates.PrepareCandidates`) and its entry. Network
recipes are in `eeg2emg.learning.recipes`. Standard library only, since titles are read everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from eeg2emg.catalogues import catalogue
from eeg2emg.learning.recipes import RECIPES
from eeg2emg.names.models import (
    BEST_CHOSEN,
    CHOSEN,
    ENSEMBLE,
    PRIMARY_CHOSEN,
    ModelName,
    networks_in,
    optimizer_title,
)

PHASE_MEAN, CELL_MEAN = "phase mean", "cell mean"
"""Rivals that some comparisons ask for by name."""

TIME_TRENDS = ("common time trend", "proportional time trend", "own time trend")
"""Rivals that know when in the session a segment lies."""

RIDGE, KERNEL_RIDGE = "ridge", "kernel ridge"
"""Regressions that some comparisons ask for by name."""


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


@dataclass(frozen=True)
class Regression:
    """A linear or kernel model of what the EEG adds to a training mean.

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
        hyperparameters (`eeg2emg.learning.candidates.PrepareCandidates`).
    doi : str
        Where it is described; empty where it is in every textbook.
    """

    name: str
    title: str
    definition: str
    candidates: str
    doi: str = ""


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
)
"""All regressions by name."""


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
