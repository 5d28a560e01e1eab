"""Render the TypeScript types of the Admin SDK from the shapes of all methods.

So a method or field that does not exist is told while a program is written. The functions
themselves are typed once, at the top of the page: what depends on the method is looked up in
`Methods`.
"""

import json
import re
from collections.abc import Iterator, Mapping

from handlers.method import Method
from rpc.describing.script import SDK
from rpc.describing.shapes import PLACE, Shape, answer_schema, components, request_schema
from rpc.registry import methods

PATH = SDK / "admin.d.ts"

HEAD = """\
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
"""


def render() -> str:
    """Return the whole page."""
    parts = [
        HEAD,
        "/** Every method, with what it takes and answers. */\nexport interface Methods {",
    ]
    parts += map(_method, methods().values())
    parts.append("}\n")
    for name, shape in components().items():
        assert not re.search(rf"\b(interface|type|class) {name}\b", HEAD), f"{name} is taken"
        parts.append(f"{_comment(shape, '')}export type {name} = {_type(_whole(shape))};\n")
    return "\n".join(parts)


def _method(method: Method) -> str:
    request, answer = _type(request_schema(method), "    "), _type(answer_schema(method), "    ")
    about = _comment({"description": method.description}, "  ")
    return f'{about}  "{method.name}": {{\n    request: {request};\n    answer: {answer};\n  }};'


def _whole(shape: Shape) -> Shape:
    """Require all members of an object that only `fields` can cut: `Cut` tells of those."""
    is_cut = shape.get("required") == ["id"]
    return {**shape, "required": list(shape["properties"])} if is_cut else shape


def _type(shape: Shape, indent: str = "") -> str:
    """Return the type of what has a shape."""
    if "$ref" in shape:
        return str(shape["$ref"]).removeprefix(PLACE)
    if "anyOf" in shape:
        return " | ".join(dict.fromkeys(_type(each, indent) for each in shape["anyOf"]))
    if "const" in shape:
        return json.dumps(shape["const"])
    if "enum" in shape:
        return " | ".join(map(json.dumps, shape["enum"]))
    kinds = shape.get("type", "unknown")
    each_kind = [kinds] if isinstance(kinds, str) else kinds
    return " | ".join(_of_kind(kind, shape, indent) for kind in each_kind)


def _of_kind(kind: str, shape: Shape, indent: str) -> str:
    if kind == "array":
        inner = _type(shape["items"], indent)
        return f"({inner})[]" if " | " in inner else f"{inner}[]"
    if kind == "object":
        return _object(shape, indent)
    return "number" if kind == "integer" else kind


def _object(shape: Shape, indent: str) -> str:
    """Return the type of an object: its members, or what those of any name are."""
    members = list(_members(shape, f"{indent}  "))
    if members:
        return "\n".join(["{", *members, f"{indent}}}"])
    others = shape.get("additionalProperties", {})
    return f"Record<string, {_type(others, indent) if others is not False else 'never'}>"


def _members(shape: Shape, indent: str) -> Iterator[str]:
    for name, member in shape.get("properties", {}).items():
        mark = "" if name in shape.get("required", ()) else "?"
        key = name if name.isidentifier() else json.dumps(name)
        yield f"{_comment(member, indent)}{indent}{key}{mark}: {_type(member, indent)};"
    for pattern, member in shape.get("patternProperties", {}).items():
        yield f"{indent}[path: `{_prefix(pattern)}${{string}}`]: {_type(member, indent)};"


def _prefix(pattern: str) -> str:
    r"""Return what the names of a pattern begin with: `metadata.` of `^metadata\.[^"]+$`."""
    return pattern.removeprefix("^").partition("[")[0].replace("\\.", ".")


def _comment(shape: Mapping[str, object], indent: str) -> str:
    """Return what is to be said of a type."""
    lines = str(shape.get("description", "")).splitlines()
    if shape.get("default", "") not in ("", [], {}):
        lines.append(f"@default {json.dumps(shape['default'], default=str)}")
    if not lines:
        return ""
    if len(lines) == 1:
        return f"{indent}/** {lines[0]} */\n"
    told = "\n".join(f"{indent} * {line}".rstrip() for line in lines)
    return f"{indent}/**\n{told}\n{indent} */\n"
