"""Packing: Hermitian matrices as real ones of the same size."""

from __future__ import annotations

import numpy as np


def packed(hermitian: np.ndarray) -> np.ndarray:
    """Write Hermitian matrices into real ones of the same size, without loss.

    Parameters
    ----------
    hermitian : ndarray of complex, shape (..., n, n)
        Hermitian matrices L.

    Returns
    -------
    ndarray, shape (..., n, n)
        P with ``P[i, j] = Re L[i, j]`` on and above the diagonal (i <= j), and
        ``P[i, j] = Im L[i, j]`` below it (i > j): n (n + 1) / 2 real and n (n - 1) / 2 imaginary
        parts. The element on the other side follows from ``L[j, i] = conj(L[i, j])``.
    """
    upper = np.triu(np.ones(hermitian.shape[-2:], dtype=bool))
    return np.where(upper, hermitian.real, hermitian.imag)


def reordered(pack: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Put the channels of packed matrices into another order.

    Parameters
    ----------
    pack : ndarray, shape (..., n, n)
        As from `packed`.
    order : ndarray of int, shape (n,)
        Which channel comes where.

    Returns
    -------
    ndarray, shape (..., n, n)
        The matrices of the channels in this order, packed.
    """
    transposed = pack.swapaxes(-1, -2)
    upper = np.triu(np.ones(pack.shape[-2:], dtype=bool))
    real = np.where(upper, pack, transposed)
    imaginary = np.where(upper, -transposed, pack)
    off = ~np.eye(pack.shape[-1], dtype=bool)
    return packed((real + 1j * imaginary * off)[..., order[:, None], order])
