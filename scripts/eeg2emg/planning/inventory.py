"""Inventory: a function called for each of many recordings, in child interpreters."""

from __future__ import annotations

import importlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from eeg2emg.errors import RecordingError
from eeg2emg.recordings.child_process import call_isolated

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_BATCH = 64
_CHILDREN = 2


def of_each(
    target: str,
    tasks: Sequence[dict[str, Any]],
    *,
    culprits: Sequence[str],
    unreadable: Callable[[dict[str, Any], str], Any],
) -> list[Any]:
    """Call a library function for each of many recordings, many in one child interpreter.

    Where a reader crashes, the batch is divided until the recording on which it does is alone; the
    others are read.

    Parameters
    ----------
    target : str
        ``"eeg2emg.module:function"``.
    tasks : sequence of dict
        Keyword arguments of the function, one for each recording.
    culprits : sequence of str
        The file of each recording.
    unreadable : callable
        Gives the outcome of a recording on which the reader crashes, from its task and the reason.

    Returns
    -------
    list
        What the function returned, in the order of `tasks`.

    Raises
    ------
    MachineError
        The machine failed.
    """

    def batch(start: int, stop: int) -> list[Any]:
        own = list(tasks[start:stop])
        try:
            return call_isolated(
                "eeg2emg.planning.inventory:call_for_each",
                culprit=culprits[start],
                function=target,
                tasks=own,
            )
        except RecordingError as error:
            if len(own) == 1:
                return [unreadable(own[0], str(error))]
        middle = (start + stop) // 2
        return batch(start, middle) + batch(middle, stop)

    size = min(_BATCH, max(1, -(-len(tasks) // _CHILDREN)))
    starts = range(0, len(tasks), size)
    with ThreadPoolExecutor(_CHILDREN) as pool:
        found = pool.map(lambda start: batch(start, min(start + size, len(tasks))), starts)
        return [outcome for outcomes in found for outcome in outcomes]


def call_for_each(function: str, tasks: Sequence[dict[str, Any]]) -> list[Any]:
    """Call a function once for each set of arguments, in this process."""
    module, _, name = function.partition(":")
    work = getattr(importlib.import_module(module), name)
    return [work(**task) for task in tasks]
