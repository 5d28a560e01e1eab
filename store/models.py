"""The tables. Every row that belongs to an entity carries it; `store.records` scopes by it.

An order or invoice is stored twice, in one transaction: columns that are filtered, sorted,
summed or joined (with its items as rows of their own), and its canonical JSON answer, whose
bytes `find` and `get` join into their answers. Of that the database makes a brief one, for who asks
for a few fields, so that it can not be left behind. Constraints stand here too.
"""

from collections.abc import Sequence
from typing import Any

import peewee

from store.columns import Day, Id, Moment, Scaled, Text


class Table(peewee.Model):
    """A table with an id."""

    id = Id()

    class Meta:
        """Columns are named as declared; names follow the resources."""

        legacy_table_names = False


class Entity(Table):
    """A tenant."""

    name = Text()
    creation_time = Moment()

    class Meta:
        """Named as the resource."""

        table_name = "entity"


class Owned(Table):
    """A row that belongs to an entity."""

    entity = peewee.ForeignKeyField(Entity, lazy_load=False, column_name="entity", index=False)


class AccessKey(Table):
    """A key: only its hash is kept. Without an entity it reaches every entity."""

    entity = peewee.ForeignKeyField(
        Entity, lazy_load=False, column_name="entity", null=True, index=False
    )
    name = Text()
    prefix = Text()
    hash = Text(unique=True)
    is_read_only = peewee.BooleanField()
    creation_time = Moment()
    revoked_time = Moment(null=True)

    class Meta:
        """Named as the resource."""

        table_name = "access_key"


class Resource(Owned):
    """A small resource: its columns, and its canonical JSON answer beside them."""

    version = peewee.IntegerField()
    creation_time = Moment()
    update_time = Moment()
    body = peewee.BlobField()


class Settings(Resource):
    """An entity's settings; the values live in the stored answer."""

    time_zone = Text()

    class Meta:
        """One row an entity."""

        table_name = "settings"
        indexes = ((("entity",), True),)


class TaxClass(Resource):
    """A kind of goods that are taxed alike."""

    code = Text()
    name = Text()

    class Meta:
        """A code is unique in its entity."""

        table_name = "tax_class"
        indexes = ((("entity", "code"), True), (("entity", "name", "id"), False))


class TaxArea(Resource):
    """Countries that tax alike."""

    name = Text()
    is_active = peewee.BooleanField()
    tax_companies = peewee.BooleanField()
    countries_key = Text()

    class Meta:
        """Few rows: scanning an entity's is fine."""

        table_name = "tax_area"
        indexes = ((("entity", "name", "id"), False),)


class TaxAreaCountry(Owned):
    """A country of an area; of the active areas, a country is in one at most."""

    area = peewee.ForeignKeyField(
        TaxArea, lazy_load=False, column_name="area", on_delete="CASCADE", backref="+"
    )
    country = Text()
    is_active = peewee.BooleanField()

    class Meta:
        """The partial unique index is added below."""

        table_name = "tax_area_country"


TaxAreaCountry.add_index(
    TaxAreaCountry.index(
        TaxAreaCountry.entity,
        TaxAreaCountry.country,
        unique=True,
        where=peewee.SQL("is_active"),
        name="tax_area_country_active",
    )
)


class TaxRate(Owned):
    """The rate of a tax class in an area, in percent."""

    area = peewee.ForeignKeyField(
        TaxArea, lazy_load=False, column_name="area", on_delete="CASCADE", backref="+", index=False
    )
    tax_class = peewee.ForeignKeyField(
        TaxClass, lazy_load=False, column_name="tax_class", backref="+"
    )
    rate = Scaled(2)

    class Meta:
        """One rate an area and class."""

        table_name = "tax_rate"
        indexes = ((("area", "tax_class"), True),)


