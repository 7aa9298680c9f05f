import assert from "node:assert/strict";
import { ExpressionError } from "../../src/expression/error.ts";
import { evaluate } from "../../src/expression/evaluate.ts";
import { EVALUATION_LIMITS } from "../../src/expression/limits.ts";
import { within } from "../support/patience.ts";

const LIST = Array.from({ length: 2000 }, (_, index) => index);
const DATA = JSON.stringify({
  text: "moss",
  long: "a".repeat(60_000),
  items: LIST,
  texts: LIST.map((n) => `tag ${n}`),
  heavy: [LIST, LIST, LIST, LIST],
  object: { key: 1 },
});

/** Ways out of an interpreter: each must be refused, or find nothing but data. */
const ESCAPES = [
  "globalThis",
  "window",
  "self",
  "Deno",
  "process",
  "require('fs')",
  "import('fs')",
  "eval('1')",
  "Function('return 1')()",
  "this",
  "constructor",
  "__proto__",
  "prototype",
  "text.constructor",
  "text.__proto__",
  "text['constructor']",
  "text.length",
  "text.at",
  "items.constructor",
  "items['constructor']",
  "items.__proto__",
  "items['length']",
  "items['__proto__']",
  "object.constructor",
  "object['constructor']",
  "object.__proto__",
  "object['__proto__']",
  "object.toString",
  "object.hasOwnProperty('key')",
  "object.get('key')",
  "object.size",
  "{}.constructor",
  "{}['__proto__']",
  "{'a': 1}.toString",
  "[].constructor",
  "''.constructor",
  "(1).constructor",
  "true.constructor",
  "null.constructor",
  "dyn(object).constructor",
  "dyn(text).constructor.constructor('return 1')()",
  "type(text).constructor",
  "cel.constructor",
  "cel.bind.constructor",
  "google.protobuf.constructor",
  "google.constructor",
  "timestamp('2024-01-01T00:00:00Z').constructor",
  "duration('1s').constructor",
  "items.map(constructor, constructor.constructor)",
  "cel.bind(__proto__, 1, __proto__)",
  "items.map(x, x.constructor)",
  "b'x'.json()",
  "bytes('x').json()",
  "b'{}'",
  "timestamp('2024-01-01T00:00:00Z').getHours('Europe/Berlin')",
  "optional.of(1)",
  "object.?key",
  "joinBounded(items)",
  "texts.joinBounded()",
  "text.matchesLinear('a')",
  "[type(text)].map(t, t.constructor)",
];

for (const expression of ESCAPES) {
  Deno.test(`there is no way out by ${expression}`, () => {
    assert.throws(() => evaluate(expression, DATA), ExpressionError);
  });
}

Deno.test("nothing that expressions do reaches the prototypes of the program", () => {
  const before = Object.getOwnPropertyNames(Object.prototype).sort();
  for (
    const expression of [
      "{'__proto__': {'polluted': 1}}",
      "{'__proto__': {'polluted': 1}} == {'__proto__': {'polluted': 1}}",
      "[{'constructor': {'prototype': {'polluted': 1}}}]",
    ]
  ) evaluate(expression, '{"__proto__": {"polluted": 1}}');
  assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
  assert.deepEqual(Object.getOwnPropertyNames(Object.prototype).sort(), before);
});

const nest = (depth: number, inner: string): string =>
  depth === 0
    ? inner
    : `cel.bind(a${depth}, ${depth === 1 ? "long" : "x"}, ${nest(depth - 1, inner)})`;

function doubling(times: number, start: string): string {
  let expression = `v${times}`;
  for (let n = times; n > 0; n--) {
    const before = n === 1 ? start : `v${n - 1}`;
    expression = `cel.bind(v${n}, ${before} + ${before}, ${expression})`;
  }
  return expression;
}

/** Work without end, or texts and lists without end: each must be stopped. */
const STOPPED: readonly [name: string, expression: string][] = [
  ["loops in loops", "items.map(x, items.map(y, x + y))"],
  ["loops in loops in loops", "items.all(x, items.all(y, items.all(z, true)))"],
  [
    "loops whose errors are passed over",
    "items.exists(x, items.all(y, items.all(z, z >= 0)) && 1 / 0 == 1) || true",
  ],
  ["loops behind or", "items.all(x, items.exists(y, y < 0) || items.exists(y, y == x) || true)"],
  ["comparing long lists again and again", "items.all(x, heavy == heavy)"],
  ["comparing long texts again and again", "items.all(x, items.all(y, long + 'a' == long + 'a'))"],
  ["searching long lists again and again", "items.all(x, items in heavy || true)"],
  [
    "searching long texts again and again",
    "items.all(x, items.all(y, long.contains('b') || true))",
  ],
  ["doubling a text", doubling(14, "'moss moss moss'")],
  ["doubling a long text", doubling(2, "long")],
  ["doubling a list", doubling(8, "items")],
  ["joining with a long text between", "texts.join(long)"],
  ["joining many long texts", "items.map(x, long).join()"],
  ["splitting and splitting", "items.all(x, size(long.split('')) > 1)"],
  ["making texts in a loop", "items.map(x, items.map(y, text + text).join())"],
  ["a result without end", "items.map(x, texts)"],
  ["regular expressions again and again", "items.all(x, long.matches('(a*)*b') || true)"],
  ["a pattern without end", `text.matches('${"(a|b)".repeat(150)}')`],
];

for (const [name, expression] of STOPPED) {
  Deno.test(`${name} is stopped in time`, () => {
    // Without a limit these take minutes, or all memory.
    within(
      10_000,
      () =>
        assert.throws(() => evaluate(expression, DATA), {
          name: "ExpressionError",
          fault: "limit",
        }),
    );
  });
}

Deno.test("a regular expression that makes others take for ever is answered", () => {
  const data = JSON.stringify({ text: `${"a".repeat(5000)}!` });
  for (
    const pattern of ["^(a+)+$", "^(a|a)*$", "^(a*)*$", "(.*)*x", "^(([a-z])+.)+[A-Z]([a-z])+$"]
  ) {
    assert.equal(evaluate(`text.matches('${pattern}')`, data), false, pattern);
  }
});

for (
  const [name, expression] of [
    ["long", `1 + ${"1 + ".repeat(3000)} 1`],
    ["deep in brackets", `${"(".repeat(200)}1${")".repeat(200)}`],
    ["deep in lists", `${"[".repeat(200)}1${"]".repeat(200)}`],
    ["deep in choices", `${"true ? 1 : ".repeat(200)}1`],
    ["deep in members", `map${".a".repeat(200)}`],
    ["of many nodes", Array(2100).fill("1").join("+")],
    ["of long lists", `[${Array(600).fill("1").join()}]`],
    ["with many arguments", "size(1,2,3,4,5,6)"],
    ["deep in names", nest(45, "1")],
    ["deep in signs", `${"!".repeat(3000)}true`],
    ["deep in minus", `${"-".repeat(3000)}1`],
  ]
) {
  Deno.test(`an expression that is too ${name} is refused before it runs`, () => {
    assert.throws(() => evaluate(expression ?? "", DATA), {
      name: "ExpressionError",
      fault: "syntax",
    });
  });
}

Deno.test("an expression that was stopped does not hinder the next one", () => {
  assert.throws(() => evaluate("items.all(x, items.all(y, items.all(z, true)))", DATA), {
    fault: "limit",
  });
  assert.equal(evaluate("items.all(x, x >= 0)", DATA), true);
  assert.ok(EVALUATION_LIMITS.steps >= 100_000, "honest work has room");
});
