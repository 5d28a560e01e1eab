"""What an entity has from the start: its settings, and a default series of each kind."""

import copy
from typing import Any

import store.entities
from handlers import resource
from handlers.method import Context
from handlers.rules import numbering
from schemas import series as series_shape
from schemas import settings as settings_shape
from store.series import SERIES


def entity(context: Context, **settings: Any) -> None:
    """Give the session's new entity its settings and series."""
    chosen = copy.deepcopy(settings_shape.DEFAULTS) | settings
    resource.insert(store.entities.SETTINGS, settings_shape.SETTINGS, chosen, context)
    for kind in series_shape.KINDS:
        series = {
            "kind": kind,
            "name": "",
            "pattern": numbering.DEFAULT_PATTERNS[kind],
            "assign_on": "Create",
            "gapless": False,
            "is_default": True,
        }
        resource.insert(SERIES, series_shape.SERIES, series, context)
