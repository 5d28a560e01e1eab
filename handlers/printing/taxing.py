"""Why something is taxed as it is, as far as a document tells.

A rate above zero is the standard category, `S`. For a rate of zero there are many reasons, and tax
classes have names of their own. So a tax class may say it by its code: one of `Z`, `E`, `AE`, `K`,
`G` and `O` (UNCL 5305), or one of the Italian `N1` … `N7`; that always counts. Without such a code

- goods that leave the EU, sold by a seller in it, are an export (`G`, N3.1);
- what a company with a VAT id in another member state is billed is an intra-community supply (`K`,
  N3.2) if goods are delivered, and else a service under reverse charge (`AE`, N2.1);
- everything else is exempt (`E`, N4), with the name of its tax class as the reason.

Goods are delivered if the document is a shipping invoice, has a shipping address or method, or
weighs something.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from handlers.printing.codes import EU
from handlers.printing.figures import Key
from handlers.printing.parties import Buyer, Seller

STANDARD, EXEMPT, NOT_SUBJECT = "S", "E", "O"
REVERSE_CHARGE, INTRA_COMMUNITY, EXPORT = "AE", "K", "G"
ZERO_RATED = "Z"

# What each category is, by code and in words; exempt is told in words alone, zero rated not at all.
REASONS = {
    REVERSE_CHARGE: ("VATEX-EU-AE", "Reverse charge"),
    INTRA_COMMUNITY: ("VATEX-EU-IC", "Intra-community supply"),
    EXPORT: ("VATEX-EU-G", "Export outside the EU"),
    NOT_SUBJECT: ("VATEX-EU-O", "Not subject to VAT"),
}
_CATEGORIES = frozenset({ZERO_RATED, EXEMPT, *REASONS})

# The Italian natures, with the category that each belongs to. N2, N3 and N6 are given no more.
NATURES = {
    "N1": NOT_SUBJECT,
    "N2.1": REVERSE_CHARGE,
    "N2.2": NOT_SUBJECT,
    "N3.1": EXPORT,
    "N3.2": INTRA_COMMUNITY,
    **dict.fromkeys(("N3.3", "N3.4", "N3.5", "N3.6", "N4", "N5", "N7"), EXEMPT),
    **{f"N6.{number}": REVERSE_CHARGE for number in range(1, 10)},
}
_NATURE_OF = {
    EXPORT: "N3.1",
    INTRA_COMMUNITY: "N3.2",
    ZERO_RATED: "N3.6",
    EXEMPT: "N4",
    NOT_SUBJECT: "N2.2",
}


@dataclass(frozen=True, slots=True)
class Situation:
    """Who sells to whom, and where the goods go, if there are any."""

    seller: str
    destination: str
    is_business: bool
    has_goods: bool

    def category(self, code: str, rate: Decimal, _: str = "") -> Key:
        """Return the category of a tax code and rate."""
        if rate > 0:
            return STANDARD, rate
        said = code.strip().upper()
        if said in _CATEGORIES:
            return said, rate
        return NATURES.get(said) or self._implied(), rate

    def nature(self, code: str, rate: Decimal, _: str = "") -> Key:
        """Return the Italian nature of a tax code and rate; what is taxed has none."""
        if rate > 0:
            return "", rate
        said = code.strip().upper()
        if said in NATURES:
            return said, rate
        category = said if said in _CATEGORIES else self._implied()
        if category == REVERSE_CHARGE:
            # Within the country it is one of nine kinds: the last is "other".
            return "N2.1" if self.destination != self.seller else "N6.9", rate
        return _NATURE_OF[category], rate

    def _implied(self) -> str:
        if self.seller not in EU or self.seller == self.destination:
            return EXEMPT
        if self.destination not in EU:
            return EXPORT if self.has_goods else EXEMPT
        if not self.is_business:
            return EXEMPT
        return INTRA_COMMUNITY if self.has_goods else REVERSE_CHARGE


def situation(document: Mapping[str, Any], seller: Seller, buyer: Buyer) -> Situation:
    """Tell the situation of a document."""
    shipped = document["shipping_address"]
    destination = shipped["country"].upper() if shipped else ""
    return Situation(
        seller=seller.country,
        destination=destination or buyer.country,
        is_business=bool(buyer.company and buyer.vat_id),
        has_goods=(
            document["type"] == "ShippingInvoice"
            or shipped is not None
            or document["shipping_method"] is not None
            or document["weight"] > 0
        ),
    )


def reason(category: str, names: Iterable[str]) -> str:
    """Tell in words why something is not taxed."""
    if category in REASONS:
        return REASONS[category][1]
    told = "; ".join(names)
    return f"Exempt from VAT ({told})" if told else "Exempt from VAT"
