"""What every method of Orderly takes and answers.

Made by `orderly reference`; do not edit it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, NotRequired, Protocol, TypedDict, Unpack, overload

from orderly_client.core import Reading, Writing

# What a request may say in several ways.
Number = Decimal | int
Day = str | date
Moment = str | datetime
Value = str | Decimal | int | bool | date | None


Operators = TypedDict("Operators", {
    "equals": Value,
    "not": Value,
    "gte": Value,
    "lte": Value,
    "gt": Value,
    "lt": Value,
    "in": Sequence[Value],
    "notIn": Sequence[Value],
    "contains": str,
    "startsWith": str,
    "endsWith": str,
    "between": Sequence[Value],
}, total=False)

Query = Mapping[str, Value | Operators]


MethodName = Literal["commerce.customers.count", "commerce.customers.create",
        "commerce.customers.delete", "commerce.customers.find", "commerce.customers.get",
        "commerce.customers.update", "commerce.invoices.close", "commerce.invoices.count",
        "commerce.invoices.create", "commerce.invoices.create-from-order",
        "commerce.invoices.credit", "commerce.invoices.delete", "commerce.invoices.export",
        "commerce.invoices.find", "commerce.invoices.get", "commerce.invoices.pay",
        "commerce.invoices.send", "commerce.invoices.update", "commerce.labels.add",
        "commerce.labels.find", "commerce.labels.remove", "commerce.labels.replace",
        "commerce.line-items.count", "commerce.line-items.delete", "commerce.line-items.find",
        "commerce.line-items.get", "commerce.line-items.save", "commerce.mails.count",
        "commerce.mails.find", "commerce.mails.get", "commerce.order-integrations.count",
        "commerce.order-integrations.create", "commerce.order-integrations.delete",
        "commerce.order-integrations.find", "commerce.order-integrations.get",
        "commerce.order-integrations.update", "commerce.orders.cancel", "commerce.orders.count",
        "commerce.orders.create", "commerce.orders.delete", "commerce.orders.find",
        "commerce.orders.get", "commerce.orders.pay", "commerce.orders.process",
        "commerce.orders.reissue", "commerce.orders.restore", "commerce.orders.update",
        "commerce.payment-methods.compute-costs", "commerce.payment-methods.count",
        "commerce.payment-methods.create", "commerce.payment-methods.delete",
        "commerce.payment-methods.find", "commerce.payment-methods.get",
        "commerce.payment-methods.update", "commerce.payments.count", "commerce.payments.create",
        "commerce.payments.delete", "commerce.payments.find", "commerce.payments.get",
        "commerce.series.audit", "commerce.series.chain", "commerce.series.count",
        "commerce.series.create", "commerce.series.delete", "commerce.series.find",
        "commerce.series.get", "commerce.series.journal", "commerce.series.update",
        "commerce.settings.get", "commerce.settings.update",
        "commerce.shipping-methods.compute-costs", "commerce.shipping-methods.count",
        "commerce.shipping-methods.create", "commerce.shipping-methods.delete",
        "commerce.shipping-methods.find", "commerce.shipping-methods.get",
        "commerce.shipping-methods.update", "commerce.tax-areas.count", "commerce.tax-areas.create",
        "commerce.tax-areas.delete", "commerce.tax-areas.find", "commerce.tax-areas.get",
        "commerce.tax-areas.update", "commerce.tax-classes.count", "commerce.tax-classes.create",
        "commerce.tax-classes.delete", "commerce.tax-classes.find", "commerce.tax-classes.get",
        "commerce.tax-classes.update"]


class AnyBillingAddress(TypedDict):
    """Who is billed, as far as it is known."""
    firstName: str
    lastName: str
    personalCode: str
    companyName: str
    companyCode: str
    companyCode2: str
    street1: str
    street2: str
    city: str
    postalCode: str
    stateProv: str
    country: str
    phoneNumber: str
    mobileNumber: str
    faxNumber: str
    email: str


class AnyBillingAddressInput(TypedDict):
    """Who is billed, as far as it is known."""
    firstName: NotRequired[str]
    lastName: NotRequired[str]
    personalCode: NotRequired[str]
    companyName: NotRequired[str]
    companyCode: NotRequired[str]
    companyCode2: NotRequired[str]
    street1: NotRequired[str]
    street2: NotRequired[str]
    city: NotRequired[str]
    postalCode: NotRequired[str]
    stateProv: NotRequired[str]
    country: NotRequired[str]
    phoneNumber: NotRequired[str]
    mobileNumber: NotRequired[str]
    faxNumber: NotRequired[str]
    email: NotRequired[str]


class AnyShippingAddress(TypedDict):
    """Where the goods go, as far as it is known."""
    name: str
    street1: str
    street2: str
    city: str
    postalCode: str
    stateProv: str
    country: str


class AnyShippingAddressInput(TypedDict):
    """Where the goods go, as far as it is known."""
    name: NotRequired[str]
    street1: NotRequired[str]
    street2: NotRequired[str]
    city: NotRequired[str]
    postalCode: NotRequired[str]
    stateProv: NotRequired[str]
    country: NotRequired[str]


class Attachment(TypedDict):
    """A file that belongs to the order; its URL is stored and never fetched."""
    name: str
    url: str
    contentType: str
    size: int | None


class AttachmentInput(TypedDict):
    """A file that belongs to the order; its URL is stored and never fetched."""
    name: str
    url: str
    contentType: NotRequired[str]
    size: NotRequired[int | None]


class BillingAddress(TypedDict):
    """Who is billed."""
    firstName: str
    lastName: str
    personalCode: str
    companyName: str
    companyCode: str
    companyCode2: str
    street1: str
    street2: str
    city: str
    postalCode: str
    stateProv: str
    country: str
    phoneNumber: str
    mobileNumber: str
    faxNumber: str
    email: str


class BillingAddressInput(TypedDict):
    """Who is billed."""
    firstName: str
    lastName: str
    personalCode: NotRequired[str]
    companyName: NotRequired[str]
    companyCode: NotRequired[str]
    companyCode2: NotRequired[str]
    street1: str
    street2: NotRequired[str]
    city: str
    postalCode: str
    stateProv: NotRequired[str]
    country: str
    phoneNumber: NotRequired[str]
    mobileNumber: NotRequired[str]
    faxNumber: NotRequired[str]
    email: str


class BrokenLink(TypedDict):
    """A link that does not fit the chain before it, or its own hash."""
    position: int
    document: int
    description: str


class Call(TypedDict):
    """A call of a batch; a method that needs nothing needs no request."""
    method: str
    request: NotRequired[Mapping[str, Any] | None]
    idempotencyKey: NotRequired[str]


class ChangedItem(TypedDict):
    """An item to keep and alter, named by its id, or one to add."""
    sku: NotRequired[str]
    name: NotRequired[str]
    quantity: NotRequired[Number]
    price: NotRequired[Number]
    weight: NotRequired[Number]
    taxClass: NotRequired[int | None]
    requests: NotRequired[str]
    discount: NotRequired[Number]
    sequence: NotRequired[int]
    description: NotRequired[str]
    unit: NotRequired[str]
    tax: NotRequired[Number | None]
    receivedQuantity: NotRequired[Number | None]
    status: NotRequired[str]
    note: NotRequired[str]
    code: NotRequired[str]
    binName: NotRequired[str]
    image: NotRequired[str]
    cost: NotRequired[Number | None]
    markup: NotRequired[Number | None]
    isRevenue: NotRequired[bool | None]
    orderTax: NotRequired[bool | None]
    externalId: NotRequired[str]
    externalValue: NotRequired[str]
    metadata: NotRequired[Mapping[str, str | Number | bool | None]]
    category: NotRequired[int | None]
    uom: NotRequired[int | None]
    item: NotRequired[int | None]
    store: NotRequired[int | None]
    prices: NotRequired[Sequence[Mapping[str, Any]]]
    modifierGroups: NotRequired[Sequence[Mapping[str, Any]]]
    id: NotRequired[int]


class ChangedOrderItem(TypedDict):
    """An item to keep and alter, named by its id, or one to add."""
    sku: NotRequired[str]
    name: NotRequired[str]
    quantity: NotRequired[Number]
    price: NotRequired[Number]
    weight: NotRequired[Number]
    taxClass: NotRequired[int | None]
    requests: NotRequired[str]
    discount: NotRequired[Number]
    sequence: NotRequired[int]
    description: NotRequired[str]
    unit: NotRequired[str]
    tax: NotRequired[Number | None]
    receivedQuantity: NotRequired[Number | None]
    status: NotRequired[str]
    note: NotRequired[str]
    code: NotRequired[str]
    binName: NotRequired[str]
    image: NotRequired[str]
    cost: NotRequired[Number | None]
    markup: NotRequired[Number | None]
    isRevenue: NotRequired[bool | None]
    orderTax: NotRequired[bool | None]
    externalId: NotRequired[str]
    externalValue: NotRequired[str]
    metadata: NotRequired[Mapping[str, str | Number | bool | None]]
    category: NotRequired[int | None]
    uom: NotRequired[int | None]
    item: NotRequired[int | None]
    store: NotRequired[int | None]
    prices: NotRequired[Sequence[Mapping[str, Any]]]
    modifierGroups: NotRequired[Sequence[Mapping[str, Any]]]
    kind: NotRequired[Literal["LineItem", "Shipping"]]
    sourceId: NotRequired[str]
    grossPrice: NotRequired[Number | None]
    totalPrice: NotRequired[Number]
    taxedTotalPrice: NotRequired[Number]
    taxRate: NotRequired[Number]
    taxes: NotRequired[Sequence[RateInput]]
    id: NotRequired[int]


class Charged(TypedDict):
    """What the shop has charged, to the cent."""
    total: Decimal
    taxedTotal: Decimal
    discount: Decimal
    shipping: Decimal


class ChargedInput(TypedDict):
    """What the shop has charged, to the cent."""
    total: Number
    taxedTotal: Number
    discount: NotRequired[Number]
    shipping: NotRequired[Number]


class ChargedMethod(TypedDict):
    """The shipping or payment method of a document: a copy, with its cost and tax."""
    id: int | None
    name: str
    cost: Decimal
    taxClass: int | None
    taxCode: str
    taxRate: Decimal
    taxAmount: Decimal


class Company(TypedDict):
    """Who issues: the seller's address that documents copy, and what is printed beside it.
    
    The logo is a PNG or JPEG, as a `data:` URL or in bare base64. Any other text prints nothing:
    nothing is ever fetched."""
    address: SellerAddress
    taxNumber: str
    iban: str
    logo: str


class CompanyInput(TypedDict):
    """Who issues: the seller's address that documents copy, and what is printed beside it.
    
    The logo is a PNG or JPEG, as a `data:` URL or in bare base64. Any other text prints nothing:
    nothing is ever fetched."""
    address: NotRequired[SellerAddressInput]
    taxNumber: NotRequired[str]
    iban: NotRequired[str]
    logo: NotRequired[str]


class CostBand(TypedDict):
    """What it costs up to a weight."""
    upToWeight: Decimal
    cost: Decimal


class CostBandInput(TypedDict):
    """What it costs up to a weight."""
    upToWeight: Number
    cost: Number


class CostConditions(TypedDict):
    """Which shipping methods to compute the costs of."""
    ids: NotRequired[Sequence[int]]
    isActive: NotRequired[bool]
    country: NotRequired[str]
    stateProv: NotRequired[str]


class Counts(TypedDict):
    """How many there are in all; `otherNumbers` are not of the pattern of the series."""
    documents: int
    closed: int
    voided: int
    otherNumbers: int
    links: int
    checked: int
    gaps: int
    doubles: int
    dateInversions: int
    brokenLinks: int
    disagreements: int


class Customer(TypedDict):
    """A customer as it is answered; the full name is a company's name, or last and first name.
    
    With `fields`, only those and the id are there."""
    id: int
    version: int
    code: str
    type: Literal["Person", "Company"]
    fullName: str
    firstName: str
    lastName: str
    companyName: str
    personalCode: str
    companyCode: str
    companyCode2: str
    taxNumber: str
    email: str
    phone: str
    locale: str | None
    group: int | None
    invoiceRecipient: str
    billingAddress: BillingAddress | None
    shippingAddress: ShippingAddress | None
    notes: str
    externalId: str
    metadata: dict[str, str | Number | bool | None]
    creationTime: str
    updateTime: str


class CustomerChanges(TypedDict):
    """What to change of a customer; an address is replaced as a whole."""
    code: NotRequired[str]
    type: NotRequired[Literal["Person", "Company"]]
    firstName: NotRequired[str]
    lastName: NotRequired[str]
    companyName: NotRequired[str]
    personalCode: NotRequired[str]
    companyCode: NotRequired[str]
    companyCode2: NotRequired[str]
    taxNumber: NotRequired[str]
    email: NotRequired[str]
    phone: NotRequired[str]
    locale: NotRequired[str | None]
    group: NotRequired[int | None]
    invoiceRecipient: NotRequired[str]
    billingAddress: NotRequired[BillingAddressInput | None]
    shippingAddress: NotRequired[ShippingAddressInput | None]
    notes: NotRequired[str]
    externalId: NotRequired[str]
    metadata: NotRequired[Mapping[str, str | Number | bool | None]]


class CustomerConditions(TypedDict):
    """Which customers: all of these conditions hold."""
    ids: NotRequired[Sequence[int]]
    code: NotRequired[str]
    group: NotRequired[int]
    email: NotRequired[str]
    personalCode: NotRequired[str]
    companyCode: NotRequired[str]
    keywords: NotRequired[str]
    country: NotRequired[str]
    stateProv: NotRequired[str]
    externalId: NotRequired[str]
    labels: NotRequired[Sequence[int]]
    after: NotRequired[int]


class CustomerData(TypedDict):
    """What the shop tells of its customer, besides name and e-mail address."""
    externalId: str
    phone: str
    companyName: str
    taxNumber: str
    companyNumber: str
    isBusiness: bool
    notes: str


class CustomerDataInput(TypedDict):
    """What the shop tells of its customer, besides name and e-mail address."""
    externalId: NotRequired[str]
    phone: NotRequired[str]
    companyName: NotRequired[str]
    taxNumber: NotRequired[str]
    companyNumber: NotRequired[str]
    isBusiness: NotRequired[bool]
    notes: NotRequired[str]


class DateInversion(TypedDict):
    """A document with an earlier issue date than one with a lower number."""
    document: int
    number: str
    issueDate: str
    earlierNumber: str
    laterDate: str


class Disagreement(TypedDict):
    """A document that is not what the chain says of it."""
    document: int
    number: str
    description: str


class Discount(TypedDict):
    """A discount on the running subtotal."""
    type: Literal["PercentOff", "AmountOff"]
    value: Decimal


class DiscountInput(TypedDict):
    """A discount on the running subtotal."""
    type: Literal["PercentOff", "AmountOff"]
    value: Number


class Documents(TypedDict):
    """What a dry run would leave behind: its documents as they would stand, by kind."""
    orders: NotRequired[list[Order]]
    invoices: NotRequired[list[Invoice]]
    payments: NotRequired[list[Payment]]
    customers: NotRequired[list[Customer]]
    taxClasses: NotRequired[list[TaxClass]]
    taxAreas: NotRequired[list[TaxArea]]
    shippingMethods: NotRequired[list[ShippingMethod]]
    paymentMethods: NotRequired[list[PaymentMethod]]
    orderIntegrations: NotRequired[list[OrderIntegration]]
    series: NotRequired[list[Series]]
    mails: NotRequired[list[Mail]]
    settings: NotRequired[list[Settings]]


class Double(TypedDict):
    """A number that several documents have, or one document and the journal of voided ones."""
    number: str
    documents: list[int]


class EmailTexts(TypedDict):
    """The subject and the text of the e-mails that carry documents; empty: ours in the language.
    
    `{kind}`, `{number}`, `{issueDate}`, `{dueDate}`, `{total}`, `{due}`, `{customer}` and
    `{seller}` are filled in as the document has them."""
    subject: str
    message: str


class EmailTextsInput(TypedDict):
    """The subject and the text of the e-mails that carry documents; empty: ours in the language.
    
    `{kind}`, `{number}`, `{issueDate}`, `{dueDate}`, `{total}`, `{due}`, `{customer}` and
    `{seller}` are filled in as the document has them."""
    subject: NotRequired[str]
    message: NotRequired[str]


class Gap(TypedDict):
    """Numbers that are missing, from the first to the last; the year is null without one."""
    year: int | None
    first: str
    last: str
    count: int


class Good(TypedDict):
    """Goods to ship together."""
    weight: Number
    quantity: Number
    subtotal: Number
    taxedSubtotal: Number


class Invoice(TypedDict):
    """An invoice as it is answered, and as it is stored.
    
    With `fields`, only those and the id are there."""
    id: int
    version: int
    type: Literal["Proforma", "Invoice", "ShippingInvoice", "CreditNote"]
    series: int
    number: str
    status: Literal["Open", "Sent", "Disputed", "Archived", "Cancelled"]
    creationTime: str
    updateTime: str
    issueDate: str | None
    dueDate: str | None
    shippingTime: str | None
    referenceType: Literal["Order", "Quote", "Invoice", "ShippingInvoice", "Proforma", "CreditNote",
        "Receipt", "PackingSlip"] | None
    referenceNumber: str
    customer: int | None
    currency: str
    rounding: Rounding
    locale: str
    taxArea: int | None
    items: list[Item]
    prediscountSubtotal: Decimal
    taxedPrediscountSubtotal: Decimal
    discounts: list[Discount]
    discountsIncludeTaxes: bool
    subtotal: Decimal
    taxedSubtotal: Decimal
    shippingMethod: ChargedMethod | None
    paymentMethod: ChargedMethod | None
    taxes: list[TaxRow]
    taxAmount: Decimal
    total: Decimal
    taxedTotal: Decimal
    roundingAmount: Decimal
    isPaidFor: bool
    paidTotal: Decimal
    dueTotal: Decimal
    quantity: Decimal
    weight: Decimal
    customerName: str
    invoiceRecipient: str
    billingAddress: AnyBillingAddress | None
    shippingAddress: AnyShippingAddress | None
    sellerAddress: SellerAddress
    numberOfPackages: int | None
    porto: Literal["Franco", "Assegnato"] | None
    goodsAppearance: str | None
    trackingNumber: str | None
    transportReason: str | None
    terms: str
    order: int | None
    reference: int | None
    isClosed: bool
    closeTime: str | None
    dateSent: str | None
    labels: list[int]
    metadata: dict[str, str | Number | bool | None]
    externalId: str


class InvoiceChanges(TypedDict):
    """Fields of an invoice to change; those left out stay as they are."""
    number: NotRequired[str]
    creationTime: NotRequired[Moment]
    referenceType: NotRequired[Literal["Order", "Quote", "Invoice", "ShippingInvoice", "Proforma",
        "CreditNote", "Receipt", "PackingSlip"] | None]
    referenceNumber: NotRequired[str]
    customer: NotRequired[int | None]
    rounding: NotRequired[RoundingInput]
    locale: NotRequired[str]
    discounts: NotRequired[Sequence[DiscountInput]]
    discountsIncludeTaxes: NotRequired[bool]
    shippingMethod: NotRequired[int | None]
    shippingCost: NotRequired[Number | None]
    paymentMethod: NotRequired[int | None]
    paymentCost: NotRequired[Number | None]
    isPaidFor: NotRequired[bool]
    invoiceRecipient: NotRequired[str]
    shippingAddress: NotRequired[ShippingAddressInput | None]
    sellerAddress: NotRequired[SellerAddressInput]
    terms: NotRequired[str]
    currency: NotRequired[str]
    labels: NotRequired[Sequence[int]]
    metadata: NotRequired[Mapping[str, str | Number | bool | None]]
    externalId: NotRequired[str]
    status: NotRequired[Literal["Open", "Sent", "Disputed", "Archived", "Cancelled"]]
    issueDate: NotRequired[Day]
    dueDate: NotRequired[Day | None]
    shippingTime: NotRequired[Moment | None]
    numberOfPackages: NotRequired[int | None]
    porto: NotRequired[Literal["Franco", "Assegnato"] | None]
    goodsAppearance: NotRequired[str | None]
    trackingNumber: NotRequired[str | None]
    transportReason: NotRequired[str | None]
    items: NotRequired[Sequence[ChangedItem]]
    billingAddress: NotRequired[BillingAddressInput]


class InvoiceConditions(TypedDict):
    """Which invoices: all of these conditions hold."""
    ids: NotRequired[Sequence[int]]
    isPaidFor: NotRequired[bool]
    fromNumber: NotRequired[str]
    toNumber: NotRequired[str]
    fromCreationTime: NotRequired[Moment]
    toCreationTime: NotRequired[Moment]
    fromUpdateTime: NotRequired[Moment]
    toUpdateTime: NotRequired[Moment]
    customer: NotRequired[int]
    address: NotRequired[str]
    labels: NotRequired[Sequence[int]]
    after: NotRequired[int]
    type: NotRequired[Sequence[Literal["Proforma", "Invoice", "ShippingInvoice", "CreditNote"]] |
        Literal["Proforma", "Invoice", "ShippingInvoice", "CreditNote"]]
    status: NotRequired[Sequence[Literal["Open", "Sent", "Disputed", "Archived", "Cancelled"]] |
        Literal["Open", "Sent", "Disputed", "Archived", "Cancelled"]]
    fromIssueDate: NotRequired[Day]
    toIssueDate: NotRequired[Day]
    fromDueDate: NotRequired[Day]
    toDueDate: NotRequired[Day]


class Item(TypedDict):
    """An item as a document shows it."""
    id: int
    sku: str
    name: str
    quantity: Decimal
    price: Decimal
    totalPrice: Decimal
    weight: Decimal
    taxClass: int | None
    taxCode: str
    taxRate: Decimal
    taxAmount: Decimal
    requests: str
    discount: Decimal
    kind: Literal["LineItem", "Shipping"]
    sourceId: str
    grossPrice: Decimal | None
    taxedTotalPrice: Decimal
    taxes: list[Rate]
    sequence: int
    description: str
    unit: str
    tax: Decimal | None
    receivedQuantity: Decimal | None
    status: str
    note: str
    code: str
    binName: str
    image: str
    cost: Decimal | None
    markup: Decimal | None
    isRevenue: bool | None
    orderTax: bool | None
    externalId: str
    externalValue: str
    metadata: dict[str, str | Number | bool | None]
    category: int | None
    uom: int | None
    item: int | None
    store: int | None
    prices: list[dict[str, Any]]
    modifierGroups: list[dict[str, Any]]


class JournalEntry(TypedDict):
    """A number that was given and voided: of which document, when, by which key and why."""
    id: int
    number: str
    document: int
    time: str
    key: str
    reason: str


class LabelConditions(TypedDict):
    """Whose labels."""
    type: Literal["Customer", "Order", "Invoice"]
    resources: Sequence[int]
    mustHaveName: NotRequired[bool]


class LineItem(TypedDict):
    """An item by itself: what its document shows of it, and which document that is.
    
    With `fields`, only those and the id are there."""
    id: int
    sku: str
    name: str
    quantity: Decimal
    price: Decimal
    totalPrice: Decimal
    weight: Decimal
    taxClass: int | None
    taxCode: str
    taxRate: Decimal
    taxAmount: Decimal
    requests: str
    discount: Decimal
    kind: Literal["LineItem", "Shipping"]
    sourceId: str
    grossPrice: Decimal | None
    taxedTotalPrice: Decimal
    taxes: list[Rate]
    sequence: int
    description: str
    unit: str
    tax: Decimal | None
    receivedQuantity: Decimal | None
    status: str
    note: str
    code: str
    binName: str
    image: str
    cost: Decimal | None
    markup: Decimal | None
    isRevenue: bool | None
    orderTax: bool | None
    externalId: str
    externalValue: str
    metadata: dict[str, str | Number | bool | None]
    category: int | None
    uom: int | None
    item: int | None
    store: int | None
    prices: list[dict[str, Any]]
    modifierGroups: list[dict[str, Any]]
    order: int | None
    invoice: int | None
    creationTime: str
    updateTime: str


class LineItemConditions(TypedDict):
    """Which items: exactly one of `order`, `invoice`, `estimate` and `purchase` tells of what."""
    ids: NotRequired[Sequence[int]]
    order: NotRequired[int]
    invoice: NotRequired[int]
    estimate: NotRequired[int]
    purchase: NotRequired[int]
    after: NotRequired[int]


class Link(TypedDict):
    """A closed document in the chain: its frozen content, as text, and the hash over all of it."""
    series: int
    position: int
    document: int
    closeTime: str
    previous: str
    content: str
    hash: str


class Mail(TypedDict):
    """An e-mail and what became of it.
    
    It is `Waiting` until it is handed to the mail server, `Sending` until that has answered, then
    `Sent`, or `Failed` if it was refused for good. `Unknown` tells that the answer never came: it
    may have been sent, so it is not sent again. `error` is what went wrong last, also which of
    several recipients were refused.
    
    With `fields`, only those and the id are there."""
    id: int
    version: int
    invoice: int
    to: list[str]
    cc: list[str]
    subject: str
    message: str
    attach: Literal["Pdf", "None"]
    messageId: str
    state: Literal["Waiting", "Sending", "Sent", "Failed", "Unknown"]
    attempts: int
    error: str | None
    nextAttemptTime: str | None
    sentTime: str | None
    creationTime: str
    updateTime: str


class MailConditions(TypedDict):
    """Which e-mails: all of these conditions hold."""
    ids: NotRequired[Sequence[int]]
    invoice: NotRequired[int]
    messageId: NotRequired[str]
    state: NotRequired[Sequence[Literal["Waiting", "Sending", "Sent", "Failed", "Unknown"]] |
        Literal["Waiting", "Sending", "Sent", "Failed", "Unknown"]]
    fromCreationTime: NotRequired[Moment]
    toCreationTime: NotRequired[Moment]
    after: NotRequired[int]


class NewCustomer(TypedDict):
    """A customer to create; one without a locale has that of the entity."""
    code: NotRequired[str]
    type: NotRequired[Literal["Person", "Company"]]
    firstName: NotRequired[str]
    lastName: NotRequired[str]
    companyName: NotRequired[str]
    personalCode: NotRequired[str]
    companyCode: NotRequired[str]
    companyCode2: NotRequired[str]
    taxNumber: NotRequired[str]
    email: NotRequired[str]
    phone: NotRequired[str]
    locale: NotRequired[str | None]
    group: NotRequired[int | None]
    invoiceRecipient: NotRequired[str]
    billingAddress: NotRequired[BillingAddressInput | None]
    shippingAddress: NotRequired[ShippingAddressInput | None]
    notes: NotRequired[str]
    externalId: NotRequired[str]
    metadata: NotRequired[Mapping[str, str | Number | bool | None]]


class NewInvoice(TypedDict):
    """An invoice to create."""
    number: NotRequired[str]
    creationTime: NotRequired[Moment]
    referenceType: NotRequired[Literal["Order", "Quote", "Invoice", "ShippingInvoice", "Proforma",
        "CreditNote", "Receipt", "PackingSlip"] | None]
    referenceNumber: NotRequired[str]
    customer: NotRequired[int | None]
    rounding: NotRequired[RoundingInput]
    locale: NotRequired[str]
    discounts: NotRequired[Sequence[DiscountInput]]
    discountsIncludeTaxes: NotRequired[bool]
    shippingMethod: NotRequired[int | None]
    shippingCost: NotRequired[Number | None]
    paymentMethod: NotRequired[int | None]
    paymentCost: NotRequired[Number | None]
    isPaidFor: NotRequired[bool]
    invoiceRecipient: NotRequired[str]
    shippingAddress: NotRequired[ShippingAddressInput | None]
    sellerAddress: NotRequired[SellerAddressInput]
    terms: NotRequired[str]
    currency: NotRequired[str]
    labels: NotRequired[Sequence[int]]
    metadata: NotRequired[Mapping[str, str | Number | bool | None]]
    externalId: NotRequired[str]
    status: NotRequired[Literal["Open", "Sent", "Disputed", "Archived", "Cancelled"]]
    issueDate: NotRequired[Day]
    dueDate: NotRequired[Day | None]
    shippingTime: NotRequired[Moment | None]
    numberOfPackages: NotRequired[int | None]
    porto: NotRequired[Literal["Franco", "Assegnato"] | None]
    goodsAppearance: NotRequired[str | None]
    trackingNumber: NotRequired[str | None]
    transportReason: NotRequired[str | None]
    type: NotRequired[Literal["Proforma", "Invoice", "ShippingInvoice", "CreditNote"]]
    series: NotRequired[int]
    items: NotRequired[Sequence[NewItem]]
    billingAddress: BillingAddressInput


class NewItem(TypedDict):
    """An item to add; its tax class decides its tax code and rate."""
    sku: NotRequired[str]
    name: NotRequired[str]
    quantity: NotRequired[Number]
    price: NotRequired[Number]
    weight: NotRequired[Number]
    taxClass: NotRequired[int | None]
    requests: NotRequired[str]
    discount: NotRequired[Number]
    sequence: NotRequired[int]
    description: NotRequired[str]
    unit: NotRequired[str]
    tax: NotRequired[Number | None]
    receivedQuantity: NotRequired[Number | None]
    status: NotRequired[str]
    note: NotRequired[str]
    code: NotRequired[str]
    binName: NotRequired[str]
    image: NotRequired[str]
    cost: NotRequired[Number | None]
    markup: NotRequired[Number | None]
    isRevenue: NotRequired[bool | None]
    orderTax: NotRequired[bool | None]
    externalId: NotRequired[str]
    externalValue: NotRequired[str]
    metadata: NotRequired[Mapping[str, str | Number | bool | None]]
    category: NotRequired[int | None]
    uom: NotRequired[int | None]
    item: NotRequired[int | None]
    store: NotRequired[int | None]
    prices: NotRequired[Sequence[Mapping[str, Any]]]
    modifierGroups: NotRequired[Sequence[Mapping[str, Any]]]


class NewOrder(TypedDict):
    """An order to create."""
    number: NotRequired[str]
    creationTime: NotRequired[Moment]
    referenceType: NotRequired[Literal["Order", "Quote", "Invoice", "ShippingInvoice", "Proforma",
        "CreditNote", "Receipt", "PackingSlip"] | None]
    referenceNumber: NotRequired[str]
    customer: NotRequired[int | None]
    rounding: NotRequired[RoundingInput]
    locale: NotRequired[str]
    discounts: NotRequired[Sequence[DiscountInput]]
    discountsIncludeTaxes: NotRequired[bool]
    shippingMethod: NotRequired[int | None]
    shippingCost: NotRequired[Number | None]
    paymentMethod: NotRequired[int | None]
    paymentCost: NotRequired[Number | None]
    isPaidFor: NotRequired[bool]
    invoiceRecipient: NotRequired[str]
    shippingAddress: NotRequired[AnyShippingAddressInput | None]
    sellerAddress: NotRequired[SellerAddressInput]
    terms: NotRequired[str]
    currency: NotRequired[str]
    labels: NotRequired[Sequence[int]]
    metadata: NotRequired[Mapping[str, str | Number | bool | None]]
    externalId: NotRequired[str]
    status: NotRequired[Literal["Draft", "New", "Open", "Ready", "Shipped", "Delivered",
        "Completed", "Cancelled"]]
    requests: NotRequired[str]
    sourceOrderNumber: NotRequired[str]
    orderedTime: NotRequired[Moment | None]
    rawData: NotRequired[Mapping[str, Any] | None]
    customerName: NotRequired[str]
    customerEmail: NotRequired[str]
    customerData: NotRequired[CustomerDataInput | None]
    billingAddress: NotRequired[AnyBillingAddressInput | None]
    charged: NotRequired[ChargedInput | None]
    processAfter: NotRequired[Moment | None]
    estimate: NotRequired[int | None]
    isComplete: NotRequired[bool]
    paymentStatus: NotRequired[Literal["Unpaid", "PartiallyPaid", "Paid", "Refunded"]]
    paidTime: NotRequired[Moment | None]
    overrideTotal: NotRequired[Number | None]
    transactions: NotRequired[Sequence[Mapping[str, Any]]]
    paymentMethodName: NotRequired[str]
    paymentGateway: NotRequired[str]
    isFulfilled: NotRequired[bool]
    fulfilledTime: NotRequired[Moment | None]
    isInCollections: NotRequired[bool]
    isWrittenOff: NotRequired[bool]
    isMerged: NotRequired[bool]
    hasPaymentFailed: NotRequired[bool]
    isViewed: NotRequired[bool]
    isSent: NotRequired[bool]
    dateSent: NotRequired[Moment | None]
    isDeclined: NotRequired[bool]
    isExpired: NotRequired[bool]
    isReadyForDelivery: NotRequired[bool]
    isPrinted: NotRequired[bool]
    title: NotRequired[str]
    notes: NotRequired[str]
    po: NotRequired[str]
    deliveryStatus: NotRequired[str]
    serviceType: NotRequired[str]
    serviceDate: NotRequired[Day | None]
    duePeriod: NotRequired[int | None]
    dueDate: NotRequired[Day | None]
    attachments: NotRequired[Sequence[AttachmentInput]]
    syncDate: NotRequired[Moment | None]
    externalValue: NotRequired[str]
    oldHash: NotRequired[str]
    standing: NotRequired[bool]
    standingActive: NotRequired[bool]
    standingDue: NotRequired[int | None]
    standingData: NotRequired[StandingDataInput]
    standingDate: NotRequired[Day | None]
    taxPercent: NotRequired[Number | None]
    type: NotRequired[Literal["Order", "Estimate", "Purchase"]]
    series: NotRequired[int]
    source: NotRequired[Literal["Shopify", "WooCommerce", "Manual"]]
    sourceId: NotRequired[str]
    sourceEventId: NotRequired[str]
    orderIntegration: NotRequired[int | None]
    items: NotRequired[Sequence[NewOrderItem]]


class NewOrderIntegration(TypedDict):
    """An order integration to create; one without a locale has that of the entity."""
    isActive: NotRequired[bool]
    shopDomain: NotRequired[str]
    scopes: NotRequired[Sequence[str]]
    autoProcess: NotRequired[bool]
    autoProcessOn: NotRequired[Literal["Created", "Paid", "Fulfilled"]]
    autoProcessDelaySeconds: NotRequired[int]
    autoReissueOnUpdate: NotRequired[bool]
    sendInvoiceEmail: NotRequired[bool]
    sendEstimateEmail: NotRequired[bool]
    attachPdfToEmail: NotRequired[bool]
    issueInvoiceForBank: NotRequired[bool]
    issueInvoiceOnComplete: NotRequired[bool]
    defaultPaymentType: NotRequired[str]
    locale: NotRequired[str | None]
    businessUnit: NotRequired[str]
    metadata: NotRequired[Mapping[str, str | Number | bool | None]]
    name: str
    source: NotRequired[Literal["Shopify", "WooCommerce", "Manual"]]


class NewOrderItem(TypedDict):
    """An item to add: taxed by `taxRate`, the sum of `taxes`, its class, or `taxPercent`.
    
    With `charged`, the totals are what the shop has charged for it; what is left out is computed."""
    sku: NotRequired[str]
    name: NotRequired[str]
    quantity: NotRequired[Number]
    price: NotRequired[Number]
    weight: NotRequired[Number]
    taxClass: NotRequired[int | None]
    requests: NotRequired[str]
    discount: NotRequired[Number]
    sequence: NotRequired[int]
    description: NotRequired[str]
    unit: NotRequired[str]
    tax: NotRequired[Number | None]
    receivedQuantity: NotRequired[Number | None]
    status: NotRequired[str]
    note: NotRequired[str]
    code: NotRequired[str]
    binName: NotRequired[str]
    image: NotRequired[str]
    cost: NotRequired[Number | None]
    markup: NotRequired[Number | None]
    isRevenue: NotRequired[bool | None]
    orderTax: NotRequired[bool | None]
    externalId: NotRequired[str]
    externalValue: NotRequired[str]
    metadata: NotRequired[Mapping[str, str | Number | bool | None]]
    category: NotRequired[int | None]
    uom: NotRequired[int | None]
    item: NotRequired[int | None]
    store: NotRequired[int | None]
    prices: NotRequired[Sequence[Mapping[str, Any]]]
    modifierGroups: NotRequired[Sequence[Mapping[str, Any]]]
    kind: NotRequired[Literal["LineItem", "Shipping"]]
    sourceId: NotRequired[str]
    grossPrice: NotRequired[Number | None]
    totalPrice: NotRequired[Number]
    taxedTotalPrice: NotRequired[Number]
    taxRate: NotRequired[Number]
    taxes: NotRequired[Sequence[RateInput]]


class NewPayment(TypedDict):
    """A payment to record, on an order or on an invoice."""
    type: NotRequired[Literal["Receipt", "Refund"]]
    amount: Number
    time: NotRequired[Moment]
    method: NotRequired[str]
    status: NotRequired[Literal["Complete", "Pending", "Reversed"]]
    reference: NotRequired[str]
    note: NotRequired[str]
    externalId: NotRequired[str]
    allowOverpayment: NotRequired[bool]
    order: NotRequired[int]
    invoice: NotRequired[int]


class NewPaymentMethod(TypedDict):
    """A payment method to create."""
    name: str
    isActive: NotRequired[bool]
    isDefault: NotRequired[bool]
    isOnDelivery: NotRequired[bool]
    provider: NotRequired[str]
    taxClass: NotRequired[int | None]
    minTotal: NotRequired[Number | None]
    maxTotal: NotRequired[Number | None]
    cost: NotRequired[Number]
    costPercent: NotRequired[Number]
    shippingMethods: NotRequired[Sequence[int]]


class NewSeries(TypedDict):
    """A series to create; without a pattern it has the default one of its kind."""
    name: NotRequired[str]
    pattern: NotRequired[str]
    assignOn: NotRequired[Literal["Create", "Close"]]
    gapless: NotRequired[bool]
    isDefault: NotRequired[bool]
    kind: Literal["Invoice", "Proforma", "CreditNote", "Order"]


class NewShippingMethod(TypedDict):
    """A shipping method to create."""
    isActive: NotRequired[bool]
    isDefault: NotRequired[bool]
    taxClass: NotRequired[int | None]
    countries: NotRequired[Sequence[str]]
    stateProvs: NotRequired[Sequence[str]]
    minWeight: NotRequired[Number | None]
    maxWeight: NotRequired[Number | None]
    minSubtotal: NotRequired[Number | None]
    maxSubtotal: NotRequired[Number | None]
    cost: NotRequired[Number]
    costBands: NotRequired[Sequence[CostBandInput]]
    freeFrom: NotRequired[Number | None]
    name: str


class NewTaxArea(TypedDict):
    """A tax area to create."""
    name: NotRequired[str]
    isActive: NotRequired[bool]
    taxCompanies: NotRequired[bool]
    countries: NotRequired[Sequence[str]]
    rates: NotRequired[Mapping[str, Number] | Mapping[int, Number]]


class NewTaxClass(TypedDict):
    """A tax class to create."""
    code: str
    name: NotRequired[str]


class Order(TypedDict):
    """An order as it is answered, and as it is stored.
    
    With `fields`, only those and the id are there."""
    id: int
    version: int
    type: Literal["Order", "Estimate", "Purchase"]
    series: int
    number: str
    status: Literal["Draft", "New", "Open", "Ready", "Shipped", "Delivered", "Completed",
        "Cancelled"]
    token: str
    creationTime: str
    updateTime: str
    deletedTime: str | None
    source: Literal["Shopify", "WooCommerce", "Manual"]
    sourceId: str
    sourceOrderNumber: str
    sourceEventId: str
    orderIntegration: int | None
    orderedTime: str | None
    processingStatus: Literal["Pending", "Invoiced", "Cancelled", "Failed"]
    processAfter: str | None
    processedTime: str | None
    invoice: int | None
    invoices: list[int]
    estimate: int | None
    itemsChangedAfterProcessing: bool
    error: str | None
    isComplete: bool
    order: int | None
    reference: int | None
    referenceType: Literal["Order", "Quote", "Invoice", "ShippingInvoice", "Proforma", "CreditNote",
        "Receipt", "PackingSlip"] | None
    referenceNumber: str
    customer: int | None
    customerName: str
    customerEmail: str
    customerData: CustomerData | None
    currency: str
    rounding: Rounding
    locale: str
    taxArea: int | None
    taxPercent: Decimal | None
    items: list[Item]
    requests: str
    prediscountSubtotal: Decimal
    taxedPrediscountSubtotal: Decimal
    discounts: list[Discount]
    discountsIncludeTaxes: bool
    subtotal: Decimal
    taxedSubtotal: Decimal
    shippingMethod: ChargedMethod | None
    paymentMethod: ChargedMethod | None
    taxes: list[TaxRow]
    taxAmount: Decimal
    total: Decimal
    taxedTotal: Decimal
    charged: Charged | None
    overrideTotal: Decimal | None
    invoiceTotal: Decimal | None
    paymentStatus: Literal["Unpaid", "PartiallyPaid", "Paid", "Refunded"]
    isPaidFor: bool
    paidTime: str | None
    paidTotal: Decimal
    dueTotal: Decimal
    transactions: list[dict[str, Any]]
    paymentMethodName: str
    paymentGateway: str
    quantity: Decimal
    weight: Decimal
    isFulfilled: bool
    fulfilledTime: str | None
    isCancelled: bool
    cancelledTime: str | None
    isRefunded: bool
    refundedTime: str | None
    isInvoiced: bool
    isInvoicePaid: bool
    isPastDue: bool
    isInCollections: bool
    isWrittenOff: bool
    isMerged: bool
    hasPaymentFailed: bool
    isViewed: bool
    isSent: bool
    dateSent: str | None
    isDeclined: bool
    isExpired: bool
    isReadyForDelivery: bool
    isPrinted: bool
    isClosed: bool
    closeTime: str | None
    title: str
    notes: str
    po: str
    deliveryStatus: str
    serviceType: str
    serviceDate: str | None
    duePeriod: int | None
    dueDate: str | None
    attachments: list[Attachment]
    syncDate: str | None
    standing: bool
    standingActive: bool
    standingDue: int | None
    standingData: StandingData
    standingDate: str | None
    invoiceRecipient: str
    billingAddress: AnyBillingAddress | None
    shippingAddress: AnyShippingAddress | None
    sellerAddress: SellerAddress
    terms: str
    labels: list[int]
    metadata: dict[str, str | Number | bool | None]
    externalId: str
    externalValue: str
    oldHash: str
    rawData: dict[str, Any] | None


class OrderChanges(TypedDict):
    """Fields of an order to change; those left out stay as they are."""
    number: NotRequired[str]
    creationTime: NotRequired[Moment]
    referenceType: NotRequired[Literal["Order", "Quote", "Invoice", "ShippingInvoice", "Proforma",
        "CreditNote", "Receipt", "PackingSlip"] | None]
    referenceNumber: NotRequired[str]
    customer: NotRequired[int | None]
    rounding: NotRequired[RoundingInput]
    locale: NotRequired[str]
    discounts: NotRequired[Sequence[DiscountInput]]
    discountsIncludeTaxes: NotRequired[bool]
    shippingMethod: NotRequired[int | None]
    shippingCost: NotRequired[Number | None]
    paymentMethod: NotRequired[int | None]
    paymentCost: NotRequired[Number | None]
    isPaidFor: NotRequired[bool]
    invoiceRecipient: NotRequired[str]
    shippingAddress: NotRequired[AnyShippingAddressInput | None]
    sellerAddress: NotRequired[SellerAddressInput]
    terms: NotRequired[str]
    currency: NotRequired[str]
    labels: NotRequired[Sequence[int]]
    metadata: NotRequired[Mapping[str, str | Number | bool | None]]
    externalId: NotRequired[str]
    status: NotRequired[Literal["Draft", "New", "Open", "Ready", "Shipped", "Delivered",
        "Completed", "Cancelled"]]
    requests: NotRequired[str]
    sourceOrderNumber: NotRequired[str]
    orderedTime: NotRequired[Moment | None]
    rawData: NotRequired[Mapping[str, Any] | None]
    customerName: NotRequired[str]
    customerEmail: NotRequired[str]
    customerData: NotRequired[CustomerDataInput | None]
    billingAddress: NotRequired[AnyBillingAddressInput | None]
    charged: NotRequired[ChargedInput | None]
    processAfter: NotRequired[Moment | None]
    estimate: NotRequired[int | None]
    isComplete: NotRequired[bool]
    paymentStatus: NotRequired[Literal["Unpaid", "PartiallyPaid", "Paid", "Refunded"]]
    paidTime: NotRequired[Moment | None]
    overrideTotal: NotRequired[Number | None]
    transactions: NotRequired[Sequence[Mapping[str, Any]]]
    paymentMethodName: NotRequired[str]
    paymentGateway: NotRequired[str]
    isFulfilled: NotRequired[bool]
    fulfilledTime: NotRequired[Moment | None]
    isInCollections: NotRequired[bool]
    isWrittenOff: NotRequired[bool]
    isMerged: NotRequired[bool]
    hasPaymentFailed: NotRequired[bool]
    isViewed: NotRequired[bool]
    isSent: NotRequired[bool]
    dateSent: NotRequired[Moment | None]
    isDeclined: NotRequired[bool]
    isExpired: NotRequired[bool]
    isReadyForDelivery: NotRequired[bool]
    isPrinted: NotRequired[bool]
    title: NotRequired[str]
    notes: NotRequired[str]
    po: NotRequired[str]
    deliveryStatus: NotRequired[str]
    serviceType: NotRequired[str]
    serviceDate: NotRequired[Day | None]
    duePeriod: NotRequired[int | None]
    dueDate: NotRequired[Day | None]
    attachments: NotRequired[Sequence[AttachmentInput]]
    syncDate: NotRequired[Moment | None]
    externalValue: NotRequired[str]
    oldHash: NotRequired[str]
    standing: NotRequired[bool]
    standingActive: NotRequired[bool]
    standingDue: NotRequired[int | None]
    standingData: NotRequired[StandingDataInput]
    standingDate: NotRequired[Day | None]
    taxPercent: NotRequired[Number | None]
    items: NotRequired[Sequence[ChangedOrderItem]]


class OrderConditions(TypedDict):
    """Which orders: all of these conditions hold; those in the trash only where asked for."""
    ids: NotRequired[Sequence[int]]
    isPaidFor: NotRequired[bool]
    fromNumber: NotRequired[str]
    toNumber: NotRequired[str]
    fromCreationTime: NotRequired[Moment]
    toCreationTime: NotRequired[Moment]
    fromUpdateTime: NotRequired[Moment]
    toUpdateTime: NotRequired[Moment]
    customer: NotRequired[int]
    address: NotRequired[str]
    labels: NotRequired[Sequence[int]]
    after: NotRequired[int]
    type: NotRequired[Sequence[Literal["Order", "Estimate", "Purchase"]] | Literal["Order",
        "Estimate", "Purchase"]]
    status: NotRequired[Sequence[Literal["Draft", "New", "Open", "Ready", "Shipped", "Delivered",
        "Completed", "Cancelled"]] | Literal["Draft", "New", "Open", "Ready", "Shipped",
        "Delivered", "Completed", "Cancelled"]]
    processingStatus: NotRequired[Sequence[Literal["Pending", "Invoiced", "Cancelled", "Failed"]] |
        Literal["Pending", "Invoiced", "Cancelled", "Failed"]]
    paymentStatus: NotRequired[Sequence[Literal["Unpaid", "PartiallyPaid", "Paid", "Refunded"]] |
        Literal["Unpaid", "PartiallyPaid", "Paid", "Refunded"]]
    source: NotRequired[Sequence[Literal["Shopify", "WooCommerce", "Manual"]] | Literal["Shopify",
        "WooCommerce", "Manual"]]
    sourceId: NotRequired[str]
    orderIntegration: NotRequired[int]
    externalId: NotRequired[str]
    items: NotRequired[Sequence[int]]
    deleted: NotRequired[bool]


class OrderIntegration(TypedDict):
    """An order integration as it is answered.
    
    With `fields`, only those and the id are there."""
    id: int
    version: int
    name: str
    source: Literal["Shopify", "WooCommerce", "Manual"]
    isActive: bool
    shopDomain: str
    scopes: list[str]
    autoProcess: bool
    autoProcessOn: Literal["Created", "Paid", "Fulfilled"]
    autoProcessDelaySeconds: int
    autoReissueOnUpdate: bool
    sendInvoiceEmail: bool
    sendEstimateEmail: bool
    attachPdfToEmail: bool
    issueInvoiceForBank: bool
    issueInvoiceOnComplete: bool
    defaultPaymentType: str
    locale: str | None
    businessUnit: str
    metadata: dict[str, str | Number | bool | None]
    creationTime: str
    updateTime: str


class OrderIntegrationChanges(TypedDict):
    """What to change of an order integration; where its orders come from is fixed."""
    isActive: NotRequired[bool]
    shopDomain: NotRequired[str]
    scopes: NotRequired[Sequence[str]]
    autoProcess: NotRequired[bool]
    autoProcessOn: NotRequired[Literal["Created", "Paid", "Fulfilled"]]
    autoProcessDelaySeconds: NotRequired[int]
    autoReissueOnUpdate: NotRequired[bool]
    sendInvoiceEmail: NotRequired[bool]
    sendEstimateEmail: NotRequired[bool]
    attachPdfToEmail: NotRequired[bool]
    issueInvoiceForBank: NotRequired[bool]
    issueInvoiceOnComplete: NotRequired[bool]
    defaultPaymentType: NotRequired[str]
    locale: NotRequired[str | None]
    businessUnit: NotRequired[str]
    metadata: NotRequired[Mapping[str, str | Number | bool | None]]
    name: NotRequired[str]


class OrderIntegrationConditions(TypedDict):
    """Which order integrations: all of these conditions hold."""
    ids: NotRequired[Sequence[int]]
    source: NotRequired[Sequence[Literal["Shopify", "WooCommerce", "Manual"]] | Literal["Shopify",
        "WooCommerce", "Manual"]]
    isActive: NotRequired[bool]
    after: NotRequired[int]


class Pagination(TypedDict):
    """How many there are in all, -1 when not asked, and the cursors of the pages around this."""
    total: int
    nextCursor: str | None
    prevCursor: str | None
    hasMore: bool


class PartOfItem(TypedDict):
    """How much of an item."""
    id: int
    quantity: Number


class Payment(TypedDict):
    """A payment as it is answered; one on an order is on its current invoice too.
    
    With `fields`, only those and the id are there."""
    id: int
    version: int
    order: int | None
    invoice: int | None
    type: Literal["Receipt", "Refund"]
    amount: Decimal
    time: str
    method: str
    status: Literal["Complete", "Pending", "Reversed"]
    reference: str
    note: str
    externalId: str
    creationTime: str
    updateTime: str


class PaymentConditions(TypedDict):
    """Which payments: all of these conditions hold."""
    ids: NotRequired[Sequence[int]]
    order: NotRequired[int]
    invoice: NotRequired[int]
    type: NotRequired[Sequence[Literal["Receipt", "Refund"]] | Literal["Receipt", "Refund"]]
    status: NotRequired[Sequence[Literal["Complete", "Pending", "Reversed"]] | Literal["Complete",
        "Pending", "Reversed"]]
    fromTime: NotRequired[Moment]
    toTime: NotRequired[Moment]
    externalId: NotRequired[str]
    after: NotRequired[int]


class PaymentMethod(TypedDict):
    """A payment method as it is answered.
    
    With `fields`, only those and the id are there."""
    id: int
    version: int
    name: str
    isActive: bool
    isDefault: bool
    isOnDelivery: bool
    provider: str
    taxClass: int | None
    minTotal: Decimal | None
    maxTotal: Decimal | None
    cost: Decimal
    costPercent: Decimal
    shippingMethods: list[int]
    creationTime: str
    updateTime: str


class PaymentMethodChanges(TypedDict):
    """What to change of a payment method; shipping methods replace those that it has."""
    name: NotRequired[str]
    isActive: NotRequired[bool]
    isDefault: NotRequired[bool]
    isOnDelivery: NotRequired[bool]
    provider: NotRequired[str]
    taxClass: NotRequired[int | None]
    minTotal: NotRequired[Number | None]
    maxTotal: NotRequired[Number | None]
    cost: NotRequired[Number]
    costPercent: NotRequired[Number]
    shippingMethods: NotRequired[Sequence[int]]


class PaymentMethodConditions(TypedDict):
    """Which payment methods."""
    ids: NotRequired[Sequence[int]]
    isActive: NotRequired[bool]
    isDefault: NotRequired[bool]
    after: NotRequired[int]


class Rate(TypedDict):
    """One of the taxes of an item, in percent."""
    rate: Decimal


class RateInput(TypedDict):
    """One of the taxes of an item, in percent."""
    rate: Number


class Rounding(TypedDict):
    """How amounts are rounded."""
    mode: Literal["Down", "HalfDown", "HalfEven", "HalfUp"]
    rule: Literal["PerItem", "PerLine", "Total", "PerTaxClass"]


class RoundingInput(TypedDict):
    """How amounts are rounded."""
    mode: NotRequired[Literal["Down", "HalfDown", "HalfEven", "HalfUp"]]
    rule: NotRequired[Literal["PerItem", "PerLine", "Total", "PerTaxClass"]]


class SavedItem(TypedDict):
    """An item to change, named by its id, or a new one of the document that it names.
    
    A new one needs `name`, `quantity` and one of `order`, `invoice`, `estimate` and `purchase`. One
    that is there stays where it is: beside its id, they can name no other document."""
    sku: NotRequired[str]
    name: NotRequired[str]
    quantity: NotRequired[Number]
    price: NotRequired[Number]
    weight: NotRequired[Number]
    taxClass: NotRequired[int | None]
    requests: NotRequired[str]
    discount: NotRequired[Number]
    sequence: NotRequired[int]
    description: NotRequired[str]
    unit: NotRequired[str]
    tax: NotRequired[Number | None]
    receivedQuantity: NotRequired[Number | None]
    status: NotRequired[str]
    note: NotRequired[str]
    code: NotRequired[str]
    binName: NotRequired[str]
    image: NotRequired[str]
    cost: NotRequired[Number | None]
    markup: NotRequired[Number | None]
    isRevenue: NotRequired[bool | None]
    orderTax: NotRequired[bool | None]
    externalId: NotRequired[str]
    externalValue: NotRequired[str]
    metadata: NotRequired[Mapping[str, str | Number | bool | None]]
    category: NotRequired[int | None]
    uom: NotRequired[int | None]
    item: NotRequired[int | None]
    store: NotRequired[int | None]
    prices: NotRequired[Sequence[Mapping[str, Any]]]
    modifierGroups: NotRequired[Sequence[Mapping[str, Any]]]
    kind: NotRequired[Literal["LineItem", "Shipping"]]
    sourceId: NotRequired[str]
    grossPrice: NotRequired[Number | None]
    totalPrice: NotRequired[Number]
    taxedTotalPrice: NotRequired[Number]
    taxRate: NotRequired[Number]
    taxes: NotRequired[Sequence[RateInput]]
    id: NotRequired[int]
    order: NotRequired[int | None]
    invoice: NotRequired[int | None]
    estimate: NotRequired[int | None]
    purchase: NotRequired[int | None]


class SellerAddress(TypedDict):
    """Who sells."""
    companyName: str
    companyCode: str
    personalCode: str
    street1: str
    street2: str
    city: str
    postalCode: str
    stateProv: str
    country: str
    phoneNumber: str
    mobileNumber: str
    faxNumber: str
    email: str


class SellerAddressInput(TypedDict):
    """Who sells."""
    companyName: NotRequired[str]
    companyCode: NotRequired[str]
    personalCode: NotRequired[str]
    street1: NotRequired[str]
    street2: NotRequired[str]
    city: NotRequired[str]
    postalCode: NotRequired[str]
    stateProv: NotRequired[str]
    country: NotRequired[str]
    phoneNumber: NotRequired[str]
    mobileNumber: NotRequired[str]
    faxNumber: NotRequired[str]
    email: NotRequired[str]


class Series(TypedDict):
    """A series as it is answered; ShippingInvoice shares that of Invoice.
    
    With `fields`, only those and the id are there."""
    id: int
    version: int
    kind: Literal["Invoice", "Proforma", "CreditNote", "Order"]
    name: str
    pattern: str
    assignOn: Literal["Create", "Close"]
    gapless: bool
    isDefault: bool
    creationTime: str
    updateTime: str


class SeriesChanges(TypedDict):
    """What to change of a series."""
    name: NotRequired[str]
    pattern: NotRequired[str]
    assignOn: NotRequired[Literal["Create", "Close"]]
    gapless: NotRequired[bool]
    isDefault: NotRequired[bool]


class SeriesConditions(TypedDict):
    """Which series."""
    ids: NotRequired[Sequence[int]]
    kind: NotRequired[Sequence[Literal["Invoice", "Proforma", "CreditNote", "Order"]] |
        Literal["Invoice", "Proforma", "CreditNote", "Order"]]
    after: NotRequired[int]


class Settings(TypedDict):
    """An entity's settings as they are answered."""
    company: Company
    locale: str
    currency: str
    timeZone: str
    rounding: Rounding
    terms: str
    daysUntilDue: int | None
    emailTexts: EmailTexts
    id: int
    version: int
    creationTime: str
    updateTime: str


