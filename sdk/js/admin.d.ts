// Made from the methods of the server by `orderly reference`; do not edit it.

// The script element's `window.Admin` has what the module exports.
export as namespace Admin;

export interface Options {
  /** Where the server is; by default where this script is from. */
  url?: string;
  /** The access key; a page keeps it in its session storage, as `orderly.key`; null forgets it. */
  key?: string | null;
  /** The entity, if the key reaches several. */
  entity?: number | null;
  /** Milliseconds that an answer may take: 60000 by default. */
  timeout?: number;
}

/** Say where the server is, with which key, for which entity. It holds for calls made later. */
export function configure(options: Options): void;

/**
 * Call a method. Calls are sent one at a time, in the order in which they were made.
 *
 * The callback gets the answer, whatever it is; without one there is a promise, which is rejected
 * with an AdminError unless the answer is ok.
 */
export function api<M extends Method>(
  method: M,
  request: Whole<M>,
  callback: (response: AnswerOf<M> | Refusal) => void,
): void;
export function api<M extends Method>(
  method: M,
  request: RequestOf<M>,
  callback: (response: Cut<AnswerOf<M>> | Refusal) => void,
): void;
export function api<M extends Method>(
  method: M,
  ...request: undefined extends RequestOf<M> ? [request?: Whole<M>] : [request: Whole<M>]
): Promise<AnswerOf<M>>;
export function api<M extends Method>(method: M, request: RequestOf<M>): Promise<Cut<AnswerOf<M>>>;

/** Call a method of another version of the API, whose types are not known here. */
export function apiVersion(
  version: number,
  method: string,
  request: object | null | undefined,
  callback: (response: Ok | Refusal) => void,
): void;
export function apiVersion(version: number, method: string, request?: object | null): Promise<Ok>;

/**
 * Call several methods by one request: each for itself, or all or nothing with `atomic`.
 *
 * The callback gets the answer; without one there is a promise of its results, in order.
 */
export function batch<const M extends readonly Method[]>(
  calls: Calls<M>,
  options: BatchOptions & { atomic: true },
): Promise<{ -readonly [I in keyof M]: AnswerOf<M[I]> }>;
export function batch<const M extends readonly Method[]>(
  calls: Calls<M>,
  options?: BatchOptions | null,
): Promise<Results<M>>;
export function batch<const M extends readonly Method[]>(
  calls: Calls<M>,
  options: BatchOptions | null | undefined,
  callback: (response: { status: "ok"; results: Results<M> } | Refusal) => void,
): void;

/** Stand for a value in the answer of an earlier call of a batch: `ref(0, "id")`. */
export function ref(index: number, path: string): Ref;

/** Why an answer is not ok; the message is the description of its first error. */
export class AdminError extends Error {
  readonly type: Fault["type"];
  readonly field: string;
  readonly code: string;
  /** Everything that was wrong, of which the first is told above. */
  readonly errors: Fault[];
  /** The status of HTTP: 200 for what a method refuses; none without an answer of the server. */
  readonly httpStatus?: number;
  readonly requestId?: string | null;
  /** The whole answer, as a callback gets it. */
  readonly answer: Refusal;
}

export interface BatchOptions {
  /** All or nothing. */
  atomic?: boolean;
  /** Store nothing. */
  dryRun?: boolean;
}

export interface BatchCall<M extends Method> {
  method: M;
  request?: Referring<RequestOf<M>>;
  idempotencyKey?: string;
}

export interface Ref {
  $ref: string;
}

export interface Ok {
  status: "ok";
  [name: string]: unknown;
}

/** The name of a method. */
export type Method = keyof Methods;

/** What a method takes; null will do if it needs nothing. */
export type RequestOf<M extends Method> =
  | Methods[M]["request"]
  | ({} extends Methods[M]["request"] ? null | undefined : never);

/** What a method answers if it succeeds. */
export type AnswerOf<M extends Method> = Methods[M]["answer"];

/** A request for whole objects. */
export type Whole<M extends Method> = RequestOf<M> & ({ fields?: undefined } | null | undefined);

/** An answer to a request with `fields`: its objects have only those and the id. */
export type Cut<A> = { [K in keyof A]: Some<A[K]> };

type Some<T> = T extends readonly (infer E)[]
  ? Some<E>[]
  : T extends { id: number }
    ? Pick<T, "id"> & Partial<T>
    : T;

type Calls<M extends readonly Method[]> = { [I in keyof M]: BatchCall<M[I]> };

type Results<M extends readonly Method[]> = { -readonly [I in keyof M]: AnswerOf<M[I]> | Refusal };

type Referring<T> = T extends object ? { [K in keyof T]: Referring<T[K]> | Ref } : T;

