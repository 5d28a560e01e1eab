"""Where each operation and attribute of other systems has its place here: theirs, ours, a remark.

A line of a table is a row; one that begins with the bar goes on with the row above. A place is

    commerce.orders.process            a method
    commerce.orders.find(limit)        a field of a method's request
    commerce.orders.find → orders      a field of a method's answer
    order.charged.total                a field of one of the OBJECTS, wherever it is sent or shown
    header X-Key, operator in, status  what belongs to no method
    —                                  nothing, and the remark says why

A `*` in it stands for the name of theirs. Why data and not code: the reference prints it, and a
test walks it against the attributes of the systems and against the schemas.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# Methods that a place names and that do not exist yet.
COMES_LATER: frozenset[str] = frozenset()

# Where an object stands: first as it is answered, then as it is sent.
OBJECTS: Mapping[str, tuple[str, ...]] = {
    "customer": (
        "commerce.customers.get → customer",
        "commerce.customers.create(customer)",
        "commerce.customers.update(customer)",
    ),
    "invoice": (
        "commerce.invoices.get → invoice",
        "commerce.invoices.create(invoice)",
        "commerce.invoices.update(invoice)",
    ),
    "item": ("commerce.line-items.get → item", "commerce.line-items.save(items)"),
    "order": (
        "commerce.orders.get → order",
        "commerce.orders.create(order)",
        "commerce.orders.update(order)",
    ),
    "payment": ("commerce.payments.get → payment", "commerce.payments.create(payment)"),
    "settings": ("commerce.settings.get → settings", "commerce.settings.update(settings)"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """Names that have the same places."""

    theirs: tuple[str, ...]
    ours: tuple[str, ...]
    remark: str


@dataclass(frozen=True, slots=True)
class Source:
    """A system; one that is `followed` has our names wherever no row says otherwise."""

    name: str
    rows: tuple[Row, ...]
    followed: bool = False


def _rows(table: str) -> Iterator[Row]:
    """Read a table."""
    held: Row | None = None
    for line in filter(None, (line.strip() for line in table.splitlines())):
        names, places, remark = [*line.split("|"), ""][:3]
        ours = tuple(place.strip() for place in places.split(","))
        if held and not names.strip():
            held = Row(held.theirs, held.ours + ours, held.remark or remark.strip())
            continue
        if held:
            yield held
        theirs = tuple(name.strip() for name in names.split(","))
        held = Row(theirs, ours, remark.strip())
    if held:
        yield held


SPACE = """
POST /orders              | commerce.orders.create
GET /orders               | commerce.orders.find
GET /orders/{id}          | commerce.orders.get
PATCH /orders/{id}        | commerce.orders.update
DELETE /orders/{id}       | commerce.orders.delete | back by `commerce.orders.restore`
POST /orders/{id}/process | commerce.orders.process
POST /orders/{id}/cancel  | commerce.orders.cancel
POST /orders/{id}/reissue | commerce.orders.reissue
{id} | commerce.orders.get(id), commerce.orders.update(id), commerce.orders.delete(ids)
     | commerce.orders.process(id), commerce.orders.cancel(id), commerce.orders.reissue(id)
Authorization             | header Authorization
x-entity-id, entity_id    | header X-Entity-Id | of a whole request, so no field of an order

limit                     | commerce.orders.find(limit) | default 100, not 10
next_cursor, prev_cursor  | commerce.orders.find(cursor) | one field for both directions
include_total_count       | commerce.orders.find(includeTotalCount) | by default with a cursor
order_by                  | commerce.orders.find(order) | `-creationTime` is descending
query                     | commerce.orders.find(query) | an object, not a text; by our names
equals, gte, lte, gt, lt, in, notIn, contains, startsWith, endsWith, between | operator *
search                    | commerce.orders.find(search)
deleted                   | commerce.orders.find(conditions.deleted)
data                      | commerce.orders.find → orders
pagination                | commerce.orders.find → pagination
pagination.total          | commerce.orders.find → pagination.total, commerce.orders.count → count
pagination.next_cursor    | commerce.orders.find → pagination.nextCursor
pagination.prev_cursor    | commerce.orders.find → pagination.prevCursor
pagination.has_more       | commerce.orders.find → pagination.hasMore

