/** What must compile. */

import * as Admin from "orderly-admin";
import { AdminError, type Invoice, type Methods, type NewInvoice } from "orderly-admin";

const invoice: NewInvoice = {
  items: [{ name: "Shirt", quantity: 3, price: 56.33, taxClass: 1 }],
  billingAddress: {
    firstName: "Sherlock",
    lastName: "Holmes",
    street1: "221b Baker Street",
    city: "London",
    postalCode: "NW1 6XE",
    country: "GB",
    email: "holmes@example.com",
  },
};

Admin.configure({ url: "https://shop.example", key: null, entity: 1, timeout: 5000 });

export async function promised(): Promise<string> {
  const { invoices, pagination } = await Admin.api("commerce.invoices.find", {
    limit: 1,
    conditions: { status: ["Open", "Sent"] },
    query: { total: { gte: 100 }, "metadata.shop": { in: ["a", "b"] } },
    order: ["-total"],
  });
  const total: number = invoices[0].total;
  const nothing: null = null;
  const { count }: { count: number } = await Admin.api("commerce.invoices.count");
  await Admin.api("commerce.settings.get", null);
  await Admin.api("commerce.settings.get", {});
  const { id }: { id: number } = await Admin.api("commerce.invoices.create", { invoice });
  const { documents } = await Admin.api("commerce.invoices.close", { id, dryRun: true });
  return `${total} ${count} ${documents?.invoices?.[0].number} ${pagination?.nextCursor} ${nothing}`;
}

export async function cut(): Promise<number | undefined> {
  const { invoice: found } = await Admin.api("commerce.invoices.get", { id: 1, fields: ["total"] });
  const id: number | undefined = found?.id;
  return found?.total ?? id;
}

export function calledBack(show: (text: string) => void): void {
  Admin.api("commerce.invoices.find", { limit: 1 }, (response) => {
    if (response.status != "ok") return show(response.error.description + response.errors[0].code);
    response.invoices.forEach((each: Invoice) => show(each.number));
  });
  Admin.api("commerce.invoices.find", { fields: ["number"] }, (response) => {
    if (response.status === "ok") show(response.invoices[0].number ?? "");
  });
  Admin.api("commerce.invoices.count", null, (response) => {
    show(response.status === "ok" ? `${response.count}` : response.error.type);
  });
}

export async function batched(): Promise<number> {
  const calls = await Admin.batch([
    { method: "commerce.invoices.create", request: { invoice } },
    { method: "commerce.invoices.close", request: { id: Admin.ref(0, "id") }, idempotencyKey: "a" },
    { method: "commerce.settings.get" },
  ]);
  if (calls[0].status === "ok") return calls[0].id;
  const [made, closed] = await Admin.batch(
    [
      { method: "commerce.invoices.create", request: { invoice } },
      { method: "commerce.invoices.close", request: { id: Admin.ref(0, "id") } },
    ],
    { atomic: true, dryRun: true },
  );
  Admin.batch([{ method: "commerce.invoices.count" }], null, (response) => {
    if (response.status !== "ok") return;
    const [counted] = response.results;
    if (counted.status === "ok") counted.count.toFixed();
  });
  return made.id + closed.number.length;
}

export function failed(error: unknown): string {
  if (!(error instanceof AdminError)) throw error;
  return `${error.code} ${error.errors[0].path} ${error.httpStatus} ${error.answer.call}`;
}

export async function other(): Promise<unknown> {
  Admin.apiVersion(7, "commerce.invoices.find", null, (response) => response.status);
  return (await Admin.apiVersion(7, "commerce.invoices.find")).invoices;
}

export type Request = Methods["commerce.invoices.find"]["request"];
