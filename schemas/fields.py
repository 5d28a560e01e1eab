"""The data types of the wire: each field checks type, length, range and scale in one step.

Why own fields: an error carries a stable code, a JSON pointer and the allowed values; decimals
are exact and never rounded silently; integers are never truncated. They stay marshmallow fields
(`deserialize`, `serialize`, `validate` work), but inside our schemas one direct call,
`read(value, at, faults)`, does it all, which is eight times faster.

`at` is the JSON pointer of the owner; faults are appended, and a faulty value is read as None.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from contextvars import ContextVar
from datetime import UTC, date, datetime, tzinfo
from decimal import Context, Decimal, Inexact
from functools import cache, lru_cache
from typing import Any, ClassVar

import babel
import marshmallow
from marshmallow import ValidationError
from msgspec import Raw

from schemas import problems
from schemas.problems import Fault, Problem

MAX_ID = 2**31 - 1
MAX_INT = 2**53 - 1
MAX_METADATA_KEYS = 50
MAX_METADATA_KEY = 40
MAX_METADATA_VALUE = 250
MAX_DECIMAL_EXPONENT = 20
# The longest text of a moment, and how many are remembered as they were read, or printed.
MAX_MOMENT = 35
MAX_MOMENTS = 4096

# The zone in which this request's local times are read and printed: the entity's.
time_zone: ContextVar[tzinfo] = ContextVar("time_zone", default=UTC)

# A number that needs more digits than this is refused, never rounded.
_EXACT = Context(prec=40, traps=[Inexact])
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DATETIME = re.compile(
    r"\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d|"
    r"[Tt ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:[0-5]\d))",
    re.ASCII,
)
_FRACTION = re.compile(r"\.\d+")
_EMAIL = re.compile(r"[^\s@\"<>,;:]+@[^\s@\"'<>,;:.]+(?:\.[^\s@\"'<>,;:.]+)*")
_RECIPIENT_CODE = re.compile(r"[A-Za-z0-9]{6,7}", re.ASCII)
_LOCALE = re.compile(r"([a-z]{2})(?:[-_]([A-Z]{2}))?", re.ASCII)


class Field(marshmallow.fields.Field[Any]):
    """A value on the wire; subclasses say what is right in `_check`."""

    type_name: ClassVar[str] = "a value"

    def __init__(
        self,
        *,
        required: bool = False,
        null: bool = False,
        default: Any = marshmallow.missing,
        searched: bool = True,
    ) -> None:
        """Declare a field: required or with a default, whether it can be null, and is searched."""
        options = {} if required else {"load_default": default}
        super().__init__(required=required, allow_none=null, **options)
        self.searched = searched
        self.pointer = ""
        self.label = ""

    def named(self, name: str) -> None:
        """Take the wire name, once, when the schema is built."""
        self.pointer = f"/{name}"
        self.label = name

    def read(self, value: Any, at: str, faults: list[Fault]) -> Any:
        """Return the checked value; append what is wrong with it to `faults`."""
        if value is None:
            if not self.allow_none:
                faults.append(self.fault(problems.NULL, at))
            return None
        return self._check(value, at, faults)

    def write(self, value: Any) -> Any:
        """Return the value as the answer prints it."""
        return value

    def fault(self, problem: Problem, at: str, value: Any = None, **facts: Any) -> Fault:
        """Make a fault at this field; an element of a list is told under the list's name."""
        named = (
            problem
            if problem.field
            else Problem(problem.code, self.label, problem.type, problem.template)
        )
        allowed = facts.pop("allowed", None)
        return named(f"{at}{self.pointer}", value=value, allowed=allowed, **facts)

    def wrong_type(self, value: Any, at: str, faults: list[Fault]) -> None:
        """Tell that the JSON value is of another type."""
        faults.append(self.fault(problems.NOT_THE_TYPE, at, value, type=self.type_name))

    def _check(self, value: Any, at: str, faults: list[Fault]) -> Any:
        raise AssertionError(f"{type(self).__name__} does not check")

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> Any:
        faults: list[Fault] = []
        read = self.read(value, "", faults)
        if faults:
            raise ValidationError([fault.description for fault in faults])
        return read

    def _serialize(self, value: Any, attr: Any, obj: Any, **_: Any) -> Any:
        return None if value is None else self.write(value)


