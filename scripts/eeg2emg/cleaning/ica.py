"""ICA of the EEG: fit, label, and make one cleaning matrix of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.cleaning.component_labels import choose_removed, label_components, score_kinds
from eeg2emg.cleaning.component_signals import component_signals
from eeg2emg.cleaning.ica_settings import IcaSettings
from eeg2emg.cleaning.ica_solution import IcaSolution, interpolation_only
from eeg2emg.cleaning.iclabel import check_positions_known
from eeg2emg.errors import EstimationError
from eeg2emg.recordings.electrodes import eeg_info, interpolation_matrix
from eeg2emg.signals.filters import prepare_for_ica
from eeg2emg.signals.rank import numerical_rank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_FEWEST_SAMPLES_PER_WEIGHT = 5  # below it the unmixing matrix is noise
_ENOUGH_SAMPLES_PER_WEIGHT = 50  # beyond it a fit takes longer and tells the same
_TOLERANCE = 1e-4  # of the gradient; its sampling error is far larger


def fit_ica(
    pieces: Sequence[NDArray[np.floating]],
    rate_hz: float,
    *,
    channels: Sequence[str],
    line_freq_hz: float,
    bad_channels: Sequence[str] = (),
    positions_m: NDArray[np.floating] | None = None,
    settings: IcaSettings | None = None,
    seed: int = 0,
    eog_pieces: Sequence[NDArray[np.floating]] | None = None,
    ecg_pieces: Sequence[NDArray[np.floating]] | None = None,
) -> IcaSolution:
    """Fit an ICA on pieces of a subject's EEG and decide which components are artefacts.

    Fitted on a band-passed, notched copy of the good channels at their original reference, with as
    many components as the data have dimensions, by extended Picard. No EMG channel takes part.

    Parameters
    ----------
    pieces : sequence of ndarray, shape (n, t_k)
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
    eog_pieces, ecg_pieces : sequence of ndarray, shape (k, t_k), optional
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
    prepared, rate = _prepared([piece[rows] for piece in pieces], rate_hz, line_freq_hz)
    x_v = np.concatenate(prepared, axis=1)
    auxiliary = {
        kind: np.concatenate(_prepared(given, rate_hz, line_freq_hz)[0], axis=1)
        for kind, given in (("eog", eog_pieces), ("ecg", ecg_pieces))
        if given and given[0].shape[0]
    }
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
        extra={f"{kind}{row}": kind for kind, x in auxiliary.items() for row in range(len(x))},
    )
    ica, raw = _decompose(np.concatenate([x_v, *auxiliary.values()]), info, rank, seed)
    scale = ica.pre_whitener_
    mixing = scale * ica.get_components()
    unmixing = ica.unmixing_matrix_ @ ica.pca_components_[:rank] / scale.T
    verdicts = label_components(ica, raw, settings, auxiliary=auxiliary)
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
            lengths=[piece.shape[1] for piece in prepared],
            removed=removed,
        ),
    )


def without_ica(
    pieces: Sequence[NDArray[np.floating]],
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
    prepared, _ = _prepared([piece[rows] for piece in pieces], rate_hz, line_freq_hz)
    x_v = np.concatenate(prepared, axis=1)
    return interpolation_only(
        channels,
        bad_channels,
        matrix=interpolation_matrix(channels, bad_channels, positions_m=positions_m),
        rank=numerical_rank(x_v @ x_v.T / x_v.shape[1]),
    )


def _prepared(
    pieces: Sequence[NDArray[np.floating]], rate_hz: float, line_freq_hz: float
) -> tuple[list[NDArray[np.float64]], float]:
    # Each piece is filtered by itself, so that no filter runs across a splice.
    found = [prepare_for_ica(piece, rate_hz, line_freq_hz=line_freq_hz) for piece in pieces]
    return [x for x, _ in found], found[0][1]


def _decompose(x_v: NDArray[np.float64], info: Any, rank: int, seed: int) -> tuple[Any, Any]:
    import warnings

    import mne

    raw = mne.io.RawArray(x_v, info, verbose="error")
    ica = mne.preprocessing.ICA(
        n_components=rank,
        method="picard",
        fit_params={"ortho": False, "extended": True, "tol": _TOLERANCE},
        max_iter=500,
        random_state=seed % 2**32,
        verbose="error",
    )
    # The samples' order plays no part in the fit, and neighbours tell the same.
    decim = max(1, x_v.shape[1] // (_ENOUGH_SAMPLES_PER_WEIGHT * rank**2))
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
