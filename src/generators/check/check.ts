/**
 * The conformance suite of generators as a function, for ours and for those of plugins.
 *
 * @module
 */
import { buildRecord } from "../../record/build.ts";
import { Text, TextList, Texts } from "../../record/texts.ts";
import type { Generator } from "../generator.ts";
import { faultOfFindings } from "../findings.ts";
import { gather, type GatheredEntry } from "../gather.ts";
import { parse } from "../parse.ts";
import { PARAMETERS } from "../readings.ts";
import { GENERATORS } from "../table.ts";
import { enlargements, growth, isTooMuch } from "./growth.ts";
import { mutationsOf } from "./mutations.ts";
import { differences, type GeneratorSample } from "./sample.ts";
import { STRANGERS } from "./strangers.ts";

/**
 * Checks a generator against samples of its format: each is claimed by it and by no other, also out of a container that
 * keeps only the keys that it declares; the record is the sample's, columns that stay empty included; comments of cameras,
 * captions and markup are not claimed; no broken text makes it throw; work grows with the length of a text as that does.
 *
 * @param samples At least one, with different versions and cases of the format.
 * @param table The generators that it is to stand among. Default: those of this library.
 * @param now Tells the time in milliseconds. One that tells the time of the processor is not misled by other programs.
 * @returns What is wrong, one line each; nothing when all is well.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { json } from "../json.ts";
 * const sample = {
 *   name: "fields",
 *   texts: '{"prompt": "a fern", "steps": 20}',
 *   columns: { raw_positive: "a fern", steps: 20 },
 * };
 * assert.deepEqual(checkGenerator(json, [sample]), []);
 * assert.match(checkGenerator(json, [{ ...sample, columns: {} }])[0] ?? "", /steps is "20", not null/);
 * ```
 */
export function checkGenerator(
  generator: Generator,
  samples: readonly GeneratorSample[],
  table: readonly Generator[] = GENERATORS,
  now: () => number = Date.now,
): string[] {
  const others = table.filter(({ name }) => name !== generator.name);
  const all = generator.isGeneral === true ? [...others, generator] : [generator, ...others];
  const wrong = samples.length === 0 ? ["there is no sample"] : [];
  for (const sample of samples) {
    const say = (what: string): void => void wrong.push(`${sample.name}: ${what}`);
    try {
      checkClaims(generator, others, sample, say);
      checkRecord(generator, all, sample, say);
      checkBroken(generator, sample, say);
    } catch (error) {
      say(`it throws ${error}`);
    }
  }
  wrong.push(...claimedStrangers(generator), ...growths(generator, samples, now));
  return wrong;
}

type Say = (what: string) => void;

/** The texts of a sample in order; one alone under no key, as in a query. */
function textsOf({ texts }: GeneratorSample): ReadonlyArray<readonly [key: string, text: string]> {
  return typeof texts === "string" ? [["", texts]] : Object.entries(texts);
}

/** The texts of a sample as its container yields them, as far as the keys are declared. */
function entriesOf(generator: Generator, sample: GeneratorSample): GatheredEntry[] {
  const [first = PARAMETERS] = generator.keys;
  return textsOf(sample).map(([key, text]) => [key || first, text] as const)
    .filter(([key]) => key === PARAMETERS || generator.keys.includes(key))
    .map(([key, text]) => ({ key, source: key, read: () => text }));
}

function checkClaims(
  generator: Generator,
  others: readonly Generator[],
  sample: GeneratorSample,
  say: Say,
): void {
  const list = new TextList(textsOf(sample).map(([key, text]) => ({ key, read: () => text })));
  let isClaimed = false;
  for (let place = 0; list.sourceAt(place) !== undefined; place++) {
    const text = list.textAt(place);
    const texts = text === null ? null : new Texts(text, list);
    if (text === null || texts === null || !generator.recognises(texts)) continue;
    isClaimed = true;
    const findings = generator.read(texts);
    const fault = faultOfFindings(findings);
    if (fault !== null) return say(fault);
    for (const prompt of findings === null ? [] : [findings.positive, findings.negative]) {
      if (prompt !== prompt.trim()) say("a prompt has blanks at its ends");
    }
    for (const key of new Set(texts.asked)) {
      if (!generator.keys.includes(key)) say(`it reads "${key}", which is not among its keys`);
    }
    if (generator.readsAlone && (findings === null || texts.asked.length > 0)) {
      say("it says that it reads alone, but does not");
    }
    // A text that is its own only for what stands beside it may be another's by itself, and a graph that other settings stand in
    // is read beside them.
    const isItsOwn = generator.recognises(new Texts(text));
    for (const other of isItsOwn ? others : []) {
      const isBeside = other.isGeneral === true || other.graphs !== undefined;
      if (!isBeside && other.recognises(new Texts(text, list))) {
        say(`${other.name} claims it too`);
      }
    }
    break;
  }
  if (!isClaimed) say("it is not claimed");
}

/** The record, from the text itself and through a container. */
function checkRecord(
  generator: Generator,
  table: readonly Generator[],
  sample: GeneratorSample,
  say: Say,
): void {
  const gathered = gather(entriesOf(generator, sample), table);
  if (gathered?.generator !== generator) {
    say(`${gathered?.generator?.name ?? "nobody"} claims it in a container that keeps its keys`);
  }
  const stored = gathered?.text ?? "";
  const alone = typeof sample.texts === "string" ? sample.texts : stored;
  for (const text of new Set([alone, stored])) {
    for (const line of differences(sample, parse(text, table), generator.name)) say(line);
  }
}

/** Reads a text alone, as far as it is recognised. */
function readAlone(generator: Generator, key: string, text: string): void {
  const texts = new Texts(new Text(key, text));
  if (!generator.recognises(texts)) return;
  const findings = generator.read(texts);
  if (findings !== null) buildRecord(findings, generator.name);
}

function checkBroken(generator: Generator, sample: GeneratorSample, say: Say): void {
  for (const [key, text] of textsOf(sample)) {
    for (const broken of mutationsOf(text)) {
      try {
        readAlone(generator, key, broken);
      } catch (error) {
        return say(
          `a broken text makes it throw ${error}: ${JSON.stringify(broken.slice(0, 200))}`,
        );
      }
    }
  }
}

function claimedStrangers(generator: Generator): string[] {
  const keys = ["", ...generator.keys];
  return STRANGERS.flatMap((text) => {
    try {
      const isClaimed = keys.some((key) => generator.recognises(new Texts(new Text(key, text))));
      return isClaimed ? [`it claims ${JSON.stringify(text)}`] : [];
    } catch (error) {
      return [`${JSON.stringify(text)} makes it throw ${error}`];
    }
  });
}

/** Only the longest sample: all are of one format. */
function growths(
  generator: Generator,
  samples: readonly GeneratorSample[],
  now: () => number,
): string[] {
  const [longest] = samples.flatMap(textsOf).slice()
    .sort(([, a], [, b]) => b.length - a.length);
  if (longest === undefined) return [];
  const [key, text] = longest;
  const work = (long: string): void => readAlone(generator, key, long);
  try {
    for (const textOfLength of enlargements(text)) {
      const ratio = growth(textOfLength, work, now);
      if (!isTooMuch(ratio)) continue;
      return [`eight times the text takes it ${Math.round(ratio ?? 0)} times as long`];
    }
  } catch (error) {
    return [`a long text makes it throw ${error}`];
  }
  return [];
}