/** Every method, with what it takes and answers. */
export interface Methods {
  /** Return how many customers meet the conditions. */
  "commerce.customers.count": {
    request: {
      conditions?: CustomerConditions;
      query?: CustomerQuery;
      search?: string;
    };
    answer: {
      status: "ok";
      count: number;
    };
  };
  /** Create a customer. */
  "commerce.customers.create": {
    request: {
      customer: NewCustomer;
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      id: number;
      documents?: Documents;
    };
  };
  /** Delete customers to whom no document refers, with their labels; unknown ids are ignored. */
  "commerce.customers.delete": {
    request: {
      ids: number[];
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      documents?: Documents;
    };
  };
  /**
   * Return the customers that meet the conditions.
   *
   * `keywords` finds those in whose names, e-mail, codes, phone and addresses every word occurs,
   * whatever its case; `email` ignores case too.
   */
  "commerce.customers.find": {
    request: {
      conditions?: CustomerConditions;
      query?: CustomerQuery;
      search?: string;
      fields?: ("id" | "version" | "code" | "type" | "fullName" | "firstName" | "lastName" | "companyName" | "personalCode" | "companyCode" | "companyCode2" | "taxNumber" | "email" | "phone" | "locale" | "group" | "invoiceRecipient" | "billingAddress" | "shippingAddress" | "notes" | "externalId" | "metadata" | "creationTime" | "updateTime")[];
      order?: ("id" | "-id" | "code" | "-code" | "email" | "-email" | "fullName" | "-fullName" | "country" | "-country" | "creationTime" | "-creationTime" | "updateTime" | "-updateTime" | "group" | "-group")[];
      /** @default 100 */
      limit?: number;
      /** @default 0 */
      first?: number;
      cursor?: string | null;
      includeTotalCount?: boolean;
    };
    answer: {
      status: "ok";
      customers: Customer[];
      pagination?: Pagination;
    };
  };
  /** Return a customer, or null. */
  "commerce.customers.get": {
    request: {
      id: number;
      fields?: ("id" | "version" | "code" | "type" | "fullName" | "firstName" | "lastName" | "companyName" | "personalCode" | "companyCode" | "companyCode2" | "taxNumber" | "email" | "phone" | "locale" | "group" | "invoiceRecipient" | "billingAddress" | "shippingAddress" | "notes" | "externalId" | "metadata" | "creationTime" | "updateTime")[];
    };
    answer: {
      status: "ok";
      customer: Customer | null;
    };
  };
  /** Change a customer; an address that is sent replaces the whole one. Documents stay. */
  "commerce.customers.update": {
    request: {
      id: number;
      version?: number;
      customer: CustomerChanges;
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      documents?: Documents;
    };
  };
  /**
   * Make an invoice final: it takes its number if it has none, and is frozen from then on.
   *
   * Only `status`, `isPaidFor`, `labels`, `metadata` and `externalId` can still be updated, and
   * payments recorded; a correction is a new document.
   */
  "commerce.invoices.close": {
    request: {
      id: number;
      version?: number;
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      number: string;
      source: "Order" | "Manual";
      closeTime: string;
      documents?: Documents;
    };
  };
  /** Return the number of invoices that meet the given conditions. */
  "commerce.invoices.count": {
    request: {
      conditions?: InvoiceConditions;
      query?: InvoiceQuery;
      search?: string;
    };
    answer: {
      status: "ok";
      count: number;
    };
  };
  /** Create an invoice; without a number it takes the next one of its series. */
  "commerce.invoices.create": {
    request: {
      invoice: NewInvoice;
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      id: number;
      documents?: Documents;
    };
  };
  /**
   * Create a document from an order: of all that is not yet invoiced, or of these quantities.
   *
   * `type` can be `Invoice` or `Standard`, `ShippingInvoice`, `Proforma` or `Prepayment`, and with
   * the `reference` to a closed invoice of the order `DebitNote`, one more invoice that refers to
   * it, or `CreditNote`, over items of the order in it. Nothing is ever invoiced twice: the parts of
   * an order end at exactly its totals. `commerce.orders.process` invoices what is left.
   */
  "commerce.invoices.create-from-order": {
    request: {
      order: number;
      /** @default "Invoice" */
      type?: string;
      reference?: number;
      applyExpiresAt?: string;
      items?: PartOfItem[];
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      id: number;
      documents?: Documents;
    };
  };
  /**
   * Create a credit note over a closed invoice: quantities of its items, an amount or the rest.
   *
   * All credit notes together never exceed the invoice, and end at exactly its totals.
   */
  "commerce.invoices.credit": {
    request: {
      id: number;
      version?: number;
      items?: PartOfItem[];
      amount?: number;
      reason?: string;
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      id: number;
      documents?: Documents;
    };
  };
  /** Delete one or more invoices; their numbers are voided. Unknown ids are ignored. */
  "commerce.invoices.delete": {
    request: {
      ids: number[];
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      documents?: Documents;
    };
  };
  /**
   * Return an invoice as a file, base64-encoded, and a link that opens it for a short time.
   *
   * A closed invoice is exported as the same file ever after.
   */
  "commerce.invoices.export": {
    request: {
      id: number;
      /** @default "Pdf" */
      format?: "Pdf" | "FatturaPa" | "Ubl" | "Cii" | "FacturX";
    };
    answer: {
      status: "ok";
      contentType: string;
      fileName: string;
      content: string;
      link: string;
    };
  };
  /** Return the invoices that meet the given conditions. */
  "commerce.invoices.find": {
    request: {
      conditions?: InvoiceConditions;
      query?: InvoiceQuery;
      search?: string;
      fields?: ("id" | "version" | "type" | "series" | "number" | "status" | "creationTime" | "updateTime" | "issueDate" | "dueDate" | "shippingTime" | "referenceType" | "referenceNumber" | "customer" | "currency" | "rounding" | "locale" | "taxArea" | "items" | "prediscountSubtotal" | "taxedPrediscountSubtotal" | "discounts" | "discountsIncludeTaxes" | "subtotal" | "taxedSubtotal" | "shippingMethod" | "paymentMethod" | "taxes" | "taxAmount" | "total" | "taxedTotal" | "roundingAmount" | "isPaidFor" | "paidTotal" | "dueTotal" | "quantity" | "weight" | "customerName" | "invoiceRecipient" | "billingAddress" | "shippingAddress" | "sellerAddress" | "numberOfPackages" | "porto" | "goodsAppearance" | "trackingNumber" | "transportReason" | "terms" | "order" | "reference" | "isClosed" | "closeTime" | "dateSent" | "labels" | "metadata" | "externalId")[];
      order?: ("id" | "-id" | "type" | "-type" | "number" | "-number" | "status" | "-status" | "creationTime" | "-creationTime" | "updateTime" | "-updateTime" | "issueDate" | "-issueDate" | "dueDate" | "-dueDate" | "total" | "-total" | "taxedTotal" | "-taxedTotal" | "isPaidFor" | "-isPaidFor" | "customerName" | "-customerName")[];
      /** @default 100 */
      limit?: number;
      /** @default 0 */
      first?: number;
      cursor?: string | null;
      includeTotalCount?: boolean;
    };
    answer: {
      status: "ok";
      invoices: Invoice[];
      pagination?: Pagination;
    };
  };
  /** Return an invoice given its identifier, or null. */
  "commerce.invoices.get": {
    request: {
      id: number;
      fields?: ("id" | "version" | "type" | "series" | "number" | "status" | "creationTime" | "updateTime" | "issueDate" | "dueDate" | "shippingTime" | "referenceType" | "referenceNumber" | "customer" | "currency" | "rounding" | "locale" | "taxArea" | "items" | "prediscountSubtotal" | "taxedPrediscountSubtotal" | "discounts" | "discountsIncludeTaxes" | "subtotal" | "taxedSubtotal" | "shippingMethod" | "paymentMethod" | "taxes" | "taxAmount" | "total" | "taxedTotal" | "roundingAmount" | "isPaidFor" | "paidTotal" | "dueTotal" | "quantity" | "weight" | "customerName" | "invoiceRecipient" | "billingAddress" | "shippingAddress" | "sellerAddress" | "numberOfPackages" | "porto" | "goodsAppearance" | "trackingNumber" | "transportReason" | "terms" | "order" | "reference" | "isClosed" | "closeTime" | "dateSent" | "labels" | "metadata" | "externalId")[];
    };
    answer: {
      status: "ok";
      invoice: Invoice | null;
    };
  };
  /** Record a payment on an invoice, and on the order that it came from. */
  "commerce.invoices.pay": {
    request: {
      /** @default "Receipt" */
      type?: "Receipt" | "Refund";
      amount: number;
      time?: string;
      method?: string;
      /** @default "Complete" */
      status?: "Complete" | "Pending" | "Reversed";
      reference?: string;
      note?: string;
      externalId?: string;
      /** @default false */
      allowOverpayment?: boolean;
      id: number;
      version?: number;
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      id: number;
      success: boolean;
      message: string;
      documents?: Documents;
    };
  };
  /**
   * E-mail an invoice to its customer; it is delivered at once, or as soon as that works.
   *
   * What becomes of it is told by `commerce.mails.find`. Closed invoices can be sent too.
   */
  "commerce.invoices.send": {
    request: {
      id: number;
      version?: number;
      to?: string[] | string;
      cc?: string[] | string;
      /** It must be one line. */
      subject?: string;
      message?: string;
      /** @default "Pdf" */
      attach?: "Pdf" | "None";
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      messageId: string;
      documents?: Documents;
    };
  };
  /** Update an invoice. Any fields left out of the request will remain unchanged. */
  "commerce.invoices.update": {
    request: {
      id: number;
      version?: number;
      invoice: InvoiceChanges;
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      documents?: Documents;
    };
  };
  /** Put labels on resources; a label that is there already stays. */
  "commerce.labels.add": {
    request: {
      ids: number[];
      type: "Customer" | "Order" | "Invoice";
      resources: number[];
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      documents?: Documents;
    };
  };
  /** Return the labels of resources; those without a label are left out. */
  "commerce.labels.find": {
    request: {
      conditions: LabelConditions;
    };
    answer: {
      status: "ok";
      labels: Record<string, number[]>;
    };
  };
  /** Take labels off resources; a label that is not there is no fault. */
  "commerce.labels.remove": {
    request: {
      ids: number[];
      type: "Customer" | "Order" | "Invoice";
      resources: number[];
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      documents?: Documents;
    };
  };
  /** Make these the labels of resources, and no others; none at all if `ids` is empty. */
  "commerce.labels.replace": {
    request: {
      ids: number[];
      type: "Customer" | "Order" | "Invoice";
      resources: number[];
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      documents?: Documents;
    };
  };
  /** Return the number of items of an order, invoice, estimate or purchase. */
  "commerce.line-items.count": {
    request: {
      conditions?: LineItemConditions;
      query?: LineItemQuery;
      search?: string;
    };
    answer: {
      status: "ok";
      count: number;
    };
  };
  /** Delete items; the totals of their documents are computed anew. Unknown ids are ignored. */
  "commerce.line-items.delete": {
    request: {
      ids: number[];
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      documents?: Documents;
    };
  };
  /**
   * Return the items of an order, invoice, estimate or purchase, those made last first.
   *
   * `estimate` and `purchase` are ids of orders of that type, `order` is that of any. The items of
   * an order in the trash are not found.
   */
  "commerce.line-items.find": {
    request: {
      conditions?: LineItemConditions;
      query?: LineItemQuery;
      search?: string;
      fields?: ("id" | "sku" | "name" | "quantity" | "price" | "totalPrice" | "weight" | "taxClass" | "taxCode" | "taxRate" | "taxAmount" | "requests" | "discount" | "kind" | "sourceId" | "grossPrice" | "taxedTotalPrice" | "taxes" | "sequence" | "description" | "unit" | "tax" | "receivedQuantity" | "status" | "note" | "code" | "binName" | "image" | "cost" | "markup" | "isRevenue" | "orderTax" | "externalId" | "externalValue" | "metadata" | "category" | "uom" | "item" | "store" | "prices" | "modifierGroups" | "order" | "invoice" | "creationTime" | "updateTime")[];
      /** @default ["-creationTime"] */
      order?: ("id" | "-id" | "sequence" | "-sequence" | "name" | "-name" | "price" | "-price" | "quantity" | "-quantity" | "totalPrice" | "-totalPrice" | "creationTime" | "-creationTime" | "updateTime" | "-updateTime")[];
      /** @default 10 */
      limit?: number;
      /** @default 0 */
      first?: number;
      cursor?: string | null;
      includeTotalCount?: boolean;
    };
    answer: {
      status: "ok";
      items: LineItem[];
      pagination?: Pagination;
    };
  };
  /** Return an item given its identifier, or null, also where its order is in the trash. */
  "commerce.line-items.get": {
    request: {
      id: number;
      fields?: ("id" | "sku" | "name" | "quantity" | "price" | "totalPrice" | "weight" | "taxClass" | "taxCode" | "taxRate" | "taxAmount" | "requests" | "discount" | "kind" | "sourceId" | "grossPrice" | "taxedTotalPrice" | "taxes" | "sequence" | "description" | "unit" | "tax" | "receivedQuantity" | "status" | "note" | "code" | "binName" | "image" | "cost" | "markup" | "isRevenue" | "orderTax" | "externalId" | "externalValue" | "metadata" | "category" | "uom" | "item" | "store" | "prices" | "modifierGroups" | "order" | "invoice" | "creationTime" | "updateTime")[];
    };
    answer: {
      status: "ok";
      item: LineItem | null;
    };
  };
  /**
   * Change items, and add new ones to their documents; fields left out remain unchanged.
   *
   * The totals of the documents are computed anew, as if they had been updated with all of their
   * items. Those of an order as charged stay what was charged, whatever is charged for its items.
   */
  "commerce.line-items.save": {
    request: {
      items: SavedItem[];
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      ids: number[];
      documents?: Documents;
    };
  };
  /** Return the number of e-mails that meet the given conditions. */
  "commerce.mails.count": {
    request: {
      conditions?: MailConditions;
      query?: MailQuery;
      search?: string;
    };
    answer: {
      status: "ok";
      count: number;
    };
  };
  /** Return the e-mails that meet the given conditions. */
  "commerce.mails.find": {
    request: {
      conditions?: MailConditions;
      query?: MailQuery;
      search?: string;
      fields?: ("id" | "version" | "invoice" | "to" | "cc" | "subject" | "message" | "attach" | "messageId" | "state" | "attempts" | "error" | "nextAttemptTime" | "sentTime" | "creationTime" | "updateTime")[];
      order?: ("id" | "-id" | "creationTime" | "-creationTime" | "updateTime" | "-updateTime")[];
      /** @default 100 */
      limit?: number;
      /** @default 0 */
      first?: number;
      cursor?: string | null;
      includeTotalCount?: boolean;
    };
    answer: {
      status: "ok";
      mails: Mail[];
      pagination?: Pagination;
    };
  };
  /** Return an e-mail given its identifier, or null. */
  "commerce.mails.get": {
    request: {
      id: number;
      fields?: ("id" | "version" | "invoice" | "to" | "cc" | "subject" | "message" | "attach" | "messageId" | "state" | "attempts" | "error" | "nextAttemptTime" | "sentTime" | "creationTime" | "updateTime")[];
    };
    answer: {
      status: "ok";
      mail: Mail | null;
    };
  };
  /** Return how many order integrations meet the conditions. */
  "commerce.order-integrations.count": {
    request: {
      conditions?: OrderIntegrationConditions;
      query?: OrderIntegrationQuery;
      search?: string;
    };
    answer: {
      status: "ok";
      count: number;
    };
  };
  /** Create an order integration; several may have the same shop domain. */
  "commerce.order-integrations.create": {
    request: {
      orderIntegration: NewOrderIntegration;
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      id: number;
      documents?: Documents;
    };
  };
  /** Delete order integrations that nothing uses; unknown ids are ignored. */
  "commerce.order-integrations.delete": {
    request: {
      ids: number[];
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      documents?: Documents;
    };
  };
  /** Return the order integrations that meet the conditions. */
  "commerce.order-integrations.find": {
    request: {
      conditions?: OrderIntegrationConditions;
      query?: OrderIntegrationQuery;
      search?: string;
      fields?: ("id" | "version" | "name" | "source" | "isActive" | "shopDomain" | "scopes" | "autoProcess" | "autoProcessOn" | "autoProcessDelaySeconds" | "autoReissueOnUpdate" | "sendInvoiceEmail" | "sendEstimateEmail" | "attachPdfToEmail" | "issueInvoiceForBank" | "issueInvoiceOnComplete" | "defaultPaymentType" | "locale" | "businessUnit" | "metadata" | "creationTime" | "updateTime")[];
      order?: ("id" | "-id" | "name" | "-name" | "source" | "-source" | "isActive" | "-isActive" | "creationTime" | "-creationTime" | "updateTime" | "-updateTime")[];
      /** @default 100 */
      limit?: number;
      /** @default 0 */
      first?: number;
      cursor?: string | null;
      includeTotalCount?: boolean;
    };
    answer: {
      status: "ok";
      orderIntegrations: OrderIntegration[];
      pagination?: Pagination;
    };
  };
  /** Return an order integration, or null. */
  "commerce.order-integrations.get": {
    request: {
      id: number;
      fields?: ("id" | "version" | "name" | "source" | "isActive" | "shopDomain" | "scopes" | "autoProcess" | "autoProcessOn" | "autoProcessDelaySeconds" | "autoReissueOnUpdate" | "sendInvoiceEmail" | "sendEstimateEmail" | "attachPdfToEmail" | "issueInvoiceForBank" | "issueInvoiceOnComplete" | "defaultPaymentType" | "locale" | "businessUnit" | "metadata" | "creationTime" | "updateTime")[];
    };
    answer: {
      status: "ok";
      orderIntegration: OrderIntegration | null;
    };
  };
  /** Change an order integration, but not its source; scopes and metadata are replaced whole. */
  "commerce.order-integrations.update": {
    request: {
      id: number;
      version?: number;
      orderIntegration: OrderIntegrationChanges;
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      documents?: Documents;
    };
  };
  /** Cancel an order that is not invoiced. */
  "commerce.orders.cancel": {
    request: {
      id: number;
      version?: number;
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      documents?: Documents;
    };
  };
  /** Return the number of orders that meet the given conditions. */
  "commerce.orders.count": {
    request: {
      conditions?: OrderConditions;
      query?: OrderQuery;
      search?: string;
    };
    answer: {
      status: "ok";
      count: number;
    };
  };
  /** Create an order; without a number it takes the next one of its series. */
  "commerce.orders.create": {
    request: {
      order: NewOrder;
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      id: number;
      documents?: Documents;
    };
  };
  /** Put orders into the trash; their invoices stay. Unknown ids are ignored. */
  "commerce.orders.delete": {
    request: {
      ids: number[];
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      documents?: Documents;
    };
  };
  /** Return the orders that meet the given conditions; those in the trash if `deleted` is set. */
  "commerce.orders.find": {
    request: {
      conditions?: OrderConditions;
      query?: OrderQuery;
      search?: string;
      fields?: ("id" | "version" | "type" | "series" | "number" | "status" | "token" | "creationTime" | "updateTime" | "deletedTime" | "source" | "sourceId" | "sourceOrderNumber" | "sourceEventId" | "orderIntegration" | "orderedTime" | "processingStatus" | "processAfter" | "processedTime" | "invoice" | "invoices" | "estimate" | "itemsChangedAfterProcessing" | "error" | "isComplete" | "order" | "reference" | "referenceType" | "referenceNumber" | "customer" | "customerName" | "customerEmail" | "customerData" | "currency" | "rounding" | "locale" | "taxArea" | "taxPercent" | "items" | "requests" | "prediscountSubtotal" | "taxedPrediscountSubtotal" | "discounts" | "discountsIncludeTaxes" | "subtotal" | "taxedSubtotal" | "shippingMethod" | "paymentMethod" | "taxes" | "taxAmount" | "total" | "taxedTotal" | "charged" | "overrideTotal" | "invoiceTotal" | "paymentStatus" | "isPaidFor" | "paidTime" | "paidTotal" | "dueTotal" | "transactions" | "paymentMethodName" | "paymentGateway" | "quantity" | "weight" | "isFulfilled" | "fulfilledTime" | "isCancelled" | "cancelledTime" | "isRefunded" | "refundedTime" | "isInvoiced" | "isInvoicePaid" | "isPastDue" | "isInCollections" | "isWrittenOff" | "isMerged" | "hasPaymentFailed" | "isViewed" | "isSent" | "dateSent" | "isDeclined" | "isExpired" | "isReadyForDelivery" | "isPrinted" | "isClosed" | "closeTime" | "title" | "notes" | "po" | "deliveryStatus" | "serviceType" | "serviceDate" | "duePeriod" | "dueDate" | "attachments" | "syncDate" | "standing" | "standingActive" | "standingDue" | "standingData" | "standingDate" | "invoiceRecipient" | "billingAddress" | "shippingAddress" | "sellerAddress" | "terms" | "labels" | "metadata" | "externalId" | "externalValue" | "oldHash" | "rawData")[];
      order?: ("id" | "-id" | "number" | "-number" | "status" | "-status" | "creationTime" | "-creationTime" | "updateTime" | "-updateTime" | "total" | "-total" | "taxedTotal" | "-taxedTotal" | "isPaidFor" | "-isPaidFor" | "customerName" | "-customerName")[];
      /** @default 100 */
      limit?: number;
      /** @default 0 */
      first?: number;
      cursor?: string | null;
      includeTotalCount?: boolean;
    };
    answer: {
      status: "ok";
      orders: Order[];
      pagination?: Pagination;
    };
  };
  /** Return an order given its identifier, or null; one in the trash if `deleted` is set. */
  "commerce.orders.get": {
    request: {
      id: number;
      fields?: ("id" | "version" | "type" | "series" | "number" | "status" | "token" | "creationTime" | "updateTime" | "deletedTime" | "source" | "sourceId" | "sourceOrderNumber" | "sourceEventId" | "orderIntegration" | "orderedTime" | "processingStatus" | "processAfter" | "processedTime" | "invoice" | "invoices" | "estimate" | "itemsChangedAfterProcessing" | "error" | "isComplete" | "order" | "reference" | "referenceType" | "referenceNumber" | "customer" | "customerName" | "customerEmail" | "customerData" | "currency" | "rounding" | "locale" | "taxArea" | "taxPercent" | "items" | "requests" | "prediscountSubtotal" | "taxedPrediscountSubtotal" | "discounts" | "discountsIncludeTaxes" | "subtotal" | "taxedSubtotal" | "shippingMethod" | "paymentMethod" | "taxes" | "taxAmount" | "total" | "taxedTotal" | "charged" | "overrideTotal" | "invoiceTotal" | "paymentStatus" | "isPaidFor" | "paidTime" | "paidTotal" | "dueTotal" | "transactions" | "paymentMethodName" | "paymentGateway" | "quantity" | "weight" | "isFulfilled" | "fulfilledTime" | "isCancelled" | "cancelledTime" | "isRefunded" | "refundedTime" | "isInvoiced" | "isInvoicePaid" | "isPastDue" | "isInCollections" | "isWrittenOff" | "isMerged" | "hasPaymentFailed" | "isViewed" | "isSent" | "dateSent" | "isDeclined" | "isExpired" | "isReadyForDelivery" | "isPrinted" | "isClosed" | "closeTime" | "title" | "notes" | "po" | "deliveryStatus" | "serviceType" | "serviceDate" | "duePeriod" | "dueDate" | "attachments" | "syncDate" | "standing" | "standingActive" | "standingDue" | "standingData" | "standingDate" | "invoiceRecipient" | "billingAddress" | "shippingAddress" | "sellerAddress" | "terms" | "labels" | "metadata" | "externalId" | "externalValue" | "oldHash" | "rawData")[];
      /** @default false */
      deleted?: boolean;
    };
    answer: {
      status: "ok";
      order: Order | null;
    };
  };
  /** Record a payment on an order, and on its current invoice. */
  "commerce.orders.pay": {
    request: {
      /** @default "Receipt" */
      type?: "Receipt" | "Refund";
      amount: number;
      time?: string;
      method?: string;
      /** @default "Complete" */
      status?: "Complete" | "Pending" | "Reversed";
      reference?: string;
      note?: string;
      externalId?: string;
      /** @default false */
      allowOverpayment?: boolean;
      id: number;
      version?: number;
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      id: number;
      success: boolean;
      message: string;
      documents?: Documents;
    };
  };
  /**
   * Make the invoice of an order, or of what is left of it.
   *
   * Its customer is found or created, and what is paid is recorded. Only a pending order, or one
   * whose processing failed, can be processed.
   */
  "commerce.orders.process": {
    request: {
      id: number;
      version?: number;
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      invoice: number;
      documents?: Documents;
    };
  };
  /**
   * Credit the invoice of an order that has changed since, and make a new one.
   *
   * Payments go over to the new invoice; the former one and its credit note settle each other.
   */
  "commerce.orders.reissue": {
    request: {
      id: number;
      version?: number;
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      creditNote: number | null;
      invoice: number;
      documents?: Documents;
    };
  };
  /** Take orders out of the trash. Unknown ids, and those not in the trash, are ignored. */
  "commerce.orders.restore": {
    request: {
      ids: number[];
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      documents?: Documents;
    };
  };
  /**
   * Update an order. Any fields left out of the request will remain unchanged.
   *
   * What its invoice does not say any more sets `itemsChangedAfterProcessing`.
   */
  "commerce.orders.update": {
    request: {
      id: number;
      version?: number;
      order: OrderChanges;
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      documents?: Documents;
    };
  };
  /**
   * Return, for each amount, taxes included, the cost of every payment method that takes it.
   *
   * No method takes an amount that is zero or negative. At most the first 1000 methods by id that
   * meet the conditions are considered.
   */
  "commerce.payment-methods.compute-costs": {
    request: {
      amounts: number[];
      taxArea: number;
      conditions?: PaymentMethodConditions;
    };
    answer: {
      status: "ok";
      costs: Record<string, number>[];
    };
  };
  /** Return how many payment methods meet the conditions. */
  "commerce.payment-methods.count": {
    request: {
      conditions?: PaymentMethodConditions;
      query?: PaymentMethodQuery;
      search?: string;
    };
    answer: {
      status: "ok";
      count: number;
    };
  };
  /** Create a payment method; as the default, it takes the mark off the one before. */
  "commerce.payment-methods.create": {
    request: {
      paymentMethod: NewPaymentMethod;
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      id: number;
      documents?: Documents;
    };
  };
  /** Delete payment methods that nothing uses; unknown ids are ignored. */
  "commerce.payment-methods.delete": {
    request: {
      ids: number[];
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      documents?: Documents;
    };
  };
  /** Return the payment methods that meet the conditions; `language` changes nothing. */
  "commerce.payment-methods.find": {
    request: {
      conditions?: PaymentMethodConditions;
      query?: PaymentMethodQuery;
      search?: string;
      fields?: ("id" | "version" | "name" | "isActive" | "isDefault" | "isOnDelivery" | "provider" | "taxClass" | "minTotal" | "maxTotal" | "cost" | "costPercent" | "shippingMethods" | "creationTime" | "updateTime")[];
      order?: ("id" | "-id" | "name" | "-name" | "isOnDelivery" | "-isOnDelivery" | "isActive" | "-isActive" | "provider" | "-provider")[];
      /** @default 100 */
      limit?: number;
      /** @default 0 */
      first?: number;
      cursor?: string | null;
      includeTotalCount?: boolean;
      language?: string;
    };
    answer: {
      status: "ok";
      paymentMethods: PaymentMethod[];
      pagination?: Pagination;
    };
  };
  /** Return a payment method, or null. */
  "commerce.payment-methods.get": {
    request: {
      id: number;
      fields?: ("id" | "version" | "name" | "isActive" | "isDefault" | "isOnDelivery" | "provider" | "taxClass" | "minTotal" | "maxTotal" | "cost" | "costPercent" | "shippingMethods" | "creationTime" | "updateTime")[];
    };
    answer: {
      status: "ok";
      paymentMethod: PaymentMethod | null;
    };
  };
  /** Change a payment method; documents keep their copies of it. */
  "commerce.payment-methods.update": {
    request: {
      id: number;
      version?: number;
      paymentMethod: PaymentMethodChanges;
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      documents?: Documents;
    };
  };
  /** Return the number of payments that meet the given conditions. */
  "commerce.payments.count": {
    request: {
      conditions?: PaymentConditions;
      query?: PaymentQuery;
      search?: string;
    };
    answer: {
      status: "ok";
      count: number;
    };
  };
  /** Record a payment. One on an order is on its current invoice too, and the other way round. */
  "commerce.payments.create": {
    request: {
      payment: NewPayment;
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      id: number;
      success: boolean;
      message: string;
      documents?: Documents;
    };
  };
  /** Delete payments that were recorded by mistake. Unknown ids are ignored. */
  "commerce.payments.delete": {
    request: {
      ids: number[];
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      documents?: Documents;
    };
  };
  /** Return the payments that meet the given conditions. */
  "commerce.payments.find": {
    request: {
      conditions?: PaymentConditions;
      query?: PaymentQuery;
      search?: string;
      fields?: ("id" | "version" | "order" | "invoice" | "type" | "amount" | "time" | "method" | "status" | "reference" | "note" | "externalId" | "creationTime" | "updateTime")[];
      order?: ("id" | "-id" | "time" | "-time" | "amount" | "-amount" | "creationTime" | "-creationTime" | "updateTime" | "-updateTime")[];
      /** @default 100 */
      limit?: number;
      /** @default 0 */
      first?: number;
      cursor?: string | null;
      includeTotalCount?: boolean;
    };
    answer: {
      status: "ok";
      payments: Payment[];
      pagination?: Pagination;
    };
  };
  /** Return a payment given its identifier, or null. */
  "commerce.payments.get": {
    request: {
      id: number;
      fields?: ("id" | "version" | "order" | "invoice" | "type" | "amount" | "time" | "method" | "status" | "reference" | "note" | "externalId" | "creationTime" | "updateTime")[];
    };
    answer: {
      status: "ok";
      payment: Payment | null;
    };
  };
  /**
   * Tell gaps, doubles and date inversions of a series, and where its chain does not hold.
   *
   * Voided numbers are no gaps. Keep `head` elsewhere: whoever knows it knows the whole chain.
   */
  "commerce.series.audit": {
    request: {
      id: number;
      /** @default 0 */
      after?: number;
      /** @default 10000 */
      limit?: number;
    };
    answer: {
      status: "ok";
      isSound: boolean;
      head: string;
      next: number | null;
      counts: Counts;
      gaps: Gap[];
      doubles: Double[];
      dateInversions: DateInversion[];
      brokenLinks: BrokenLink[];
      disagreements: Disagreement[];
    };
  };
  /**
   * Return the links of a series behind a position: its closed documents, as they were closed.
   *
   * `hash` is SHA-256, in lower-case hexadecimal, over these texts in UTF-8, joined by line feeds:
   * `orderly chain 1`, `series`, `position`, `document`, `closeTime`, `previous`, `content`.
   * `previous` is the hash of the link before, or 64 zeros; `content` is the document without what
   * may change later, as compact JSON with sorted members and the member `chain` for the version.
   */
  "commerce.series.chain": {
    request: {
      id: number;
      /** @default 0 */
      after?: number;
      /** @default 100 */
      limit?: number;
    };
    answer: {
      status: "ok";
      links: Link[];
    };
  };
  /** Return how many series meet the conditions. */
  "commerce.series.count": {
    request: {
      conditions?: SeriesConditions;
      query?: SeriesQuery;
      search?: string;
    };
    answer: {
      status: "ok";
      count: number;
    };
  };
  /** Create a series; made the default, it takes the mark off the one that had it. */
  "commerce.series.create": {
    request: {
      series: NewSeries;
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      id: number;
      documents?: Documents;
    };
  };
  /** Delete series that never numbered a document and are no default; unknown ids are ignored. */
  "commerce.series.delete": {
    request: {
      ids: number[];
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      documents?: Documents;
    };
  };
  /** Return the series that meet the conditions. */
  "commerce.series.find": {
    request: {
      conditions?: SeriesConditions;
      query?: SeriesQuery;
      search?: string;
      fields?: ("id" | "version" | "kind" | "name" | "pattern" | "assignOn" | "gapless" | "isDefault" | "creationTime" | "updateTime")[];
      order?: ("id" | "-id" | "name" | "-name" | "kind" | "-kind")[];
      /** @default 100 */
      limit?: number;
      /** @default 0 */
      first?: number;
      cursor?: string | null;
      includeTotalCount?: boolean;
    };
    answer: {
      status: "ok";
      series: Series[];
      pagination?: Pagination;
    };
  };
  /** Return a series, or null. */
  "commerce.series.get": {
    request: {
      id: number;
      fields?: ("id" | "version" | "kind" | "name" | "pattern" | "assignOn" | "gapless" | "isDefault" | "creationTime" | "updateTime")[];
    };
    answer: {
      status: "ok";
      series: Series | null;
    };
  };
  /** Return the numbers of a series that were given and voided; they are never given again. */
  "commerce.series.journal": {
    request: {
      id: number;
      /** @default 0 */
      after?: number;
      /** @default 100 */
      limit?: number;
    };
    answer: {
      status: "ok";
      entries: JournalEntry[];
    };
  };
  /**
   * Change a series; numbers that were given stay. Its kind is fixed.
   *
   * A new pattern goes on after the highest number that is of it already.
   */
  "commerce.series.update": {
    request: {
      id: number;
      version?: number;
      series: SeriesChanges;
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      documents?: Documents;
    };
  };
  /** Return the entity's settings. */
  "commerce.settings.get": {
    request: Record<string, never>;
    answer: {
      status: "ok";
      settings: Settings;
    };
  };
  /**
   * Change settings; documents keep what they were made with.
   *
   * Of an object, members left out stay as they are; only the seller's address is replaced as a
   * whole. The time zone is fixed once there are documents.
   */
  "commerce.settings.update": {
    request: {
      version?: number;
      settings: SettingsFields;
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      documents?: Documents;
    };
  };
  /**
   * Return, for each of the goods, the cost of every shipping method that suits them.
   *
   * At most the first 1000 methods by id that meet the conditions are considered.
   */
  "commerce.shipping-methods.compute-costs": {
    request: {
      goods: Good[];
      conditions?: CostConditions;
    };
    answer: {
      status: "ok";
      costs: Record<string, number>[];
    };
  };
  /** Return how many shipping methods meet the conditions. */
  "commerce.shipping-methods.count": {
    request: {
      conditions?: ShippingMethodConditions;
      query?: ShippingMethodQuery;
      search?: string;
    };
    answer: {
      status: "ok";
      count: number;
    };
  };
  /** Create a shipping method; as the default, it takes the mark off the one before. */
  "commerce.shipping-methods.create": {
    request: {
      shippingMethod: NewShippingMethod;
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      id: number;
      documents?: Documents;
    };
  };
  /** Delete shipping methods that nothing uses; unknown ids are ignored. */
  "commerce.shipping-methods.delete": {
    request: {
      ids: number[];
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      documents?: Documents;
    };
  };
  /**
   * Return the shipping methods that meet the conditions.
   *
   * By `country`, `stateProv`, `weight` and `subtotal` they are those that suit; `quantity` suits
   * every method.
   */
  "commerce.shipping-methods.find": {
    request: {
      conditions?: ShippingMethodConditions;
      query?: ShippingMethodQuery;
      search?: string;
      fields?: ("id" | "version" | "name" | "isActive" | "isDefault" | "taxClass" | "countries" | "stateProvs" | "minWeight" | "maxWeight" | "minSubtotal" | "maxSubtotal" | "cost" | "costBands" | "freeFrom" | "creationTime" | "updateTime")[];
      order?: ("id" | "-id" | "name" | "-name" | "isActive" | "-isActive" | "isDefault" | "-isDefault")[];
      /** @default 100 */
      limit?: number;
      /** @default 0 */
      first?: number;
      cursor?: string | null;
      includeTotalCount?: boolean;
    };
    answer: {
      status: "ok";
      shippingMethods: ShippingMethod[];
      pagination?: Pagination;
    };
  };
  /** Return a shipping method, or null. */
  "commerce.shipping-methods.get": {
    request: {
      id: number;
      fields?: ("id" | "version" | "name" | "isActive" | "isDefault" | "taxClass" | "countries" | "stateProvs" | "minWeight" | "maxWeight" | "minSubtotal" | "maxSubtotal" | "cost" | "costBands" | "freeFrom" | "creationTime" | "updateTime")[];
    };
    answer: {
      status: "ok";
      shippingMethod: ShippingMethod | null;
    };
  };
  /** Change a shipping method; documents keep their copies of it. */
  "commerce.shipping-methods.update": {
    request: {
      id: number;
      version?: number;
      shippingMethod: ShippingMethodChanges;
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      documents?: Documents;
    };
  };
  /** Return how many tax areas meet the conditions. */
  "commerce.tax-areas.count": {
    request: {
      conditions?: TaxAreaConditions;
      query?: TaxAreaQuery;
      search?: string;
    };
    answer: {
      status: "ok";
      count: number;
    };
  };
  /** Create a tax area; a country is in one active area at most. */
  "commerce.tax-areas.create": {
    request: {
      taxArea: NewTaxArea;
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      id: number;
      documents?: Documents;
    };
  };
  /** Delete tax areas that nothing uses; unknown ids are ignored. */
  "commerce.tax-areas.delete": {
    request: {
      ids: number[];
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      documents?: Documents;
    };
  };
  /** Return the tax areas that meet the conditions. */
  "commerce.tax-areas.find": {
    request: {
      conditions?: TaxAreaConditions;
      query?: TaxAreaQuery;
      search?: string;
      fields?: ("id" | "version" | "name" | "isActive" | "taxCompanies" | "countries" | "rates" | "creationTime" | "updateTime")[];
      order?: ("id" | "-id" | "name" | "-name" | "isActive" | "-isActive" | "taxCompanies" | "-taxCompanies" | "countries" | "-countries")[];
      /** @default 100 */
      limit?: number;
      /** @default 0 */
      first?: number;
      cursor?: string | null;
      includeTotalCount?: boolean;
    };
    answer: {
      status: "ok";
      taxAreas: TaxArea[];
      pagination?: Pagination;
    };
  };
  /** Return a tax area, or null. */
  "commerce.tax-areas.get": {
    request: {
      id: number;
      fields?: ("id" | "version" | "name" | "isActive" | "taxCompanies" | "countries" | "rates" | "creationTime" | "updateTime")[];
    };
    answer: {
      status: "ok";
      taxArea: TaxArea | null;
    };
  };
  /** Change a tax area; documents keep their copies of its rates. */
  "commerce.tax-areas.update": {
    request: {
      id: number;
      version?: number;
      taxArea: TaxAreaChanges;
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      documents?: Documents;
    };
  };
  /** Return how many tax classes meet the conditions. */
  "commerce.tax-classes.count": {
    request: {
      conditions?: TaxClassConditions;
      query?: TaxClassQuery;
      search?: string;
    };
    answer: {
      status: "ok";
      count: number;
    };
  };
  /** Create a tax class. */
  "commerce.tax-classes.create": {
    request: {
      taxClass: NewTaxClass;
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      id: number;
      documents?: Documents;
    };
  };
  /** Delete tax classes that nothing uses; unknown ids are ignored. */
  "commerce.tax-classes.delete": {
    request: {
      ids: number[];
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      documents?: Documents;
    };
  };
  /** Return the tax classes that meet the conditions. */
  "commerce.tax-classes.find": {
    request: {
      conditions?: TaxClassConditions;
      query?: TaxClassQuery;
      search?: string;
      fields?: ("id" | "version" | "code" | "name" | "creationTime" | "updateTime")[];
      order?: ("id" | "-id" | "code" | "-code" | "name" | "-name")[];
      /** @default 100 */
      limit?: number;
      /** @default 0 */
      first?: number;
      cursor?: string | null;
      includeTotalCount?: boolean;
    };
    answer: {
      status: "ok";
      taxClasses: TaxClass[];
      pagination?: Pagination;
    };
  };
  /** Return a tax class, or null. */
  "commerce.tax-classes.get": {
    request: {
      id: number;
      fields?: ("id" | "version" | "code" | "name" | "creationTime" | "updateTime")[];
    };
    answer: {
      status: "ok";
      taxClass: TaxClass | null;
    };
  };
  /** Change a tax class; documents keep their copies of it. */
  "commerce.tax-classes.update": {
    request: {
      id: number;
      version?: number;
      taxClass: TaxClassChanges;
      /** @default false */
      dryRun?: boolean;
    };
    answer: {
      status: "ok";
      documents?: Documents;
    };
  };
}

