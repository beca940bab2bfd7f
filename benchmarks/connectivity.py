"""Time every measure of `eeg2emg.connectivity` against its peers on the same record.

    python benchmarks/connectivity.py [--repeats 5] [--only granger]

One minute of 19 EEG and 6 EMG channels at 1 kHz in int16 is made by code and prepared once. Each
contestant runs in a process of its own, own code and peers in turn, with one thread; after a
warm-up on a short piece the smallest CPU time counts, of at least so many repeats and half a
second, or of one run that takes over two seconds. Memory is the growth of the largest resident
size during the runs. The last column is the largest difference of the results off the diagonal;
it is empty where the peer estimates something else.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import sys
import tempfile
import time
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from eeg2emg import connectivity
from eeg2emg.connectivity import (
    EegSettings,
    EmgSettings,
    estimate_eeg,
    estimate_emg,
)
from eeg2emg.signals.filters import prepare_eeg, prepare_emg

if TYPE_CHECKING:
    from collections.abc import Callable

RATE_HZ, ANALYSIS_RATE_HZ, ORDER, EMG_ORDER, LARGEST_ORDER = 1000.0, 250.0, 12, 20, 30
BAND, ALPHA, WINDOW = (1.0, 45.0), (8.0, 13.0), 500
STEP_V = 1e-7
LEAST_S, LONG_S = 0.5, 2.0
FREQUENCIES_HZ = np.arange(1, 45.1, 0.5)


@dataclass(frozen=True)
class Data:
    """The record in the forms the contestants take."""

    eeg_int16: np.ndarray
    emg_int16: np.ndarray
    eeg: np.ndarray
    emg: np.ndarray

    def short(self) -> Data:
        """Return a piece of three channels for warming up."""
        return Data(*(part[:3, :8000] for part in vars(self).values()))


def make_data() -> Data:
    rng = np.random.default_rng(2024)
    n_samples = 60_000
    frequencies = np.fft.rfftfreq(n_samples, 1 / RATE_HZ)

    def shaped(n: int, gain: np.ndarray) -> np.ndarray:
        x = np.fft.irfft(np.fft.rfft(rng.standard_normal((n, n_samples))) * gain, n=n_samples)
        return x / x.std()

    pink = 1 / np.sqrt(np.maximum(frequencies, 0.5))
    pink += 2 * np.exp(-(((frequencies - 10) / 1.5) ** 2))
    eeg = shaped(19, pink)
    for sink in range(1, 19):
        eeg[sink] += 0.4 * np.roll(eeg[sink - 1], 12)
    places = np.arange(19)
    eeg = np.exp(-np.abs(places[:, None] - places) / 2) @ eeg
    eeg = 15e-6 * eeg / eeg.std() + 5e-7 * rng.standard_normal(eeg.shape)
    emg = shaped(6, np.sqrt(frequencies) * np.exp(-frequencies / 120))
    for sink in range(1, 6):
        emg[sink] += 0.4 * np.roll(emg[sink - 1], 5)
    stored = [np.round(x / STEP_V).astype(np.int16) for x in (eeg, 60e-6 * emg)]
    return Data(*stored, *prepare(*stored))


def prepare(eeg_int16: np.ndarray, emg_int16: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    eeg, _ = prepare_eeg(
        eeg_int16 * STEP_V, RATE_HZ, line_freq_hz=50.0, analysis_rate_hz=ANALYSIS_RATE_HZ
    )
    emg, _ = prepare_emg(emg_int16 * STEP_V, RATE_HZ, line_freq_hz=50.0)
    return eeg, emg


# Own code ------------------------------------------------------------------------------------


def own_plane(measure: str, **options) -> Callable[[Data], np.ndarray]:
    settings = EegSettings(measures=(measure,), pli_bands=(ALPHA,), **options)
    return lambda data: estimate_eeg(data.eeg, settings, diagnostics=False).planes[measure]


def own_record(data: Data) -> np.ndarray:
    eeg, emg = prepare(data.eeg_int16, data.emg_int16)
    estimate_eeg(eeg, EegSettings(), diagnostics=False)
    settings = EmgSettings(targets=("granger_raw",))
    return estimate_emg(emg, settings, diagnostics=False).planes["granger_raw"]


# Peers ---------------------------------------------------------------------------------------


def standard(x: np.ndarray) -> np.ndarray:
    return (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True)


def band_passed(x: np.ndarray, band: tuple[float, float]) -> np.ndarray:
    spectrum = np.fft.rfft(x)
    frequencies = np.fft.rfftfreq(x.shape[1], 1 / ANALYSIS_RATE_HZ)
    spectrum[:, (frequencies < band[0]) | (frequencies > band[1])] = 0
    return np.fft.irfft(spectrum, n=x.shape[1])


def numpy_band_correlation(data: Data) -> np.ndarray:
    return np.corrcoef(band_passed(data.eeg, BAND))


def scipy_coherence(data: Data) -> np.ndarray:
    from scipy.signal import coherence

    n = len(data.eeg)
    result = np.eye(n)
    for i in range(n):
        for j in range(i):
            values = coherence(data.eeg[i], data.eeg[j], ANALYSIS_RATE_HZ, nperseg=WINDOW)[1]
            result[i, j] = result[j, i] = values[2:91].mean()
    return result


def mne_connectivity_windows(data: Data, method: str) -> np.ndarray:
    """Their Fourier mode on the same half-overlapping windows; their Hann window is symmetric."""
    from mne_connectivity import spectral_connectivity_epochs

    windows = np.lib.stride_tricks.sliding_window_view(data.eeg, WINDOW, axis=1)
    windows = windows[:, :: WINDOW // 2].transpose(1, 0, 2)
    result = spectral_connectivity_epochs(
        windows, method=method, mode="fourier", sfreq=ANALYSIS_RATE_HZ,
        fmin=BAND[0], fmax=BAND[1], verbose="error",
    )  # fmt: skip
    values = result.get_data("dense")
    return values + values.swapaxes(0, 1)


def mne_coherence(data: Data) -> np.ndarray:
    return (mne_connectivity_windows(data, "coh") ** 2).mean(axis=2)


def mne_imaginary(data: Data) -> np.ndarray:
    return np.abs(mne_connectivity_windows(data, "imcoh")).mean(axis=2)


def spectral_connectivity(data: Data):
    from spectral_connectivity import Connectivity, Multitaper

    tapers = Multitaper(
        data.eeg.T[:, None, :], sampling_frequency=ANALYSIS_RATE_HZ,
        time_halfbandwidth_product=2, n_time_samples_per_window=WINDOW,
        n_time_samples_per_step=WINDOW // 2, n_fft_samples=WINDOW,
    )  # fmt: skip
    return Connectivity.from_multitaper(tapers, expectation_type="time_trials_tapers")


def spectral_connectivity_coherence(data: Data) -> np.ndarray:
    return spectral_connectivity(data).coherence_magnitude()[2:91].mean(axis=0)


def spectral_connectivity_pli(data: Data) -> np.ndarray:
    return np.abs(spectral_connectivity(data).phase_lag_index()[16:27].mean(axis=0))


def scipy_analytic(data: Data) -> np.ndarray:
    from scipy.signal import hilbert

    return hilbert(band_passed(data.eeg, ALPHA))


def scipy_pli(data: Data) -> np.ndarray:
    z = scipy_analytic(data)
    return np.abs([np.sign((row * z.conj()).imag).mean(axis=1) for row in z])


def scipy_wpli(data: Data) -> np.ndarray:
    z = scipy_analytic(data)
    lagged = ((row * z.conj()).imag for row in z)
    with np.errstate(invalid="ignore"):
        return np.array([np.abs(s.sum(axis=1)) / np.abs(s).sum(axis=1) for s in lagged])


def scipy_log_coherency(data: Data) -> np.ndarray:
    """Give the definition: real parts on and above the diagonal, imaginary ones below it."""
    from scipy.linalg import logm
    from scipy.signal import csd

    x = standard(data.eeg)
    spectra = np.zeros((len(x), len(x)), dtype=complex)
    for i, j in zip(*np.triu_indices(len(x)), strict=True):
        frequencies, of_pair = csd(
            x[j], x[i], ANALYSIS_RATE_HZ, nperseg=WINDOW, noverlap=0, detrend=False
        )
        keep = (frequencies >= ALPHA[0]) & (frequencies <= ALPHA[1])
        spectra[i, j] = of_pair[keep].mean()
        spectra[j, i] = spectra[i, j].conj()
    power = np.sqrt(np.diag(spectra).real)
    logarithm = logm(0.99 * spectra / np.outer(power, power) + 0.01 * np.eye(len(x)))
    return np.triu(logarithm.real) + np.tril(logarithm.imag, -1)


def numpy_debiased_wpli2(data: Data) -> np.ndarray:
    """Give the definition on pairs of windows that are at least three apart."""
    from scipy.signal.windows import hann

    count = data.eeg.shape[1] // WINDOW
    windows = standard(data.eeg)[:, : count * WINDOW].reshape(len(data.eeg), count, WINDOW)
    frequencies = np.fft.rfftfreq(WINDOW, 1 / ANALYSIS_RATE_HZ)
    keep = (frequencies >= ALPHA[0]) & (frequencies <= ALPHA[1])
    z = np.fft.rfft(windows * hann(WINDOW, sym=False))[:, :, keep].transpose(0, 2, 1)
    first, second = np.triu_indices(count, 3)
    rows = []
    for row in z:
        s = (row * z.conj()).imag
        pairs = (s[..., first] * s[..., second]).sum(axis=2)
        sizes = np.abs(s[..., first] * s[..., second]).sum(axis=2)
        rows.append((pairs / np.where(sizes > 0, sizes, 1)).mean(axis=1))
    return np.array(rows)


def statsmodels_model(data: Data) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Fit the model and give A(f), |H(f)|^2 and the covariance of the noise."""
    from statsmodels.tsa.api import VAR

    fit = VAR(standard(data.eeg).T).fit(ORDER, trend="n")
    turns = np.exp(-2j * np.pi * np.outer(FREQUENCIES_HZ / ANALYSIS_RATE_HZ, np.arange(1, 13)))
    a = np.eye(len(data.eeg)) - np.tensordot(turns, fit.coefs, 1)
    return a, np.abs(np.linalg.inv(a)) ** 2, fit.sigma_u


