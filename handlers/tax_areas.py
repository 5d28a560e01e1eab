"""commerce.tax-areas.*: countries that tax alike, and the rate of each tax class there."""

from collections.abc import Iterable, Mapping
from typing import Any

import store.resources
import store.tax_areas
import store.tax_classes
from handlers import resource
from handlers.method import Context, method
from schemas import problems, requests
from schemas import tax_areas as shape
from schemas.problems import Fault, refuse_if_any
from store.tax_areas import TAX_AREAS

AT = "/taxArea"


@method("commerce.tax-areas.find", request=shape.Find, response=shape.Found)
def find(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return the tax areas that meet the conditions."""
    return resource.find("tax_areas", TAX_AREAS, request)


@method("commerce.tax-areas.get", request=shape.Get, response=shape.Got)
def get(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return a tax area, or null."""
    return {"tax_area": resource.get(TAX_AREAS, request)}


@method("commerce.tax-areas.count", request=shape.Count, response=requests.Counted)
def count(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return how many tax areas meet the conditions."""
    return {"count": resource.count(TAX_AREAS, request)}


@method(
    "commerce.tax-areas.create",
    request=shape.Create,
    response=requests.Created,
    problems=(problems.TAX_CLASS_NOT_FOUND, problems.COUNTRY_IN_USE),
    writes=True,
)
def create(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Create a tax area; a country is in one active area at most."""
    new = _with_key(request["tax_area"])
    refuse_if_any([*_rate_faults(new["rates"]), *_country_faults(new, 0)])
    id_ = resource.insert(TAX_AREAS, shape.TAX_AREA, new, context)
    store.tax_areas.replace_countries(id_, new["countries"], is_active=new["is_active"])
    store.tax_areas.replace_rates(id_, new["rates"])
    return {"id": id_}


@method(
    "commerce.tax-areas.update",
    request=shape.Update,
    response=requests.Done,
    problems=(
        problems.TAX_AREA_ID_NOT_FOUND,
        problems.VERSION_CONFLICT,
        problems.TAX_CLASS_NOT_FOUND,
        problems.COUNTRY_IN_USE,
    ),
    writes=True,
)
def update(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Change a tax area; documents keep their copies of its rates."""
    changes = request["tax_area"]
    missing = problems.TAX_AREA_ID_NOT_FOUND
    changed = resource.current(TAX_AREAS, shape.TAX_AREA, request, missing)
    changed = _with_key(changed | changes)
    id_ = changed["id"]
    moves = not changes.keys().isdisjoint({"countries", "is_active"})
    faults = _rate_faults(changes.get("rates", ()))
    refuse_if_any([*faults, *(_country_faults(changed, id_) if moves else ())])
    resource.replace(TAX_AREAS, shape.TAX_AREA, changed, context)
    if moves:
        is_active = changed["is_active"]
        store.tax_areas.replace_countries(id_, changed["countries"], is_active=is_active)
    if "rates" in changes:
        store.tax_areas.replace_rates(id_, changed["rates"])
    return {}


@method(
    "commerce.tax-areas.delete",
    request=requests.Delete,
    response=requests.Done,
    problems=(problems.IN_USE,),
    writes=True,
)
def delete(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Delete tax areas that nothing uses; unknown ids are ignored."""
    resource.delete(TAX_AREAS, request["ids"], "Tax area")
    return {}


def _with_key(area: Mapping[str, Any]) -> dict[str, Any]:
    """Add the column by which areas are ordered when their countries are."""
    return {**area, "countries_key": ",".join(area["countries"])}


def _rate_faults(tax_classes: Iterable[int]) -> list[Fault]:
    """Find the rates of tax classes that do not exist."""
    ids = list(tax_classes)
    known = store.tax_classes.by_ids(ids) if ids else {}
    problem = problems.TAX_CLASS_NOT_FOUND
    return [
        problem(f"{AT}/rates/{id_}", value=id_, tax_class=id_) for id_ in ids if id_ not in known
    ]


def _country_faults(area: Mapping[str, Any], id_: int) -> list[Fault]:
    """Find the countries that another active area has; until the end, no area gets one more.

    Taking a turn, rather than waiting for the unique index to object, lets the loser of a race be
    told which country and which area it is about.
    """
    if not area["is_active"]:
        return []
    store.resources.take_turn()
    owners = store.tax_areas.owners(area["countries"], but=id_)
    problem = problems.COUNTRY_IN_USE
    return [
        problem(f"{AT}/countries/{i}", value=country, country=country, tax_area=owners[country])
        for i, country in enumerate(area["countries"])
        if country in owners
    ]
