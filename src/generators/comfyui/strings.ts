/**
 * Texts that come to an input: literals, joined texts, chosen texts.
 *
 * @module
 */
import { normaliseText } from "../../record/text.ts";
import type { GraphNode, Link } from "./graph.ts";
import {
  CHANGES_TEXT,
  DELIMITERS,
  JOINERS,
  PROMPT_TEXTS,
  RUN_TEXT,
  TEXT_INPUTS,
  TEXT_PARTS,
} from "./nodes/texts.ts";
import { valueOf, waysOn } from "./reach.ts";
import { routeOf } from "./routing.ts";
import { writtenText } from "./scalars.ts";
import { charge, firstInput, follow, hasInput, type Walk } from "./walk.ts";

/** A node whose text is being put together. */
interface Frame {
  readonly key: string;
  readonly node: GraphNode;
  /** What is asked of the nodes behind it. */
  readonly want: string;
  /** Inputs that are still to be read, or links where it only passes texts on. */
  readonly inputs: readonly (string | Link)[];
  next: number;
  /** What stands between the parts; null where the first part that yields something is all. */
  readonly between: string | null;
  readonly parts: string[];
}

/** Texts end here: more than a record holds of a prompt. */
const MAX_TEXT = 1_000_000;
const MAX_JOINED = 100_000;

/**
 * The text of an input, itself or through links; empty where only the run makes it.
 *
 * @param want Prompt that is asked for, for nodes that hold both.
 */
export function textOf(walk: Walk, node: GraphNode, name: string, want: string): string {
  const link = node.links.get(name);
  if (link !== undefined) return linkedText(walk, link, want);
  const value = node.values.get(name);
  return typeof value === "string" ? literal(walk, value) : "";
}

function literal(walk: Walk, text: string): string {
  return normaliseText(charge(walk, text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text));
}

function linkedText(walk: Walk, link: Link, want: string): string {
  const done = new Map<string, string>();
  const frames: Frame[] = [];
  let result = "";
  const enter = (to: Link, asked: string): boolean => {
    const key = `${to.slot} ${to.id}`;
    const known = done.get(key);
    result = known ?? "";
    if (known !== undefined) return false;
    const node = follow(walk, to);
    // Until it is known, a text that contains itself is empty.
    done.set(key, "");
    if (node !== undefined) frames.push(frameOf(walk, key, node, to.slot, asked));
    return node !== undefined;
  };
  enter(link, want);
  for (
    let frame = frames[frames.length - 1];
    frame !== undefined;
    frame = frames[frames.length - 1]
  ) {
    const input = frame.inputs[frame.next++];
    const isDone = input === undefined || frame.between === null && frame.parts.length > 0;
    if (!isDone) {
      const to = typeof input === "string" ? frame.node.links.get(input) : input;
      if (to !== undefined) {
        if (enter(to, frame.want)) continue;
      } else result = literalText(walk, frame, String(input));
      keep(frame, result);
      continue;
    }
    frames.pop();
    const [first = ""] = frame.parts;
    // Beyond the budget the beginning stands for all.
    result = frame.between === null
      ? first
      : charge(walk, frame.parts.join(frame.between).slice(0, MAX_JOINED)) || first;
    done.set(frame.key, result);
    const outer = frames[frames.length - 1];
    if (outer !== undefined) keep(outer, result);
  }
  return result;
}

function keep({ parts }: Frame, text: string): void {
  if (text !== "") parts.push(text);
}

/** A part that is a literal: a number only where several parts are joined. */
function literalText(walk: Walk, { node, between }: Frame, name: string): string {
  const value = node.values.get(name);
  if (typeof value === "string") return literal(walk, value);
  return between === null ? "" : writtenText(value) ?? "";
}

function frameOf(walk: Walk, key: string, node: GraphNode, slot: number, want: string): Frame {
  const frame = (
    inputs: readonly (string | Link)[],
    between: string | null,
    asked: string = want,
  ): Frame => ({
    key,
    node,
    want: asked,
    inputs,
    next: 0,
    between,
    parts: [],
  });
  const route = routeOf(node);
  if (route !== undefined) {
    const { links, want: name, isHere } = waysOn(walk, route, { node, slot, want });
    const others = route.kind === "bundle" ? [] : [...node.links.values()];
    const own = isHere ? [name] : links;
    return frame([...own, ...others, ...textInputs(node, want)], null, name);
  }
  if (RUN_TEXT.test(node.type)) {
    walk.notes.add(`text made by ${node.type} is not stored`);
    return frame([], null);
  }
  const joiner = JOINERS.get(node.type);
  if (joiner !== undefined) {
    const { parts, by, between } = joiner;
    const glue = glueOf(walk, node, by, between);
    return frame(parts instanceof RegExp ? partsLike(node, parts) : parts, glue);
  }
  if (CHANGES_TEXT.test(node.type)) walk.notes.add(`${node.type} is not followed`);
  const inputs = textInputs(node, want);
  const parts = inputs.length > 0 ? [] : partsLike(node, TEXT_PARTS);
  return parts.length > 1
    ? frame(parts, glueOf(walk, node, firstInput(node, DELIMITERS)))
    : frame([...inputs, ...parts], null);
}

/** The text between parts: that of an input, else the usual one. */
function glueOf(walk: Walk, node: GraphNode, by: string | undefined, usual = " "): string {
  const written = by === undefined ? undefined : writtenText(valueOf(walk, node, by));
  return (written ?? usual).replace(/\\n/g, "\n");
}

function partsLike({ links, values }: GraphNode, pattern: RegExp): string[] {
  const names = [...links.keys()];
  for (const [name, value] of values) if (typeof value === "string") names.push(name);
  return names.filter((name) => pattern.test(name))
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
}

function textInputs(node: GraphNode, want: string): string[] {
  return [...PROMPT_TEXTS[want] ?? [], ...TEXT_INPUTS].filter((name) => hasInput(node, name));
}