class SettingsFields(TypedDict):
    """What an entity can set."""
    company: NotRequired[CompanyInput]
    locale: NotRequired[str]
    currency: NotRequired[str]
    timeZone: NotRequired[str]
    rounding: NotRequired[RoundingInput]
    terms: NotRequired[str]
    daysUntilDue: NotRequired[int | None]
    emailTexts: NotRequired[EmailTextsInput]


class ShippingAddress(TypedDict):
    """Where the goods go."""
    name: str
    street1: str
    street2: str
    city: str
    postalCode: str
    stateProv: str
    country: str


class ShippingAddressInput(TypedDict):
    """Where the goods go."""
    name: str
    street1: str
    street2: NotRequired[str]
    city: str
    postalCode: str
    stateProv: NotRequired[str]
    country: str


class ShippingMethod(TypedDict):
    """A shipping method as it is answered.
    
    With `fields`, only those and the id are there."""
    id: int
    version: int
    name: str
    isActive: bool
    isDefault: bool
    taxClass: int | None
    countries: list[str]
    stateProvs: list[str]
    minWeight: Decimal | None
    maxWeight: Decimal | None
    minSubtotal: Decimal | None
    maxSubtotal: Decimal | None
    cost: Decimal
    costBands: list[CostBand]
    freeFrom: Decimal | None
    creationTime: str
    updateTime: str


