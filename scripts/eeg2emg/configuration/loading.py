"""Loading of a configuration: valid options, or one message per mistake."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel, ValidationError

from eeg2emg.configuration.model import Configuration
from eeg2emg.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def load_configuration(
    options: Mapping[str, Any], files: Sequence[tuple[str, Mapping[str, Any]]] = ()
) -> Configuration:
    """Validate the merged options of a run.

    Parameters
    ----------
    options : mapping
        All options, merged as Snakemake merges them.
    files : sequence of (str, mapping)
        The configuration files in the order in which they were merged, with their content; they
        are only used to say where a mistake stands.

    Returns
    -------
    Configuration
        With all defaults filled in.

    Raises
    ------
    ConfigurationError
        One message that lists each mistake: file, option, what was given and what is allowed.
    """
    try:
        return Configuration.model_validate(dict(options))
    except ValidationError as error:
        lines = [_explain(problem, files) for problem in error.errors(include_url=False)]
        raise ConfigurationError(
            "The configuration cannot be used:\n"
            + "\n".join(f"  - {line}" for line in lines)
            + "\n",
            remedy="Every option is described in config/README.md",
        ) from None


def _explain(problem: Any, files: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    path = tuple(part for part in problem["loc"] if not _is_union_tag(part))
    option = ".".join(map(str, path)) or "(whole file)"
    where = _origin(path[:-1] if problem["type"] == "missing" else path, files)
    if problem["type"] == "extra_forbidden":
        known = _options_beside(path)
        nearest = difflib.get_close_matches(str(path[-1]), known, n=1, cutoff=0.5)
        hint = f"did you mean `{nearest[0]}`? " if nearest else ""
        return f"{where}: unknown option `{option}`; {hint}allowed here: {', '.join(known)}"
    if problem["type"] == "missing":
        return f"{where}: option `{option}` is missing"
    message = problem["msg"].removeprefix("Value error, ")
    message = message[:1].lower() + message[1:]
    if problem["type"] == "value_error":
        return f"{where}: {option}: {message}"
    hint = ""
    if problem["type"] == "literal_error" and isinstance(problem["input"], str):
        allowed = [
            part.strip(" '") for part in problem["ctx"]["expected"].replace(" or ", ",").split(",")
        ]
        nearest = difflib.get_close_matches(problem["input"], allowed, n=1, cutoff=0.5)
        hint = f"; did you mean `{nearest[0]}`?" if nearest else ""
    return f"{where}: option `{option}` was given {problem['input']!r}, but {message}{hint}"


def _is_union_tag(part: object) -> bool:
    """Tell whether pydantic put the name of a union's member, not an option, into the path."""
    return isinstance(part, str) and (
        part.startswith(("constrained-", "function-")) or part == "int"
    )


def _origin(path: tuple[Any, ...], files: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    """Name the last file that holds the option; an option in no file came by --config."""
    for name, content in reversed(files):
        inner: Any = content
        for part in path:
            if (isinstance(inner, dict) and part in inner) or (
                isinstance(inner, list) and isinstance(part, int) and part < len(inner)
            ):
                inner = inner[part]
            else:
                break
        else:
            if path:
                return name
    return (
        "--config" if path and files else " + ".join(name for name, _ in files) or "configuration"
    )


def _options_beside(path: tuple[Any, ...]) -> list[str]:
    """List the options of the section that the last part of `path` was looked for in."""
    model: Any = Configuration
    for part in path[:-1]:
        if isinstance(part, int):
            continue
        model = _section_of(model.model_fields[part].annotation)
    return list(model.model_fields)


def _section_of(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(section for inner in get_args(annotation) if (section := _section_of(inner)))
