"""Limits of options: dataclasses hold their own fields against them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Annotated

import pytest
from eeg2emg.cleaning.ica_settings import IcaSettings
from eeg2emg.connectivity.significance_settings import SignificanceSettings
from eeg2emg.errors import ConfigurationError
from eeg2emg.learning.recipes import RECIPES
from eeg2emg.limits import Distinct, Limits, check_limits, limits_in
from eeg2emg.quality.thresholds import QualityThresholds
from eeg2emg.simulation.settings import SimulationSettings

SETTINGS = {
    "quality": QualityThresholds(),
    "ica": IcaSettings(minimum_rank=5, horizontal_threshold=0.7),
    "significance": SignificanceSettings(),
    "simulation": SimulationSettings(),
    "training.tuned": RECIPES["tuned"].recipe,
}
NUMBERS = [
    pytest.param(section, one.name, id=f"{section}.{one.name}")
    for section, settings in SETTINGS.items()
    for one in fields(settings)
    if isinstance(getattr(settings, one.name), int | float)
    and not isinstance(getattr(settings, one.name), bool)
]


def test_every_kind_of_settings_has_numbers():
    assert {parameter.values[0] for parameter in NUMBERS} == set(SETTINGS)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, -1e9, 1e300, True, "1", 10**400])
@pytest.mark.parametrize(("section", "name"), NUMBERS)
def test_settings_refuse_what_is_absurd_by_name(section, name, value):
    with pytest.raises(ConfigurationError, match=name) as caught:
        replace(SETTINGS[section], **{name: value})
    assert name in caught.value.options


@dataclass(frozen=True)
class Example:
    """One field of each kind."""

    share: Annotated[float, Limits(0, 1, "it is a share", above=True)] = 0.5
    count: Annotated[int, Limits(1, 9, "it is a count")] = 1
    maybe: Annotated[int, Limits(1, 9, "it is a count")] | None = None
    several: tuple[Annotated[int, Limits(1, 9, "it is a count")], ...] = (1, 2)
    by_name: Mapping[str, Annotated[float, Limits(0, 1, "it is a share")]] = field(
        default_factory=lambda: {"a": 0.5}
    )
    names: Annotated[tuple[str, ...], Distinct(key=str.lower)] = ("a", "b")

    def __post_init__(self):
        check_limits(self, "example")


@pytest.mark.parametrize(
    "given",
    [
        *({"share": 1}, {"share": 1e-9}, {"count": 9}, {"maybe": 1}, {"maybe": None}),
        *({"several": ()}, {"several": (9,)}, {"by_name": {}}, {"by_name": {"b": 0}}),
        *({"names": ()}, {"names": ("b", "c")}),
    ],
)
def test_what_lies_within_is_taken(given):
    assert Example(**given)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"share": 0}, "example.share is 0; it is a share. Allowed: above 0 and at most 1."),
        ({"share": 1.5}, "example.share is 1.5; it is a share"),
        ({"count": 1.0}, "Allowed: a whole number, at least 1 and at most 9"),
        ({"maybe": 10}, "example.maybe is 10"),
        ({"several": (1, 10)}, "example.several is 10"),
        ({"by_name": {"a": 2}}, "example.by_name is 2"),
        ({"names": ("a", "A")}, r"example.names is \['a', 'A'\]; it must be a list of different"),
    ],
)
def test_what_lies_beyond_is_refused_with_the_reason(given, message):
    with pytest.raises(ConfigurationError, match=message) as caught:
        Example(**given)
    assert caught.value.options == tuple(given)


def test_limits_in_words():
    assert str(Limits(0, 1, "why", above=True)) == "above 0 and at most 1"
    assert Limits(0.5, 2**40, "why", below=True).short == "≥ 0.5, < 1099511627776"
    assert [item.why for item in limits_in(tuple[Annotated[int, Limits(0, 1, "a")], ...])] == ["a"]
