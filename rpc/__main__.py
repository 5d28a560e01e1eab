"""The command line `orderly`."""

import asyncio
import difflib
import os
import sys
from collections.abc import Callable
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

import click

import rpc.demo.loading
import rpc.reference
import rpc.replaying
from handlers import auditing
from handlers.method import Method
from rpc import auth, codec, log, mail, server, smtp, verifying
from rpc.cli import calling, exporting, importing
from rpc.cli.calling import Client
from rpc.config import SETTINGS, BadConfig, Config, load
from rpc.describing import python_types, script, typescript
from rpc.dispatch import utc_now
from rpc.registry import methods
from store import entities, exports, migrate
from store.database import Database, Unavailable
from store.migrate import WrongSchema

BAD_CONFIG = 2


def configured(*names: str) -> Callable[[Any], Any]:
    """Give a command the options of these settings."""

    def decorate(command: Any) -> Any:
        for setting in reversed([s for s in SETTINGS if s.name in names]):
            option = f"--{setting.name.replace('_', '-')}"
            text = f"{setting.meaning} [{setting.variable}]"
            command = click.option(option, setting.name, help=text)(command)
        return command

    return decorate


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("orderly"), message="orderly %(version)s")
def main() -> None:
    """Orderly turns orders into legal invoices. Every setting is also an ORDERLY_… variable."""


@main.command()
@configured("database", "host", "port", "workers")
def serve(**given: Any) -> None:
    """Serve the API until a signal to stop."""
    config = _config(given)
    _told(lambda: server.serve(config, lambda url: _say(f"Orderly serves on {url}")))


@main.command()
@configured("host", "port")
@click.option(
    "--directory",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo-data"),
    show_default=True,
    help="where its database and key are kept",
)
def demo(directory: Path, **given: Any) -> None:
    """Serve a shop with customers, orders and invoices to try things on; the data are kept."""
    url, key_ = _told(lambda: rpc.demo.loading.prepare(directory))
    # Its customers are made up: whatever is sent to them goes into a folder.
    mails = directory.absolute() / "mails"
    fixed = {"database": url, "bootstrap_key": key_, "smtp_url": f"file:{quote(str(mails))}"}
    config = _config({**given, **fixed})

    def ready(url: str) -> None:
        request = '{"order":["-issueDate"],"limit":3}'
        click.echo(f"Orderly serves its demo on {url}")
        click.echo(f"key: {key_}")
        click.echo(f"explorer: {url}/docs")
        click.echo(f"e-mails: {mails}")
        click.echo("try:")
        click.echo(
            f"  curl {url}/api/v6/commerce.invoices.find -H 'X-Key: {key_}' "
            f"-H 'Content-Type: application/json' -d '{request}'"
        )

    _told(lambda: server.serve(config, ready))


@main.command("migrate")
@configured("database")
@click.option("--status", "only_status", is_flag=True, help="only show what is applied")
def migrate_(only_status: bool, **given: Any) -> None:  # noqa: FBT001 - click passes it by name
    """Bring the database to this release's tables."""
    config = _config(given)
    database = _told(lambda: server.open_database(config))
    if only_status:
        for name, is_applied in _told(lambda: migrate.status(database)):
            click.echo(f"{'applied' if is_applied else 'pending'}  {name}")
        return
    applied = _told(lambda: server.prepare(database))
    click.echo(f"applied: {', '.join(applied)}" if applied else "nothing to do")


@main.command()
@configured("database")
def duties(**given: Any) -> None:
    """Do now what is due with orders and e-mails: for cron, if ORDERLY_BACKGROUND_SECONDS is 0."""
    database = _opened(given)
    database.close()
    log.configure()
    mailbox = smtp.mailbox(_config(given).smtp_url)
    done = _told(lambda: asyncio.run(mail.once(database, mailbox)))
    for what, count in sorted(done.items()):
        click.echo(f"{what}: {count}")
    if not done:
        click.echo("nothing to do")


@main.group()
def key() -> None:
    """Make, list and revoke access keys."""


