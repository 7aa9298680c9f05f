/**
 * Infotexts to measure with: a deterministic mix of what real folders hold.
 *
 * @module
 */

const WORDS =
  ("castle river stone moss harbour lantern pale golden oil painting portrait detailed intricate masterpiece " +
    "light shadow forest mist dawn dusk copper glass velvet orchid ink wash quiet storm meadow bridge winter window")
    .split(" ");
const OTHER_SCRIPTS = [
  "富士山",
  "朝焼け",
  "浮世絵風",
  "тихий лес",
  "světlo",
  "naïve",
  "🌿",
  "海藻",
];
const SAMPLERS = ["Euler a", "DPM++ 2M", "DPM++ SDE", "DDIM", "UniPC"];
const SCHEDULES = ["Karras", "Automatic", "SGM Uniform", "Exponential"];

/** A small generator of equal numbers on every machine (mulberry32). */
export class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** A whole number from 0 to `sides` - 1. */
  roll(sides: number): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(this.state ^ this.state >>> 15, this.state | 1);
    t ^= t + Math.imul(t ^ t >>> 7, t | 61);
    return ((t ^ t >>> 14) >>> 0) % sides;
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.roll(times) === 0;
  }

  /** One of some things. */
  pick<T>(things: readonly T[]): T {
    return things[this.roll(things.length)] as T;
  }

  /** Hexadecimal digits. */
  hex(digits: number): string {
    return Array.from({ length: digits }, () => this.roll(16).toString(16)).join("");
  }
}

/** Kinds of texts, for benchmarks of one kind. */
export type TextKind =
  | "plain"
  | "loras"
  | "quoted"
  | "civitai"
  | "unicode"
  | "long"
  | "no_negative";

/** The kinds with how often they occur in the mix. */
const MIX: readonly (readonly [TextKind, number])[] = [
  ["plain", 30],
  ["loras", 30],
  ["quoted", 12],
  ["civitai", 8],
  ["unicode", 8],
  ["long", 4],
  ["no_negative", 8],
];

const MIXED: readonly TextKind[] = MIX.flatMap(([kind, share]) => Array(share).fill(kind));

/** The `n`-th text of the mix: 200 to 3,000 bytes. */
export function mixedText(n: number): string {
  const dice = new Dice(n * 7919 + 17);
  return infotext(dice.pick(MIXED), dice);
}

/** An infotext of a kind. */
export function infotext(kind: TextKind, dice: Dice): string {
  const lines = [positive(kind, dice)];
  if (kind !== "no_negative") lines.push(`Negative prompt: ${phrase(dice, 8 + dice.roll(40))}`);
  lines.push(parameters(kind, dice));
  return lines.join("\n");
}

function phrase(dice: Dice, words: number): string {
  let text = dice.pick(WORDS);
  for (let i = 1; i < words; i++) text += (dice.once(3) ? ", " : " ") + dice.pick(WORDS);
  return text;
}

function positive(kind: TextKind, dice: Dice): string {
  let text = phrase(dice, kind === "long" ? 300 : 10 + dice.roll(60));
  if (dice.once(2)) text += `, (${phrase(dice, 2)}:1.${dice.roll(5)})`;
  if (kind === "unicode") { for (let i = 0; i < 6; i++) text += `、${dice.pick(OTHER_SCRIPTS)}`; }
  if (dice.once(5)) text += `\n${phrase(dice, 12)}`;
  const loras = kind === "loras" ? 1 + dice.roll(4) : dice.once(4) ? 1 : 0;
  for (let i = 0; i < loras; i++) text += ` <lora:${loraName(dice)}:${weight(dice)}>`;
  return text;
}

function loraName(dice: Dice): string {
  return `${dice.pick(WORDS)}_${dice.pick(WORDS)}_v${dice.roll(4)}`;
}

function weight(dice: Dice): string {
  const te = `0.${1 + dice.roll(9)}`;
  return dice.once(6) ? `${te}:0.${1 + dice.roll(9)}` : te;
}

function parameters(kind: TextKind, dice: Dice): string {
  const pairs = [
    `Steps: ${10 + dice.roll(40)}`,
    `Sampler: ${dice.pick(SAMPLERS)}`,
    `Schedule type: ${dice.pick(SCHEDULES)}`,
    `CFG scale: ${dice.roll(20) / 2}`,
    `Seed: ${dice.roll(2 ** 31) * 2}`,
    `Size: ${512 + 64 * dice.roll(8)}x${512 + 64 * dice.roll(8)}`,
    `Model hash: ${dice.hex(10)}`,
    `Model: ${dice.pick(WORDS)}Mix_v${dice.roll(9)}`,
  ];
  if (dice.once(3)) pairs.push("Clip skip: 2");
  if (dice.once(4)) {
    pairs.push("Denoising strength: 0.35", "Hires upscale: 1.5", "Hires steps: 12");
    pairs.push("Hires upscaler: R-ESRGAN 4x+");
  }
  if (kind === "loras") {
    pairs.push(
      `Lora hashes: "${loraName(dice)}: ${dice.hex(12)}, ${loraName(dice)}: ${dice.hex(12)}"`,
    );
  }
  if (kind === "quoted") {
    pairs.push(`ADetailer prompt: "${phrase(dice, 6)}, \\"${phrase(dice, 1)}\\": yes"`);
    pairs.push("ADetailer model: face_yolov8n.pt, ADetailer version: 24.1.0");
    pairs.push(`Wildcard prompt: "${phrase(dice, 20)}"`);
  }
  if (kind === "civitai") {
    pairs.push("Created Date: 2026-05-14T18:02:11.4470000Z");
    pairs.push(
      `Civitai resources: [{"type":"checkpoint","modelVersionId":${dice.roll(1e6)},"modelName":` +
        `"${phrase(dice, 2)} [XL]"},{"type":"lora","weight":0.8,"modelVersionId":${
          dice.roll(1e6)
        }}]`,
    );
  }
  pairs.push("Version: v1.10.1");
  return pairs.join(", ");
}
