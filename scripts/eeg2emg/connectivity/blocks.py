"""Blocks of a segment, whose odd and even ones are its halves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def cut_blocks(runs: Sequence[int], length: int) -> list[slice]:
    """Cut the runs of a segment into an even number of blocks.

    Parameters
    ----------
    runs : sequence of int
        Samples of each uninterrupted run; one for a segment that is one.
    length : int
        Samples of a block.

    Returns
    -------
    list of slice
        Samples of each block, none of which reaches from a run into the next. Of several runs one
        that is shorter than two blocks is a block itself. Empty where there are fewer than two; a
        last one without a partner is left aside.
    """
    blocks, start = [], 0
    for samples in runs:
        count = samples // length if samples >= 2 * length or len(runs) == 1 else 0
        if count:
            blocks += [slice(start + length * i, start + length * (i + 1)) for i in range(count)]
        elif len(runs) > 1:
            blocks.append(slice(start, start + samples))
        start += samples
    return blocks[: len(blocks) // 2 * 2]
