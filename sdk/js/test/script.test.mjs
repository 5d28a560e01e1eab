/** The classic script in something like a page: it is made of the module, which is tested. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import vm from "node:vm";

import * as module from "../admin.mjs";
import { serve } from "./server.mjs";

const { AbortSignal, Headers, URL, crypto, fetch, setTimeout } = globalThis;
const SCRIPT = await readFile(new URL("../admin.js", import.meta.url), "utf8");
const GLOBALS = { AbortSignal, Headers, URL, crypto, fetch, setTimeout };

/** Load the script into a page that has it from an address. */
function page(src, sessionStorage) {
  const document = { currentScript: { src } };
  const window = vm.createContext({ ...GLOBALS, sessionStorage, document });
  window.window = window;
  vm.runInContext(SCRIPT, window);
  return window;
}

test("the script sets window.Admin to what the module exports, and nothing else", () => {
  const { Admin, ...others } = page("https://shop.example/sdk/admin.js", {});

  assert.deepEqual(Object.keys(Admin).sort(), Object.keys(module).sort());
  const given = [...Object.keys(GLOBALS), "document", "sessionStorage", "window"];
  assert.deepEqual(Object.keys(others).sort(), given.sort());
});

test("it calls where it is from, below whatever path, with the key of the session", async (t) => {
  const { url, calls } = await serve(t);
  const storage = { "orderly.key": "secret" };

  for (const src of [`${url}/sdk/admin.js`, `${url}/shop/sdk/admin.js`, `${url}/assets/all.js`]) {
    await page(src, storage).Admin.api("commerce.invoices.count");
  }

  assert.deepEqual(
    calls.map(({ path }) => path.replace("/api/v6/commerce.invoices.count", "")),
    ["", "/shop", ""],
  );
  assert.equal(calls[0].headers["x-key"], "secret");
});

test("a key is kept in the session and nowhere else, until it is forgotten", async (t) => {
  const { url, calls } = await serve(t);
  const storage = {};
  const { Admin } = page(`${url}/sdk/admin.js`, storage);

  Admin.configure({ key: "secret" });
  assert.deepEqual(storage, { "orderly.key": "secret" });
  storage["orderly.key"] = "another";
  await Admin.api("commerce.invoices.count");
  Admin.configure({ key: null });
  await Admin.api("commerce.invoices.count");

  assert.deepEqual(storage, {});
  assert.deepEqual(
    calls.map(({ headers }) => headers["x-key"]),
    ["another", undefined],
  );
});

test("each call has a key of its own, even where nothing is secure", async (t) => {
  const { url, calls } = await serve(t);
  const window = page(`${url}/sdk/admin.js`, {});
  delete window.crypto;

  await Promise.all(Array.from({ length: 50 }, () => window.Admin.api("commerce.invoices.count")));

  const keys = calls.map(({ headers }) => headers["idempotency-key"]);
  assert.equal(new Set(keys).size, 50);
  assert(keys.every((key) => /^[0-9a-f]{32}$/.test(key)));
});