def statsmodels_dtf(data: Data) -> np.ndarray:
    power = statsmodels_model(data)[1]
    return (power / power.sum(axis=2, keepdims=True)).mean(axis=0)


def statsmodels_ndtf(data: Data) -> np.ndarray:
    return statsmodels_model(data)[1].mean(axis=0)


def statsmodels_ffdtf(data: Data) -> np.ndarray:
    power = statsmodels_model(data)[1]
    return power.sum(axis=0) / power.sum(axis=(0, 2))[:, None]


def statsmodels_ddtf(data: Data) -> np.ndarray:
    a, power, noise = statsmodels_model(data)
    inverse = a.conj().swapaxes(1, 2) @ np.linalg.inv(noise) @ a
    diagonal = np.einsum("fii->fi", inverse).real
    partial = np.abs(inverse) ** 2 / (diagonal[:, :, None] * diagonal[:, None, :])
    return (power / power.sum(axis=(0, 2), keepdims=True) * partial).sum(axis=0)


def statsmodels_pdc(data: Data) -> np.ndarray:
    squared = np.abs(statsmodels_model(data)[0]) ** 2
    return (squared / squared.sum(axis=1, keepdims=True)).mean(axis=0)


def scipy_state_space(data: Data) -> np.ndarray:
    """Solve the filter equation of each hidden source by scipy, on the model of statsmodels."""
    from scipy.linalg import solve_discrete_are
    from statsmodels.tsa.api import VAR

    fit = VAR(standard(data.eeg).T).fit(ORDER, trend="n")
    a, noise, n = fit.coefs, fit.sigma_u, len(data.eeg)
    result = np.zeros((n, n))
    for source in range(n):
        others = np.delete(np.arange(n), source)
        dynamics = np.eye(ORDER, k=-1)
        dynamics[0] = a[:, source, source]
        output = a[:, others, source].T
        q = np.zeros((ORDER, ORDER))
        q[0, 0] = noise[source, source]
        cross = np.zeros((ORDER, n - 1))
        cross[0] = noise[source, others]
        r = noise[np.ix_(others, others)]
        p = solve_discrete_are(dynamics.T, output.T, q, r, s=cross)
        seen = np.diagonal(output @ p @ output.T + r)
        result[others, source] = np.log(seen / np.diagonal(r))
    return result


