"""What stands on a printed document: every text of it, spelled and in its place."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import Any

from handlers import pricing
from handlers.printing.spelling import Spelling

Document = Mapping[str, Any]
Row = tuple[str, str]

ZERO = Decimal(0)
LETTER = frozenset({"CA", "CL", "CO", "CR", "MX", "PA", "PH", "US", "VE"})
# A longer unit would take the room of the description.
MAX_UNIT = 10
DOT = " · "

# A word that no line can be sure to hold may be broken anywhere.
_LONG_WORD = re.compile(r"\S{31,}")
_SYLLABLE = 10
_ZERO_WIDTH_SPACE = "\u200b"
_IBAN_GROUP = re.compile(r"(.{4})(?=.)")


def of(document: Document, settings: Mapping[str, Any], spelling: Spelling) -> dict[str, Any]:
    """Return the texts of a document, as the template wants them."""
    labels = spelling.labels
    seller, company = document["seller_address"], settings["company"]
    kind = labels[document["type"]]
    return {
        "language": spelling.language,
        "region": spelling.locale.territory,
        "paper": "us-letter" if seller["country"] in LETTER else "a4",
        "kind": kind,
        "number": breakable(document["number"]),
        "heading": f"{kind} {document['number']}".strip(),
        "mark": "" if document["is_closed"] else labels["draft"],
        "seller": _seller(seller, company, spelling),
        "sender": DOT.join(
            filter(None, (seller["company_name"], *spelling.place(seller)[:-1][:3]))
        ),
        "recipient": _recipient(document, spelling),
        "meta": list(_meta(document, spelling)),
        "refers": _refers(document, spelling),
        "columns": _columns(document, spelling),
        "items": _items(document, spelling),
        "taxes": _taxes(document, spelling),
        "totals": [(name, value, weight) for name, value, weight in _totals(document, spelling)],
        **_parts(document, company, spelling),
        "labels": {
            **{name: labels[name] for name in ("carried", "brought", "empty", "page")},
            "taxes": [labels[name] for name in ("tax", "taxable", "amount")],
        },
    }


def breakable(text: str) -> str:
    """Let overlong words break; nothing that is seen is added."""

    def broken(match: re.Match[str]) -> str:
        word = match[0]
        parts = (word[i : i + _SYLLABLE] for i in range(0, len(word), _SYLLABLE))
        return _ZERO_WIDTH_SPACE.join(parts)

    return _LONG_WORD.sub(broken, text)


def _texts(*texts: str) -> list[str]:
    return [breakable(text) for text in texts if text]


def _seller(seller: Document, company: Mapping[str, Any], spelling: Spelling) -> dict[str, Any]:
    labels = spelling.labels
    phone = seller["phone_number"] or seller["mobile_number"]
    place = spelling.place(seller)
    iban = _iban(company["iban"])
    codes = [
        f"{labels[name]} {value}"
        for name, value in (
            ("tax_number", company["tax_number"]),
            ("company_code", seller["company_code"]),
            ("personal_code", seller["personal_code"]),
        )
        if value
    ]
    return {
        "name": breakable(seller["company_name"]),
        "contact": _texts(*place, f"{labels['phone']} {phone}" if phone else "", seller["email"]),
        "columns": [
            _texts(seller["company_name"], *place),
            _texts(*codes),
            _texts(f"IBAN {iban}" if iban else ""),
        ],
    }


def _recipient(document: Document, spelling: Spelling) -> list[str]:
    address = document["billing_address"]
    if address is None:
        return _texts(document["customer_name"])
    return _texts(address["company_name"], _person(address), *spelling.place(address))


def _person(address: Document) -> str:
    return f"{address['first_name']} {address['last_name']}".strip()


def _meta(document: Document, spelling: Spelling) -> Iterator[Row]:
    """Tell what is asked for first: dates, what it comes from, who the customer is."""
    labels = spelling.labels
    if document["issue_date"] is not None:
        yield labels["issued"], spelling.date(document["issue_date"])
    if document["due_date"] is not None and document["type"] != "CreditNote":
        yield labels["due"], spelling.date(document["due_date"])
    if document["reference_number"] and not _refers(document, spelling):
        yield (
            labels[document["reference_type"] or "number"],
            breakable(document["reference_number"]),
        )
    address = document["billing_address"]
    if address is not None:
        codes = _texts(address["company_code"], address["company_code2"])
        if codes:
            yield labels["buyer_code"], DOT.join(codes)
        if address["personal_code"]:
            yield labels["personal_code"], address["personal_code"]
    yield labels["currency"], document["currency"]


def _refers(document: Document, spelling: Spelling) -> str:
    """Tell the document that a credit note, or another document, corrects or follows."""
    if document["reference_type"] in (None, "Order") or not document["reference_number"]:
        return ""
    what = spelling.labels[document["reference_type"]]
    number = breakable(document["reference_number"])
    return spelling.labels["refers"].format(what=what, number=number)


def _columns(document: Document, spelling: Spelling) -> list[dict[str, Any]]:
    labels = spelling.labels
    names = ["item", "quantity", "price"]
    names += ["discount"] * _has_discounts(document) + ["tax"] * _has_taxes(document) + ["amount"]
    shown = [
        {"name": labels[name], "wide": name == "item", "right": name != "item"} for name in names
    ]
    return [{"name": "", "wide": False, "right": True}, *shown]


def _has_discounts(document: Document) -> bool:
    return any(item["discount"] for item in document["items"])


def _has_taxes(document: Document) -> bool:
    return any(row["code"] or row["rate"] for row in document["taxes"])


def _items(document: Document, spelling: Spelling) -> list[dict[str, Any]]:
    """Return the cells of each item, and what all items up to it come to."""
    items: Sequence[Document] = document["items"]
    has_discounts, has_taxes = _has_discounts(document), _has_taxes(document)
    sums = accumulate(item["total_price"] for item in items)
    rows = []
    for i, (item, sum_) in enumerate(zip(items, sums, strict=True), 1):
        cells: list[str | list[str]] = [spelling.number(i), _described(item)]
        unit = item["unit"] if len(item["unit"]) <= MAX_UNIT else ""
        cells.append(f"{spelling.number(item['quantity'])}\u00a0{unit}".strip())
        cells.append(spelling.price(item["price"]))
        if has_discounts:
            cells.append(spelling.price(-item["discount"]) if item["discount"] else "")
        if has_taxes:
            cells.append(spelling.percent(item["tax_rate"]))
        cells.append(spelling.amount(item["total_price"]))
        rows.append({"cells": cells, "sum": spelling.amount(sum_)})
    return rows


def _described(item: Document) -> list[str]:
    """Return an item's name, and what stands small below it."""
    long_unit = item["unit"] if len(item["unit"]) > MAX_UNIT else ""
    name, *more = [item["name"], item["sku"]] if item["name"] else [item["sku"]]
    details = _texts(*more, item["description"], item["requests"], long_unit)
    return [breakable(name), *details]


