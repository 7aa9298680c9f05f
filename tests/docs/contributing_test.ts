import assert from "node:assert/strict";
import { walkSync } from "../support/walk.ts";

const ROOT = new URL("../../", import.meta.url);
const read = (path: string): string => Deno.readTextFileSync(new URL(path, ROOT));
const TEXT = read("CONTRIBUTING.md");

Deno.test("CONTRIBUTING.md names every folder of src", () => {
  const folders = walkSync(ROOT, "src/").map((path) => path.split("/"))
    .flatMap(([, folder = "", file]) => file === undefined ? [] : [folder]);
  for (const folder of new Set(folders)) assert.ok(TEXT.includes(`\`${folder}\``), folder);
});

Deno.test("CONTRIBUTING.md names no task that is not there", () => {
  const { tasks } = JSON.parse(read("deno.json")) as { tasks: Record<string, unknown> };
  const named = [...TEXT.matchAll(/\bdeno task ([a-z:]+)/g)].map(([, name = ""]) => name);
  assert.ok(named.length > 5);
  for (const name of named) assert.ok(Object.hasOwn(tasks, name), name);
});

Deno.test("the README leads to CONTRIBUTING.md, and its links lead to files", () => {
  assert.ok(read("README.md").includes("(CONTRIBUTING.md)"));
  const links = [...TEXT.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path = ""]) => path);
  assert.ok(links.length > 1);
  for (const link of links) assert.ok(Deno.statSync(new URL(link, ROOT)).isFile, link);
});
