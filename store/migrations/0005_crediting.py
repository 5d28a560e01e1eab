"""Of which item an item is a part: an invoice's of its order's, a credit note's of its invoice's.

Until now an invoice had all of its order, and a credit note all of its invoice, item by item; one
that somebody has altered since is a part only where it is still called alike.
"""

from typing import Any

TABLE = """
CREATE TABLE item_part (
    id {id},
    entity INTEGER NOT NULL,
    item INTEGER NOT NULL,
    origin INTEGER NOT NULL,
    takes_quantity BOOLEAN NOT NULL,
    FOREIGN KEY (entity) REFERENCES entity (id),
    FOREIGN KEY (item) REFERENCES item (id) ON DELETE CASCADE,
    FOREIGN KEY (origin) REFERENCES item (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX item_part_item ON item_part (item);
CREATE INDEX item_part_origin ON item_part (origin)
"""
IDS = {
    "sqlite": "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT",
    "postgresql": "SERIAL NOT NULL PRIMARY KEY",
}
PARTS = """
INSERT INTO item_part (entity, item, origin, takes_quantity)
SELECT item.entity, item.id, origin.id, TRUE
FROM invoice
JOIN item ON item.invoice = invoice.id
JOIN item AS origin ON origin.{owner} = invoice.{owned} AND origin.position = item.position
    AND origin.name = item.name AND origin.sku = item.sku
WHERE invoice.type IN ({types}) ORDER BY item.id
"""
OF_ORDERS = {"owner": '"order"', "owned": '"order"', "types": "'Invoice', 'ShippingInvoice'"}
OF_INVOICES = {"owner": "invoice", "owned": "reference", "types": "'CreditNote'"}


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    """Make the table, and tell the parts that there are."""
    id_ = IDS["sqlite" if db.param == "?" else "postgresql"]
    for statement in TABLE.format(id=id_).split(";"):
        db.execute_sql(statement.strip())
    for names in (OF_ORDERS, OF_INVOICES):
        sql = PARTS.format(**names)
        db.execute_sql(sql)
