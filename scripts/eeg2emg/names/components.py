"""Words for the labels of independent components."""

from __future__ import annotations

LABEL_IN_WORDS = {
    "eog": "eye",
    "ecg": "heart",
    "muscle": "muscle",
    "line": "line",
    "channel": "channel",
}
"""Labels other than ``"brain"``, as reasons name them."""
