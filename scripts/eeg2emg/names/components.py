"""Words for the labels of independent components."""

from __future__ import annotations

LABEL_IN_WORDS = {
    "brain": "unlabelled",  # no rule told it: it need not be brain
    "eog": "eye",
    "ecg": "heart",
    "muscle": "muscle",
    "line": "line",
    "channel": "channel",
}
"""Labels as people read them; those of artefacts as reasons name them."""
