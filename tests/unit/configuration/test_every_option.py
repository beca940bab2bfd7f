"""Properties of every option, found by walking over the model: a new one is held to them too."""

import math
import types
from datetime import date
from typing import Annotated, Literal, Union, get_args, get_origin

import pytest
from eeg2emg.configuration.base import Section
from eeg2emg.configuration.loading import load_configuration
from eeg2emg.configuration.model import Configuration
from eeg2emg.configuration.sources import Source
from eeg2emg.errors import ConfigurationError
from eeg2emg.limits import Distinct, Limits, limits_in
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

ABSURD = (
    True,
    False,
    math.nan,
    math.inf,
    -math.inf,
    -1e308,
    1e308,
    10**400,
    -(10**400),
    "9" * 5000,
)


def options(model, path=()):
    """List all options: path, type with its limits, and how a value is set in a configuration."""
    for name, field in model.model_fields.items():
        hint = Annotated[(field.annotation, *field.metadata)] if field.metadata else None
        hint = hint or field.annotation
        inner = bare(hint)
        items = get_args(inner)
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from options(inner, (*path, name))
        elif items and isinstance(items[0], type) and issubclass(items[0], BaseModel):
            yield from options(items[0], (*path, name, 0))
        else:
            yield (*path, name), hint


def bare(hint):
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def places_of_numbers(hint, limits=None, wrap=lambda value: value):
    """List the numbers within a type: theirs, their limits, how one is put into a whole value."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        own = [item for item in inner[1:] if isinstance(item, Limits)]
        yield from places_of_numbers(inner[0], own[0] if own else limits, wrap)
    elif origin in (Union, types.UnionType):
        for one in inner:
            yield from places_of_numbers(one, None, wrap)
    elif origin is list or (origin is tuple and inner[-1] is Ellipsis):
        yield from places_of_numbers(inner[0], None, lambda value: wrap([value]))
    elif origin is tuple:
        yield from places_of_numbers(inner[0], None, lambda value: wrap([value, 45]))
        yield from places_of_numbers(inner[1], None, lambda value: wrap([1, value]))
    elif origin is dict:
        keys = get_args(inner[0])
        yield from places_of_numbers(
            inner[1], None, lambda value: wrap(dict.fromkeys(keys, 0.01) | {keys[0]: value})
        )
    elif hint in (int, float):
        yield Annotated[hint, limits] if limits else hint, limits, wrap


def lists_of_names(hint):
    """List the lists of names within a type, with whether they refuse the same name twice."""
    if get_origin(hint) is Annotated:
        inner, *metadata = get_args(hint)
        if is_list_of_names(inner):
            yield any(isinstance(item, Distinct) for item in metadata)
            return
        hint = inner
    elif is_list_of_names(hint):
        yield False
    for inner in get_args(hint) if get_origin(hint) is not Literal else ():
        yield from lists_of_names(inner)


def is_list_of_names(hint):
    if get_origin(hint) not in (list, tuple):
        return False
    item = bare(get_args(hint)[0])
    return item is str or get_origin(item) is Literal


def configuration(path, value):
    """Give the smallest configuration that sets an option."""
    for part in reversed(path):
        whole = {"name": "a", "labels": ["a"]} | value if isinstance(value, dict) else value
        value = [whole] if part == 0 else {part: value}
    return value


def dotted(path):
    return ".".join(map(str, path))


EVERY = list(options(Configuration))
NUMBERS = [
    pytest.param(path, number, limits, put, id=f"{dotted(path)}-{place}")
    for path, hint in EVERY
    for place, (number, limits, put) in enumerate(places_of_numbers(hint))
]
LISTS = [
    pytest.param(path, hint, distinct, id=dotted(path))
    for path, hint in EVERY
    for distinct in lists_of_names(hint)
]


def test_the_walk_finds_what_is_there():
    assert len(EVERY) > 150
    assert len(NUMBERS) > 100
    assert {dotted(parameter.values[0]) for parameter in LISTS} >= {
        *("channels.eeg", "channels.emg", "segments.phases.0.labels", "subjects", "tasks"),
        *("connectivity.measures", "evaluation.schemes", "training.optimizers"),
        *("training.further", "ica.eog_proxies", "simulation.generators"),
    }


def test_the_walk_would_notice_an_option_without_limits():
    class Careless(Section):
        number: float = 1.0
        maybe: int | None = None
        names: list[str] = Field(["a"])

    found = dict(options(Careless))
    assert [limits for _, limits, _ in places_of_numbers(found["number",])] == [None]
    assert [limits for _, limits, _ in places_of_numbers(found["maybe",])] == [None]
    assert list(lists_of_names(found["names",])) == [False]


@pytest.mark.parametrize(("path", "number", "limits", "put"), NUMBERS)
def test_every_number_has_both_bounds_and_their_reason(path, number, limits, put):
    assert limits is not None
    assert math.isfinite(limits.low)
    assert math.isfinite(limits.high)
    assert limits.low < limits.high
    assert len(limits.why.split()) > 3


@pytest.mark.parametrize(("path", "number", "limits", "put"), NUMBERS)
def test_a_number_is_taken_at_its_bounds_and_refused_beyond(path, number, limits, put):
    option = TypeAdapter(number)
    for bound, outside, excluded in (
        (limits.low, limits.low - 1, limits.above),
        (limits.high, limits.high + 1, limits.below),
    ):
        if excluded:
            with pytest.raises(ValidationError, match="must be"):
                option.validate_python(bound)
        else:
            option.validate_python(bound)
        with pytest.raises(ValidationError, match="must be"):
            option.validate_python(outside)


@pytest.mark.parametrize(("path", "number", "limits", "put"), NUMBERS)
@pytest.mark.parametrize("value", ABSURD, ids=lambda value: repr(value)[:12])
def test_what_is_no_number_or_absurd_is_refused_by_name(path, number, limits, put, value):
    with pytest.raises(ConfigurationError) as caught:
        load_configuration(configuration(path, put(value)))
    lines = [line for line in str(caught.value).splitlines() if line.startswith("  - ")]
    assert len(lines) == 1
    assert f"`{dotted(path)}" in lines[0]
    assert len(lines[0]) < 400


@pytest.mark.parametrize("input_", ["simulated", "bids"])
@pytest.mark.parametrize(("path", "number", "limits", "put"), NUMBERS)
def test_at_a_bound_the_others_fit_or_the_misfit_is_said(path, number, limits, put, input_):
    for bound in (limits.low, limits.high):
        given = {"input": input_, "dataset": "somewhere"} | configuration(path, put(bound))
        assert_loaded_or_explained(given)


NONSENSE = (
    *(
        None,
        "",
        " ",
        "x" * 10_000,
        "\0",
        "\ud800",
        "NaN",
        "0x10",
        "1_000",
        b"x",
        {1},
        date(2024, 1, 1),
    ),
    *([], {}, [[]], [None], [{}], {"a": 1}, {1: 1}, [1, [2]], ["a", 1, None, {}], 10**5000),
)


@pytest.mark.parametrize("path", [path for path, _ in EVERY], ids=dotted)
def test_nonsense_in_an_option_is_taken_or_explained_but_never_a_traceback(path):
    for value in NONSENSE:
        assert_loaded_or_explained(configuration(path, value))
        for depth in range(1, len(path)):
            assert_loaded_or_explained(configuration(path[:depth], value))


def assert_loaded_or_explained(given):
    try:
        load_configuration(given, [Source("my.yaml", given)])
    except ConfigurationError as error:
        lines = str(error).splitlines()
        assert lines[0] == "The configuration cannot be used:"
        assert len(lines) > 1
        for line in lines[1:]:
            assert line.startswith("  - my.yaml: ")
            assert len(line) < 1500


@pytest.mark.parametrize(("path", "hint", "distinct"), LISTS)
def test_a_list_of_names_refuses_the_same_name_twice(path, hint, distinct):
    assert distinct
    default = getattr_path(Configuration(), path) or choices(hint) or ["a", "b"]
    twice = [*default[:1], *default] if len(default) != 2 else [default[0], default[0]]
    with pytest.raises(ConfigurationError, match="must not name anything twice") as caught:
        load_configuration(configuration(path, twice))
    assert f"`{dotted(path)}`" in str(caught.value)


def choices(hint):
    """List what a list may hold, where that is limited to some texts."""
    items = [bare(item) for item in get_args(bare(hint))]
    return [text for item in items if get_origin(item) is Literal for text in get_args(item)]


def getattr_path(value, path):
    for part in path:
        value = value[part] if part == 0 else getattr(value, part)
    return list(value) if value is not None else None


def test_the_schema_states_both_bounds_of_every_number():
    def numbers(node):
        if isinstance(node, dict):
            if node.get("type") in ("number", "integer") and "enum" not in node:
                yield node
            for inner in node.values():
                yield from numbers(inner)
        elif isinstance(node, list):
            for inner in node:
                yield from numbers(inner)

    found = list(numbers(Configuration.model_json_schema()))
    assert len(found) > 50
    for node in found:
        assert {"minimum", "exclusiveMinimum"} & set(node), node
        assert {"maximum", "exclusiveMaximum"} & set(node), node


def test_limits_are_found_in_items_too():
    least = Limits(0, 1, "it is a share of the whole")
    assert limits_in(Annotated[list[Annotated[float, least]], Distinct()]) == [Distinct(), least]
    assert limits_in(Annotated[int, least] | None) == [least]
    assert limits_in(Literal["a"]) == []