def _taxes(document: Document, spelling: Spelling) -> list[list[str]]:
    """Return the table of taxes: one row a tax class."""
    if not _has_taxes(document):
        return []
    return [
        [
            breakable(
                DOT.join(filter(None, (spelling.percent(row["rate"]), row["name"] or row["code"])))
            ),
            spelling.amount(row["taxable_total"]),
            spelling.amount(row["amount"]),
        ]
        for row in document["taxes"]
    ]


def _totals(document: Document, spelling: Spelling) -> Iterator[tuple[str, str, str]]:
    """Tell how the items come to the total, and what of it is still due."""
    labels, amount, money = spelling.labels, spelling.amount, spelling.money
    before, subtotal = document["prediscount_subtotal"], document["subtotal"]
    costs = [
        (kind, method)
        for kind in ("shipping", "payment")
        if (method := document[f"{kind}_method"]) is not None and method["cost"]
    ]
    if document["discounts"]:
        yield labels["items_total"], amount(before), ""
        yield (
            f"{labels['discounts']} ({_discounts(document, spelling)})",
            amount(subtotal - before),
            "",
        )
    if document["discounts"] or costs:
        yield labels["subtotal"], amount(subtotal), ""
    for kind, method in costs:
        name = breakable(DOT.join(filter(None, (labels[kind], method["name"]))))
        yield name, amount(pricing.rounding(document).amount(method["cost"])), ""
    if _has_taxes(document):
        yield labels["net"], amount(document["total"]), ""
        yield labels["taxes"], amount(document["tax_amount"]), ""
    if document["rounding_amount"]:
        yield labels["rounding"], amount(document["rounding_amount"]), ""
    yield labels["gross"], money(document["taxed_total"]), "grand"
    if document["paid_total"]:
        yield labels["paid"], amount(-document["paid_total"]), ""
        yield labels["open"], money(document["due_total"]), "strong"


