"""Caps of BioSemi: their electrodes' own names (A1, B32), and sites of the 10-05 system."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eeg2emg.recordings.channel_names import canonical_name

if TYPE_CHECKING:
    from collections.abc import Iterable

SITES_OF_BIOSEMI_64 = (
    *("Fp1", "AF7", "AF3", "F1", "F3", "F5", "F7", "FT7", "FC5", "FC3", "FC1", "C1", "C3", "C5"),
    *("T7", "TP7", "CP5", "CP3", "CP1", "P1", "P3", "P5", "P7", "P9", "PO7", "PO3", "O1", "Iz"),
    *("Oz", "POz", "Pz", "CPz", "Fpz", "Fp2", "AF8", "AF4", "AFz", "Fz", "F2", "F4", "F6", "F8"),
    *("FT8", "FC6", "FC4", "FC2", "FCz", "Cz", "C2", "C4", "C6", "T8", "TP8", "CP6", "CP4", "CP2"),
    *("P2", "P4", "P6", "P8", "P10", "PO8", "PO4", "O2"),
)
"""Sites of the 64-channel cap, in the order of its electrodes A1 to A32 and B1 to B32."""

MONTAGES = ("biosemi64", "biosemi128", "biosemi160", "biosemi256", "positions")
"""Where the places of electrodes come from that have no names of the 10-05 system."""

EARS = frozenset({"a1", "a2"})
"""Names of the ear lobes, which are also those of two electrodes of BioSemi."""

_ELECTRODE = re.compile(r"([a-h])([1-9]|[12]\d|3[012])")
_FEWEST = 8  # electrodes of a cap, of names that no site of the 10-05 system has
_BLOCKS = {
    "biosemi64": "ab", "biosemi128": "abcd", "biosemi160": "abcde", "biosemi256": "abcdefgh",
}  # fmt: skip
_LOOKS_LIKE_A_SITE = re.compile(r"a[12]|c[1-6]|f(?:[1-9]|10)")


def electrode_of_biosemi(name: str) -> str | None:
    """Give the name as BioSemi writes it (``A1`` to ``H32``); None for another name."""
    key = canonical_name(name)
    return key.upper() if _ELECTRODE.fullmatch(key) else None


def is_site_too(name: str) -> bool:
    """Tell whether a name is both an electrode of BioSemi and a place of the 10-05 system."""
    return bool(_LOOKS_LIKE_A_SITE.fullmatch(canonical_name(name)))


def cap_of_biosemi(names: Iterable[str]) -> str | None:
    """Tell by the names of channels which cap of BioSemi they are of.

    Parameters
    ----------
    names : iterable of str
        Channels of a file.

    Returns
    -------
    str or None
        Of `MONTAGES`, the smallest cap with all of them. None where fewer than eight have names
        that only BioSemi gives: A1 and A2 may be ears, C1 to C6 and F1 to F10 sites of the 10-10
        system, and E1 and higher numbers electrodes of another maker.
    """
    keys = [key for name in names if _ELECTRODE.fullmatch(key := canonical_name(name))]
    telling = [key for key in keys if not _LOOKS_LIKE_A_SITE.fullmatch(key)]
    if len(telling) < _FEWEST:
        return None
    blocks = {key[0] for key in telling}
    if not blocks & set(_BLOCKS["biosemi128"]):
        return None
    return next((cap for cap, own in _BLOCKS.items() if blocks <= set(own)), None)
