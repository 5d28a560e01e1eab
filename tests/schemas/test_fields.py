"""The data types of the wire: what each takes, and what is said of what it refuses."""

import time
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError

from rpc import codec
from schemas import invoices, problems
from schemas.fields import (
    MAX_ID,
    MAX_INT,
    Boolean,
    Choice,
    Date,
    DateTime,
    Field,
    Formatted,
    Integer,
    List,
    Locale,
    Mapped,
    Nested,
    Number,
    NumericKey,
    String,
    email,
    escape,
    identifier,
    is_locale,
    metadata,
    recipient,
    time_zone,
)
from schemas.problems import MAX_FAULTS, MAX_VALUE_LENGTH, Fault
from schemas.schema import Invalid, Schema

D = Decimal
ROME = zoneinfo.ZoneInfo("Europe/Rome")
AUCKLAND = zoneinfo.ZoneInfo("Pacific/Auckland")
BAND = Number(8, 3)


class Inner(Schema):
    """An object inside of another."""

    size = Integer(1, 9, required=True)


def read(field: Field, text: str | bytes) -> tuple[Any, list[Fault]]:
    """Read a value as it comes over the wire."""
    field.named("value")
    faults: list[Fault] = []
    encoded = text.encode() if isinstance(text, str) else text
    return field.read(codec.decode(encoded), "/at", faults), faults


TAKEN = [
    (Boolean(), "true", True),
    (Boolean(), "false", False),
    (Boolean(null=True), "null", None),
    (String(1, 3), '"abc"', "abc"),
    (String(0, 3), '""', ""),
    (String(0, 2), '"😀😀"', "😀😀"),  # characters, neither bytes nor half of them
    (String(0, 2), r'"😀😀"', "😀😀"),
    (String(0, 9), r'"\ta\r\nb"', "\ta\r\nb"),
    (String(0, 9), '" a "', " a "),
    (String(0, 9), '"a\u2028b"', "a\u2028b"),
    (String(0, 9), '"\u202eabc"', "\u202eabc"),
    (Integer(), "36", 36),
    (Integer(), "36.0", 36),
    (Integer(), "36.000", 36),
    (Integer(), "3.6e1", 36),
    (Integer(), "360E-1", 36),
    (Integer(), "-0", 0),
    (Integer(), "-0.0", 0),
    (Integer(), "0e-999999", 0),
    (Integer(), "1." + "0" * 1000, 1),
    (Integer(), "9007199254740991", MAX_INT),
    (identifier(), "2147483647", MAX_ID),
    (Number(10, 3), "56.33", D("56.330")),
    (Number(10, 3), "56.3300", D("56.330")),
    (Number(10, 3), "56.3" + "0" * 1000, D("56.300")),
    (Number(10, 3), "3", D("3.000")),
    (Number(10, 3), "-3", D("-3.000")),
    (Number(10, 3), "1e3", D("1000.000")),
    (Number(10, 3), "1E-3", D("0.001")),
    (Number(10, 3), "-0", D("0.000")),
    (Number(10, 3), "-0.0000", D("0.000")),
    (Number(10, 3), "0e-999999", D("0.000")),
    (Number(10, 3), "9999999.999", D("9999999.999")),
    (Number(10, 3), "-9999999.999", D("-9999999.999")),
    (Number(5, 2, 0, 100), "100", D("100.00")),
    (Choice("Open", "Sent"), '"Sent"', "Sent"),
    (Date(), '"2024-02-29"', date(2024, 2, 29)),
    (Date(), '"0001-01-01"', date(1, 1, 1)),
    (Date(), '"9999-12-31"', date(9999, 12, 31)),
    (Date(with_time=True), '"2013-08-28 09:41:47"', date(2013, 8, 28)),
    (Date(with_time=True), '"2013-08-28T23:41:47-08:00"', date(2013, 8, 28)),
    (Locale(), '"en"', "en"),
    (Locale(), '"en-GB"', "en-GB"),
    (Locale(), '"pt_BR"', "pt_BR"),
    (email(0), '""', ""),
    (email(1), '"holmes@inv-london.com"', "holmes@inv-london.com"),
    (email(1), '"x@localhost"', "x@localhost"),
    (recipient(), '"ABC1234"', "ABC1234"),
    (recipient(), '"pec@example.it"', "pec@example.it"),
    (List(Integer(1, 9), most=2), "[]", []),
    (List(Integer(1, 9), most=2), "[3,3]", [3, 3]),
    (List(Integer(1, 9), most=2, or_single=True), "3", [3]),
    (Nested(Inner()), '{"size":3}', {"size": 3}),
    (metadata(), '{"a":"x","b":3,"c":3.50,"d":true,"e":null}', None),
    (metadata(), "{}", {}),
    (Mapped(NumericKey(1, MAX_ID), Number(5, 2), most=9), '{"36":1.5}', {36: D("1.50")}),
]