def _discounts(document: Document, spelling: Spelling) -> str:
    return "; ".join(
        spelling.percent(each["value"])
        if each["type"] == "PercentOff"
        else spelling.price(each["value"])
        for each in document["discounts"]
    )


def _parts(document: Document, company: Mapping[str, Any], spelling: Spelling) -> dict[str, Any]:
    """Tell what goes with the document: delivery, transport, payment and terms."""
    labels = spelling.labels
    delivery = _part(labels["delivery"], text="\n".join(_delivery(document, spelling)))
    transport = _part(labels["transport"], list(_transport(document, spelling)))
    rows = list(_payment(document, company, spelling))
    payment = _part(labels["paying"], rows, labels["settled"] if _is_settled(document) else "")
    sides = ([delivery, payment], [transport]) if transport else ([payment], [delivery])
    left, right = ([part for part in side if part] for side in sides)
    return {
        "left": left,
        "right": right,
        "terms": _part(labels["terms"], text=breakable(document["terms"])),
    }


def _part(title: str, rows: Sequence[Row] = (), text: str = "") -> dict[str, Any] | None:
    return {"title": title, "rows": rows, "text": text} if rows or text else None


def _delivery(document: Document, spelling: Spelling) -> list[str]:
    """Return where the goods go, if that is told and somewhere else."""
    address, billing = document["shipping_address"], document["billing_address"]
    if address is None:
        return []
    shown = _texts(address["name"], *spelling.place(address))
    if billing is not None and document["type"] != "ShippingInvoice":
        same = spelling.place(address) == spelling.place(billing)
        if same and address["name"] in ("", _person(billing), billing["company_name"]):
            return []
    return shown


def _transport(document: Document, spelling: Spelling) -> Iterator[Row]:
    if document["type"] != "ShippingInvoice":
        return
    labels = spelling.labels
    method, porto = document["shipping_method"], document["porto"]
    packages = document["number_of_packages"]
    rows = (
        ("reason", document["transport_reason"]),
        ("shipping_method", method and method["name"]),
        ("shipping_time", document["shipping_time"] and spelling.moment(document["shipping_time"])),
        ("porto", porto and labels[porto]),
        ("packages", packages and spelling.number(packages)),
        ("goods", document["goods_appearance"]),
        ("weight", document["weight"] and f"{spelling.number(document['weight'])}\u00a0kg"),
        ("pieces", document["quantity"] and spelling.number(document["quantity"])),
        ("tracking", document["tracking_number"]),
    )
    for name, value in rows:
        if value:
            yield labels[name], breakable(value)


def _payment(document: Document, company: Mapping[str, Any], spelling: Spelling) -> Iterator[Row]:
    labels = spelling.labels
    if document["type"] == "CreditNote":
        return
    method = document["payment_method"]
    if method is not None and method["name"]:
        yield labels["payment_method"], breakable(method["name"])
    if document["due_total"] <= 0:
        return
    if document["due_date"] is not None:
        yield labels["payment_due"], spelling.date(document["due_date"])
    if company["iban"]:
        yield "IBAN", _iban(company["iban"])
        holder = document["seller_address"]["company_name"]
        if holder:
            yield labels["account_holder"], breakable(holder)
        if document["number"]:
            yield labels["reference"], breakable(document["number"])


def _is_settled(document: Document) -> bool:
    is_paid: bool = document["due_total"] <= 0 < document["taxed_total"]
    return is_paid and document["type"] != "CreditNote"


def _iban(iban: str) -> str:
    """Return an IBAN in groups of four, as it is read."""
    return _IBAN_GROUP.sub("\\1\u00a0", iban)