class Boolean(Field):
    """`bool`: JSON true or false."""

    type_name = "true or false"

    def _check(self, value: Any, at: str, faults: list[Fault]) -> Any:
        if value is True or value is False:
            return value
        return self.wrong_type(value, at, faults)


class String(Field):
    """`string(least…most)`: Unicode, its length counted in characters."""

    type_name = "a string"

    def __init__(self, least: int, most: int, **options: Any) -> None:
        """Declare a text with its least and greatest length."""
        super().__init__(**options)
        self.least = least
        self.most = most

    def _check(self, value: Any, at: str, faults: list[Fault]) -> Any:
        if type(value) is not str:
            return self.wrong_type(value, at, faults)
        limits = [self.least, self.most]
        if len(value) > self.most:
            fault = self.fault(problems.TOO_LONG, at, value, most=self.most, allowed=limits)
        elif len(value) < self.least:
            fault = self.fault(problems.TOO_SHORT, at, value, least=self.least, allowed=limits)
        elif has_control_character(value):
            fault = self.fault(problems.CONTROL_CHARACTER, at, value)
        else:
            return self._check_text(value, at, faults) if value else value
        faults.append(fault)
        return None

    def _check_text(self, value: str, at: str, faults: list[Fault]) -> Any:
        return value


def has_control_character(text: str) -> bool:
    """Tell whether a text has a control character other than tab and line ends."""
    return not text.isprintable() and _CONTROL.search(text) is not None


class Formatted(String):
    """A text that must satisfy a test; a problem of its own says what is right."""

    def __init__(
        self,
        least: int,
        most: int,
        test: Callable[[str], object],
        right: str = "",
        *,
        problem: Problem = problems.NOT_THE_FORMAT,
        **options: Any,
    ) -> None:
        """Declare a text with the test that it must pass, when it is not empty."""
        super().__init__(least, most, **options)
        self.test = test
        self.right = right
        self._problem = problem

    def _check_text(self, value: str, at: str, faults: list[Fault]) -> Any:
        if self.test(value):
            return value
        given = problems.short(value)
        faults.append(self.fault(self._problem, at, value, given=given, right=self.right))
        return None


def email(least: int, **options: Any) -> Formatted:
    """Declare an e-mail address."""
    return Formatted(
        least,
        120,
        _EMAIL.fullmatch,
        "it must be an email address like 'name@example.com'",
        **options,
    )


def recipient(**options: Any) -> Formatted:
    """Declare an electronic invoice recipient: a code of 6 or 7 characters or a PEC address."""
    return Formatted(
        0,
        256,
        lambda text: _RECIPIENT_CODE.fullmatch(text) or _EMAIL.fullmatch(text),
        problem=problems.INVOICE_RECIPIENT_MALFORMED,
        **options,
    )


def is_locale(code: str) -> bool:
    """Tell whether this is a language code, with or without a region, that is known."""
    match = _LOCALE.fullmatch(code)
    if match is None:
        return False
    language, region = match.groups()
    languages, territories = _named_places()
    return language in languages and (region is None or region in territories)


@cache
def _named_places() -> tuple[frozenset[str], frozenset[str]]:
    """Return the languages and the territories that have a name."""
    english = babel.Locale("en")
    return frozenset(english.languages), frozenset(english.territories)


class Locale(String):
    """A locale code such as `en` or `en-GB`: every fault has the source's own sentence."""

    def __init__(self, **options: Any) -> None:
        """Declare a locale."""
        super().__init__(2, 5, searched=False, **options)

    def _check(self, value: Any, at: str, faults: list[Fault]) -> Any:
        if type(value) is str and is_locale(value):
            return value
        given = problems.short(value)
        faults.append(self.fault(problems.LOCALE_MALFORMED, at, value, given=given))
        return None