class ShippingMethodChanges(TypedDict):
    """What to change of a shipping method; lists replace those that it has."""
    isActive: NotRequired[bool]
    isDefault: NotRequired[bool]
    taxClass: NotRequired[int | None]
    countries: NotRequired[Sequence[str]]
    stateProvs: NotRequired[Sequence[str]]
    minWeight: NotRequired[Number | None]
    maxWeight: NotRequired[Number | None]
    minSubtotal: NotRequired[Number | None]
    maxSubtotal: NotRequired[Number | None]
    cost: NotRequired[Number]
    costBands: NotRequired[Sequence[CostBandInput]]
    freeFrom: NotRequired[Number | None]
    name: NotRequired[str]


class ShippingMethodConditions(TypedDict):
    """Which shipping methods: by what they are, and by what they suit."""
    ids: NotRequired[Sequence[int]]
    isActive: NotRequired[bool]
    isDefault: NotRequired[bool]
    country: NotRequired[str]
    stateProv: NotRequired[str]
    weight: NotRequired[Number]
    quantity: NotRequired[Number]
    subtotal: NotRequired[Number]
    after: NotRequired[int]


class StandingData(TypedDict):
    """How often a standing order creates its next order, from `standingDate` on, and until when."""
    frequency: Literal["Daily", "Weekly", "Monthly", "Yearly"]
    interval: int
    endDate: str | None