@key.command("create")
@configured("database")
@click.option("--name", default="", help="whom or what the key is for")
@click.option("--entity", type=int, help="the only entity that it reaches")
@click.option("--read-only", is_flag=True, help="it may not write")
def key_create(name: str, entity: int | None, read_only: bool, **given: Any) -> None:  # noqa: FBT001 - click passes it by name
    """Make a key and show it, this once."""
    database = _opened(given)
    if entity is not None and entity not in entities.ids(database):
        raise click.BadParameter(f"entity {entity} does not exist", param_hint="--entity")
    click.echo(make_key(database, name=name, entity=entity, read_only=read_only))


@key.command("list")
@configured("database")
def key_list(**given: Any) -> None:
    """List the keys."""
    for row in entities.keys(_opened(given)):
        state = "revoked" if row["revoked_time"] else "valid"
        reach = f"entity {row['entity']}" if row["entity"] else "all entities"
        right = "reads" if row["is_read_only"] else "reads and writes"
        click.echo(f"{row['id']}  {row['prefix']}…  {state}  {right}  {reach}  {row['name']}")


@key.command("revoke")
@configured("database")
@click.argument("id", type=int)
def key_revoke(**given: Any) -> None:
    """Revoke a key: it is dead within a second."""
    id_ = given.pop("id")
    if not entities.revoke_key(_opened(given), id_, utc_now()):
        raise click.ClickException(f"there is no valid key {id_}: see 'orderly key list'")
    click.echo(f"revoked key {id_}")


@main.command("revoke-links")
@configured("database")
def revoke_links(**given: Any) -> None:
    """End every link to a file, whoever has it; new ones are signed with a new secret."""
    click.echo(f"revoked the links of {exports.forget_secrets(_opened(given))} entities")


@main.command()
@calling.connected
@click.argument("method")
@click.argument("request", metavar="[JSON|@FILE|-]", default="{}")
@click.option("--table/--json", "as_table", default=None, help="not as the terminal or pipe says")
@click.option("--dry-run", is_flag=True, help="only see what it would do")
@click.option("--idempotency-key", help="do it once, however often this is sent")
def call(
    client: Client,
    method: str,
    request: str,
    as_table: bool | None,  # noqa: FBT001 - click passes it by name
    dry_run: bool,  # noqa: FBT001 - as above
    idempotency_key: str | None,
) -> None:
    """Call a method of a running server: a table on a terminal, its JSON in a pipe.

    The request is JSON, a file of it, or - for standard input. A refusal ends it with status 1.
    """
    body = calling.given_request(request)
    if dry_run:
        body = codec.encode({**calling.decoded_request(body), "dryRun": True})
    reply = client.call(method, body, idempotency_key)
    calling.show(reply, as_table=sys.stdout.isatty() if as_table is None else as_table)


@main.command("import")
@calling.connected
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--method", "name", required=True, help="what each row calls")
@click.option("--stop", is_flag=True, help="end at the first row that is refused")
@click.option("--dry-run", is_flag=True, help="check every row, and store nothing")
def import_(client: Client, file: Path, name: str, stop: bool, dry_run: bool) -> None:  # noqa: FBT001 - click passes them by name
    """Call a method for each row of a CSV or JSON lines file, each row exactly once.

    The columns are wire names such as billingAddress.city and items.0.name; a line is a request,
    or only its object. FILE.progress remembers what is done, so that the import can be run again
    after a crash; refused rows go to FILE.errors.jsonl, to be corrected and imported from there.
    """
    method = _method(name)
    if not method.writes:
        raise click.BadParameter(f"{name} writes nothing", param_hint="--method")
    _told(lambda: importing.run(client, file, method, stop=stop, is_dry=dry_run))


