/**
 * The client beside a real server: ORDERLY_URL says where it is, ORDERLY_KEY opens it, and
 * ORDERLY_LIMITED_URL is one that takes 60 calls a minute.
 */

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import * as Admin from "../admin.mjs";
import { answered, load } from "./server.mjs";

const { ORDERLY_URL: url, ORDERLY_LIMITED_URL: limited, ORDERLY_KEY: key } = process.env;
const skip = url ? false : "ORDERLY_URL names no server";

const HOLMES = {
  firstName: "Sherlock",
  lastName: "Holmes",
  street1: "221b Baker Street",
  city: "London",
  postalCode: "NW1 6XE",
  country: "GB",
  email: "holmes@example.com",
};

let taxClass;

function invoice(...prices) {
  const items = prices.map((price) => ({ name: "Shirt", quantity: 1, price, taxClass }));
  return { items, billingAddress: HOLMES };
}

async function count() {
  return (await Admin.api("commerce.invoices.count")).count;
}

describe("a real server", { skip }, () => {
  before(async () => {
    Admin.configure({ url, key });
    const standard = { code: "VAT", name: "Standard" };
    taxClass = (await Admin.api("commerce.tax-classes.create", { taxClass: standard })).id;
    const taxArea = { name: "Britain", countries: ["GB"], rates: { [taxClass]: 20 } };
    await Admin.api("commerce.tax-areas.create", { taxArea });
  });

  test("does what callbacks and promises ask for, in order", async () => {
    const had = await count();
    const responses = [];

    Admin.api("commerce.invoices.create", { invoice: invoice(56.33) }, (response) => {
      responses.push(response.status);
    });
    Admin.api("commerce.invoices.count", null, (response) => responses.push(response.count));
    Admin.api("commerce.invoices.create", { invoice: invoice(1) }, (response) => {
      responses.push(response.status);
    });
    responses.push(await count());

    assert.deepEqual(responses, ["ok", had + 1, "ok", had + 2]);
  });

  test("is called without a request where none is needed", async () => {
    const { settings } = await Admin.api("commerce.settings.get", null);

    assert.equal(settings.currency, "EUR");
  });

  test("tells what it refuses", async () => {
    const french = { ...invoice(1), billingAddress: { ...HOLMES, country: "FR" } };

    const response = await answered((callback) => {
      Admin.api("commerce.invoices.create", { invoice: french }, callback);
    });
    const error = await Admin.api("commerce.invoices.create", { invoice: french }).catch((e) => e);

    const told = { field: "country", type: "InvalidValue" };
    assert.deepEqual(response.error, { ...told, description: "No tax areas for country 'FR'" });
    assert.equal(error.message, response.error.description);
    assert.equal(error.code, "NO_TAX_AREA");
    assert.equal(error.httpStatus, 200);
    assert.match(error.requestId, /./);
  });

  test("tells of what it is not", async () => {
    await assert.rejects(Admin.api("commerce.invoice.find"), {
      httpStatus: 404,
      message:
        "Method 'commerce.invoice.find' does not exist: did you mean 'commerce.invoices.find'?",
    });
    await assert.rejects(Admin.apiVersion(9, "commerce.invoices.find"), { httpStatus: 404 });
    const stranger = await load({ url, key: "wrong" });
    await assert.rejects(stranger.api("commerce.invoices.find"), {
      httpStatus: 403,
      type: "AccessDenied",
    });
  });

  test("does once what is sent again because its answer was lost", async (t) => {
    const had = await count();
    const { fetch } = globalThis;
    let lost = 0;
    globalThis.fetch = async (...call) => {
      const response = await fetch(...call);
      if (lost++) return response;
      await response.text();
      throw new TypeError("the answer is lost");
    };
    t.after(() => {
      globalThis.fetch = fetch;
    });

    const { id } = await Admin.api("commerce.invoices.create", { invoice: invoice(1) });

    const { invoices } = await Admin.api("commerce.invoices.find", { order: ["-id"], limit: 1 });
    assert.equal(lost, 3);
    assert.equal(invoices[0].id, id);
    assert.equal(await count(), had + 1);
  });

  test("gives amounts back as they were sent", async () => {
    const prices = [0.001, 56.33, 1.115, 1234567.891, 9999999.999, -9999999.999];

    const { id } = await Admin.api("commerce.invoices.create", { invoice: invoice(...prices) });

    const { invoice: stored } = await Admin.api("commerce.invoices.get", { id });
    assert.deepEqual(
      stored.items.map(({ price }) => price),
      prices,
    );
  });

  test("refuses what arithmetic made of an amount, and takes it once it is rounded", async () => {
    const sum = 0.1 + 0.2;

    await assert.rejects(Admin.api("commerce.invoices.create", { invoice: invoice(sum) }), {
      field: "price",
      type: "Malformed",
    });
    const rounded = invoice(Number(sum.toFixed(2)));
    const { id } = await Admin.api("commerce.invoices.create", { invoice: rounded });

    const { invoice: stored } = await Admin.api("commerce.invoices.get", { id });
    assert.equal(stored.items[0].price, 0.3);
  });

  test("runs a batch whose calls use the answers of earlier ones", async () => {
    const results = await Admin.batch([
      { method: "commerce.invoices.create", request: { invoice: invoice(5) } },
      { method: "commerce.invoices.get", request: { id: Admin.ref(0, "id") } },
      { method: "commerce.invoices.get", request: { id: "x" } },
      { method: "commerce.invoices.count" },
    ]);

    assert.deepEqual(
      results.map(({ status }) => status),
      ["ok", "ok", "error", "ok"],
    );
    assert.equal(results[1].invoice.id, results[0].id);
  });

  test("keeps nothing of an atomic batch that fails, or of a dry run", async () => {
    const had = await count();
    const create = { method: "commerce.invoices.create", request: { invoice: invoice(5) } };
    const wrong = { method: "commerce.invoices.close", request: { id: 2147483647 } };

    const error = await Admin.batch([create, wrong], { atomic: true }).catch((reason) => reason);
    const [planned] = await Admin.batch([create], { atomic: true, dryRun: true });

    assert(error instanceof Admin.AdminError);
    assert.equal(error.answer.call, 1);
    assert.equal(planned.status, "ok");
    assert.equal(await count(), had);
  });
  test("waits where calls are limited, and loses none", { skip: !limited }, async () => {
    const slow = await load({ url: limited, key });
    const start = performance.now();

    const calls = Array.from({ length: 62 }, () => slow.api("commerce.invoices.count"));
    const answers = await Promise.all(calls);

    assert(answers.every(({ status }) => status === "ok"));
    assert(performance.now() - start > 1000);
  });
});
