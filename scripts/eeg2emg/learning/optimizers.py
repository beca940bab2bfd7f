"""Update rules of Adam, SGD with momentum and RMSprop as MATLAB defines them.

Keras' own differ in details (RMSprop adds epsilon inside the root), so the few lines stand here.
The functions take and return arrays of any kind that has arithmetic and `** 0.5`: numpy or
TensorFlow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eeg2emg.names.models import OPTIMIZERS

if TYPE_CHECKING:
    from eeg2emg.learning.recipes import TrainingRecipe


def update(
    optimizer: str,
    recipe: TrainingRecipe,
    gradient: Any,
    *,
    first: Any,
    second: Any,
    rate: Any,
    iteration: Any,
) -> tuple[Any, Any, Any]:
    """Compute one step of one array of weights.

    With the gradient g, rate a and iteration t, counted from 1:

    - ``sgd``: step = momentum * last step - a g
    - ``rmsprop``: v = b v + (1 - b) g^2; step = -a g / (sqrt(v) + epsilon)
    - ``adam``: m = c m + (1 - c) g; v = b v + (1 - b) g^2;
      step = -a sqrt(1 - b^t) / (1 - c^t) * m / (sqrt(v) + epsilon)

    Parameters
    ----------
    optimizer : str
        One of `eeg2emg.names.models.OPTIMIZERS`.
    recipe : TrainingRecipe
        Gives the decays, the momentum and epsilon.
    gradient : array
        Gradient of the loss, penalty included.
    first, second : array
        State: last step or mean gradient, and mean squared gradient; zero at the start.
    rate, iteration : scalar
        Learning rate, and the number of this iteration.

    Returns
    -------
    step, first, second : array
        What to add to the weights, and the new state.

    References
    ----------
    Kingma and Ba (2015), arXiv:1412.6980, for Adam.
    """
    if optimizer == "sgd":
        step = recipe.momentum * first - rate * gradient
        return step, step, second
    if optimizer == "rmsprop":
        decay = recipe.rmsprop_square_decay
        second = decay * second + (1 - decay) * gradient * gradient
        return -rate * gradient / (second**0.5 + recipe.epsilon), first, second
    if optimizer != "adam":
        raise ValueError(f"optimizer is {optimizer!r}, not one of {', '.join(OPTIMIZERS)}")
    first_decay, decay = recipe.adam_decay, recipe.adam_square_decay
    first = first_decay * first + (1 - first_decay) * gradient
    second = decay * second + (1 - decay) * gradient * gradient
    corrected = rate * (1 - decay**iteration) ** 0.5 / (1 - first_decay**iteration)
    return -corrected * first / (second**0.5 + recipe.epsilon), first, second
