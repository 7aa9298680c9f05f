/**
 * Text to an expression that counts its steps.
 *
 * The library bounds the size of an expression, not the work it does, so every node of the tree is given a meter: at its
 * start, at the operands it walks and at the value it makes. The version of the library is pinned for that reason, and
 * `tests/expression/attacks_test.ts` fails if it no longer holds.
 *
 * @module
 */
import { ExpressionError } from "./error.ts";
import { environment, functionName } from "./language.ts";
import { EVALUATION_LIMITS, Meter } from "./limits.ts";
import type { Variables } from "./values.ts";

type Evaluate = (evaluator: unknown, item: Node, context: unknown) => unknown;
type Handle = (...operands: unknown[]) => unknown;

/** Part of a node of the library's tree that is used. */
interface Node {
  readonly op: string;
  readonly args: unknown;
  readonly meta: {
    readonly evaluate: Evaluate;
    readonly alternate?: unknown;
    readonly macro?: { evaluate: (...given: unknown[]) => unknown };
  };
  handle?: Handle;
  setMeta(key: string, value: unknown): void;
}

/** An expression that can be evaluated many times. */
export type Compiled = (variables: Variables) => unknown;

const meter = new Meter();
const language = environment(meter);

/**
 * Compiles an expression.
 *
 * @throws {ExpressionError} `syntax`: it is no expression, its types do not go together, or it asks for what there is not.
 */
export function compile(expression: string): Compiled {
  if (expression.length > EVALUATION_LIMITS.expression) {
    throw new ExpressionError(
      "syntax",
      `it is longer than ${EVALUATION_LIMITS.expression} characters`,
    );
  }
  const parsed = asSyntax(() => language.parse(expression));
  const nodes = nodesOf(parsed.ast as unknown as Node);
  nodes.forEach(restrict);
  const { valid, error } = parsed.check();
  if (!valid) throw new ExpressionError("syntax", String(error?.message));
  // Checking chooses what evaluates a node.
  nodes.forEach(count);
  return (variables) => {
    meter.reset();
    const value = parsed(variables as unknown as Record<string, unknown>);
    meter.check();
    return value;
  };
}

function asSyntax<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new ExpressionError("syntax", error instanceof Error ? error.message : String(error));
  }
}

/** Every node of the tree, those that macros made among them. */
function nodesOf(root: Node): Node[] {
  const nodes: Node[] = [];
  const seen = new Set<unknown>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    seen.add(value);
    if (Array.isArray(value)) return value.forEach(visit);
    if (value.constructor === root.constructor) {
      const item = value as Node;
      nodes.push(item);
      [item.args, item.meta.alternate, item.meta.macro].forEach(visit);
    } else if (value.constructor === Object) Object.values(value).forEach(visit);
  };
  visit(root);
  return nodes;
}

/** Refuses what is not in the language, and puts our own functions in the place of some of the library's. */
function restrict({ op, args }: Node): void {
  if (op === "value" && args instanceof Uint8Array) {
    throw new ExpressionError("syntax", "there are no bytes here");
  }
  if (op !== "call" && op !== "rcall") return;
  const call = args as [string, ...unknown[]];
  call[0] = functionName(op, call[0], (call[call.length - 1] as unknown[]).length);
}

/** Operators whose work grows with their operands. */
const WALKING = ["==", "!=", "in", "+"];
/** Operators whose value can be longer than their operands. */
const GROWING = ["+", "call", "rcall"];

function count(item: Node): void {
  const { op, meta: { evaluate, macro }, handle } = item;
  const isGrowing = GROWING.includes(op) && macro === undefined;
  item.setMeta("evaluate", metered(op === "map" ? evaluateMap : evaluate, isGrowing));
  if (macro !== undefined) macro.evaluate = metered(macro.evaluate.bind(macro), false);
  if (handle === undefined) return;
  if (WALKING.includes(op)) {
    item.handle = (left, right, ...rest) => {
      meter.walk(left);
      meter.walk(right);
      return handle(left, right, ...rest);
    };
  } else if (op === "call" || op === "rcall") {
    item.handle = (operands, ...rest) => {
      (operands as unknown[]).forEach((operand) => meter.take(operand));
      return handle(operands, ...rest);
    };
  }
}

function metered<Given extends unknown[]>(
  evaluate: (...given: Given) => unknown,
  isGrowing: boolean,
): (...given: Given) => unknown {
  return function (this: unknown, ...given: Given): unknown {
    meter.charge(1);
    const value = evaluate.apply(this, given);
    if (isGrowing) meter.made(value);
    return value;
  };
}

/** A map literal. The library makes an object of it, which cannot have a key such as `constructor`. */
function evaluateMap(evaluator: unknown, { args }: Node, context: unknown): Map<unknown, unknown> {
  const run = (item: Node): unknown => (evaluator as Evaluator).run(item, context);
  return new Map((args as [Node, Node][]).map(([key, value]) => [run(key), run(value)]));
}

interface Evaluator {
  run(item: Node, context: unknown): unknown;
}
