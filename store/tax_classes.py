"""Tax classes: what can be found of them, and by what."""

from store.finding import Findable, after
from store.models import TaxClass

TAX_CLASSES = Findable(
    model=TaxClass,
    conditions={"after": after(TaxClass.id)},
    order={"id": TaxClass.id, "code": TaxClass.code, "name": TaxClass.name},
)