class StandingDataInput(TypedDict):
    """How often a standing order creates its next order, from `standingDate` on, and until when."""
    frequency: NotRequired[Literal["Daily", "Weekly", "Monthly", "Yearly"]]
    interval: NotRequired[int]
    endDate: NotRequired[Day | None]


class TaxArea(TypedDict):
    """A tax area as it is answered.
    
    With `fields`, only those and the id are there."""
    id: int
    version: int
    name: str
    isActive: bool
    taxCompanies: bool
    countries: list[str]
    rates: dict[str, Decimal]
    creationTime: str
    updateTime: str


class TaxAreaChanges(TypedDict):
    """What to change of a tax area; countries and rates replace those that it has."""
    name: NotRequired[str]
    isActive: NotRequired[bool]
    taxCompanies: NotRequired[bool]
    countries: NotRequired[Sequence[str]]
    rates: NotRequired[Mapping[str, Number] | Mapping[int, Number]]


class TaxAreaConditions(TypedDict):
    """Which tax areas."""
    isActive: NotRequired[bool]
    country: NotRequired[str]
    after: NotRequired[int]


class TaxClass(TypedDict):
    """A tax class as it is answered.
    
    With `fields`, only those and the id are there."""
    id: int
    version: int
    code: str
    name: str
    creationTime: str
    updateTime: str


class TaxClassChanges(TypedDict):
    """What to change of a tax class."""
    code: NotRequired[str]
    name: NotRequired[str]


class TaxClassConditions(TypedDict):
    """Which tax classes."""
    after: NotRequired[int]


class TaxRow(TypedDict):
    """The tax of one code and rate."""
    code: str
    name: str
    rate: Decimal
    taxableTotal: Decimal
    amount: Decimal


class CustomersCountRequest(TypedDict):
    conditions: NotRequired[CustomerConditions]
    query: NotRequired[Query]
    search: NotRequired[str]


class CustomersCountAnswer(TypedDict):
    status: Literal["ok"]
    count: int


class CustomersCreateRequest(TypedDict):
    customer: NewCustomer
    dryRun: NotRequired[bool]


class CustomersCreateAnswer(TypedDict):
    status: Literal["ok"]
    id: int
    documents: NotRequired[Documents]


class CustomersDeleteRequest(TypedDict):
    ids: Sequence[int]
    dryRun: NotRequired[bool]


class CustomersDeleteAnswer(TypedDict):
    status: Literal["ok"]
    documents: NotRequired[Documents]


class CustomersFindRequest(TypedDict):
    conditions: NotRequired[CustomerConditions]
    query: NotRequired[Query]
    search: NotRequired[str]
    fields: NotRequired[Sequence[Literal["id", "version", "code", "type", "fullName", "firstName",
        "lastName", "companyName", "personalCode", "companyCode", "companyCode2", "taxNumber",
        "email", "phone", "locale", "group", "invoiceRecipient", "billingAddress",
        "shippingAddress", "notes", "externalId", "metadata", "creationTime", "updateTime"]]]
    order: NotRequired[Sequence[Literal["id", "-id", "code", "-code", "email", "-email", "fullName",
        "-fullName", "country", "-country", "creationTime", "-creationTime", "updateTime",
        "-updateTime", "group", "-group"]]]
    limit: NotRequired[int]
    first: NotRequired[int]
    cursor: NotRequired[str | None]
    includeTotalCount: NotRequired[bool]


class CustomersFindAnswer(TypedDict):
    status: Literal["ok"]
    customers: list[Customer]
    pagination: NotRequired[Pagination]


class CustomersGetRequest(TypedDict):
    id: int
    fields: NotRequired[Sequence[Literal["id", "version", "code", "type", "fullName", "firstName",
        "lastName", "companyName", "personalCode", "companyCode", "companyCode2", "taxNumber",
        "email", "phone", "locale", "group", "invoiceRecipient", "billingAddress",
        "shippingAddress", "notes", "externalId", "metadata", "creationTime", "updateTime"]]]


class CustomersGetAnswer(TypedDict):
    status: Literal["ok"]
    customer: Customer | None


class CustomersUpdateRequest(TypedDict):
    id: int
    version: NotRequired[int]
    customer: CustomerChanges
    dryRun: NotRequired[bool]


class CustomersUpdateAnswer(TypedDict):
    status: Literal["ok"]
    documents: NotRequired[Documents]


class InvoicesCloseRequest(TypedDict):
    id: int
    version: NotRequired[int]
    dryRun: NotRequired[bool]


class InvoicesCloseAnswer(TypedDict):
    status: Literal["ok"]
    number: str
    source: Literal["Order", "Manual"]
    closeTime: str
    documents: NotRequired[Documents]


class InvoicesCountRequest(TypedDict):
    conditions: NotRequired[InvoiceConditions]
    query: NotRequired[Query]
    search: NotRequired[str]


class InvoicesCountAnswer(TypedDict):
    status: Literal["ok"]
    count: int


class InvoicesCreateRequest(TypedDict):
    invoice: NewInvoice
    dryRun: NotRequired[bool]


class InvoicesCreateAnswer(TypedDict):
    status: Literal["ok"]
    id: int
    documents: NotRequired[Documents]


class InvoicesCreateFromOrderRequest(TypedDict):
    order: int
    type: NotRequired[str]
    reference: NotRequired[int]
    applyExpiresAt: NotRequired[Day]
    items: NotRequired[Sequence[PartOfItem]]
    dryRun: NotRequired[bool]


class InvoicesCreateFromOrderAnswer(TypedDict):
    status: Literal["ok"]
    id: int
    documents: NotRequired[Documents]