class ShippingMethod(Resource):
    """A way to ship; limits and costs live in the stored answer."""

    name = Text()
    is_active = peewee.BooleanField()
    is_default = peewee.BooleanField()
    tax_class = peewee.ForeignKeyField(
        TaxClass, lazy_load=False, column_name="tax_class", backref="+", null=True
    )

    class Meta:
        """Few rows: scanning an entity's is fine."""

        table_name = "shipping_method"
        indexes = ((("entity", "name", "id"), False),)


class PaymentMethod(Resource):
    """A way to pay; limits and costs live in the stored answer."""

    name = Text()
    is_active = peewee.BooleanField()
    is_default = peewee.BooleanField()
    is_on_delivery = peewee.BooleanField()
    provider = Text()
    tax_class = peewee.ForeignKeyField(
        TaxClass, lazy_load=False, column_name="tax_class", backref="+", null=True
    )

    class Meta:
        """Few rows: scanning an entity's is fine."""

        table_name = "payment_method"
        indexes = ((("entity", "name", "id"), False),)


class PaymentMethodShipping(Owned):
    """A shipping method that a payment method goes with."""

    payment_method = peewee.ForeignKeyField(
        PaymentMethod,
        lazy_load=False,
        column_name="payment_method",
        on_delete="CASCADE",
        backref="+",
        index=False,
    )
    shipping_method = peewee.ForeignKeyField(
        ShippingMethod, lazy_load=False, column_name="shipping_method", backref="+"
    )

    class Meta:
        """Each pair once."""

        table_name = "payment_method_shipping"
        indexes = ((("payment_method", "shipping_method"), True),)


class Customer(Resource):
    """Who buys. Columns with `_key` are for searching and sorting: folded, and never null."""

    code = Text()
    group_key = peewee.IntegerField()
    email_key = Text()
    personal_code = Text()
    company_code = Text()
    full_name_key = Text()
    country = Text()
    state_prov = Text()
    keywords = Text()
    external_id = Text()

    class Meta:
        """An external id is unique in its entity (the partial index is added below)."""

        table_name = "customer"
        indexes = (
            (("entity", "id"), False),
            (("entity", "code", "id"), False),
            (("entity", "email_key", "id"), False),
            (("entity", "full_name_key", "id"), False),
            (("entity", "country", "id"), False),
            (("entity", "creation_time", "id"), False),
            (("entity", "update_time", "id"), False),
            (("entity", "group_key", "id"), False),
        )


def unique_external_id(model: Any) -> None:
    """Keep external ids unique in their entity, where they are not empty."""
    model.add_index(
        model.index(
            model.entity,
            model.external_id,
            unique=True,
            where=peewee.SQL("external_id <> ''"),
            name=f"{model._meta.table_name}_external_id",  # noqa: SLF001 - peewee's public face
        )
    )


unique_external_id(Customer)


class Series(Resource):
    """A sequence of document numbers for one kind of document."""

    kind = Text()
    name = Text()
    pattern = Text()
    assign_on = Text()
    gapless = peewee.BooleanField()
    is_default = peewee.BooleanField()

    class Meta:
        """One default a kind (the partial index is added below)."""

        table_name = "series"


Series.add_index(
    Series.index(
        Series.entity,
        Series.kind,
        unique=True,
        where=peewee.SQL("is_default"),
        name="series_default",
    )
)


class SeriesCounter(Owned):
    """The last number given in a series and year; year 0 where it never restarts."""

    series = peewee.ForeignKeyField(
        Series, lazy_load=False, column_name="series", backref="+", index=False
    )
    year = peewee.IntegerField()
    last = peewee.BigIntegerField()

    class Meta:
        """One counter a series and year."""

        table_name = "series_counter"
        indexes = ((("series", "year"), True),)


class SeriesJournal(Owned):
    """A number that was given and voided: by whom, when and why. It is never given again."""

    series = peewee.ForeignKeyField(
        Series, lazy_load=False, column_name="series", backref="+", index=False
    )
    number = Text()
    document = peewee.IntegerField()
    time = Moment()
    key = Text()
    reason = Text()

    class Meta:
        """A number is voided once."""

        table_name = "series_journal"
        indexes = ((("series", "number"), True),)


