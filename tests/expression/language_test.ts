import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { evaluate } from "../../src/expression/evaluate.ts";
import { ExpressionError } from "../../src/expression/error.ts";
import { installPlugins } from "../../src/host/install.ts";
import { sd } from "../../src/plugins/sd_native.ts";

const JSON_TEXT = `{
  "steps": 20, "cfg": 7.5, "seed": 18446744073709551615, "small": -9223372036854775808,
  "model": "mossMix_v3", "tags": ["moss", "fern", "猫"], "none": null, "is": true,
  "nested": {"a": {"b": [1, 2, {"c": "deep"}]}}, "constructor": "data", "__proto__": {"x": 1}
}`;

const VALUES: readonly [expression: string, value: unknown][] = [
  ["steps + 1", 21n],
  ["cfg * 2.0", 15],
  ["cfg > 7", true],
  ["seed", 18446744073709551615n],
  ["small", -9223372036854775808n],
  ["string(seed)", "18446744073709551615"],
  ["model.startsWith('moss') && is", true],
  ["model.lowerAscii().split('_')[0]", "mossmix"],
  ["model.matches('v[0-9]+$')", true],
  ["'猫' in tags", true],
  ["size(tags)", 3n],
  ["tags.filter(t, size(t) == 4).join('+')", "moss+fern"],
  ["tags.map(t, t + '!')", '["moss!","fern!","猫!"]'],
  ["tags.exists_one(t, t == 'fern')", true],
  ["nested.a.b[2].c", "deep"],
  ["nested", '{"a":{"b":[1,2,{"c":"deep"}]}}'],
  ["has(nested.a) && !has(nested.z)", true],
  ["none", null],
  ["steps > 15 ? 'slow' : 'fast'", "slow"],
  ["{'k': steps, 'l': [cfg, 2.0]}", '{"k":20,"l":[7.5,2.0]}'],
  ["{'constructor': 1, '__proto__': 2}", '{"constructor":1,"__proto__":2}'],
  ["{'then': 1}", '{"then":1}'],
  ["{} == {} && [] == [] && {'a': [1]} == {'a': [1]}", true],
  ["nested == {'a': {'b': [1, 2, {'c': 'deep'}]}}", true],
  ["cel.bind(half, steps / 2, half * half)", 100n],
  ["timestamp('2024-02-03T04:05:06Z')", "2024-02-03T04:05:06.000Z"],
  ["timestamp('2024-02-03T04:05:06Z').getFullYear()", 2024n],
  ["duration('90s')", "90s"],
  ["type(steps) == int", true],
  ["int('7') + int(7.9)", 14n],
  ["'error' == model || 1 / 0 == 1 || true", true],
  // Data under names that mean something to JavaScript is data.
  ["constructor", "data"],
];

for (const [expression, value] of VALUES) {
  Deno.test(`${expression} is ${value}`, () =>
    assert.equal(evaluate(expression, JSON_TEXT), value));
}

const ERRORS: readonly [expression: string, fault: string][] = [
  ["steps +", "syntax"],
  ["", "syntax"],
  ["steps + 'a'", "evaluation"],
  ["1 + 'a'", "syntax"],
  ["steps === 1", "syntax"],
  ["if (steps) 1", "syntax"],
  ["steps; 1", "syntax"],
  ["x => x", "syntax"],
  ["missing", "evaluation"],
  ["nested.z", "evaluation"],
  ["tags[9]", "evaluation"],
  ["steps / 0", "evaluation"],
  ["9223372036854775807 + steps", "evaluation"],
  ["int(1e300)", "evaluation"],
  ["model.matches('(')", "evaluation"],
  ["tags.join(1)", "evaluation"],
  ["type(steps)", "evaluation"],
  ["cel", "evaluation"],
  ["tags.all(t, t)", "evaluation"],
];

for (const [expression, fault] of ERRORS) {
  Deno.test(`${JSON.stringify(expression)} is refused: ${fault}, in one line`, () => {
    assert.throws(() => evaluate(expression, JSON_TEXT), (error: unknown) => {
      assert.ok(error instanceof ExpressionError, String(error));
      assert.equal(error.fault, fault, error.message);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
  });
}

Deno.test("JSON that is none, no object, too deep or too long gives no value", () => {
  const deep = `{"a":${"[".repeat(100)}${"]".repeat(100)}}`;
  for (
    const [json, fault] of [["{", "evaluation"], ["[1]", "evaluation"], ["7", "evaluation"], [
      deep,
      "limit",
    ]]
  ) {
    assert.throws(() => evaluate("1", String(json)), { name: "ExpressionError", fault });
  }
  assert.throws(() => evaluate("1", `{"a":"${"x".repeat(5_000_000)}"}`), { fault: "limit" });
});

Deno.test("whatever the text, an expression gives a value or an ExpressionError", () => {
  const piece = fc.constantFrom(
    ..."steps cfg tags model nested has( size( .map(x, .filter(x, x .all(x, ) ( [ ] { } : , . + - * / % == != < && || ! ? 1 2.5 'a' in true null b'x' r'y' 1u @ # $ \\ \n cel.bind(x, .join( .matches( dyn( type("
      .split(" "),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      try {
        evaluate(pieces.join(" "), JSON_TEXT);
      } catch (error) {
        assert.ok(error instanceof ExpressionError, String(error));
      }
    }),
    { numRuns: 3000 },
  );
});

Deno.test("what JSON holds comes out as it went in", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      // Reals that are whole come out with a point.
      const json = JSON.stringify({ value });
      const result = evaluate("[value]", json);
      assert.deepEqual(JSON.parse(String(result)), JSON.parse(JSON.stringify([value])));
    }),
    { numRuns: 300 },
  );
});

Deno.test("sd_eval gives NULL for data that does not fit and an error for what is no expression", () => {
  using db = new DatabaseSync(":memory:");
  installPlugins(db, [sd]);
  const value = (sql: string): unknown => Object.values(db.prepare(`SELECT ${sql}`).get() ?? {})[0];
  assert.equal(value(`sd_eval('a + 1', '{"a": 2}')`), 3);
  assert.equal(value(`typeof(sd_eval('a * 1.5', '{"a": 2.0}'))`), "integer");
  assert.equal(value(`typeof(sd_eval('a * 1.25', '{"a": 2.0}'))`), "real");
  assert.equal(value(`sd_eval('a > 1', '{"a": 2}')`), 1);
  for (
    const sql of [
      `sd_eval('b', '{"a": 2}')`,
      `sd_eval('a', 'no json')`,
      `sd_eval('a', '[1]')`,
      `sd_eval(NULL, '{}')`,
      `sd_eval('a', NULL)`,
      `sd_eval(7, '{}')`,
      `sd_eval('a', x'7b7d')`,
      `sd_eval('a.all(x, a.all(y, a.all(z, true)))', json_object('a', json_array(${
        Array(99).fill(1)
      })))`,
    ]
  ) assert.equal(value(sql), null, sql);
  assert.throws(
    () => value(`sd_eval('a +', '{}')`),
    /^TypeError: sd_eval: argument 1 \(expression\): /,
  );
});
