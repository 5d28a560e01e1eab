"""The two kinds of documents: orders and invoices."""

import store.invoices
import store.orders
from handlers.drafting import Kind
from schemas import invoices, order_parts, orders, problems
from store.invoices import INVOICES
from store.orders import ORDERS

INVOICE = Kind(
    name="invoice",
    table=store.invoices.TABLE,
    what=INVOICES,
    shape=invoices.INVOICE,
    new_item=invoices.NEW_ITEM,
    missing=problems.INVOICE_NOT_FOUND,
    unique={"external_id": problems.EXTERNAL_ID_IN_USE},
)
ORDER = Kind(
    name="order",
    table=store.orders.TABLE,
    what=ORDERS,
    shape=orders.ORDER,
    new_item=order_parts.NEW_ITEM,
    missing=problems.ORDER_NOT_FOUND,
    unique={
        "external_id": problems.EXTERNAL_ID_IN_USE,
        "external_value": problems.EXTERNAL_VALUE_IN_USE,
        "old_hash": problems.OLD_HASH_IN_USE,
    },
)
