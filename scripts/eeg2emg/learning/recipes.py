"""Recipes: how networks are trained, every option with the source of its default.

To add a recipe, write its entry in `RECIPES`. Standard library only, since the configuration makes
its sections from them while a workflow is parsed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Annotated, Any

from eeg2emg.catalogues import catalogue
from eeg2emg.errors import ConfigurationError
from eeg2emg.limits import Limits, check_limits
from eeg2emg.names.models import OPTIMIZERS, ModelName

if TYPE_CHECKING:
    from collections.abc import Mapping

PAPER_RECIPE = "paper"
"""The recipe of the paper's Tables 1 and 2."""

REPLICATION_RECIPE = "tuned"
"""The recipe with which the paper's network is judged: its layers, trained to convergence."""

REPLICATION_MODEL = str(ModelName.chosen_network(REPLICATION_RECIPE))
"""The paper's network with that recipe, optimizer by validation: the replication."""

DIFFERENCE, SHARE = "difference", "share"
TARGET_FORMS = (DIFFERENCE, SHARE)
"""What a network on residuals may learn: how far a target differs from its training mean, or by
which share of this mean."""

TABLES = "printed in Tables 1 and 2"
MATLAB = "MATLAB's default, not printed"
ZERO_CENTRED = "zero-centring is printed in Table 1; that it is by channel is MATLAB's default"
CHOSEN = "this project's choice"

_Count = Annotated[int, Limits(1, 1_000_000, "with less nothing happens, and more never ends")]
_Filters = Annotated[int, Limits(1, 10_000, "more filters than that fit no memory")]
_Side = Annotated[int, Limits(1, 999, "a filter has a side, and is no larger than a brain network")]
_Members = Annotated[int, Limits(1, 1000, "each is a network of its own")]
LearningRate = Annotated[float, Limits(0, 10, "with more no network converges", above=True)]
_Factor = Annotated[
    float, Limits(0, 1, "at 0 learning stops, and above 1 the rate would rise", above=True)
]
_Decay = Annotated[float, Limits(0, 1, "from 1 on nothing old is ever forgotten", below=True)]
_Penalty = Annotated[float, Limits(0, 1e6, "beyond it all weights are 0, and none is negative")]
_Epsilon = Annotated[float, Limits(0, 1, "it keeps a division from 0, and is small", above=True)]


def _option(default: Any, source: str, meaning: str) -> Any:
    metadata = {"source": source, "meaning": meaning}
    if isinstance(default, dict):
        return field(default_factory=lambda: dict(default), metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True)