class InvoicesCreditRequest(TypedDict):
    id: int
    version: NotRequired[int]
    items: NotRequired[Sequence[PartOfItem]]
    amount: NotRequired[Number]
    reason: NotRequired[str]
    dryRun: NotRequired[bool]


class InvoicesCreditAnswer(TypedDict):
    status: Literal["ok"]
    id: int
    documents: NotRequired[Documents]


class InvoicesDeleteRequest(TypedDict):
    ids: Sequence[int]
    dryRun: NotRequired[bool]


class InvoicesDeleteAnswer(TypedDict):
    status: Literal["ok"]
    documents: NotRequired[Documents]


class InvoicesExportRequest(TypedDict):
    id: int
    format: NotRequired[Literal["Pdf", "FatturaPa", "Ubl", "Cii", "FacturX"]]


class InvoicesExportAnswer(TypedDict):
    status: Literal["ok"]
    contentType: str
    fileName: str
    content: str
    link: str


class InvoicesFindRequest(TypedDict):
    conditions: NotRequired[InvoiceConditions]
    query: NotRequired[Query]
    search: NotRequired[str]
    fields: NotRequired[Sequence[Literal["id", "version", "type", "series", "number", "status",
        "creationTime", "updateTime", "issueDate", "dueDate", "shippingTime", "referenceType",
        "referenceNumber", "customer", "currency", "rounding", "locale", "taxArea", "items",
        "prediscountSubtotal", "taxedPrediscountSubtotal", "discounts", "discountsIncludeTaxes",
        "subtotal", "taxedSubtotal", "shippingMethod", "paymentMethod", "taxes", "taxAmount",
        "total", "taxedTotal", "roundingAmount", "isPaidFor", "paidTotal", "dueTotal", "quantity",
        "weight", "customerName", "invoiceRecipient", "billingAddress", "shippingAddress",
        "sellerAddress", "numberOfPackages", "porto", "goodsAppearance", "trackingNumber",
        "transportReason", "terms", "order", "reference", "isClosed", "closeTime", "dateSent",
        "labels", "metadata", "externalId"]]]
    order: NotRequired[Sequence[Literal["id", "-id", "type", "-type", "number", "-number", "status",
        "-status", "creationTime", "-creationTime", "updateTime", "-updateTime", "issueDate",
        "-issueDate", "dueDate", "-dueDate", "total", "-total", "taxedTotal", "-taxedTotal",
        "isPaidFor", "-isPaidFor", "customerName", "-customerName"]]]
    limit: NotRequired[int]
    first: NotRequired[int]
    cursor: NotRequired[str | None]
    includeTotalCount: NotRequired[bool]


class InvoicesFindAnswer(TypedDict):
    status: Literal["ok"]
    invoices: list[Invoice]
    pagination: NotRequired[Pagination]


class InvoicesGetRequest(TypedDict):
    id: int
    fields: NotRequired[Sequence[Literal["id", "version", "type", "series", "number", "status",
        "creationTime", "updateTime", "issueDate", "dueDate", "shippingTime", "referenceType",
        "referenceNumber", "customer", "currency", "rounding", "locale", "taxArea", "items",
        "prediscountSubtotal", "taxedPrediscountSubtotal", "discounts", "discountsIncludeTaxes",
        "subtotal", "taxedSubtotal", "shippingMethod", "paymentMethod", "taxes", "taxAmount",
        "total", "taxedTotal", "roundingAmount", "isPaidFor", "paidTotal", "dueTotal", "quantity",
        "weight", "customerName", "invoiceRecipient", "billingAddress", "shippingAddress",
        "sellerAddress", "numberOfPackages", "porto", "goodsAppearance", "trackingNumber",
        "transportReason", "terms", "order", "reference", "isClosed", "closeTime", "dateSent",
        "labels", "metadata", "externalId"]]]


class InvoicesGetAnswer(TypedDict):
    status: Literal["ok"]
    invoice: Invoice | None


class InvoicesPayRequest(TypedDict):
    type: NotRequired[Literal["Receipt", "Refund"]]
    amount: Number
    time: NotRequired[Moment]
    method: NotRequired[str]
    status: NotRequired[Literal["Complete", "Pending", "Reversed"]]
    reference: NotRequired[str]
    note: NotRequired[str]
    externalId: NotRequired[str]
    allowOverpayment: NotRequired[bool]
    id: int
    version: NotRequired[int]
    dryRun: NotRequired[bool]


class InvoicesPayAnswer(TypedDict):
    status: Literal["ok"]
    id: int
    success: bool
    message: str
    documents: NotRequired[Documents]


class InvoicesSendRequest(TypedDict):
    id: int
    version: NotRequired[int]
    to: NotRequired[Sequence[str] | str]
    cc: NotRequired[Sequence[str] | str]
    subject: NotRequired[str]
    message: NotRequired[str]
    attach: NotRequired[Literal["Pdf", "None"]]
    dryRun: NotRequired[bool]


class InvoicesSendAnswer(TypedDict):
    status: Literal["ok"]
    messageId: str
    documents: NotRequired[Documents]


class InvoicesUpdateRequest(TypedDict):
    id: int
    version: NotRequired[int]
    invoice: InvoiceChanges
    dryRun: NotRequired[bool]


class InvoicesUpdateAnswer(TypedDict):
    status: Literal["ok"]
    documents: NotRequired[Documents]


class LabelsAddRequest(TypedDict):
    ids: Sequence[int]
    type: Literal["Customer", "Order", "Invoice"]
    resources: Sequence[int]
    dryRun: NotRequired[bool]


class LabelsAddAnswer(TypedDict):
    status: Literal["ok"]
    documents: NotRequired[Documents]


class LabelsFindRequest(TypedDict):
    conditions: LabelConditions


class LabelsFindAnswer(TypedDict):
    status: Literal["ok"]
    labels: dict[str, list[int]]


class LabelsRemoveRequest(TypedDict):
    ids: Sequence[int]
    type: Literal["Customer", "Order", "Invoice"]
    resources: Sequence[int]
    dryRun: NotRequired[bool]


class LabelsRemoveAnswer(TypedDict):
    status: Literal["ok"]
    documents: NotRequired[Documents]


class LabelsReplaceRequest(TypedDict):
    ids: Sequence[int]
    type: Literal["Customer", "Order", "Invoice"]
    resources: Sequence[int]
    dryRun: NotRequired[bool]


class LabelsReplaceAnswer(TypedDict):
    status: Literal["ok"]
    documents: NotRequired[Documents]


class LineItemsCountRequest(TypedDict):
    conditions: NotRequired[LineItemConditions]
    query: NotRequired[Query]
    search: NotRequired[str]


class LineItemsCountAnswer(TypedDict):
    status: Literal["ok"]
    count: int


class LineItemsDeleteRequest(TypedDict):
    ids: Sequence[int]
    dryRun: NotRequired[bool]


class LineItemsDeleteAnswer(TypedDict):
    status: Literal["ok"]
    documents: NotRequired[Documents]


class LineItemsFindRequest(TypedDict):
    conditions: NotRequired[LineItemConditions]
    query: NotRequired[Query]
    search: NotRequired[str]
    fields: NotRequired[Sequence[Literal["id", "sku", "name", "quantity", "price", "totalPrice",
        "weight", "taxClass", "taxCode", "taxRate", "taxAmount", "requests", "discount", "kind",
        "sourceId", "grossPrice", "taxedTotalPrice", "taxes", "sequence", "description", "unit",
        "tax", "receivedQuantity", "status", "note", "code", "binName", "image", "cost", "markup",
        "isRevenue", "orderTax", "externalId", "externalValue", "metadata", "category", "uom",
        "item", "store", "prices", "modifierGroups", "order", "invoice", "creationTime",
        "updateTime"]]]
    order: NotRequired[Sequence[Literal["id", "-id", "sequence", "-sequence", "name", "-name",
        "price", "-price", "quantity", "-quantity", "totalPrice", "-totalPrice", "creationTime",
        "-creationTime", "updateTime", "-updateTime"]]]
    limit: NotRequired[int]
    first: NotRequired[int]
    cursor: NotRequired[str | None]
    includeTotalCount: NotRequired[bool]


class LineItemsFindAnswer(TypedDict):
    status: Literal["ok"]
    items: list[LineItem]
    pagination: NotRequired[Pagination]


class LineItemsGetRequest(TypedDict):
    id: int
    fields: NotRequired[Sequence[Literal["id", "sku", "name", "quantity", "price", "totalPrice",
        "weight", "taxClass", "taxCode", "taxRate", "taxAmount", "requests", "discount", "kind",
        "sourceId", "grossPrice", "taxedTotalPrice", "taxes", "sequence", "description", "unit",
        "tax", "receivedQuantity", "status", "note", "code", "binName", "image", "cost", "markup",
        "isRevenue", "orderTax", "externalId", "externalValue", "metadata", "category", "uom",
        "item", "store", "prices", "modifierGroups", "order", "invoice", "creationTime",
        "updateTime"]]]


class LineItemsGetAnswer(TypedDict):
    status: Literal["ok"]
    item: LineItem | None


class LineItemsSaveRequest(TypedDict):
    items: Sequence[SavedItem]
    dryRun: NotRequired[bool]


class LineItemsSaveAnswer(TypedDict):
    status: Literal["ok"]
    ids: list[int]
    documents: NotRequired[Documents]


class MailsCountRequest(TypedDict):
    conditions: NotRequired[MailConditions]
    query: NotRequired[Query]
    search: NotRequired[str]


class MailsCountAnswer(TypedDict):
    status: Literal["ok"]
    count: int


class MailsFindRequest(TypedDict):
    conditions: NotRequired[MailConditions]
    query: NotRequired[Query]
    search: NotRequired[str]
    fields: NotRequired[Sequence[Literal["id", "version", "invoice", "to", "cc", "subject",
        "message", "attach", "messageId", "state", "attempts", "error", "nextAttemptTime",
        "sentTime", "creationTime", "updateTime"]]]
    order: NotRequired[Sequence[Literal["id", "-id", "creationTime", "-creationTime", "updateTime",
        "-updateTime"]]]
    limit: NotRequired[int]
    first: NotRequired[int]
    cursor: NotRequired[str | None]
    includeTotalCount: NotRequired[bool]


class MailsFindAnswer(TypedDict):
    status: Literal["ok"]
    mails: list[Mail]
    pagination: NotRequired[Pagination]


class MailsGetRequest(TypedDict):
    id: int
    fields: NotRequired[Sequence[Literal["id", "version", "invoice", "to", "cc", "subject",
        "message", "attach", "messageId", "state", "attempts", "error", "nextAttemptTime",
        "sentTime", "creationTime", "updateTime"]]]


class MailsGetAnswer(TypedDict):
    status: Literal["ok"]
    mail: Mail | None


class OrderIntegrationsCountRequest(TypedDict):
    conditions: NotRequired[OrderIntegrationConditions]
    query: NotRequired[Query]
    search: NotRequired[str]


class OrderIntegrationsCountAnswer(TypedDict):
    status: Literal["ok"]
    count: int


class OrderIntegrationsCreateRequest(TypedDict):
    orderIntegration: NewOrderIntegration
    dryRun: NotRequired[bool]


class OrderIntegrationsCreateAnswer(TypedDict):
    status: Literal["ok"]
    id: int
    documents: NotRequired[Documents]


class OrderIntegrationsDeleteRequest(TypedDict):
    ids: Sequence[int]
    dryRun: NotRequired[bool]


class OrderIntegrationsDeleteAnswer(TypedDict):
    status: Literal["ok"]
    documents: NotRequired[Documents]


class OrderIntegrationsFindRequest(TypedDict):
    conditions: NotRequired[OrderIntegrationConditions]
    query: NotRequired[Query]
    search: NotRequired[str]
    fields: NotRequired[Sequence[Literal["id", "version", "name", "source", "isActive",
        "shopDomain", "scopes", "autoProcess", "autoProcessOn", "autoProcessDelaySeconds",
        "autoReissueOnUpdate", "sendInvoiceEmail", "sendEstimateEmail", "attachPdfToEmail",
        "issueInvoiceForBank", "issueInvoiceOnComplete", "defaultPaymentType", "locale",
        "businessUnit", "metadata", "creationTime", "updateTime"]]]
    order: NotRequired[Sequence[Literal["id", "-id", "name", "-name", "source", "-source",
        "isActive", "-isActive", "creationTime", "-creationTime", "updateTime", "-updateTime"]]]
    limit: NotRequired[int]
    first: NotRequired[int]
    cursor: NotRequired[str | None]
    includeTotalCount: NotRequired[bool]


class OrderIntegrationsFindAnswer(TypedDict):
    status: Literal["ok"]
    orderIntegrations: list[OrderIntegration]
    pagination: NotRequired[Pagination]


class OrderIntegrationsGetRequest(TypedDict):
    id: int
    fields: NotRequired[Sequence[Literal["id", "version", "name", "source", "isActive",
        "shopDomain", "scopes", "autoProcess", "autoProcessOn", "autoProcessDelaySeconds",
        "autoReissueOnUpdate", "sendInvoiceEmail", "sendEstimateEmail", "attachPdfToEmail",
        "issueInvoiceForBank", "issueInvoiceOnComplete", "defaultPaymentType", "locale",
        "businessUnit", "metadata", "creationTime", "updateTime"]]]


class OrderIntegrationsGetAnswer(TypedDict):
    status: Literal["ok"]
    orderIntegration: OrderIntegration | None


class OrderIntegrationsUpdateRequest(TypedDict):
    id: int
    version: NotRequired[int]
    orderIntegration: OrderIntegrationChanges
    dryRun: NotRequired[bool]


class OrderIntegrationsUpdateAnswer(TypedDict):
    status: Literal["ok"]
    documents: NotRequired[Documents]


class OrdersCancelRequest(TypedDict):
    id: int
    version: NotRequired[int]
    dryRun: NotRequired[bool]


class OrdersCancelAnswer(TypedDict):
    status: Literal["ok"]
    documents: NotRequired[Documents]


class OrdersCountRequest(TypedDict):
    conditions: NotRequired[OrderConditions]
    query: NotRequired[Query]
    search: NotRequired[str]


class OrdersCountAnswer(TypedDict):
    status: Literal["ok"]
    count: int


class OrdersCreateRequest(TypedDict):
    order: NewOrder
    dryRun: NotRequired[bool]


class OrdersCreateAnswer(TypedDict):
    status: Literal["ok"]
    id: int
    documents: NotRequired[Documents]


class OrdersDeleteRequest(TypedDict):
    ids: Sequence[int]
    dryRun: NotRequired[bool]


class OrdersDeleteAnswer(TypedDict):
    status: Literal["ok"]
    documents: NotRequired[Documents]


class OrdersFindRequest(TypedDict):
    conditions: NotRequired[OrderConditions]
    query: NotRequired[Query]
    search: NotRequired[str]
    fields: NotRequired[Sequence[Literal["id", "version", "type", "series", "number", "status",
        "token", "creationTime", "updateTime", "deletedTime", "source", "sourceId",
        "sourceOrderNumber", "sourceEventId", "orderIntegration", "orderedTime", "processingStatus",
        "processAfter", "processedTime", "invoice", "invoices", "estimate",
        "itemsChangedAfterProcessing", "error", "isComplete", "order", "reference", "referenceType",
        "referenceNumber", "customer", "customerName", "customerEmail", "customerData", "currency",
        "rounding", "locale", "taxArea", "taxPercent", "items", "requests", "prediscountSubtotal",
        "taxedPrediscountSubtotal", "discounts", "discountsIncludeTaxes", "subtotal",
        "taxedSubtotal", "shippingMethod", "paymentMethod", "taxes", "taxAmount", "total",
        "taxedTotal", "charged", "overrideTotal", "invoiceTotal", "paymentStatus", "isPaidFor",
        "paidTime", "paidTotal", "dueTotal", "transactions", "paymentMethodName", "paymentGateway",
        "quantity", "weight", "isFulfilled", "fulfilledTime", "isCancelled", "cancelledTime",
        "isRefunded", "refundedTime", "isInvoiced", "isInvoicePaid", "isPastDue", "isInCollections",
        "isWrittenOff", "isMerged", "hasPaymentFailed", "isViewed", "isSent", "dateSent",
        "isDeclined", "isExpired", "isReadyForDelivery", "isPrinted", "isClosed", "closeTime",
        "title", "notes", "po", "deliveryStatus", "serviceType", "serviceDate", "duePeriod",
        "dueDate", "attachments", "syncDate", "standing", "standingActive", "standingDue",
        "standingData", "standingDate", "invoiceRecipient", "billingAddress", "shippingAddress",
        "sellerAddress", "terms", "labels", "metadata", "externalId", "externalValue", "oldHash",
        "rawData"]]]
    order: NotRequired[Sequence[Literal["id", "-id", "number", "-number", "status", "-status",
        "creationTime", "-creationTime", "updateTime", "-updateTime", "total", "-total",
        "taxedTotal", "-taxedTotal", "isPaidFor", "-isPaidFor", "customerName", "-customerName"]]]
    limit: NotRequired[int]
    first: NotRequired[int]
    cursor: NotRequired[str | None]
    includeTotalCount: NotRequired[bool]