/** Who is billed, as far as it is known. */
export type AnyBillingAddress = {
  firstName: string;
  lastName: string;
  personalCode: string;
  companyName: string;
  companyCode: string;
  companyCode2: string;
  street1: string;
  street2: string;
  city: string;
  postalCode: string;
  stateProv: string;
  country: string;
  phoneNumber: string;
  mobileNumber: string;
  faxNumber: string;
  /** It must be an email address like 'name@example.com'. */
  email: string;
};

/** Who is billed, as far as it is known. */
export type AnyBillingAddressInput = {
  firstName?: string;
  lastName?: string;
  personalCode?: string;
  companyName?: string;
  companyCode?: string;
  companyCode2?: string;
  street1?: string;
  street2?: string;
  city?: string;
  postalCode?: string;
  stateProv?: string;
  country?: string;
  phoneNumber?: string;
  mobileNumber?: string;
  faxNumber?: string;
  /** It must be an email address like 'name@example.com'. */
  email?: string;
};

/** Where the goods go, as far as it is known. */
export type AnyShippingAddress = {
  name: string;
  street1: string;
  street2: string;
  city: string;
  postalCode: string;
  stateProv: string;
  country: string;
};

/** Where the goods go, as far as it is known. */
export type AnyShippingAddressInput = {
  name?: string;
  street1?: string;
  street2?: string;
  city?: string;
  postalCode?: string;
  stateProv?: string;
  country?: string;
};

/** A file that belongs to the order; its URL is stored and never fetched. */
export type Attachment = {
  name: string;
  url: string;
  contentType: string;
  size: number | null;
};

/** A file that belongs to the order; its URL is stored and never fetched. */
export type AttachmentInput = {
  name: string;
  url: string;
  contentType?: string;
  /** @default null */
  size?: number | null;
};

/** Who is billed. */
export type BillingAddress = {
  firstName: string;
  lastName: string;
  personalCode: string;
  companyName: string;
  companyCode: string;
  companyCode2: string;
  street1: string;
  street2: string;
  city: string;
  postalCode: string;
  stateProv: string;
  country: string;
  phoneNumber: string;
  mobileNumber: string;
  faxNumber: string;
  /** It must be an email address like 'name@example.com'. */
  email: string;
};

/** Who is billed. */
export type BillingAddressInput = {
  firstName: string;
  lastName: string;
  personalCode?: string;
  companyName?: string;
  companyCode?: string;
  companyCode2?: string;
  street1: string;
  street2?: string;
  city: string;
  postalCode: string;
  stateProv?: string;
  country: string;
  phoneNumber?: string;
  mobileNumber?: string;
  faxNumber?: string;
  /** It must be an email address like 'name@example.com'. */
  email: string;
};

/** A value that is equal, or operators that all hold. */
export type BooleanFilter = boolean | {
  equals?: boolean;
  not?: boolean;
  in?: boolean[];
  notIn?: boolean[];
};

/** A link that does not fit the chain before it, or its own hash. */
export type BrokenLink = {
  position: number;
  document: number;
  description: string;
};

/** A call of a batch; a method that needs nothing needs no request. */
export type Call = {
  method: string;
  request?: Record<string, unknown> | null;
  idempotencyKey?: string;
};

/** An item to keep and alter, named by its id, or one to add. */
export type ChangedItem = {
  sku?: string;
  name?: string;
  quantity?: number;
  price?: number;
  weight?: number;
  taxClass?: number | null;
  requests?: string;
  discount?: number;
  sequence?: number;
  description?: string;
  unit?: string;
  tax?: number | null;
  receivedQuantity?: number | null;
  status?: string;
  note?: string;
  code?: string;
  binName?: string;
  image?: string;
  cost?: number | null;
  markup?: number | null;
  isRevenue?: boolean | null;
  orderTax?: boolean | null;
  externalId?: string;
  externalValue?: string;
  metadata?: Record<string, string | number | boolean | null>;
  category?: number | null;
  uom?: number | null;
  item?: number | null;
  store?: number | null;
  prices?: Record<string, unknown>[];
  modifierGroups?: Record<string, unknown>[];
  id?: number;
};

/** An item to keep and alter, named by its id, or one to add. */
export type ChangedOrderItem = {
  sku?: string;
  name?: string;
  quantity?: number;
  price?: number;
  weight?: number;
  taxClass?: number | null;
  requests?: string;
  discount?: number;
  sequence?: number;
  description?: string;
  unit?: string;
  tax?: number | null;
  receivedQuantity?: number | null;
  status?: string;
  note?: string;
  code?: string;
  binName?: string;
  image?: string;
  cost?: number | null;
  markup?: number | null;
  isRevenue?: boolean | null;
  orderTax?: boolean | null;
  externalId?: string;
  externalValue?: string;
  metadata?: Record<string, string | number | boolean | null>;
  category?: number | null;
  uom?: number | null;
  item?: number | null;
  store?: number | null;
  prices?: Record<string, unknown>[];
  modifierGroups?: Record<string, unknown>[];
  kind?: "LineItem" | "Shipping";
  sourceId?: string;
  grossPrice?: number | null;
  totalPrice?: number;
  taxedTotalPrice?: number;
  taxRate?: number;
  taxes?: RateInput[];
  id?: number;
};

/** What the shop has charged, to the cent. */
export type Charged = {
  total: number;
  taxedTotal: number;
  discount: number;
  shipping: number;
};

/** What the shop has charged, to the cent. */
export type ChargedInput = {
  total: number;
  taxedTotal: number;
  /** @default "0.00" */
  discount?: number;
  /** @default "0.00" */
  shipping?: number;
};

/** The shipping or payment method of a document: a copy, with its cost and tax. */
export type ChargedMethod = {
  id: number | null;
  name: string;
  cost: number;
  taxClass: number | null;
  taxCode: string;
  taxRate: number;
  taxAmount: number;
};

/**
 * Who issues: the seller's address that documents copy, and what is printed beside it.
 *
 * The logo is a PNG or JPEG, as a `data:` URL or in bare base64. Any other text prints nothing:
 * nothing is ever fetched.
 */
export type Company = {
  address: SellerAddress;
  taxNumber: string;
  /** It must be an IBAN without spaces. */
  iban: string;
  logo: string;
};

/**
 * Who issues: the seller's address that documents copy, and what is printed beside it.
 *
 * The logo is a PNG or JPEG, as a `data:` URL or in bare base64. Any other text prints nothing:
 * nothing is ever fetched.
 */
export type CompanyInput = {
  address?: SellerAddressInput;
  taxNumber?: string;
  /** It must be an IBAN without spaces. */
  iban?: string;
  logo?: string;
};

/** What it costs up to a weight. */
export type CostBand = {
  upToWeight: number;
  cost: number;
};

/** What it costs up to a weight. */
export type CostBandInput = {
  upToWeight: number;
  cost: number;
};

/** Which shipping methods to compute the costs of. */
export type CostConditions = {
  ids?: number[];
  isActive?: boolean;
  country?: string;
  stateProv?: string;
};

/** How many there are in all; `otherNumbers` are not of the pattern of the series. */
export type Counts = {
  documents: number;
  closed: number;
  voided: number;
  otherNumbers: number;
  links: number;
  checked: number;
  gaps: number;
  doubles: number;
  dateInversions: number;
  brokenLinks: number;
  disagreements: number;
};

/**
 * A customer as it is answered; the full name is a company's name, or last and first name.
 *
 * With `fields`, only those and the id are there.
 */
export type Customer = {
  id: number;
  version: number;
  code: string;
  type: "Person" | "Company";
  fullName: string;
  firstName: string;
  lastName: string;
  companyName: string;
  personalCode: string;
  companyCode: string;
  companyCode2: string;
  taxNumber: string;
  /** It must be an email address like 'name@example.com'. */
  email: string;
  phone: string;
  locale: string | null;
  group: number | null;
  invoiceRecipient: string;
  billingAddress: BillingAddress | null;
  shippingAddress: ShippingAddress | null;
  notes: string;
  externalId: string;
  metadata: Record<string, string | number | boolean | null>;
  creationTime: string;
  updateTime: string;
};

/** What to change of a customer; an address is replaced as a whole. */
export type CustomerChanges = {
  code?: string;
  type?: "Person" | "Company";
  firstName?: string;
  lastName?: string;
  companyName?: string;
  personalCode?: string;
  companyCode?: string;
  companyCode2?: string;
  taxNumber?: string;
  /** It must be an email address like 'name@example.com'. */
  email?: string;
  phone?: string;
  locale?: string | null;
  group?: number | null;
  invoiceRecipient?: string;
  billingAddress?: BillingAddressInput | null;
  shippingAddress?: ShippingAddressInput | null;
  notes?: string;
  externalId?: string;
  metadata?: Record<string, string | number | boolean | null>;
};

