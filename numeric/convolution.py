"""Convolution of an image with a kernel, run in NumPy loops.

Deep learning libraries call `correlate` a convolution: they slide the kernel over the image as it is (torch's
`conv2d`). `convolve` is the convolution of mathematics, which slides the flipped kernel. Strides, dilations and
paddings are pairs: from row to row first, then from column to column.

>>> convolve(np.array([[1.0, 2.0, 4.0]]), np.array([[1.0, -1.0]])).tolist()
[[1.0, 2.0]]
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = Any
Pair = tuple[int, int]


def correlate(
    image: Array, kernel: Array, stride: Pair = (1, 1), dilation: Pair = (1, 1), padding: Pair = (0, 0)
) -> Array:
    """Unit (i, j) sums kernel[m, n] image[s i + d m - p, s j + d n - p], zero outside of the image.

    Raises `ValueError` as `units` does.
    """
    rows, columns = (
        units(image.shape[axis], kernel.shape[axis], stride[axis], dilation[axis], padding[axis]) for axis in (0, 1)
    )
    answer = np.zeros((rows, columns))
    for i, j in np.ndindex(rows, columns):
        for m, n in np.ndindex(*kernel.shape):
            row = stride[0] * i + dilation[0] * m - padding[0]
            column = stride[1] * j + dilation[1] * n - padding[1]
            if 0 <= row < image.shape[0] and 0 <= column < image.shape[1]:
                answer[i, j] += kernel[m, n] * image[row, column]
    return answer


def convolve(
    image: Array, kernel: Array, stride: Pair = (1, 1), dilation: Pair = (1, 1), padding: Pair = (0, 0)
) -> Array:
    """`correlate` with the kernel flipped in both directions."""
    return correlate(image, kernel[::-1, ::-1], stride, dilation, padding)


def spread(
    values: Array, kernel: Array, shape: Pair, stride: Pair = (1, 1), dilation: Pair = (1, 1), padding: Pair = (0, 0)
) -> Array:
    """The adjoint of `correlate`: an image of the shape, to which each unit gives back what it was summed of."""
    image = np.zeros(shape)
    for i, j in np.ndindex(*values.shape):
        for m, n in np.ndindex(*kernel.shape):
            row = stride[0] * i + dilation[0] * m - padding[0]
            column = stride[1] * j + dilation[1] * n - padding[1]
            if 0 <= row < shape[0] and 0 <= column < shape[1]:
                image[row, column] += kernel[m, n] * values[i, j]
    return image


def units(size: int, kernel: int, stride: int, dilation: int, padding: int) -> int:
    """In how many places the kernel lies within the padded axis, by trying them in turn.

    Raises `ValueError` for a size, stride or dilation below 1, a padding below 0, or a kernel that fits nowhere.
    """
    if min(size, kernel, stride, dilation) < 1 or padding < 0:
        raise ValueError(
            f"{size} entries, a kernel of {kernel}, stride {stride}, dilation {dilation}, padding {padding}: "
            "at least 1, 1, 1, 1 and 0 are needed"
        )
    count = 0
    while stride * count + dilation * (kernel - 1) < size + 2 * padding:
        count += 1
    if not count:
        raise ValueError(
            f"a kernel of {kernel} with dilation {dilation} fits nowhere on {size} entries padded by {padding}"
        )
    return count
