"""commerce.settings.*: who the seller is, and what its documents start from."""

import zoneinfo
from datetime import datetime
from typing import Any

import store.entities
import store.resources
from handlers import resource
from handlers.method import Context, method
from schemas import fields, problems, requests, stored
from schemas import settings as shape
from schemas.problems import refuse
from store.entities import SETTINGS


@method("commerce.settings.get", request=shape.Get, response=shape.Got)
def get(_: dict[str, Any], __: Context) -> dict[str, Any]:
    """Return the entity's settings."""
    return {"settings": stored.shown(store.entities.settings()[1], ())}


@method(
    "commerce.settings.update",
    request=shape.Update,
    response=requests.Done,
    problems=(
        problems.LOCALE_MALFORMED,
        problems.SELLER_COUNTRY_MISSING,
        problems.VERSION_CONFLICT,
        problems.TIME_ZONE_FIXED,
    ),
    writes=True,
)
def update(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Change settings; documents keep what they were made with.

    Of an object, members left out stay as they are; only the seller's address is replaced as a
    whole. The time zone is fixed once there are documents.
    """
    id_, _ = store.entities.settings()
    body = store.resources.lock(SETTINGS, id_)
    assert body is not None, "an entity has settings from the start"
    changed = stored.parse(shape.SETTINGS, body)
    resource.check_version(changed, request)
    zone = changed["time_zone"]
    for name, value in request["settings"].items():
        changed[name] = {**changed[name], **value} if isinstance(value, dict) else value

    if changed["time_zone"] != zone:
        if store.entities.has_documents():
            name = changed["time_zone"]
            refuse(problems.TIME_ZONE_FIXED("/settings/timeZone", value=name))
        _move(changed["time_zone"])
    resource.replace(SETTINGS, shape.SETTINGS, changed, context)
    return {}


def _move(time_zone: str) -> None:
    """Print the times of every stored answer in another zone, this request's included."""
    fields.time_zone.set(zoneinfo.ZoneInfo(time_zone))
    write = fields.DateTime().write

    def patch(created: datetime, updated: datetime, body: bytes) -> bytes:
        return stored.patched(body, creationTime=write(created), updateTime=write(updated))

    store.entities.replace_bodies(patch)
