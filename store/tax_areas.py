"""Tax areas: what can be found of them and by what, their countries and rates."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from store import records
from store.database import bind
from store.finding import Condition, Findable, after, equals, of_resource
from store.models import TaxArea, TaxAreaCountry, TaxRate

TAX_AREAS = Findable(
    model=TaxArea,
    conditions={
        "after": after(TaxArea.id),
        "is_active": equals(TaxArea.is_active),
        "country": Condition(
            lambda name, *_: TaxArea.id.in_(
                records.select(TaxAreaCountry, TaxAreaCountry.area).where(
                    TaxAreaCountry.country == bind(name)
                )
            )
        ),
    },
    order={
        "id": TaxArea.id,
        "name": TaxArea.name,
        "isActive": TaxArea.is_active,
        "taxCompanies": TaxArea.tax_companies,
        "countries": TaxArea.countries_key,
    },
    queried={
        **of_resource(TaxArea),
        "name": TaxArea.name,
        "isActive": TaxArea.is_active,
        "taxCompanies": TaxArea.tax_companies,
    },
)


def for_country(country: str) -> dict[str, Any] | None:
    """Return the active area of a country: its id, whether companies pay tax, and its rates."""
    row = records.fetch_one(
        "tax area of country",
        lambda: (
            records.select(TaxAreaCountry, TaxArea.id, TaxArea.tax_companies)
            .join(TaxArea, on=(TaxAreaCountry.area == TaxArea.id))
            .where((TaxAreaCountry.country == bind("country")) & TaxAreaCountry.is_active)
        ),
        country=country,
    )
    return None if row is None else _with_rates(row)


def get(id_: int) -> dict[str, Any] | None:
    """Return an area, active or not: its id, whether companies pay tax, and its rates."""
    row = records.fetch_one(
        "tax area",
        lambda: records.select(TaxArea, TaxArea.id, TaxArea.tax_companies).where(
            TaxArea.id == bind("id")
        ),
        id=id_,
    )
    return None if row is None else _with_rates(row)


def owners(countries: Iterable[str], *, but: int) -> dict[str, int]:
    """Return, of these countries, those that another active area has, with its id."""
    rows = records.fetch(
        "tax areas of countries",
        lambda: records.select(TaxAreaCountry, TaxAreaCountry.country, TaxAreaCountry.area).where(
            records.any_of(TaxAreaCountry.country, "countries")
            & TaxAreaCountry.is_active
            & (TaxAreaCountry.area != bind("but"))
        ),
        countries=records.array(countries),
        but=but,
    )
    return dict(rows)


def replace_countries(area: int, countries: Iterable[str], *, is_active: bool) -> None:
    """Give an area these countries instead of those that it has."""
    records.delete(TaxAreaCountry, TaxAreaCountry.area, [area])
    rows = [{"area": area, "country": each, "is_active": is_active} for each in countries]
    records.insert_many(TaxAreaCountry, rows)


def replace_rates(area: int, rates: Mapping[int, Decimal]) -> None:
    """Give an area these rates instead of those that it has."""
    records.delete(TaxRate, TaxRate.area, [area])
    rows = [{"area": area, "tax_class": id_, "rate": rate} for id_, rate in rates.items()]
    records.insert_many(TaxRate, rows)


def _with_rates(area: records.Row) -> dict[str, Any]:
    id_, tax_companies = area
    rows = records.fetch(
        "tax rates",
        lambda: records.select(TaxRate, TaxRate.tax_class, TaxRate.rate).where(
            TaxRate.area == bind("area")
        ),
        area=id_,
    )
    rates = {tax_class: TaxRate.rate.python_value(rate) for tax_class, rate in rows}
    return {"id": id_, "tax_companies": bool(tax_companies), "rates": rates}
