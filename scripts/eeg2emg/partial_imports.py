"""Import of a package without a part of it that takes longer than the work it is imported for."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def imported_without(module: str, *names: str) -> Iterator[None]:
    """Let a package be imported in the block without one of its modules.

    Whoever imports the package later in this process finds it as it is then, and can still import
    the module itself. A package that was imported before stays whole.

    Parameters
    ----------
    module : str
        Full name of the module.
    *names : str
        What the package imports from it; it gets None in their place.
    """
    if module.partition(".")[0] in sys.modules:
        yield
        return
    stand_in = ModuleType(module)
    vars(stand_in).update(dict.fromkeys(names))
    sys.modules[module] = stand_in
    try:
        yield
    finally:
        del sys.modules[module]
