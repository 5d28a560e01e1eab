"""Round amounts: the only place where a digit of money is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import (
    ROUND_05UP,
    ROUND_DOWN,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
)
from fractions import Fraction

MODES: Mapping[str, str] = {
    "Down": ROUND_DOWN,
    "HalfDown": ROUND_HALF_DOWN,
    "HalfEven": ROUND_HALF_EVEN,
    "HalfUp": ROUND_HALF_UP,
}
RULES = frozenset({"PerItem", "PerLine", "Total", "PerTaxClass"})

# No currency has more than three decimals; weights have three.
QUANTA = tuple(Decimal(1).scaleb(-places) for places in range(4))

# Python's default of 28 digits is too few for a large price times a fine quantity.
WIDE = Context(prec=100, rounding=ROUND_05UP)


@dataclass(frozen=True, slots=True)
class Rounding:
    """How a document rounds: by which mode and rule, to how many places."""

    mode: str = "HalfUp"
    rule: str = "PerTaxClass"
    places: int = 2

    def __post_init__(self) -> None:
        """Refuse a rounding that nobody defined, rather than compute by some other one."""
        assert self.mode in MODES, self.mode
        assert self.rule in RULES, self.rule
        assert 0 <= self.places < len(QUANTA), self.places

    def amount(self, value: Decimal | Fraction) -> Decimal:
        """Round a value to an amount of money."""
        return round_to(value, self.places, self.mode)


def round_to(value: Decimal | Fraction, places: int, mode: str) -> Decimal:
    """Round a value to a number of decimal places, the same way on both sides of zero."""
    # Asked this way round, since asking for a Fraction takes as long as rounding.
    if not isinstance(value, Decimal):
        # ROUND_05UP never ends an inexact quotient in 0 or 5, so that no tie appears or
        # disappears here: the second rounding decides as if it saw the fraction itself.
        value = WIDE.divide(Decimal(value.numerator), Decimal(value.denominator))
    rounded = value.quantize(QUANTA[places], MODES[mode], WIDE)
    # A small negative value rounds to -0, which nobody wants to read on an invoice.
    return rounded or rounded.copy_abs()