@pytest.mark.parametrize(("field", "text", "value"), TAKEN)
def test_a_right_value_is_taken(field: Field, text: str, value: Any) -> None:
    found, faults = read(field, text)

    assert faults == []
    if value is not None:
        assert found == value
        assert type(found) is type(value)
    if isinstance(value, Decimal):
        # Equal decimals can be printed differently.
        assert str(found) == str(value)
        assert str(field.write(found)) == str(value)


TYPES = {
    "null": "null",
    "true": "true",
    "a number": "36.5",
    "a string": '"36x"',
    "an array": "[36]",
    "an object": '{"a":36}',
}
FIELDS: dict[str, tuple[Field, set[str]]] = {
    "boolean": (Boolean(), {"true"}),
    "string": (String(0, 9), {"a string"}),
    "integer": (Integer(), set()),
    "number": (Number(8, 3), {"a number"}),
    "choice": (Choice("36x"), {"a string"}),
    "date": (Date(), set()),
    "datetime": (DateTime(), set()),
    "list": (List(Integer(), most=9), {"an array"}),
    "metadata": (metadata(), {"an object"}),
    "email": (email(0), set()),
    "numeric key": (NumericKey(1, 9), set()),
}


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("name", FIELDS)
def test_a_value_of_another_json_type_is_malformed(name: str, kind: str) -> None:
    field, right = FIELDS[name]
    _, faults = read(field, TYPES[kind])

    if kind in right:
        assert faults == []
    else:
        (fault,) = faults
        assert (fault.type, fault.field, fault.path) == ("Malformed", "value", "/at/value")


