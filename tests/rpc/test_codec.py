import json
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpc.codec import MAX_DEPTH, MAX_INT_DIGITS, BadJson, decode, encode

MEBI = 2**20
REFUSED = {
    "nothing": (b"", "Expecting value"),
    "not JSON": (b"sku=1", "Expecting value"),
    "two documents": (b"{}{}", "Extra data"),
    "trailing comma": (b'{"id":1,}', "line 1, column"),
    "single quotes": (b"{'id':1}", "line 1, column"),
    "comment": (b'{"id":1 /* the first */}', "line 1, column"),
    "unfinished text": (b'{"name":"Ann', "Unterminated string"),
    "raw control character": (b'["a\tb"]', "Invalid control character"),
    "byte order mark": (b"\xef\xbb\xbf{}", "byte order mark"),
    "UTF-16": ("{}".encode("utf-16"), "not UTF-8"),
    "Latin-1": ('{"name":"Müller"}'.encode("latin-1"), "not UTF-8: bad byte at offset 10"),
    "overlong UTF-8": (b'["\xc0\xaf"]', "not UTF-8"),
    "raw surrogate": (b'["\xed\xa0\x80"]', "not UTF-8"),
    "high surrogate": (rb'["\ud83d"]', "half of a surrogate pair"),
    "low surrogate": (rb'["\ude00"]', "half of a surrogate pair"),
    "surrogates the wrong way round": (rb'["\ude00\ud83d"]', "half of a surrogate pair"),
    "surrogate in a key": (rb'{"\ud83d":1}', "half of a surrogate pair"),
    "surrogate behind a backslash": (rb'["\\\ud83d"]', "half of a surrogate pair"),
    "key twice": (b'{"id":1,"total":2,"id":1}', "The key 'id' occurs twice"),
    "key twice, white space behind one": (b'{"id" :1,"id":2}', "The key 'id' occurs twice"),
    "key twice, a line behind one": (b'{"id"\n:1,"id":2}', "The key 'id' occurs twice"),
    "key twice, a colon in a text": (b'{"id":"a:b","id":2}', "The key 'id' occurs twice"),
    "key twice inside": (b'{"items":[{"sku":"a","sku":"b"}]}', "The key 'sku' occurs twice"),
    "key twice, spelled differently": (rb'{"id":1,"\u0069d":2}', "The key 'id' occurs twice"),
    "long key twice": (b'{"%b":1,"%b":2}' % (b"k" * 500, b"k" * 500), f"'{'k' * 100}' occurs"),
    "unspeakable key twice": (rb'{"\ud800":1,"\ud800":2}', r"'\ud800' occurs twice"),
    "NaN": (b"[NaN]", "NaN is not a number"),
    "Infinity": (b"[Infinity]", "Infinity is not a number"),
    "minus Infinity": (b'{"price":-Infinity}', "-Infinity is not a number"),
    "leading zero": (b"[01]", "line 1, column"),
    "plus sign": (b"[+1]", "line 1, column"),
    "hexadecimal": (b"[0x10]", "line 1, column"),
    "digits of another script": ("[١]".encode(), "Expecting value"),
    "underscore": (b"[1_0]", "line 1, column"),
    "exponent beyond Decimal": (b"[1e9999999999999999999]", "exponent beyond all bounds"),
    "negative one": (b"[1e-9999999999999999999]", "exponent beyond all bounds"),
    "a mebibyte of exponent": (b"1e" + b"9" * MEBI, "exponent beyond all bounds"),
    "one level too deep": (b"[" * 33 + b"]" * 33, "more than 32 levels"),
    "the same in objects": (b'{"a":' * 33 + b"1" + b"}" * 33, "more than 32 levels"),
    "deep after strings": (rb'["]]\"]]","\\",' + b"[" * 32 + b"]" * 33, "more than 32 levels"),
    "deep after half a string": (b"[" * 50 + b'"', "more than 32 levels"),
    "a hundred thousand brackets": (b"[" * 100_000, "more than 32 levels"),
    "a mebibyte of brackets": (b'[{"":' * (MEBI // 5), "more than 32 levels"),
    "many closing brackets": (b"[" + b"]" * 100_000, "Extra data"),
}
ACCEPTED: dict[str, tuple[bytes, Any]] = {
    "object": (
        b'{"id": 1, "paid": true, "customer": null}',
        {"id": 1, "paid": True, "customer": None},
    ),
    "white space": (b" \t\r\n[ ] ", []),
    "scalar": (b'"Ann"', "Ann"),
    "integer": (b"9007199254740993", 9007199254740993),
    "minus zero": (b"-0", 0),
    "decimal": (b"56.330", Decimal("56.330")),
    "integral decimal": (b"36.0", Decimal("36.0")),
    "exponent": (b"1E2", Decimal("1E+2")),
    "no binary fraction": (b"0.1", Decimal("0.1")),
    "huge exponent": (b"1e999999", Decimal("1E+999999")),
    "tiny exponent": (b"-1e-999999", Decimal("-1E-999999")),
    "emoji escaped": (rb'"\ud83d\ude00"', "😀"),
    "emoji raw": ('"😀"'.encode(), "😀"),
    "escaped backslash before ud83d": (rb'"\\ud83d"', r"\ud83d"),
    "escaped backslash before u0000": (rb'"\\u0000\n\u00e9"', "\\u0000\né"),
    "as deep as may be": (b"[" * 31 + b"{}" + b"]" * 31, None),
    "many side by side": (b"[" + b"[]," * 1000 + b"[]]", [[]] * 1001),
    "brackets in strings": (b'{"name":"%b"}' % (b"[{" * 99), {"name": "[{" * 99}),
    "brackets behind a quotation mark": (
        rb'["\"%b\\",[]]' % (b"[" * 99),
        ['"' + "[" * 99 + "\\", []],
    ),
    "same key in two objects": (b'[{"id":1},{"id":2}]', [{"id": 1}, {"id": 2}]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_the_reason(name: str) -> None:
    body, reason = REFUSED[name]

    with pytest.raises(BadJson) as refusal:
        decode(body)

    assert reason in str(refusal.value)
    assert len(encode(str(refusal.value))) < 250


@pytest.mark.parametrize("name", ACCEPTED)
def test_accepted(name: str) -> None:
    body, expected = ACCEPTED[name]

    value = decode(body)

    if expected is not None:
        assert value == expected
        assert type(value) is type(expected)


def test_scale_and_exponent_are_kept() -> None:
    assert [str(number) for number in decode(b"[56.330, 3.00, 1e2, 0.0]")] == [
        "56.330",
        "3.00",
        "1E+2",
        "0.0",
    ]


def test_long_integers_come_as_decimals() -> None:
    longest, longer = decode(b"[%b,%b]" % (b"9" * MAX_INT_DIGITS, b"9" * (MAX_INT_DIGITS + 1)))

    assert type(longest) is int
    assert type(longer) is Decimal
    assert longer == 10 ** (MAX_INT_DIGITS + 1) - 1


@pytest.mark.parametrize("digits", [5_000, 100_000, MEBI])
def test_length_of_an_integer_is_no_error(digits: int) -> None:
    number = decode(b"-" + b"7" * digits)

    assert number.adjusted() == digits - 1


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("56.330"), "56.330"),
        (Decimal("3.00"), "3.00"),
        (Decimal("-0.005"), "-0.005"),
        (Decimal("12345678901234567890.123"), "12345678901234567890.123"),
        ({"id": 1, "answer": msgspec.Raw(b'{"a":3.00}')}, '{"id":1,"answer":{"a":3.00}}'),
        (["Müller\u2028", True, None], '["Müller\u2028",true,null]'),
    ],
)
def test_written_as(value: Any, text: str) -> None:
    assert encode(value) == text.encode()


def test_echo_of_a_hostile_number_stays_short() -> None:
    assert encode({"value": Decimal("1e999999")}) == b'{"value":1E+999999}'


def documents() -> st.SearchStrategy[Any]:
    texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
    numbers = st.integers() | st.decimals(allow_nan=False, allow_infinity=False)
    return st.recursive(
        st.none() | st.booleans() | texts | numbers,
        lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
        max_leaves=50,
    )


@given(documents())
def test_what_is_written_reads_the_same(value: Any) -> None:
    assert decode(encode(value)) == value


@given(documents(), st.sampled_from([None, 1]), st.booleans())
def test_any_other_writer_is_understood(value: Any, indent: int | None, ascii_only: bool) -> None:
    body = json.dumps(value, default=str, indent=indent, ensure_ascii=ascii_only)

    assert decode(body.encode()) == json.loads(body, parse_float=Decimal)


@given(st.binary() | st.text('[]{}",:\\u0dDeE+-.1 aNIty').map(str.encode))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        value = decode(body)
    except BadJson as refusal:
        encode(str(refusal))
    else:
        assert decode(encode(value)) == value


def nests() -> st.SearchStrategy[str]:
    def array(members: list[str]) -> str:
        decoy = r'"]\"["'
        return "[" + ",".join([*members, decoy]) + "]"

    return st.recursive(st.just("[]"), lambda inner: st.lists(inner, max_size=3).map(array))


@given(nests())
def test_depth_is_exact(text: str) -> None:
    room = MAX_DEPTH - depth_of(json.loads(text))

    decode(("[" * room + text + "]" * room).encode())
    with pytest.raises(BadJson, match="levels deep"):
        decode(("[" * (room + 1) + text + "]" * (room + 1)).encode())


def depth_of(value: Any) -> int:
    return 1 + max(map(depth_of, value), default=0) if isinstance(value, list) else 0
