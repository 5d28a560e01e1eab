"""JSON of the Python client: exact, or refused."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from orderly_client import codec, ref


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        (Decimal("56.330"), b"56.330"),
        (Decimal("1E+3"), b"1E+3"),
        (Decimal("-0.00"), b"-0.00"),
        (2**80, b"1208925819614629174706176"),
        (True, b"true"),
        (None, b"null"),
        ("é", '"é"'.encode()),
        ((1, [2]), b"[1,[2]]"),
        ({1: {"a": Decimal("1.0")}}, b'{"1":{"a":1.0}}'),
        (date(2013, 8, 28), b'"2013-08-28"'),
        (datetime(2013, 8, 28, 9, 41, 47, 999), b'"2013-08-28 09:41:47"'),  # noqa: DTZ001 - local
        (datetime(2013, 8, 28, 9, 41, 47, tzinfo=UTC), b'"2013-08-28T09:41:47+00:00"'),
        (ref(1, "invoices", 0, "id"), b'{"$ref":"1.invoices.0.id"}'),
    ],
    ids=str,
)
def test_values_are_sent_exactly(value: object, sent: bytes) -> None:
    assert codec.encode({"a": value}) == b'{"a":' + sent + b"}"


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        (0.1, r'0.1 is a binary float: use Decimal\("0.1"\)'),
        ({1}, "a value of type set can not be sent"),
        (b"text", "a value of type bytes can not be sent"),
        ({None: 1}, "the key None is neither a string nor an id"),
        ({True: 1}, "the key True is neither a string nor an id"),
    ],
    ids=["float", "set", "bytes", "null", "truth"],
)
def test_what_can_not_be_sent_is_told_by_its_place(value: object, complaint: str) -> None:
    with pytest.raises(TypeError, match=f"^/invoice/items/0: {complaint}$"):
        codec.encode({"invoice": {"items": [value]}})


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "sNaN"])
def test_a_decimal_that_is_no_number_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=f"^/a: {value} is not a number in JSON$"):
        codec.encode({"a": Decimal(value)})


@pytest.mark.parametrize(
    ("sent", "value"),
    [
        (b"56.330", Decimal("56.330")),
        (b"0.1000000000000000055", Decimal("0.1000000000000000055")),
        (b"36", 36),
        (b"99999999999999999999", 99999999999999999999),
    ],
)
def test_numbers_are_read_exactly(sent: bytes, value: Any) -> None:
    read = codec.decode(sent)

    assert (type(read), str(read)) == (type(value), str(value))