REFUSED = [
    (Boolean(), '"true"', "NOT_THE_TYPE", None),
    (Boolean(), "1", "NOT_THE_TYPE", None),
    (Boolean(), "null", "NULL", None),
    (String(2, 3), '"a"', "TOO_SHORT", [2, 3]),
    (String(2, 3), '"abcd"', "TOO_LONG", [2, 3]),
    (String(1, 3), '""', "TOO_SHORT", [1, 3]),
    (String(0, 9), r'"a\u0000b"', "CONTROL_CHARACTER", None),
    (String(0, 9), r'"\b"', "CONTROL_CHARACTER", None),
    (String(0, 9), '"\x7f"', "CONTROL_CHARACTER", None),
    (String(0, 9), '"\x85"', "CONTROL_CHARACTER", None),
    (Integer(), "3.5", "NOT_THE_TYPE", None),
    (Integer(), '"3"', "NOT_THE_TYPE", None),
    (Integer(), "1e999999", "NOT_THE_TYPE", None),
    (Integer(), "1e-999999", "NOT_THE_TYPE", None),
    (Integer(), "9" * 100_000, "NOT_THE_TYPE", None),
    (Integer(), "1." + "0" * 100_000 + "1", "NOT_THE_TYPE", None),
    (Integer(), "9223372036854775808", "OUT_OF_RANGE", [-MAX_INT, MAX_INT]),
    (identifier(), "9223372036854775808", "OUT_OF_RANGE", [1, MAX_ID]),
    (identifier(), "2147483648", "OUT_OF_RANGE", [1, MAX_ID]),
    (identifier(), "0", "OUT_OF_RANGE", [1, MAX_ID]),
    (Number(10, 3), '"56.330"', "NOT_THE_TYPE", None),
    (Number(10, 3), "0.0001", "TOO_PRECISE", 3),
    (Number(10, 3), "0." + "0" * 100_000 + "1", "TOO_PRECISE", 3),
    (Number(10, 3), "1e-999999", "TOO_PRECISE", 3),
    (Number(10, 3), "10000000", "OUT_OF_RANGE", [D("-9999999.999"), D("9999999.999")]),
    (Number(10, 3), "9999999.9991", "OUT_OF_RANGE", [D("-9999999.999"), D("9999999.999")]),
    (Number(10, 3), "1e999999", "OUT_OF_RANGE", [D("-9999999.999"), D("9999999.999")]),
    (Number(10, 3), "-1e999999", "OUT_OF_RANGE", [D("-9999999.999"), D("9999999.999")]),
    (Number(5, 2, 0, 100), "-0.01", "OUT_OF_RANGE", [D(0), D(100)]),
    (Number(5, 2, 0, 100), "100.01", "OUT_OF_RANGE", [D(0), D(100)]),
    (Choice("Open", "Sent"), '"open"', "NOT_ALLOWED", ["Open", "Sent"]),
    (Choice("Open", "Sent"), '""', "NOT_ALLOWED", ["Open", "Sent"]),
    (Date(), '"2013-02-30"', "NOT_THE_TYPE", None),
    (Date(), '"2013-2-3"', "NOT_THE_TYPE", None),
    (Date(), '"20130203"', "NOT_THE_TYPE", None),
    (Date(), '"2013-W05-7"', "NOT_THE_TYPE", None),
    (Date(), '"2013-08-28 09:41:47"', "NOT_THE_TYPE", None),
    (Date(), '"٢٠١٣-٠٨-٢٨"', "NOT_THE_TYPE", None),
    (Date(), '"2013-08-28\\n"', "NOT_THE_TYPE", None),
    (Date(), '""', "NOT_THE_TYPE", None),
    (Locale(), '"xx"', "LOCALE_MALFORMED", None),
    (Locale(), '"EN"', "LOCALE_MALFORMED", None),
    (Locale(), '"en-XX"', "LOCALE_MALFORMED", None),
    (Locale(), '"english"', "LOCALE_MALFORMED", None),
    (Locale(), "36", "LOCALE_MALFORMED", None),
    (email(1), '"holmes"', "NOT_THE_FORMAT", None),
    (email(1), '"a@b@c"', "NOT_THE_FORMAT", None),
    (email(1), '"a@b..c"', "NOT_THE_FORMAT", None),
    (email(1), '"a@b\\nBcc: c@d"', "NOT_THE_FORMAT", None),
    (recipient(), '"ABC12345"', "INVOICE_RECIPIENT_MALFORMED", None),
    (List(Integer(), most=2), "[1,2,3]", "TOO_MANY", 2),
    (List(Integer(), most=2, least=1), "[]", "TOO_FEW", None),
    (List(Integer(), most=2, unique=problems.REPEATED), "[3,3]", "REPEATED", None),
    (List(Integer(), most=2, or_single=True), "{}", "NOT_THE_TYPE", None),
    (metadata(), '{"a":[]}', "NOT_THE_TYPE", None),
    (metadata(), '{"a":{}}', "NOT_THE_TYPE", None),
    (metadata(), '{"a":1e999999}', "NOT_THE_TYPE", None),
    (metadata(), '{"a":' + "1" * 251 + "}", "NOT_THE_TYPE", None),
    (metadata(), '{"a":"' + "x" * 251 + '"}', "TOO_LONG", [0, 250]),
    (metadata(), '{"":1}', "TOO_SHORT", [1, 40]),
    (metadata(), '{"' + "k" * 41 + '":1}', "TOO_LONG", [1, 40]),
    (metadata(), "{" + ",".join(f'"{i}":1' for i in range(51)) + "}", "TOO_MANY", 50),
    (Mapped(NumericKey(1), BAND, most=9), '{"01":1}', "NOT_THE_TYPE", None),
    (Mapped(NumericKey(1), BAND, most=9), '{"-1":1}', "NOT_THE_TYPE", None),
    (Mapped(NumericKey(1), BAND, most=9), '{"a":1}', "NOT_THE_TYPE", None),
    (Mapped(NumericKey(1, MAX_ID), BAND, most=9), '{"2147483648":1}', "OUT_OF_RANGE", [1, MAX_ID]),
]