class TrainingRecipe:
    """Options of the network's training.

    The defaults are the paper's: its Tables 1 and 2, and where they are silent, MATLAB's defaults.
    `describe` lists every option with its value, source and meaning.
    """

    name: str = _option(PAPER_RECIPE, CHOSEN, "name of the recipe in files and tables")
    filters: tuple[_Filters, ...] = _option(
        (25, 50, 100), TABLES, "number of filters of each convolution"
    )
    kernel_sizes: tuple[_Side, ...] = _option(
        (7, 5, 3), TABLES, "side of each square filter, stride 1, without padding"
    )
    edge_filters: tuple[_Filters, ...] = _option(
        (),
        CHOSEN,
        "instead of convolutions: numbers of filters from edges to edges, from edges to nodes, and "
        "from nodes to the graph",
    )
    zero_center: str = _option(
        "channel",
        ZERO_CENTRED,
        "input normalisation: the training mean of each plane ('channel') or of each entry of each "
        "plane ('element') is subtracted",
    )
    scale_inputs: bool = _option(
        False, MATLAB, "divide each entry by its standard deviation over the training segments"
    )
    scale_targets: bool = _option(
        False,
        MATLAB,
        "train on targets less their training mean, over one common training standard deviation",
    )
    residuals: bool = _option(
        False,
        CHOSEN,
        "learn what is left of the targets from their training means (of the cell; of the phase "
        "for new subjects), from features less their means",
    )
    target_forms: tuple[str, ...] = _option(
        (DIFFERENCE,),
        CHOSEN,
        "forms of the residuals, through which the members take turns: the 'difference' from the "
        "training mean, or the 'share' of this mean by which a target differs from it",
    )
    phase_input: bool = _option(
        False, CHOSEN, "give the phase to the network: one more input plane per phase, 1 or 0"
    )
    members: _Members = _option(
        1, CHOSEN, "networks trained from different initial weights; their mean is the ensemble"
    )
    initial_rates: Mapping[str, LearningRate] = _option(
        {"adam": 0.01, "sgd": 0.01, "rmsprop": 0.01}, TABLES, "initial learning rate by optimizer"
    )
    rate_factor: _Factor = _option(0.95, TABLES, "factor of each drop of the learning rate")
    rate_period_epochs: _Count = _option(2, TABLES, "epochs between drops of the learning rate")
    max_epochs: _Count = _option(10, TABLES, "most epochs")
    batch_size: _Count = _option(
        128,
        MATLAB,
        "segments per iteration; what does not fill a batch is dropped in each epoch; with fewer "
        "training segments than this the whole training set is the batch",
    )
    validation_period: _Count = _option(4, TABLES, "iterations between validations")
    patience: _Count = _option(
        20, TABLES, "validations without a smaller loss after which training stops"
    )
    shuffle: str = _option(
        "once", MATLAB, "shuffle the training segments 'once' or before 'every-epoch'"
    )
    l2: _Penalty = _option(
        1e-4, MATLAB, "penalty l2 / 2 * |w|^2 on the weights, none on the biases, added to the loss"
    )
    momentum: _Decay = _option(0.9, MATLAB, "momentum of sgd")
    adam_decay: _Decay = _option(0.9, MATLAB, "decay of Adam's mean gradient")
    adam_square_decay: _Decay = _option(0.999, MATLAB, "decay of Adam's mean squared gradient")
    rmsprop_square_decay: _Decay = _option(0.9, MATLAB, "decay of RMSprop's mean squared gradient")
    epsilon: _Epsilon = _option(1e-8, MATLAB, "added to the root of the mean squared gradient")

    def __post_init__(self) -> None:
        if self.zero_center not in {"channel", "element"}:
            self._refuse("zero_center", "channel, element")
        if self.shuffle not in {"once", "every-epoch"}:
            self._refuse("shuffle", "once, every-epoch")
        if set(self.initial_rates) != set(OPTIMIZERS):
            self._refuse("initial_rates", f"a rate for each of {', '.join(OPTIMIZERS)}")
        if len(self.filters) != len(self.kernel_sizes):
            self._refuse("filters", "as many as kernel_sizes", "kernel_sizes")
        if not self.filters and not self.edge_filters:
            self._refuse("filters", "at least one, or edge_filters", "edge_filters")
        if self.edge_filters and (len(self.edge_filters) != 3 or min(self.edge_filters) < 1):
            self._refuse("edge_filters", "three positive numbers")
        check_limits(self, f"training.{self.name}")
        self._check_forms()

    def _check_forms(self) -> None:
        forms = self.target_forms
        if not forms or set(forms) - set(TARGET_FORMS) or len(set(forms)) < len(forms):
            self._refuse("target_forms", f"one or more of {', '.join(TARGET_FORMS)}, each once")
        if not self.residuals and tuple(forms) != (DIFFERENCE,):
            self._refuse("target_forms", f"{DIFFERENCE} alone without residuals", "residuals")
        if self.members < len(forms):
            self._refuse("members", "at least one for each of target_forms", "target_forms")

    def form_of(self, member: int) -> str:
        """Say what a member learns, counted from 1: members take turns through the forms."""
        return self.target_forms[(member - 1) % len(self.target_forms)]

    def _refuse(self, option: str, allowed: str, *beside: str) -> None:
        raise ConfigurationError(
            f"training.{self.name}.{option} is {getattr(self, option)!r}",
            remedy=f"Allowed: {allowed}",
            options=(option, *beside),
        )

    def describe(self) -> list[dict[str, str]]:
        """List the options: keys option, value, source and meaning, all text.

        A list counts for the same as the tuple of its entries: options that are read from a file
        hold lists.
        """
        paper = TrainingRecipe()
        rows = []
        for item in fields(self):
            value, printed = (_spelled(getattr(one, item.name)) for one in (self, paper))
            rows.append(
                {
                    "option": item.name,
                    "value": value,
                    "source": item.metadata["source"] if value == printed else CHOSEN,
                    "meaning": item.metadata["meaning"],
                }
            )
        return rows