/** Which customers: all of these conditions hold. */
export type CustomerConditions = {
  ids?: number[];
  code?: string;
  group?: number;
  email?: string;
  personalCode?: string;
  companyCode?: string;
  keywords?: string;
  country?: string;
  stateProv?: string;
  externalId?: string;
  labels?: number[];
  after?: number;
};

/** What the shop tells of its customer, besides name and e-mail address. */
export type CustomerData = {
  externalId: string;
  phone: string;
  companyName: string;
  taxNumber: string;
  companyNumber: string;
  isBusiness: boolean;
  notes: string;
};

/** What the shop tells of its customer, besides name and e-mail address. */
export type CustomerDataInput = {
  externalId?: string;
  phone?: string;
  companyName?: string;
  taxNumber?: string;
  companyNumber?: string;
  /** @default false */
  isBusiness?: boolean;
  notes?: string;
};

/** What to find, by fields of Customer; all of it must hold. */
export type CustomerQuery = {
  id?: IntegerFilter;
  version?: IntegerFilter;
  code?: StringFilter;
  type?: "Person" | "Company" | {
    equals?: "Person" | "Company";
    not?: "Person" | "Company";
    gte?: "Person" | "Company";
    lte?: "Person" | "Company";
    gt?: "Person" | "Company";
    lt?: "Person" | "Company";
    in?: ("Person" | "Company")[];
    notIn?: ("Person" | "Company")[];
    contains?: string;
    startsWith?: string;
    endsWith?: string;
    between?: ("Person" | "Company")[];
  };
  fullName?: StringFilter;
  firstName?: StringFilter;
  lastName?: StringFilter;
  companyName?: StringFilter;
  personalCode?: StringFilter;
  companyCode?: StringFilter;
  companyCode2?: StringFilter;
  taxNumber?: StringFilter;
  email?: StringFilter;
  phone?: StringFilter;
  locale?: NullableStringFilter;
  group?: NullableIntegerFilter;
  invoiceRecipient?: StringFilter;
  "billingAddress.firstName"?: NullableStringFilter;
  "billingAddress.lastName"?: NullableStringFilter;
  "billingAddress.personalCode"?: NullableStringFilter;
  "billingAddress.companyName"?: NullableStringFilter;
  "billingAddress.companyCode"?: NullableStringFilter;
  "billingAddress.companyCode2"?: NullableStringFilter;
  "billingAddress.street1"?: NullableStringFilter;
  "billingAddress.street2"?: NullableStringFilter;
  "billingAddress.city"?: NullableStringFilter;
  "billingAddress.postalCode"?: NullableStringFilter;
  "billingAddress.stateProv"?: NullableStringFilter;
  "billingAddress.country"?: NullableStringFilter;
  "billingAddress.phoneNumber"?: NullableStringFilter;
  "billingAddress.mobileNumber"?: NullableStringFilter;
  "billingAddress.faxNumber"?: NullableStringFilter;
  "billingAddress.email"?: NullableStringFilter;
  "shippingAddress.name"?: NullableStringFilter;
  "shippingAddress.street1"?: NullableStringFilter;
  "shippingAddress.street2"?: NullableStringFilter;
  "shippingAddress.city"?: NullableStringFilter;
  "shippingAddress.postalCode"?: NullableStringFilter;
  "shippingAddress.stateProv"?: NullableStringFilter;
  "shippingAddress.country"?: NullableStringFilter;
  notes?: StringFilter;
  externalId?: StringFilter;
  creationTime?: DateTimeFilter;
  updateTime?: DateTimeFilter;
  [path: `metadata.${string}`]: NullableScalarFilter;
};

/** A document with an earlier issue date than one with a lower number. */
export type DateInversion = {
  document: number;
  number: string;
  issueDate: string;
  earlierNumber: string;
  laterDate: string;
};

/** A value that is equal, or operators that all hold. */
export type DateTimeFilter = string | {
  equals?: string;
  not?: string;
  gte?: string;
  lte?: string;
  gt?: string;
  lt?: string;
  in?: string[];
  notIn?: string[];
  between?: string[];
};

/** A document that is not what the chain says of it. */
export type Disagreement = {
  document: number;
  number: string;
  description: string;
};

/** A discount on the running subtotal. */
export type Discount = {
  type: "PercentOff" | "AmountOff";
  value: number;
};

/** A discount on the running subtotal. */
export type DiscountInput = {
  type: "PercentOff" | "AmountOff";
  value: number;
};

/** What a dry run would leave behind: its documents as they would stand, by kind. */
export type Documents = {
  orders?: Order[];
  invoices?: Invoice[];
  payments?: Payment[];
  customers?: Customer[];
  taxClasses?: TaxClass[];
  taxAreas?: TaxArea[];
  shippingMethods?: ShippingMethod[];
  paymentMethods?: PaymentMethod[];
  orderIntegrations?: OrderIntegration[];
  series?: Series[];
  mails?: Mail[];
  settings?: Settings[];
};

/** A number that several documents have, or one document and the journal of voided ones. */
export type Double = {
  number: string;
  documents: number[];
};

/**
 * The subject and the text of the e-mails that carry documents; empty: ours in the language.
 *
 * `{kind}`, `{number}`, `{issueDate}`, `{dueDate}`, `{total}`, `{due}`, `{customer}` and
 * `{seller}` are filled in as the document has them.
 */
export type EmailTexts = {
  /** It must be one line. */
  subject: string;
  message: string;
};

/**
 * The subject and the text of the e-mails that carry documents; empty: ours in the language.
 *
 * `{kind}`, `{number}`, `{issueDate}`, `{dueDate}`, `{total}`, `{due}`, `{customer}` and
 * `{seller}` are filled in as the document has them.
 */
export type EmailTextsInput = {
  /** It must be one line. */
  subject?: string;
  message?: string;
};

/** One thing that is wrong with a request. */
export type Fault = {
  /** The name of the field. */
  field: string;
  type: "UnknownField" | "Missing" | "Malformed" | "InvalidValue" | "MissingCombination" | "InvalidCombination" | "AccessDenied" | "NotFound" | "Conflict" | "TooManyRequests" | "InternalError" | "Unavailable";
  /** A sentence for a person. */
  description: string;
  /** A JSON pointer into the request. */
  path: string;
  /** What it is, for programs: codes do not change. */
  code: string;
  /** What was sent, cut if it is long. */
  value?: unknown;
  /** The values or limits that would be right. */
  allowed?: unknown;
};

/** Numbers that are missing, from the first to the last; the year is null without one. */
export type Gap = {
  year: number | null;
  first: string;
  last: string;
  count: number;
};

/** Goods to ship together. */
export type Good = {
  weight: number;
  quantity: number;
  subtotal: number;
  taxedSubtotal: number;
};

/** A value that is equal, or operators that all hold. */
export type IntegerFilter = number | {
  equals?: number;
  not?: number;
  gte?: number;
  lte?: number;
  gt?: number;
  lt?: number;
  in?: number[];
  notIn?: number[];
  between?: number[];
};

/**
 * An invoice as it is answered, and as it is stored.
 *
 * With `fields`, only those and the id are there.
 */
export type Invoice = {
  id: number;
  version: number;
  type: "Proforma" | "Invoice" | "ShippingInvoice" | "CreditNote";
  series: number;
  number: string;
  status: "Open" | "Sent" | "Disputed" | "Archived" | "Cancelled";
  creationTime: string;
  updateTime: string;
  issueDate: string | null;
  dueDate: string | null;
  shippingTime: string | null;
  referenceType: "Order" | "Quote" | "Invoice" | "ShippingInvoice" | "Proforma" | "CreditNote" | "Receipt" | "PackingSlip" | null;
  referenceNumber: string;
  customer: number | null;
  /** It must be an ISO 4217 code like 'EUR'. */
  currency: string;
  rounding: Rounding;
  locale: string;
  taxArea: number | null;
  items: Item[];
  prediscountSubtotal: number;
  taxedPrediscountSubtotal: number;
  discounts: Discount[];
  discountsIncludeTaxes: boolean;
  subtotal: number;
  taxedSubtotal: number;
  shippingMethod: ChargedMethod | null;
  paymentMethod: ChargedMethod | null;
  taxes: TaxRow[];
  taxAmount: number;
  total: number;
  taxedTotal: number;
  roundingAmount: number;
  isPaidFor: boolean;
  paidTotal: number;
  dueTotal: number;
  quantity: number;
  weight: number;
  customerName: string;
  invoiceRecipient: string;
  billingAddress: AnyBillingAddress | null;
  shippingAddress: AnyShippingAddress | null;
  sellerAddress: SellerAddress;
  numberOfPackages: number | null;
  porto: "Franco" | "Assegnato" | null;
  goodsAppearance: string | null;
  trackingNumber: string | null;
  transportReason: string | null;
  terms: string;
  order: number | null;
  reference: number | null;
  isClosed: boolean;
  closeTime: string | null;
  dateSent: string | null;
  labels: number[];
  metadata: Record<string, string | number | boolean | null>;
  externalId: string;
};

/** Fields of an invoice to change; those left out stay as they are. */
export type InvoiceChanges = {
  number?: string;
  creationTime?: string;
  referenceType?: "Order" | "Quote" | "Invoice" | "ShippingInvoice" | "Proforma" | "CreditNote" | "Receipt" | "PackingSlip" | null;
  referenceNumber?: string;
  customer?: number | null;
  rounding?: RoundingInput;
  locale?: string;
  discounts?: DiscountInput[];
  discountsIncludeTaxes?: boolean;
  shippingMethod?: number | null;
  shippingCost?: number | null;
  paymentMethod?: number | null;
  paymentCost?: number | null;
  isPaidFor?: boolean;
  invoiceRecipient?: string;
  shippingAddress?: ShippingAddressInput | null;
  sellerAddress?: SellerAddressInput;
  terms?: string;
  /** It must be an ISO 4217 code like 'EUR'. */
  currency?: string;
  labels?: number[];
  metadata?: Record<string, string | number | boolean | null>;
  externalId?: string;
  status?: "Open" | "Sent" | "Disputed" | "Archived" | "Cancelled";
  issueDate?: string;
  dueDate?: string | null;
  shippingTime?: string | null;
  numberOfPackages?: number | null;
  porto?: "Franco" | "Assegnato" | null;
  goodsAppearance?: string | null;
  trackingNumber?: string | null;
  transportReason?: string | null;
  items?: ChangedItem[];
  billingAddress?: BillingAddressInput;
};

/** Which invoices: all of these conditions hold. */
export type InvoiceConditions = {
  ids?: number[];
  isPaidFor?: boolean;
  fromNumber?: string;
  toNumber?: string;
  fromCreationTime?: string;
  toCreationTime?: string;
  fromUpdateTime?: string;
  toUpdateTime?: string;
  customer?: number;
  address?: string;
  labels?: number[];
  after?: number;
  type?: ("Proforma" | "Invoice" | "ShippingInvoice" | "CreditNote")[] | "Proforma" | "Invoice" | "ShippingInvoice" | "CreditNote";
  status?: ("Open" | "Sent" | "Disputed" | "Archived" | "Cancelled")[] | "Open" | "Sent" | "Disputed" | "Archived" | "Cancelled";
  fromIssueDate?: string;
  toIssueDate?: string;
  fromDueDate?: string;
  toDueDate?: string;
};

/** What to find, by fields of Invoice; all of it must hold. */
export type InvoiceQuery = {
  id?: IntegerFilter;
  version?: IntegerFilter;
  type?: "Proforma" | "Invoice" | "ShippingInvoice" | "CreditNote" | {
    equals?: "Proforma" | "Invoice" | "ShippingInvoice" | "CreditNote";
    not?: "Proforma" | "Invoice" | "ShippingInvoice" | "CreditNote";
    gte?: "Proforma" | "Invoice" | "ShippingInvoice" | "CreditNote";
    lte?: "Proforma" | "Invoice" | "ShippingInvoice" | "CreditNote";
    gt?: "Proforma" | "Invoice" | "ShippingInvoice" | "CreditNote";
    lt?: "Proforma" | "Invoice" | "ShippingInvoice" | "CreditNote";
    in?: ("Proforma" | "Invoice" | "ShippingInvoice" | "CreditNote")[];
    notIn?: ("Proforma" | "Invoice" | "ShippingInvoice" | "CreditNote")[];
    contains?: string;
    startsWith?: string;
    endsWith?: string;
    between?: ("Proforma" | "Invoice" | "ShippingInvoice" | "CreditNote")[];
  };
  series?: IntegerFilter;
  number?: StringFilter;
  status?: "Open" | "Sent" | "Disputed" | "Archived" | "Cancelled" | {
    equals?: "Open" | "Sent" | "Disputed" | "Archived" | "Cancelled";
    not?: "Open" | "Sent" | "Disputed" | "Archived" | "Cancelled";
    gte?: "Open" | "Sent" | "Disputed" | "Archived" | "Cancelled";
    lte?: "Open" | "Sent" | "Disputed" | "Archived" | "Cancelled";
    gt?: "Open" | "Sent" | "Disputed" | "Archived" | "Cancelled";
    lt?: "Open" | "Sent" | "Disputed" | "Archived" | "Cancelled";
    in?: ("Open" | "Sent" | "Disputed" | "Archived" | "Cancelled")[];
    notIn?: ("Open" | "Sent" | "Disputed" | "Archived" | "Cancelled")[];
    contains?: string;
    startsWith?: string;
    endsWith?: string;
    between?: ("Open" | "Sent" | "Disputed" | "Archived" | "Cancelled")[];
  };
  creationTime?: DateTimeFilter;
  updateTime?: DateTimeFilter;
  issueDate?: NullableDateFilter;
  dueDate?: NullableDateFilter;
  shippingTime?: NullableDateTimeFilter;
  referenceType?: "Order" | "Quote" | "Invoice" | "ShippingInvoice" | "Proforma" | "CreditNote" | "Receipt" | "PackingSlip" | null | {
    equals?: "Order" | "Quote" | "Invoice" | "ShippingInvoice" | "Proforma" | "CreditNote" | "Receipt" | "PackingSlip" | null;
    not?: "Order" | "Quote" | "Invoice" | "ShippingInvoice" | "Proforma" | "CreditNote" | "Receipt" | "PackingSlip" | null;
    gte?: "Order" | "Quote" | "Invoice" | "ShippingInvoice" | "Proforma" | "CreditNote" | "Receipt" | "PackingSlip";
    lte?: "Order" | "Quote" | "Invoice" | "ShippingInvoice" | "Proforma" | "CreditNote" | "Receipt" | "PackingSlip";
    gt?: "Order" | "Quote" | "Invoice" | "ShippingInvoice" | "Proforma" | "CreditNote" | "Receipt" | "PackingSlip";
    lt?: "Order" | "Quote" | "Invoice" | "ShippingInvoice" | "Proforma" | "CreditNote" | "Receipt" | "PackingSlip";
    in?: ("Order" | "Quote" | "Invoice" | "ShippingInvoice" | "Proforma" | "CreditNote" | "Receipt" | "PackingSlip")[];
    notIn?: ("Order" | "Quote" | "Invoice" | "ShippingInvoice" | "Proforma" | "CreditNote" | "Receipt" | "PackingSlip")[];
    contains?: string;
    startsWith?: string;
    endsWith?: string;
    between?: ("Order" | "Quote" | "Invoice" | "ShippingInvoice" | "Proforma" | "CreditNote" | "Receipt" | "PackingSlip")[];
  };
  referenceNumber?: StringFilter;
  customer?: NullableIntegerFilter;
  currency?: StringFilter;
  "rounding.mode"?: "Down" | "HalfDown" | "HalfEven" | "HalfUp" | {
    equals?: "Down" | "HalfDown" | "HalfEven" | "HalfUp";
    not?: "Down" | "HalfDown" | "HalfEven" | "HalfUp";
    gte?: "Down" | "HalfDown" | "HalfEven" | "HalfUp";
    lte?: "Down" | "HalfDown" | "HalfEven" | "HalfUp";
    gt?: "Down" | "HalfDown" | "HalfEven" | "HalfUp";
    lt?: "Down" | "HalfDown" | "HalfEven" | "HalfUp";
    in?: ("Down" | "HalfDown" | "HalfEven" | "HalfUp")[];
    notIn?: ("Down" | "HalfDown" | "HalfEven" | "HalfUp")[];
    contains?: string;
    startsWith?: string;
    endsWith?: string;
    between?: ("Down" | "HalfDown" | "HalfEven" | "HalfUp")[];
  };
  "rounding.rule"?: "PerItem" | "PerLine" | "Total" | "PerTaxClass" | {
    equals?: "PerItem" | "PerLine" | "Total" | "PerTaxClass";
    not?: "PerItem" | "PerLine" | "Total" | "PerTaxClass";
    gte?: "PerItem" | "PerLine" | "Total" | "PerTaxClass";
    lte?: "PerItem" | "PerLine" | "Total" | "PerTaxClass";
    gt?: "PerItem" | "PerLine" | "Total" | "PerTaxClass";
    lt?: "PerItem" | "PerLine" | "Total" | "PerTaxClass";
    in?: ("PerItem" | "PerLine" | "Total" | "PerTaxClass")[];
    notIn?: ("PerItem" | "PerLine" | "Total" | "PerTaxClass")[];
    contains?: string;
    startsWith?: string;
    endsWith?: string;
    between?: ("PerItem" | "PerLine" | "Total" | "PerTaxClass")[];
  };
  locale?: StringFilter;
  taxArea?: NullableIntegerFilter;
  prediscountSubtotal?: NumberFilter;
  taxedPrediscountSubtotal?: NumberFilter;
  discountsIncludeTaxes?: BooleanFilter;
  subtotal?: NumberFilter;
  taxedSubtotal?: NumberFilter;
  "shippingMethod.id"?: NullableIntegerFilter;
  "shippingMethod.name"?: NullableStringFilter;
  "shippingMethod.cost"?: NullableNumberFilter;
  "shippingMethod.taxClass"?: NullableIntegerFilter;
  "shippingMethod.taxCode"?: NullableStringFilter;
  "shippingMethod.taxRate"?: NullableNumberFilter;
  "shippingMethod.taxAmount"?: NullableNumberFilter;
  "paymentMethod.id"?: NullableIntegerFilter;
  "paymentMethod.name"?: NullableStringFilter;
  "paymentMethod.cost"?: NullableNumberFilter;
  "paymentMethod.taxClass"?: NullableIntegerFilter;
  "paymentMethod.taxCode"?: NullableStringFilter;
  "paymentMethod.taxRate"?: NullableNumberFilter;
  "paymentMethod.taxAmount"?: NullableNumberFilter;
  taxAmount?: NumberFilter;
  total?: NumberFilter;
  taxedTotal?: NumberFilter;
  roundingAmount?: NumberFilter;
  isPaidFor?: BooleanFilter;
  paidTotal?: NumberFilter;
  dueTotal?: NumberFilter;
  quantity?: NumberFilter;
  weight?: NumberFilter;
  customerName?: StringFilter;
  invoiceRecipient?: StringFilter;
  "billingAddress.firstName"?: NullableStringFilter;
  "billingAddress.lastName"?: NullableStringFilter;
  "billingAddress.personalCode"?: NullableStringFilter;
  "billingAddress.companyName"?: NullableStringFilter;
  "billingAddress.companyCode"?: NullableStringFilter;
  "billingAddress.companyCode2"?: NullableStringFilter;
  "billingAddress.street1"?: NullableStringFilter;
  "billingAddress.street2"?: NullableStringFilter;
  "billingAddress.city"?: NullableStringFilter;
  "billingAddress.postalCode"?: NullableStringFilter;
  "billingAddress.stateProv"?: NullableStringFilter;
  "billingAddress.country"?: NullableStringFilter;
  "billingAddress.phoneNumber"?: NullableStringFilter;
  "billingAddress.mobileNumber"?: NullableStringFilter;
  "billingAddress.faxNumber"?: NullableStringFilter;
  "billingAddress.email"?: NullableStringFilter;
  "shippingAddress.name"?: NullableStringFilter;
  "shippingAddress.street1"?: NullableStringFilter;
  "shippingAddress.street2"?: NullableStringFilter;
  "shippingAddress.city"?: NullableStringFilter;
  "shippingAddress.postalCode"?: NullableStringFilter;
  "shippingAddress.stateProv"?: NullableStringFilter;
  "shippingAddress.country"?: NullableStringFilter;
  "sellerAddress.companyName"?: StringFilter;
  "sellerAddress.companyCode"?: StringFilter;
  "sellerAddress.personalCode"?: StringFilter;
  "sellerAddress.street1"?: StringFilter;
  "sellerAddress.street2"?: StringFilter;
  "sellerAddress.city"?: StringFilter;
  "sellerAddress.postalCode"?: StringFilter;
  "sellerAddress.stateProv"?: StringFilter;
  "sellerAddress.country"?: StringFilter;
  "sellerAddress.phoneNumber"?: StringFilter;
  "sellerAddress.mobileNumber"?: StringFilter;
  "sellerAddress.faxNumber"?: StringFilter;
  "sellerAddress.email"?: StringFilter;
  numberOfPackages?: NullableIntegerFilter;
  porto?: "Franco" | "Assegnato" | null | {
    equals?: "Franco" | "Assegnato" | null;
    not?: "Franco" | "Assegnato" | null;
    gte?: "Franco" | "Assegnato";
    lte?: "Franco" | "Assegnato";
    gt?: "Franco" | "Assegnato";
    lt?: "Franco" | "Assegnato";
    in?: ("Franco" | "Assegnato")[];
    notIn?: ("Franco" | "Assegnato")[];
    contains?: string;
    startsWith?: string;
    endsWith?: string;
    between?: ("Franco" | "Assegnato")[];
  };
  goodsAppearance?: NullableStringFilter;
  trackingNumber?: NullableStringFilter;
  transportReason?: NullableStringFilter;
  terms?: StringFilter;
  order?: NullableIntegerFilter;
  reference?: NullableIntegerFilter;
  isClosed?: BooleanFilter;
  closeTime?: NullableDateTimeFilter;
  dateSent?: NullableDateTimeFilter;
  externalId?: StringFilter;
  [path: `metadata.${string}`]: NullableScalarFilter;
};

