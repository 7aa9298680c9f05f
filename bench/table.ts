/**
 * The table that a benchmark prints.
 *
 * @module
 */

/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly goal: string;
  readonly reached: string;
  readonly note: string;
}

/** Measures and prints, line by line; `only` chooses measurements by a part of their name. */
export async function printTable(
  measurements: readonly (() => Promise<Row | Row[]>)[],
  only: string,
): Promise<void> {
  print("| what | goal | reached | |\n|---|---|---|---|");
  for (const measure of measurements.filter(({ name }) => name.includes(only))) {
    for (const { what, goal, reached, note } of [await measure()].flat()) {
      print(`| ${what} | ${goal} | ${reached} | ${note} |`);
    }
  }
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
