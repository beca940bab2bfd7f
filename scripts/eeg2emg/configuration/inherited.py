"""Options that a run of own recordings inherits from the simulated default."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from eeg2emg.configuration.model import Configuration
    from eeg2emg.configuration.sources import Source

_ITS_OWN = frozenset({"name", "input", "dataset", "seed", "simulation"})
"""What every run has for itself, or what only simulated cohorts use."""


def inherited_options(configuration: Configuration, sources: Sequence[Source]) -> list[str]:
    """List what own recordings take from the simulated default without having asked for it.

    The workflow's own file is merged under every other, and some of its options are small so that
    the simulated cohort takes minutes: what a laboratory's file does not name would be as small.

    Parameters
    ----------
    configuration : Configuration
        The merged options.
    sources : sequence of Source
        The workflow's own file first, then those that were named.

    Returns
    -------
    list of str
        ``section.option: value`` where the value is not the documented default; empty for
        simulated cohorts, and where the workflow's own file alone was read.
    """
    if configuration.input == "simulated" or len(sources) < 2:
        return []
    own, *named = sources
    defaults = type(configuration)().model_dump(mode="json")
    used = configuration.model_dump(mode="json")
    return [
        f"{'.'.join(path)}: {_at(used, path)}"
        for path in _leaves(own.content)
        if path[0] not in _ITS_OWN
        and not any(source.sets(path) for source in named)
        and _at(used, path) != _at(defaults, path)
    ]


def _leaves(content: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in content.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*path, str(key)))
        else:
            yield (*path, str(key))


def _at(options: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        options = options[key]
    return options