id                        | order.id | a number
order_integration_id      | order.orderIntegration
source                    | order.source | `Shopify`, `WooCommerce`, `Manual`
source_id                 | order.sourceId
source_order_number       | order.sourceOrderNumber
source_event_id           | order.sourceEventId
raw_data                  | order.rawData
status                    | order.processingStatus | `Pending`, `Invoiced`, `Cancelled`, `Failed`
process_after             | order.processAfter
processed_at              | order.processedTime
complete                  | order.isComplete
items_changed_after_processing | order.itemsChangedAfterProcessing
error                     | order.error
invoice_id                | order.invoice | those before it too: `order.invoices`
estimate_id               | order.estimate
paid                      | order.isPaidFor
paid_at                   | order.paidTime
payment_status            | order.paymentStatus | `Unpaid`, `PartiallyPaid`, `Paid`, `Refunded`
payment_method            | order.paymentMethodName | `order.paymentMethod` is a method of our own
payment_gateway           | order.paymentGateway
transactions              | order.transactions
fulfilled                 | order.isFulfilled
fulfilled_at              | order.fulfilledTime
cancelled                 | order.isCancelled
cancelled_at              | order.cancelledTime
refunded                  | order.isRefunded
refunded_at               | order.refundedTime
ordered_at                | order.orderedTime
created_at                | order.creationTime
updated_at                | order.updateTime
deleted_at                | order.deletedTime
metadata                  | order.metadata

customer_id               | order.customer
customer_name             | order.customerName
customer_email            | order.customerEmail
customer                  | order.customerData
customer.phone            | order.customerData.phone
customer.company_name     | order.customerData.companyName
customer.tax_number       | order.customerData.taxNumber
customer.company_number   | order.customerData.companyNumber
customer.is_business      | order.customerData.isBusiness
customer.notes            | order.customerData.notes
billing_address           | order.billingAddress
billing_address.address   | order.billingAddress.street1
billing_address.address_2 | order.billingAddress.street2
billing_address.city      | order.billingAddress.city
billing_address.state     | order.billingAddress.stateProv | a code
billing_address.post_code | order.billingAddress.postalCode
billing_address.country, billing_address.country_code | order.billingAddress.country | the code
shipping_address           | order.shippingAddress
shipping_address.address   | order.shippingAddress.street1
shipping_address.address_2 | order.shippingAddress.street2
shipping_address.city      | order.shippingAddress.city
shipping_address.state     | order.shippingAddress.stateProv | a code
shipping_address.post_code | order.shippingAddress.postalCode
shipping_address.country, shipping_address.country_code | order.shippingAddress.country | the code

currency_code             | order.currency
total                     | order.charged.total | `order.total` is what we compute
total_with_tax            | order.charged.taxedTotal | `order.taxedTotal` is what we compute
total_discount            | order.charged.discount
total_shipping            | order.charged.shipping
items                     | order.items
items[].name              | order.items.name
items[].quantity          | order.items.quantity
items[].price             | order.items.price
items[].gross_price       | order.items.grossPrice
items[].total             | order.items.totalPrice
items[].total_with_tax    | order.items.taxedTotalPrice
items[].tax_rate          | order.items.taxRate
items[].taxes             | order.items.taxes
items[].taxes[].rate      | order.items.taxes.rate
items[].sku               | order.items.sku
items[].source_id         | order.items.sourceId
items[].discount          | order.items.discount
items[].unit              | order.items.unit
items[].kind              | order.items.kind | `LineItem`, `Shipping`
"""

INVOISS_ORDERS = """
GET /public/orders   | commerce.orders.find
POST /public/orders  | commerce.payments.create, commerce.orders.pay
                     | commerce.orders.create | as described it pays for an order
Authorization        | header Authorization | `Bearer`, then the key
orderId              | payment.order, commerce.orders.pay(id)
amount               | payment.amount, commerce.orders.pay(amount)
success, message     | commerce.payments.create → *

