"""ICLabel: the labels that a published network gives independent components, on request."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.errors import EstimationError
from eeg2emg.recordings.electrodes import without_standard_position

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

ICLABEL_CLASSES = ("brain", "muscle", "eye", "heart", "line", "channel", "other")
"""The classes in the order of the network's outputs."""


def check_positions_known(
    channels: Sequence[str], positions_m: NDArray[np.floating] | None
) -> None:
    """Refuse electrodes without a position: the network judges maps of the scalp.

    Parameters
    ----------
    channels : sequence of str
        The channels that are decomposed.
    positions_m : ndarray, shape (n, 3), or None
        Their positions, where the dataset has them.

    Raises
    ------
    EstimationError
        Neither the dataset nor the 10-05 system knows the position of a channel.
    """
    unknown = [] if positions_m is not None else without_standard_position(channels)
    if unknown:
        raise EstimationError(
            f"ICLabel needs the position of every electrode; unknown: {', '.join(unknown)}",
            "it judges maps of the scalp",
            "add electrodes.tsv to the dataset, use names of the 10-05 system, or set ica.iclabel "
            "to false",
        )


def iclabel_probabilities(ica: Any, raw: Any) -> NDArray[np.float64]:
    """Ask ICLabel what each component is.

    The network was trained on maps and courses against the average of all electrodes: so the maps
    of the components are re-referenced, and their courses found anew on a copy of the data with
    that reference, as EEGLAB does. The decomposition itself keeps its reference.

    Below a rate of 200 Hz the network's own features extend the spectrum by its last value. On
    simulated recordings eyes are then found as before, but muscle is found less often.

    Parameters
    ----------
    ica : mne.preprocessing.ICA
        The decomposition, by extended infomax (or Picard's form of it).
    raw : mne.io.Raw
        What was decomposed: band-passed between 1 and 100 Hz (or what its rate allows), with
        positions of the electrodes.

    Returns
    -------
    ndarray, shape (components, 7)
        Probabilities of `ICLABEL_CLASSES`; each row sums to 1.

    References
    ----------
    Pion-Tonachini L., Kreutz-Delgado K., Makeig S. (2019), ICLabel: An automated
    electroencephalographic independent component classifier, dataset, and website, NeuroImage 198,
    doi 10.1016/j.neuroimage.2019.05.026.
    Li A. et al. (2022), MNE-ICALabel: Automatically annotating ICA components with ICLabel in
    Python, Journal of Open Source Software 7(76), doi 10.21105/joss.04484.
    """
    from mne_icalabel.iclabel import iclabel_label_components

    average = raw.copy().pick(ica.ch_names).set_eeg_reference("average", verbose="error")
    maps = ica.get_components()
    maps = maps - maps.mean(axis=0)
    referenced = ica.copy()
    referenced.unmixing_matrix_ = np.eye(maps.shape[1])
    referenced.pca_components_ = np.linalg.pinv(maps)
    referenced.pca_explained_variance_ = np.ones(maps.shape[1])
    with warnings.catch_warnings():
        # The data were filtered by this project's kernel, which MNE's description does not note.
        warnings.filterwarnings("ignore", message=".*not filtered between 1 and 100 Hz")
        found = iclabel_label_components(average, referenced, inplace=False, backend="onnx")
    return np.asarray(found, dtype=float)