# The source's own sentences name their field.
OWN_NAMES = {"LOCALE_MALFORMED": "locale", "INVOICE_RECIPIENT_MALFORMED": "invoiceRecipient"}


@pytest.mark.parametrize(
    ("field", "text", "code", "allowed"),
    REFUSED,
    ids=[f"{type(field).__name__} {text[:30]}" for field, text, _, _ in REFUSED],
)
def test_a_wrong_value_is_refused_with_its_code_and_what_would_be_right(
    field: Field, text: str, code: str, allowed: Any
) -> None:
    began = time.thread_time()
    _, (fault,) = read(field, text)
    took = time.thread_time() - began

    assert (fault.code, fault.allowed) == (code, allowed)
    assert fault.type == ("InvalidValue" if code == "NOT_ALLOWED" else "Malformed")
    assert fault.field == OWN_NAMES.get(code, "value")
    assert fault.path.startswith("/at/value")
    assert len(str(fault.value)) <= MAX_VALUE_LENGTH
    assert len(fault.description) < 300
    assert took < 0.25


# Times.


@pytest.fixture(autouse=True)
def utc() -> Iterator[None]:
    token = time_zone.set(UTC)
    yield
    time_zone.reset(token)


MOMENTS = [
    ("UTC", "2013-08-28 09:41:47", "2013-08-28 09:41:47", "2013-08-28 09:41:47"),
    ("Europe/Rome", "2013-08-28 09:41:47", "2013-08-28 07:41:47", "2013-08-28 09:41:47"),
    ("Europe/Rome", "2013-08-28T09:41:47Z", "2013-08-28 09:41:47", "2013-08-28 11:41:47"),
    ("Europe/Rome", "2013-08-28t09:41:47z", "2013-08-28 09:41:47", "2013-08-28 11:41:47"),
    ("Europe/Rome", "2013-08-28 09:41:47+02:00", "2013-08-28 07:41:47", "2013-08-28 09:41:47"),
    ("Europe/Rome", "2013-08-28T23:41:47-08:00", "2013-08-29 07:41:47", "2013-08-29 09:41:47"),
    ("Europe/Rome", "2013-08-28T09:41:47.999999999Z", "2013-08-28 09:41:47", "2013-08-28 11:41:47"),
    ("UTC", "2013-08-28T09:41:47-00:00", "2013-08-28 09:41:47", "2013-08-28 09:41:47"),
    ("UTC", "2013-08-28T09:41:47+23:59", "2013-08-27 09:42:47", "2013-08-27 09:42:47"),
    # The clocks go from 02:00 to 03:00: the hour between is as long after midnight as it says.
    ("Europe/Rome", "2024-03-31 02:30:00", "2024-03-31 01:30:00", "2024-03-31 03:30:00"),
    # The clocks go from 03:00 to 02:00: the hour that comes twice is the first of them.
    ("Europe/Rome", "2024-10-27 02:30:00", "2024-10-27 00:30:00", "2024-10-27 02:30:00"),
    ("Europe/Rome", "2024-10-27T02:30:00+01:00", "2024-10-27 01:30:00", "2024-10-27 02:30:00"),
    ("UTC", "0001-01-01 00:00:00", "0001-01-01 00:00:00", "0001-01-01 00:00:00"),
    ("UTC", "9999-12-31 23:59:59", "9999-12-31 23:59:59", "9999-12-31 23:59:59"),
    # Here the calendar ends before the time has been converted.
    ("Europe/Rome", "0001-01-01 00:00:00", None, None),
    ("Europe/Rome", "9999-12-31T23:59:59Z", None, None),
    ("UTC", "0001-01-01T00:00:00+00:01", None, None),
    ("UTC", "9999-12-31T23:59:59-00:01", None, None),
    ("UTC", "0000-01-01 00:00:00", None, None),
    ("UTC", "2013-02-29 09:41:47", None, None),
    ("UTC", "2013-08-28 24:00:00", None, None),
    ("UTC", "2013-08-28 09:60:00", None, None),
    ("UTC", "2016-12-31 23:59:60", None, None),
    ("UTC", "2013-08-28", None, None),
    ("UTC", "2013-08-28 09:41", None, None),
    ("UTC", "2013-08-28T09:41:47", None, None),
    ("UTC", "2013-08-28 09:41:47.5", None, None),
    ("UTC", "2013-08-28T09:41:47+0200", None, None),
    ("UTC", "2013-08-28T09:41:47+24:00", None, None),
    ("UTC", "2013-08-28T09:41:47+02:60", None, None),
    ("UTC", "2013-08-28T09:41:47+02:00:30", None, None),
    ("UTC", "20130828T094147Z", None, None),
    ("UTC", " 2013-08-28 09:41:47", None, None),
    ("UTC", "2013-08-28 09:41:47\n", None, None),
    ("UTC", "٢٠١٣-08-28 09:41:47", None, None),
    ("UTC", "now", None, None),
    ("UTC", "1377682907", None, None),
]