class OrdersFindAnswer(TypedDict):
    status: Literal["ok"]
    orders: list[Order]
    pagination: NotRequired[Pagination]


class OrdersGetRequest(TypedDict):
    id: int
    fields: NotRequired[Sequence[Literal["id", "version", "type", "series", "number", "status",
        "token", "creationTime", "updateTime", "deletedTime", "source", "sourceId",
        "sourceOrderNumber", "sourceEventId", "orderIntegration", "orderedTime", "processingStatus",
        "processAfter", "processedTime", "invoice", "invoices", "estimate",
        "itemsChangedAfterProcessing", "error", "isComplete", "order", "reference", "referenceType",
        "referenceNumber", "customer", "customerName", "customerEmail", "customerData", "currency",
        "rounding", "locale", "taxArea", "taxPercent", "items", "requests", "prediscountSubtotal",
        "taxedPrediscountSubtotal", "discounts", "discountsIncludeTaxes", "subtotal",
        "taxedSubtotal", "shippingMethod", "paymentMethod", "taxes", "taxAmount", "total",
        "taxedTotal", "charged", "overrideTotal", "invoiceTotal", "paymentStatus", "isPaidFor",
        "paidTime", "paidTotal", "dueTotal", "transactions", "paymentMethodName", "paymentGateway",
        "quantity", "weight", "isFulfilled", "fulfilledTime", "isCancelled", "cancelledTime",
        "isRefunded", "refundedTime", "isInvoiced", "isInvoicePaid", "isPastDue", "isInCollections",
        "isWrittenOff", "isMerged", "hasPaymentFailed", "isViewed", "isSent", "dateSent",
        "isDeclined", "isExpired", "isReadyForDelivery", "isPrinted", "isClosed", "closeTime",
        "title", "notes", "po", "deliveryStatus", "serviceType", "serviceDate", "duePeriod",
        "dueDate", "attachments", "syncDate", "standing", "standingActive", "standingDue",
        "standingData", "standingDate", "invoiceRecipient", "billingAddress", "shippingAddress",
        "sellerAddress", "terms", "labels", "metadata", "externalId", "externalValue", "oldHash",
        "rawData"]]]
    deleted: NotRequired[bool]


class OrdersGetAnswer(TypedDict):
    status: Literal["ok"]
    order: Order | None


class OrdersPayRequest(TypedDict):
    type: NotRequired[Literal["Receipt", "Refund"]]
    amount: Number
    time: NotRequired[Moment]
    method: NotRequired[str]
    status: NotRequired[Literal["Complete", "Pending", "Reversed"]]
    reference: NotRequired[str]
    note: NotRequired[str]
    externalId: NotRequired[str]
    allowOverpayment: NotRequired[bool]
    id: int
    version: NotRequired[int]
    dryRun: NotRequired[bool]


class OrdersPayAnswer(TypedDict):
    status: Literal["ok"]
    id: int
    success: bool
    message: str
    documents: NotRequired[Documents]


class OrdersProcessRequest(TypedDict):
    id: int
    version: NotRequired[int]
    dryRun: NotRequired[bool]


class OrdersProcessAnswer(TypedDict):
    status: Literal["ok"]
    invoice: int
    documents: NotRequired[Documents]


class OrdersReissueRequest(TypedDict):
    id: int
    version: NotRequired[int]
    dryRun: NotRequired[bool]


class OrdersReissueAnswer(TypedDict):
    status: Literal["ok"]
    creditNote: int | None
    invoice: int
    documents: NotRequired[Documents]


class OrdersRestoreRequest(TypedDict):
    ids: Sequence[int]
    dryRun: NotRequired[bool]


class OrdersRestoreAnswer(TypedDict):
    status: Literal["ok"]
    documents: NotRequired[Documents]


class OrdersUpdateRequest(TypedDict):
    id: int
    version: NotRequired[int]
    order: OrderChanges
    dryRun: NotRequired[bool]


class OrdersUpdateAnswer(TypedDict):
    status: Literal["ok"]
    documents: NotRequired[Documents]


class PaymentMethodsComputeCostsRequest(TypedDict):
    amounts: Sequence[Number]
    taxArea: int
    conditions: NotRequired[PaymentMethodConditions]


class PaymentMethodsComputeCostsAnswer(TypedDict):
    status: Literal["ok"]
    costs: list[dict[str, Decimal]]


class PaymentMethodsCountRequest(TypedDict):
    conditions: NotRequired[PaymentMethodConditions]
    query: NotRequired[Query]
    search: NotRequired[str]


class PaymentMethodsCountAnswer(TypedDict):
    status: Literal["ok"]
    count: int


class PaymentMethodsCreateRequest(TypedDict):
    paymentMethod: NewPaymentMethod
    dryRun: NotRequired[bool]


class PaymentMethodsCreateAnswer(TypedDict):
    status: Literal["ok"]
    id: int
    documents: NotRequired[Documents]


class PaymentMethodsDeleteRequest(TypedDict):
    ids: Sequence[int]
    dryRun: NotRequired[bool]


class PaymentMethodsDeleteAnswer(TypedDict):
    status: Literal["ok"]
    documents: NotRequired[Documents]


class PaymentMethodsFindRequest(TypedDict):
    conditions: NotRequired[PaymentMethodConditions]
    query: NotRequired[Query]
    search: NotRequired[str]
    fields: NotRequired[Sequence[Literal["id", "version", "name", "isActive", "isDefault",
        "isOnDelivery", "provider", "taxClass", "minTotal", "maxTotal", "cost", "costPercent",
        "shippingMethods", "creationTime", "updateTime"]]]
    order: NotRequired[Sequence[Literal["id", "-id", "name", "-name", "isOnDelivery",
        "-isOnDelivery", "isActive", "-isActive", "provider", "-provider"]]]
    limit: NotRequired[int]
    first: NotRequired[int]
    cursor: NotRequired[str | None]
    includeTotalCount: NotRequired[bool]
    language: NotRequired[str]


class PaymentMethodsFindAnswer(TypedDict):
    status: Literal["ok"]
    paymentMethods: list[PaymentMethod]
    pagination: NotRequired[Pagination]


class PaymentMethodsGetRequest(TypedDict):
    id: int
    fields: NotRequired[Sequence[Literal["id", "version", "name", "isActive", "isDefault",
        "isOnDelivery", "provider", "taxClass", "minTotal", "maxTotal", "cost", "costPercent",
        "shippingMethods", "creationTime", "updateTime"]]]


class PaymentMethodsGetAnswer(TypedDict):
    status: Literal["ok"]
    paymentMethod: PaymentMethod | None


class PaymentMethodsUpdateRequest(TypedDict):
    id: int
    version: NotRequired[int]
    paymentMethod: PaymentMethodChanges
    dryRun: NotRequired[bool]


class PaymentMethodsUpdateAnswer(TypedDict):
    status: Literal["ok"]
    documents: NotRequired[Documents]


class PaymentsCountRequest(TypedDict):
    conditions: NotRequired[PaymentConditions]
    query: NotRequired[Query]
    search: NotRequired[str]


class PaymentsCountAnswer(TypedDict):
    status: Literal["ok"]
    count: int


class PaymentsCreateRequest(TypedDict):
    payment: NewPayment
    dryRun: NotRequired[bool]


class PaymentsCreateAnswer(TypedDict):
    status: Literal["ok"]
    id: int
    success: bool
    message: str
    documents: NotRequired[Documents]


class PaymentsDeleteRequest(TypedDict):
    ids: Sequence[int]
    dryRun: NotRequired[bool]


class PaymentsDeleteAnswer(TypedDict):
    status: Literal["ok"]
    documents: NotRequired[Documents]


class PaymentsFindRequest(TypedDict):
    conditions: NotRequired[PaymentConditions]
    query: NotRequired[Query]
    search: NotRequired[str]
    fields: NotRequired[Sequence[Literal["id", "version", "order", "invoice", "type", "amount",
        "time", "method", "status", "reference", "note", "externalId", "creationTime",
        "updateTime"]]]
    order: NotRequired[Sequence[Literal["id", "-id", "time", "-time", "amount", "-amount",
        "creationTime", "-creationTime", "updateTime", "-updateTime"]]]
    limit: NotRequired[int]
    first: NotRequired[int]
    cursor: NotRequired[str | None]
    includeTotalCount: NotRequired[bool]


class PaymentsFindAnswer(TypedDict):
    status: Literal["ok"]
    payments: list[Payment]
    pagination: NotRequired[Pagination]


class PaymentsGetRequest(TypedDict):
    id: int
    fields: NotRequired[Sequence[Literal["id", "version", "order", "invoice", "type", "amount",
        "time", "method", "status", "reference", "note", "externalId", "creationTime",
        "updateTime"]]]


class PaymentsGetAnswer(TypedDict):
    status: Literal["ok"]
    payment: Payment | None


class SeriesAuditRequest(TypedDict):
    id: int
    after: NotRequired[int]
    limit: NotRequired[int]


class SeriesAuditAnswer(TypedDict):
    status: Literal["ok"]
    isSound: bool
    head: str
    next: int | None
    counts: Counts
    gaps: list[Gap]
    doubles: list[Double]
    dateInversions: list[DateInversion]
    brokenLinks: list[BrokenLink]
    disagreements: list[Disagreement]


class SeriesChainRequest(TypedDict):
    id: int
    after: NotRequired[int]
    limit: NotRequired[int]


class SeriesChainAnswer(TypedDict):
    status: Literal["ok"]
    links: list[Link]


class SeriesCountRequest(TypedDict):
    conditions: NotRequired[SeriesConditions]
    query: NotRequired[Query]
    search: NotRequired[str]


class SeriesCountAnswer(TypedDict):
    status: Literal["ok"]
    count: int


class SeriesCreateRequest(TypedDict):
    series: NewSeries
    dryRun: NotRequired[bool]


class SeriesCreateAnswer(TypedDict):
    status: Literal["ok"]
    id: int
    documents: NotRequired[Documents]


class SeriesDeleteRequest(TypedDict):
    ids: Sequence[int]
    dryRun: NotRequired[bool]


class SeriesDeleteAnswer(TypedDict):
    status: Literal["ok"]
    documents: NotRequired[Documents]


class SeriesFindRequest(TypedDict):
    conditions: NotRequired[SeriesConditions]
    query: NotRequired[Query]
    search: NotRequired[str]
    fields: NotRequired[Sequence[Literal["id", "version", "kind", "name", "pattern", "assignOn",
        "gapless", "isDefault", "creationTime", "updateTime"]]]
    order: NotRequired[Sequence[Literal["id", "-id", "name", "-name", "kind", "-kind"]]]
    limit: NotRequired[int]
    first: NotRequired[int]
    cursor: NotRequired[str | None]
    includeTotalCount: NotRequired[bool]


class SeriesFindAnswer(TypedDict):
    status: Literal["ok"]
    series: list[Series]
    pagination: NotRequired[Pagination]


class SeriesGetRequest(TypedDict):
    id: int
    fields: NotRequired[Sequence[Literal["id", "version", "kind", "name", "pattern", "assignOn",
        "gapless", "isDefault", "creationTime", "updateTime"]]]


class SeriesGetAnswer(TypedDict):
    status: Literal["ok"]
    series: Series | None


class SeriesJournalRequest(TypedDict):
    id: int
    after: NotRequired[int]
    limit: NotRequired[int]


class SeriesJournalAnswer(TypedDict):
    status: Literal["ok"]
    entries: list[JournalEntry]


class SeriesUpdateRequest(TypedDict):
    id: int
    version: NotRequired[int]
    series: SeriesChanges
    dryRun: NotRequired[bool]


class SeriesUpdateAnswer(TypedDict):
    status: Literal["ok"]
    documents: NotRequired[Documents]


class SettingsGetRequest(TypedDict):
    pass


class SettingsGetAnswer(TypedDict):
    status: Literal["ok"]
    settings: Settings


class SettingsUpdateRequest(TypedDict):
    version: NotRequired[int]
    settings: SettingsFields
    dryRun: NotRequired[bool]


class SettingsUpdateAnswer(TypedDict):
    status: Literal["ok"]
    documents: NotRequired[Documents]


class ShippingMethodsComputeCostsRequest(TypedDict):
    goods: Sequence[Good]
    conditions: NotRequired[CostConditions]


class ShippingMethodsComputeCostsAnswer(TypedDict):
    status: Literal["ok"]
    costs: list[dict[str, Decimal]]


class ShippingMethodsCountRequest(TypedDict):
    conditions: NotRequired[ShippingMethodConditions]
    query: NotRequired[Query]
    search: NotRequired[str]


class ShippingMethodsCountAnswer(TypedDict):
    status: Literal["ok"]
    count: int


class ShippingMethodsCreateRequest(TypedDict):
    shippingMethod: NewShippingMethod
    dryRun: NotRequired[bool]


class ShippingMethodsCreateAnswer(TypedDict):
    status: Literal["ok"]
    id: int
    documents: NotRequired[Documents]


class ShippingMethodsDeleteRequest(TypedDict):
    ids: Sequence[int]
    dryRun: NotRequired[bool]


class ShippingMethodsDeleteAnswer(TypedDict):
    status: Literal["ok"]
    documents: NotRequired[Documents]


class ShippingMethodsFindRequest(TypedDict):
    conditions: NotRequired[ShippingMethodConditions]
    query: NotRequired[Query]
    search: NotRequired[str]
    fields: NotRequired[Sequence[Literal["id", "version", "name", "isActive", "isDefault",
        "taxClass", "countries", "stateProvs", "minWeight", "maxWeight", "minSubtotal",
        "maxSubtotal", "cost", "costBands", "freeFrom", "creationTime", "updateTime"]]]
    order: NotRequired[Sequence[Literal["id", "-id", "name", "-name", "isActive", "-isActive",
        "isDefault", "-isDefault"]]]
    limit: NotRequired[int]
    first: NotRequired[int]
    cursor: NotRequired[str | None]
    includeTotalCount: NotRequired[bool]


class ShippingMethodsFindAnswer(TypedDict):
    status: Literal["ok"]
    shippingMethods: list[ShippingMethod]
    pagination: NotRequired[Pagination]


class ShippingMethodsGetRequest(TypedDict):
    id: int
    fields: NotRequired[Sequence[Literal["id", "version", "name", "isActive", "isDefault",
        "taxClass", "countries", "stateProvs", "minWeight", "maxWeight", "minSubtotal",
        "maxSubtotal", "cost", "costBands", "freeFrom", "creationTime", "updateTime"]]]


class ShippingMethodsGetAnswer(TypedDict):
    status: Literal["ok"]
    shippingMethod: ShippingMethod | None


class ShippingMethodsUpdateRequest(TypedDict):
    id: int
    version: NotRequired[int]
    shippingMethod: ShippingMethodChanges
    dryRun: NotRequired[bool]


class ShippingMethodsUpdateAnswer(TypedDict):
    status: Literal["ok"]
    documents: NotRequired[Documents]


class TaxAreasCountRequest(TypedDict):
    conditions: NotRequired[TaxAreaConditions]
    query: NotRequired[Query]
    search: NotRequired[str]


class TaxAreasCountAnswer(TypedDict):
    status: Literal["ok"]
    count: int


class TaxAreasCreateRequest(TypedDict):
    taxArea: NewTaxArea
    dryRun: NotRequired[bool]


class TaxAreasCreateAnswer(TypedDict):
    status: Literal["ok"]
    id: int
    documents: NotRequired[Documents]


class TaxAreasDeleteRequest(TypedDict):
    ids: Sequence[int]
    dryRun: NotRequired[bool]


class TaxAreasDeleteAnswer(TypedDict):
    status: Literal["ok"]
    documents: NotRequired[Documents]


