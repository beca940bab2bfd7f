"""Options of different sections that must fit each other: rates, filters, lengths, counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eeg2emg.configuration.base import Mistake
from eeg2emg.configuration.model_samples import models_without_samples
from eeg2emg.configuration.runs import trained_recipes
from eeg2emg.configuration.simulated_cohort import impossible_simulations
from eeg2emg.connectivity.catalogue import MEASURES
from eeg2emg.connectivity.vectors.catalogue import COHERENCE
from eeg2emg.datasets.catalogue import SETS
from eeg2emg.errors import ConfigurationError
from eeg2emg.learning.recipes import RECIPES
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WINDOW_S = 2.0
"""Length of the windows of the EEG's spectra, which bounds how narrow a band may be."""

FEWEST_OF_LAPLACIAN = 8
"""Electrodes below which hardly any has neighbours on all sides, of which its Laplacian is made."""

LOW_HZ = 30.0
"""Where the control ``below_30_hz`` ends."""


def inconsistencies(options: Any) -> Iterator[Mistake]:
    """List what does not fit in a configuration whose options are valid one by one.

    Parameters
    ----------
    options : Configuration
        All options.

    Yields
    ------
    Mistake
        One for each, so that all can be mended at once.
    """
    yield from _input(options)
    yield from _channels(options)
    yield from _bands(options)
    yield from _log_coherency(options)
    yield from _emg_rates(options)
    yield from models_without_samples(options)
    yield from _amplitudes(options)
    yield from _corticomuscular(options)
    yield from _further(options)
    yield from _primary(options)
    if options.input == "simulated":
        yield from impossible_simulations(options)


def refuse_slow_recordings(options: Any, rates_hz: Iterable[float | None]) -> None:
    """Refuse to import recordings of which none is as fast as the analysis.

    Parameters
    ----------
    options : Configuration
        All options.
    rates_hz : iterable of (float or None)
        The rates that the import table states; None where it leaves that to the file.

    Raises
    ------
    ConfigurationError
        Every recording states a rate, and each is too low. Where some are fast enough, the others
        are left out when their quality is judged.
    """
    rates = list(rates_hz)
    stated = [rate for rate in rates if rate is not None]
    wanted = {"connectivity.eeg_rate_hz": options.connectivity.eeg_rate_hz}
    if options.channels.emg:
        wanted["connectivity.emg_envelope_rate_hz"] = options.connectivity.emg_envelope_rate_hz
    option = max(wanted, key=wanted.__getitem__)
    if rates and len(stated) == len(rates) and max(stated) < wanted[option]:
        raise ConfigurationError(
            f"{option} is {wanted[option]:g}, but the fastest recording of {options.import_table} "
            f"has {max(stated):g} Hz (rate_hz)",
            "all would be left out",
            f"Lower {option} to {max(stated):g} or less, or correct the table",
        )


def _input(options: Any) -> Iterator[Mistake]:
    if options.input == "bids" and not options.dataset:
        yield Mistake(
            ("input", "dataset"),
            "`input: bids` needs `dataset`, the folder of a BIDS dataset "
            "(for instance --config dataset=/data/study)",
        )
    if options.input == "import" and not options.import_table:
        yield Mistake(
            ("input", "import_table"),
            "`input: import` needs `import_table`, a table of the files to import "
            "(for instance --config import_table=recordings.tsv; see docs/importing.md)",
        )
    if options.public.source and not options.public.name:
        yield Mistake(
            ("public.source", "public.name"),
            "public.source names a mirror, but public.name no set that lies there",
        )
    if options.public.name and SETS[options.public.name].input != options.input:
        needed = SETS[options.public.name].input
        yield Mistake(
            ("public.name", "input"),
            f"public.name is {options.public.name}, which is read by `input: {needed}`, but input "
            f"is {options.input}: begin with config/datasets/{options.public.name}.yaml",
        )
    if options.input == "simulated" and not options.channels.emg:
        yield Mistake(
            ("channels.emg", "input"), "channels.emg is empty, but the simulation needs muscles"
        )
    if options.input == "simulated" and options.segments.windows():
        yield Mistake(
            ("segments.phases", "input"),
            "segments.phases has windows beside events (from_s, go, end), but what is simulated "
            "has no cue: its truth is that of whole phases. Leave the windows out",
        )
    if options.input == "simulated" and options.channels.montage:
        yield Mistake(
            ("channels.montage", "input"),
            f"channels.montage is {options.channels.montage}, but simulated channels have the "
            "names of sites: set it to null",
        )
    if options.input == "import" and options.channels.montage == "positions":
        yield Mistake(
            ("channels.montage", "input"),
            "channels.montage is positions, but files to import have none that are read: set it to "
            "the layout of the cap, or give the recordings as a BIDS dataset with electrodes.tsv",
        )


