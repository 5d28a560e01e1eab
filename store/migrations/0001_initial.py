"""The first tables."""

from typing import Any

STATEMENTS = """
CREATE TABLE entity (
    id {id},
    name {text} NOT NULL,
    creation_time BIGINT NOT NULL
);
CREATE TABLE access_key (
    id {id},
    entity INTEGER,
    name {text} NOT NULL,
    prefix {text} NOT NULL,
    hash {text} NOT NULL,
    is_read_only BOOLEAN NOT NULL,
    creation_time BIGINT NOT NULL,
    revoked_time BIGINT,
    FOREIGN KEY (entity) REFERENCES entity (id)
);
CREATE UNIQUE INDEX access_key_hash ON access_key (hash);
CREATE TABLE settings (
    id {id},
    entity INTEGER NOT NULL,
    version INTEGER NOT NULL,
    creation_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    body {bytes} NOT NULL,
    time_zone {text} NOT NULL,
    FOREIGN KEY (entity) REFERENCES entity (id)
);
CREATE UNIQUE INDEX settings_entity ON settings (entity);
CREATE TABLE tax_class (
    id {id},
    entity INTEGER NOT NULL,
    version INTEGER NOT NULL,
    creation_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    body {bytes} NOT NULL,
    code {text} NOT NULL,
    name {text} NOT NULL,
    FOREIGN KEY (entity) REFERENCES entity (id)
);
CREATE UNIQUE INDEX tax_class_entity_code ON tax_class (entity, code);
CREATE INDEX tax_class_entity_name_id ON tax_class (entity, name, id);
CREATE TABLE tax_area (
    id {id},
    entity INTEGER NOT NULL,
    version INTEGER NOT NULL,
    creation_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    body {bytes} NOT NULL,
    name {text} NOT NULL,
    is_active BOOLEAN NOT NULL,
    tax_companies BOOLEAN NOT NULL,
    countries_key {text} NOT NULL,
    FOREIGN KEY (entity) REFERENCES entity (id)
);
CREATE INDEX tax_area_entity_name_id ON tax_area (entity, name, id);
CREATE TABLE tax_area_country (
    id {id},
    entity INTEGER NOT NULL,
    area INTEGER NOT NULL,
    country {text} NOT NULL,
    is_active BOOLEAN NOT NULL,
    FOREIGN KEY (entity) REFERENCES entity (id),
    FOREIGN KEY (area) REFERENCES tax_area (id) ON DELETE CASCADE
);
CREATE INDEX tax_area_country_area ON tax_area_country (area);
CREATE UNIQUE INDEX tax_area_country_active ON tax_area_country (entity, country) WHERE is_active;
CREATE TABLE tax_rate (
    id {id},
    entity INTEGER NOT NULL,
    area INTEGER NOT NULL,
    tax_class INTEGER NOT NULL,
    rate BIGINT NOT NULL,
    FOREIGN KEY (entity) REFERENCES entity (id),
    FOREIGN KEY (area) REFERENCES tax_area (id) ON DELETE CASCADE,
    FOREIGN KEY (tax_class) REFERENCES tax_class (id)
);
CREATE INDEX tax_rate_tax_class ON tax_rate (tax_class);
CREATE UNIQUE INDEX tax_rate_area_tax_class ON tax_rate (area, tax_class);
CREATE TABLE shipping_method (
    id {id},
    entity INTEGER NOT NULL,
    version INTEGER NOT NULL,
    creation_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    body {bytes} NOT NULL,
    name {text} NOT NULL,
    is_active BOOLEAN NOT NULL,
    is_default BOOLEAN NOT NULL,
    tax_class INTEGER,
    FOREIGN KEY (entity) REFERENCES entity (id),
    FOREIGN KEY (tax_class) REFERENCES tax_class (id)
);
CREATE INDEX shipping_method_tax_class ON shipping_method (tax_class);
CREATE INDEX shipping_method_entity_name_id ON shipping_method (entity, name, id);
CREATE TABLE payment_method (
    id {id},
    entity INTEGER NOT NULL,
    version INTEGER NOT NULL,
    creation_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    body {bytes} NOT NULL,
    name {text} NOT NULL,
    is_active BOOLEAN NOT NULL,
    is_default BOOLEAN NOT NULL,
    is_on_delivery BOOLEAN NOT NULL,
    provider {text} NOT NULL,
    tax_class INTEGER,
    FOREIGN KEY (entity) REFERENCES entity (id),
    FOREIGN KEY (tax_class) REFERENCES tax_class (id)
);
CREATE INDEX payment_method_tax_class ON payment_method (tax_class);
CREATE INDEX payment_method_entity_name_id ON payment_method (entity, name, id);
CREATE TABLE payment_method_shipping (
    id {id},
    entity INTEGER NOT NULL,
    payment_method INTEGER NOT NULL,
    shipping_method INTEGER NOT NULL,
    FOREIGN KEY (entity) REFERENCES entity (id),
    FOREIGN KEY (payment_method) REFERENCES payment_method (id) ON DELETE CASCADE,
    FOREIGN KEY (shipping_method) REFERENCES shipping_method (id)
);
CREATE INDEX payment_method_shipping_shipping_method ON payment_method_shipping (shipping_method);
CREATE UNIQUE INDEX payment_method_shipping_payment_method_shipping_method ON payment_method_shipping (payment_method, shipping_method);
CREATE TABLE customer (
    id {id},
    entity INTEGER NOT NULL,
    version INTEGER NOT NULL,
    creation_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    body {bytes} NOT NULL,
    code {text} NOT NULL,
    group_key INTEGER NOT NULL,
    email_key {text} NOT NULL,
    personal_code {text} NOT NULL,
    company_code {text} NOT NULL,
    full_name_key {text} NOT NULL,
    country {text} NOT NULL,
    state_prov {text} NOT NULL,
    keywords {text} NOT NULL,
    external_id {text} NOT NULL,
    FOREIGN KEY (entity) REFERENCES entity (id)
);
CREATE INDEX customer_entity_id ON customer (entity, id);
CREATE INDEX customer_entity_code_id ON customer (entity, code, id);
CREATE INDEX customer_entity_email_key_id ON customer (entity, email_key, id);
CREATE INDEX customer_entity_full_name_key_id ON customer (entity, full_name_key, id);
CREATE INDEX customer_entity_country_id ON customer (entity, country, id);
CREATE INDEX customer_entity_creation_time_id ON customer (entity, creation_time, id);
CREATE INDEX customer_entity_update_time_id ON customer (entity, update_time, id);
CREATE INDEX customer_entity_group_key_id ON customer (entity, group_key, id);
CREATE UNIQUE INDEX customer_external_id ON customer (entity, external_id) WHERE external_id <> '';
CREATE TABLE series (
    id {id},
    entity INTEGER NOT NULL,
    version INTEGER NOT NULL,
    creation_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    body {bytes} NOT NULL,
    kind {text} NOT NULL,
    name {text} NOT NULL,
    pattern {text} NOT NULL,
    assign_on {text} NOT NULL,
    gapless BOOLEAN NOT NULL,
    is_default BOOLEAN NOT NULL,
    FOREIGN KEY (entity) REFERENCES entity (id)
);
CREATE UNIQUE INDEX series_default ON series (entity, kind) WHERE is_default;
CREATE TABLE series_counter (
    id {id},
    entity INTEGER NOT NULL,
    series INTEGER NOT NULL,
    year INTEGER NOT NULL,
    last BIGINT NOT NULL,
    FOREIGN KEY (entity) REFERENCES entity (id),
    FOREIGN KEY (series) REFERENCES series (id)
);
CREATE UNIQUE INDEX series_counter_series_year ON series_counter (series, year);
CREATE TABLE series_journal (
    id {id},
    entity INTEGER NOT NULL,
    series INTEGER NOT NULL,
    number {text} NOT NULL,
    document INTEGER NOT NULL,
    time BIGINT NOT NULL,
    key {text} NOT NULL,
    reason {text} NOT NULL,
    FOREIGN KEY (entity) REFERENCES entity (id),
    FOREIGN KEY (series) REFERENCES series (id)
);
CREATE UNIQUE INDEX series_journal_series_number ON series_journal (series, number);
CREATE TABLE invoice (
    id {id},
    entity INTEGER NOT NULL,
    version INTEGER NOT NULL,
    creation_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    type {text} NOT NULL,
    series INTEGER NOT NULL,
    number {text} NOT NULL,
    number_key {text} NOT NULL,
    status {text} NOT NULL,
    issue_date {text},
    due_date {text},
    customer INTEGER,
    tax_area INTEGER,
    shipping_method INTEGER,
    payment_method INTEGER,
    currency {text} NOT NULL,
    tax_amount BIGINT NOT NULL,
    total BIGINT NOT NULL,
    taxed_total BIGINT NOT NULL,
    is_paid_for BOOLEAN NOT NULL,
    is_closed BOOLEAN NOT NULL,
    customer_name_key {text} NOT NULL,
    address_key {text} NOT NULL,
    external_id {text} NOT NULL,
    FOREIGN KEY (entity) REFERENCES entity (id),
    FOREIGN KEY (series) REFERENCES series (id),
    FOREIGN KEY (customer) REFERENCES customer (id),
    FOREIGN KEY (tax_area) REFERENCES tax_area (id),
    FOREIGN KEY (shipping_method) REFERENCES shipping_method (id),
    FOREIGN KEY (payment_method) REFERENCES payment_method (id)
);
CREATE INDEX invoice_entity_id ON invoice (entity, id);
CREATE INDEX invoice_entity_type_id ON invoice (entity, type, id);
CREATE INDEX invoice_entity_number_id ON invoice (entity, number, id);
CREATE INDEX invoice_entity_number_key_id ON invoice (entity, number_key, id);
CREATE INDEX invoice_entity_status_id ON invoice (entity, status, id);
CREATE INDEX invoice_entity_status_creation_time_id ON invoice (entity, status, creation_time, id);
CREATE INDEX invoice_entity_creation_time_id ON invoice (entity, creation_time, id);
CREATE INDEX invoice_entity_update_time_id ON invoice (entity, update_time, id);
CREATE INDEX invoice_entity_issue_date_id ON invoice (entity, issue_date, id);
CREATE INDEX invoice_entity_due_date_id ON invoice (entity, due_date, id);
CREATE INDEX invoice_entity_total_id ON invoice (entity, total, id);
CREATE INDEX invoice_entity_taxed_total_id ON invoice (entity, taxed_total, id);
CREATE INDEX invoice_entity_is_paid_for_id ON invoice (entity, is_paid_for, id);
CREATE INDEX invoice_entity_customer_name_key_id ON invoice (entity, customer_name_key, id);
CREATE INDEX invoice_customer_entity_id_is_paid_for ON invoice (customer, entity, id, is_paid_for);
CREATE UNIQUE INDEX invoice_external_id ON invoice (entity, external_id) WHERE external_id <> '';
CREATE UNIQUE INDEX invoice_number ON invoice (series, number) WHERE number <> '' AND type <> 'Proforma';
CREATE TABLE invoice_body (
    id INTEGER NOT NULL PRIMARY KEY,
    entity INTEGER NOT NULL,
    body {bytes} NOT NULL,
    FOREIGN KEY (id) REFERENCES invoice (id) ON DELETE CASCADE,
    FOREIGN KEY (entity) REFERENCES entity (id)
);
CREATE TABLE item (
    id {id},
    entity INTEGER NOT NULL,
    invoice INTEGER NOT NULL,
    position INTEGER NOT NULL,
    sku {text} NOT NULL,
    name {text} NOT NULL,
    quantity BIGINT NOT NULL,
    price BIGINT NOT NULL,
    weight BIGINT NOT NULL,
    total_price BIGINT NOT NULL,
    tax_class INTEGER,
    tax_code {text} NOT NULL,
    tax_name {text} NOT NULL,
    tax_rate BIGINT NOT NULL,
    tax_amount BIGINT NOT NULL,
    requests {text} NOT NULL,
    FOREIGN KEY (entity) REFERENCES entity (id),
    FOREIGN KEY (invoice) REFERENCES invoice (id) ON DELETE CASCADE,
    FOREIGN KEY (tax_class) REFERENCES tax_class (id)
);
CREATE INDEX item_invoice ON item (invoice);
CREATE TABLE label (
    id {id},
    entity INTEGER NOT NULL,
    type {text} NOT NULL,
    resource INTEGER NOT NULL,
    label INTEGER NOT NULL,
    FOREIGN KEY (entity) REFERENCES entity (id)
);
CREATE UNIQUE INDEX label_entity_type_resource_label ON label (entity, type, resource, label);
CREATE INDEX label_entity_type_label_resource ON label (entity, type, label, resource);
CREATE TABLE order_integration (
    id {id},
    entity INTEGER NOT NULL,
    version INTEGER NOT NULL,
    creation_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    body {bytes} NOT NULL,
    name {text} NOT NULL,
    source {text} NOT NULL,
    is_active BOOLEAN NOT NULL,
    FOREIGN KEY (entity) REFERENCES entity (id)
);
CREATE INDEX order_integration_entity_name_id ON order_integration (entity, name, id)
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


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    """Make the tables."""
    types = TYPES["postgresql" if db.param == "%s" else "sqlite"]
    for statement in STATEMENTS.format(**types).split(";"):
        db.execute_sql(statement.strip())
