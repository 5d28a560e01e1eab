/** The client beside a server that does what a test wants: order, answers, errors. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { OK, answered, later, load, refusal, serve } from "./server.mjs";

const FIND = "commerce.invoices.find";
const CREATE = "commerce.invoices.create";
const NO_TAX_AREA = refusal(
  "InvalidValue",
  "country",
  "No tax areas for country 'XX'",
  "NO_TAX_AREA",
);

test("a call is a POST of its request, with key, entity and idempotency key", async (t) => {
  const { url, calls } = await serve(t);
  const Admin = await load({ url: `${url}/`, key: "secret", entity: 7 });

  await Admin.api(FIND, { limit: 1 });

  const [{ path, headers, request }] = calls;
  assert.equal(path, "/api/v6/commerce.invoices.find");
  assert.deepEqual(request, { limit: 1 });
  assert.equal(headers["content-type"], "application/json");
  assert.equal(headers["x-key"], "secret");
  assert.equal(headers["x-entity-id"], "7");
  assert.match(headers["idempotency-key"], /^[0-9a-f]{32}$/);
});

test("a callback gets the answer, and the call returns nothing and at once", async (t) => {
  const { url, calls } = await serve(t, () => ({ body: { status: "ok", count: 3 } }));
  const Admin = await load({ url });
  let returned = "something";

  const answer = await answered((callback) => {
    returned = Admin.api("commerce.invoices.count", null, callback);
    assert.equal(calls.length, 0);
  });

  assert.equal(returned, undefined);
  assert.deepEqual(answer, { status: "ok", count: 3 });
  assert.deepEqual(calls[0].request, {});
});

test("without callback there is a promise of the answer", async (t) => {
  const { url } = await serve(t, () => ({ body: { status: "ok", count: 3 } }));
  const Admin = await load({ url });

  assert.deepEqual(await Admin.api("commerce.invoices.count"), { status: "ok", count: 3 });
});

test("calls are sent one at a time in the order in which they were made", async (t) => {
  let open = 0;
  let most = 0;
  const { url, calls } = await serve(t, async ({ request }) => {
    open += 1;
    most = Math.max(most, open);
    await later(request.number % 2 ? 20 : 1);
    open -= 1;
    return {};
  });
  const Admin = await load({ url });
  const told = [];

  for (let number = 0; number < 20; number += 1) {
    Admin.api(FIND, { number }, () => told.push(number));
  }
  await Admin.api(FIND, { number: 20 });

  const numbers = Array.from({ length: 21 }, (_, number) => number);
  assert.deepEqual(
    calls.map(({ request }) => request.number),
    numbers,
  );
  assert.deepEqual(told, numbers.slice(0, -1));
  assert.equal(most, 1);
});

test("a callback runs before the next call is sent, and calls of its own go last", async (t) => {
  const { url } = await serve(t);
  const Admin = await load({ url });
  const happened = [];
  const { fetch } = globalThis;
  globalThis.fetch = (address, init) => {
    happened.push(`sent ${JSON.parse(init.body).number}`);
    return fetch(address, init);
  };
  t.after(() => {
    globalThis.fetch = fetch;
  });

  const all = answered((finish) => {
    Admin.api(FIND, { number: 1 }, () => {
      happened.push("told 1");
      Admin.api(FIND, { number: 3 }, finish);
    });
    Admin.api(FIND, { number: 2 }, () => happened.push("told 2"));
  });
  await all;

  assert.deepEqual(happened, ["sent 1", "told 1", "sent 2", "told 2", "sent 3"]);
});

test("a call is what it was when it was made", async (t) => {
  const { url, calls } = await serve(t);
  const Admin = await load({ url, entity: 1 });
  const request = { limit: 1 };

  const both = [Admin.api(FIND, request)];
  request.limit = 2;
  Admin.configure({ entity: 2 });
  both.push(Admin.api(FIND, request));
  await Promise.all(both);

  const seen = calls.map(({ headers, request: had }) => [headers["x-entity-id"], had.limit]);
  assert.deepEqual(seen, [
    ["1", 1],
    ["2", 2],
  ]);
});

test("a refusal is an answer to a callback and an AdminError to a promise", async (t) => {
  const headers = { "X-Request-Id": "r-1" };
  const { url } = await serve(t, () => ({ body: NO_TAX_AREA, headers }));
  const Admin = await load({ url });

  const response = await answered((callback) => Admin.api(CREATE, {}, callback));
  const error = await Admin.api(CREATE, {}).catch((reason) => reason);

  assert.deepEqual(response, NO_TAX_AREA);
  assert(error instanceof Error && error instanceof Admin.AdminError);
  assert.equal(`${error}`, "AdminError: No tax areas for country 'XX'");
  assert.deepEqual(
    [error.type, error.field, error.code, error.httpStatus, error.requestId],
    ["InvalidValue", "country", "NO_TAX_AREA", 200, "r-1"],
  );
  assert.deepEqual(error.errors, NO_TAX_AREA.errors);
  assert.deepEqual(error.answer, NO_TAX_AREA);
});

test("a transport failure is told like a refusal", async (t) => {
  const body = refusal("AccessDenied", "key", "The key is missing", "MISSING_KEY");
  const { url, calls } = await serve(t, () => ({ status: 403, body }));
  const Admin = await load({ url });

  const response = await answered((callback) => Admin.api(FIND, null, callback));

  assert.deepEqual(response, body);
  await assert.rejects(Admin.api(FIND), { httpStatus: 403, type: "AccessDenied" });
  assert.equal(calls.length, 2);
});

for (const body of ["<html>Forbidden</html>", "null", "[]", '{"status":"error"}', ""]) {
  test(`an answer that is not of Orderly is told as an error: ${body}`, async (t) => {
    const { url } = await serve(t, () => ({ status: 403, body }));
    const Admin = await load({ url });

    const { status, error, errors } = await answered((callback) => Admin.api(FIND, null, callback));

    assert.equal(status, "error");
    assert.equal(error.type, "Unavailable");
    assert.equal(error.description, `${url} answered 403, and not as Orderly does`);
    assert.deepEqual(errors, [{ ...error, path: "", code: "NOT_ORDERLY" }]);
  });
}

test("a redirect takes the key nowhere", async (t) => {
  const other = await serve(t);
  const headers = { Location: `${other.url}/api/v6/${FIND}` };
  const { url } = await serve(t, () => ({ status: 307, headers, body: "" }));
  const Admin = await load({ url, key: "secret" });

  await assert.rejects(Admin.api(FIND), { code: "NOT_ORDERLY" });

  assert.equal(other.calls.length, 0);
});

test("a callback that throws stops nobody and is told as uncaught", async (t) => {
  const { url } = await serve(t);
  const Admin = await load({ url });
  const { setTimeout: real } = globalThis;
  const thrown = [];
  globalThis.setTimeout = (work, ...rest) =>
    real(
      () => {
        try {
          work();
        } catch (error) {
          thrown.push(error.message);
        }
      },
      ...rest,
    );
  t.after(() => {
    globalThis.setTimeout = real;
  });

  Admin.api(FIND, null, () => {
    throw new Error("a callback's own");
  });
  const answer = await Admin.api(FIND);
  await later(10);

  assert.deepEqual(answer, OK);
  assert.deepEqual(thrown, ["a callback's own"]);
});

test("the queue has an end", async (t) => {
  const { url, calls } = await serve(t);
  const Admin = await load({ url });

  const all = Array.from({ length: 1001 }, () => Admin.api(FIND));

  await assert.rejects(all[1000], { code: "QUEUE_FULL", type: "Unavailable" });
  await Promise.all(all.slice(0, 1000));
  await Admin.api(FIND);
  assert.equal(calls.length, 1001);
});

test("what can not be sent is refused and stops nobody", async (t) => {
  const { url, calls } = await serve(t);
  const Admin = await load({ url });

  await assert.rejects(Admin.api(FIND, { limit: 1n }), { code: "NOT_SENDABLE", type: "Malformed" });
  await Admin.api(FIND);

  assert.equal(calls.length, 1);
});

test("in Node the server must be told", async () => {
  const Admin = await load({});

  await assert.rejects(Admin.api(FIND), {
    message: "This can not be sent: say where the server is by Admin.configure({ url })",
  });
});

test("an option that does not exist is refused", async () => {
  await assert.rejects(load({ ur: "http://127.0.0.1" }), {
    message: "There is no option 'ur'; there are url, entity, timeout, key",
  });
});

test("a version of the API has its own path", async (t) => {
  const { url, calls } = await serve(t);
  const Admin = await load({ url });

  await Admin.apiVersion(7, FIND, null);
  await answered((callback) => Admin.apiVersion(8, "a/../b", null, callback));

  assert.deepEqual(
    calls.map(({ path }) => path),
    [`/api/v7/${FIND}`, "/api/v8/a%2F..%2Fb"],
  );
});

test("a batch is one call", async (t) => {
  const results = [{ status: "ok", id: 1 }, NO_TAX_AREA];
  const { url, calls } = await serve(t, () => ({ body: { status: "ok", results } }));
  const Admin = await load({ url });
  const batch = [
    { method: CREATE, request: {} },
    { method: "commerce.invoices.close", request: { id: Admin.ref(0, "id") } },
  ];

  const promised = await Admin.batch(batch, { atomic: true });
  const response = await answered((callback) => Admin.batch(batch, null, callback));

  assert.deepEqual(promised, results);
  assert.deepEqual(response, { status: "ok", results });
  assert.deepEqual(
    calls.map(({ path }) => path),
    ["/api/v6/batch", "/api/v6/batch"],
  );
  assert.deepEqual(calls[0].request, {
    atomic: true,
    calls: [batch[0], { method: "commerce.invoices.close", request: { id: { $ref: "0.id" } } }],
  });
  assert.deepEqual(calls[1].request, { calls: calls[0].request.calls });
});

test("an atomic batch that fails tells which call was at fault", async (t) => {
  const { url } = await serve(t, () => ({ body: { ...NO_TAX_AREA, call: 2 } }));
  const Admin = await load({ url });

  const error = await Admin.batch([], { atomic: true }).catch((reason) => reason);

  assert.equal(error.answer.call, 2);
});

test("amounts of 15 digits survive being numbers", () => {
  for (let round = 0; round < 20_000; round += 1) {
    const places = 1 + (round % 3);
    const digits = `${Math.floor(Math.random() * 1e15)}`.padStart(15, "9");
    const amount = `${digits.slice(0, -places)}.${digits.slice(-places)}`;

    const sent = JSON.stringify(JSON.parse(amount));

    assert.equal(Number(sent).toFixed(places), amount);
    assert.equal(sent, amount.replace(/\.?0+$/, ""));
  }
});