class TaxAreasFindRequest(TypedDict):
    conditions: NotRequired[TaxAreaConditions]
    query: NotRequired[Query]
    search: NotRequired[str]
    fields: NotRequired[Sequence[Literal["id", "version", "name", "isActive", "taxCompanies",
        "countries", "rates", "creationTime", "updateTime"]]]
    order: NotRequired[Sequence[Literal["id", "-id", "name", "-name", "isActive", "-isActive",
        "taxCompanies", "-taxCompanies", "countries", "-countries"]]]
    limit: NotRequired[int]
    first: NotRequired[int]
    cursor: NotRequired[str | None]
    includeTotalCount: NotRequired[bool]


class TaxAreasFindAnswer(TypedDict):
    status: Literal["ok"]
    taxAreas: list[TaxArea]
    pagination: NotRequired[Pagination]


class TaxAreasGetRequest(TypedDict):
    id: int
    fields: NotRequired[Sequence[Literal["id", "version", "name", "isActive", "taxCompanies",
        "countries", "rates", "creationTime", "updateTime"]]]


class TaxAreasGetAnswer(TypedDict):
    status: Literal["ok"]
    taxArea: TaxArea | None


class TaxAreasUpdateRequest(TypedDict):
    id: int
    version: NotRequired[int]
    taxArea: TaxAreaChanges
    dryRun: NotRequired[bool]


class TaxAreasUpdateAnswer(TypedDict):
    status: Literal["ok"]
    documents: NotRequired[Documents]


class TaxClassesCountRequest(TypedDict):
    conditions: NotRequired[TaxClassConditions]
    query: NotRequired[Query]
    search: NotRequired[str]


class TaxClassesCountAnswer(TypedDict):
    status: Literal["ok"]
    count: int


class TaxClassesCreateRequest(TypedDict):
    taxClass: NewTaxClass
    dryRun: NotRequired[bool]


class TaxClassesCreateAnswer(TypedDict):
    status: Literal["ok"]
    id: int
    documents: NotRequired[Documents]


class TaxClassesDeleteRequest(TypedDict):
    ids: Sequence[int]
    dryRun: NotRequired[bool]


class TaxClassesDeleteAnswer(TypedDict):
    status: Literal["ok"]
    documents: NotRequired[Documents]


class TaxClassesFindRequest(TypedDict):
    conditions: NotRequired[TaxClassConditions]
    query: NotRequired[Query]
    search: NotRequired[str]
    fields: NotRequired[Sequence[Literal["id", "version", "code", "name", "creationTime",
        "updateTime"]]]
    order: NotRequired[Sequence[Literal["id", "-id", "code", "-code", "name", "-name"]]]
    limit: NotRequired[int]
    first: NotRequired[int]
    cursor: NotRequired[str | None]
    includeTotalCount: NotRequired[bool]


class TaxClassesFindAnswer(TypedDict):
    status: Literal["ok"]
    taxClasses: list[TaxClass]
    pagination: NotRequired[Pagination]


class TaxClassesGetRequest(TypedDict):
    id: int
    fields: NotRequired[Sequence[Literal["id", "version", "code", "name", "creationTime",
        "updateTime"]]]


class TaxClassesGetAnswer(TypedDict):
    status: Literal["ok"]
    taxClass: TaxClass | None


class TaxClassesUpdateRequest(TypedDict):
    id: int
    version: NotRequired[int]
    taxClass: TaxClassChanges
    dryRun: NotRequired[bool]


class TaxClassesUpdateAnswer(TypedDict):
    status: Literal["ok"]
    documents: NotRequired[Documents]


class Caller(Protocol):
    """Calls a method by its name."""

    @overload
    def __call__(
        self,
        method: Literal["commerce.customers.count"],
        request: CustomersCountRequest | None = None,
        **options: Unpack[Reading],
    ) -> CustomersCountAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.customers.create"],
        request: CustomersCreateRequest,
        **options: Unpack[Writing],
    ) -> CustomersCreateAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.customers.delete"],
        request: CustomersDeleteRequest,
        **options: Unpack[Writing],
    ) -> CustomersDeleteAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.customers.find"],
        request: CustomersFindRequest | None = None,
        **options: Unpack[Reading],
    ) -> CustomersFindAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.customers.get"],
        request: CustomersGetRequest,
        **options: Unpack[Reading],
    ) -> CustomersGetAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.customers.update"],
        request: CustomersUpdateRequest,
        **options: Unpack[Writing],
    ) -> CustomersUpdateAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.invoices.close"],
        request: InvoicesCloseRequest,
        **options: Unpack[Writing],
    ) -> InvoicesCloseAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.invoices.count"],
        request: InvoicesCountRequest | None = None,
        **options: Unpack[Reading],
    ) -> InvoicesCountAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.invoices.create"],
        request: InvoicesCreateRequest,
        **options: Unpack[Writing],
    ) -> InvoicesCreateAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.invoices.create-from-order"],
        request: InvoicesCreateFromOrderRequest,
        **options: Unpack[Writing],
    ) -> InvoicesCreateFromOrderAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.invoices.credit"],
        request: InvoicesCreditRequest,
        **options: Unpack[Writing],
    ) -> InvoicesCreditAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.invoices.delete"],
        request: InvoicesDeleteRequest,
        **options: Unpack[Writing],
    ) -> InvoicesDeleteAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.invoices.export"],
        request: InvoicesExportRequest,
        **options: Unpack[Reading],
    ) -> InvoicesExportAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.invoices.find"],
        request: InvoicesFindRequest | None = None,
        **options: Unpack[Reading],
    ) -> InvoicesFindAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.invoices.get"],
        request: InvoicesGetRequest,
        **options: Unpack[Reading],
    ) -> InvoicesGetAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.invoices.pay"],
        request: InvoicesPayRequest,
        **options: Unpack[Writing],
    ) -> InvoicesPayAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.invoices.send"],
        request: InvoicesSendRequest,
        **options: Unpack[Writing],
    ) -> InvoicesSendAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.invoices.update"],
        request: InvoicesUpdateRequest,
        **options: Unpack[Writing],
    ) -> InvoicesUpdateAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.labels.add"],
        request: LabelsAddRequest,
        **options: Unpack[Writing],
    ) -> LabelsAddAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.labels.find"],
        request: LabelsFindRequest,
        **options: Unpack[Reading],
    ) -> LabelsFindAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.labels.remove"],
        request: LabelsRemoveRequest,
        **options: Unpack[Writing],
    ) -> LabelsRemoveAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.labels.replace"],
        request: LabelsReplaceRequest,
        **options: Unpack[Writing],
    ) -> LabelsReplaceAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.line-items.count"],
        request: LineItemsCountRequest | None = None,
        **options: Unpack[Reading],
    ) -> LineItemsCountAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.line-items.delete"],
        request: LineItemsDeleteRequest,
        **options: Unpack[Writing],
    ) -> LineItemsDeleteAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.line-items.find"],
        request: LineItemsFindRequest | None = None,
        **options: Unpack[Reading],
    ) -> LineItemsFindAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.line-items.get"],
        request: LineItemsGetRequest,
        **options: Unpack[Reading],
    ) -> LineItemsGetAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.line-items.save"],
        request: LineItemsSaveRequest,
        **options: Unpack[Writing],
    ) -> LineItemsSaveAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.mails.count"],
        request: MailsCountRequest | None = None,
        **options: Unpack[Reading],
    ) -> MailsCountAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.mails.find"],
        request: MailsFindRequest | None = None,
        **options: Unpack[Reading],
    ) -> MailsFindAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.mails.get"],
        request: MailsGetRequest,
        **options: Unpack[Reading],
    ) -> MailsGetAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.order-integrations.count"],
        request: OrderIntegrationsCountRequest | None = None,
        **options: Unpack[Reading],
    ) -> OrderIntegrationsCountAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.order-integrations.create"],
        request: OrderIntegrationsCreateRequest,
        **options: Unpack[Writing],
    ) -> OrderIntegrationsCreateAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.order-integrations.delete"],
        request: OrderIntegrationsDeleteRequest,
        **options: Unpack[Writing],
    ) -> OrderIntegrationsDeleteAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.order-integrations.find"],
        request: OrderIntegrationsFindRequest | None = None,
        **options: Unpack[Reading],
    ) -> OrderIntegrationsFindAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.order-integrations.get"],
        request: OrderIntegrationsGetRequest,
        **options: Unpack[Reading],
    ) -> OrderIntegrationsGetAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.order-integrations.update"],
        request: OrderIntegrationsUpdateRequest,
        **options: Unpack[Writing],
    ) -> OrderIntegrationsUpdateAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.orders.cancel"],
        request: OrdersCancelRequest,
        **options: Unpack[Writing],
    ) -> OrdersCancelAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.orders.count"],
        request: OrdersCountRequest | None = None,
        **options: Unpack[Reading],
    ) -> OrdersCountAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.orders.create"],
        request: OrdersCreateRequest,
        **options: Unpack[Writing],
    ) -> OrdersCreateAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.orders.delete"],
        request: OrdersDeleteRequest,
        **options: Unpack[Writing],
    ) -> OrdersDeleteAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.orders.find"],
        request: OrdersFindRequest | None = None,
        **options: Unpack[Reading],
    ) -> OrdersFindAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.orders.get"],
        request: OrdersGetRequest,
        **options: Unpack[Reading],
    ) -> OrdersGetAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.orders.pay"],
        request: OrdersPayRequest,
        **options: Unpack[Writing],
    ) -> OrdersPayAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.orders.process"],
        request: OrdersProcessRequest,
        **options: Unpack[Writing],
    ) -> OrdersProcessAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.orders.reissue"],
        request: OrdersReissueRequest,
        **options: Unpack[Writing],
    ) -> OrdersReissueAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.orders.restore"],
        request: OrdersRestoreRequest,
        **options: Unpack[Writing],
    ) -> OrdersRestoreAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.orders.update"],
        request: OrdersUpdateRequest,
        **options: Unpack[Writing],
    ) -> OrdersUpdateAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.payment-methods.compute-costs"],
        request: PaymentMethodsComputeCostsRequest,
        **options: Unpack[Reading],
    ) -> PaymentMethodsComputeCostsAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.payment-methods.count"],
        request: PaymentMethodsCountRequest | None = None,
        **options: Unpack[Reading],
    ) -> PaymentMethodsCountAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.payment-methods.create"],
        request: PaymentMethodsCreateRequest,
        **options: Unpack[Writing],
    ) -> PaymentMethodsCreateAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.payment-methods.delete"],
        request: PaymentMethodsDeleteRequest,
        **options: Unpack[Writing],
    ) -> PaymentMethodsDeleteAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.payment-methods.find"],
        request: PaymentMethodsFindRequest | None = None,
        **options: Unpack[Reading],
    ) -> PaymentMethodsFindAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.payment-methods.get"],
        request: PaymentMethodsGetRequest,
        **options: Unpack[Reading],
    ) -> PaymentMethodsGetAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.payment-methods.update"],
        request: PaymentMethodsUpdateRequest,
        **options: Unpack[Writing],
    ) -> PaymentMethodsUpdateAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.payments.count"],
        request: PaymentsCountRequest | None = None,
        **options: Unpack[Reading],
    ) -> PaymentsCountAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.payments.create"],
        request: PaymentsCreateRequest,
        **options: Unpack[Writing],
    ) -> PaymentsCreateAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.payments.delete"],
        request: PaymentsDeleteRequest,
        **options: Unpack[Writing],
    ) -> PaymentsDeleteAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.payments.find"],
        request: PaymentsFindRequest | None = None,
        **options: Unpack[Reading],
    ) -> PaymentsFindAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.payments.get"],
        request: PaymentsGetRequest,
        **options: Unpack[Reading],
    ) -> PaymentsGetAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.series.audit"],
        request: SeriesAuditRequest,
        **options: Unpack[Reading],
    ) -> SeriesAuditAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.series.chain"],
        request: SeriesChainRequest,
        **options: Unpack[Reading],
    ) -> SeriesChainAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.series.count"],
        request: SeriesCountRequest | None = None,
        **options: Unpack[Reading],
    ) -> SeriesCountAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.series.create"],
        request: SeriesCreateRequest,
        **options: Unpack[Writing],
    ) -> SeriesCreateAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.series.delete"],
        request: SeriesDeleteRequest,
        **options: Unpack[Writing],
    ) -> SeriesDeleteAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.series.find"],
        request: SeriesFindRequest | None = None,
        **options: Unpack[Reading],
    ) -> SeriesFindAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.series.get"],
        request: SeriesGetRequest,
        **options: Unpack[Reading],
    ) -> SeriesGetAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.series.journal"],
        request: SeriesJournalRequest,
        **options: Unpack[Reading],
    ) -> SeriesJournalAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.series.update"],
        request: SeriesUpdateRequest,
        **options: Unpack[Writing],
    ) -> SeriesUpdateAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.settings.get"],
        request: SettingsGetRequest | None = None,
        **options: Unpack[Reading],
    ) -> SettingsGetAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.settings.update"],
        request: SettingsUpdateRequest,
        **options: Unpack[Writing],
    ) -> SettingsUpdateAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.shipping-methods.compute-costs"],
        request: ShippingMethodsComputeCostsRequest,
        **options: Unpack[Reading],
    ) -> ShippingMethodsComputeCostsAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.shipping-methods.count"],
        request: ShippingMethodsCountRequest | None = None,
        **options: Unpack[Reading],
    ) -> ShippingMethodsCountAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.shipping-methods.create"],
        request: ShippingMethodsCreateRequest,
        **options: Unpack[Writing],
    ) -> ShippingMethodsCreateAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.shipping-methods.delete"],
        request: ShippingMethodsDeleteRequest,
        **options: Unpack[Writing],
    ) -> ShippingMethodsDeleteAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.shipping-methods.find"],
        request: ShippingMethodsFindRequest | None = None,
        **options: Unpack[Reading],
    ) -> ShippingMethodsFindAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.shipping-methods.get"],
        request: ShippingMethodsGetRequest,
        **options: Unpack[Reading],
    ) -> ShippingMethodsGetAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.shipping-methods.update"],
        request: ShippingMethodsUpdateRequest,
        **options: Unpack[Writing],
    ) -> ShippingMethodsUpdateAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.tax-areas.count"],
        request: TaxAreasCountRequest | None = None,
        **options: Unpack[Reading],
    ) -> TaxAreasCountAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.tax-areas.create"],
        request: TaxAreasCreateRequest,
        **options: Unpack[Writing],
    ) -> TaxAreasCreateAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.tax-areas.delete"],
        request: TaxAreasDeleteRequest,
        **options: Unpack[Writing],
    ) -> TaxAreasDeleteAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.tax-areas.find"],
        request: TaxAreasFindRequest | None = None,
        **options: Unpack[Reading],
    ) -> TaxAreasFindAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.tax-areas.get"],
        request: TaxAreasGetRequest,
        **options: Unpack[Reading],
    ) -> TaxAreasGetAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.tax-areas.update"],
        request: TaxAreasUpdateRequest,
        **options: Unpack[Writing],
    ) -> TaxAreasUpdateAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.tax-classes.count"],
        request: TaxClassesCountRequest | None = None,
        **options: Unpack[Reading],
    ) -> TaxClassesCountAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.tax-classes.create"],
        request: TaxClassesCreateRequest,
        **options: Unpack[Writing],
    ) -> TaxClassesCreateAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.tax-classes.delete"],
        request: TaxClassesDeleteRequest,
        **options: Unpack[Writing],
    ) -> TaxClassesDeleteAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.tax-classes.find"],
        request: TaxClassesFindRequest | None = None,
        **options: Unpack[Reading],
    ) -> TaxClassesFindAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.tax-classes.get"],
        request: TaxClassesGetRequest,
        **options: Unpack[Reading],
    ) -> TaxClassesGetAnswer: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.tax-classes.update"],
        request: TaxClassesUpdateRequest,
        **options: Unpack[Writing],
    ) -> TaxClassesUpdateAnswer: ...


