"""Documents as PDF, set by typst from the template beside this module.

Texts go in as data and are printed to the letter: nothing of a document is ever read as markup, no
file but the template and the seller's logo is there to be read, and nothing is fetched.

A file is PDF/A-3b. Where a text has a character that no font of the machine can show, that
standard can not be kept: then it is a plain PDF, with a box in the place of the character. Letters
of Latin, Greek, Cyrillic and Hebrew are always there; others need fonts of the system. Where those
lack, our own words are English ones, so that only the document's texts have boxes.

What was paid is told as it stood when the file was made; that of a closed document stays as it is.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import typst

from handlers.printing import content, logos
from handlers.printing.formats import FORMATS, Format
from handlers.printing.labels import FALLBACK
from handlers.printing.spelling import Spelling
from schemas import problems
from schemas.problems import refuse

NAME = "Pdf"
STANDARD = "a-3b"
FONT = "Libertinus Serif"
# More would take longer than any caller waits.
MAX_CHARACTERS = 4_000_000

MAX_SAMPLES = 1000
ZERO = Decimal(0)

_SAMPLE = f'#set text(font: "{FONT}")\n#sys.inputs.text'.encode()
_FOLDER = Path(__file__).parent
# What a font can not show, told by typst where the standard forbids it.
_NOT_SHOWN = "could not be displayed"


def render(document: Mapping[str, Any], settings: Mapping[str, Any]) -> bytes:
    """Print a document."""
    (file,) = pages(document, settings, "pdf")
    return file


def pages(
    document: Mapping[str, Any], settings: Mapping[str, Any], as_: Literal["pdf", "png"]
) -> list[bytes]:
    """Set a document: as one PDF, or as pictures of its pages."""
    spelling = _spelling(document, ZoneInfo(settings["time_zone"]))
    data = content.of(document, settings, spelling)
    characters = len(json.dumps(data, ensure_ascii=False))
    if characters > MAX_CHARACTERS:
        about = {"id": document["id"], "given": characters, "most": MAX_CHARACTERS}
        refuse(problems.TOO_LONG_TO_PRINT("/id", value=document["id"], **about))
    picture = logos.image(settings["company"]["logo"])
    data["logo"] = None if picture is None else list(picture)
    # The same document is the same file, byte by byte, whenever it is made.
    moment: datetime = document["close_time"] or document["update_time"]
    standards = [STANDARD]
    while True:
        try:
            return _set(data, as_, int(moment.timestamp()), standards)
        except typst.TypstError as error:
            if _NOT_SHOWN in error.message and standards:
                standards = []
            elif data["logo"] is not None:
                # Whatever its beginning says, it is no picture.
                data["logo"] = None
            else:
                raise


def _spelling(document: Mapping[str, Any], zone: ZoneInfo) -> Spelling:
    """Return how a document spells; what no font can show is spelled in English, or as a code."""
    spelling = Spelling(document["locale"], document["currency"], zone)
    if not _can_show(spelling.sample()):
        spelling = Spelling(FALLBACK, document["currency"], zone)
    spelling.has_sign = _can_show(spelling.money(ZERO))
    return spelling


@lru_cache(MAX_SAMPLES)
def _can_show(text: str) -> bool:
    compiler: Any = typst.Compiler(_SAMPLE, root=_FOLDER, font_paths=_fonts())
    try:
        compiler.compile(format="pdf", sys_inputs={"text": text}, pdf_standards=[STANDARD])
    except typst.TypstError as error:
        if _NOT_SHOWN not in error.message:
            raise
        return False
    return True


def _set(data: Mapping[str, Any], as_: str, moment: int, standards: list[str]) -> list[bytes]:
    compiler: Any = typst.Compiler(_template(), root=_FOLDER, font_paths=_fonts())
    made = compiler.compile(
        format=as_,
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=standards if as_ == "pdf" else [],
        timestamp=moment,
    )
    return made if isinstance(made, list) else [made]


@cache
def _template() -> bytes:
    return (_FOLDER / "invoice.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts, found once: typst's own, and the system's for what those lack."""
    return typst.Fonts()


FORMATS[NAME] = Format("application/pdf", "pdf", render)
