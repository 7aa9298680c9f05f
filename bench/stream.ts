/**
 * `stream` over rows, one process and two at once: `deno task bench:stream [function…]`
 *
 * @module
 */
import { join } from "node:path";
import { median, run } from "./process.ts";
import { mixedText } from "./texts.ts";

const ROWS = 100_000;
const RUNS = 5;
const CLI = join(import.meta.dirname ?? "", "..", "cli.ts");
const FLAGS = "--no-remote --v8-flags=--max-semi-space-size=1,--heap-growing-percent=10";

/** Writes the rows in a format. */
function writeRows(file: string, line: (text: string) => string): void {
  let text = "";
  Deno.writeTextFileSync(file, "");
  for (let n = 0; n < ROWS; n++) {
    text += `${line(mixedText(n))}\n`;
    if (n % 1000 === 999) {
      Deno.writeTextFileSync(file, text, { append: true });
      text = "";
    }
  }
}

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n" };
const FORMATS = {
  tsv: (text: string) => text.replace(/[\\\t\n]/g, (char) => ESCAPES[char] ?? char),
  ndjson: (text: string) => JSON.stringify({ text }),
};

/** Seconds of processor time that a shell's `times` tells of its children. */
function processorSeconds(times: string): number {
  const last = times.trim().split("\n").at(-1) ?? "";
  return [...last.matchAll(/(\d+)m([\d.]+)s/g)]
    .reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);
}

/** Rows per second, by the clock and by the processor, of so many processes at once. */
async function measure(
  name: string,
  format: string,
  file: string,
  processes: number,
): Promise<{ clock: number; processor: number }> {
  const command =
    `${Deno.execPath()} run ${FLAGS} ${CLI} stream --function ${name} --format ${format} < ${file} > /dev/null; times`;
  const start = performance.now();
  const all = await Promise.all(
    Array.from({ length: processes }, () => run("sh", ["-c", command])),
  );
  const rows = ROWS * processes;
  return {
    clock: rows / ((performance.now() - start) / 1000),
    processor: rows / all.reduce((sum, { stdout }) => sum + processorSeconds(stdout), 0),
  };
}

const folder = Deno.makeTempDirSync();
for (const [format, line] of Object.entries(FORMATS)) {
  const file = join(folder, `rows.${format}`);
  writeRows(file, line);
  for (const name of Deno.args.length > 0 ? Deno.args : ["sd_parse", "sd_loras", "sd_clean"]) {
    for (const processes of [1, 2]) {
      const runs = [];
      for (let i = 0; i < RUNS; i++) runs.push(await measure(name, format, file, processes));
      const best = Math.max(...runs.map(({ clock }) => clock));
      const processor = median(runs.map(({ processor }) => processor));
      // deno-lint-ignore no-console
      console.log(
        `${name} ${format}, processes: ${processes}; rows/s: best ${Math.round(best)}, ` +
          `median ${Math.round(median(runs.map(({ clock }) => clock)))}; ` +
          `rows per processor second: ${Math.round(processor)}`,
      );
    }
  }
}
Deno.removeSync(folder, { recursive: true });