limit                | commerce.orders.find(limit) | default 100, not 10
offset               | commerce.orders.find(first)
orderBy              | commerce.orders.find(order) | `createdAt:DESC` is `-creationTime`
search               | commerce.orders.find(search)
items                | commerce.orders.find → orders
count                | commerce.orders.count → count, commerce.orders.find → pagination.total

type                 | order.type | `ORDER` is `Order`; also `Estimate`, `Purchase`
status               | order.status | `DRAFT` is `Draft`; `order.processingStatus` is another one
id                   | order.id | a number
number, title, notes, po, terms, deliveryStatus, serviceType, serviceDate | order.*
duePeriod, dueDate, dateSent, syncDate, attachments, metadata | order.*
standing, standingActive, standingDue, standingData, standingDate | order.*
taxPercent, overrideTotal, paidTotal, invoiceTotal | order.*
externalId, externalValue, oldHash | order.* | each unique
subTotal             | order.subtotal
taxTotal             | order.taxAmount
grandTotal           | order.taxedTotal
cancelled            | order.isCancelled | set by `commerce.orders.cancel`
paid                 | order.isPaidFor
collections          | order.isInCollections
writeOff             | order.isWrittenOff
pastDue              | order.isPastDue
invoicePaid          | order.isInvoicePaid
merged               | order.isMerged
paymentFailed        | order.hasPaymentFailed
completed            | order.isComplete | the status `Completed` is set by hand
viewed               | order.isViewed
sent                 | order.isSent
declined             | order.isDeclined
expired              | order.isExpired
delivery             | order.isReadyForDelivery
printed              | order.isPrinted
refunded             | order.isRefunded
invoiced             | order.isInvoiced
createdAt            | order.creationTime
updatedAt            | order.updateTime
payments             | order.transactions, commerce.payments.find(conditions.order)
gateway              | order.paymentGateway
staff                | order.metadata | there are no people but customers: a key of your own
companyLocation      | order.metadata | an entity has one address: a key of your own

client, client.id    | order.customer | the id; the customer by `commerce.customers.get`
client.name          | customer.companyName
client.contact       | customer.firstName, customer.lastName | shown as `customerName` in an order
client.code          | customer.code
client.email         | customer.email
client.cell          | customer.phone
client.metadata      | customer.metadata
client.externalId    | customer.externalId
client.externalValue | customer.metadata | a key of your own
client.addresses     | customer.billingAddress, customer.shippingAddress
company              | settings.company | the entity
company.id           | header X-Entity-Id
company.name         | settings.company.address.companyName
company.email        | settings.company.address.email
company.contact      | order.metadata | a seller's address names no person
company.metadata     | order.metadata | settings have no free keys
company.metadata.stock, company.metadata.stockMethod | order.metadata | keys of your own
"""

INVOISS_ITEMS = """
GET /public/lineItems  | commerce.line-items.find
POST /public/lineItems | commerce.line-items.save
Authorization          | header Authorization | `Bearer`, then the key
filter                 | commerce.line-items.find(conditions) | exactly one of the four
filter[order]          | commerce.line-items.find(conditions.order)
filter[invoice]        | commerce.line-items.find(conditions.invoice)
filter[estimate]       | commerce.line-items.find(conditions.estimate)
filter[purchase]       | commerce.line-items.find(conditions.purchase)
limit                  | commerce.line-items.find(limit) | default 10, as theirs
offset                 | commerce.line-items.find(first)
orderBy                | commerce.line-items.find(order) | default `-creationTime`, as theirs
search                 | commerce.line-items.find(search)
items                  | commerce.line-items.find → items
count                  | commerce.line-items.count → count
                       | commerce.line-items.find → pagination.total
inputs                 | commerce.line-items.save(items) | with a known `id`: changed; else made
true                   | status | besides, `ids` has what was saved

