"""How FatturaPA spells: its letters, and what tells one file from all others."""

import unicodedata

from handlers.printing.checking import plain

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
PROGRESSIVE_LENGTH = 5


def progressive(id_: int) -> str:
    """Return the five characters of a document: after 900 million of them they begin again."""
    told = ""
    for _ in range(PROGRESSIVE_LENGTH):
        id_, digit = divmod(id_, len(_DIGITS))
        told = _DIGITS[digit] + told
    return told


# Beyond Latin-1, and with a usual spelling within it.
_SPELLED = str.maketrans(
    {
        "\N{EURO SIGN}": "EUR",
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{DOUBLE LOW-9 QUOTATION MARK}": '"',
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "\N{LATIN SMALL LIGATURE OE}": "oe",
        "\N{LATIN CAPITAL LIGATURE OE}": "OE",
        "\N{LATIN SMALL LETTER L WITH STROKE}": "l",
        "\N{LATIN CAPITAL LETTER L WITH STROKE}": "L",
        "\N{LATIN SMALL LETTER D WITH STROKE}": "d",
        "\N{LATIN CAPITAL LETTER D WITH STROKE}": "D",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
    }
)
_LAST_LATIN = 0xFF


def latin(text: str, most: int) -> str:
    """Return a text in the letters of the format, on one line, cut to its length."""
    told = []
    for character in " ".join(plain(text).translate(_SPELLED).split()):
        letters = character
        if ord(character) > _LAST_LATIN:
            parts = unicodedata.normalize("NFKD", character)
            letters = "".join(part for part in parts if not unicodedata.combining(part)) or "?"
        told += [letter if ord(letter) <= _LAST_LATIN else "?" for letter in letters]
    return " ".join("".join(told).split())[:most].strip()