class Choice(Field):
    """One of a few values, in PascalCase."""

    type_name = "a string"

    def __init__(self, *choices: str, **options: Any) -> None:
        """Declare the values."""
        super().__init__(**options)
        self.choices = choices
        self._known = frozenset(choices)

    def _check(self, value: Any, at: str, faults: list[Fault]) -> Any:
        if type(value) is not str:
            return self.wrong_type(value, at, faults)
        if value in self._known:
            return value
        faults.append(not_allowed(self, value, at, self.choices))
        return None


def not_allowed(field: Field, value: Any, at: str, choices: Sequence[str]) -> Fault:
    """Make the fault of a value that is not among the choices."""
    right = "it can be " + ", ".join(f'"{choice}"' for choice in choices)
    given = problems.short(value)
    return field.fault(
        problems.NOT_ALLOWED, at, value, given=given, right=right, allowed=list(choices)
    )


class Integer(Field):
    """`int(least…most)`: a JSON number without a fraction; 36.0 is 36."""

    type_name = "an integer"

    def __init__(self, least: int = -MAX_INT, most: int = MAX_INT, **options: Any) -> None:
        """Declare an integer with its range."""
        super().__init__(**options)
        self.least = least
        self.most = most

    def _check(self, value: Any, at: str, faults: list[Fault]) -> Any:
        if type(value) is Decimal:
            value = self._integral(value)
        if type(value) is not int:
            return self.wrong_type(value, at, faults)
        if self.least <= value <= self.most:
            return value
        limits = [self.least, self.most]
        fault = self.fault(
            problems.OUT_OF_RANGE,
            at,
            value,
            given=problems.short(value),
            range=f"{self.least}…{self.most}",
            allowed=limits,
        )
        faults.append(fault)
        return None

    @staticmethod
    def _integral(value: Decimal) -> int | Decimal:
        # The exponent first: int() of 1e999999 would take most of a minute.
        if value.adjusted() < MAX_DECIMAL_EXPONENT and value == value.to_integral_value():
            return int(value)
        return value


def identifier(**options: Any) -> Integer:
    """Declare an id: int(1…2147483647)."""
    return Integer(1, MAX_ID, **options)


class Number(Field):
    """`decimal[digits,places](least…most)`: exact; too many decimals are refused, not rounded."""

    type_name = "a decimal number"

    def __init__(
        self,
        digits: int,
        places: int,
        least: Decimal | int | None = None,
        most: Decimal | int | None = None,
        **options: Any,
    ) -> None:
        """Declare a decimal with its digits in all, its decimals, and a narrower range."""
        super().__init__(**options)
        self.digits = digits
        self.places = places
        limit = Decimal(10 ** (digits) - 1).scaleb(-places)
        self.least = -limit if least is None else Decimal(least)
        self.most = limit if most is None else min(limit, Decimal(most))
        # Adding this zero writes a value with `places` decimals, and never fewer than it has.
        self.zero = Decimal(0).scaleb(-places)

    def _check(self, value: Any, at: str, faults: list[Fault]) -> Any:
        if type(value) is int:
            value = Decimal(value)
        if type(value) is not Decimal:
            return self.wrong_type(value, at, faults)
        # Comparing never expands an exponent, so 1e999999 costs nothing.
        if not self.least <= value <= self.most:
            span = f"{self.least}…{self.most}"
            limits = [self.least, self.most]
            fault = self.fault(
                problems.OUT_OF_RANGE,
                at,
                value,
                given=problems.short(value),
                range=span,
                allowed=limits,
            )
        elif (bare := self._without_trailing_zeros(value)) is None:
            fault = self.fault(
                problems.TOO_PRECISE,
                at,
                value,
                given=problems.short(value),
                places=self.places,
                allowed=self.places,
            )
        else:
            return bare + self.zero
        faults.append(fault)
        return None

    def _without_trailing_zeros(self, value: Decimal) -> Decimal | None:
        """Return 56.33 for 56.3300, or None if there are too many decimals that matter."""
        try:
            bare = _EXACT.normalize(value)
        except Inexact:
            return None
        exponent = bare.as_tuple().exponent
        assert isinstance(exponent, int), "the range check refuses what is not a number"
        return bare if -exponent <= self.places else None

    def write(self, value: Decimal) -> Decimal:
        """Print the decimal with the scale of its type, more only where it has more."""
        return value + self.zero


