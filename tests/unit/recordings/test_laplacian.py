"""The surface Laplacian: its closed form on a sphere, what it cannot see, and its rank."""

import mne
import numpy as np
import pytest
from eeg2emg.errors import RecordingError
from eeg2emg.recordings.channel_names import TEN_TWENTY
from eeg2emg.recordings.electrodes import eeg_info, interpolation_matrix
from eeg2emg.recordings.laplacian import laplacian_matrix
from eeg2emg.signals.rank import numerical_rank
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.special import sph_harm_y

RADIUS_M = 0.09
TEN_TEN = tuple(mne.channels.make_standard_montage("biosemi64").ch_names)
CENTRE_M = np.array([0.002, 0.015, 0.045])


def sphere(count):
    """Give points that are spread evenly over a sphere (a Fibonacci lattice)."""
    number = np.arange(count) + 0.5
    height, turn = 1 - 2 * number / count, np.pi * (1 + np.sqrt(5)) * number
    ring = np.sqrt(1 - height**2)
    return np.column_stack([ring * np.cos(turn), ring * np.sin(turn), height])


def harmonic(degree, order, points):
    polar, turn = np.arccos(points[:, 2]), np.arctan2(points[:, 1], points[:, 0])
    complex_values = sph_harm_y(degree, abs(order), polar, turn)
    return complex_values.imag if order < 0 else complex_values.real


@pytest.fixture(scope="module")
def dense():
    points = sphere(200)
    names = [f"E{number}" for number in range(200)]
    return points, laplacian_matrix(names, positions_m=CENTRE_M + RADIUS_M * points)


@pytest.mark.parametrize(
    ("degree", "order"), [(d, o) for d in range(1, 5) for o in range(-d, d + 1)]
)
def test_a_spherical_harmonic_comes_back_times_its_eigenvalue(dense, degree, order):
    """That of degree l is -l (l + 1) / R^2; the density has the other sign."""
    points, matrix = dense
    potential = harmonic(degree, order, points)
    eigenvalue = degree * (degree + 1)
    # The smoothing (1e-5) shrinks a degree as it compares with the spline's kernel, which is
    # 1 / (4 pi (l (l + 1))^4) for each of the electrodes.
    kernel = len(points) / (4 * np.pi * eigenvalue**4)
    expected = eigenvalue / RADIUS_M**2 * kernel / (kernel + 1e-5) * potential
    assert np.abs(matrix @ potential - expected).max() < 0.01 * np.abs(expected).max()


@pytest.mark.parametrize("names", [TEN_TWENTY, TEN_TEN], ids=["10-20", "64"])
def test_it_is_what_mne_gives_on_the_same_sphere(names):
    info = eeg_info(names, 100.0)
    radius_m, centre_m, _ = mne.bem.fit_sphere_to_headshape(info, dig_kinds="eeg", verbose="error")
    rng = np.random.default_rng(0)
    eeg_v = 1e-5 * rng.standard_normal((len(names), 50))
    raw = mne.io.RawArray(eeg_v, info, verbose="error")
    theirs = mne.preprocessing.compute_current_source_density(
        raw, sphere=(*centre_m, radius_m), verbose="error"
    ).get_data()
    own = laplacian_matrix(names) @ eeg_v
    # MNE leaves electrodes out of the fit that lie in front and low.
    assert np.abs(own - theirs).max() < (1e-9 if names is TEN_TWENTY else 0.02) * own.std()


@given(shared=arrays.arrays(float, 20, elements=st.floats(-1e-3, 1e-3)))
def test_what_all_electrodes_share_is_gone_so_that_the_reference_does_not_matter(shared):
    matrix = laplacian_matrix(TEN_TWENTY)
    eeg_v = 1e-5 * np.random.default_rng(1).standard_normal((19, 20))
    density = matrix @ eeg_v
    limit = 1e-9 * np.abs(density).max()
    np.testing.assert_allclose(matrix @ (eeg_v - shared), density, atol=limit)
    np.testing.assert_allclose(matrix @ (eeg_v - eeg_v[4]), density, atol=limit)


def test_the_order_of_channels_only_orders_the_result():
    order = np.random.default_rng(2).permutation(19)
    other = laplacian_matrix([TEN_TWENTY[k] for k in order])
    np.testing.assert_allclose(other, laplacian_matrix(TEN_TWENTY)[np.ix_(order, order)], atol=1e-6)


@pytest.mark.parametrize("factor", [0.8, 1.25])
def test_a_head_that_is_larger_turned_or_moved_has_the_same_but_for_the_square_of_its_size(factor):
    places_m = np.array([eeg_info(TEN_TWENTY, 1.0)["chs"][k]["loc"][:3] for k in range(19)])
    own = laplacian_matrix(TEN_TWENTY, positions_m=places_m)
    turn = np.linalg.qr(np.random.default_rng(3).standard_normal((3, 3)))[0]
    other = laplacian_matrix(TEN_TWENTY, positions_m=factor * places_m @ turn + [0.01, 0, -0.03])
    np.testing.assert_allclose(factor**2 * other, own, rtol=1e-6, atol=1e-6 * np.abs(own).max())


@pytest.mark.parametrize("names", [TEN_TWENTY, TEN_TEN], ids=["10-20", "64"])
@pytest.mark.parametrize("removed", [0, 1, 3, 6])
@pytest.mark.parametrize("interpolated", [0, 2])
@pytest.mark.parametrize("average", [False, True])
def test_it_takes_a_dimension_where_the_constant_is_left_and_none_elsewhere(
    names, removed, interpolated, average
):
    """Removed components and an average reference leave no constant; interpolation keeps it."""
    rng = np.random.default_rng(4)
    bad = names[1 : 1 + interpolated]
    good = [row for row, name in enumerate(names) if name not in bad]
    g = len(good)
    # Of g channels with their average as reference an ICA has g - 1 components.
    mixing = np.linalg.qr((np.eye(g) - average / g) @ rng.standard_normal((g, g - average)))[0]
    removal = mixing[:, removed:] @ mixing[:, removed:].T
    cleaning = interpolation_matrix(names, bad)[:, good] @ removal
    density = laplacian_matrix(names) @ cleaning
    before, after = (np.linalg.matrix_rank(one, rtol=1e-9) for one in (cleaning, density))
    assert before == g - average - removed
    assert after == before - (not removed and not average)
    # The covariance of data tells the same.
    eeg_v = 1e-5 * rng.standard_normal((g, 5000))
    assert numerical_rank(np.cov(density @ eeg_v)) == after


def test_a_channel_without_a_place_is_named():
    with pytest.raises(RecordingError, match=r"position of 'left ear lobe' is unknown.*eeg\.lap"):
        laplacian_matrix([*TEN_TWENTY, "left ear lobe"])


@pytest.mark.parametrize(
    "places_m",
    [
        RADIUS_M * sphere(20)[:4],
        RADIUS_M * sphere(20) * [1, 1, 0],
        10 * RADIUS_M * sphere(20),
        0.1 * RADIUS_M * sphere(20),
    ],
    ids=["four", "flat", "giant", "doll"],
)
def test_electrodes_on_no_head_are_refused(places_m):
    names = [f"E{number}" for number in range(len(places_m))]
    with pytest.raises(RecordingError, match=r"lie on no sphere of the size of a head"):
        laplacian_matrix(names, positions_m=places_m)