/** An item as a document shows it. */
export type Item = {
  id: number;
  sku: string;
  name: string;
  quantity: number;
  price: number;
  totalPrice: number;
  weight: number;
  taxClass: number | null;
  taxCode: string;
  taxRate: number;
  taxAmount: number;
  requests: string;
  discount: number;
  kind: "LineItem" | "Shipping";
  sourceId: string;
  grossPrice: number | null;
  taxedTotalPrice: number;
  taxes: Rate[];
  sequence: number;
  description: string;
  unit: string;
  tax: number | null;
  receivedQuantity: number | null;
  status: string;
  note: string;
  code: string;
  binName: string;
  image: string;
  cost: number | null;
  markup: number | null;
  isRevenue: boolean | null;
  orderTax: boolean | null;
  externalId: string;
  externalValue: string;
  metadata: Record<string, string | number | boolean | null>;
  category: number | null;
  uom: number | null;
  item: number | null;
  store: number | null;
  prices: Record<string, unknown>[];
  modifierGroups: Record<string, unknown>[];
};

/** A number that was given and voided: of which document, when, by which key and why. */
export type JournalEntry = {
  id: number;
  number: string;
  document: number;
  time: string;
  key: string;
  reason: string;
};

/** Whose labels. */
export type LabelConditions = {
  type: "Customer" | "Order" | "Invoice";
  resources: number[];
  mustHaveName?: boolean;
};

/**
 * An item by itself: what its document shows of it, and which document that is.
 *
 * With `fields`, only those and the id are there.
 */
export type LineItem = {
  id: number;
  sku: string;
  name: string;
  quantity: number;
  price: number;
  totalPrice: number;
  weight: number;
  taxClass: number | null;
  taxCode: string;
  taxRate: number;
  taxAmount: number;
  requests: string;
  discount: number;
  kind: "LineItem" | "Shipping";
  sourceId: string;
  grossPrice: number | null;
  taxedTotalPrice: number;
  taxes: Rate[];
  sequence: number;
  description: string;
  unit: string;
  tax: number | null;
  receivedQuantity: number | null;
  status: string;
  note: string;
  code: string;
  binName: string;
  image: string;
  cost: number | null;
  markup: number | null;
  isRevenue: boolean | null;
  orderTax: boolean | null;
  externalId: string;
  externalValue: string;
  metadata: Record<string, string | number | boolean | null>;
  category: number | null;
  uom: number | null;
  item: number | null;
  store: number | null;
  prices: Record<string, unknown>[];
  modifierGroups: Record<string, unknown>[];
  order: number | null;
  invoice: number | null;
  creationTime: string;
  updateTime: string;
};

/** Which items: exactly one of `order`, `invoice`, `estimate` and `purchase` tells of what. */
export type LineItemConditions = {
  ids?: number[];
  order?: number;
  invoice?: number;
  estimate?: number;
  purchase?: number;
  after?: number;
};

/** What to find, by fields of LineItem; all of it must hold. */
export type LineItemQuery = {
  id?: IntegerFilter;
  sku?: StringFilter;
  name?: StringFilter;
  quantity?: NumberFilter;
  price?: NumberFilter;
  totalPrice?: NumberFilter;
  weight?: NumberFilter;
  taxClass?: NullableIntegerFilter;
  taxCode?: StringFilter;
  taxRate?: NumberFilter;
  taxAmount?: NumberFilter;
  requests?: StringFilter;
  discount?: NumberFilter;
  kind?: "LineItem" | "Shipping" | {
    equals?: "LineItem" | "Shipping";
    not?: "LineItem" | "Shipping";
    gte?: "LineItem" | "Shipping";
    lte?: "LineItem" | "Shipping";
    gt?: "LineItem" | "Shipping";
    lt?: "LineItem" | "Shipping";
    in?: ("LineItem" | "Shipping")[];
    notIn?: ("LineItem" | "Shipping")[];
    contains?: string;
    startsWith?: string;
    endsWith?: string;
    between?: ("LineItem" | "Shipping")[];
  };
  sourceId?: StringFilter;
  grossPrice?: NullableNumberFilter;
  taxedTotalPrice?: NumberFilter;
  sequence?: IntegerFilter;
  description?: StringFilter;
  unit?: StringFilter;
  tax?: NullableNumberFilter;
  receivedQuantity?: NullableNumberFilter;
  status?: StringFilter;
  note?: StringFilter;
  code?: StringFilter;
  binName?: StringFilter;
  image?: StringFilter;
  cost?: NullableNumberFilter;
  markup?: NullableNumberFilter;
  isRevenue?: NullableBooleanFilter;
  orderTax?: NullableBooleanFilter;
  externalId?: StringFilter;
  externalValue?: StringFilter;
  category?: NullableIntegerFilter;
  uom?: NullableIntegerFilter;
  item?: NullableIntegerFilter;
  store?: NullableIntegerFilter;
  order?: NullableIntegerFilter;
  invoice?: NullableIntegerFilter;
  creationTime?: DateTimeFilter;
  updateTime?: DateTimeFilter;
  [path: `metadata.${string}`]: NullableScalarFilter;
};

/** A closed document in the chain: its frozen content, as text, and the hash over all of it. */
export type Link = {
  series: number;
  position: number;
  document: number;
  closeTime: string;
  previous: string;
  content: string;
  hash: string;
};

/**
 * An e-mail and what became of it.
 *
 * It is `Waiting` until it is handed to the mail server, `Sending` until that has answered, then
 * `Sent`, or `Failed` if it was refused for good. `Unknown` tells that the answer never came: it
 * may have been sent, so it is not sent again. `error` is what went wrong last, also which of
 * several recipients were refused.
 *
 * With `fields`, only those and the id are there.
 */
export type Mail = {
  id: number;
  version: number;
  invoice: number;
  to: string[];
  cc: string[];
  subject: string;
  message: string;
  attach: "Pdf" | "None";
  messageId: string;
  state: "Waiting" | "Sending" | "Sent" | "Failed" | "Unknown";
  attempts: number;
  error: string | null;
  nextAttemptTime: string | null;
  sentTime: string | null;
  creationTime: string;
  updateTime: string;
};

/** Which e-mails: all of these conditions hold. */
export type MailConditions = {
  ids?: number[];
  invoice?: number;
  messageId?: string;
  state?: ("Waiting" | "Sending" | "Sent" | "Failed" | "Unknown")[] | "Waiting" | "Sending" | "Sent" | "Failed" | "Unknown";
  fromCreationTime?: string;
  toCreationTime?: string;
  after?: number;
};

/** What to find, by fields of Mail; all of it must hold. */
export type MailQuery = {
  id?: IntegerFilter;
  version?: IntegerFilter;
  invoice?: IntegerFilter;
  subject?: StringFilter;
  message?: StringFilter;
  attach?: "Pdf" | "None" | {
    equals?: "Pdf" | "None";
    not?: "Pdf" | "None";
    gte?: "Pdf" | "None";
    lte?: "Pdf" | "None";
    gt?: "Pdf" | "None";
    lt?: "Pdf" | "None";
    in?: ("Pdf" | "None")[];
    notIn?: ("Pdf" | "None")[];
    contains?: string;
    startsWith?: string;
    endsWith?: string;
    between?: ("Pdf" | "None")[];
  };
  messageId?: StringFilter;
  state?: "Waiting" | "Sending" | "Sent" | "Failed" | "Unknown" | {
    equals?: "Waiting" | "Sending" | "Sent" | "Failed" | "Unknown";
    not?: "Waiting" | "Sending" | "Sent" | "Failed" | "Unknown";
    gte?: "Waiting" | "Sending" | "Sent" | "Failed" | "Unknown";
    lte?: "Waiting" | "Sending" | "Sent" | "Failed" | "Unknown";
    gt?: "Waiting" | "Sending" | "Sent" | "Failed" | "Unknown";
    lt?: "Waiting" | "Sending" | "Sent" | "Failed" | "Unknown";
    in?: ("Waiting" | "Sending" | "Sent" | "Failed" | "Unknown")[];
    notIn?: ("Waiting" | "Sending" | "Sent" | "Failed" | "Unknown")[];
    contains?: string;
    startsWith?: string;
    endsWith?: string;
    between?: ("Waiting" | "Sending" | "Sent" | "Failed" | "Unknown")[];
  };
  attempts?: IntegerFilter;
  error?: NullableStringFilter;
  nextAttemptTime?: NullableDateTimeFilter;
  sentTime?: NullableDateTimeFilter;
  creationTime?: DateTimeFilter;
  updateTime?: DateTimeFilter;
};

/** A customer to create; one without a locale has that of the entity. */
export type NewCustomer = {
  code?: string;
  /** @default "Person" */
  type?: "Person" | "Company";
  firstName?: string;
  lastName?: string;
  companyName?: string;
  personalCode?: string;
  companyCode?: string;
  companyCode2?: string;
  taxNumber?: string;
  /** It must be an email address like 'name@example.com'. */
  email?: string;
  phone?: string;
  /** @default null */
  locale?: string | null;
  /** @default null */
  group?: number | null;
  invoiceRecipient?: string;
  /** @default null */
  billingAddress?: BillingAddressInput | null;
  /** @default null */
  shippingAddress?: ShippingAddressInput | null;
  notes?: string;
  externalId?: string;
  metadata?: Record<string, string | number | boolean | null>;
};

/** An invoice to create. */
export type NewInvoice = {
  number?: string;
  creationTime?: string;
  referenceType?: "Order" | "Quote" | "Invoice" | "ShippingInvoice" | "Proforma" | "CreditNote" | "Receipt" | "PackingSlip" | null;
  referenceNumber?: string;
  customer?: number | null;
  rounding?: RoundingInput;
  locale?: string;
  discounts?: DiscountInput[];
  discountsIncludeTaxes?: boolean;
  shippingMethod?: number | null;
  shippingCost?: number | null;
  paymentMethod?: number | null;
  paymentCost?: number | null;
  isPaidFor?: boolean;
  invoiceRecipient?: string;
  shippingAddress?: ShippingAddressInput | null;
  sellerAddress?: SellerAddressInput;
  terms?: string;
  /** It must be an ISO 4217 code like 'EUR'. */
  currency?: string;
  labels?: number[];
  metadata?: Record<string, string | number | boolean | null>;
  externalId?: string;
  status?: "Open" | "Sent" | "Disputed" | "Archived" | "Cancelled";
  issueDate?: string;
  dueDate?: string | null;
  shippingTime?: string | null;
  numberOfPackages?: number | null;
  porto?: "Franco" | "Assegnato" | null;
  goodsAppearance?: string | null;
  trackingNumber?: string | null;
  transportReason?: string | null;
  /** @default "Invoice" */
  type?: "Proforma" | "Invoice" | "ShippingInvoice" | "CreditNote";
  series?: number;
  items?: NewItem[];
  billingAddress: BillingAddressInput;
};

/** An item to add; its tax class decides its tax code and rate. */
export type NewItem = {
  sku?: string;
  name?: string;
  /** @default "1.00" */
  quantity?: number;
  /** @default "0.000" */
  price?: number;
  /** @default "0.000" */
  weight?: number;
  /** @default null */
  taxClass?: number | null;
  requests?: string;
  /** @default "0.000" */
  discount?: number;
  /** @default 5 */
  sequence?: number;
  description?: string;
  unit?: string;
  /** @default null */
  tax?: number | null;
  /** @default null */
  receivedQuantity?: number | null;
  status?: string;
  note?: string;
  code?: string;
  binName?: string;
  image?: string;
  /** @default null */
  cost?: number | null;
  /** @default null */
  markup?: number | null;
  /** @default null */
  isRevenue?: boolean | null;
  /** @default null */
  orderTax?: boolean | null;
  externalId?: string;
  externalValue?: string;
  metadata?: Record<string, string | number | boolean | null>;
  /** @default null */
  category?: number | null;
  /** @default null */
  uom?: number | null;
  /** @default null */
  item?: number | null;
  /** @default null */
  store?: number | null;
  prices?: Record<string, unknown>[];
  modifierGroups?: Record<string, unknown>[];
};

/** An order to create. */
export type NewOrder = {
  number?: string;
  creationTime?: string;
  referenceType?: "Order" | "Quote" | "Invoice" | "ShippingInvoice" | "Proforma" | "CreditNote" | "Receipt" | "PackingSlip" | null;
  referenceNumber?: string;
  customer?: number | null;
  rounding?: RoundingInput;
  locale?: string;
  discounts?: DiscountInput[];
  discountsIncludeTaxes?: boolean;
  shippingMethod?: number | null;
  shippingCost?: number | null;
  paymentMethod?: number | null;
  paymentCost?: number | null;
  isPaidFor?: boolean;
  invoiceRecipient?: string;
  shippingAddress?: AnyShippingAddressInput | null;
  sellerAddress?: SellerAddressInput;
  terms?: string;
  /** It must be an ISO 4217 code like 'EUR'. */
  currency?: string;
  labels?: number[];
  metadata?: Record<string, string | number | boolean | null>;
  externalId?: string;
  status?: "Draft" | "New" | "Open" | "Ready" | "Shipped" | "Delivered" | "Completed" | "Cancelled";
  requests?: string;
  sourceOrderNumber?: string;
  orderedTime?: string | null;
  rawData?: Record<string, unknown> | null;
  customerName?: string;
  /** It must be an email address like 'name@example.com'. */
  customerEmail?: string;
  customerData?: CustomerDataInput | null;
  billingAddress?: AnyBillingAddressInput | null;
  charged?: ChargedInput | null;
  processAfter?: string | null;
  estimate?: number | null;
  isComplete?: boolean;
  paymentStatus?: "Unpaid" | "PartiallyPaid" | "Paid" | "Refunded";
  paidTime?: string | null;
  overrideTotal?: number | null;
  transactions?: Record<string, unknown>[];
  paymentMethodName?: string;
  paymentGateway?: string;
  isFulfilled?: boolean;
  fulfilledTime?: string | null;
  isInCollections?: boolean;
  isWrittenOff?: boolean;
  isMerged?: boolean;
  hasPaymentFailed?: boolean;
  isViewed?: boolean;
  isSent?: boolean;
  dateSent?: string | null;
  isDeclined?: boolean;
  isExpired?: boolean;
  isReadyForDelivery?: boolean;
  isPrinted?: boolean;
  title?: string;
  notes?: string;
  po?: string;
  deliveryStatus?: string;
  serviceType?: string;
  serviceDate?: string | null;
  duePeriod?: number | null;
  dueDate?: string | null;
  attachments?: AttachmentInput[];
  syncDate?: string | null;
  externalValue?: string;
  oldHash?: string;
  standing?: boolean;
  standingActive?: boolean;
  standingDue?: number | null;
  standingData?: StandingDataInput;
  standingDate?: string | null;
  taxPercent?: number | null;
  /** @default "Order" */
  type?: "Order" | "Estimate" | "Purchase";
  series?: number;
  /** @default "Manual" */
  source?: "Shopify" | "WooCommerce" | "Manual";
  sourceId?: string;
  sourceEventId?: string;
  orderIntegration?: number | null;
  items?: NewOrderItem[];
};