class Date(Field):
    """`date`: yyyy-mm-dd; a time part is tolerated where `with_time` says so."""

    type_name = "a date like '2013-08-28'"

    def __init__(self, *, with_time: bool = False, **options: Any) -> None:
        """Declare a date."""
        super().__init__(**options)
        self.with_time = with_time

    def _check(self, value: Any, at: str, faults: list[Fault]) -> Any:
        if type(value) is str:
            try:
                if _DATE.fullmatch(value):
                    return date.fromisoformat(value)
                if self.with_time and _DATETIME.fullmatch(value):
                    return datetime.fromisoformat(_FRACTION.sub("", value).upper()).date()
            except ValueError:  # the 30th of February, or a quarter past 25
                pass
        return self.wrong_type(value, at, faults)

    def write(self, value: date) -> str:
        """Print the date."""
        return value.isoformat()


class DateTime(Field):
    """`datetime`: yyyy-mm-dd hh:mm:ss in the entity's zone, or RFC 3339 with an offset."""

    type_name = "a date and time like '2013-08-28 09:41:47' or '2013-08-28T09:41:47+02:00'"

    def _check(self, value: Any, at: str, faults: list[Fault]) -> Any:
        is_short = type(value) is str and len(value) <= MAX_MOMENT
        moment = _moment(value, time_zone.get()) if is_short else None
        return self.wrong_type(value, at, faults) if moment is None else moment

    def write(self, value: datetime) -> str:
        """Print the moment in the entity's zone."""
        return _spelled(value, time_zone.get())


@lru_cache(MAX_MOMENTS)
def _spelled(moment: datetime, zone: tzinfo) -> str:
    """Print a moment; what is written now says so in many places."""
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S").rjust(19, "0")


@lru_cache(MAX_MOMENTS)
def _moment(text: str, zone: tzinfo) -> datetime | None:
    """Read a moment; those of the days that are asked for come again and again."""
    if not _DATETIME.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(_FRACTION.sub("", text).upper())
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone)
        # Printing must work too: near year 1 and 9999 the zones run out of calendar.
        moment = moment.astimezone(UTC)
        moment.astimezone(zone)
    except (ValueError, OverflowError):
        return None
    return moment


class List(Field):
    """An array of elements of one kind, with a limit."""

    type_name = "an array"

    def __init__(
        self,
        inner: Field,
        *,
        most: int,
        least: int = 0,
        unique: Problem | None = None,
        too_many: Problem = problems.TOO_MANY,
        or_single: bool = False,
        **options: Any,
    ) -> None:
        """Declare the elements, their number, and whether one bare element is an array of one."""
        super().__init__(**options)
        self.inner = inner
        self.most = most
        self.least = least
        self.unique = unique
        self._too_many = too_many
        self.or_single = or_single

    def named(self, name: str) -> None:
        """Take the wire name; elements are told under it."""
        super().named(name)
        self.inner.label = name

    def _check(self, value: Any, at: str, faults: list[Fault]) -> Any:
        if type(value) is not list:
            if not self.or_single or type(value) is dict:
                return self.wrong_type(value, at, faults)
            value = [value]
        # The number first, so that a million bad elements cost nothing.
        if len(value) > self.most:
            faults.append(self.fault(self._too_many, at, most=self.most, allowed=self.most))
            return None
        if len(value) < self.least:
            faults.append(self.fault(problems.TOO_FEW, at, least=self.least))
            return None
        here = f"{at}{self.pointer}"
        read = self.inner.read
        found = len(faults)
        elements = [read(element, f"{here}/{i}", faults) for i, element in enumerate(value)]
        if self.unique and len(faults) == found and len(set(elements)) != len(elements):
            twice = next(e for i, e in enumerate(elements) if e in elements[:i])
            faults.append(self.fault(self.unique, at, given=twice))
        return elements

    def write(self, value: Collection[Any] | Raw) -> list[Any] | Raw:
        """Print the elements; stored answers are printed already."""
        if type(value) is Raw:
            return value
        write = self.inner.write
        return [write(element) for element in value]