def _channels(options: Any) -> Iterator[Mistake]:
    n_channels = len(options.channels.eeg)
    rank = options.mvar_rank
    if not 2 <= rank <= n_channels:
        yield Mistake(
            ("connectivity.mvar_rank", "channels.eeg", "ica.max_removed", "ica.enabled"),
            f"connectivity.mvar_rank is {rank}, but must lie between 2 and the number of EEG "
            f"channels ({n_channels})"
            + (
                ""
                if options.connectivity.mvar_rank
                else "; it is the number of EEG channels less ica.max_removed"
                + (", and one less with eeg.laplacian" if options.eeg.laplacian else "")
            ),
        )
    if options.eeg.laplacian:
        yield from _laplacian(options, n_channels)
    # Without EMG no network is trained, and a few EEG channels will do.
    for name in trained_recipes(options.training) if options.channels.emg else ():
        sizes = getattr(options.training, name).build().kernel_sizes
        needed = 1 + sum(size - 1 for size in sizes)
        if n_channels < needed:
            yield Mistake(
                (
                    "channels.eeg",
                    f"training.{name}.kernel_sizes",
                    f"training.{name}.filters",
                ),
                f"channels.eeg names {n_channels} channels, but the network of training.{name} "
                f"needs at least {needed}: its filters (kernel_sizes) are not padded. Name more "
                "channels, or give smaller kernel_sizes",
            )


def _laplacian(options: Any, n_channels: int) -> Iterator[Mistake]:
    if n_channels < FEWEST_OF_LAPLACIAN:
        yield Mistake(
            ("eeg.laplacian", "channels.eeg"),
            f"eeg.laplacian is true, but channels.eeg names {n_channels} channels, and the surface "
            f"Laplacian needs {FEWEST_OF_LAPLACIAN} or more, since it compares each with those "
            "around it. Name more channels, or set eeg.laplacian to false",
        )
    if options.connectivity.mvar_rank == n_channels:
        yield Mistake(
            ("connectivity.mvar_rank", "eeg.laplacian"),
            f"connectivity.mvar_rank is {n_channels}, the number of EEG channels, but "
            f"eeg.laplacian takes one dimension: at most {n_channels - 1} can be left",
        )


def _bands(options: Any) -> Iterator[Mistake]:
    chosen = options.connectivity
    narrowest = 1 / min(WINDOW_S, options.segments.trial_s)
    bands = {f"pli_bands_hz.{place}": band for place, band in enumerate(chosen.pli_bands_hz)}
    for option, (low, high) in {"band_hz": chosen.band_hz, **bands}.items():
        if high - low < narrowest * (1 - 1e-9):
            yield Mistake(
                (f"connectivity.{option}",),
                f"band [{low:g}, {high:g}] is narrower than {narrowest:g} Hz, by which the "
                "frequencies of a spectrum are apart: no frequency may lie in it",
            )
    needs_windows = [
        name
        for name in chosen.measures
        if MEASURES[name].family == "coherence"
        or (
            chosen.estimator == "multitaper"
            and any(one.option == "multitaper" for one in MEASURES[name].estimators)
        )
    ]
    if needs_windows and options.segments.length_s < 2 * WINDOW_S:
        yield Mistake(
            ("segments.length_s", "connectivity.measures", "connectivity.estimator"),
            f"segments.length_s is {options.segments.length_s:g}, but {', '.join(needs_windows)} "
            f"needs two windows of {WINDOW_S:g} s",
        )
    elif needs_windows and options.segments.trial_s < WINDOW_S:
        yield Mistake(
            ("segments.trials", "segments.length_s", "connectivity.measures"),
            f"a trial lasts {options.segments.trial_s:g} s (segments.length_s over "
            f"segments.trials), but {', '.join(needs_windows)} needs windows of {WINDOW_S:g} s, "
            "none of which reaches from one trial into the next: pool fewer and longer trials, or "
            "take measures without windows",
        )


