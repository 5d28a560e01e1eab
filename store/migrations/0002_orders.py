"""Orders, their items beside those of invoices, and payments."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import msgspec

ORDERS = """
CREATE TABLE "order" (
    id {id},
    entity INTEGER NOT NULL,
    version INTEGER NOT NULL,
    creation_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    deleted_time BIGINT,
    type {text} NOT NULL,
    series INTEGER NOT NULL,
    number {text} NOT NULL,
    number_key {text} NOT NULL,
    status {text} NOT NULL,
    source {text} NOT NULL,
    source_id {text} NOT NULL,
    order_integration INTEGER,
    customer INTEGER,
    tax_area INTEGER,
    shipping_method INTEGER,
    payment_method INTEGER,
    currency {text} NOT NULL,
    tax_amount BIGINT NOT NULL,
    total BIGINT NOT NULL,
    taxed_total BIGINT NOT NULL,
    is_paid_for BOOLEAN NOT NULL,
    payment_status {text} NOT NULL,
    processing_status {text} NOT NULL,
    process_after BIGINT,
    next_standing {text},
    past_due_after {text},
    invoice INTEGER,
    customer_name_key {text} NOT NULL,
    customer_email_key {text} NOT NULL,
    address_key {text} NOT NULL,
    external_id {text} NOT NULL,
    external_value {text} NOT NULL,
    old_hash {text} NOT NULL,
    FOREIGN KEY (entity) REFERENCES entity (id),
    FOREIGN KEY (series) REFERENCES series (id),
    FOREIGN KEY (order_integration) REFERENCES order_integration (id),
    FOREIGN KEY (customer) REFERENCES customer (id),
    FOREIGN KEY (tax_area) REFERENCES tax_area (id),
    FOREIGN KEY (shipping_method) REFERENCES shipping_method (id),
    FOREIGN KEY (payment_method) REFERENCES payment_method (id)
);
CREATE INDEX order_entity_id_deleted_time ON "order" (entity, id, deleted_time);
CREATE INDEX order_entity_number_id ON "order" (entity, number, id);
CREATE INDEX order_entity_number_key_id ON "order" (entity, number_key, id);
CREATE INDEX order_entity_status_id ON "order" (entity, status, id);
CREATE INDEX order_entity_status_creation_time_id ON "order" (entity, status, creation_time, id);
CREATE INDEX order_entity_processing_status_id ON "order" (entity, processing_status, id);
CREATE INDEX order_entity_processing_status_creation_time_id ON "order" (entity, processing_status, creation_time, id);
CREATE INDEX order_entity_payment_status_id ON "order" (entity, payment_status, id);
CREATE INDEX order_entity_source_id ON "order" (entity, source, id);
CREATE INDEX order_entity_creation_time_id ON "order" (entity, creation_time, id);
CREATE INDEX order_entity_update_time_id ON "order" (entity, update_time, id);
CREATE INDEX order_entity_total_id ON "order" (entity, total, id);
CREATE INDEX order_entity_taxed_total_id ON "order" (entity, taxed_total, id);
CREATE INDEX order_entity_is_paid_for_id ON "order" (entity, is_paid_for, id);
CREATE INDEX order_entity_customer_name_key_id ON "order" (entity, customer_name_key, id);
CREATE INDEX order_entity_customer_email_key_id ON "order" (entity, customer_email_key, id);
CREATE INDEX order_customer_entity_id_is_paid_for ON "order" (customer, entity, id, is_paid_for);
CREATE UNIQUE INDEX order_external_id ON "order" (entity, external_id) WHERE external_id <> '';
CREATE UNIQUE INDEX order_external_value ON "order" (entity, external_value) WHERE external_value <> '';
CREATE UNIQUE INDEX order_old_hash ON "order" (entity, old_hash) WHERE old_hash <> '';
CREATE UNIQUE INDEX order_source ON "order" (order_integration, source_id) WHERE order_integration IS NOT NULL AND source_id <> '' AND deleted_time IS NULL;
CREATE INDEX order_source_id ON "order" (entity, source_id, id) WHERE source_id <> '';
CREATE INDEX order_of_integration ON "order" (entity, order_integration, id) WHERE order_integration IS NOT NULL;
CREATE INDEX order_of_integration_creation_time ON "order" (entity, order_integration, creation_time, id) WHERE order_integration IS NOT NULL;
CREATE INDEX order_deleted ON "order" (entity, id, deleted_time) WHERE deleted_time IS NOT NULL;
CREATE INDEX order_process_after ON "order" (entity, process_after) WHERE process_after IS NOT NULL;
CREATE INDEX order_next_standing ON "order" (entity, next_standing) WHERE next_standing IS NOT NULL;
CREATE INDEX order_past_due_after ON "order" (entity, past_due_after) WHERE past_due_after IS NOT NULL;
CREATE TABLE order_body (
    id INTEGER NOT NULL PRIMARY KEY,
    entity INTEGER NOT NULL,
    body {bytes} NOT NULL,
    FOREIGN KEY (id) REFERENCES "order" (id) ON DELETE CASCADE,
    FOREIGN KEY (entity) REFERENCES entity (id)
);
ALTER TABLE invoice ADD COLUMN "order" INTEGER REFERENCES "order" (id);
ALTER TABLE invoice ADD COLUMN reference INTEGER REFERENCES invoice (id);
CREATE INDEX invoice_order ON invoice ("order");
CREATE INDEX invoice_reference ON invoice (reference);
"""

# SQLite can not change a column, so the table of items is made anew.
ITEMS_SQLITE = """
DROP INDEX item_invoice;
ALTER TABLE item RENAME TO former_item;
CREATE TABLE item (
    id {id},
    entity INTEGER NOT NULL,
    "order" INTEGER,
    invoice INTEGER,
    position INTEGER NOT NULL,
    creation_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    sequence INTEGER NOT NULL,
    item INTEGER,
    code {text} NOT NULL,
    sku {text} NOT NULL,
    name {text} NOT NULL,
    quantity BIGINT NOT NULL,
    price BIGINT NOT NULL,
    weight BIGINT NOT NULL,
    total_price BIGINT NOT NULL,
    tax_class INTEGER,
    tax_code {text} NOT NULL,
    tax_rate BIGINT NOT NULL,
    tax_amount BIGINT NOT NULL,
    search_key {text} NOT NULL,
    body {bytes} NOT NULL,
    FOREIGN KEY (entity) REFERENCES entity (id),
    FOREIGN KEY ("order") REFERENCES "order" (id) ON DELETE CASCADE,
    FOREIGN KEY (invoice) REFERENCES invoice (id) ON DELETE CASCADE,
    FOREIGN KEY (tax_class) REFERENCES tax_class (id),
    CHECK (("order" IS NULL) <> (invoice IS NULL))
);
INSERT INTO item SELECT
    id, entity, NULL, invoice, position, 0, 0, 5, NULL, '', sku, name, quantity, price, weight,
    total_price, tax_class, tax_code, tax_rate, tax_amount, '', ''
    FROM former_item;
UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence WHERE name = 'former_item')
    WHERE name = 'item';
DROP TABLE former_item;
CREATE INDEX item_order ON item ("order");
CREATE INDEX item_invoice ON item (invoice);
CREATE INDEX item_item ON item (entity, item) WHERE item IS NOT NULL;
"""

ITEMS_POSTGRESQL = """
ALTER TABLE item
    ALTER COLUMN invoice DROP NOT NULL,
    DROP COLUMN requests,
    DROP COLUMN tax_name,
    ADD COLUMN "order" INTEGER REFERENCES "order" (id) ON DELETE CASCADE,
    ADD COLUMN creation_time BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN update_time BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN sequence INTEGER NOT NULL DEFAULT 5,
    ADD COLUMN item INTEGER,
    ADD COLUMN code {text} NOT NULL DEFAULT '',
    ADD COLUMN search_key {text} NOT NULL DEFAULT '',
    ADD COLUMN body {bytes} NOT NULL DEFAULT '',
    ADD CHECK (("order" IS NULL) <> (invoice IS NULL));
ALTER TABLE item
    ALTER COLUMN creation_time DROP DEFAULT,
    ALTER COLUMN update_time DROP DEFAULT,
    ALTER COLUMN sequence DROP DEFAULT,
    ALTER COLUMN code DROP DEFAULT,
    ALTER COLUMN search_key DROP DEFAULT,
    ALTER COLUMN body DROP DEFAULT;