/** An order integration to create; one without a locale has that of the entity. */
export type NewOrderIntegration = {
  /** @default true */
  isActive?: boolean;
  shopDomain?: string;
  scopes?: string[];
  /** @default false */
  autoProcess?: boolean;
  /** @default "Paid" */
  autoProcessOn?: "Created" | "Paid" | "Fulfilled";
  /** @default 0 */
  autoProcessDelaySeconds?: number;
  /** @default false */
  autoReissueOnUpdate?: boolean;
  /** @default false */
  sendInvoiceEmail?: boolean;
  /** @default false */
  sendEstimateEmail?: boolean;
  /** @default true */
  attachPdfToEmail?: boolean;
  /** @default false */
  issueInvoiceForBank?: boolean;
  /** @default false */
  issueInvoiceOnComplete?: boolean;
  defaultPaymentType?: string;
  /** @default null */
  locale?: string | null;
  businessUnit?: string;
  metadata?: Record<string, string | number | boolean | null>;
  name: string;
  /** @default "Manual" */
  source?: "Shopify" | "WooCommerce" | "Manual";
};

/**
 * An item to add: taxed by `taxRate`, the sum of `taxes`, its class, or `taxPercent`.
 *
 * With `charged`, the totals are what the shop has charged for it; what is left out is computed.
 */
export type NewOrderItem = {
  sku?: string;
  name?: string;
  /** @default "1.00" */
  quantity?: number;
  /** @default "0.000" */
  price?: number;
  /** @default "0.000" */
  weight?: number;
  /** @default null */
  taxClass?: number | null;
  requests?: string;
  /** @default "0.000" */
  discount?: number;
  /** @default 5 */
  sequence?: number;
  description?: string;
  unit?: string;
  /** @default null */
  tax?: number | null;
  /** @default null */
  receivedQuantity?: number | null;
  status?: string;
  note?: string;
  code?: string;
  binName?: string;
  image?: string;
  /** @default null */
  cost?: number | null;
  /** @default null */
  markup?: number | null;
  /** @default null */
  isRevenue?: boolean | null;
  /** @default null */
  orderTax?: boolean | null;
  externalId?: string;
  externalValue?: string;
  metadata?: Record<string, string | number | boolean | null>;
  /** @default null */
  category?: number | null;
  /** @default null */
  uom?: number | null;
  /** @default null */
  item?: number | null;
  /** @default null */
  store?: number | null;
  prices?: Record<string, unknown>[];
  modifierGroups?: Record<string, unknown>[];
  /** @default "LineItem" */
  kind?: "LineItem" | "Shipping";
  sourceId?: string;
  /** @default null */
  grossPrice?: number | null;
  totalPrice?: number;
  taxedTotalPrice?: number;
  taxRate?: number;
  taxes?: RateInput[];
};

/** A payment to record, on an order or on an invoice. */
export type NewPayment = {
  /** @default "Receipt" */
  type?: "Receipt" | "Refund";
  amount: number;
  time?: string;
  method?: string;
  /** @default "Complete" */
  status?: "Complete" | "Pending" | "Reversed";
  reference?: string;
  note?: string;
  externalId?: string;
  /** @default false */
  allowOverpayment?: boolean;
  order?: number;
  invoice?: number;
};

/** A payment method to create. */
export type NewPaymentMethod = {
  name: string;
  /** @default true */
  isActive?: boolean;
  /** @default false */
  isDefault?: boolean;
  /** @default false */
  isOnDelivery?: boolean;
  provider?: string;
  /** @default null */
  taxClass?: number | null;
  /** @default null */
  minTotal?: number | null;
  /** @default null */
  maxTotal?: number | null;
  /** @default "0.000" */
  cost?: number;
  /** @default "0.00" */
  costPercent?: number;
  shippingMethods?: number[];
};

/** A series to create; without a pattern it has the default one of its kind. */
export type NewSeries = {
  name?: string;
  pattern?: string;
  /** @default "Create" */
  assignOn?: "Create" | "Close";
  /** @default false */
  gapless?: boolean;
  /** @default false */
  isDefault?: boolean;
  kind: "Invoice" | "Proforma" | "CreditNote" | "Order";
};

/** A shipping method to create. */
export type NewShippingMethod = {
  /** @default true */
  isActive?: boolean;
  /** @default false */
  isDefault?: boolean;
  /** @default null */
  taxClass?: number | null;
  countries?: string[];
  stateProvs?: string[];
  /** @default null */
  minWeight?: number | null;
  /** @default null */
  maxWeight?: number | null;
  /** @default null */
  minSubtotal?: number | null;
  /** @default null */
  maxSubtotal?: number | null;
  /** @default "0.000" */
  cost?: number;
  costBands?: CostBandInput[];
  /** @default null */
  freeFrom?: number | null;
  name: string;
};

/** A tax area to create. */
export type NewTaxArea = {
  name?: string;
  /** @default true */
  isActive?: boolean;
  /** @default true */
  taxCompanies?: boolean;
  countries?: string[];
  rates?: Record<string, number>;
};

/** A tax class to create. */
export type NewTaxClass = {
  code: string;
  name?: string;
};

/** A value that is equal, or operators that all hold. */
export type NullableBooleanFilter = boolean | null | {
  equals?: boolean | null;
  not?: boolean | null;
  in?: boolean[];
  notIn?: boolean[];
};

/** A value that is equal, or operators that all hold. */
export type NullableDateFilter = string | null | {
  equals?: string | null;
  not?: string | null;
  gte?: string;
  lte?: string;
  gt?: string;
  lt?: string;
  in?: string[];
  notIn?: string[];
  between?: string[];
};

/** A value that is equal, or operators that all hold. */
export type NullableDateTimeFilter = string | null | {
  equals?: string | null;
  not?: string | null;
  gte?: string;
  lte?: string;
  gt?: string;
  lt?: string;
  in?: string[];
  notIn?: string[];
  between?: string[];
};

/** A value that is equal, or operators that all hold. */
export type NullableIntegerFilter = number | null | {
  equals?: number | null;
  not?: number | null;
  gte?: number;
  lte?: number;
  gt?: number;
  lt?: number;
  in?: number[];
  notIn?: number[];
  between?: number[];
};

/** A value that is equal, or operators that all hold. */
export type NullableNumberFilter = number | null | {
  equals?: number | null;
  not?: number | null;
  gte?: number;
  lte?: number;
  gt?: number;
  lt?: number;
  in?: number[];
  notIn?: number[];
  between?: number[];
};

/** A value that is equal, or operators that all hold. */
export type NullableScalarFilter = string | number | boolean | null | {
  equals?: string | number | boolean | null;
  not?: string | number | boolean | null;
  gte?: string | number | boolean;
  lte?: string | number | boolean;
  gt?: string | number | boolean;
  lt?: string | number | boolean;
  in?: (string | number | boolean)[];
  notIn?: (string | number | boolean)[];
  contains?: string;
  startsWith?: string;
  endsWith?: string;
  between?: (string | number | boolean)[];
};

/** A value that is equal, or operators that all hold. */
export type NullableStringFilter = string | null | {
  equals?: string | null;
  not?: string | null;
  gte?: string;
  lte?: string;
  gt?: string;
  lt?: string;
  in?: string[];
  notIn?: string[];
  contains?: string;
  startsWith?: string;
  endsWith?: string;
  between?: string[];
};

/** A value that is equal, or operators that all hold. */
export type NumberFilter = number | {
  equals?: number;
  not?: number;
  gte?: number;
  lte?: number;
  gt?: number;
  lt?: number;
  in?: number[];
  notIn?: number[];
  between?: number[];
};

/**
 * An order as it is answered, and as it is stored.
 *
 * With `fields`, only those and the id are there.
 */
export type Order = {
  id: number;
  version: number;
  type: "Order" | "Estimate" | "Purchase";
  series: number;
  number: string;
  status: "Draft" | "New" | "Open" | "Ready" | "Shipped" | "Delivered" | "Completed" | "Cancelled";
  token: string;
  creationTime: string;
  updateTime: string;
  deletedTime: string | null;
  source: "Shopify" | "WooCommerce" | "Manual";
  sourceId: string;
  sourceOrderNumber: string;
  sourceEventId: string;
  orderIntegration: number | null;
  orderedTime: string | null;
  processingStatus: "Pending" | "Invoiced" | "Cancelled" | "Failed";
  processAfter: string | null;
  processedTime: string | null;
  invoice: number | null;
  invoices: number[];
  estimate: number | null;
  itemsChangedAfterProcessing: boolean;
  error: string | null;
  isComplete: boolean;
  order: number | null;
  reference: number | null;
  referenceType: "Order" | "Quote" | "Invoice" | "ShippingInvoice" | "Proforma" | "CreditNote" | "Receipt" | "PackingSlip" | null;
  referenceNumber: string;
  customer: number | null;
  customerName: string;
  /** It must be an email address like 'name@example.com'. */
  customerEmail: string;
  customerData: CustomerData | null;
  /** It must be an ISO 4217 code like 'EUR'. */
  currency: string;
  rounding: Rounding;
  locale: string;
  taxArea: number | null;
  taxPercent: number | null;
  items: Item[];
  requests: string;
  prediscountSubtotal: number;
  taxedPrediscountSubtotal: number;
  discounts: Discount[];
  discountsIncludeTaxes: boolean;
  subtotal: number;
  taxedSubtotal: number;
  shippingMethod: ChargedMethod | null;
  paymentMethod: ChargedMethod | null;
  taxes: TaxRow[];
  taxAmount: number;
  total: number;
  taxedTotal: number;
  charged: Charged | null;
  overrideTotal: number | null;
  invoiceTotal: number | null;
  paymentStatus: "Unpaid" | "PartiallyPaid" | "Paid" | "Refunded";
  isPaidFor: boolean;
  paidTime: string | null;
  paidTotal: number;
  dueTotal: number;
  transactions: Record<string, unknown>[];
  paymentMethodName: string;
  paymentGateway: string;
  quantity: number;
  weight: number;
  isFulfilled: boolean;
  fulfilledTime: string | null;
  isCancelled: boolean;
  cancelledTime: string | null;
  isRefunded: boolean;
  refundedTime: string | null;
  isInvoiced: boolean;
  isInvoicePaid: boolean;
  isPastDue: boolean;
  isInCollections: boolean;
  isWrittenOff: boolean;
  isMerged: boolean;
  hasPaymentFailed: boolean;
  isViewed: boolean;
  isSent: boolean;
  dateSent: string | null;
  isDeclined: boolean;
  isExpired: boolean;
  isReadyForDelivery: boolean;
  isPrinted: boolean;
  isClosed: boolean;
  closeTime: string | null;
  title: string;
  notes: string;
  po: string;
  deliveryStatus: string;
  serviceType: string;
  serviceDate: string | null;
  duePeriod: number | null;
  dueDate: string | null;
  attachments: Attachment[];
  syncDate: string | null;
  standing: boolean;
  standingActive: boolean;
  standingDue: number | null;
  standingData: StandingData;
  standingDate: string | null;
  invoiceRecipient: string;
  billingAddress: AnyBillingAddress | null;
  shippingAddress: AnyShippingAddress | null;
  sellerAddress: SellerAddress;
  terms: string;
  labels: number[];
  metadata: Record<string, string | number | boolean | null>;
  externalId: string;
  externalValue: string;
  oldHash: string;
  rawData: Record<string, unknown> | null;
};

/** Fields of an order to change; those left out stay as they are. */
export type OrderChanges = {
  number?: string;
  creationTime?: string;
  referenceType?: "Order" | "Quote" | "Invoice" | "ShippingInvoice" | "Proforma" | "CreditNote" | "Receipt" | "PackingSlip" | null;
  referenceNumber?: string;
  customer?: number | null;
  rounding?: RoundingInput;
  locale?: string;
  discounts?: DiscountInput[];
  discountsIncludeTaxes?: boolean;
  shippingMethod?: number | null;
  shippingCost?: number | null;
  paymentMethod?: number | null;
  paymentCost?: number | null;
  isPaidFor?: boolean;
  invoiceRecipient?: string;
  shippingAddress?: AnyShippingAddressInput | null;
  sellerAddress?: SellerAddressInput;
  terms?: string;
  /** It must be an ISO 4217 code like 'EUR'. */
  currency?: string;
  labels?: number[];
  metadata?: Record<string, string | number | boolean | null>;
  externalId?: string;
  status?: "Draft" | "New" | "Open" | "Ready" | "Shipped" | "Delivered" | "Completed" | "Cancelled";
  requests?: string;
  sourceOrderNumber?: string;
  orderedTime?: string | null;
  rawData?: Record<string, unknown> | null;
  customerName?: string;
  /** It must be an email address like 'name@example.com'. */
  customerEmail?: string;
  customerData?: CustomerDataInput | null;
  billingAddress?: AnyBillingAddressInput | null;
  charged?: ChargedInput | null;
  processAfter?: string | null;
  estimate?: number | null;
  isComplete?: boolean;
  paymentStatus?: "Unpaid" | "PartiallyPaid" | "Paid" | "Refunded";
  paidTime?: string | null;
  overrideTotal?: number | null;
  transactions?: Record<string, unknown>[];
  paymentMethodName?: string;
  paymentGateway?: string;
  isFulfilled?: boolean;
  fulfilledTime?: string | null;
  isInCollections?: boolean;
  isWrittenOff?: boolean;
  isMerged?: boolean;
  hasPaymentFailed?: boolean;
  isViewed?: boolean;
  isSent?: boolean;
  dateSent?: string | null;
  isDeclined?: boolean;
  isExpired?: boolean;
  isReadyForDelivery?: boolean;
  isPrinted?: boolean;
  title?: string;
  notes?: string;
  po?: string;
  deliveryStatus?: string;
  serviceType?: string;
  serviceDate?: string | null;
  duePeriod?: number | null;
  dueDate?: string | null;
  attachments?: AttachmentInput[];
  syncDate?: string | null;
  externalValue?: string;
  oldHash?: string;
  standing?: boolean;
  standingActive?: boolean;
  standingDue?: number | null;
  standingData?: StandingDataInput;
  standingDate?: string | null;
  taxPercent?: number | null;
  items?: ChangedOrderItem[];
};

/** Which orders: all of these conditions hold; those in the trash only where asked for. */
export type OrderConditions = {
  ids?: number[];
  isPaidFor?: boolean;
  fromNumber?: string;
  toNumber?: string;
  fromCreationTime?: string;
  toCreationTime?: string;
  fromUpdateTime?: string;
  toUpdateTime?: string;
  customer?: number;
  address?: string;
  labels?: number[];
  after?: number;
  type?: ("Order" | "Estimate" | "Purchase")[] | "Order" | "Estimate" | "Purchase";
  status?: ("Draft" | "New" | "Open" | "Ready" | "Shipped" | "Delivered" | "Completed" | "Cancelled")[] | "Draft" | "New" | "Open" | "Ready" | "Shipped" | "Delivered" | "Completed" | "Cancelled";
  processingStatus?: ("Pending" | "Invoiced" | "Cancelled" | "Failed")[] | "Pending" | "Invoiced" | "Cancelled" | "Failed";
  paymentStatus?: ("Unpaid" | "PartiallyPaid" | "Paid" | "Refunded")[] | "Unpaid" | "PartiallyPaid" | "Paid" | "Refunded";
  source?: ("Shopify" | "WooCommerce" | "Manual")[] | "Shopify" | "WooCommerce" | "Manual";
  sourceId?: string;
  orderIntegration?: number;
  externalId?: string;
  items?: number[];
  deleted?: boolean;
};

/**
 * An order integration as it is answered.
 *
 * With `fields`, only those and the id are there.
 */
export type OrderIntegration = {
  id: number;
  version: number;
  name: string;
  source: "Shopify" | "WooCommerce" | "Manual";
  isActive: boolean;
  shopDomain: string;
  scopes: string[];
  autoProcess: boolean;
  autoProcessOn: "Created" | "Paid" | "Fulfilled";
  autoProcessDelaySeconds: number;
  autoReissueOnUpdate: boolean;
  sendInvoiceEmail: boolean;
  sendEstimateEmail: boolean;
  attachPdfToEmail: boolean;
  issueInvoiceForBank: boolean;
  issueInvoiceOnComplete: boolean;
  defaultPaymentType: string;
  locale: string | null;
  businessUnit: string;
  metadata: Record<string, string | number | boolean | null>;
  creationTime: string;
  updateTime: string;
};

/** What to change of an order integration; where its orders come from is fixed. */
export type OrderIntegrationChanges = {
  isActive?: boolean;
  shopDomain?: string;
  scopes?: string[];
  autoProcess?: boolean;
  autoProcessOn?: "Created" | "Paid" | "Fulfilled";
  autoProcessDelaySeconds?: number;
  autoReissueOnUpdate?: boolean;
  sendInvoiceEmail?: boolean;
  sendEstimateEmail?: boolean;
  attachPdfToEmail?: boolean;
  issueInvoiceForBank?: boolean;
  issueInvoiceOnComplete?: boolean;
  defaultPaymentType?: string;
  locale?: string | null;
  businessUnit?: string;
  metadata?: Record<string, string | number | boolean | null>;
  name?: string;
};

