/** Every test is run by one of the two tasks, and everything that checks runs both. */
import assert from "node:assert/strict";
import { matchesGlob } from "node:path";
import { walkSync } from "./support/walk.ts";

const ROOT = new URL("../", import.meta.url);
const read = (path: string): string => Deno.readTextFileSync(new URL(path, ROOT));

const { tasks } = JSON.parse(read("deno.json")) as { tasks: Record<string, { command: string }> };
const commandOf = (task: string): string => tasks[task]?.command ?? "";

/** The pattern that the quick task leaves out, and the one that the slow task runs. */
const [LEFT_OUT = "", RUN = ""] = ["test", "test:slow"].map((task) =>
  /"(?:--ignore=)?(tests\/[^",]*)[",]/.exec(commandOf(task))?.[1] ?? ""
);

/** Files with code, but for what builds and tools leave. */
const FILES = ["bench/", "docs/", "examples/", "migrations/", "src/", "tests/"]
  .flatMap((folder) => walkSync(ROOT, folder))
  .filter((path) => /\.[cm]?[jt]sx?$/.test(path));

/** What Deno takes for a file of tests. */
const IS_TEST = /(?:^|[/._])test\.[cm]?[jt]sx?$/;
const TESTS = FILES.filter((path) => IS_TEST.test(path));

Deno.test("every file of tests stands in tests, ends in _test.ts, and is run by exactly one of the two tasks", () => {
  const slow = TESTS.filter((path) => matchesGlob(path, RUN));
  assert.ok(slow.length > 10 && TESTS.length > 2 * slow.length, `${slow.length} slow ones`);
  for (const path of TESTS) {
    assert.match(path, /^tests\/.*[a-z0-9]_test\.ts$/);
    const times = Number(!matchesGlob(path, LEFT_OUT)) + Number(matchesGlob(path, RUN));
    assert.equal(times, 1, path);
  }
});

Deno.test("what registers tests is a file of tests, gives them a function for it, or has a task of its own", () => {
  const commands = Object.values(tasks).map(({ command }) => command);
  for (const path of FILES) {
    if (commands.some((command) => command.endsWith(` ${path}`))) continue;
    const text = read(path);
    if (IS_TEST.test(path) || !/^\s*Deno\.test\(/m.test(text)) continue;
    assert.match(text, /^export function test\w+[<(]/m, `Deno does not run the tests of ${path}`);
  }
});

Deno.test("only the end of its name makes a test slow", () => {
  for (const path of TESTS) {
    assert.equal(/slow/.test(path), path.endsWith("_slow_test.ts"), path);
  }
});

Deno.test("the quick tests run side by side, after one check of their types and of the examples", () => {
  const [check = "", test = "", ...more] = commandOf("test").split(" && ");
  assert.deepEqual(more, []);
  for (const flag of ["--no-run", "--doc"]) assert.ok(check.split(" ").includes(flag), flag);
  assert.equal(check.split(" ").at(-1), test.split(" ").at(-1));
  for (const flag of ["--parallel", "--no-check"]) assert.ok(test.split(" ").includes(flag), flag);
});

Deno.test("what checks before a commit, and what checks a pull request, runs both", () => {
  for (const task of ["test", "test:slow"]) {
    assert.ok(commandOf("ok").split(" && ").includes(`deno task ${task}`), task);
    assert.match(read(".ci/run"), new RegExp(`^run_tests ${task}$`, "m"));
  }
  assert.match(read(".github/workflows/check.yml"), /^on:\n {2}pull_request:/m);
  assert.match(read(".github/workflows/check.yml"), /^ +- run: deno task ok$/m);
  assert.match(read("README.md"), /^npx --yes deno@[\d.]+ task test$/m);
});

Deno.test("the same Deno is installed everywhere", () => {
  const names = [
    "README.md",
    ".ci/run",
    ".github/workflows/check.yml",
    ".github/workflows/release.yml",
  ];
  const versions = names.map((name) => {
    const [, version] = /deno(?:@|[-_]version(?:: |=))(\d+\.\d+\.\d+)/.exec(read(name)) ?? [];
    return version;
  });
  assert.match(versions[0] ?? "", /^\d/);
  assert.deepEqual(new Set(versions).size, 1, String(versions));
});

Deno.test("no test reads a clock: what takes long is told by patience.ts, on a busy machine too", () => {
  for (const path of TESTS.filter((path) => !path.endsWith("/test_tasks_test.ts"))) {
    assert.doesNotMatch(read(path), /\bperformance\.|\bDate\.now\b|\bhrtime\b|\bcpuUsage\b/, path);
  }
});
