/** A small HTTP server that answers as a test tells it to, and keeps what it was sent. */

import { once } from "node:events";
import { createServer } from "node:http";

export const OK = { status: "ok" };

export function refusal(type, field, description, code) {
  const error = { field, type, description };
  return { status: "error", error, errors: [{ ...error, path: `/${field}`, code }] };
}

/** Run a server; `answer(call, count)` returns { status, headers, body } or null to hang up. */
export async function serve(test, answer = () => ({})) {
  const calls = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const call = {
      path: request.url,
      headers: request.headers,
      request: JSON.parse(Buffer.concat(chunks).toString()),
      cut: () => request.socket.destroy(),
    };
    calls.push(call);
    const told = await answer(call, calls.length);
    if (!told) return call.cut();
    const { status = 200, headers = {}, body = OK } = told;
    response.writeHead(status, headers);
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  test.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, calls };
}

let loaded = 0;

/** Load the client anew, so that no test waits in the queue of another. */
export async function load(options) {
  const Admin = await import(`../admin.mjs?${(loaded += 1)}`);
  Admin.configure(options);
  return Admin;
}

/** Turn a call with a callback into a promise of what the callback gets. */
export function answered(call) {
  return new Promise((resolve) => {
    call(resolve);
  });
}

export function later(milliseconds) {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