/** Which order integrations: all of these conditions hold. */
export type OrderIntegrationConditions = {
  ids?: number[];
  source?: ("Shopify" | "WooCommerce" | "Manual")[] | "Shopify" | "WooCommerce" | "Manual";
  isActive?: boolean;
  after?: number;
};

/** What to find, by fields of OrderIntegration; all of it must hold. */
export type OrderIntegrationQuery = {
  id?: IntegerFilter;
  version?: IntegerFilter;
  name?: StringFilter;
  source?: "Shopify" | "WooCommerce" | "Manual" | {
    equals?: "Shopify" | "WooCommerce" | "Manual";
    not?: "Shopify" | "WooCommerce" | "Manual";
    gte?: "Shopify" | "WooCommerce" | "Manual";
    lte?: "Shopify" | "WooCommerce" | "Manual";
    gt?: "Shopify" | "WooCommerce" | "Manual";
    lt?: "Shopify" | "WooCommerce" | "Manual";
    in?: ("Shopify" | "WooCommerce" | "Manual")[];
    notIn?: ("Shopify" | "WooCommerce" | "Manual")[];
    contains?: string;
    startsWith?: string;
    endsWith?: string;
    between?: ("Shopify" | "WooCommerce" | "Manual")[];
  };
  isActive?: BooleanFilter;
  shopDomain?: StringFilter;
  autoProcess?: BooleanFilter;
  autoProcessOn?: "Created" | "Paid" | "Fulfilled" | {
    equals?: "Created" | "Paid" | "Fulfilled";
    not?: "Created" | "Paid" | "Fulfilled";
    gte?: "Created" | "Paid" | "Fulfilled";
    lte?: "Created" | "Paid" | "Fulfilled";
    gt?: "Created" | "Paid" | "Fulfilled";
    lt?: "Created" | "Paid" | "Fulfilled";
    in?: ("Created" | "Paid" | "Fulfilled")[];
    notIn?: ("Created" | "Paid" | "Fulfilled")[];
    contains?: string;
    startsWith?: string;
    endsWith?: string;
    between?: ("Created" | "Paid" | "Fulfilled")[];
  };
  autoProcessDelaySeconds?: IntegerFilter;
  autoReissueOnUpdate?: BooleanFilter;
  sendInvoiceEmail?: BooleanFilter;
  sendEstimateEmail?: BooleanFilter;
  attachPdfToEmail?: BooleanFilter;
  issueInvoiceForBank?: BooleanFilter;
  issueInvoiceOnComplete?: BooleanFilter;
  defaultPaymentType?: StringFilter;
  locale?: NullableStringFilter;
  businessUnit?: StringFilter;
  creationTime?: DateTimeFilter;
  updateTime?: DateTimeFilter;
  [path: `metadata.${string}`]: NullableScalarFilter;
};

/** What to find, by fields of Order; all of it must hold. */
export type OrderQuery = {
  id?: IntegerFilter;
  version?: IntegerFilter;
  type?: "Order" | "Estimate" | "Purchase" | {
    equals?: "Order" | "Estimate" | "Purchase";
    not?: "Order" | "Estimate" | "Purchase";
    gte?: "Order" | "Estimate" | "Purchase";
    lte?: "Order" | "Estimate" | "Purchase";
    gt?: "Order" | "Estimate" | "Purchase";
    lt?: "Order" | "Estimate" | "Purchase";
    in?: ("Order" | "Estimate" | "Purchase")[];
    notIn?: ("Order" | "Estimate" | "Purchase")[];
    contains?: string;
    startsWith?: string;
    endsWith?: string;
    between?: ("Order" | "Estimate" | "Purchase")[];
  };
  series?: IntegerFilter;
  number?: StringFilter;
  status?: "Draft" | "New" | "Open" | "Ready" | "Shipped" | "Delivered" | "Completed" | "Cancelled" | {
    equals?: "Draft" | "New" | "Open" | "Ready" | "Shipped" | "Delivered" | "Completed" | "Cancelled";
    not?: "Draft" | "New" | "Open" | "Ready" | "Shipped" | "Delivered" | "Completed" | "Cancelled";
    gte?: "Draft" | "New" | "Open" | "Ready" | "Shipped" | "Delivered" | "Completed" | "Cancelled";
    lte?: "Draft" | "New" | "Open" | "Ready" | "Shipped" | "Delivered" | "Completed" | "Cancelled";
    gt?: "Draft" | "New" | "Open" | "Ready" | "Shipped" | "Delivered" | "Completed" | "Cancelled";
    lt?: "Draft" | "New" | "Open" | "Ready" | "Shipped" | "Delivered" | "Completed" | "Cancelled";
    in?: ("Draft" | "New" | "Open" | "Ready" | "Shipped" | "Delivered" | "Completed" | "Cancelled")[];
    notIn?: ("Draft" | "New" | "Open" | "Ready" | "Shipped" | "Delivered" | "Completed" | "Cancelled")[];
    contains?: string;
    startsWith?: string;
    endsWith?: string;
    between?: ("Draft" | "New" | "Open" | "Ready" | "Shipped" | "Delivered" | "Completed" | "Cancelled")[];
  };
  token?: StringFilter;
  creationTime?: DateTimeFilter;
  updateTime?: DateTimeFilter;
  deletedTime?: NullableDateTimeFilter;
  source?: "Shopify" | "WooCommerce" | "Manual" | {
    equals?: "Shopify" | "WooCommerce" | "Manual";
    not?: "Shopify" | "WooCommerce" | "Manual";
    gte?: "Shopify" | "WooCommerce" | "Manual";
    lte?: "Shopify" | "WooCommerce" | "Manual";
    gt?: "Shopify" | "WooCommerce" | "Manual";
    lt?: "Shopify" | "WooCommerce" | "Manual";
    in?: ("Shopify" | "WooCommerce" | "Manual")[];
    notIn?: ("Shopify" | "WooCommerce" | "Manual")[];
    contains?: string;
    startsWith?: string;
    endsWith?: string;
    between?: ("Shopify" | "WooCommerce" | "Manual")[];
  };
  sourceId?: StringFilter;
  sourceOrderNumber?: StringFilter;
  sourceEventId?: StringFilter;
  orderIntegration?: NullableIntegerFilter;
  orderedTime?: NullableDateTimeFilter;
  processingStatus?: "Pending" | "Invoiced" | "Cancelled" | "Failed" | {
    equals?: "Pending" | "Invoiced" | "Cancelled" | "Failed";
    not?: "Pending" | "Invoiced" | "Cancelled" | "Failed";
    gte?: "Pending" | "Invoiced" | "Cancelled" | "Failed";
    lte?: "Pending" | "Invoiced" | "Cancelled" | "Failed";
    gt?: "Pending" | "Invoiced" | "Cancelled" | "Failed";
    lt?: "Pending" | "Invoiced" | "Cancelled" | "Failed";
    in?: ("Pending" | "Invoiced" | "Cancelled" | "Failed")[];
    notIn?: ("Pending" | "Invoiced" | "Cancelled" | "Failed")[];
    contains?: string;
    startsWith?: string;
    endsWith?: string;
    between?: ("Pending" | "Invoiced" | "Cancelled" | "Failed")[];
  };
  processAfter?: NullableDateTimeFilter;
  processedTime?: NullableDateTimeFilter;
  invoice?: NullableIntegerFilter;
  estimate?: NullableIntegerFilter;
  itemsChangedAfterProcessing?: BooleanFilter;
  error?: NullableStringFilter;
  isComplete?: BooleanFilter;
  order?: NullableIntegerFilter;
  reference?: NullableIntegerFilter;
  referenceType?: "Order" | "Quote" | "Invoice" | "ShippingInvoice" | "Proforma" | "CreditNote" | "Receipt" | "PackingSlip" | null | {
    equals?: "Order" | "Quote" | "Invoice" | "ShippingInvoice" | "Proforma" | "CreditNote" | "Receipt" | "PackingSlip" | null;
    not?: "Order" | "Quote" | "Invoice" | "ShippingInvoice" | "Proforma" | "CreditNote" | "Receipt" | "PackingSlip" | null;
    gte?: "Order" | "Quote" | "Invoice" | "ShippingInvoice" | "Proforma" | "CreditNote" | "Receipt" | "PackingSlip";
    lte?: "Order" | "Quote" | "Invoice" | "ShippingInvoice" | "Proforma" | "CreditNote" | "Receipt" | "PackingSlip";
    gt?: "Order" | "Quote" | "Invoice" | "ShippingInvoice" | "Proforma" | "CreditNote" | "Receipt" | "PackingSlip";
    lt?: "Order" | "Quote" | "Invoice" | "ShippingInvoice" | "Proforma" | "CreditNote" | "Receipt" | "PackingSlip";
    in?: ("Order" | "Quote" | "Invoice" | "ShippingInvoice" | "Proforma" | "CreditNote" | "Receipt" | "PackingSlip")[];
    notIn?: ("Order" | "Quote" | "Invoice" | "ShippingInvoice" | "Proforma" | "CreditNote" | "Receipt" | "PackingSlip")[];
    contains?: string;
    startsWith?: string;
    endsWith?: string;
    between?: ("Order" | "Quote" | "Invoice" | "ShippingInvoice" | "Proforma" | "CreditNote" | "Receipt" | "PackingSlip")[];
  };
  referenceNumber?: StringFilter;
  customer?: NullableIntegerFilter;
  customerName?: StringFilter;
  customerEmail?: StringFilter;
  "customerData.externalId"?: NullableStringFilter;
  "customerData.phone"?: NullableStringFilter;
  "customerData.companyName"?: NullableStringFilter;
  "customerData.taxNumber"?: NullableStringFilter;
  "customerData.companyNumber"?: NullableStringFilter;
  "customerData.isBusiness"?: NullableBooleanFilter;
  "customerData.notes"?: NullableStringFilter;
  currency?: StringFilter;
  "rounding.mode"?: "Down" | "HalfDown" | "HalfEven" | "HalfUp" | {
    equals?: "Down" | "HalfDown" | "HalfEven" | "HalfUp";
    not?: "Down" | "HalfDown" | "HalfEven" | "HalfUp";
    gte?: "Down" | "HalfDown" | "HalfEven" | "HalfUp";
    lte?: "Down" | "HalfDown" | "HalfEven" | "HalfUp";
    gt?: "Down" | "HalfDown" | "HalfEven" | "HalfUp";
    lt?: "Down" | "HalfDown" | "HalfEven" | "HalfUp";
    in?: ("Down" | "HalfDown" | "HalfEven" | "HalfUp")[];
    notIn?: ("Down" | "HalfDown" | "HalfEven" | "HalfUp")[];
    contains?: string;
    startsWith?: string;
    endsWith?: string;
    between?: ("Down" | "HalfDown" | "HalfEven" | "HalfUp")[];
  };
  "rounding.rule"?: "PerItem" | "PerLine" | "Total" | "PerTaxClass" | {
    equals?: "PerItem" | "PerLine" | "Total" | "PerTaxClass";
    not?: "PerItem" | "PerLine" | "Total" | "PerTaxClass";
    gte?: "PerItem" | "PerLine" | "Total" | "PerTaxClass";
    lte?: "PerItem" | "PerLine" | "Total" | "PerTaxClass";
    gt?: "PerItem" | "PerLine" | "Total" | "PerTaxClass";
    lt?: "PerItem" | "PerLine" | "Total" | "PerTaxClass";
    in?: ("PerItem" | "PerLine" | "Total" | "PerTaxClass")[];
    notIn?: ("PerItem" | "PerLine" | "Total" | "PerTaxClass")[];
    contains?: string;
    startsWith?: string;
    endsWith?: string;
    between?: ("PerItem" | "PerLine" | "Total" | "PerTaxClass")[];
  };
  locale?: StringFilter;
  taxArea?: NullableIntegerFilter;
  taxPercent?: NullableNumberFilter;
  requests?: StringFilter;
  prediscountSubtotal?: NumberFilter;
  taxedPrediscountSubtotal?: NumberFilter;
  discountsIncludeTaxes?: BooleanFilter;
  subtotal?: NumberFilter;
  taxedSubtotal?: NumberFilter;
  "shippingMethod.id"?: NullableIntegerFilter;
  "shippingMethod.name"?: NullableStringFilter;
  "shippingMethod.cost"?: NullableNumberFilter;
  "shippingMethod.taxClass"?: NullableIntegerFilter;
  "shippingMethod.taxCode"?: NullableStringFilter;
  "shippingMethod.taxRate"?: NullableNumberFilter;
  "shippingMethod.taxAmount"?: NullableNumberFilter;
  "paymentMethod.id"?: NullableIntegerFilter;
  "paymentMethod.name"?: NullableStringFilter;
  "paymentMethod.cost"?: NullableNumberFilter;
  "paymentMethod.taxClass"?: NullableIntegerFilter;
  "paymentMethod.taxCode"?: NullableStringFilter;
  "paymentMethod.taxRate"?: NullableNumberFilter;
  "paymentMethod.taxAmount"?: NullableNumberFilter;
  taxAmount?: NumberFilter;
  total?: NumberFilter;
  taxedTotal?: NumberFilter;
  "charged.total"?: NullableNumberFilter;
  "charged.taxedTotal"?: NullableNumberFilter;
  "charged.discount"?: NullableNumberFilter;
  "charged.shipping"?: NullableNumberFilter;
  overrideTotal?: NullableNumberFilter;
  invoiceTotal?: NullableNumberFilter;
  paymentStatus?: "Unpaid" | "PartiallyPaid" | "Paid" | "Refunded" | {
    equals?: "Unpaid" | "PartiallyPaid" | "Paid" | "Refunded";
    not?: "Unpaid" | "PartiallyPaid" | "Paid" | "Refunded";
    gte?: "Unpaid" | "PartiallyPaid" | "Paid" | "Refunded";
    lte?: "Unpaid" | "PartiallyPaid" | "Paid" | "Refunded";
    gt?: "Unpaid" | "PartiallyPaid" | "Paid" | "Refunded";
    lt?: "Unpaid" | "PartiallyPaid" | "Paid" | "Refunded";
    in?: ("Unpaid" | "PartiallyPaid" | "Paid" | "Refunded")[];
    notIn?: ("Unpaid" | "PartiallyPaid" | "Paid" | "Refunded")[];
    contains?: string;
    startsWith?: string;
    endsWith?: string;
    between?: ("Unpaid" | "PartiallyPaid" | "Paid" | "Refunded")[];
  };
  isPaidFor?: BooleanFilter;
  paidTime?: NullableDateTimeFilter;
  paidTotal?: NumberFilter;
  dueTotal?: NumberFilter;
  paymentMethodName?: StringFilter;
  paymentGateway?: StringFilter;
  quantity?: NumberFilter;
  weight?: NumberFilter;
  isFulfilled?: BooleanFilter;
  fulfilledTime?: NullableDateTimeFilter;
  isCancelled?: BooleanFilter;
  cancelledTime?: NullableDateTimeFilter;
  isRefunded?: BooleanFilter;
  refundedTime?: NullableDateTimeFilter;
  isInvoiced?: BooleanFilter;
  isInvoicePaid?: BooleanFilter;
  isPastDue?: BooleanFilter;
  isInCollections?: BooleanFilter;
  isWrittenOff?: BooleanFilter;
  isMerged?: BooleanFilter;
  hasPaymentFailed?: BooleanFilter;
  isViewed?: BooleanFilter;
  isSent?: BooleanFilter;
  dateSent?: NullableDateTimeFilter;
  isDeclined?: BooleanFilter;
  isExpired?: BooleanFilter;
  isReadyForDelivery?: BooleanFilter;
  isPrinted?: BooleanFilter;
  isClosed?: BooleanFilter;
  closeTime?: NullableDateTimeFilter;
  title?: StringFilter;
  notes?: StringFilter;
  po?: StringFilter;
  deliveryStatus?: StringFilter;
  serviceType?: StringFilter;
  serviceDate?: NullableDateFilter;
  duePeriod?: NullableIntegerFilter;
  dueDate?: NullableDateFilter;
  syncDate?: NullableDateTimeFilter;
  standing?: BooleanFilter;
  standingActive?: BooleanFilter;
  standingDue?: NullableIntegerFilter;
  "standingData.frequency"?: "Daily" | "Weekly" | "Monthly" | "Yearly" | {
    equals?: "Daily" | "Weekly" | "Monthly" | "Yearly";
    not?: "Daily" | "Weekly" | "Monthly" | "Yearly";
    gte?: "Daily" | "Weekly" | "Monthly" | "Yearly";
    lte?: "Daily" | "Weekly" | "Monthly" | "Yearly";
    gt?: "Daily" | "Weekly" | "Monthly" | "Yearly";
    lt?: "Daily" | "Weekly" | "Monthly" | "Yearly";
    in?: ("Daily" | "Weekly" | "Monthly" | "Yearly")[];
    notIn?: ("Daily" | "Weekly" | "Monthly" | "Yearly")[];
    contains?: string;
    startsWith?: string;
    endsWith?: string;
    between?: ("Daily" | "Weekly" | "Monthly" | "Yearly")[];
  };
  "standingData.interval"?: IntegerFilter;
  "standingData.endDate"?: NullableDateFilter;
  standingDate?: NullableDateFilter;
  invoiceRecipient?: StringFilter;
  "billingAddress.firstName"?: NullableStringFilter;
  "billingAddress.lastName"?: NullableStringFilter;
  "billingAddress.personalCode"?: NullableStringFilter;
  "billingAddress.companyName"?: NullableStringFilter;
  "billingAddress.companyCode"?: NullableStringFilter;
  "billingAddress.companyCode2"?: NullableStringFilter;
  "billingAddress.street1"?: NullableStringFilter;
  "billingAddress.street2"?: NullableStringFilter;
  "billingAddress.city"?: NullableStringFilter;
  "billingAddress.postalCode"?: NullableStringFilter;
  "billingAddress.stateProv"?: NullableStringFilter;
  "billingAddress.country"?: NullableStringFilter;
  "billingAddress.phoneNumber"?: NullableStringFilter;
  "billingAddress.mobileNumber"?: NullableStringFilter;
  "billingAddress.faxNumber"?: NullableStringFilter;
  "billingAddress.email"?: NullableStringFilter;
  "shippingAddress.name"?: NullableStringFilter;
  "shippingAddress.street1"?: NullableStringFilter;
  "shippingAddress.street2"?: NullableStringFilter;
  "shippingAddress.city"?: NullableStringFilter;
  "shippingAddress.postalCode"?: NullableStringFilter;
  "shippingAddress.stateProv"?: NullableStringFilter;
  "shippingAddress.country"?: NullableStringFilter;
  "sellerAddress.companyName"?: StringFilter;
  "sellerAddress.companyCode"?: StringFilter;
  "sellerAddress.personalCode"?: StringFilter;
  "sellerAddress.street1"?: StringFilter;
  "sellerAddress.street2"?: StringFilter;
  "sellerAddress.city"?: StringFilter;
  "sellerAddress.postalCode"?: StringFilter;
  "sellerAddress.stateProv"?: StringFilter;
  "sellerAddress.country"?: StringFilter;
  "sellerAddress.phoneNumber"?: StringFilter;
  "sellerAddress.mobileNumber"?: StringFilter;
  "sellerAddress.faxNumber"?: StringFilter;
  "sellerAddress.email"?: StringFilter;
  terms?: StringFilter;
  externalId?: StringFilter;
  externalValue?: StringFilter;
  oldHash?: StringFilter;
  [path: `metadata.${string}`]: NullableScalarFilter;
};