class Nested(Field):
    """An object with a schema of its own."""

    type_name = "an object"

    def __init__(self, schema: Any, **options: Any) -> None:
        """Declare the object's schema, an instance."""
        super().__init__(**options)
        self.schema = schema

    def _check(self, value: Any, at: str, faults: list[Fault]) -> Any:
        if type(value) is not dict:
            return self.wrong_type(value, at, faults)
        return self.schema.read(value, f"{at}{self.pointer}", faults)

    def write(self, value: Any) -> Any:
        """Print the object; a stored answer is printed already."""
        return value if type(value) is Raw else self.schema.write(value)


class Mapped(Field):
    """An object whose keys are data: metadata, or rates by tax class."""

    type_name = "an object"

    def __init__(self, key: Field, value: Field, *, most: int, **options: Any) -> None:
        """Declare what its keys and values are, and how many there can be."""
        super().__init__(**options)
        self.key = key
        self.inner = value
        self.most = most

    def named(self, name: str) -> None:
        """Take the wire name; keys and values are told under it."""
        super().named(name)
        self.key.label = self.inner.label = name

    def _check(self, value: Any, at: str, faults: list[Fault]) -> Any:
        if type(value) is not dict:
            return self.wrong_type(value, at, faults)
        if len(value) > self.most:
            faults.append(self.fault(problems.TOO_MANY, at, most=self.most, allowed=self.most))
            return None
        here = f"{at}{self.pointer}"
        read = {}
        for key, element in value.items():
            place = f"{here}/{escape(key)}"
            read[self.key.read(key, place, faults)] = self.inner.read(element, place, faults)
        return read

    def write(self, value: Mapping[Any, Any]) -> dict[str, Any]:
        """Print the object."""
        return {str(key): self.inner.write(element) for key, element in value.items()}


class NumericKey(Integer):
    """An id as the key of an object, where JSON only has strings."""

    type_name = "an id"

    def _check(self, value: Any, at: str, faults: list[Fault]) -> Any:
        if type(value) is str and re.fullmatch(r"[1-9]\d{0,9}", value, re.ASCII):
            value = int(value)
        return super()._check(value, at, faults)


class Scalar(String):
    """A value of the metadata: a text, a number or a truth value, kept as it came."""

    type_name = "a string, number or boolean"

    def _check(self, value: Any, at: str, faults: list[Fault]) -> Any:
        if type(value) is str:
            return super()._check(value, at, faults)
        if isinstance(value, bool):
            return value
        if isinstance(value, int | Decimal):
            bound = -MAX_DECIMAL_EXPONENT < Decimal(value).adjusted() < MAX_DECIMAL_EXPONENT
            if bound and len(str(value)) <= MAX_METADATA_VALUE:
                return value
        return self.wrong_type(value, at, faults)


def metadata(**options: Any) -> Mapped:
    """Declare free data of the caller: up to 50 keys, values up to 250 characters."""
    return Mapped(
        String(1, MAX_METADATA_KEY),
        Scalar(0, MAX_METADATA_VALUE, null=True),
        most=MAX_METADATA_KEYS,
        **options,
    )


def escape(key: str) -> str:
    """Spell a key as a token of a JSON pointer, cut to what an error may repeat."""
    return key[: problems.MAX_VALUE_LENGTH].replace("~", "~0").replace("/", "~1")
