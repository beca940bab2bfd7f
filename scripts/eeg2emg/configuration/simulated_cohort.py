"""Whether a simulated cohort can be made, planned and held in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eeg2emg.configuration.base import Mistake
from eeg2emg.errors import ConfigurationError
from eeg2emg.simulation.settings import SimulationSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_VALUES = 2_000_000_000
"""Samples of all channels of one simulated recording: 16 GB."""

MOST_RECORDINGS = 20_000
"""More simulated recordings would keep Snakemake busy with the plan alone."""


def impossible_simulations(options: Any) -> Iterator[Mistake]:
    """Find sizes, rates and knobs of the simulation that fit neither each other nor a machine."""
    cohort = options.simulation
    if cohort.noisy_subjects >= cohort.subjects:
        yield Mistake(
            ("simulation.noisy_subjects", "simulation.subjects"),
            "simulation: no subject is left, since noisy_subjects "
            f"({cohort.noisy_subjects}) is not smaller than subjects ({cohort.subjects})",
        )
    if cohort.subjects * cohort.recordings > MOST_RECORDINGS:
        yield Mistake(
            ("simulation.subjects", "simulation.recordings"),
            f"simulation: {cohort.subjects} subjects with {cohort.recordings} recordings each are "
            f"more than {MOST_RECORDINGS} recordings, for which no plan can be made",
        )
    n_channels = len(options.channels.eeg) + len(options.channels.emg)
    length_s = cohort.segments * options.segments.length_s
    if length_s * cohort.rate_hz * n_channels > MOST_VALUES:
        yield Mistake(
            ("simulation.segments", "simulation.rate_hz", "segments.length_s"),
            f"simulation.segments is {cohort.segments}: a recording of {length_s:g} s at "
            f"{cohort.rate_hz:g} Hz with {n_channels} channels fits no memory",
        )
    slowest = {
        "connectivity.eeg_rate_hz": options.connectivity.eeg_rate_hz,
        "connectivity.emg_envelope_rate_hz": options.connectivity.emg_envelope_rate_hz,
        "quality.min_rate_hz": options.quality.min_rate_hz,
    }
    for option, rate in slowest.items():
        if rate > cohort.rate_hz:
            yield Mistake(
                (option, "simulation.rate_hz"),
                f"{option} ({rate:g}) must not exceed simulation.rate_hz ({cohort.rate_hz:g})",
            )
    if not options.channels.emg:
        return
    try:
        SimulationSettings(**options.simulation_options())
    except ConfigurationError as error:
        elsewhere = options.simulation_from_elsewhere()
        about = [
            elsewhere[name][1] if name in elsewhere else f"simulation.{name}"
            for name in error.options
        ]
        yield Mistake(tuple(about) or ("simulation",), f"{about[0] if about else ''}: {error}")