class OrderIntegration(Resource):
    """A shop that orders come from; what is done with them lives in the stored answer."""

    name = Text()
    source = Text()
    is_active = peewee.BooleanField()

    class Meta:
        """Few rows: scanning an entity's is fine."""

        table_name = "order_integration"
        indexes = ((("entity", "name", "id"), False),)


class Document(Owned):
    """What orders and invoices have in common: what is filtered, sorted, summed or joined."""

    version = peewee.IntegerField()
    creation_time = Moment()
    update_time = Moment()
    type = Text()
    series = peewee.ForeignKeyField(
        Series, lazy_load=False, column_name="series", backref="+", index=False
    )
    number = Text()
    number_key = Text()
    status = Text()
    customer = peewee.ForeignKeyField(
        Customer, lazy_load=False, column_name="customer", backref="+", null=True, index=False
    )
    tax_area = peewee.ForeignKeyField(
        TaxArea, lazy_load=False, column_name="tax_area", backref="+", null=True, index=False
    )
    shipping_method = peewee.ForeignKeyField(
        ShippingMethod,
        lazy_load=False,
        column_name="shipping_method",
        backref="+",
        null=True,
        index=False,
    )
    payment_method = peewee.ForeignKeyField(
        PaymentMethod,
        lazy_load=False,
        column_name="payment_method",
        backref="+",
        null=True,
        index=False,
    )
    currency = Text()
    tax_amount = Scaled(3)
    total = Scaled(3)
    taxed_total = Scaled(3)
    is_paid_for = peewee.BooleanField()
    customer_name_key = Text()
    address_key = Text()
    external_id = Text()


class Order(Document):
    """An order, and when something is due with it."""

    deleted_time = Moment(null=True)
    source = Text()
    source_id = Text()
    order_integration = peewee.ForeignKeyField(
        OrderIntegration,
        lazy_load=False,
        column_name="order_integration",
        backref="+",
        null=True,
        index=False,
    )
    payment_status = Text()
    processing_status = Text()
    # When the server does something with it by itself, or null; no reference, since the invoice
    # refers to its order.
    process_after = Moment(null=True)
    next_standing = Day(null=True)
    past_due_after = Day(null=True)
    invoice = peewee.IntegerField(null=True)
    customer_email_key = Text()
    external_value = Text()
    old_hash = Text()

    class Meta:
        """An index for each order, ended by the id that breaks ties."""

        table_name = "order"
        indexes = (
            (("entity", "id", "deleted_time"), False),
            (("entity", "number", "id"), False),
            (("entity", "number_key", "id"), False),
            (("entity", "status", "id"), False),
            (("entity", "status", "creation_time", "id"), False),
            (("entity", "processing_status", "id"), False),
            (("entity", "processing_status", "creation_time", "id"), False),
            (("entity", "payment_status", "id"), False),
            (("entity", "source", "id"), False),
            (("entity", "creation_time", "id"), False),
            (("entity", "update_time", "id"), False),
            (("entity", "total", "id"), False),
            (("entity", "taxed_total", "id"), False),
            (("entity", "is_paid_for", "id"), False),
            (("entity", "customer_name_key", "id"), False),
            (("entity", "customer_email_key", "id"), False),
            (("customer", "entity", "id", "is_paid_for"), False),
        )


def _index_where(
    model: Any, columns: Sequence[Any], where: peewee.SQL, name: str, **options: Any
) -> None:
    """Index the rows that meet a condition only."""
    model.add_index(model.index(*columns, where=where, name=name, **options))


