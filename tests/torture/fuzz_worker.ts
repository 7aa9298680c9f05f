/** Fuzzing in a thread of its own: takes one job, gives what it did or what failed. */
import { type Fuzzed, fuzzImages, fuzzTexts } from "./fuzz.ts";

/** What a thread is to do. */
export interface Job {
  readonly inputs: "texts" | "images";
  readonly count: number;
  readonly seed: number;
}

/** What it says at its end. */
export type Said = { readonly done: Fuzzed } | { readonly failed: string };

declare const self: Worker;

self.onmessage = ({ data: { inputs, count, seed } }: MessageEvent<Job>): void => {
  try {
    self.postMessage({
      done: inputs === "texts" ? fuzzTexts(count, seed) : fuzzImages(count, seed),
    });
  } catch (error) {
    self.postMessage({ failed: error instanceof Error ? error.stack : String(error) });
  }
};
