"""Options of the derivative dataset that the target `derivatives` writes."""

from __future__ import annotations

from pydantic import Field

from eeg2emg.configuration.base import Section


class Derivatives(Section):
    """The run as a BIDS derivative dataset (target `derivatives`)."""

    recordings: bool = Field(
        False,
        description="Whether the cleaned recordings are in it too, beside the matrices: about as "
        "large as the recordings were (docs/how-to/bids-derivatives.md).",
    )
