"""`search`: words anywhere in the texts of a resource, whatever their case.

Beside each resource stand the words of its texts, folded, and beside them an index of their
trigrams: FTS5 on SQLite, an inverted index over an array on PostgreSQL, which needs no extension
for it. The index knows which texts have all trigrams of a word; whether they have the word itself
is looked up in them. A word of one or two characters has no trigram, so it is only looked up.

SQLite's triggers index texts in batches, for a third of the time, and the few that wait are
candidates of every search.

Few rows that an index finds are found first, by their ids. Many are not: their order is walked,
and each row's text looked into, which fills a page of a common word at once. So neither a rare
word nor a common one reads a whole table.
"""

import math
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import peewee

from store import records
from store.database import bind, session
from store.models import Search as Text
from store.texts import fold

# Up to so many rows their ids are found first. Finding so many takes some milliseconds, and so
# does walking an order until a page is filled with one of so many in a million rows.
MAX_FOUND = 4000
# In fewer rows a page is filled sooner: the squares of the numbers at which both take the same
# time are so many times the rows.
FOUND_TO_WALKED = 50
# What so few texts have SQLite finds without the mark of their entity and kind, which is in so many
# that reading where takes longer than all the rest. PostgreSQL begins with what is rare.
FEW = 100

_LENGTH = 3
_MATCHING = peewee.SQL("SELECT rowid FROM search_index WHERE search_index MATCH")
_WAITING = peewee.SQL(
    "UNION ALL SELECT id FROM search WHERE id > (SELECT last FROM search_indexed)"
)
_LIMIT = peewee.SQL("LIMIT")
# About how many texts there are; counting them would take longer than a search.
_HIGHEST = peewee.SQL("SELECT max(id) FROM search")
_CONTAINING = peewee.SQL("SELECT id FROM search_index WHERE trigrams @>")
# Control characters: no text has them.
_CONTROLS = [chr(code) for code in range(0x86, 0xA0)]

Findable = Any  # store.finding.Findable, which imports this module


@dataclass(frozen=True, slots=True)
class Search:
    """Words to find, what an index is asked for them, and the ids that it found if they are few."""

    kind: str
    words: tuple[str, ...]
    trigrams: Sequence[str] = ()
    ids: Sequence[int] | None = None

    @property
    def shape(self) -> tuple[Any, ...]:
        """Return what of the search shapes the SQL."""
        if self.ids is not None:
            return "search", "found"
        return "search", len(self.words), bool(self.trigrams)

    @property
    def bound(self) -> dict[str, Any]:
        """Return what the search binds."""
        if self.ids is not None:
            return {"found_": records.array(self.ids)}
        words = {f"word{i}_": word for i, word in enumerate(self.words)}
        return {"kind_": self.kind, "trigrams_": _as_indexed(self.trigrams), **words}


def put(what: Findable, id_: int, text: str) -> None:
    """Store what of a resource is searched; a text that stays the same is not written again."""
    kind = _kind(what)
    words = dict.fromkeys([_mark(kind), *fold(text).split()])
    row = records.fetch_one("put text", _putting, kind=kind, resource=id_, text=" ".join(words))
    if row is not None and not _is_sqlite():
        records.run("put trigrams", _putting_trigrams, id=row[0], trigrams=_trigrams(words))


def put_new(what: Findable, texts: Mapping[int, str]) -> None:
    """Store what is searched of many resources, by their ids, that have nothing stored yet."""
    kind = _kind(what)
    mark = _mark(kind)
    words = {id_: dict.fromkeys([mark, *fold(text).split()]) for id_, text in texts.items()}
    rows = [{"kind": kind, "resource": id_, "text": " ".join(each)} for id_, each in words.items()]
    records.insert_many(Text, rows)
    if _is_sqlite():
        return
    found = records.fetch(
        "texts of",
        lambda: records.select(Text, Text.id, Text.resource).where(
            (Text.kind == bind("kind")) & records.any_of(Text.resource, "ids")
        ),
        kind=kind,
        ids=records.array(words),
    )
    database = session().database
    statement = database.compiled("put trigrams", _putting_trigrams)
    database.execute_many(
        statement, [{"id": id_, "trigrams": _trigrams(words[owner])} for id_, owner in found]
    )


def remove(what: Findable, ids: Iterable[int]) -> None:
    """Remove what of resources is searched."""
    records.run(
        "remove texts",
        lambda: Text.delete().where(
            (Text.entity == bind("entity"))
            & (Text.kind == bind("kind"))
            & records.any_of(Text.resource, "ids")
        ),
        kind=_kind(what),
        ids=records.array(ids),
    )


