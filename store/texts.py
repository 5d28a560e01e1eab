"""How texts and numbers are spelled so that plain comparison does what is wanted.

SQLite lacks two functions that PostgreSQL has: lower case beyond ASCII, and exact decimals (its
JSON numbers are binary floats). Every SQLite connection gets them from here.
"""

import sqlite3
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

# The one at the end of a word, and the one elsewhere.
SIGMAS = ("\N{GREEK SMALL LETTER FINAL SIGMA}", "\N{GREEK SMALL LETTER SIGMA}")
# Exponents of numbers are within ±100 by far; this makes them all positive and equally long.
_OFFSET = 500
_COMPLEMENT = str.maketrans("0123456789", "9876543210")
# The parts of an address, billing and shipping, as it is written.
_PARTS = (
    "first_name",
    "last_name",
    "name",
    "personal_code",
    "company_name",
    "company_code",
    "company_code2",
    "street1",
    "street2",
    "city",
    "postal_code",
    "state_prov",
    "country",
    "phone_number",
    "mobile_number",
    "fax_number",
    "email",
)


def fold(text: str) -> str:
    """Spell a text as it is compared when case does not matter."""
    return text.casefold()


def address_key(document: Mapping[str, Any]) -> str:
    """Spell the addresses of a document as phrases are looked for in them.

    In one order, whatever the order in which a caller has sent their parts.
    """
    addresses = (document["billing_address"] or {}, document["shipping_address"] or {})
    parts = (address.get(name) for address in addresses for name in _PARTS)
    return fold(" ".join(part for part in parts if part))


def lower(text: str | None) -> str | None:
    """Spell a text in lower case; a sigma is one letter wherever it stands."""
    return None if text is None else text.lower().replace(*SIGMAS)


def number_key(number: Decimal) -> str:
    """Spell a number as a text; the texts of numbers compare as the numbers do, exactly."""
    if not number:
        return "1"
    _, digits, _ = number.as_tuple()
    significant = "".join(map(str, digits)).lstrip("0").rstrip("0")
    spelled = f"{number.adjusted() + _OFFSET:03d}{significant}"
    if number > 0:
        return f"2{spelled}"
    # Turned around digit by digit; the longer of two numbers that begin alike is the lesser.
    return f"0{spelled.translate(_COMPLEMENT)}~"


def after_all_with(prefix: str) -> str | None:
    """Return the least text after all that begin like this, or None if there is none."""
    bare = prefix.rstrip("\U0010ffff")
    if not bare:
        return None
    following = ord(bare[-1]) + 1
    # Surrogates are no characters.
    return bare[:-1] + chr(0xE000 if following == 0xD800 else following)  # noqa: PLR2004 - Unicode


def add_functions(connection: sqlite3.Connection) -> None:
    """Teach SQLite `orderly_lower(text)` and `orderly_number(array)`.

    The array is what `json_extract` makes of two paths, the only way to see a number's digits.
    """
    for name, function in (("orderly_lower", lower), ("orderly_number", _first_number)):
        connection.create_function(name, 1, function, deterministic=True)


def _first_number(array: str | None) -> str | None:
    return None if array is None else number_key(Decimal(array[1:].partition(",")[0]))
