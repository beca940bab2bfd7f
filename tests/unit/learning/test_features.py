"""Features of packed planes: everything that a Hermitian matrix says, and nothing twice."""

import numpy as np
from eeg2emg.connectivity.packing import packed
from eeg2emg.learning.features import vector_entries, vectorise

PLANES = ("log_coherency 4-8 Hz", "log_coherency 8-13 Hz")


def hermitian(n, seed=0, count=5):
    rng = np.random.default_rng(seed)
    root = rng.standard_normal((count, 2, n, n)) + 1j * rng.standard_normal((count, 2, n, n))
    return root + root.conj().swapaxes(-1, -2)


def test_real_and_imaginary_parts_are_all_features_as_they_are():
    matrices = hermitian(4)
    vectors = vectorise(np.moveaxis(packed(matrices), 1, -1), PLANES)
    upper, lower = np.triu_indices(4), np.tril_indices(4, -1)
    assert vectors.shape == (5, 2 * (len(upper[0]) + len(lower[0])))
    for k in range(2):
        own = vectors[:, 16 * k : 16 * (k + 1)].reshape(5, 4, 4)
        np.testing.assert_array_equal(own[:, *upper], matrices[:, k].real[:, *upper])
        np.testing.assert_array_equal(own[:, *lower], matrices[:, k].imag[:, *lower])


def test_nineteen_channels_give_190_real_and_171_imaginary_parts():
    sinks, sources, plane = vector_entries(19, PLANES[:1]).T
    assert (np.sum(sinks <= sources), np.sum(sinks > sources)) == (190, 171)
    assert set(plane) == {0}


def test_beside_other_planes_each_keeps_its_entries():
    features = np.random.default_rng(1).random((5, 4, 4, 3))
    planes = ["correlation", PLANES[0], "pli"]
    vectors = vectorise(features, planes)
    assert vectors.shape == (5, 6 + 16 + 6)
    np.testing.assert_array_equal(vectors[:, 6:22], features[..., 1].reshape(5, 16))
