"""How models are called and coloured, the same everywhere."""

from __future__ import annotations

import re

from eeg2emg.figures.style import AMBER, INK, MUTED, PURPLE, SKY, optimizer_colour
from eeg2emg.learning.recipes import OPTIMIZERS
from eeg2emg.names.models import optimizer_title

_NETWORK = re.compile(r"network-[a-z]+-(?:chosen|[a-z]+-(?:last|best|ensemble))")
_COLOURS = {"ridge": PURPLE, "pls": AMBER, "kernel ridge": SKY}
_NAMES = {
    "pls": "partial least squares",
    "best-chosen": "best model with EEG, by validation",
}


def model_colour(model: str) -> str:
    """Colour of a model: a network's is that of its optimizer, an EEG-free predictor's is grey."""
    if model.startswith("network-") or model == "best-chosen":
        return next((optimizer_colour(name) for name in OPTIMIZERS if name in model), INK)
    return _COLOURS.get(model, MUTED)


def model_name(model: str) -> str:
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
    if not model.startswith("network-"):
        return _NAMES.get(model, model)
    _, recipe, *rest = model.split("-")
    name = "paper's network" if recipe == "paper" else f"{recipe} network"
    if rest == ["chosen"]:
        return f"{name}, optimizer by validation"
    what = "ensemble" if rest[1] == "ensemble" else f"{rest[1]} weights"
    return f"{name}, {optimizer_title(rest[0])}, {what}"


def spell_models(text: str) -> str:
    """Replace the names of networks in a text by those for people."""
    return _NETWORK.sub(lambda found: model_name(found[0]), text)


def is_of_paper(model: str) -> bool:
    """Tell whether a model is the network with the paper's recipe."""
    return model.startswith("network-paper-")