_index_where(
    Order,
    (Order.entity, Order.external_value),
    peewee.SQL("external_value <> ''"),
    "order_external_value",
    unique=True,
)
_index_where(
    Order,
    (Order.entity, Order.old_hash),
    peewee.SQL("old_hash <> ''"),
    "order_old_hash",
    unique=True,
)
unique_external_id(Order)
# A shop names each of its orders once; one in the trash makes room for another.
_index_where(
    Order,
    (Order.order_integration, Order.source_id),
    peewee.SQL("order_integration IS NOT NULL AND source_id <> '' AND deleted_time IS NULL"),
    "order_source",
    unique=True,
)
_index_where(
    Order,
    (Order.entity, Order.source_id, Order.id),
    peewee.SQL("source_id <> ''"),
    "order_source_id",
)
_index_where(
    Order,
    (Order.entity, Order.order_integration, Order.id),
    peewee.SQL("order_integration IS NOT NULL"),
    "order_of_integration",
)
_index_where(
    Order,
    (Order.entity, Order.order_integration, Order.creation_time, Order.id),
    peewee.SQL("order_integration IS NOT NULL"),
    "order_of_integration_creation_time",
)
# With the time, as the index on all: SQLite takes the one that tells all it needs.
_index_where(
    Order,
    (Order.entity, Order.id, Order.deleted_time),
    peewee.SQL("deleted_time IS NOT NULL"),
    "order_deleted",
)
_index_where(
    Order,
    (Order.entity, Order.process_after),
    peewee.SQL("process_after IS NOT NULL"),
    "order_process_after",
)
_index_where(
    Order,
    (Order.entity, Order.next_standing),
    peewee.SQL("next_standing IS NOT NULL"),
    "order_next_standing",
)
_index_where(
    Order,
    (Order.entity, Order.past_due_after),
    peewee.SQL("past_due_after IS NOT NULL"),
    "order_past_due_after",
)


class OrderBody(Owned):
    """An order's canonical JSON answer, beside the narrow rows that queries walk."""

    id = peewee.ForeignKeyField(
        Order,
        lazy_load=False,
        primary_key=True,
        column_name="id",
        backref="+",
        on_delete="CASCADE",
    )
    body = peewee.BlobField()

    class Meta:
        """Named as its owner."""

        table_name = "order_body"


class OrderBrief(Owned):
    """An order's answer without what is nested or can be long, which the database makes.

    In a table of its own, so that those of a page stand together.
    """

    id = peewee.ForeignKeyField(
        OrderBody,
        lazy_load=False,
        primary_key=True,
        column_name="id",
        backref="+",
        on_delete="CASCADE",
    )
    body = peewee.BlobField()

    class Meta:
        """Named as its owner."""

        table_name = "order_brief"


class Invoice(Document):
    """An invoice of any type."""

    issue_date = Day(null=True)
    due_date = Day(null=True)
    is_closed = peewee.BooleanField()
    order = peewee.ForeignKeyField(
        Order, lazy_load=False, column_name="order", backref="+", null=True
    )
    reference = peewee.ForeignKeyField(
        "self", lazy_load=False, column_name="reference", backref="+", null=True
    )

    class Meta:
        """An index for each order, ended by the id that breaks ties."""

        table_name = "invoice"
        indexes = (
            (("entity", "id"), False),
            (("entity", "type", "id"), False),
            (("entity", "number", "id"), False),
            (("entity", "number_key", "id"), False),
            (("entity", "status", "id"), False),
            (("entity", "status", "creation_time", "id"), False),
            (("entity", "creation_time", "id"), False),
            (("entity", "update_time", "id"), False),
            (("entity", "issue_date", "id"), False),
            (("entity", "due_date", "id"), False),
            (("entity", "total", "id"), False),
            (("entity", "taxed_total", "id"), False),
            (("entity", "is_paid_for", "id"), False),
            (("entity", "customer_name_key", "id"), False),
            (("customer", "entity", "id", "is_paid_for"), False),
        )


unique_external_id(Invoice)
Invoice.add_index(
    Invoice.index(
        Invoice.series,
        Invoice.number,
        unique=True,
        where=peewee.SQL("number <> '' AND type <> 'Proforma'"),
        name="invoice_number",
    )
)


