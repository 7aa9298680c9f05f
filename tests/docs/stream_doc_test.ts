import assert from "node:assert/strict";
import { join } from "node:path";

const ROOT = join(import.meta.dirname ?? "", "..", "..");
const DOC = Deno.readTextFileSync(join(ROOT, "docs", "stream.md"));
const HAS_SH = Deno.build.os !== "windows";

/** The sessions: a command behind `$`, then what it prints. */
const SESSIONS = [...DOC.matchAll(/```console\n([^]*?)```/g)]
  .flatMap(([, body = ""]) => body.split(/^\$ /m).slice(1))
  .map((text) => {
    const end = text.indexOf("\n");
    return { command: text.slice(0, end), output: text.slice(end + 1) };
  });

Deno.test("docs/stream.md has sessions", () => assert.ok(SESSIONS.length > 4));

for (const { command, output } of SESSIONS) {
  Deno.test({
    name: `docs/stream.md: ${command}`,
    ignore: !HAS_SH,
    async fn(): Promise<void> {
      const { stdout } = await new Deno.Command("sh", {
        args: ["-c", command.replace("deno task", `"${Deno.execPath()}" task`)],
        cwd: ROOT,
      }).output();
      assert.equal(new TextDecoder().decode(stdout), output);
    },
  });
}

Deno.test("docs/stream.md names every flag of stream, and no other", async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", join(ROOT, "cli.ts"), "stream", "--help"],
  }).output();
  const flagsIn = (
    text: string,
  ): string[] => [
    ...new Set([...text.matchAll(/^\W*\[?--([a-z-]+)/gm)].map(([, flag = ""]) => flag)),
  ];
  const help = flagsIn(new TextDecoder().decode(stdout)).filter((flag) => flag !== "help");
  const table = flagsIn(DOC.split("\n").filter((line) => line.startsWith("| `--")).join("\n"));
  assert.deepEqual(table.sort(), help.sort());
});
