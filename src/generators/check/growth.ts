/**
 * Whether work grows with the length of a text as the length does.
 *
 * @module
 */

const START = 16 * 1024;
const LONGEST = 1024 * 1024;
/** Milliseconds that are worth a comparison. */
const WORTH = 5;
const FACTOR = 8;
/** Work that grows with the square takes 64 times as long for eight times the length. */
const MAX_RATIO = 32;
/** Others use the processor too: the least ratio of several tries counts. */
const TRIES = 8;

/**
 * Measures how many times as long eight times the text takes; null where a long text takes next to no time.
 *
 * @param textOf Makes a text of about a length.
 * @param now Tells the time in milliseconds.
 */
export function growth(
  textOf: (length: number) => string,
  work: (text: string) => void,
  now: () => number,
): number | null {
  const milliseconds = (text: string): number => {
    const start = now();
    work(text);
    return now() - start;
  };
  for (let length = START; length <= LONGEST; length *= 2) {
    if (milliseconds(textOf(length)) < WORTH) continue;
    let least = Infinity;
    for (let tries = 0; tries < TRIES && least > MAX_RATIO; tries++) {
      const small = milliseconds(textOf(length));
      const large = milliseconds(textOf(length * FACTOR));
      least = Math.min(least, large / Math.max(small, WORTH / 2));
    }
    return least;
  }
  return null;
}

/** Whether a ratio is one that only more than linear work has. */
export function isTooMuch(ratio: number | null): boolean {
  return ratio !== null && ratio > MAX_RATIO;
}

/** Ways to make a text longer that keep it what it is, or nearly. */
export function enlargements(text: string): readonly ((length: number) => string)[] {
  const times = (piece: string, length: number): string =>
    piece.repeat(Math.ceil(length / Math.max(1, piece.length)));
  const lines = text.split("\n");
  const last = lines.pop() ?? "";
  const above = lines.length === 0 ? "" : `${lines.join("\n")}\n`;
  const ways = [
    (length: number): string => times(`${text}\n`, length),
    (length: number): string => `${times("a fern, ", length)}${text}`,
    (length: number): string => `${above}${times(`${last}, `, length)}${last}`,
  ];
  const brace = text.indexOf("{");
  if (brace >= 0) {
    const inside = (member: string): string =>
      `${text.slice(0, brace + 1)}${member}${text.slice(brace + 1)}`;
    ways.push(
      (length) => inside(`"more": [${times('{"x": 1}, ', length)}0], `),
      (length) => inside(`"more": "${times("a fern, ", length)}", `),
      (length) => inside(times('"more": 1, ', length)),
    );
  }
  return ways;
}