class InvoiceBody(Owned):
    """An invoice's canonical JSON answer, as those of orders."""

    id = peewee.ForeignKeyField(
        Invoice,
        lazy_load=False,
        primary_key=True,
        column_name="id",
        backref="+",
        on_delete="CASCADE",
    )
    body = peewee.BlobField()

    class Meta:
        """Named as its owner."""

        table_name = "invoice_body"


class InvoiceBrief(Owned):
    """An invoice's brief answer, as those of orders."""

    id = peewee.ForeignKeyField(
        InvoiceBody,
        lazy_load=False,
        primary_key=True,
        column_name="id",
        backref="+",
        on_delete="CASCADE",
    )
    body = peewee.BlobField()

    class Meta:
        """Named as its owner."""

        table_name = "invoice_brief"


class Item(Owned):
    """An item of an order or of an invoice, and its canonical JSON answer as a line item."""

    order = peewee.ForeignKeyField(
        Order, lazy_load=False, column_name="order", backref="+", on_delete="CASCADE", null=True
    )
    invoice = peewee.ForeignKeyField(
        Invoice, lazy_load=False, column_name="invoice", backref="+", on_delete="CASCADE", null=True
    )
    position = peewee.IntegerField()
    creation_time = Moment()
    update_time = Moment()
    sequence = peewee.IntegerField()
    item = peewee.IntegerField(null=True)
    code = Text()
    sku = Text()
    name = Text()
    quantity = Scaled(2)
    price = Scaled(3)
    weight = Scaled(3)
    total_price = Scaled(3)
    tax_class = peewee.ForeignKeyField(
        TaxClass, lazy_load=False, column_name="tax_class", backref="+", null=True, index=False
    )
    tax_code = Text()
    tax_rate = Scaled(2)
    tax_amount = Scaled(3)
    search_key = Text()
    body = peewee.BlobField()

    class Meta:
        """Read by their document, and by what is sold."""

        table_name = "item"
        constraints = (peewee.Check('("order" IS NULL) <> (invoice IS NULL)'),)


_index_where(Item, (Item.entity, Item.item), peewee.SQL("item IS NOT NULL"), "item_item")


class ItemPart(Owned):
    """An item that is a part of another: an invoice's of its order's, a credit note's of those.

    One that takes no quantity is an amount of money only.
    """

    item = peewee.ForeignKeyField(
        Item, lazy_load=False, column_name="item", backref="+", on_delete="CASCADE", unique=True
    )
    origin = peewee.ForeignKeyField(
        Item, lazy_load=False, column_name="origin", backref="+", on_delete="CASCADE"
    )
    takes_quantity = peewee.BooleanField()

    class Meta:
        """Looked for by what it is a part of."""

        table_name = "item_part"


class ChainLink(Owned):
    """A closed document in the chain of its series: what it said then, and the hash over it."""

    series = peewee.ForeignKeyField(
        Series, lazy_load=False, column_name="series", backref="+", index=False
    )
    position = peewee.IntegerField()
    document = peewee.ForeignKeyField(
        Invoice, lazy_load=False, column_name="document", backref="+", index=False
    )
    close_time = Moment()
    previous = Text()
    hash = Text()
    content = peewee.BlobField()

    class Meta:
        """A series has one chain, and a document is in it once."""

        table_name = "chain_link"
        indexes = ((("series", "position"), True), (("document",), True))


class Payment(Resource):
    """What was received or refunded, for an order, its invoice, or an invoice alone."""

    order = peewee.ForeignKeyField(
        Order, lazy_load=False, column_name="order", backref="+", null=True
    )
    invoice = peewee.ForeignKeyField(
        Invoice, lazy_load=False, column_name="invoice", backref="+", null=True
    )
    type = Text()
    status = Text()
    amount = Scaled(3)
    time = Moment()
    method = Text()
    external_id = Text()

    class Meta:
        """An index for each order that many rows are walked in."""

        table_name = "payment"
        indexes = (
            (("entity", "id"), False),
            (("entity", "time", "id"), False),
            (("entity", "amount", "id"), False),
            (("entity", "creation_time", "id"), False),
            (("entity", "update_time", "id"), False),
        )