id                     | item.id | a number
name, quantity, price, sequence, receivedQuantity, description, image, unit, tax | item.*
status, note, code, binName, externalId, externalValue, metadata | item.*
markup, cost, isRevenue, orderTax, item, category, uom, store, prices, modifierGroups | item.*
order                  | item.order | an id; the order by `commerce.orders.get`
purchase               | item.order | the id of an order of the type `Purchase`
order.number, order.type, order.metadata, order.externalId, order.serviceDate | *
order.paidTotal        | *
order.createdAt        | order.creationTime
order.updatedAt        | order.updateTime
order.client           | order.customer | the id
order.client.name      | customer.companyName
order.client.contact   | customer.firstName, customer.lastName
order.company          | settings.company | the entity
order.company.name     | settings.company.address.companyName
order.companyLocation  | order.metadata | an entity has one address: a key of your own
"""

GORMIC = """
POST /v1/om/invoices             | commerce.invoices.create-from-order
PATCH /v1/om/invoices/{id}       | commerce.invoices.update
DELETE /v1/om/invoices/{id}      | commerce.invoices.delete
PATCH /v1/om/invoices/{id}/close | commerce.invoices.close
POST /v1/om/invoices/{id}/send   | commerce.invoices.send
api-key                   | header X-Key
organization-id           | header X-Entity-Id
{id}                      | commerce.invoices.update(id), commerce.invoices.delete(ids)
                          | commerce.invoices.close(id), commerce.invoices.send(id)
params                    | — | the body is the request itself
params.id                 | commerce.invoices.update(id)
params.invoiceId          | commerce.invoices.send(id)
params.orderId            | commerce.invoices.create-from-order(order), invoice.order | fixed then
params.type               | commerce.invoices.create-from-order(type)
                          | invoice.type | `Standard` is `Invoice`, `Prepayment` is `Proforma`
params.referenceInvoiceId | commerce.invoices.create-from-order(reference)
                          | invoice.reference
params.applyExpiresAt     | commerce.invoices.create-from-order(applyExpiresAt)
                          | invoice.dueDate | the day until which it is to be paid or used

app, service              | — | there is one server, and the caller knows its address
warnings                  | — | a request is carried out in full or refused
instanceId                | — | all processes answer alike
requestId                 | header X-Request-Id
data                      | — | the members stand beside `status`
data.id                   | commerce.invoices.create-from-order → id
data.succeed, data.success | status | `ok`
data.invoiceNumber        | commerce.invoices.close → number | a text
data.invoiceSource        | commerce.invoices.close → source | `Order`, `Manual`
data.invoicedAt           | commerce.invoices.close → closeTime
data.messageId            | commerce.invoices.send → messageId
error, error.code         | status | `error`; the same `code` in each of `errors`
"""

OPEN2B = """
commerce.invoices.count | * | not `find`, as its page prints
X-Key                   | header *
conditions.type, conditions.status | commerce.invoices.find(*) | one, or an array
conditions.address      | commerce.invoices.find(*) | in any case, in both addresses
conditions.labels       | commerce.invoices.find(*) | any of these
conditions.fromNumber, conditions.toNumber | commerce.invoices.find(*) | digits count as numbers
conditions.fromIssueDate, conditions.toIssueDate | commerce.invoices.find(*) | a time is ignored
fields                  | commerce.invoices.find(*), commerce.invoices.get(*) | always with `id`
order                   | commerce.invoices.find(*) | `id` is the last key
limit                   | commerce.invoices.find(*) | default 100, at most 1000
ids                     | commerce.invoices.delete(*) | unknown ones are ignored
status                  | * | with `error`, `errors` has every violation
invoice.customer        | * | 0 is none, as null is
invoice.rounding.rule   | * | also `PerTaxClass`, the default
invoice.items           | *
                        | commerce.invoices.update(*.id) | without one: new; left out: removed
"""

SOURCES = (
    Source("Space Invoices: orders", tuple(_rows(SPACE))),
    Source("Invoiss: orders", tuple(_rows(INVOISS_ORDERS))),
    Source("Invoiss: line items", tuple(_rows(INVOISS_ITEMS))),
    Source("Gormic: order management, invoices", tuple(_rows(GORMIC))),
    Source("Open2b v6", tuple(_rows(OPEN2B)), followed=True),
)
