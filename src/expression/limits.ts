/**
 * Costs of one evaluation, and the meter that stops it.
 *
 * @module
 */
import { ExpressionError } from "./error.ts";

/** The limits, in one place. */
export const EVALUATION_LIMITS = {
  /** Characters of an expression. */
  expression: 8192,
  /** Levels of an expression. */
  depth: 40,
  /** Nodes of an expression. */
  nodes: 2000,
  /** Characters of the JSON that it sees. */
  json: 4 * 1024 * 1024,
  /** Levels of that JSON. */
  jsonDepth: 64,
  /** Characters of any text that it makes. */
  text: 65_536,
  /** Items of any list that it makes. */
  items: 10_000,
  /** Characters of the JSON of its result. */
  result: 1024 * 1024,
  /** Steps of one evaluation: one for each node, and more for operands that have to be walked. */
  steps: 1_000_000,
} as const;

const CHARACTERS_PER_STEP = 64;

/** Counts the steps of one evaluation. An error that was thrown once is thrown at every step after it. */
export class Meter {
  private left: number = EVALUATION_LIMITS.steps;
  private failure: ExpressionError | null = null;

  /** Begins a new evaluation. */
  reset(): void {
    this.left = EVALUATION_LIMITS.steps;
    this.failure = null;
  }

  /**
   * Counts steps.
   *
   * @throws {ExpressionError} `limit`, when there are too many.
   */
  charge(steps: number): void {
    this.left -= steps;
    if (this.failure !== null) throw this.failure;
    if (this.left < 0) this.fail(`it takes more than ${EVALUATION_LIMITS.steps} steps`);
  }

  /** Counts an operand by its size. */
  take(value: unknown): void {
    if (typeof value === "string") this.charge(Math.ceil(value.length / CHARACTERS_PER_STEP));
    else if (Array.isArray(value)) this.charge(value.length);
  }

  /** Counts a value that was made, and checks its size. */
  made(value: unknown): void {
    if (typeof value === "string" && value.length > EVALUATION_LIMITS.text) {
      this.fail(`a text is longer than ${EVALUATION_LIMITS.text} characters`);
    }
    if (Array.isArray(value) && value.length > EVALUATION_LIMITS.items) {
      this.fail(`a list is longer than ${EVALUATION_LIMITS.items} items`);
    }
    this.take(value);
  }

  /** Counts operands that are walked to their depth, as `==` and `in` do. */
  walk(value: unknown): void {
    this.charge(1);
    if (typeof value === "string") this.take(value);
    else if (Array.isArray(value)) value.forEach((item) => this.walk(item));
    else if (value instanceof Map) value.forEach((item) => this.walk(item));
  }

  /**
   * Ends the evaluation.
   *
   * @throws {ExpressionError} Always.
   */
  fail(reason: string): never {
    this.failure = new ExpressionError("limit", reason);
    throw this.failure;
  }

  /**
   * The library goes on behind an error where CEL says so, as in `error || true`; behind a limit nothing goes on.
   *
   * @throws {ExpressionError} `limit`, if there was one.
   */
  check(): void {
    if (this.failure !== null) throw this.failure;
  }
}
