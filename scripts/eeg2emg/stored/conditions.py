"""Conditions of a model: the montage and the options that make its features and its target.

They must be equal. Standard library only, so that a run is refused while it is parsed, before any
work.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eeg2emg.connectivity.model_order import order_in_samples
from eeg2emg.errors import ConfigurationError
from eeg2emg.files.reading import reading
from eeg2emg.names.stored_models import CARD
from eeg2emg.recordings.channel_names import canonical_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_CONNECTIVITY = (
    *("eeg_rate_hz", "eeg_order", "measures", "band_hz", "pli_bands_hz", "planes_per_band"),
    *("mvar_rank", "conditional", "conditional_method", "estimator"),
    *("log_coherency", "log_coherency_bands_hz"),
)
FEATURE_OPTIONS = (
    "segments.length_s",
    *(f"connectivity.{name}" for name in _CONNECTIVITY),
    *("ica", "eeg"),
)
"""Options that decide what the matrices of the EEG are."""

TARGET_OPTIONS = (
    "emg",
    *(
        f"connectivity.{name}"
        for name in (
            *("emg_rate_hz", "emg_order", "emg_envelope_rate_hz", "emg_envelope_order"),
            *("conditional", "conditional_method"),
        )
    ),
)
"""Options that decide what the matrices of the EMG are: measured ones are only compared with
estimates where they are equal."""


_ORDERS = {
    "eeg_order": "eeg_rate_hz",
    "emg_order": "emg_rate_hz",
    "emg_envelope_order": "emg_envelope_rate_hz",
}


def conditions_of(configuration: Mapping[str, Any]) -> dict[str, Any]:
    """Take the options that features and targets depend on from those of a run.

    Parameters
    ----------
    configuration : mapping
        All options, nested, as in ``configuration.json``.

    Returns
    -------
    dict
        By the full name of the option; None for one that is not there.
    """
    asked = {
        name: _plain(_found(configuration, name))
        for name in dict.fromkeys((*FEATURE_OPTIONS, *TARGET_OPTIONS))
    }
    chosen = configuration.get("connectivity") or {}
    for order, rate in _ORDERS.items():
        if chosen.get(f"{order}_ms") is not None:
            # An order is the same, whichever unit it was given in.
            samples = order_in_samples(chosen, order, chosen[rate])
            asked[f"connectivity.{order}"] = _plain(samples)
    return asked


def differences(
    asked: Mapping[str, Any], configuration: Mapping[str, Any], options: tuple[str, ...]
) -> list[str]:
    """List in words the options that a configuration has otherwise than a model.

    Parameters
    ----------
    asked : mapping
        Conditions of the model, as from `conditions_of`.
    configuration : mapping
        All options of the other run.
    options : tuple of str
        `FEATURE_OPTIONS` or `TARGET_OPTIONS`.
    """
    own = conditions_of(configuration)
    found = []
    for name in options:
        wanted, has = asked.get(name), own[name]
        if wanted == has:
            continue
        if isinstance(wanted, dict) and isinstance(has, dict):
            found += [
                f"{name}.{key} is {written(has.get(key))} here and {written(wanted.get(key))} there"
                for key in dict.fromkeys((*wanted, *has))
                if wanted.get(key) != has.get(key)
            ]
        else:
            found.append(f"{name} is {written(has)} here and {written(wanted)} there")
    return found


def refuse_other_conditions(
    asked: Mapping[str, Any], configuration: Mapping[str, Any], card: object
) -> None:
    """Refuse recordings whose EEG was analysed otherwise than that of a model.

    Raises
    ------
    ConfigurationError
        It names every option that differs.
    """
    found = differences(asked, configuration, FEATURE_OPTIONS)
    if found:
        raise ConfigurationError(
            f"These recordings were analysed otherwise than those of the model ({card})",
            f"{'; '.join(found)}: the same brain gives other numbers then",
            "Set these options as the model has them, and run again",
        )


def refuse_other_montage(wanted: Sequence[str], available: Sequence[str]) -> None:
    """Refuse a montage that is not that of a model.

    Parameters
    ----------
    wanted : sequence of str
        EEG channels of the model.
    available : sequence of str
        Those of other recordings, in any order.

    Raises
    ------
    ConfigurationError
        If a channel is missing, or there are others besides: measures of all channels together and
        the ICA depend on each of them.
    """
    keys, there = ({canonical_name(name) for name in names} for names in (wanted, available))
    missing = [name for name in wanted if canonical_name(name) not in there]
    beside = [name for name in available if canonical_name(name) not in keys]
    if missing or beside:
        raise ConfigurationError(
            "The montage of these recordings is not that of the model",
            "; ".join(
                f"{words} {', '.join(names)}"
                for words, names in (("there is no channel", missing), ("besides there is", beside))
                if names
            ),
            f"Set channels.eeg to those of the model ({', '.join(wanted)}); where a recording "
            "lacks one, this model cannot be applied to it",
        )


def refuse_unsaid_people(
    here: Iterable[str], in_card: Sequence[str], *, same_people: bool | None
) -> None:
    """Refuse a name that is also in the card where nobody says whether it is the same person.

    Raises
    ------
    ConfigurationError
        It names these people.
    """
    named = [name for name in here if name in in_card]
    if named and same_people is None:
        raise ConfigurationError(
            f"{', '.join(named)}: people of these names are in the card of the model as well",
            "names cannot tell whether they are the same, whose own means estimates would start "
            "from",
            "Say so: apply.same_people: true, or false for other people of the same name",
        )


def refuse_before_work(configuration: Mapping[str, Any], people: Iterable[str]) -> None:
    """Refuse a model that is not there, or that asks for another analysis than this run's.

    Parameters
    ----------
    configuration : mapping
        All options of this run, nested; ``apply.model`` names the model.
    people : iterable of str
        Names of the people of this run.

    Raises
    ------
    ConfigurationError
        With what is to be mended.
    OwnFileError
        If the card is damaged.
    """
    model = configuration["apply"]["model"]
    if not model:
        raise ConfigurationError(
            "apply.model is not set",
            "it names the model that is to be applied",
            "Give the folder of a stored model, results/<name>/models/fam of another run",
        )
    place = Path(model, CARD)
    if not place.is_file():
        raise ConfigurationError(
            f"{model} holds no stored model",
            f"there is no {CARD}",
            "Set apply.model to results/<name>/models/fam of a run that is finished",
        )
    with reading(place, "the card of a model") as file:
        card = json.loads(file.read_text(encoding="utf-8"))
        channels, asked, in_card = card["eeg_channels"], card["conditions"], card["people"]
    refuse_other_montage(channels, configuration["channels"]["eeg"])
    refuse_other_conditions(asked, configuration, place)
    refuse_unsaid_people(people, in_card, same_people=configuration["apply"]["same_people"])


def _found(configuration: Mapping[str, Any], name: str) -> Any:
    value: Any = configuration
    for part in name.split("."):
        value = value.get(part) if hasattr(value, "get") else None
    return value


def _plain(value: Any) -> Any:
    """Write a value as JSON reads it again."""
    if hasattr(value, "items"):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def written(value: Any) -> str:
    """Write the value of an option as people do."""
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, float):
        return f"{value:g}"
    return {None: "not set", True: "true", False: "false"}.get(value, str(value))