def _spelled(value: Any) -> str:
    """Spell the value of an option, the same whether it was read from a file or not."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {_spelled(value[name])}" for name in sorted(value))
    if isinstance(value, list | tuple):
        return ", ".join(map(_spelled, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


@dataclass(frozen=True, kw_only=True)
class NetworkRecipe:
    """A recipe, and what becomes of its networks.

    Attributes
    ----------
    recipe : TrainingRecipe
        Its options.
    title : str
        What its network is called for people.
    purpose : str
        What it is there for, in one sentence.
    compared : bool
        Whether it is trained with every optimizer, laid out as Table 3 and chosen among by
        validation. Further recipes are trained with one optimizer, to be judged beside these.
    on_request : bool
        Whether a further recipe is trained only where the configuration names it.
    refits : bool
        Whether its networks are trained again on training and validation segments, where the
        scheme does so (`eeg2emg.splitting.catalogue.Scheme`).
    fixed : tuple of str
        Options, besides the name, that make the recipe what it is: the configuration does not
        offer them.
    """

    recipe: TrainingRecipe
    title: str
    purpose: str
    compared: bool = False
    on_request: bool = False
    refits: bool = True
    fixed: tuple[str, ...] = ("residuals", "phase_input", "edge_filters", "target_forms")

    @property
    def name(self) -> str:
        """Name in files, tables and the configuration."""
        return self.recipe.name

    @property
    def table3(self) -> str:
        """Name of the table that is laid out as the paper's Table 3."""
        return f"table3{self._ending}"

    @property
    def training_figure(self) -> str:
        """Name of the figure of its training curves."""
        return f"training{self._ending}"

    @property
    def _ending(self) -> str:
        return "" if self.name == PAPER_RECIPE else f"_{self.name}"


_TUNED = TrainingRecipe(
    name=REPLICATION_RECIPE,
    zero_center="element",
    scale_inputs=True,
    scale_targets=True,
    initial_rates={"adam": 0.001, "sgd": 0.001, "rmsprop": 0.0005},
    max_epochs=60,
    validation_period=10,
    batch_size=16,
    shuffle="every-epoch",
    l2=0.1,
)
_RESIDUAL = replace(_TUNED, name="residual", residuals=True, members=3)

RECIPES = catalogue(
    NetworkRecipe(
        recipe=TrainingRecipe(name=PAPER_RECIPE),
        title="paper's network",
        purpose="The paper's recipe: its Tables 1 and 2 to the letter, MATLAB's defaults where "
        "they are silent.",
        compared=True,
        refits=False,
        fixed=("residuals", "phase_input", "edge_filters", "target_forms", "members"),
    ),
    NetworkRecipe(
        recipe=_TUNED,
        title="tuned network",
        purpose="The paper's network with rates, batches and scaling with which it learns.",
        compared=True,
        fixed=("residuals", "phase_input", "edge_filters", "target_forms", "members"),
    ),
    NetworkRecipe(
        recipe=_RESIDUAL,
        title="residual network",
        purpose="The tuned network on what is left of the targets from their training means.",
    ),
    NetworkRecipe(
        recipe=replace(_RESIDUAL, name="phase", phase_input=True),
        title="phase network",
        purpose="The residual network with the phase as a further input, since what a brain "
        "network means may depend on it.",
        fixed=("residuals", "phase_input", "edge_filters"),
    ),
    NetworkRecipe(
        recipe=replace(
            _RESIDUAL, name="edges", filters=(), kernel_sizes=(), edge_filters=(32, 64, 64)
        ),
        title="edges network",
        purpose="A network on the same residuals whose layers mix the edges of a channel, in "
        "place of convolutions (BrainNetCNN).",
        fixed=("residuals", "phase_input", "filters", "kernel_sizes"),
    ),
    NetworkRecipe(
        recipe=replace(_RESIDUAL, name="unlike", target_forms=TARGET_FORMS, members=4),
        title="unlike network",
        purpose="The residual network, but every other member learns by which share of the "
        "training mean a target differs from it, since a mean of unlike networks errs less.",
        on_request=True,
    ),
)
"""All recipes by name, those that are compared with all optimizers first."""