unique_external_id(Payment)


class Mail(Resource):
    """An e-mail with a document, to be sent or sent; what it says of itself is its answer.

    The invoice is no reference: an e-mail is known also of an invoice that was deleted since.
    """

    invoice = peewee.IntegerField()
    message_id = Text(unique=True)
    state = Text()
    attempts = peewee.IntegerField()
    # When somebody has to see to it: send it, or find out what became of who did.
    next_attempt_time = Moment(null=True)
    # What is sent besides: the texts of the letter, and the document as it was then.
    content = peewee.BlobField()

    class Meta:
        """An index for each order that many rows are walked in."""

        table_name = "mail"
        indexes = (
            (("entity", "id"), False),
            (("entity", "invoice", "id"), False),
            (("entity", "state", "id"), False),
            (("entity", "creation_time", "id"), False),
            (("entity", "update_time", "id"), False),
        )


_index_where(
    Mail,
    (Mail.entity, Mail.next_attempt_time),
    peewee.SQL("next_attempt_time IS NOT NULL"),
    "mail_next_attempt_time",
)


class Export(Owned):
    """The file that a closed document was first exported as in a format; it never changes."""

    invoice = peewee.ForeignKeyField(
        Invoice, lazy_load=False, column_name="invoice", backref="+", index=False
    )
    format = Text()
    name = Text()
    content = peewee.BlobField()
    creation_time = Moment()

    class Meta:
        """A document has one file a format."""

        table_name = "export"
        indexes = ((("invoice", "format"), True),)


class LinkSecret(Owned):
    """The secret that signs an entity's links to files."""

    secret = peewee.BlobField()
    creation_time = Moment()

    class Meta:
        """An entity has one."""

        table_name = "link_secret"
        indexes = ((("entity",), True),)


class Idempotency(Owned):
    """A call that had an idempotency key, and its answer; `account` is the access key's id."""

    account = peewee.IntegerField()
    method = Text()
    key = Text()
    # What the request said, to tell another one that has the same key.
    digest = Text()
    answer = peewee.BlobField()
    creation_time = Moment()

    class Meta:
        """A key stands for one call of a method; the bootstrap key is account 0."""

        table_name = "idempotency"
        indexes = (
            (("entity", "account", "method", "key"), True),
            (("entity", "creation_time"), False),
        )


class Label(Owned):
    """A label, 1…64, on a resource of a type."""

    type = Text()
    resource = peewee.IntegerField()
    label = peewee.IntegerField()

    class Meta:
        """A label is on a resource once."""

        table_name = "label"
        indexes = (
            (("entity", "type", "resource", "label"), True),
            (("entity", "type", "label", "resource"), False),
        )


class Search(Owned):
    """The text of a resource that `search` looks in, folded; `store.searching` indexes it."""

    kind = Text()
    resource = peewee.IntegerField()
    text = Text()

    class Meta:
        """A resource is known by its kind, which is the name of its table, and its id."""

        table_name = "search"
        indexes = ((("kind", "resource"), True),)


TABLES: tuple[type[peewee.Model], ...] = (
    Entity,
    AccessKey,
    Settings,
    TaxClass,
    TaxArea,
    TaxAreaCountry,
    TaxRate,
    ShippingMethod,
    PaymentMethod,
    PaymentMethodShipping,
    Customer,
    Series,
    SeriesCounter,
    SeriesJournal,
    OrderIntegration,
    Order,
    OrderBody,
    OrderBrief,
    Invoice,
    InvoiceBody,
    InvoiceBrief,
    Item,
    ItemPart,
    ChainLink,
    Payment,
    Mail,
    Export,
    LinkSecret,
    Idempotency,
    Label,
    Search,
)