class Finder(Protocol):
    """Calls a `find` page by page."""

    @overload
    def __call__(
        self,
        method: Literal["commerce.customers.find"],
        request: CustomersFindRequest | None = None,
        *,
        page: int = ...,
        **options: Unpack[Reading],
    ) -> Iterator[Customer]: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.invoices.find"],
        request: InvoicesFindRequest | None = None,
        *,
        page: int = ...,
        **options: Unpack[Reading],
    ) -> Iterator[Invoice]: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.line-items.find"],
        request: LineItemsFindRequest | None = None,
        *,
        page: int = ...,
        **options: Unpack[Reading],
    ) -> Iterator[LineItem]: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.mails.find"],
        request: MailsFindRequest | None = None,
        *,
        page: int = ...,
        **options: Unpack[Reading],
    ) -> Iterator[Mail]: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.order-integrations.find"],
        request: OrderIntegrationsFindRequest | None = None,
        *,
        page: int = ...,
        **options: Unpack[Reading],
    ) -> Iterator[OrderIntegration]: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.orders.find"],
        request: OrdersFindRequest | None = None,
        *,
        page: int = ...,
        **options: Unpack[Reading],
    ) -> Iterator[Order]: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.payment-methods.find"],
        request: PaymentMethodsFindRequest | None = None,
        *,
        page: int = ...,
        **options: Unpack[Reading],
    ) -> Iterator[PaymentMethod]: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.payments.find"],
        request: PaymentsFindRequest | None = None,
        *,
        page: int = ...,
        **options: Unpack[Reading],
    ) -> Iterator[Payment]: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.series.find"],
        request: SeriesFindRequest | None = None,
        *,
        page: int = ...,
        **options: Unpack[Reading],
    ) -> Iterator[Series]: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.shipping-methods.find"],
        request: ShippingMethodsFindRequest | None = None,
        *,
        page: int = ...,
        **options: Unpack[Reading],
    ) -> Iterator[ShippingMethod]: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.tax-areas.find"],
        request: TaxAreasFindRequest | None = None,
        *,
        page: int = ...,
        **options: Unpack[Reading],
    ) -> Iterator[TaxArea]: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.tax-classes.find"],
        request: TaxClassesFindRequest | None = None,
        *,
        page: int = ...,
        **options: Unpack[Reading],
    ) -> Iterator[TaxClass]: ...


class AsyncCaller(Protocol):
    """Calls a method by its name."""

    @overload
    async def __call__(
        self,
        method: Literal["commerce.customers.count"],
        request: CustomersCountRequest | None = None,
        **options: Unpack[Reading],
    ) -> CustomersCountAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.customers.create"],
        request: CustomersCreateRequest,
        **options: Unpack[Writing],
    ) -> CustomersCreateAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.customers.delete"],
        request: CustomersDeleteRequest,
        **options: Unpack[Writing],
    ) -> CustomersDeleteAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.customers.find"],
        request: CustomersFindRequest | None = None,
        **options: Unpack[Reading],
    ) -> CustomersFindAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.customers.get"],
        request: CustomersGetRequest,
        **options: Unpack[Reading],
    ) -> CustomersGetAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.customers.update"],
        request: CustomersUpdateRequest,
        **options: Unpack[Writing],
    ) -> CustomersUpdateAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.invoices.close"],
        request: InvoicesCloseRequest,
        **options: Unpack[Writing],
    ) -> InvoicesCloseAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.invoices.count"],
        request: InvoicesCountRequest | None = None,
        **options: Unpack[Reading],
    ) -> InvoicesCountAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.invoices.create"],
        request: InvoicesCreateRequest,
        **options: Unpack[Writing],
    ) -> InvoicesCreateAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.invoices.create-from-order"],
        request: InvoicesCreateFromOrderRequest,
        **options: Unpack[Writing],
    ) -> InvoicesCreateFromOrderAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.invoices.credit"],
        request: InvoicesCreditRequest,
        **options: Unpack[Writing],
    ) -> InvoicesCreditAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.invoices.delete"],
        request: InvoicesDeleteRequest,
        **options: Unpack[Writing],
    ) -> InvoicesDeleteAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.invoices.export"],
        request: InvoicesExportRequest,
        **options: Unpack[Reading],
    ) -> InvoicesExportAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.invoices.find"],
        request: InvoicesFindRequest | None = None,
        **options: Unpack[Reading],
    ) -> InvoicesFindAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.invoices.get"],
        request: InvoicesGetRequest,
        **options: Unpack[Reading],
    ) -> InvoicesGetAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.invoices.pay"],
        request: InvoicesPayRequest,
        **options: Unpack[Writing],
    ) -> InvoicesPayAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.invoices.send"],
        request: InvoicesSendRequest,
        **options: Unpack[Writing],
    ) -> InvoicesSendAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.invoices.update"],
        request: InvoicesUpdateRequest,
        **options: Unpack[Writing],
    ) -> InvoicesUpdateAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.labels.add"],
        request: LabelsAddRequest,
        **options: Unpack[Writing],
    ) -> LabelsAddAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.labels.find"],
        request: LabelsFindRequest,
        **options: Unpack[Reading],
    ) -> LabelsFindAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.labels.remove"],
        request: LabelsRemoveRequest,
        **options: Unpack[Writing],
    ) -> LabelsRemoveAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.labels.replace"],
        request: LabelsReplaceRequest,
        **options: Unpack[Writing],
    ) -> LabelsReplaceAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.line-items.count"],
        request: LineItemsCountRequest | None = None,
        **options: Unpack[Reading],
    ) -> LineItemsCountAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.line-items.delete"],
        request: LineItemsDeleteRequest,
        **options: Unpack[Writing],
    ) -> LineItemsDeleteAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.line-items.find"],
        request: LineItemsFindRequest | None = None,
        **options: Unpack[Reading],
    ) -> LineItemsFindAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.line-items.get"],
        request: LineItemsGetRequest,
        **options: Unpack[Reading],
    ) -> LineItemsGetAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.line-items.save"],
        request: LineItemsSaveRequest,
        **options: Unpack[Writing],
    ) -> LineItemsSaveAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.mails.count"],
        request: MailsCountRequest | None = None,
        **options: Unpack[Reading],
    ) -> MailsCountAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.mails.find"],
        request: MailsFindRequest | None = None,
        **options: Unpack[Reading],
    ) -> MailsFindAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.mails.get"],
        request: MailsGetRequest,
        **options: Unpack[Reading],
    ) -> MailsGetAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.order-integrations.count"],
        request: OrderIntegrationsCountRequest | None = None,
        **options: Unpack[Reading],
    ) -> OrderIntegrationsCountAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.order-integrations.create"],
        request: OrderIntegrationsCreateRequest,
        **options: Unpack[Writing],
    ) -> OrderIntegrationsCreateAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.order-integrations.delete"],
        request: OrderIntegrationsDeleteRequest,
        **options: Unpack[Writing],
    ) -> OrderIntegrationsDeleteAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.order-integrations.find"],
        request: OrderIntegrationsFindRequest | None = None,
        **options: Unpack[Reading],
    ) -> OrderIntegrationsFindAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.order-integrations.get"],
        request: OrderIntegrationsGetRequest,
        **options: Unpack[Reading],
    ) -> OrderIntegrationsGetAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.order-integrations.update"],
        request: OrderIntegrationsUpdateRequest,
        **options: Unpack[Writing],
    ) -> OrderIntegrationsUpdateAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.orders.cancel"],
        request: OrdersCancelRequest,
        **options: Unpack[Writing],
    ) -> OrdersCancelAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.orders.count"],
        request: OrdersCountRequest | None = None,
        **options: Unpack[Reading],
    ) -> OrdersCountAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.orders.create"],
        request: OrdersCreateRequest,
        **options: Unpack[Writing],
    ) -> OrdersCreateAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.orders.delete"],
        request: OrdersDeleteRequest,
        **options: Unpack[Writing],
    ) -> OrdersDeleteAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.orders.find"],
        request: OrdersFindRequest | None = None,
        **options: Unpack[Reading],
    ) -> OrdersFindAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.orders.get"],
        request: OrdersGetRequest,
        **options: Unpack[Reading],
    ) -> OrdersGetAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.orders.pay"],
        request: OrdersPayRequest,
        **options: Unpack[Writing],
    ) -> OrdersPayAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.orders.process"],
        request: OrdersProcessRequest,
        **options: Unpack[Writing],
    ) -> OrdersProcessAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.orders.reissue"],
        request: OrdersReissueRequest,
        **options: Unpack[Writing],
    ) -> OrdersReissueAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.orders.restore"],
        request: OrdersRestoreRequest,
        **options: Unpack[Writing],
    ) -> OrdersRestoreAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.orders.update"],
        request: OrdersUpdateRequest,
        **options: Unpack[Writing],
    ) -> OrdersUpdateAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.payment-methods.compute-costs"],
        request: PaymentMethodsComputeCostsRequest,
        **options: Unpack[Reading],
    ) -> PaymentMethodsComputeCostsAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.payment-methods.count"],
        request: PaymentMethodsCountRequest | None = None,
        **options: Unpack[Reading],
    ) -> PaymentMethodsCountAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.payment-methods.create"],
        request: PaymentMethodsCreateRequest,
        **options: Unpack[Writing],
    ) -> PaymentMethodsCreateAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.payment-methods.delete"],
        request: PaymentMethodsDeleteRequest,
        **options: Unpack[Writing],
    ) -> PaymentMethodsDeleteAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.payment-methods.find"],
        request: PaymentMethodsFindRequest | None = None,
        **options: Unpack[Reading],
    ) -> PaymentMethodsFindAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.payment-methods.get"],
        request: PaymentMethodsGetRequest,
        **options: Unpack[Reading],
    ) -> PaymentMethodsGetAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.payment-methods.update"],
        request: PaymentMethodsUpdateRequest,
        **options: Unpack[Writing],
    ) -> PaymentMethodsUpdateAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.payments.count"],
        request: PaymentsCountRequest | None = None,
        **options: Unpack[Reading],
    ) -> PaymentsCountAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.payments.create"],
        request: PaymentsCreateRequest,
        **options: Unpack[Writing],
    ) -> PaymentsCreateAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.payments.delete"],
        request: PaymentsDeleteRequest,
        **options: Unpack[Writing],
    ) -> PaymentsDeleteAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.payments.find"],
        request: PaymentsFindRequest | None = None,
        **options: Unpack[Reading],
    ) -> PaymentsFindAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.payments.get"],
        request: PaymentsGetRequest,
        **options: Unpack[Reading],
    ) -> PaymentsGetAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.series.audit"],
        request: SeriesAuditRequest,
        **options: Unpack[Reading],
    ) -> SeriesAuditAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.series.chain"],
        request: SeriesChainRequest,
        **options: Unpack[Reading],
    ) -> SeriesChainAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.series.count"],
        request: SeriesCountRequest | None = None,
        **options: Unpack[Reading],
    ) -> SeriesCountAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.series.create"],
        request: SeriesCreateRequest,
        **options: Unpack[Writing],
    ) -> SeriesCreateAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.series.delete"],
        request: SeriesDeleteRequest,
        **options: Unpack[Writing],
    ) -> SeriesDeleteAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.series.find"],
        request: SeriesFindRequest | None = None,
        **options: Unpack[Reading],
    ) -> SeriesFindAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.series.get"],
        request: SeriesGetRequest,
        **options: Unpack[Reading],
    ) -> SeriesGetAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.series.journal"],
        request: SeriesJournalRequest,
        **options: Unpack[Reading],
    ) -> SeriesJournalAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.series.update"],
        request: SeriesUpdateRequest,
        **options: Unpack[Writing],
    ) -> SeriesUpdateAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.settings.get"],
        request: SettingsGetRequest | None = None,
        **options: Unpack[Reading],
    ) -> SettingsGetAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.settings.update"],
        request: SettingsUpdateRequest,
        **options: Unpack[Writing],
    ) -> SettingsUpdateAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.shipping-methods.compute-costs"],
        request: ShippingMethodsComputeCostsRequest,
        **options: Unpack[Reading],
    ) -> ShippingMethodsComputeCostsAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.shipping-methods.count"],
        request: ShippingMethodsCountRequest | None = None,
        **options: Unpack[Reading],
    ) -> ShippingMethodsCountAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.shipping-methods.create"],
        request: ShippingMethodsCreateRequest,
        **options: Unpack[Writing],
    ) -> ShippingMethodsCreateAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.shipping-methods.delete"],
        request: ShippingMethodsDeleteRequest,
        **options: Unpack[Writing],
    ) -> ShippingMethodsDeleteAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.shipping-methods.find"],
        request: ShippingMethodsFindRequest | None = None,
        **options: Unpack[Reading],
    ) -> ShippingMethodsFindAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.shipping-methods.get"],
        request: ShippingMethodsGetRequest,
        **options: Unpack[Reading],
    ) -> ShippingMethodsGetAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.shipping-methods.update"],
        request: ShippingMethodsUpdateRequest,
        **options: Unpack[Writing],
    ) -> ShippingMethodsUpdateAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.tax-areas.count"],
        request: TaxAreasCountRequest | None = None,
        **options: Unpack[Reading],
    ) -> TaxAreasCountAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.tax-areas.create"],
        request: TaxAreasCreateRequest,
        **options: Unpack[Writing],
    ) -> TaxAreasCreateAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.tax-areas.delete"],
        request: TaxAreasDeleteRequest,
        **options: Unpack[Writing],
    ) -> TaxAreasDeleteAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.tax-areas.find"],
        request: TaxAreasFindRequest | None = None,
        **options: Unpack[Reading],
    ) -> TaxAreasFindAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.tax-areas.get"],
        request: TaxAreasGetRequest,
        **options: Unpack[Reading],
    ) -> TaxAreasGetAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.tax-areas.update"],
        request: TaxAreasUpdateRequest,
        **options: Unpack[Writing],
    ) -> TaxAreasUpdateAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.tax-classes.count"],
        request: TaxClassesCountRequest | None = None,
        **options: Unpack[Reading],
    ) -> TaxClassesCountAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.tax-classes.create"],
        request: TaxClassesCreateRequest,
        **options: Unpack[Writing],
    ) -> TaxClassesCreateAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.tax-classes.delete"],
        request: TaxClassesDeleteRequest,
        **options: Unpack[Writing],
    ) -> TaxClassesDeleteAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.tax-classes.find"],
        request: TaxClassesFindRequest | None = None,
        **options: Unpack[Reading],
    ) -> TaxClassesFindAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.tax-classes.get"],
        request: TaxClassesGetRequest,
        **options: Unpack[Reading],
    ) -> TaxClassesGetAnswer: ...

    @overload
    async def __call__(
        self,
        method: Literal["commerce.tax-classes.update"],
        request: TaxClassesUpdateRequest,
        **options: Unpack[Writing],
    ) -> TaxClassesUpdateAnswer: ...


class AsyncFinder(Protocol):
    """Calls a `find` page by page."""

    @overload
    def __call__(
        self,
        method: Literal["commerce.customers.find"],
        request: CustomersFindRequest | None = None,
        *,
        page: int = ...,
        **options: Unpack[Reading],
    ) -> AsyncIterator[Customer]: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.invoices.find"],
        request: InvoicesFindRequest | None = None,
        *,
        page: int = ...,
        **options: Unpack[Reading],
    ) -> AsyncIterator[Invoice]: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.line-items.find"],
        request: LineItemsFindRequest | None = None,
        *,
        page: int = ...,
        **options: Unpack[Reading],
    ) -> AsyncIterator[LineItem]: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.mails.find"],
        request: MailsFindRequest | None = None,
        *,
        page: int = ...,
        **options: Unpack[Reading],
    ) -> AsyncIterator[Mail]: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.order-integrations.find"],
        request: OrderIntegrationsFindRequest | None = None,
        *,
        page: int = ...,
        **options: Unpack[Reading],
    ) -> AsyncIterator[OrderIntegration]: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.orders.find"],
        request: OrdersFindRequest | None = None,
        *,
        page: int = ...,
        **options: Unpack[Reading],
    ) -> AsyncIterator[Order]: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.payment-methods.find"],
        request: PaymentMethodsFindRequest | None = None,
        *,
        page: int = ...,
        **options: Unpack[Reading],
    ) -> AsyncIterator[PaymentMethod]: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.payments.find"],
        request: PaymentsFindRequest | None = None,
        *,
        page: int = ...,
        **options: Unpack[Reading],
    ) -> AsyncIterator[Payment]: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.series.find"],
        request: SeriesFindRequest | None = None,
        *,
        page: int = ...,
        **options: Unpack[Reading],
    ) -> AsyncIterator[Series]: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.shipping-methods.find"],
        request: ShippingMethodsFindRequest | None = None,
        *,
        page: int = ...,
        **options: Unpack[Reading],
    ) -> AsyncIterator[ShippingMethod]: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.tax-areas.find"],
        request: TaxAreasFindRequest | None = None,
        *,
        page: int = ...,
        **options: Unpack[Reading],
    ) -> AsyncIterator[TaxArea]: ...

    @overload
    def __call__(
        self,
        method: Literal["commerce.tax-classes.find"],
        request: TaxClassesFindRequest | None = None,
        *,
        page: int = ...,
        **options: Unpack[Reading],
    ) -> AsyncIterator[TaxClass]: ...