/** How many there are in all, -1 when not asked, and the cursors of the pages around this. */
export type Pagination = {
  total: number;
  nextCursor: string | null;
  prevCursor: string | null;
  hasMore: boolean;
};

/** How much of an item. */
export type PartOfItem = {
  id: number;
  quantity: number;
};

/**
 * A payment as it is answered; one on an order is on its current invoice too.
 *
 * With `fields`, only those and the id are there.
 */
export type Payment = {
  id: number;
  version: number;
  order: number | null;
  invoice: number | null;
  type: "Receipt" | "Refund";
  amount: number;
  time: string;
  method: string;
  status: "Complete" | "Pending" | "Reversed";
  reference: string;
  note: string;
  externalId: string;
  creationTime: string;
  updateTime: string;
};

/** Which payments: all of these conditions hold. */
export type PaymentConditions = {
  ids?: number[];
  order?: number;
  invoice?: number;
  type?: ("Receipt" | "Refund")[] | "Receipt" | "Refund";
  status?: ("Complete" | "Pending" | "Reversed")[] | "Complete" | "Pending" | "Reversed";
  fromTime?: string;
  toTime?: string;
  externalId?: string;
  after?: number;
};

/**
 * A payment method as it is answered.
 *
 * With `fields`, only those and the id are there.
 */
export type PaymentMethod = {
  id: number;
  version: number;
  name: string;
  isActive: boolean;
  isDefault: boolean;
  isOnDelivery: boolean;
  provider: string;
  taxClass: number | null;
  minTotal: number | null;
  maxTotal: number | null;
  cost: number;
  costPercent: number;
  shippingMethods: number[];
  creationTime: string;
  updateTime: string;
};

/** What to change of a payment method; shipping methods replace those that it has. */
export type PaymentMethodChanges = {
  name?: string;
  isActive?: boolean;
  isDefault?: boolean;
  isOnDelivery?: boolean;
  provider?: string;
  taxClass?: number | null;
  minTotal?: number | null;
  maxTotal?: number | null;
  cost?: number;
  costPercent?: number;
  shippingMethods?: number[];
};

/** Which payment methods. */
export type PaymentMethodConditions = {
  ids?: number[];
  isActive?: boolean;
  isDefault?: boolean;
  after?: number;
};

/** What to find, by fields of PaymentMethod; all of it must hold. */
export type PaymentMethodQuery = {
  id?: IntegerFilter;
  version?: IntegerFilter;
  name?: StringFilter;
  isActive?: BooleanFilter;
  isDefault?: BooleanFilter;
  isOnDelivery?: BooleanFilter;
  provider?: StringFilter;
  taxClass?: NullableIntegerFilter;
  minTotal?: NullableNumberFilter;
  maxTotal?: NullableNumberFilter;
  cost?: NumberFilter;
  costPercent?: NumberFilter;
  creationTime?: DateTimeFilter;
  updateTime?: DateTimeFilter;
};

/** What to find, by fields of Payment; all of it must hold. */
export type PaymentQuery = {
  id?: IntegerFilter;
  version?: IntegerFilter;
  order?: NullableIntegerFilter;
  invoice?: NullableIntegerFilter;
  type?: "Receipt" | "Refund" | {
    equals?: "Receipt" | "Refund";
    not?: "Receipt" | "Refund";
    gte?: "Receipt" | "Refund";
    lte?: "Receipt" | "Refund";
    gt?: "Receipt" | "Refund";
    lt?: "Receipt" | "Refund";
    in?: ("Receipt" | "Refund")[];
    notIn?: ("Receipt" | "Refund")[];
    contains?: string;
    startsWith?: string;
    endsWith?: string;
    between?: ("Receipt" | "Refund")[];
  };
  amount?: NumberFilter;
  time?: DateTimeFilter;
  method?: StringFilter;
  status?: "Complete" | "Pending" | "Reversed" | {
    equals?: "Complete" | "Pending" | "Reversed";
    not?: "Complete" | "Pending" | "Reversed";
    gte?: "Complete" | "Pending" | "Reversed";
    lte?: "Complete" | "Pending" | "Reversed";
    gt?: "Complete" | "Pending" | "Reversed";
    lt?: "Complete" | "Pending" | "Reversed";
    in?: ("Complete" | "Pending" | "Reversed")[];
    notIn?: ("Complete" | "Pending" | "Reversed")[];
    contains?: string;
    startsWith?: string;
    endsWith?: string;
    between?: ("Complete" | "Pending" | "Reversed")[];
  };
  reference?: StringFilter;
  note?: StringFilter;
  externalId?: StringFilter;
  creationTime?: DateTimeFilter;
  updateTime?: DateTimeFilter;
};

/** One of the taxes of an item, in percent. */
export type Rate = {
  rate: number;
};

/** One of the taxes of an item, in percent. */
export type RateInput = {
  rate: number;
};

/** Why a request was refused: `error` is the first of `errors`. */
export type Refusal = {
  status: "error";
  error: {
    /** The name of the field. */
    field: string;
    type: "UnknownField" | "Missing" | "Malformed" | "InvalidValue" | "MissingCombination" | "InvalidCombination" | "AccessDenied" | "NotFound" | "Conflict" | "TooManyRequests" | "InternalError" | "Unavailable";
    /** A sentence for a person. */
    description: string;
  };
  errors: Fault[];
  /** Which call of a batch that is all or nothing. */
  call?: number;
};

/** How amounts are rounded. */
export type Rounding = {
  mode: "Down" | "HalfDown" | "HalfEven" | "HalfUp";
  rule: "PerItem" | "PerLine" | "Total" | "PerTaxClass";
};

/** How amounts are rounded. */
export type RoundingInput = {
  mode?: "Down" | "HalfDown" | "HalfEven" | "HalfUp";
  rule?: "PerItem" | "PerLine" | "Total" | "PerTaxClass";
};

/**
 * An item to change, named by its id, or a new one of the document that it names.
 *
 * A new one needs `name`, `quantity` and one of `order`, `invoice`, `estimate` and `purchase`. One
 * that is there stays where it is: beside its id, they can name no other document.
 */
export type SavedItem = {
  sku?: string;
  name?: string;
  quantity?: number;
  price?: number;
  weight?: number;
  taxClass?: number | null;
  requests?: string;
  discount?: number;
  sequence?: number;
  description?: string;
  unit?: string;
  tax?: number | null;
  receivedQuantity?: number | null;
  status?: string;
  note?: string;
  code?: string;
  binName?: string;
  image?: string;
  cost?: number | null;
  markup?: number | null;
  isRevenue?: boolean | null;
  orderTax?: boolean | null;
  externalId?: string;
  externalValue?: string;
  metadata?: Record<string, string | number | boolean | null>;
  category?: number | null;
  uom?: number | null;
  item?: number | null;
  store?: number | null;
  prices?: Record<string, unknown>[];
  modifierGroups?: Record<string, unknown>[];
  kind?: "LineItem" | "Shipping";
  sourceId?: string;
  grossPrice?: number | null;
  totalPrice?: number;
  taxedTotalPrice?: number;
  taxRate?: number;
  taxes?: RateInput[];
  id?: number;
  order?: number | null;
  invoice?: number | null;
  estimate?: number | null;
  purchase?: number | null;
};

/** Who sells. */
export type SellerAddress = {
  companyName: string;
  companyCode: string;
  personalCode: string;
  street1: string;
  street2: string;
  city: string;
  postalCode: string;
  stateProv: string;
  country: string;
  phoneNumber: string;
  mobileNumber: string;
  faxNumber: string;
  /** It must be an email address like 'name@example.com'. */
  email: string;
};

/** Who sells. */
export type SellerAddressInput = {
  companyName?: string;
  companyCode?: string;
  personalCode?: string;
  street1?: string;
  street2?: string;
  city?: string;
  postalCode?: string;
  stateProv?: string;
  country?: string;
  phoneNumber?: string;
  mobileNumber?: string;
  faxNumber?: string;
  /** It must be an email address like 'name@example.com'. */
  email?: string;
};

/**
 * A series as it is answered; ShippingInvoice shares that of Invoice.
 *
 * With `fields`, only those and the id are there.
 */
export type Series = {
  id: number;
  version: number;
  kind: "Invoice" | "Proforma" | "CreditNote" | "Order";
  name: string;
  pattern: string;
  assignOn: "Create" | "Close";
  gapless: boolean;
  isDefault: boolean;
  creationTime: string;
  updateTime: string;
};

/** What to change of a series. */
export type SeriesChanges = {
  name?: string;
  pattern?: string;
  assignOn?: "Create" | "Close";
  gapless?: boolean;
  isDefault?: boolean;
};

/** Which series. */
export type SeriesConditions = {
  ids?: number[];
  kind?: ("Invoice" | "Proforma" | "CreditNote" | "Order")[] | "Invoice" | "Proforma" | "CreditNote" | "Order";
  after?: number;
};

/** What to find, by fields of Series; all of it must hold. */
export type SeriesQuery = {
  id?: IntegerFilter;
  version?: IntegerFilter;
  kind?: "Invoice" | "Proforma" | "CreditNote" | "Order" | {
    equals?: "Invoice" | "Proforma" | "CreditNote" | "Order";
    not?: "Invoice" | "Proforma" | "CreditNote" | "Order";
    gte?: "Invoice" | "Proforma" | "CreditNote" | "Order";
    lte?: "Invoice" | "Proforma" | "CreditNote" | "Order";
    gt?: "Invoice" | "Proforma" | "CreditNote" | "Order";
    lt?: "Invoice" | "Proforma" | "CreditNote" | "Order";
    in?: ("Invoice" | "Proforma" | "CreditNote" | "Order")[];
    notIn?: ("Invoice" | "Proforma" | "CreditNote" | "Order")[];
    contains?: string;
    startsWith?: string;
    endsWith?: string;
    between?: ("Invoice" | "Proforma" | "CreditNote" | "Order")[];
  };
  name?: StringFilter;
  pattern?: StringFilter;
  assignOn?: "Create" | "Close" | {
    equals?: "Create" | "Close";
    not?: "Create" | "Close";
    gte?: "Create" | "Close";
    lte?: "Create" | "Close";
    gt?: "Create" | "Close";
    lt?: "Create" | "Close";
    in?: ("Create" | "Close")[];
    notIn?: ("Create" | "Close")[];
    contains?: string;
    startsWith?: string;
    endsWith?: string;
    between?: ("Create" | "Close")[];
  };
  gapless?: BooleanFilter;
  isDefault?: BooleanFilter;
  creationTime?: DateTimeFilter;
  updateTime?: DateTimeFilter;
};

/** An entity's settings as they are answered. */
export type Settings = {
  company: Company;
  locale: string;
  /** It must be an ISO 4217 code like 'EUR'. */
  currency: string;
  /** It must be a name like 'Europe/Rome'. */
  timeZone: string;
  rounding: Rounding;
  terms: string;
  daysUntilDue: number | null;
  emailTexts: EmailTexts;
  id: number;
  version: number;
  creationTime: string;
  updateTime: string;
};

/** What an entity can set. */
export type SettingsFields = {
  company?: CompanyInput;
  locale?: string;
  /** It must be an ISO 4217 code like 'EUR'. */
  currency?: string;
  /** It must be a name like 'Europe/Rome'. */
  timeZone?: string;
  rounding?: RoundingInput;
  terms?: string;
  daysUntilDue?: number | null;
  emailTexts?: EmailTextsInput;
};

/** Where the goods go. */
export type ShippingAddress = {
  name: string;
  street1: string;
  street2: string;
  city: string;
  postalCode: string;
  stateProv: string;
  country: string;
};

/** Where the goods go. */
export type ShippingAddressInput = {
  name: string;
  street1: string;
  street2?: string;
  city: string;
  postalCode: string;
  stateProv?: string;
  country: string;
};

/**
 * A shipping method as it is answered.
 *
 * With `fields`, only those and the id are there.
 */
export type ShippingMethod = {
  id: number;
  version: number;
  name: string;
  isActive: boolean;
  isDefault: boolean;
  taxClass: number | null;
  countries: string[];
  stateProvs: string[];
  minWeight: number | null;
  maxWeight: number | null;
  minSubtotal: number | null;
  maxSubtotal: number | null;
  cost: number;
  costBands: CostBand[];
  freeFrom: number | null;
  creationTime: string;
  updateTime: string;
};

/** What to change of a shipping method; lists replace those that it has. */
export type ShippingMethodChanges = {
  isActive?: boolean;
  isDefault?: boolean;
  taxClass?: number | null;
  countries?: string[];
  stateProvs?: string[];
  minWeight?: number | null;
  maxWeight?: number | null;
  minSubtotal?: number | null;
  maxSubtotal?: number | null;
  cost?: number;
  costBands?: CostBandInput[];
  freeFrom?: number | null;
  name?: string;
};

/** Which shipping methods: by what they are, and by what they suit. */
export type ShippingMethodConditions = {
  ids?: number[];
  isActive?: boolean;
  isDefault?: boolean;
  country?: string;
  stateProv?: string;
  weight?: number;
  quantity?: number;
  subtotal?: number;
  after?: number;
};

/** What to find, by fields of ShippingMethod; all of it must hold. */
export type ShippingMethodQuery = {
  id?: IntegerFilter;
  version?: IntegerFilter;
  name?: StringFilter;
  isActive?: BooleanFilter;
  isDefault?: BooleanFilter;
  taxClass?: NullableIntegerFilter;
  minWeight?: NullableNumberFilter;
  maxWeight?: NullableNumberFilter;
  minSubtotal?: NullableNumberFilter;
  maxSubtotal?: NullableNumberFilter;
  cost?: NumberFilter;
  freeFrom?: NullableNumberFilter;
  creationTime?: DateTimeFilter;
  updateTime?: DateTimeFilter;
};

/** How often a standing order creates its next order, from `standingDate` on, and until when. */
export type StandingData = {
  frequency: "Daily" | "Weekly" | "Monthly" | "Yearly";
  interval: number;
  endDate: string | null;
};

/** How often a standing order creates its next order, from `standingDate` on, and until when. */
export type StandingDataInput = {
  /** @default "Monthly" */
  frequency?: "Daily" | "Weekly" | "Monthly" | "Yearly";
  /** @default 1 */
  interval?: number;
  /** @default null */
  endDate?: string | null;
};

/** A value that is equal, or operators that all hold. */
export type StringFilter = string | {
  equals?: string;
  not?: string;
  gte?: string;
  lte?: string;
  gt?: string;
  lt?: string;
  in?: string[];
  notIn?: string[];
  contains?: string;
  startsWith?: string;
  endsWith?: string;
  between?: string[];
};

/**
 * A tax area as it is answered.
 *
 * With `fields`, only those and the id are there.
 */
export type TaxArea = {
  id: number;
  version: number;
  name: string;
  isActive: boolean;
  taxCompanies: boolean;
  countries: string[];
  rates: Record<string, number>;
  creationTime: string;
  updateTime: string;
};

/** What to change of a tax area; countries and rates replace those that it has. */
export type TaxAreaChanges = {
  name?: string;
  isActive?: boolean;
  taxCompanies?: boolean;
  countries?: string[];
  rates?: Record<string, number>;
};

/** Which tax areas. */
export type TaxAreaConditions = {
  isActive?: boolean;
  country?: string;
  after?: number;
};

/** What to find, by fields of TaxArea; all of it must hold. */
export type TaxAreaQuery = {
  id?: IntegerFilter;
  version?: IntegerFilter;
  name?: StringFilter;
  isActive?: BooleanFilter;
  taxCompanies?: BooleanFilter;
  creationTime?: DateTimeFilter;
  updateTime?: DateTimeFilter;
  [path: `rates.${string}`]: NullableNumberFilter;
};

/**
 * A tax class as it is answered.
 *
 * With `fields`, only those and the id are there.
 */
export type TaxClass = {
  id: number;
  version: number;
  code: string;
  name: string;
  creationTime: string;
  updateTime: string;
};

/** What to change of a tax class. */
export type TaxClassChanges = {
  code?: string;
  name?: string;
};

/** Which tax classes. */
export type TaxClassConditions = {
  after?: number;
};

/** What to find, by fields of TaxClass; all of it must hold. */
export type TaxClassQuery = {
  id?: IntegerFilter;
  version?: IntegerFilter;
  code?: StringFilter;
  name?: StringFilter;
  creationTime?: DateTimeFilter;
  updateTime?: DateTimeFilter;
};

/** The tax of one code and rate. */
export type TaxRow = {
  code: string;
  name: string;
  rate: number;
  taxableTotal: number;
  amount: number;
};
