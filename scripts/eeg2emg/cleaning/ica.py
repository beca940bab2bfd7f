"""ICA of the EEG: fit, label, and make one cleaning matrix of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.cleaning.component_labels import choose_removed, label_components, score_kinds
from eeg2emg.cleaning.component_signals import component_signals
from eeg2emg.cleaning.ica_settings import IcaSettings
from eeg2emg.cleaning.ica_solution import IcaSolution, interpolation_only
from eeg2emg.cleaning.iclabel import check_positions_known
from eeg2emg.cleaning.picard_solver import picard_solver
from eeg2emg.errors import EstimationError
from eeg2emg.recordings.electrodes import eeg_info, interpolation_matrix
from eeg2emg.signals.filters import prepared_for_ica
from eeg2emg.signals.pieces import SignalsOfRows, as_signals, blocks_made
from eeg2emg.signals.rank import numerical_rank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from eeg2emg.signals.pieces import Given, Signals

_FEWEST_SAMPLES_PER_WEIGHT = 5  # below it the unmixing matrix is noise
_ENOUGH_SAMPLES_PER_WEIGHT = 50  # beyond it a fit takes longer and tells the same
_MOST_NUMBERS = 10_000_000  # channels times samples in a fit; ten minutes of 64 channels are fewer
_TOLERANCE = 1e-4  # of the gradient; its sampling error is far larger


def fit_ica(
    pieces: Sequence[Given],
    rate_hz: float,
    *,
    channels: Sequence[str],
    line_freq_hz: float,
    bad_channels: Sequence[str] = (),
    positions_m: NDArray[np.floating] | None = None,
    settings: IcaSettings | None = None,
    seed: int = 0,
    eog_pieces: Sequence[Given] | None = None,
    ecg_pieces: Sequence[Given] | None = None,
) -> IcaSolution:
    """Fit an ICA on pieces of a subject's EEG and decide which components are artefacts.

    Fitted on a band-passed, notched copy of the good channels at their original reference, with as
    many components as the data have dimensions, by extended Picard. No EMG channel takes part.

    Parameters
    ----------
    pieces : sequence of ndarray, shape (n, t_k), or of Signals
        Raw EEG in volts, all channels, in the order of `channels`.
    rate_hz : float
        Sampling rate of all pieces.
    channels, bad_channels : sequence of str
        The montage, and which of it are interpolated.
    line_freq_hz : float
        Power line frequency.
    positions_m : ndarray, shape (n, 3), optional
        Electrode positions in the head frame; by default the standard 10-05 ones.
    settings : IcaSettings, optional
        Limits and labels.
    seed : int
        Seed of the start values.
    eog_pieces, ecg_pieces : sequence of ndarray, shape (k, t_k), or of Signals, optional
        EOG and ECG channels of the same pieces.

    Returns
    -------
    IcaSolution

    Raises
    ------
    EstimationError
        There are too few samples, the decomposition did not succeed, or ICLabel is asked for where
        an electrode has no known position.

    References
    ----------
    Ablin P., Cardoso J.-F., Gramfort A. (2018), Faster independent component analysis by
    preconditioning with Hessian approximations, IEEE Transactions on Signal Processing 66(15),
    doi 10.1109/TSP.2018.2844203.
    Dharmaprani D. et al. (2016), Using independent component analysis scalp topography properties
    and frequency spectra to remove scalp muscle contamination, IEEE EMBC,
    doi 10.1109/EMBC.2016.7590633.
    """
    settings = settings or IcaSettings()
    names = [name for name in channels if name not in bad_channels]
    rows = [row for row, name in enumerate(channels) if name not in bad_channels]
    good = [SignalsOfRows(as_signals(piece), rows) for piece in pieces]
    beside = {
        kind: [as_signals(piece) for piece in given]
        for kind, given in (("eog", eog_pieces), ("ecg", ecg_pieces))
        if given and given[0].shape[0]
    }
    all_v, rate, lengths = _prepared([good, *beside.values()], rate_hz, line_freq_hz)
    x_v = all_v[: len(rows)]
    rank = numerical_rank(x_v @ x_v.T / x_v.shape[1])
    if x_v.shape[1] < _FEWEST_SAMPLES_PER_WEIGHT * rank**2 or rank < 2:
        raise EstimationError(
            f"{x_v.shape[1]} samples of rank {rank} are too few to fit an ICA",
            f"at least {_FEWEST_SAMPLES_PER_WEIGHT * rank**2} are needed",
            "record longer, or switch the ICA off",
        )
    kept_positions = None if positions_m is None else np.asarray(positions_m)[rows]
    if settings.iclabel:
        check_positions_known(names, kept_positions)
    info = eeg_info(
        names,
        rate,
        positions_m=kept_positions,
        extra={
            f"{kind}{row}": kind
            for kind, signals in beside.items()
            for row in range(signals[0].shape[0])
        },
    )
    ica, raw = _decompose(all_v, info, rank, seed)
    scale = ica.pre_whitener_
    mixing = scale * ica.get_components()
    unmixing = ica.unmixing_matrix_ @ ica.pca_components_[:rank] / scale.T
    verdicts = label_components(ica, raw, settings, auxiliary=beside)
    removed = choose_removed(verdicts, rank, settings)
    cleaned = np.eye(len(names)) - mixing[:, removed] @ unmixing[removed]
    matrix = interpolation_matrix(channels, bad_channels, positions_m=positions_m)
    muscle = [k for k, verdict in enumerate(verdicts) if verdict.label == "muscle"]
    muscle_matrix = np.zeros_like(matrix)
    muscle_matrix[:, rows] = matrix[:, rows] @ mixing[:, muscle] @ unmixing[muscle]
    matrix[:, rows] = matrix[:, rows] @ cleaned
    sources = unmixing @ x_v
    power = np.sum(mixing**2, axis=0) * sources.var(axis=1)
    return IcaSolution(
        channels=tuple(channels),
        bad_channels=tuple(name for name in channels if name in bad_channels),
        mixing=mixing,
        unmixing=unmixing,
        labels=tuple(verdict.label for verdict in verdicts),
        scores={
            kind: np.array([verdict.scores.get(kind, np.nan) for verdict in verdicts])
            for kind in score_kinds(settings)
        },
        removed=tuple(removed),
        reasons=tuple(verdict.reason for verdict in verdicts),
        explained_variance=power / x_v.var(axis=1).sum(),
        cleaning_matrix=matrix,
        rank=rank - len(removed),
        muscle_matrix=muscle_matrix,
        rate_hz=rate,
        n_samples=x_v.shape[1],
        positions_m=kept_positions,
        signals=component_signals(
            sources,
            mixing,
            rate,
            channels=names,
            lengths=lengths,
            removed=removed,
        ),
    )


def without_ica(
    pieces: Sequence[Given],
    rate_hz: float,
    *,
    channels: Sequence[str],
    line_freq_hz: float,
    bad_channels: Sequence[str] = (),
    positions_m: NDArray[np.floating] | None = None,
) -> IcaSolution:
    """Interpolate bad channels and remove nothing; the rank is measured on the pieces.

    Parameters
    ----------
    pieces, rate_hz, channels, line_freq_hz, bad_channels, positions_m
        As in `fit_ica`.

    Returns
    -------
    IcaSolution
        Without components.
    """
    rows = [row for row, name in enumerate(channels) if name not in bad_channels]
    good = [SignalsOfRows(as_signals(piece), rows) for piece in pieces]
    x_v, _, _ = _prepared([good], rate_hz, line_freq_hz)
    return interpolation_only(
        channels,
        bad_channels,
        matrix=interpolation_matrix(channels, bad_channels, positions_m=positions_m),
        rank=numerical_rank(x_v @ x_v.T / x_v.shape[1]),
    )


def _prepared(
    kinds: Sequence[Sequence[Signals]], rate_hz: float, line_freq_hz: float
) -> tuple[NDArray[np.float64], float, list[int]]:
    """Filter and join pieces; those of several kinds of channels are put below each other."""
    # Each piece is filtered by itself, so that no filter runs across a splice.
    made = [
        [prepared_for_ica(piece, rate_hz, line_freq_hz=line_freq_hz) for piece in pieces]
        for pieces in kinds
    ]
    lengths = [signals.shape[1] for signals, _ in made[0]]
    x_v = np.empty((sum(signals[0][0].shape[0] for signals in made), sum(lengths)))
    row = 0
    for pieces, signals in zip(kinds, made, strict=True):
        rows = slice(row, row + pieces[0].shape[0])
        for first, piece, (filtered, _) in zip(
            np.cumsum([0, *lengths[:-1]]), pieces, signals, strict=True
        ):
            for start, stop in blocks_made(filtered, piece):
                x_v[rows, first + start : first + stop] = filtered.read(None, start, stop)
        row = rows.stop
    return x_v, made[0][0][1], lengths


def _decompose(x_v: NDArray[np.float64], info: Any, rank: int, seed: int) -> tuple[Any, Any]:
    import warnings

    import mne

    picard_solver()  # before MNE imports the package whole
    raw = mne.io.RawArray(x_v, info, verbose="error")
    ica = mne.preprocessing.ICA(
        n_components=rank,
        method="picard",
        fit_params={"ortho": False, "extended": True, "tol": _TOLERANCE},
        max_iter=500,
        random_state=seed % 2**32,
        verbose="error",
    )
    # The samples' order plays no part in the fit, and neighbours tell the same. The fit holds five
    # copies of what it is given.
    enough = x_v.shape[1] // (_ENOUGH_SAMPLES_PER_WEIGHT * rank**2)
    decim = max(1, enough, -(-x_v.size // _MOST_NUMBERS))
    with warnings.catch_warnings():
        # Picard says so when the last digits of the gradient are not reached; the result is the
        # same on every run, and its components are judged by their labels.
        warnings.simplefilter("ignore")
        try:
            ica.fit(raw, picks="eeg", decim=decim, verbose="error")
        except (RuntimeError, ValueError, np.linalg.LinAlgError) as error:
            raise EstimationError(
                f"the ICA did not succeed: {error}", "", "switch the ICA off, or check the channels"
            ) from error
    return ica, raw