CREATE INDEX item_order ON item ("order");
CREATE INDEX item_item ON item (entity, item) WHERE item IS NOT NULL
"""

PAYMENTS = """
CREATE TABLE payment (
    id {id},
    entity INTEGER NOT NULL,
    version INTEGER NOT NULL,
    creation_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    body {bytes} NOT NULL,
    "order" INTEGER,
    invoice INTEGER,
    type {text} NOT NULL,
    status {text} NOT NULL,
    amount BIGINT NOT NULL,
    time BIGINT NOT NULL,
    method {text} NOT NULL,
    external_id {text} NOT NULL,
    FOREIGN KEY (entity) REFERENCES entity (id),
    FOREIGN KEY ("order") REFERENCES "order" (id),
    FOREIGN KEY (invoice) REFERENCES invoice (id)
);
CREATE INDEX payment_order ON payment ("order");
CREATE INDEX payment_invoice ON payment (invoice);
CREATE INDEX payment_entity_id ON payment (entity, id);
CREATE INDEX payment_entity_time_id ON payment (entity, time, id);
CREATE INDEX payment_entity_amount_id ON payment (entity, amount, id);
CREATE INDEX payment_entity_creation_time_id ON payment (entity, creation_time, id);
CREATE INDEX payment_entity_update_time_id ON payment (entity, update_time, id);
CREATE UNIQUE INDEX payment_external_id ON payment (entity, external_id) WHERE external_id <> '';
"""


TYPES = {
    "sqlite": {
        "id": "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT",
        "text": "TEXT",
        "bytes": "BLOB",
    },
    "postgresql": {
        "id": "SERIAL NOT NULL PRIMARY KEY",
        "text": 'TEXT COLLATE "C"',
        "bytes": "BYTEA",
    },
}

# What the items of invoices have from now on.
NEW_MEMBERS = {
    "discount": Decimal("0.000"),
    "kind": "LineItem",
    "sourceId": "",
    "grossPrice": None,
    "taxedTotalPrice": None,
    "taxes": [],
    "sequence": 5,
    "description": "",
    "unit": "",
    "tax": None,
    "receivedQuantity": None,
    "status": "",
    "note": "",
    "code": "",
    "binName": "",
    "image": "",
    "cost": None,
    "markup": None,
    "isRevenue": None,
    "orderTax": None,
    "externalId": "",
    "externalValue": "",
    "metadata": {},
    "category": None,
    "uom": None,
    "item": None,
    "store": None,
    "prices": [],
    "modifierGroups": [],
}
PAGE_OF_INVOICES = """
SELECT i.id, b.body, i.creation_time, i.update_time
FROM invoice i JOIN invoice_body b ON b.id = i.id WHERE i.id > ? ORDER BY i.id LIMIT 1000
"""
UPDATE_BODY = "UPDATE invoice_body SET body = ? WHERE id = ?"
UPDATE_ITEM = """
UPDATE item SET body = ?, search_key = ?, creation_time = ?, update_time = ? WHERE id = ?
"""

_decoder = msgspec.json.Decoder(float_hook=Decimal)
_encoder = msgspec.json.Encoder(decimal_format="number")


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    """Make the tables, and give the items of invoices their own answers."""
    is_sqlite = db.param != "%s"
    types = TYPES["sqlite" if is_sqlite else "postgresql"]
    items = ITEMS_SQLITE if is_sqlite else ITEMS_POSTGRESQL
    for statements in (ORDERS, items, PAYMENTS):
        for statement in statements.format(**types).split(";"):
            if statement.strip():
                db.execute_sql(statement.strip())
    for id_, body, created, updated in _invoices(db):
        _rewrite(db, id_, _decoder.decode(bytes(body)), created, updated)


def _invoices(db: Any) -> Iterator[tuple[Any, ...]]:
    """Yield id, answer and times of every invoice."""
    sql = PAGE_OF_INVOICES.replace("?", db.param)
    last = 0
    while page := db.execute_sql(sql, (last,)).fetchall():
        yield from page
        last = page[-1][0]


def _rewrite(db: Any, id_: int, invoice: dict[str, Any], created: int, updated: int) -> None:
    """Store an invoice's answer with the new members, and its items' own answers."""
    items = [_item(item) for item in invoice["items"]]
    told: dict[str, Any] = {}
    for name, value in invoice.items():
        told[name] = items if name == "items" else value
        if name == "taxedTotal":
            told["roundingAmount"] = Decimal("0.00")
    sql = UPDATE_BODY.replace("?", db.param)
    db.execute_sql(sql, (_encoder.encode(told), id_))
    sql = UPDATE_ITEM.replace("?", db.param)
    times = {name: invoice[name] for name in ("creationTime", "updateTime")}
    for item in items:
        body = _encoder.encode({**item, "order": None, "invoice": id_, **times})
        texts = (text.casefold() for text in (item["name"], item["sku"]) if text)
        db.execute_sql(sql, (body, "\n".join(texts), created, updated, item["id"]))


def _item(item: Mapping[str, Any]) -> dict[str, Any]:
    return {**item, **NEW_MEMBERS, "taxedTotalPrice": item["totalPrice"] + item["taxAmount"]}