@pytest.mark.parametrize(("zone", "text", "utc_", "printed"), MOMENTS)
def test_a_time_is_read_and_printed_in_the_entitys_zone(
    zone: str, text: str, utc_: str | None, printed: str | None
) -> None:
    time_zone.set(zoneinfo.ZoneInfo(zone))
    field = DateTime()
    moment, faults = read(field, codec.encode(text))

    assert [fault.code for fault in faults] == ([] if utc_ else ["NOT_THE_TYPE"])
    assert moment == (datetime.fromisoformat(f"{utc_}+00:00") if utc_ else None)
    assert (field.write(moment) if moment else None) == printed


@settings(deadline=None)
@given(
    st.datetimes(timezones=st.just(UTC)),
    st.sampled_from([UTC, ROME, AUCKLAND, zoneinfo.ZoneInfo("America/St_Johns")]),
)
def test_a_printed_time_is_read_back_as_itself(moment: datetime, zone: zoneinfo.ZoneInfo) -> None:
    time_zone.set(zone)
    field = DateTime()
    moment = moment.replace(microsecond=0)
    try:
        printed = field.write(moment)
    except OverflowError:  # the last hours of the calendar
        return
    again, faults = read(field, codec.encode(printed))

    # An hour that comes twice is the first of them, and one before the year 1 is refused.
    assert faults or again == moment or field.write(again) == printed


# Numbers.


@settings(deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False), st.integers(1, 12), st.integers(0, 6))
def test_a_number_is_taken_exactly_or_not_at_all(value: Decimal, digits: int, places: int) -> None:
    field = Number(digits, min(digits, places))
    found, faults = read(field, str(value))

    if faults:
        (fault,) = faults
        assert fault.code in ("OUT_OF_RANGE", "TOO_PRECISE")
    else:
        assert found == value
        assert -found.as_tuple().exponent == field.places


