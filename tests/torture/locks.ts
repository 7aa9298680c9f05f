/** Another program at the same database. */
import assert from "node:assert/strict";
import { type Outcome, sqliteSd } from "../cli/process.ts";
import { infotext, pngWith, type Workspace } from "../support/workspace.ts";

const WRITER = `
import { DatabaseSync } from "node:sqlite";
const [database, rounds, held, pause] = Deno.args;
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, Number(ms)));
const db = new DatabaseSync(database, { timeout: 60_000 });
db.exec("CREATE TABLE IF NOT EXISTS mine (round)");
for (let round = 0; round < Number(rounds); round++) {
  db.exec("BEGIN IMMEDIATE");
  db.prepare("INSERT INTO mine VALUES (?)").run(round);
  console.log("held");
  await wait(held);
  db.exec("COMMIT");
  await wait(pause);
}
db.close();`;

/** A program that writes in transactions of its own. */
export interface Writer {
  /** Comes when it holds the lock for the first time. */
  readonly holds: Promise<void>;
  /** Ends it, wherever it is. */
  kill(): void;
  /** Comes when it ended. */
  readonly ended: Promise<void>;
}

/** Starts a program that holds the write lock `rounds` times for so many milliseconds, with pauses between. */
export function startWriter(space: Workspace, rounds: number, held: number, pause: number): Writer {
  const script = `${space.folder}/writer.ts`;
  Deno.writeTextFileSync(script, WRITER);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-lock", "-A", script, space.database, ...[rounds, held, pause].map(String)],
    stdin: "null",
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  const rest = async (): Promise<void> => {
    while (!(await reader.read()).done);
    await child.status;
  };
  const holds = reader.read().then(() => {});
  return { holds, kill: () => child.kill("SIGKILL"), ended: holds.then(rest) };
}

const SAYS_LOCKED =
  /^sqlite-sd: Cannot (?:use|write) "[^\n]*": another program has locked it; close that program or wait\n$/;

/** Runs every command that writes while another program holds the lock for longer than they wait, 30 seconds. */
export async function runWhileLocked(space: Workspace, texts: readonly string[]): Promise<void> {
  space.fill(texts);
  space.put("a.png", pngWith(infotext(0)));
  const writer = startWriter(space, 1, 600_000, 0);
  await writer.holds;
  const outcomes: Outcome[] = await Promise.all([
    sqliteSd("extract", space.database),
    sqliteSd("scan", space.database, space.pictures),
    sqliteSd("query", space.database, "UPDATE files SET status = 'ok'", "--write"),
    sqliteSd("query", space.database, "SELECT count(*) AS n FROM files", "--csv"),
  ]);
  writer.kill();
  await writer.ended;
  const [extract, scan, write, read] = outcomes;
  for (const refused of [extract, scan, write]) {
    assert.deepEqual([refused?.status, refused?.stdout], [3, ""]);
    assert.match(refused?.stderr ?? "", SAYS_LOCKED);
  }
  assert.deepEqual([read?.status, read?.stdout], [0, `n\r\n${texts.length}\r\n`]);
  assert.equal((await sqliteSd("extract", space.database)).status, 0);
  assert.equal(space.value("SELECT count(*) FROM models"), BigInt(texts.length));
}
