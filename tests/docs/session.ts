/**
 * The sessions in the README: runs their commands and puts in what they print.
 *
 * @module
 */
import { join } from "node:path";

const BLOCK = /(```console\n)([\s\S]*?)(```\n)/g;
const DATABASE = "samples.sqlite";

/**
 * The text of a document with the output of every `$ command` in its console blocks.
 *
 * @param text Markdown.
 * @param root The project's folder, where the commands run.
 */
export async function withOutputs(text: string, root: string): Promise<string> {
  const folder = await Deno.makeTempDir();
  try {
    let result = "";
    let last = 0;
    for (const block of text.matchAll(BLOCK)) {
      const [all, open, body = "", close] = block;
      const commands = body.split("\n").filter((line) => line.startsWith("$ "));
      result += text.slice(last, block.index) + open;
      for (const command of commands) result += `${command}\n${await run(command, root, folder)}\n`;
      result = `${result.slice(0, -1)}${close}`;
      last = block.index + all.length;
    }
    return result + text.slice(last);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function run(command: string, root: string, folder: string): Promise<string> {
  const words = splitWords(command.slice(2)).map((word) =>
    word === DATABASE ? join(folder, word) : word
  );
  if (words.shift() !== "deno") throw new Error(`Cannot run "${command}": it is no deno command`);
  const { stdout, stderr, code } = await new Deno.Command(Deno.execPath(), {
    args: words,
    cwd: root,
    env: { NO_COLOR: "1", INIT_CWD: root },
  }).output();
  if (code !== 0) throw new Error(`"${command}" failed: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

/** Splits a command as a shell does, as far as the documents need it: blanks, and double quotes. */
function splitWords(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) =>
    quoted ?? plain ?? ""
  );
}
