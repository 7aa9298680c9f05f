/**
 * The part of Common Expression Language (https://github.com/google/cel-spec) that expressions may use.
 *
 * All of it but bytes, time zones, and what `dyn` registries could add. `join` and `matches` are our own: the library's
 * would build a text of any length, and its regular expressions can take for ever.
 *
 * @module
 */
import { ExpressionError } from "./error.ts";
import { Environment, RE2JS } from "./library.ts";
import { EVALUATION_LIMITS, type Meter } from "./limits.ts";

/** Functions by how they are called, with the numbers of arguments they take. */
const FUNCTIONS: Readonly<Record<"call" | "rcall", ReadonlyMap<string, readonly number[]>>> = {
  call: new Map([
    ["has", [1]],
    ["dyn", [1]],
    ["type", [1]],
    ["size", [1]],
    ["bool", [1]],
    ["int", [1]],
    ["uint", [1]],
    ["double", [1]],
    ["string", [1]],
    ["timestamp", [1]],
    ["duration", [1]],
  ]),
  rcall: new Map([
    ["all", [2]],
    ["exists", [2]],
    ["exists_one", [2]],
    ["map", [2, 3]],
    ["filter", [2]],
    ["bind", [3]],
    ["size", [0]],
    ["contains", [1]],
    ["startsWith", [1]],
    ["endsWith", [1]],
    ["matches", [1]],
    ["lowerAscii", [0]],
    ["upperAscii", [0]],
    ["trim", [0]],
    ["indexOf", [1, 2]],
    ["lastIndexOf", [1, 2]],
    ["substring", [1, 2]],
    ["split", [1, 2]],
    ["join", [0, 1]],
    ["getDate", [0]],
    ["getDayOfMonth", [0]],
    ["getDayOfWeek", [0]],
    ["getDayOfYear", [0]],
    ["getFullYear", [0]],
    ["getHours", [0]],
    ["getMilliseconds", [0]],
    ["getMinutes", [0]],
    ["getMonth", [0]],
    ["getSeconds", [0]],
  ]),
};

/** Replacement of a function of the library's. */
const REPLACED: ReadonlyMap<string, string> = new Map([
  ["join", "joinBounded"],
  ["matches", "matchesLinear"],
]);

/**
 * The name under which a function is called.
 *
 * @throws {ExpressionError} `syntax`, if it is none of the language.
 */
export function functionName(op: "call" | "rcall", name: string, args: number): string {
  if (FUNCTIONS[op].get(name)?.includes(args) !== true) {
    throw new ExpressionError(
      "syntax",
      `there is no function ${name} with ${args} ${args === 1 ? "argument" : "arguments"} here`,
    );
  }
  return REPLACED.get(name) ?? name;
}

/** The environment that expressions are compiled in; every name that is not declared is a variable. */
export function environment(meter: Meter): Environment {
  const join = (list: readonly unknown[], separator: string): string => {
    if (!list.every((item) => typeof item === "string")) {
      throw new ExpressionError("evaluation", "join needs a list of texts");
    }
    const length = list.reduce((sum: number, text) => sum + String(text).length, 0) +
      separator.length * Math.max(0, list.length - 1);
    if (length > EVALUATION_LIMITS.text) {
      meter.fail(`a text is longer than ${EVALUATION_LIMITS.text} characters`);
    }
    return list.join(separator);
  };
  return new Environment({
    unlistedVariablesAreDyn: true,
    homogeneousAggregateLiterals: false,
    limits: {
      maxAstNodes: EVALUATION_LIMITS.nodes,
      maxDepth: EVALUATION_LIMITS.depth,
      maxListElements: 500,
      maxMapEntries: 500,
      maxCallArguments: 4,
    },
  })
    .registerFunction("list.joinBounded(): string", (list) => join(list, ""), { async: false })
    .registerFunction("list.joinBounded(string): string", join, { async: false })
    .registerFunction("string.matchesLinear(string): bool", matcher(meter), { async: false });
}

const MAX_PATTERN = 500;

/** Regular expressions in time that grows with the text only. The last pattern is kept. */
function matcher(meter: Meter): (text: string, pattern: string) => boolean {
  let last: { pattern: string; compiled: RE2JS } | undefined;
  return (text, pattern) => {
    if (pattern.length > MAX_PATTERN) {
      meter.fail(`a pattern is longer than ${MAX_PATTERN} characters`);
    }
    meter.charge(text.length + pattern.length);
    if (last === undefined || last.pattern !== pattern) {
      last = { pattern, compiled: compile(pattern) };
    }
    return last.compiled.test(text);
  };
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    throw new ExpressionError("evaluation", error instanceof Error ? error.message : String(error));
  }
}
