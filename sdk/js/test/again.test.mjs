/** What is lost on the way or comes too soon is sent again, and nothing is done twice. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { OK, answered, later, load, refusal, serve } from "./server.mjs";

const FIND = "commerce.invoices.find";
const CREATE = "commerce.invoices.create";

/** Answer the first calls so, and then with ok. */
function first(...answers) {
  return (_, count) => (count <= answers.length ? answers[count - 1] : {});
}

// They wait more than they work.
describe("a call", { concurrency: true }, () => {
  for (const status of [429, 502, 503, 504]) {
    test(`${status} is tried again with the same key, while the others wait`, async (t) => {
      const { url, calls } = await serve(
        t,
        first({ status, body: "busy" }, { status, body: "busy" }),
      );
      const Admin = await load({ url });

      const answers = await Promise.all([
        Admin.api(CREATE, { number: 1 }),
        Admin.api(CREATE, { number: 2 }),
      ]);

      assert.deepEqual(answers, [OK, OK]);
      assert.deepEqual(
        calls.map(({ request }) => request.number),
        [1, 1, 1, 2],
      );
      const keys = calls.map(({ headers }) => headers["idempotency-key"]);
      assert.equal(new Set(keys.slice(0, 3)).size, 1);
      assert.notEqual(keys[3], keys[0]);
    });
  }

  test("a connection that is lost is tried again with the same key", async (t) => {
    const { url, calls } = await serve(t, first(null));
    const Admin = await load({ url });

    await Admin.api(CREATE, {});

    const keys = calls.map(({ headers }) => headers["idempotency-key"]);
    assert.deepEqual(keys, [keys[0], keys[0]]);
  });

  test("an answer that breaks off is asked for again", async (t) => {
    const { url, calls } = await serve(t, ({ cut }, count) => {
      if (count > 1) return {};
      setTimeout(cut, 50);
      return { headers: { "Content-Length": "1000" } };
    });
    const Admin = await load({ url });

    await Admin.api(CREATE, {});

    assert.equal(calls.length, 2);
  });

  test("Retry-After is waited for", async (t) => {
    const answer = { status: 429, headers: { "Retry-After": "1" }, body: "busy" };
    const { url, calls } = await serve(t, first(answer));
    const Admin = await load({ url });
    const start = performance.now();

    await Admin.api(FIND);

    assert(performance.now() - start >= 1000);
    assert.equal(calls.length, 2);
  });

  test("who would have to wait too long is told at once", async (t) => {
    const body = refusal("TooManyRequests", "key", "Too many calls", "TOO_MANY_REQUESTS");
    const answer = { status: 429, headers: { "Retry-After": "3600" }, body };
    const { url, calls } = await serve(t, () => answer);
    const Admin = await load({ url });

    await assert.rejects(Admin.api(FIND), { type: "TooManyRequests", httpStatus: 429 });

    assert.equal(calls.length, 1);
  });

  test("a call is tried six times and no more", async (t) => {
    const { url, calls } = await serve(t, () => ({ status: 503, body: "away" }));
    const Admin = await load({ url });

    await assert.rejects(Admin.api(FIND), { type: "Unavailable", httpStatus: 503 });

    assert.equal(calls.length, 6);
  });

  test("no server at all is an answer too", async () => {
    const Admin = await load({ url: "http://127.0.0.1:9" });

    const response = await answered((callback) => Admin.api(FIND, null, callback));

    assert.equal(response.status, "error");
    assert.equal(response.error.type, "Unavailable");
    assert.match(response.error.description, /^No answer of http:\/\/127\.0\.0\.1:9: /);
    assert.equal(response.errors[0].code, "NO_ANSWER");
  });

  test("an answer that takes too long is given up and asked for again", async (t) => {
    const { url, calls } = await serve(t, async (_, count) => {
      if (count === 1) await later(1000);
      return {};
    });
    const Admin = await load({ url, timeout: 100 });

    await Admin.api(FIND);

    assert.equal(calls.length, 2);
  });
});