def statsmodels_pairwise(x: np.ndarray, order: int) -> np.ndarray:
    """Test every ordered pair; the second column is the source."""
    from statsmodels.tsa.stattools import grangercausalitytests

    z = standard(x)
    result = np.zeros((len(z), len(z)))
    for sink in range(len(z)):
        for source in set(range(len(z))) - {sink}:
            tested = grangercausalitytests(z[[sink, source]].T, [order])[order][1]
            result[sink, source] = np.log(tested[0].ssr / tested[1].ssr)
    return result


def statsmodels_conditional(data: Data) -> np.ndarray:
    from statsmodels.tsa.api import VAR

    z = standard(data.eeg)
    n = len(z)

    def errors(channels: np.ndarray) -> np.ndarray:
        return np.diagonal(VAR(z[channels].T).fit(ORDER, trend="n").sigma_u_mle)

    full, result = errors(np.arange(n)), np.zeros((n, n))
    for source in range(n):
        others = np.delete(np.arange(n), source)
        result[others, source] = np.log(errors(others) / full[others])
    return result


def statsmodels_order(data: Data) -> np.ndarray:
    from statsmodels.tsa.api import VAR

    chosen = VAR(standard(data.eeg).T).select_order(LARGEST_ORDER, trend="n").selected_orders
    return np.array([chosen["bic"]])


