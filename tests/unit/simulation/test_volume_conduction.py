"""Volume conduction in the simulated heads, and what the surface Laplacian takes away of it."""

import numpy as np
import pytest
from eeg2emg.connectivity.eeg import estimate_eeg
from eeg2emg.connectivity.settings import EegSettings
from eeg2emg.evaluation.metrics import off_diagonal
from eeg2emg.recordings.laplacian import laplacian_matrix
from eeg2emg.seeds import derive_seed
from eeg2emg.signals.filters import prepare_eeg
from eeg2emg.simulation import SimulationSettings, simulate_subject_head
from eeg2emg.simulation.cortex import simulate_sources
from eeg2emg.simulation.head_model import (
    SPHERE_CENTRE_M,
    SPHERE_RADIUS_M,
    _lead_field,
    head_size,
)
from eeg2emg.simulation.recording import draw_signals

RATE_HZ, SEGMENT_S, SEGMENTS = 250.0, 20.0, 4
MEASURES = ("coherence", "dtf", "granger")
PEOPLE = [(seed, person) for seed in (2025, 7, 11) for person in (0, 1)]


def cohort(seed):
    return SimulationSettings(
        subjects=2, recordings=1, segments=SEGMENTS, segment_s=SEGMENT_S, rate_hz=500.0,
        noisy_subjects=0, flat_channel_share=0.0, artefacts=0.0, seed=seed, emg_order=10,
        emg_analysis_rate_hz=500.0,
    )  # fmt: skip


@pytest.fixture(scope="module", params=PEOPLE, ids=str)
def person(request):
    seed, number = request.param
    settings = cohort(seed)
    head = simulate_subject_head(settings, number)
    return settings, number, head, laplacian_matrix(head.channels, positions_m=head.positions_m)


def nearest_electrodes(head):
    """Give the electrode nearest to each source."""
    apart = head.positions_m[:, None] - head.source_positions_m
    return np.linalg.norm(apart, axis=2).argmin(axis=0)


def shared_power(gain):
    """Squared correlation of all pairs of channels that see independent sources of equal power."""
    covariance = gain @ gain.T
    scale = np.sqrt(np.diag(covariance))
    return off_diagonal(np.square(covariance / np.outer(scale, scale))[None]).mean()


def test_sources_spread_over_fewer_electrodes(person):
    _, _, head, matrix = person
    near = nearest_electrodes(head)

    def share_and_number(gain):
        share = np.square(gain) / np.square(gain).sum(axis=0)
        return share[near, range(len(near))].mean(), (1 / np.square(share).sum(axis=0)).mean()

    nearest, number = share_and_number(head.source_gain)
    nearest_of_density, number_of_density = share_and_number(matrix @ head.source_gain)
    assert nearest_of_density > nearest + 0.1
    assert number_of_density < 0.8 * number


def test_independent_sources_make_electrodes_less_alike(person):
    _, _, head, matrix = person
    near = np.unique(nearest_electrodes(head))
    density = matrix @ head.source_gain
    assert shared_power(density[near]) < 0.7 * shared_power(head.source_gain[near])
    assert shared_power(matrix @ head.background_root) < 0.4 * shared_power(head.background_root)


def test_an_average_reference_does_not_do_that(person):
    _, _, head, _ = person
    centred = head.background_root - head.background_root.mean(axis=0)
    assert shared_power(centred) > 0.7 * shared_power(head.background_root)


@pytest.fixture(scope="module")
def networks(person):
    """Brain networks of the unmixed sources, and at their electrodes from either signal."""
    settings, number, head, matrix = person
    drawn = draw_signals(settings, number, 0, head)
    rng = np.random.default_rng(derive_seed(settings.seed, "sources", number, 0))
    sources_uv = simulate_sources(settings, drawn.cortex, drawn.z, rng)[0]
    near = nearest_electrodes(head).tolist()
    own = [k for k, electrode in enumerate(near) if near.count(electrode) == 1]
    electrodes = [near[k] for k in own]

    def prepared(x):
        return prepare_eeg(
            np.asarray(x, float), settings.rate_hz, line_freq_hz=50.0, analysis_rate_hz=RATE_HZ
        )[0]

    eeg_v = prepared(drawn.eeg_v)
    signals = {
        "unmixed": prepared(sources_uv)[own],
        "potentials": eeg_v[electrodes],
        "density": (matrix @ eeg_v)[electrodes],
    }
    length, planes = round(SEGMENT_S * RATE_HZ), EegSettings(measures=MEASURES)
    return {
        name: [
            estimate_eeg(x[:, k * length : (k + 1) * length], planes, diagnostics=False).planes
            for k in range(SEGMENTS)
        ]
        for name, x in signals.items()
    }


@pytest.mark.parametrize("measure", MEASURES)
def test_networks_at_the_electrodes_come_nearer_to_those_of_the_unmixed_sources(networks, measure):
    values = {
        name: np.array([off_diagonal(planes[measure][None]) for planes in found]).ravel()
        for name, found in networks.items()
    }
    agreement = {
        name: np.corrcoef(values["unmixed"], values[name])[0, 1]
        for name in ("potentials", "density")
    }
    assert agreement["density"] > agreement["potentials"]
    too_much = {
        name: abs(values[name].mean() - values["unmixed"].mean())
        for name in ("potentials", "density")
    }
    assert too_much["density"] < too_much["potentials"]


def test_what_is_deep_is_lost_more_than_what_is_near():
    """So a source in the depth, or a wide one, must not be looked for in the density."""
    settings = cohort(2025)
    head, size = simulate_subject_head(settings, 0), head_size(settings, 0)
    matrix = laplacian_matrix(head.channels, positions_m=head.positions_m)
    centre, radius = np.array(SPHERE_CENTRE_M) * size, SPHERE_RADIUS_M * size
    upward = head.positions_m[list(head.channels).index("Cz")] - centre
    upward /= np.linalg.norm(upward)
    depths = np.array([0.75, 0.6, 0.45, 0.3])
    field_v = _lead_field(
        head.positions_m, centre + radius * depths[:, None] * upward,
        np.tile(upward, (len(depths), 1)), (centre, radius),
    )  # fmt: skip
    sizes = {
        "potentials": np.linalg.norm(field_v - field_v.mean(axis=0), axis=0),
        "density": np.linalg.norm(matrix @ field_v, axis=0),
    }
    lost = sizes["density"] / sizes["potentials"]
    assert (np.diff(lost) < 0).all()
    assert lost[-1] < 0.5 * lost[0]
