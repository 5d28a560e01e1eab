"""Numbers, money, dates and places as they are spelled in a document's language and country."""

import copy
from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import cache

import babel
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.numbers import (
    NumberPattern,
    format_currency,
    format_decimal,
    format_percent,
    get_currency_precision,
)

from handlers.printing.labels import FALLBACK, LABELS

# A price has at most so many decimals.
PRICE_PLACES = 3
PERCENT = Decimal("0.01")
MIDDLE_DOT = " · "

# Where the postal code stands behind the city, on its line or on one of its own.
_CODE_BEHIND = frozenset({"AU", "CA", "US"})
_CODE_BELOW = frozenset({"GB", "IE"})


class Spelling:
    """How a document spells: its language, its country's habits and its currency."""

    def __init__(self, code: str, currency: str, zone: tzinfo) -> None:
        """Take the document's locale code, its currency and the zone that times are told in."""
        self.locale = _locale(code)
        self.language = self.locale.language
        self.labels: Mapping[str, str] = LABELS.get(self.language, LABELS[FALLBACK])
        self._currency = currency
        self._zone = zone
        places = get_currency_precision(currency)
        self._amount = _pattern(self.locale, places, places)
        self._price = _pattern(self.locale, places, max(places, PRICE_PLACES))
        # Without its sign a currency is told by its code: for where no font has the sign.
        self.has_sign = True

    def sample(self) -> str:
        """Return what the language's own words are made of: names of months and countries."""
        months = (self.date(date(2000, month, 1)) for month in range(1, 13))
        return " ".join((*months, *self.locale.territories.values()))

    def money(self, value: Decimal) -> str:
        """Spell an amount with its currency: 1.234,50 €."""
        if not self.has_sign:
            return f"{self._currency}\u00a0{self.amount(value)}"
        return format_currency(value, self._currency, locale=self.locale)

    def amount(self, value: Decimal) -> str:
        """Spell an amount in a column of amounts: 1.234,50."""
        return str(self._amount.apply(value, self.locale))

    def price(self, value: Decimal) -> str:
        """Spell a price, with all of its decimals: 56,33 or 0,125."""
        return str(self._price.apply(value, self.locale))

    def number(self, value: Decimal | int) -> str:
        """Spell a quantity or weight without idle decimals: 1,5."""
        return format_decimal(value, locale=self.locale, decimal_quantization=False)

    def percent(self, value: Decimal) -> str:
        """Spell a rate in percent: 19 %."""
        return format_percent(value * PERCENT, locale=self.locale, decimal_quantization=False)

    def date(self, value: date) -> str:
        """Spell a date: 28. August 2013."""
        return format_date(value, "long", locale=self.locale)

    def moment(self, value: datetime) -> str:
        """Spell a moment in the entity's zone, to the minute."""
        local = value.astimezone(self._zone)
        day = format_date(local.date(), "long", locale=self.locale)
        time = format_datetime(local, "HH:mm", locale=self.locale)
        return f"{day}, {time}"

    def country(self, code: str) -> str:
        """Spell a country's name; an unknown code stands for itself."""
        return str(self.locale.territories.get(code, code))

    def place(self, address: Mapping[str, str]) -> list[str]:
        """Spell streets, city and country of an address as its country writes them."""
        city, code, state = (address[name] for name in ("city", "postal_code", "state_prov"))
        country = address["country"]
        if country in _CODE_BELOW:
            towns = [city, code]
        elif country in _CODE_BEHIND:
            towns = [" ".join(filter(None, (city, state, code)))]
        else:
            province = f"({state})" if state else ""
            towns = [" ".join(filter(None, (code, city, province)))]
        name = self.country(country) if country else ""
        return [line for line in (address["street1"], address["street2"], *towns, name) if line]


@cache
def _locale(code: str) -> babel.Locale:
    """Return the locale, else that of its language, else English."""
    for attempt in (code.replace("-", "_"), code[:2]):
        try:
            return babel.Locale.parse(attempt)
        except (UnknownLocaleError, ValueError):
            continue
    return babel.Locale(FALLBACK)


@cache
def _pattern(locale: babel.Locale, least: int, most: int) -> NumberPattern:
    """Return the locale's pattern for numbers with a fixed range of decimals."""
    pattern: NumberPattern = copy.copy(locale.decimal_formats[None])
    pattern.frac_prec = (least, most)
    return pattern
