"""Without a server the story is answered as over HTTP, and its file comes out as committed."""

from pathlib import Path

import pytest

from rpc import examples, replaying
from store.database import Database


def test_the_answers_are_those_that_are_committed(database: Database) -> None:
    answers = list(replaying.replay(database))

    assert examples.written(answers) == examples.PATH.read_text()


def test_writing_changes_nothing_that_is_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "examples.json"
    monkeypatch.setattr(replaying, "PATH", path)
    replaying.write()

    assert path.read_text() == examples.PATH.read_text()