@settings(deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_an_integer_is_taken_exactly_or_not_at_all(value: Decimal) -> None:
    found, faults = read(Integer(), str(value))

    assert (found == value) != bool(faults)
    assert found is None or type(found) is int


@settings(deadline=None)
@given(st.text(alphabet="0123456789.eE+-", max_size=40))
def test_whatever_looks_like_a_number_is_read_or_refused(text: str) -> None:
    try:
        value = codec.decode(f"[{text}]".encode())
    except codec.BadJson:
        return
    for field in (Integer(), Number(8, 3), metadata()):
        field.named("value")
        faults: list[Fault] = []
        for element in value:
            field.read({"a": element} if isinstance(field, Mapped) else element, "", faults)

    assert codec.encode([fault.as_wire() for fault in faults])


# Where a fault is.


class Outer(Schema):
    """An object with everything in it."""

    first_name = String(0, 3)
    sizes = List(Integer(1, 9), most=3)
    inner = Nested(Inner())
    inners = List(Nested(Inner()), most=3)
    rates = Mapped(NumericKey(1), Number(5, 2), most=3)
    metadata = metadata()


@pytest.mark.parametrize(
    ("text", "path", "field"),
    [
        ('{"firstName":1}', "/firstName", "firstName"),
        ('{"sizes":[1,0]}', "/sizes/1", "sizes"),
        ('{"inner":{"size":0}}', "/inner/size", "size"),
        ('{"inner":{}}', "/inner/size", "size"),
        ('{"inner":[]}', "/inner", "inner"),
        ('{"inners":[{"size":1},{"size":0}]}', "/inners/1/size", "size"),
        ('{"inners":[1]}', "/inners/0", "inners"),
        ('{"rates":{"36":"x"}}', "/rates/36", "rates"),
        ('{"rates":{"a/b~c":1}}', "/rates/a~1b~0c", "rates"),
        ('{"metadata":{"":1}}', "/metadata/", "metadata"),
        ('{"first_name":"x"}', "/first_name", "unknown"),
        ('{"a/b~c":1}', "/a~1b~0c", "unknown"),
        ('{"inner":{"size":1,"colour":2}}', "/inner/colour", "unknown"),
    ],
)
def test_a_fault_is_told_with_a_pointer_into_the_request(text: str, path: str, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        Outer().load(codec.decode(text.encode()))

    assert [(fault.path, fault.field) for fault in caught.value.faults] == [(path, field)]


def test_a_pointer_is_spelled_as_rfc_6901_says_and_cut() -> None:
    assert escape("a~b/c") == "a~0b~1c"
    assert len(escape("~" * 5000)) <= 2 * MAX_VALUE_LENGTH


# As fields of marshmallow, which tools and documentation generators take them for.


def test_a_field_works_as_one_of_marshmallow() -> None:
    field = Formatted(1, 9, str.isupper, "it must be in capitals")
    field.named("code")

    assert field.deserialize("ABC") == "ABC"
    with pytest.raises(ValidationError, match="Code 'abc' is not syntactically correct"):
        field.deserialize("abc")
    assert Number(8, 3).serialize("price", {"price": D(1)}) == D("1.000")
    assert Number(8, 3).serialize("price", {"price": None}) is None


def test_hostile_locales_cost_no_memory() -> None:
    codes = [f"{a}{b}-{c}{d}" for a in "abcdefgh" for b in "xyz" for c in "QXZ" for d in "ABCDEFG"]
    found = [code for code in codes if is_locale(code)]

    assert not hasattr(is_locale, "cache_info")
    assert len(found) < len(codes)


# Everything at once: any JSON value in any place of a real request.

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.sampled_from([D("1e999999"), D("-1e-999999"), D("0e-999999"), 2**63, -(2**63), 10**39])
    | st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60)
    | st.sampled_from(["2013-08-28", "2013-08-28 09:41:47", "en-GB", "EUR", "GB", "a@b.c", "1"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=12,
)


def paths(schema: Schema, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Return the place of every field of a schema, and of those inside."""
    for field in schema.fields.values():
        here = (*at, field.data_key)
        yield here
        inner = field.inner if isinstance(field, List) else field
        if inner is not field:
            yield (*here, 0)
        if isinstance(inner, Nested):
            yield from paths(inner.schema, here if inner is field else (*here, 0))


CREATE = invoices.Create()


def placed(value: Any, path: tuple[Any, ...]) -> Any:
    """Put a value into an otherwise empty request."""
    for step in reversed(path):
        value = [value] if step == 0 else {step: value}
    return value


def faults_of(schema: Schema, value: Any) -> list[Fault]:
    """Load a value; nothing but `Invalid` may come of it, and that soon."""
    began = time.thread_time()
    faults = []
    try:
        schema.load(value)
    except Invalid as invalid:
        faults = invalid.faults
    assert time.thread_time() - began < 0.25
    return faults


@pytest.mark.parametrize("path", list(paths(CREATE)), ids=lambda path: "/".join(map(str, path)))
@settings(max_examples=40, deadline=None)
@given(value=JSON)
def test_any_value_in_any_field_is_read_or_refused(path: tuple[Any, ...], value: Any) -> None:
    faults = faults_of(CREATE, placed(value, path))

    assert len(faults) <= MAX_FAULTS
    assert codec.encode([fault.as_wire() for fault in faults])


@settings(max_examples=300, deadline=None)
@given(JSON)
def test_any_value_as_a_request_is_read_or_refused(value: Any) -> None:
    for schema in (CREATE, invoices.Update(), invoices.Find()):
        assert codec.encode([fault.as_wire() for fault in faults_of(schema, value)])
