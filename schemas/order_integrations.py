"""Requests and answers of commerce.order-integrations.*."""

from typing import Any

from schemas import requests
from schemas.fields import (
    MAX_ID,
    Boolean,
    Choice,
    DateTime,
    Integer,
    List,
    Locale,
    String,
    identifier,
    metadata,
)
from schemas.schema import Schema

SOURCES = ("Shopify", "WooCommerce", "Manual")
PROCESS_ON = ("Created", "Paid", "Fulfilled")
MAX_SCOPES = 50
MAX_DELAY_SECONDS = 365 * 24 * 60 * 60

ORDER_KEYS = ("id", "name", "source", "isActive", "creationTime", "updateTime")


def _scopes(**options: Any) -> List:
    return List(String(1, 64), most=MAX_SCOPES, **options)


class Conditions(Schema):
    """Which order integrations: all of these conditions hold."""

    ids = List(identifier(), most=requests.MAX_IDS)
    source = List(Choice(*SOURCES), most=len(SOURCES), or_single=True)
    is_active = Boolean()
    after = Integer(0, MAX_ID)


class OrderIntegrationFields(Schema):
    """What a caller may say of an order integration, new or stored."""

    is_active = Boolean(default=True)
    shop_domain = String(0, 255, default="")
    scopes = _scopes(default=list)
    auto_process = Boolean(default=False)
    auto_process_on = Choice(*PROCESS_ON, default="Paid")
    auto_process_delay_seconds = Integer(0, MAX_DELAY_SECONDS, default=0)
    auto_reissue_on_update = Boolean(default=False)
    send_invoice_email = Boolean(default=False)
    send_estimate_email = Boolean(default=False)
    attach_pdf_to_email = Boolean(default=True)
    issue_invoice_for_bank = Boolean(default=False)
    issue_invoice_on_complete = Boolean(default=False)
    default_payment_type = String(0, 64, default="")
    locale = Locale(null=True, default=None)
    business_unit = String(0, 64, default="")
    metadata = metadata(default=dict)


class NewOrderIntegration(OrderIntegrationFields):
    """An order integration to create; one without a locale has that of the entity."""

    name = String(1, 80, required=True)
    source = Choice(*SOURCES, default="Manual")


class OrderIntegrationChanges(OrderIntegrationFields):
    """What to change of an order integration; where its orders come from is fixed."""

    partial_update = True

    name = String(1, 80)


class OrderIntegration(Schema):
    """An order integration as it is answered."""

    id = identifier()
    version = Integer(1)
    name = String(1, 80)
    source = Choice(*SOURCES)
    is_active = Boolean()
    shop_domain = String(0, 255)
    scopes = _scopes()
    auto_process = Boolean()
    auto_process_on = Choice(*PROCESS_ON)
    auto_process_delay_seconds = Integer(0, MAX_DELAY_SECONDS)
    auto_reissue_on_update = Boolean()
    send_invoice_email = Boolean()
    send_estimate_email = Boolean()
    attach_pdf_to_email = Boolean()
    issue_invoice_for_bank = Boolean()
    issue_invoice_on_complete = Boolean()
    default_payment_type = String(0, 64)
    locale = Locale(null=True)
    business_unit = String(0, 64)
    metadata = metadata()
    creation_time = DateTime()
    update_time = DateTime()


ORDER_INTEGRATION = OrderIntegration()

Find = requests.finding(Conditions, ORDER_INTEGRATION, *ORDER_KEYS)
Found = requests.found("order_integrations", ORDER_INTEGRATION)
Get = requests.getting(ORDER_INTEGRATION)
Got = requests.got("order_integration", ORDER_INTEGRATION)
Count = requests.counting(Conditions, ORDER_INTEGRATION)
Create = requests.creating("order_integration", NewOrderIntegration())
Update = requests.updating("order_integration", OrderIntegrationChanges())