@main.command()
@calling.connected
@click.argument("name", metavar="METHOD")
@click.argument("request", metavar="[JSON|@FILE|-]", default="{}")
@click.option("--output", default="-", help="a .jsonl or .csv file, or - for standard output")
@click.option("--format", "format_", type=click.Choice(exporting.FORMATS), help="not by its name")
@click.option("--fields", default="", help="only these, separated by commas")
@click.option("--resume/--anew", default=True, help="whether to go on with what was broken off")
def export(
    client: Client,
    name: str,
    request: str,
    output: str,
    format_: str | None,
    fields: str,
    resume: bool,  # noqa: FBT001 - click passes it by name
) -> None:
    """Export all that a find finds, as JSON lines or CSV, in the order of ids.

    The request can have conditions, query and search. A file has its name only once it is
    complete; run the same export again to go on with one that was broken off. In CSV, a text that
    a spreadsheet would take for a formula stands behind an apostrophe.
    """
    asked = calling.decoded_request(calling.given_request(request))
    names = tuple(name.strip() for name in fields.split(",") if name.strip())
    spelling = format_ or ("csv" if output.lower().endswith(".csv") else "jsonl")
    export_ = exporting.Export(client, _method(name), asked, names, spelling)
    path = None if output == "-" else Path(output)
    _told(lambda: exporting.run(export_, path, resume=resume))


@main.command()
@configured("database", "host", "port", "workers")
def config(**given: Any) -> None:
    """Print the settings in force; secrets are hidden."""
    found = _config(given)
    for setting in SETTINGS:
        click.echo(f"{setting.variable}={setting.shown(getattr(found, setting.name))}")


@main.command()
@click.option("--write", is_flag=True, help="replace the committed page, and the clients' types")
def reference(write: bool) -> None:  # noqa: FBT001 - click passes it by name
    """Print the API reference, made from the methods themselves."""
    if not write:
        click.echo(rpc.reference.render())
        return
    rpc.replaying.write()
    for made in (rpc.reference, script, typescript, python_types):
        if made.PATH.parent.is_dir():  # an installed server has no clients beside it
            made.PATH.write_text(made.render())


@main.command("chain")
@configured("database")
@click.argument("series", type=int)
def chain_(series: int, **given: Any) -> None:
    """Export the chain of a series, a line for each closed document: see 'orderly verify'."""
    with closing(_opened(given)) as database:
        entity = entities.of_series(database, series)
        if entity is None:
            raise click.ClickException(f"series {series} does not exist")
        with database.transaction(entity):
            for link in auditing.exported(series):
                click.echo(verifying.spelled(link), nl=False)


@main.command()
@click.argument("file", type=click.File("rb"))
@click.option("--head", help="the hash of the last link, as it was kept elsewhere")
def verify(file: BinaryIO, head: str | None) -> None:
    """Check an exported chain of closed documents, without server or database."""
    verdict = verifying.verify(file, head)
    for fault in verdict.faults:
        click.echo(fault, err=True)
    if verdict.faults:
        raise click.ClickException(f"the chain is broken, first at {verdict.faults[0]}")
    click.echo(f"{verdict.links} links, unbroken; head {verdict.head or 'none'}")


def make_key(
    database: Database, *, name: str, entity: int | None = None, read_only: bool = False
) -> str:
    """Make and store a key, and return it."""
    made = auth.new_key()
    values = {
        "entity": entity,
        "name": name,
        "prefix": made[: auth.SHOWN],
        "hash": auth.digest(made),
        "is_read_only": read_only,
        "creation_time": utc_now(),
    }
    entities.insert_key(database, values)
    return made


def _config(given: dict[str, Any]) -> Config:
    try:
        return load(os.environ, given)
    except BadConfig as error:
        for fault in error.faults:
            click.echo(f"orderly: {fault}", err=True)
        sys.exit(BAD_CONFIG)


def _opened(given: dict[str, Any]) -> Database:
    config = _config(given)
    database: Database = _told(lambda: server.open_database(config))
    _told(lambda: server.check(database))
    return database


def _told(work: Callable[[], Any]) -> Any:
    """Run work, telling the operator in a sentence what keeps it from being done."""
    try:
        return work()
    except BrokenPipeError:
        # Nobody reads any more, which is no fault: click ends quietly.
        raise
    except (WrongSchema, Unavailable, OSError) as error:
        raise click.ClickException(str(error)) from None


def _say(text: str) -> None:
    click.echo(text, err=True)


def _method(name: str) -> Method:
    """Return a method by its name, or offer the nearest."""
    known = methods()
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f": did you mean '{near[0]}'?" if near else ""
        raise click.UsageError(f"method '{name}' does not exist{hint}")
    return known[name]


if __name__ == "__main__":
    main()