def mne_granger(data: Data) -> np.ndarray:
    """Frequency-resolved Granger causality by state space, every ordered pair."""
    from mne_connectivity import spectral_connectivity_epochs

    n = len(data.eeg)
    pairs = [(i, j) for i in range(n) for j in range(n) if i != j]
    windows = data.eeg[:, : data.eeg.shape[1] // WINDOW * WINDOW].reshape(n, -1, WINDOW)
    indices = tuple([[pair[k]] for pair in pairs] for k in (1, 0))
    result = spectral_connectivity_epochs(
        windows.transpose(1, 0, 2), method="gc", indices=indices, mode="multitaper",
        sfreq=ANALYSIS_RATE_HZ, gc_n_lags=ORDER, verbose="error",
    )  # fmt: skip
    return result.get_data()


Contestant = tuple[str, "Callable[[Data], np.ndarray]", bool]
"""Name, function, and whether its result is the same quantity."""

CONTESTS: dict[str, tuple[Callable[[Data], np.ndarray], list[Contestant]]] = {
    "correlation, whole band": (
        lambda data: connectivity.correlation(data.eeg),
        [("numpy.corrcoef", lambda data: np.corrcoef(data.eeg), True)],
    ),
    "correlation, 1-45 Hz": (
        lambda data: connectivity.band_correlation(data.eeg, ANALYSIS_RATE_HZ, BAND),
        [("numpy Fourier filter and corrcoef", numpy_band_correlation, True)],
    ),
    "coherence (welch)": (
        own_plane("coherence"),
        [
            ("scipy.signal.coherence, pair by pair", scipy_coherence, True),
            ("mne-connectivity coh, squared", mne_coherence, True),
            ("spectral-connectivity", spectral_connectivity_coherence, True),
        ],
    ),
    "coherence (multitaper)": (
        own_plane("coherence", estimator="multitaper"),
        [("spectral-connectivity", spectral_connectivity_coherence, True)],
    ),
    "imaginary coherence": (
        own_plane("imaginary_coherence"),
        [("mne-connectivity imcoh, modulus", mne_imaginary, True)],
    ),
    "PLI, one band": (
        own_plane("pli"),
        [
            ("scipy.signal.hilbert, row by row", scipy_pli, True),
            ("spectral-connectivity, modulus", spectral_connectivity_pli, False),
        ],
    ),
    "wPLI, one band": (
        own_plane("wpli"),
        [("scipy.signal.hilbert, row by row", scipy_wpli, True)],
    ),
    "debiased wPLI squared, one band": (
        own_plane("debiased_wpli2"),
        [("numpy, row by row", numpy_debiased_wpli2, True)],
    ),
    "log-Euclidean coherency, one band": (
        own_plane("log_coherency"),
        [("scipy.signal.csd, pair by pair, and scipy.linalg.logm", scipy_log_coherency, True)],
    ),
    "DTF": (own_plane("dtf"), [("statsmodels VAR and numpy", statsmodels_dtf, True)]),
    "DTF, not normalised": (
        own_plane("ndtf"),
        [("statsmodels VAR and numpy", statsmodels_ndtf, True)],
    ),
    "DTF, full frequency": (
        own_plane("ffdtf"),
        [("statsmodels VAR and numpy", statsmodels_ffdtf, True)],
    ),
    "DTF, direct": (
        own_plane("ddtf"),
        [("statsmodels VAR and numpy", statsmodels_ddtf, True)],
    ),
    "PDC": (own_plane("pdc"), [("statsmodels VAR and numpy", statsmodels_pdc, True)]),
    "Granger, pairwise": (
        own_plane("granger"),
        [
            (
                "statsmodels grangercausalitytests",
                lambda data: statsmodels_pairwise(data.eeg, ORDER),
                True,
            ),
            ("mne-connectivity gc", mne_granger, False),
        ],
    ),
    "Granger, conditional": (
        own_plane("granger", conditional=True),
        [("statsmodels VAR, refitted per source", statsmodels_conditional, True)],
    ),
    "Granger, conditional, state space": (
        own_plane("granger", conditional=True, conditional_method="state_space"),
        [("statsmodels VAR and scipy.linalg.solve_discrete_are", scipy_state_space, True)],
    ),
    "Granger in a band, pairwise": (own_plane("band_granger"), []),
    "Granger of 6 EMG channels": (
        lambda data: connectivity.granger_causality(data.emg, EMG_ORDER),
        [
            (
                "statsmodels grangercausalitytests",
                lambda data: statsmodels_pairwise(data.emg, EMG_ORDER),
                True,
            )
        ],
    ),
    "Granger of 6 EMG channels, time-reversed": (
        lambda data: connectivity.time_reversed_granger(data.emg, EMG_ORDER),
        [
            (
                "statsmodels grangercausalitytests",
                lambda data: statsmodels_pairwise(data.emg[:, ::-1], EMG_ORDER),
                True,
            )
        ],
    ),
    "order by BIC, up to 30": (
        lambda data: np.array([connectivity.select_order(data.eeg, LARGEST_ORDER)]),
        [("statsmodels select_order", statsmodels_order, True)],
    ),
    "record: preparation, checks, five EEG measures, EMG matrix": (own_record, []),
}


# Measuring -----------------------------------------------------------------------------------


def resident_bytes() -> int:
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size if sys.platform == "darwin" else size * 1024


def measure(contest: str, peer: int | None, repeats: int, path: str, pipe) -> None:
    """Run one contestant in this process and send its time, memory and result."""
    warnings.simplefilter("ignore")
    own, peers = CONTESTS[contest]
    function = own if peer is None else peers[peer][1]
    with np.load(path) as stored:
        data = Data(**stored)
    with np.errstate(all="ignore"):
        function(data.short())
        before, times = resident_bytes(), []
        while not times or (times[-1] < LONG_S and (len(times) < repeats or sum(times) < LEAST_S)):
            start = time.process_time()
            result = function(data)
            times.append(time.process_time() - start)
    pipe.send((min(times), max(resident_bytes() - before, 0), np.asarray(result)))


def in_child(
    contest: str, peer: int | None, repeats: int, path: str
) -> tuple[float, int, np.ndarray]:
    """Start a contestant afresh, so that neither imports nor caches are shared."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=measure, args=(contest, peer, repeats, path, sender))
    child.start()
    sender.close()
    try:
        return receiver.recv()
    finally:
        child.join()


def largest_difference(own: np.ndarray, other: np.ndarray) -> float:
    if own.ndim < 2:
        return float(np.abs(own - other).max())
    off_diagonal = ~np.eye(len(own), dtype=bool)
    return float(np.abs(own - other)[off_diagonal].max())


def compare(contest: str, repeats: int, path: str) -> None:
    """Print the rows of one measure."""
    own_s, own_bytes, own_result = in_child(contest, None, repeats, path)
    print(f"| {contest} | own | {own_s:.4f} | {own_bytes / 1e6:.0f} | 1 | |", flush=True)
    for index, (name, _, comparable) in enumerate(CONTESTS[contest][1]):
        peer_s, peer_bytes, result = in_child(contest, index, repeats, path)
        gap = f"{largest_difference(own_result, result):.1e}" if comparable else ""
        cells = (name, f"{peer_s:.4f}", f"{peer_bytes / 1e6:.0f}", f"{peer_s / own_s:.1f}", gap)
        print(f"| | {' | '.join(cells)} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=5, help="runs of each contestant")
    parser.add_argument("--only", default="", help="contests whose name contains this")
    options = parser.parse_args()
    # Read by the numerical libraries of the children when they start
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = "1"
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "record.npz")
        np.savez(path, **asdict(make_data()))
        print("| measure | contestant | CPU (s) | memory (MB) | times own | largest difference |")
        print("|---|---|--:|--:|--:|--:|")
        for contest in CONTESTS:
            if options.only.lower() in contest.lower():
                compare(contest, options.repeats, path)


if __name__ == "__main__":
    main()
