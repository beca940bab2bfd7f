"""Options of the block about EEG and EMG together: corticomuscular coherence."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, model_validator

from eeg2emg.configuration.base import ChannelName, Mistake, Section, refuse
from eeg2emg.configuration.connectivity import Band  # noqa: TC001 - pydantic reads it
from eeg2emg.limits import Distinct, Limits
from eeg2emg.recordings.channel_names import canonical_name

if TYPE_CHECKING:
    from collections.abc import Iterator


class Corticomuscular(Section):
    """Coherence of brain and muscles, its direction, and what may feign it."""

    enabled: bool = Field(
        False,
        description="Whether it is in the report; the target `corticomuscular` makes it in any "
        "case (docs/corticomuscular.md).",
    )
    bands_hz: Annotated[list[Band], Distinct()] = Field(
        [(8.0, 13.0), (15.0, 30.0), (31.0, 45.0)],
        min_length=1,
        description="Bands, in Hz; both edges are included.",
    )
    window_s: Annotated[
        float, Limits(0.2, 10, "shorter windows tell no beta, longer ones leave few averages")
    ] = Field(
        1.0,
        description="Length of the windows of the spectra, which overlap by half; frequencies are "
        "as far apart as one in this time.",
    )
    rectify: bool = Field(
        True,
        description="Whether the EMG is rectified: its amplitude carries the rhythm at which motor "
        "units fire, its waveform mostly their shape. Whether to rectify is disputed; cross-talk "
        "shows more clearly without.",
    )
    surrogates: Annotated[int, Limits(19, 100_000, "with fewer no p-value reaches 0.05")] = Field(
        199,
        description="Surrogates per person and phase: the EMG of its segments exchanged. The "
        "smallest p-value is 1 / (surrogates + 1).",
    )
    confidence: Annotated[
        float, Limits(0.5, 1, "it is a share of unrelated pairs", above=True, below=True)
    ] = Field(
        0.95,
        description="Share of unrelated pairs that stay below the thresholds, and level of the "
        "intervals.",
    )
    electrodes: Annotated[list[ChannelName], Distinct(key=canonical_name)] = Field(
        ["C3", "Cz", "C4"],
        min_length=1,
        max_length=6,
        description="Electrodes whose spectra are drawn, named beforehand: those over the motor "
        "cortex opposite to the muscles. One that is not in `channels.eeg` is passed over.",
    )
    aligned_by_hand: bool = Field(
        False,
        description="Whether EEG and EMG come from two devices whose times were matched by hand, "
        "also where one file holds both: nothing is estimated then, since a few milliseconds turn "
        "the phase.",
    )

    @model_validator(mode="after")
    def _usable(self) -> Corticomuscular:
        refuse("Corticomuscular", self._mistakes())
        return self

    def _mistakes(self) -> Iterator[Mistake]:
        for place, (low, high) in enumerate(self.bands_hz):
            if low >= high:
                yield Mistake((f"bands_hz.{place}",), f"band [{low:g}, {high:g}] must rise")
            elif (high - low) * self.window_s < 1:
                yield Mistake(
                    (f"bands_hz.{place}", "window_s"),
                    f"band [{low:g}, {high:g}] is narrower than the {1 / self.window_s:g} Hz "
                    f"between two frequencies of windows of {self.window_s:g} s; a phase slope "
                    "needs two",
                )
        least = math.ceil(1 / round(1 - self.confidence, 12) - 1e-9) - 1
        if self.surrogates < least:
            yield Mistake(
                ("surrogates", "confidence"),
                f"surrogates is {self.surrogates}, but at a confidence of {self.confidence:g} at "
                f"least {least} are needed",
            )
