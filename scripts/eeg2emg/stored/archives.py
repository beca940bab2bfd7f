"""Keras models as files: equal models give equal bytes, and reading runs no foreign code."""

from __future__ import annotations

import json
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eeg2emg.files.atomic import atomic_path
from eeg2emg.files.reading import reading
from eeg2emg.learning.network import import_tensorflow

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip archive can hold
_METADATA, _SAVED = "metadata.json", "date_saved"
_CONFIG, _SHARED = "config.json", "shared_object_id"


def write_keras(path: str | os.PathLike[str], build: Callable[[], Any]) -> None:
    """Write a Keras model in the format ``.keras``, without the time of day.

    Parameters
    ----------
    path : path-like
        The file, whose name ends with ``.keras``.
    build : callable
        Gives the model. Names that Keras makes up count from the start within it.
    """
    keras = import_tensorflow().keras
    keras.utils.clear_session(free_memory=False)
    with tempfile.TemporaryDirectory() as folder:
        saved = Path(folder) / "model.keras"
        build().save(saved)
        with atomic_path(path) as temporary:
            _copy_without_dates(saved, temporary)


def _copy_without_dates(source: Path, target: Path) -> None:
    with zipfile.ZipFile(source) as given, zipfile.ZipFile(target, "w") as made:
        for name in sorted(given.namelist()):
            content = given.read(name)
            if name == _METADATA:
                facts = {key: value for key, value in json.loads(content).items() if key != _SAVED}
                content = json.dumps(facts, sort_keys=True).encode()
            elif name == _CONFIG:
                content = json.dumps(_renumbered(json.loads(content), {})).encode()
            made.writestr(zipfile.ZipInfo(name, _DATE), content)


def _renumbered(value: Any, numbers: dict[int, int]) -> Any:
    """Count shared objects in their order: Keras numbers them by their place in memory."""
    if isinstance(value, dict):
        return {
            key: numbers.setdefault(item, len(numbers))
            if key == _SHARED and item is not None
            else _renumbered(item, numbers)
            for key, item in value.items()
        }
    return [_renumbered(item, numbers) for item in value] if isinstance(value, list) else value


def read_keras(path: str | os.PathLike[str]) -> Any:
    """Read a Keras model; one that asks for code of its own is refused.

    Raises
    ------
    OwnFileError
        If the file is missing, damaged, or holds layers that are not Keras's own.
    """
    with reading(path, "a stored model") as file:
        keras = import_tensorflow().keras
        return keras.models.load_model(file, compile=False, safe_mode=True)