def too_short_for_windows(segments: Any) -> bool:
    """Tell whether segments hold no two windows of a spectrum, each within a trial."""
    return bool(segments.length_s < 2 * WINDOW_S or segments.trial_s < WINDOW_S)


def _log_coherency(options: Any) -> Iterator[Mistake]:
    """Compare the log-Euclidean coherency with the band and the segments of the EEG."""
    chosen = options.connectivity
    if not (chosen.log_coherency and options.channels.emg and chosen.log_coherency_bands_hz):
        return
    option = "connectivity.log_coherency_bands_hz"
    remedy = "or set connectivity.log_coherency to false"
    lowest, highest = chosen.band_hz
    narrowest = 1 / min(WINDOW_S, options.segments.trial_s)
    outside = []
    for place, (low, high) in enumerate(chosen.log_coherency_bands_hz):
        if high - low < narrowest * (1 - 1e-9):
            yield Mistake(
                (f"{option}.{place}",),
                f"band [{low:g}, {high:g}] must rise by {narrowest:g} Hz at least, by which the "
                "frequencies of a spectrum are apart: no frequency may lie in it",
            )
        if low < lowest or high > highest:
            outside.append(f"[{low:g}, {high:g}]")
    # A band of the EEG that is a mistake itself has been told of.
    if outside and highest - lowest >= narrowest:
        yield Mistake(
            (option, "connectivity.band_hz", "connectivity.log_coherency"),
            f"{option} holds {', '.join(outside)}, beyond connectivity.band_hz "
            f"([{lowest:g}, {highest:g}]), in which the EEG is analysed: give bands within it, "
            f"{remedy}",
        )
    if too_short_for_windows(options.segments):
        yield Mistake(
            ("segments.length_s", "segments.trials", option),
            f"segments.length_s is {options.segments.length_s:g}, but the log-Euclidean coherency "
            f"needs two windows of {WINDOW_S:g} s: give longer segments, {remedy}"
            if options.segments.trials == 1
            else f"a trial lasts {options.segments.trial_s:g} s (segments.length_s over "
            f"segments.trials), but the log-Euclidean coherency needs windows of {WINDOW_S:g} s, "
            f"none of which reaches into the next trial: pool longer trials, {remedy}",
        )
    if "below_30_hz" in chosen.controls and min(chosen.log_coherency_bands_hz)[0] >= LOW_HZ:
        yield Mistake(
            (option, "connectivity.controls", "connectivity.log_coherency"),
            f"{option} has no band that begins below {LOW_HZ:g} Hz, which the control below_30_hz "
            f"needs: add one, take below_30_hz from connectivity.controls, {remedy}",
        )


