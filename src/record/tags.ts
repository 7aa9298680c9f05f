/**
 * A prompt as weighted tags, in A1111's attention syntax.
 *
 * @module
 */
import { cleanPrompt } from "./lora_tags.ts";
import { editedParts } from "./edited_parts.ts";
import { cutToBytes } from "./text.ts";

/** One comma-separated part of a prompt. */
export interface WeightedTag {
  /** The text without brackets and escapes. */
  readonly tag: string;
  /** The product of the brackets round it, 1 without any. */
  readonly weight: number;
}

const ROUND = 1.1;
const SQUARE = 1 / ROUND;

/** Most bytes of a prompt that are read; stored prompts are a sixteenth of it. */
const MAX_BYTES = 1024 * 1024;

/** Escapes, brackets, a weight before a closing bracket, `BREAK` or `AND`, and text. */
const TOKEN =
  /\\[()[\]\\]|\\|[()[\]]|:\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+))\s*\)|\b(?:BREAK|AND)\b|[^\\()[\]:AB]+|[:AB]/g;

/**
 * Splits a prompt into tags with their weights; LoRA tags are left out, `BREAK` and `AND` end a tag as a comma does.
 *
 * `(x)` is 1.1, `[x]` 1/1.1, `(x:1.2)` 1.2, nested ones multiply, `\(` is a bracket as text. Prompt editing (`[x:y:0.5]`,
 * `[x:0.5]`) and alternation (`[x|y]`) stay as they are, and their brackets weaken nothing. A tag whose parts differ in weight
 * has the one that is farthest from 1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(readTags("a cat, (oil paint:1.2)"), [
 *   { tag: "a cat", weight: 1 },
 *   { tag: "oil paint", weight: 1.2 },
 * ]);
 * ```
 */
export function readTags(prompt: string): WeightedTag[] {
  const clean = cutToBytes(cleanPrompt(prompt), MAX_BYTES);
  const tokens = tokensOf(clean);
  const factors = bracketFactors(tokens);
  let opened = 0;
  const round = new Nesting();
  const square = new Nesting();
  const tags = new TagList();
  for (const { token, weight, isWhole } of tokens) {
    const nesting = token === "[" || token === "]" ? square : round;
    if (isWhole) tags.addWhole(token, round.product * square.product);
    else if (token === "(" || token === "[") nesting.open(factors[opened++] ?? 1);
    else if (token === "BREAK" || token === "AND") tags.end();
    else if (!closes(token, weight) || !nesting.close()) {
      tags.add(unescape(token), round.product * square.product);
    }
  }
  tags.end();
  return tags.tags;
}

/** A piece of a prompt. */
interface Token {
  readonly token: string;
  /** The weight before a closing bracket. */
  readonly weight: string | undefined;
  /** Whether it stays as it is, brackets and commas included. */
  readonly isWhole: boolean;
}

function tokensOf(prompt: string): Token[] {
  const tokens: Token[] = [];
  let from = 0;
  const addParts = (to: number): void => {
    for (const [token, weight] of prompt.slice(from, to).matchAll(TOKEN)) {
      tokens.push({ token, weight, isWhole: false });
    }
  };
  for (const { start, end } of editedParts(prompt)) {
    addParts(start);
    tokens.push({ token: prompt.slice(start, end), weight: undefined, isWhole: true });
    from = end;
  }
  addParts(prompt.length);
  return tokens;
}

/** Whether a token ends a bracket: `)`, `]` or `:1.2)`. */
function closes(token: string, weight: string | undefined): boolean {
  return token === ")" || token === "]" || weight !== undefined;
}

/**
 * The factor of each opening bracket, in order.
 *
 * Round and square brackets match among themselves, as in A1111; one that is never closed reaches to the end.
 */
function bracketFactors(tokens: readonly Token[]): number[] {
  const factors: number[] = [];
  const round: number[] = [];
  for (const { token, weight } of tokens) {
    if (token === "[") factors.push(SQUARE);
    else if (token === "(") round.push(factors.push(ROUND) - 1);
    else if (token === ")" || weight !== undefined) {
      const opening = round.pop();
      if (opening !== undefined && weight !== undefined) factors[opening] = Number(weight);
    }
  }
  return factors;
}

/** The product of the brackets that are open, finite at any depth. */
class Nesting {
  private readonly outer: number[] = [];
  product = 1;

  open(factor: number): void {
    this.outer.push(this.product);
    this.product = finite(this.product * factor);
  }

  /** Ends the innermost bracket, if one is open. */
  close(): boolean {
    const outer = this.outer.pop();
    this.product = outer ?? 1;
    return outer !== undefined;
  }
}

/** Gathers text into tags. */
class TagList {
  readonly tags: WeightedTag[] = [];
  private text = "";
  private weight = 1;

  add(text: string, weight: number): void {
    const [first = "", ...rest] = text.split(/[,\n]/);
    this.append(first, weight);
    for (const part of rest) {
      this.end();
      this.append(part, weight);
    }
  }

  /** Adds what is not split. */
  addWhole(text: string, weight: number): void {
    this.append(text, weight);
  }

  end(): void {
    const tag = this.text.trim().replace(/\s+/g, " ");
    if (tag !== "") this.tags.push({ tag, weight: finite(Number(this.weight.toPrecision(6))) });
    this.text = "";
    this.weight = 1;
  }

  private append(text: string, weight: number): void {
    this.text += text;
    if (text.trim() !== "" && Math.abs(weight - 1) > Math.abs(this.weight - 1)) {
      this.weight = weight;
    }
  }
}

function unescape(token: string): string {
  return token.length === 2 && token.startsWith("\\") ? token.slice(1) : token;
}

function finite(weight: number): number {
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, weight));
}
