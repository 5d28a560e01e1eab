/**
 * Call the methods of Orderly from a page or from Node: `Admin.api(method, request, callback)`.
 *
 * Calls are sent one at a time, in the order in which they were made. One that is lost on the way
 * or comes too soon is sent again, with the same Idempotency-Key: nothing is done twice.
 *
 * `admin.js` is made of this file: the same for a plain script element, as `window.Admin`.
 */

const VERSION = 6;
const KEY = "orderly.key";
const MAX_WAITING = 1000; // calls in the queue
const MAX_ATTEMPTS = 6; // of one call
const FIRST_PAUSE = 250; // ms, then twice as long each time
const PATIENCE = 120_000; // ms after which a call is not sent again
// A proxy tells by 502 and 504 that the server is away, as the server itself does by 503.
const PASSING = new Set([429, 502, 503, 504]);

/** Where the key is kept: in a page as long as its session lasts, elsewhere in memory. */
const session = (() => {
  try {
    return globalThis.sessionStorage ?? {};
  } catch {
    return {}; // A sandboxed page may not even look at its storage.
  }
})();

const settings = {
  // Where this script is from: what is before /sdk/ on our server, else the host.
  url: /^https?:\/\/(.+(?=\/sdk\/admin\.)|[^/]+)/.exec(import.meta.url)?.[0],
  entity: null,
  timeout: 60_000,
  get key() {
    return session[KEY];
  },
  set key(key) {
    if (key) session[KEY] = key;
    else delete session[KEY];
  },
};

let last = Promise.resolve();
let waiting = 0;

/** What a call without callback is rejected with, unless its answer is ok. */
class AdminError extends Error {
  constructor({ answer, httpStatus, requestId }) {
    super(answer.error.description);
    const { errors } = answer;
    const { field, type, code } = errors[0];
    Object.assign(this, { field, type, code, errors, httpStatus, requestId, answer });
  }

  get name() {
    return "AdminError";
  }
}

/** Say where the server is, with which key, for which entity, and how long an answer may take. */
function configure(options) {
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(settings, name)) {
      const known = Object.keys(settings).join(", ");
      throw new TypeError(`There is no option '${name}'; there are ${known}`);
    }
    settings[name] = value;
  }
}

/** Call a method; the callback gets its answer, whatever it is. */
function api(method, request, callback) {
  return apiVersion(VERSION, method, request, callback);
}

/** Call a method of a version of the API. */
function apiVersion(version, method, request, callback) {
  return told(queued(version, method, request), callback, (answer) => answer);
}

/** Call several methods by one request; without callback, return a promise of their results. */
function batch(calls, options, callback) {
  return told(queued(VERSION, "batch", { ...options, calls }), callback, ({ results }) => results);
}

/** Stand for a value in the answer of an earlier call of a batch: `ref(0, "id")`. */
function ref(index, path) {
  return { $ref: `${index}.${path}` };
}

/** Hand an outcome to the callback, or return a promise of what matters of it. */
function told(outcome, callback, matter) {
  if (typeof callback !== "function") {
    return outcome.then((had) => {
      if (had.answer.status === "ok") return matter(had.answer);
      throw new AdminError(had);
    });
  }
  outcome
    .then(({ answer }) => callback(answer))
    .catch((error) => {
      // What a callback throws is told like any uncaught error, and keeps nobody waiting.
      setTimeout(() => {
        throw error;
      });
    });
}

/** Return a promise of a call's outcome; the call itself is fixed now, when it is made. */
function queued(version, method, request) {
  if (waiting >= MAX_WAITING) {
    const description = `${MAX_WAITING} calls are waiting already`;
    return Promise.resolve(failed("queue", "Unavailable", "QUEUE_FULL", description));
  }
  let call;
  try {
    call = prepared(version, method, request);
  } catch (error) {
    const description = `This can not be sent: ${error.message}`;
    return Promise.resolve(failed("request", "Malformed", "NOT_SENDABLE", description));
  }
  waiting += 1;
  last = last.then(async () => {
    const outcome = await sent(call);
    waiting -= 1;
    return outcome;
  });
  return last;
}

function prepared(version, method, request) {
  const { url, key, entity, timeout } = settings;
  if (!url) throw new TypeError("say where the server is by Admin.configure({ url })");
  const headers = new Headers({ "Content-Type": "application/json", "Idempotency-Key": unique() });
  if (key) headers.set("X-Key", key);
  if (entity) headers.set("X-Entity-Id", entity);
  return {
    url: new URL(`${url.replace(/\/+$/, "")}/api/v${version}/${encodeURIComponent(method)}`),
    // A key goes where it was meant to go, and no redirect takes it elsewhere.
    init: {
      method: "POST",
      headers,
      body: JSON.stringify(request ?? {}),
      credentials: "omit",
      redirect: "manual",
    },
    timeout,
  };
}

function unique() {
  const bytes = Uint8Array.from({ length: 16 }, () => Math.random() * 256);
  // Only Node 18 has no such source; to be unique, the line above would do.
  globalThis.crypto?.getRandomValues(bytes);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Send a call until it has an outcome that stays, for as long as there is patience. */
async function sent(call) {
  const until = Date.now() + PATIENCE;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await attempted(call);
    const pause = FIRST_PAUSE * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
    const wait = (outcome.retryAfter || 0) * 1000 + pause;
    if (!outcome.isPassing || attempt === MAX_ATTEMPTS || Date.now() + wait > until) return outcome;
    await new Promise((resolve) => {
      setTimeout(resolve, wait);
    });
  }
}

async function attempted({ url, init, timeout }) {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeout) });
    const { status, headers } = response;
    const strange = `${url.origin} answered ${status}, and not as Orderly does`;
    return {
      ...understood(await response.text(), strange),
      httpStatus: status,
      requestId: headers.get("X-Request-Id"),
      retryAfter: Number(headers.get("Retry-After")),
      isPassing: PASSING.has(status),
    };
  } catch (error) {
    const description = `No answer of ${url.origin}: ${error.cause?.code ?? error.message}`;
    return { ...failed("server", "Unavailable", "NO_ANSWER", description), isPassing: true };
  }
}

/** Return the answer that a body holds; proxies have pages of their own to say no. */
function understood(body, strange) {
  try {
    const answer = JSON.parse(body);
    if (answer.status === "ok" || answer.errors.length) return { answer };
  } catch {
    // It is told below.
  }
  return failed("server", "Unavailable", "NOT_ORDERLY", strange);
}

/** Return what happens on this side in the shape of the server's own errors. */
function failed(field, type, code, description) {
  const error = { field, type, description };
  return { answer: { status: "error", error, errors: [{ ...error, path: "", code }] } };
}

export { AdminError, api, apiVersion, batch, configure, ref };