def _emg_rates(options: Any) -> Iterator[Mistake]:
    if not options.channels.emg:
        return
    highpass = options.emg.highpass_hz
    chosen = options.connectivity
    rates = {"connectivity.emg_rate_hz": chosen.emg_rate_hz}
    if options.input == "simulated":
        rates["simulation.rate_hz"] = options.simulation.rate_hz
    else:
        # Recordings with slower EMG are left out, those with this rate are not.
        rates["connectivity.emg_envelope_rate_hz"] = chosen.emg_envelope_rate_hz
    option = min(rates, key=rates.__getitem__)
    if highpass >= rates[option] / 2:
        yield Mistake(
            ("emg.highpass_hz", option),
            f"emg.highpass_hz is {highpass:g}, but must lie below half of {option} "
            f"({rates[option]:g} Hz), the lowest rate that EMG may have: nothing would be left",
        )
    lost = [f"[{low:g}, {high:g}]" for low, high in chosen.intermuscular_bands_hz if low < highpass]
    if COHERENCE in chosen.targets and not chosen.intermuscular_rectified and lost:
        yield Mistake(
            (
                *("connectivity.intermuscular_rectified", "connectivity.intermuscular_bands_hz"),
                "emg.highpass_hz",
            ),
            f"connectivity.intermuscular_bands_hz holds {', '.join(lost)}, below emg.highpass_hz "
            f"({highpass:g}): of EMG that is not rectified nothing is left there. Rectify it, or "
            "give bands above",
        )


def _primary(options: Any) -> Iterator[Mistake]:
    networks = [name for name in options.evaluation.primary_models if name in RECIPES]
    for name in networks:
        if (
            name not in options.training.further
            or PRIMARY_SCHEME not in options.training.further_schemes
        ):
            yield Mistake(
                (
                    *("evaluation.primary_models", "training.further"),
                    "training.further_schemes",
                ),
                f"evaluation.primary_models names {name}, which is not trained in scheme "
                f"{PRIMARY_SCHEME}: add it to training.further, and the scheme to "
                "training.further_schemes",
            )
    if networks and not options.evaluation.network_null_shifts:
        yield Mistake(
            ("evaluation.primary_models", "evaluation.network_null_shifts"),
            f"evaluation.primary_models names the network{'s' if len(networks) > 1 else ''} "
            f"{', '.join(networks)}, but evaluation.network_null_shifts is 0: no null would cover "
            "the primary analysis",
        )


def _amplitudes(options: Any) -> Iterator[Mistake]:
    for kind in ("eeg", "emg"):
        least, most = (getattr(options.quality, f"{end}_{kind}_uv") for end in ("flat", "max"))
        if least >= most:
            yield Mistake(
                (f"quality.max_{kind}_uv", f"quality.flat_{kind}_uv"),
                f"quality.max_{kind}_uv ({most:g}) must exceed quality.flat_{kind}_uv ({least:g}): "
                "no channel would be good",
            )


def _corticomuscular(options: Any) -> Iterator[Mistake]:
    """Compare the block about brain and muscles together with channels, rate and segments."""
    chosen, segments = options.corticomuscular, options.segments
    if not chosen.enabled:
        return
    if not options.channels.emg:
        yield Mistake(
            ("corticomuscular.enabled", "channels.emg"),
            "corticomuscular.enabled asks for brain and muscles together, but channels.emg is "
            "empty",
        )
    nyquist_hz = options.connectivity.eeg_rate_hz / 2
    for place, (low, high) in enumerate(chosen.bands_hz):
        if high >= nyquist_hz:
            yield Mistake(
                (f"corticomuscular.bands_hz.{place}", "connectivity.eeg_rate_hz"),
                f"band [{low:g}, {high:g}] must end below half of connectivity.eeg_rate_hz "
                f"({nyquist_hz:g} Hz)",
            )
    if segments.length_s < 2 * chosen.window_s or segments.trial_s < chosen.window_s:
        yield Mistake(
            ("corticomuscular.window_s", "segments.length_s", "segments.trials"),
            f"corticomuscular.window_s is {chosen.window_s:g}, but segments of "
            f"{segments.length_s:g} s in trials of {segments.trial_s:g} s do not hold two windows, "
            "each within a trial",
        )


def _further(options: Any) -> Iterator[Mistake]:
    training = options.training
    if training.further and not set(training.further_schemes) & set(options.evaluation.schemes):
        yield Mistake(
            ("training.further_schemes", "training.further", "evaluation.schemes"),
            "training.further_schemes names none of evaluation.schemes, so that "
            f"{', '.join(training.further)} would be trained in none: name one, or give "
            "`further: []`",
        )
