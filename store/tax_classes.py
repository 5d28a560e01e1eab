"""Tax classes: what can be found of them, and by what."""

from collections.abc import Iterable

from store import records
from store.finding import Findable, after, of_resource
from store.models import TaxClass

TAX_CLASSES = Findable(
    model=TaxClass,
    conditions={"after": after(TaxClass.id)},
    order={"id": TaxClass.id, "code": TaxClass.code, "name": TaxClass.name},
    queried={
        **of_resource(TaxClass),
        "code": TaxClass.code,
        "name": TaxClass.name,
    },
)


def by_ids(ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return code and name of those of these tax classes that the entity has."""
    rows = records.fetch(
        "tax classes",
        lambda: records.select(TaxClass, TaxClass.id, TaxClass.code, TaxClass.name).where(
            records.any_of(TaxClass.id, "ids")
        ),
        ids=records.array(ids),
    )
    return {id_: (code, name) for id_, code, name in rows}