def asked(what: Findable, text: str) -> Search | None:
    """Return what is to be found by a caller's words; None finds everything."""
    words = tuple(dict.fromkeys(fold(text).split()))
    if not words:
        return None
    kind = _kind(what)
    trigrams = [] if what.searched is not None else _trigrams(words)
    if not trigrams:
        return Search(kind, words)
    search = Search(kind, words, [_mark(kind), *trigrams])
    most = _most_found()
    candidates = None
    if _is_sqlite():
        candidates = _candidates(replace(search, trigrams=trigrams), min(FEW, most))
    if candidates is None:
        candidates = _candidates(search, most)
    if candidates is None:
        return search
    rows = records.fetch(
        ("found", len(words)),
        lambda: _found(search).where(records.any_of(Text.id, "candidates_")),
        candidates_=records.array(row[0] for row in candidates),
        **search.bound,
    )
    return replace(search, ids=[row[0] for row in rows])


def _candidates(search: Search, most: int) -> list[records.Row] | None:
    """Return the texts that may have the words; None if these are more than so many."""
    rows = records.fetch(
        "candidates", lambda: _indexed(_LIMIT, bind("most_")), most_=most + 1, **search.bound
    )
    return None if len(rows) > most else rows


def _most_found() -> int:
    """Return how many rows a word may have: in more of them, walking an order meets some soon."""
    [(rows,)] = records.fetch("texts", lambda: peewee.NodeList((_HIGHEST,)))
    return min(MAX_FOUND, math.isqrt(FOUND_TO_WALKED * (rows or 0)))


def test(search: Search, what: Findable, *, is_counted: bool) -> Any:
    """Return the SQL of a search: whether a row is among what it finds."""
    if what.searched is not None:
        return _has_words(search, what.searched)
    if search.ids is not None:
        return records.any_of(what.model.id, "found_")
    if is_counted and search.trigrams:
        # All of them are looked into anyhow.
        return what.model.id.in_(
            _found(search).where(Text.id.in_(peewee.EnclosedNodeList((_indexed(),))))
        )
    # A value and not EXISTS, which databases like to turn around and begin with.
    return records.select(Text, _has_words(search, Text.text)).where(
        (Text.kind == bind("kind_")) & (Text.resource == what.model.id)
    )


def _kind(what: Findable) -> str:
    return records.table_name(what.model)


def _mark(kind: str) -> str:
    """Return the trigram that every text of the entity and kind begins with.

    By it the index itself tells them from most others; else a word that is common elsewhere would
    hide that it is rare here.
    """
    rest = zlib.crc32(f"{session().entity} {kind}".encode())
    mark = ""
    for _ in range(_LENGTH):
        rest, digit = divmod(rest, len(_CONTROLS))
        mark += _CONTROLS[digit]
    return mark


def _trigrams(words: Iterable[str]) -> list[str]:
    """Return all that is three characters long in any of the words."""
    ends = range(_LENGTH)
    shifted = ((word[end:] for end in ends) for word in words)
    return sorted({"".join(three) for each in shifted for three in zip(*each, strict=False)})


def _as_indexed(trigrams: Sequence[str]) -> Any:
    """Return trigrams as the index is asked for them; quoted, nothing in them is an operator."""
    if not _is_sqlite():
        return list(trigrams)
    return " ".join('"' + trigram.replace('"', '""') + '"' for trigram in trigrams)


def _indexed(*more: Any) -> Any:
    """Return the SQL of the texts that have all trigrams, and of those that wait for the index."""
    has_all, waiting = (_MATCHING, _WAITING) if _is_sqlite() else (_CONTAINING, peewee.SQL(""))
    return peewee.NodeList((has_all, bind("trigrams_"), waiting, *more))


def _found(search: Search) -> Any:
    """Start the query of resources that have the words, among texts that an index gives."""
    of_kind = records.aside(Text.kind) == bind("kind_")
    return records.select(Text, Text.resource).where(of_kind, _has_words(search, Text.text))


def _has_words(search: Search, text: Any) -> Any:
    tests = [records.position(text, bind(f"word{i}_")) > 0 for i in range(len(search.words))]
    # Not nested: SQLite has a limit for that.
    return peewee.NodeList(tests, glue=" AND ", parens=True)


def _putting() -> Any:
    row = {Text.entity: "entity", Text.kind: "kind", Text.resource: "resource", Text.text: "text"}
    return (
        Text.insert({column: bind(name) for column, name in row.items()})
        .on_conflict(
            conflict_target=[Text.kind, Text.resource],
            update={Text.text: peewee.EXCLUDED.text},
            where=Text.text != peewee.EXCLUDED.text,
        )
        .returning(Text.id)
    )


def _putting_trigrams() -> Any:
    table: Any = peewee.Table("search_index", ("id", "trigrams"))
    return table.insert({table.id: bind("id"), table.trigrams: bind("trigrams")}).on_conflict(
        conflict_target=[table.id], update={table.trigrams: peewee.EXCLUDED.trigrams}
    )


def _is_sqlite() -> bool:
    return session().database.dialect == "sqlite"
