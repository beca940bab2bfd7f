"""The methods of a run in words fit for a paper, made from the options that were used."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from eeg2emg.connectivity.catalogue import MEASURES, TARGETS
from eeg2emg.connectivity.model_order import order_in_samples
from eeg2emg.evaluation.intervals import MIN_SUBJECTS
from eeg2emg.learning.catalogue import REGRESSIONS, RIVALS, model_title
from eeg2emg.learning.recipes import CHOSEN, PAPER_RECIPE, RECIPES, REPLICATION_RECIPE
from eeg2emg.names.models import optimizer_title
from eeg2emg.report.words import counted, listed, lowered
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eeg2emg.report.context import ReportContext

_CITED_FOR = {
    "coherence": "welch1967",
    "imaginary_coherence": "nolte2004",
    "pli": "stam2007",
    "wpli": "vinck2011",
    "debiased_wpli2": "vinck2011",
    "dtf": "kaminski1991",
    "ndtf": "kaminski1991",
    "ffdtf": "korzeniewska2003",
    "ddtf": "korzeniewska2003",
    "pdc": "baccala2001",
    "granger": "granger1969",
    "band_granger": "geweke1982",
}
"""Where a measure is described, by its name."""

_OF_ONE_MODEL = {"dtf", "ndtf", "ffdtf", "ddtf", "pdc"}
"""Measures of one autoregressive model of all channels."""


def methods_paragraph(context: ReportContext) -> str:
    """Describe the methods of a run as the methods section of a paper would.

    Parameters
    ----------
    context : ReportContext
        Of it the options, the segments, the attributes of the dataset and the versions; what an
        option turns off is not described.

    Returns
    -------
    str
        Plain text in paragraphs that an empty line divides, with citations as ``[key]``
        (`eeg2emg.report.references.cited`).
    """
    options = context.configuration
    paragraphs = [
        [*_material(context, options), *_quality(options)],
        [*_cleaning_of_eeg(options), *_cleaning_of_emg(options)],
        [*_brain(context, options), *_muscles(context, options), *_significance(options)],
        _corticomuscular(options),
        [*_regressions(options), *_networks(options)],
        [*_evaluation(context, options), *_doubts(options), *_limits(context, options)],
        _software(context, options),
    ]
    return "\n\n".join(" ".join(sentences) for sentences in paragraphs if sentences)


def _material(context: ReportContext, options: Mapping[str, Any]) -> list[str]:
    segments = context.segments
    people = counted(int(segments["subject"].nunique()), "person").replace("persons", "people")
    recordings = counted(int(segments["recording"].nunique()), "recording")
    channels = f"{len(context.eeg_channels)} EEG and {len(context.emg_channels)} EMG channels"
    what = f"{recordings} of {people} with {channels}"
    if context.simulated:
        found = [
            (
                f"EEG and EMG were simulated: {what}, written as an EEG-BIDS dataset [pernet2019] "
                f"with the known truth beside it (seed {options['seed']}, coupling of brain and "
                f"muscles {options['simulation']['coupling']:g})."
            )
        ]
    elif options["input"] == "import":
        found = [f"EEG and EMG were converted to an EEG-BIDS dataset [pernet2019]: {what}."]
    else:
        found = [f"EEG and EMG were read from an EEG-BIDS dataset [pernet2019]: {what}."]
    montage = options["channels"]["montage"]
    if montage is not None:
        positions = (
            "those that the dataset states"
            if montage == "positions"
            else f"those of the layout of BioSemi's cap of {montage.removeprefix('biosemi')}"
        )
        found.append(
            "EEG channels are named after the sites that they stand for: of the electrodes, whose "
            f"positions are {positions}, the nearest to each site was used, at "
            "most 20 mm away on a head of 95 mm."
        )
    phases = listed(list(context.phases))
    found.append(
        f"Recordings were cut into {counted(len(segments), 'segment')} of {context.segment_s:g} s "
        f"that lie within one phase ({phases}) and overlap with no span marked as bad."
    )
    return found


def _quality(options: Mapping[str, Any]) -> list[str]:
    limits = options["quality"]
    text = (
        "A channel counted as bad where it was flat, clipped, dominated by line noise, or deviated "
        f"in amplitude (robust z above {limits['max_deviation']:g}) or in noise from the others, "
        "or correlated with none [bigdelyshamlo2015]; a recording with more than "
        f"{counted(limits['max_bad_eeg'], 'bad EEG channel')} or "
        f"{counted(limits['max_bad_emg'], 'bad EMG channel')} was left out"
    )
    return [f"{text}, and bad EEG channels were interpolated by spherical splines."]


def _cleaning_of_eeg(options: Mapping[str, Any]) -> list[str]:
    ica = options["ica"]
    line = f"{options['line_hz']:g} Hz"
    density = []
    if options["eeg"]["laplacian"]:
        density.append(
            "All that follows was estimated from the current source density of the cleaned EEG, "
            "its surface Laplacian by spherical splines of order 4 [perrin1989] in MNE-Python's "
            "implementation (smoothing 1e-5), on a sphere fitted to the electrodes; it does not "
            "depend on the reference, and has one dimension less."
        )
    if not ica["enabled"]:
        return ["No independent component analysis of the EEG was done.", *density]
    per = {"subject": "once per person", "recording": "per recording"}[ica["fit"]]
    part = {"all": "all recordings", "training": "the first half of the recordings"}[ica["fit_on"]]
    found = [
        (
            "The EEG was decomposed by independent component analysis (Picard, extended infomax "
            f"[ablin2018]) {per}, fitted on at most {ica['max_fit_s']:g} s of {part}, high-passed "
            f"at 1 Hz and freed of {line} and its harmonics by a notch."
        )
    ]
    rules = [
        (
            f"as eye where their course correlates by more than {ica['eog_threshold']:g} with the "
            f"EOG or, without one, with {listed(ica['eog_proxies'])}"
        ),
        f"as muscle where MNE-Python's muscle score exceeds {ica['muscle_threshold']:g}",
        (
            f"as heart where their course correlates by more than {ica['ecg_threshold']:g} with an "
            "ECG channel, if there is one"
        ),
    ]
    if ica["horizontal_threshold"] is not None:
        pair = listed(ica["horizontal_pair"])
        rules.append(
            f"as horizontal eye movement by their map at {pair} (score above "
            f"{ica['horizontal_threshold']:g})"
        )
    if ica["iclabel"]:
        rules.append(
            f"by ICLabel [piontonachini2019] with a probability above {ica['iclabel_threshold']:g} "
            f"as {listed(ica['iclabel_removes'])}"
        )
    found.append(
        f"Components were removed {'; '.join(rules)}; at most {ica['max_removed']} of each "
        "decomposition, the clearest first. The EMG had no part in this, and no average reference "
        "was taken."
    )
    return [*found, *density]


def _cleaning_of_emg(options: Mapping[str, Any]) -> list[str]:
    emg = options["emg"]
    found = [
        (
            f"The EMG was high-passed at {emg['highpass_hz']:g} Hz without phase shift and freed "
            f"of {options['line_hz']:g} Hz and its harmonics."
        )
    ]
    if emg["ica"]:
        found.append(
            "Of its own independent components at most one per recording was removed, and only "
            "one that was told to be heartbeat or line noise."
        )
    return found


def _brain(context: ReportContext, options: Mapping[str, Any]) -> list[str]:
    settings, attributes = options["connectivity"], context.attributes
    low, high = settings["band_hz"]
    names = list(dict.fromkeys(plane.partition(" ")[0] for plane in context.eeg_measures))
    measures = [
        f"{lowered(MEASURES[name].title)}"
        + (f" [{_CITED_FOR[name]}]" if name in _CITED_FOR else "")
        for name in names
    ]
    how = (
        "Welch's method with Hann windows of 2 s"
        if settings["estimator"] == "welch"
        else "multitapers [denovellis2022]"
    )
    found = [
        (
            f"For each segment, {listed(measures)} of all pairs of EEG channels were estimated at "
            f"{attributes['eeg_rate_hz']:g} Hz, {low:g} to {high:g} Hz, from standardised "
            f"channels; spectra by {how}."
        )
    ]
    order, rate = attributes["eeg_order"], attributes["eeg_rate_hz"]
    of_order = f"order {order} ({1000 * order / rate:g} ms)"
    if _OF_ONE_MODEL & set(names):
        rank = context.segments.get("eeg_mvar_rank")
        fitted = "" if rank is None else f" in {int(rank.max())} principal components"
        found.append(
            f"Those of a multivariate autoregressive model had {of_order}, fitted{fitted}, the "
            "same for all recordings, since cleaning lowers the rank."
        )
    if "granger" in names:
        kind = _conditional(settings) if settings["conditional"] else "pairwise"
        found.append(f"Granger causality of the EEG was {kind}, with {of_order}.")
    if "pli" in names or "wpli" in names:
        bands = listed([f"{a:g}-{b:g}" for a, b in settings["pli_bands_hz"]])
        found.append(f"Phase lag was estimated in narrow bands ({bands} Hz) and averaged.")
    if settings["log_coherency"]:
        found.append(
            "Beside these, the matrix logarithm of the complex coherency in bands (log-Euclidean "
            "[arsigny2006]) was offered to the models that are no convolutional network."
        )
    return found


def _muscles(context: ReportContext, options: Mapping[str, Any]) -> list[str]:
    settings, attributes = options["connectivity"], context.attributes
    target = TARGETS[context.target]
    if target.signals == "raw":
        rate, order = attributes["emg_rate_hz"], attributes["emg_order"]
    else:
        rate = settings["emg_envelope_rate_hz"]
        order = order_in_samples(settings, "emg_envelope_order", rate)
    kind = _conditional(settings) if settings["conditional"] else "pairwise"
    return [
        (
            f"The target was the network of the muscles: {lowered(target.title)}, {kind} "
            f"[granger1969], at {rate:g} Hz with order {order} ({1000 * order / rate:g} ms), set "
            "beside that of reversed time [haufe2013] and coherence at zero lag, since mixing of "
            "signals can pretend it."
        ),
        "Whether the residuals of the models are white was tested [li1981] and reported.",
    ]


def _conditional(settings: Mapping[str, Any]) -> str:
    by = {
        "least_squares": "by a reduced model of the same order",
        "state_space": "in state-space form [barnett2015]",
    }[settings["conditional_method"]]
    return f"conditional on all other channels [geweke1984], {by}"


def _significance(options: Mapping[str, Any]) -> list[str]:
    given = options["significance"]
    if not given["enabled"]:
        return []
    kind = {
        "shift": "circularly shifted signals",
        "phase": "signals with random phases",
    }.get(given["kind"], f"surrogates ({given['kind']})")
    return [
        (
            f"Significance of links was judged by {given['surrogates']} surrogates ({kind}) "
            f"[theiler1992] at {given['alpha']:g}, corrected by the maximum statistic and by the "
            "false discovery rate [benjamini1995]."
        )
    ]


def _corticomuscular(options: Mapping[str, Any]) -> list[str]:
    given = options["corticomuscular"]
    if not given["enabled"]:
        return []
    kind = "rectified EMG" if given["rectify"] else "EMG that was not rectified"
    level = 1 - given["confidence"]
    bands = listed([f"{low:g} to {high:g} Hz" for low, high in given["bands_hz"]])
    return [
        (
            f"Corticomuscular coherence of the EEG with {kind} was estimated in half-overlapping "
            f"Hann windows of {given['window_s']:g} s [welch1967], pooled over the segments of a "
            f"person and phase, in {bands}, and compared with the level of {level:g} of "
            f"independent averages [halliday1995] and of {given['surrogates']} surrogates (EMG "
            "segments exchanged within person and phase)."
        ),
        (
            "Phases were compared over people by cluster permutation over electrodes and "
            "frequencies [maris2007]."
        ),
        (
            "Direction was judged by the phase slope index [nolte2008] and by Granger causality in "
            "each band [geweke1982] against that of the reversed signals [haufe2013]."
        ),
    ]


def _regressions(options: Mapping[str, Any]) -> list[str]:
    cited = {"pls": " [wold2001]", "fam": " [huang2006]"}
    names = [f"{one.title}{cited.get(name, '')}" for name, one in REGRESSIONS.items()]
    primary = [model_title(name) for name in options["evaluation"]["primary_models"]]
    return [
        (
            f"The network of the muscles was estimated by {listed(names)} [pedregosa2011], each "
            "from features and targets less the training mean of subject and phase (of the phase "
            "for new people), with hyperparameters chosen on validation segments."
        ),
        (
            "The primary model was the one with the smallest validation error among "
            f"{listed(primary)}, named beforehand."
        ),
    ]


def _networks(options: Mapping[str, Any]) -> list[str]:
    training = options["training"]
    paper, tuned = training[PAPER_RECIPE], training[REPLICATION_RECIPE]
    optimizers = listed([optimizer_title(name) for name in training["optimizers"]])
    layers = listed(
        [
            f"{filters} of {side} x {side}"
            for filters, side in zip(paper["filters"], paper["kernel_sizes"], strict=True)
        ]
    )
    found = [
        (
            f"The convolutional network of [samadi2025] (filters: {layers}, ReLU, no padding, one "
            f"dense layer) was trained with {optimizers} by two recipes."
        ),
        f"By the paper's recipe: {_recipe(paper, training['optimizers'])}{_unlike_paper(paper)}.",
        f"Tuned: {_recipe(tuned, training['optimizers'])}, with standardised inputs and targets."
        if tuned["scale_inputs"] and tuned["scale_targets"]
        else f"Tuned: {_recipe(tuned, training['optimizers'])}.",
        "The weights with the smallest validation loss are reported beside the last ones.",
    ]
    further = [RECIPES[name].title for name in training["further"]]
    if further:
        cite = " [kawahara2017]" if "edges" in training["further"] else ""
        found.append(
            f"Further networks{cite} ({listed(further)}) were trained with "
            f"{optimizer_title(training['further_optimizer'])}."
        )
    return found


def _unlike_paper(options: Mapping[str, Any]) -> str:
    """Name the options of the paper's recipe that are neither printed nor MATLAB's defaults."""
    recipe = replace(RECIPES[PAPER_RECIPE].recipe, **options)
    offered = set(options)
    other = [
        row["option"].replace("_", " ")
        for row in recipe.describe()
        if row["source"] == CHOSEN and row["option"] in offered
    ]
    return f" (other than printed or MATLAB's default: {listed(other)})" if other else ""


def _recipe(recipe: Mapping[str, Any], optimizers: Sequence[str]) -> str:
    rates = {name: recipe["initial_rates"][name] for name in optimizers}
    if len(set(rates.values())) == 1:
        rate = f"{next(iter(rates.values())):g}"
    else:
        rate = listed([f"{value:g} ({optimizer_title(name)})" for name, value in rates.items()])
    return (
        f"at most {recipe['max_epochs']} epochs, initial learning rate {rate}, times "
        f"{recipe['rate_factor']:g} every {counted(recipe['rate_period_epochs'], 'epoch')}, "
        f"batches of {recipe['batch_size']}, validation every "
        f"{counted(recipe['validation_period'], 'iteration')} with a patience of "
        f"{recipe['patience']}, L2 penalty {recipe['l2']:g}"
    )


def _evaluation(context: ReportContext, options: Mapping[str, Any]) -> list[str]:
    evaluation = options["evaluation"]
    schemes = [name for name in evaluation["schemes"] if name != PRIMARY_SCHEME]
    return [
        (
            "Skill is 1 - SSE / SSE of a rival [murphy1988], over all pairs of different muscles; "
            f"the rival is whichever of {len(RIVALS)} predictors without EEG (means of subject and "
            "phase, smoothed or with trends in time among them) does best on validation segments."
        ),
        f"The primary analysis is the skill of the primary model in the scheme {PRIMARY_SCHEME}, "
        "where the last recordings of each person are tested"
        + (f"; {listed(schemes)} are secondary." if schemes else "."),
        (
            f"Intervals ({context.confidence:.0%}) invert a sign-flip test over subjects "
            f"[tritchler1984] and take {MIN_SUBJECTS} or more; p-values of secondary comparisons "
            "are corrected by the step-down largest statistic [romano2005]."
        ),
        (
            f"Intervals of single pairs of muscles ({evaluation['edge_level']:.0%}) are conformal: "
            "CV+ [barber2021] where the tested people are known."
        ),
    ]


def _doubts(options: Mapping[str, Any]) -> list[str]:
    evaluation = options["evaluation"]
    found = []
    if evaluation["null_shifts"]:
        found.append(
            "As a null, models were fitted anew with the EEG of people beside the EMG of other "
            f"people ({evaluation['null_shifts']} pairings)."
        )
    controls = {
        "below_30_hz": "frequencies below 30 Hz alone",
        "muscle": "the muscle components of the EEG alone",
        "high_frequencies": "its amplitude above "
        f"{options['connectivity']['high_frequencies_hz']:g} Hz alone",
    }
    named = [controls[name] for name in options["connectivity"]["controls"]]
    if options["channels"]["head_muscles"]:
        named.append("the amplitude of the EMG of neck, jaw or face alone")
    found.append(
        "Controls were EEG exchanged within subject and phase, the rank of the EEG alone, and the "
        "connectivity's overall level alone and without it"
        + (f"; and {listed(named)}." if named else ".")
    )
    found.append(
        "Each control that is a part was also judged on every single pair of muscles, with "
        "p-values corrected over pairs [romano2005]."
    )
    return found


def _limits(context: ReportContext, options: Mapping[str, Any]) -> list[str]:
    draws = options["evaluation"]["ceiling_draws"]
    found = [
        (
            "Reliability of the target is that of its halves (odd and even blocks of 10 s), by "
            "Spearman and Brown's formula [spearman1910]."
        )
    ]
    if context.simulated and draws:
        found.append(
            "The ceiling of skill is that of the expected target given the true state of the "
            f"brain, over {draws} draws of what is not coupled."
        )
    return found


def _software(context: ReportContext, options: Mapping[str, Any]) -> list[str]:
    versions = {
        name: version for name, version in context.versions.items() if version[:1].isdigit()
    }
    cited = {
        "mne": "MNE-Python",
        "scikit-learn": "scikit-learn",
        "tensorflow": "TensorFlow",
        "numpy": "NumPy",
        "scipy": "SciPy",
    }
    keys = {"mne": " [gramfort2013]"}
    used = [
        f"{title} {versions[name]}{keys.get(name, '')}"
        for name, title in cited.items()
        if name in versions
    ]
    runs = "a Snakemake [molder2021] workflow"
    if "snakemake" in versions:
        runs = f"a Snakemake {versions['snakemake']} [molder2021] workflow"
    python = f" in Python {versions['Python']}" if "Python" in versions else ""
    packages = f" with {listed(used)}" if used else ""
    return [f"All was computed by {runs}{python}{packages}, with the seed {options['seed']}."]
