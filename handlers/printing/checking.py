"""What an electronic invoice can not be without, gathered so that all of it is told at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from handlers.printing.codes import COUNTRIES
from handlers.printing.figures import Figures, Group
from schemas import problems
from schemas.problems import Fault, Problem

_AT = "/id"


@dataclass(slots=True)
class Check:
    """The faults of a document in a format."""

    document: Mapping[str, Any]
    format: str
    faults: list[Fault] = field(default_factory=list)

    def missing(self, what: str, path: str) -> None:
        """Tell that something is missing, and where to set it."""
        self._add(problems.EINVOICE_MISSING, path, what=what, remedy=self._remedy(path))

    def unfit(self, what: str, path: str, given: Any, right: str) -> None:
        """Tell that something is there and can not be told in this format."""
        remedy = self._remedy(path)
        facts = {"what": what, "given": given, "right": right, "remedy": remedy}
        self._add(problems.EINVOICE_UNFIT, path, value=given, **facts)

    def require(self, value: str, what: str, path: str) -> str:
        """Return a text without the space around it; tell if nothing is left."""
        text = plain(value)
        if not text:
            self.missing(what, path)
        return text

    def country(self, value: str, what: str, path: str) -> str:
        """Return a country's code; tell if it is none."""
        code = value.upper()
        if not code.strip():
            self.missing(what, path)
        elif code not in COUNTRIES:
            self.unfit(what, path, value, "it must be an ISO 3166-1 code like 'IT'")
        return code

    def issued(self) -> None:
        """Tell if a document is a proforma, or not issued yet."""
        if self.document["type"] == "Proforma":
            id_ = self.document["id"]
            self.faults.append(problems.EINVOICE_PROFORMA(_AT, id=id_))
        if not self.document["number"].strip():
            self.missing("The number", "/number")
        if self.document["issue_date"] is None:
            self.missing("The issue date", "/issueDate")
        if not self.document["items"]:
            self.missing("An item", "/items")

    def cents(self, figures: Figures) -> None:
        """Tell if amounts have more decimals than the format."""
        if not figures.are_cents():
            given, right = self.document["currency"], "its amounts here have three decimals"
            self.unfit("The currency", "/currency", given, f"{right}, and two can be told")

    def tax(self, group: Group, *, computed: Decimal) -> None:
        """Tell that a tax is not what the format computes."""
        facts = {
            "rate": group.key[1],
            "taxable": group.taxable,
            "amount": group.tax,
            "right": computed,
            "rule": self.document["rounding"]["rule"],
            "format": self.format,
        }
        self.faults.append(problems.EINVOICE_ROUNDING(_AT, **facts))

    def _add(self, problem: Problem, path: str, *, value: Any = None, **facts: Any) -> None:
        leaf = path.rpartition("/")[2]
        named = Problem(problem.code, leaf, problem.type, problem.template)
        self.faults.append(named(_AT, value=value, format=self.format, **facts))

    def _remedy(self, path: str) -> str:
        """Tell where something is set: a closed document can not be changed any more."""
        dotted = path.strip("/").replace("/", ".")
        if path.startswith("/company/"):
            return f"set it by 'commerce.settings.update' as '{dotted}'"
        if path in ("/number", "/issueDate") and not self.document["is_closed"]:
            return "close the invoice by 'commerce.invoices.close'"
        if self.document["is_closed"] and not path.startswith("/metadata/"):
            return f"it stands in '{dotted}' of a closed invoice: credit that and issue a new one"
        return f"set it by 'commerce.invoices.update' as '{dotted}'"


# Characters that are no control characters, and yet not allowed in XML.
_NO_CHARACTERS = {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}


def plain(text: str) -> str:
    """Return a text as XML can hold it, without the space around it."""
    return text.translate(_NO_CHARACTERS).strip()
