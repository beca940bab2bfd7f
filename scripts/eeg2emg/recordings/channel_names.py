"""Channel names: which channel of a file is the one that the configuration means."""

from __future__ import annotations

import difflib
import re
import unicodedata
from typing import TYPE_CHECKING

from eeg2emg.errors import RecordingError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TEN_TWENTY = (
    *("Fp1", "Fp2", "F7", "F3", "Fz", "F4", "F8", "T7", "C3", "Cz"),
    *("C4", "T8", "P7", "P3", "Pz", "P4", "P8", "O1", "O2"),
)
"""The 19 electrodes of the 10-20 system, in the order used throughout."""

_OLDER_NAMES = {"t3": "t7", "t4": "t8", "t5": "p7", "t6": "p8"}
_KIND_PREFIX = re.compile(r"^(?:eeg|emg|ecg|ekg|eog|pol)[\s_:.-]+(?=[^\W\d_])")
_REFERENCE_SUFFIX = re.compile(
    r"[\s_:-]+(?:ref|reference|le|avg|ave|av|car|a1|a2|a1a2|a12|m1|m2|m1m2)$"
)
_SEPARATORS = re.compile(r"[\s_.:]+")


def canonical_name(name: str) -> str:
    """Reduce a channel name to what identifies the electrode or the muscle.

    Case, a leading kind (``EEG Fp1``), a trailing reference (``Fp1-Ref``, ``Fp1-A2``), dots and
    spaces are dropped, and the older names T3, T4, T5, T6 become T7, T8, P7, P8. A bipolar name
    such as ``Fp1-F7`` stays what it is: it is not the electrode Fp1.

    Parameters
    ----------
    name : str
        A name as a file or a person writes it.

    Returns
    -------
    str
        A key; two names of the same electrode have the same key.
    """
    key = unicodedata.normalize("NFKC", name).strip().casefold()
    key = _KIND_PREFIX.sub("", key)
    key = _REFERENCE_SUFFIX.sub("", key.rstrip(" ."))
    key = _SEPARATORS.sub("", key)
    return _OLDER_NAMES.get(key, key)


def match_channels(wanted: Sequence[str], available: Sequence[str]) -> dict[str, str]:
    """Find each wanted channel among those that a file has.

    A literally equal name wins; otherwise the canonical names are compared.

    Parameters
    ----------
    wanted : sequence of str
        The configured names.
    available : sequence of str
        The names in the file.

    Returns
    -------
    dict of str to str
        The file's name for each wanted name, in the order of `wanted`.

    Raises
    ------
    RecordingError
        A wanted channel is missing (the nearest available names are given), or several channels
        of the file answer to its name.
    """
    by_key: dict[str, list[str]] = {}
    for name in available:
        by_key.setdefault(canonical_name(name), []).append(name)
    matches: dict[str, str] = {}
    missing = []
    for name in wanted:
        candidates = [name] if name in available else by_key.get(canonical_name(name), [])
        if len(candidates) > 1:
            raise RecordingError(
                f"channel {name!r} is ambiguous: {_listed(candidates)} all answer to that name",
                "one channel must be chosen",
                "write the wanted channel in the configuration exactly as the file names it",
            )
        if candidates:
            matches[name] = candidates[0]
        else:
            missing.append(name)
    if missing:
        raise _missing_channels(missing, available)
    _refuse_double_use(matches)
    return matches


def _missing_channels(missing: Sequence[str], available: Sequence[str]) -> RecordingError:
    what = f"{'channels' if len(missing) > 1 else 'channel'} {_listed(missing)} not found"
    near = list(dict.fromkeys(near for name in missing for near in nearest_names(name, available)))
    nearest = f"the nearest names are {_listed(near)}" if near else "no name is near"
    return RecordingError(
        what,
        f"{nearest}; the file has {_listed(available) or 'no channels'}",
        "correct the channel names in the configuration or in channels.tsv, "
        "or leave the channel out of the configured montage",
    )


def _refuse_double_use(matches: dict[str, str]) -> None:
    users: dict[str, str] = {}
    for wanted, found in matches.items():
        if found in users:
            raise RecordingError(
                f"channels {users[found]!r} and {wanted!r} of the configuration are the same "
                f"channel {found!r} of the file",
                "two copies of one channel have no connectivity of their own",
                "remove one of the two names from the configuration",
            )
        users[found] = wanted


def nearest_names(name: str, available: Iterable[str], *, count: int = 3) -> list[str]:
    """Give the available names that look most like `name`, best first."""
    by_key = {canonical_name(other): other for other in available}
    keys = difflib.get_close_matches(canonical_name(name), list(by_key), n=count, cutoff=0.5)
    return [by_key[key] for key in keys]


def _listed(names: Sequence[str], *, most: int = 40) -> str:
    shown = ", ".join(repr(name) for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
