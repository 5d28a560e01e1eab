"""commerce.tax-classes.*: kinds of goods that are taxed alike."""

from typing import Any

from handlers import resource
from handlers.method import Context, method
from schemas import problems, requests
from schemas import tax_classes as shape
from schemas.problems import refuse
from store.database import NotUnique
from store.tax_classes import TAX_CLASSES


@method("commerce.tax-classes.find", request=shape.Find, response=shape.Found)
def find(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return the tax classes that meet the conditions."""
    return resource.find("tax_classes", TAX_CLASSES, request)


@method("commerce.tax-classes.get", request=shape.Get, response=shape.Got)
def get(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return a tax class, or null."""
    return {"tax_class": resource.get(TAX_CLASSES, request)}


@method("commerce.tax-classes.count", request=shape.Count, response=requests.Counted)
def count(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return how many tax classes meet the conditions."""
    return {"count": resource.count(TAX_CLASSES, request)}


@method(
    "commerce.tax-classes.create",
    request=shape.Create,
    response=requests.Created,
    problems=(problems.CODE_IN_USE,),
    writes=True,
)
def create(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Create a tax class."""
    new = request["tax_class"]
    try:
        return {"id": resource.insert(TAX_CLASSES, shape.TAX_CLASS, new, context)}
    except NotUnique:
        refuse(problems.CODE_IN_USE("/taxClass/code", value=new["code"], code=new["code"]))


@method(
    "commerce.tax-classes.update",
    request=shape.Update,
    response=requests.Done,
    problems=(problems.TAX_CLASS_ID_NOT_FOUND, problems.VERSION_CONFLICT, problems.CODE_IN_USE),
    writes=True,
)
def update(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Change a tax class; documents keep their copies of it."""
    missing = problems.TAX_CLASS_ID_NOT_FOUND
    changed = resource.current(TAX_CLASSES, shape.TAX_CLASS, request, missing)
    changed |= request["tax_class"]
    try:
        resource.replace(TAX_CLASSES, shape.TAX_CLASS, changed, context)
    except NotUnique:
        code = changed["code"]
        refuse(problems.CODE_IN_USE("/taxClass/code", value=code, code=code))
    return {}


@method(
    "commerce.tax-classes.delete",
    request=requests.Delete,
    response=requests.Done,
    problems=(problems.IN_USE,),
    writes=True,
)
def delete(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Delete tax classes that nothing uses; unknown ids are ignored."""
    resource.delete(TAX_CLASSES, request["ids"], "Tax class")
    return {}
