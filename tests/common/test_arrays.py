"""Vectors on the wire."""

import base64

import numpy as np
import pytest

from common import arrays
from common.errors import PlanningError


@pytest.mark.parametrize("dtype", ["u2", "u4", "i4", "f4", "f8"])
def test_there_and_back(dtype: str) -> None:
    values = np.array([0, 1, 2, 65535 if dtype != "u2" else 7], dtype)
    assert np.array_equal(arrays.decode(arrays.encode(values, dtype), dtype), values)


def test_bytes_are_little_endian() -> None:
    assert base64.b64decode(arrays.encode([1, 256], "u2")) == b"\x01\x00\x00\x01"


@pytest.mark.parametrize("text", ["***", "AAA", "AA==", "한글"])
def test_what_is_no_array_is_refused(text: str) -> None:
    with pytest.raises(PlanningError, match="base64"):
        arrays.decode(text, "u4")


def test_plain_lists_are_taken_too_but_not_out_of_range() -> None:
    assert arrays.decode_either({"idx": [3, 1]}, "idx", "u4").tolist() == [3, 1]
    assert arrays.decode_either({"idx_b64": arrays.encode([3], "u4")}, "idx", "u4").tolist() == [3]
    assert arrays.decode_either({}, "idx", "u4").size == 0
    for bad in ([-1], [70000], [1.5], ["a"], [[1], [2, 3]], [None]):
        with pytest.raises(PlanningError):
            arrays.decode_either({"v": bad}, "v", "u2")


def test_length_is_checked() -> None:
    with pytest.raises(PlanningError, match="2 items where 3"):
        arrays.decode(arrays.encode([1, 2], "u2"), "u2", length=3)
