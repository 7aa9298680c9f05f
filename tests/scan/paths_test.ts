import assert from "node:assert/strict";
import { basename, dirname, resolve } from "node:path";
import fc from "fast-check";
import { absolute, folderOf, nameOf } from "../../src/files/paths.ts";

Deno.test("paths are resolved and split as Node does it", () => {
  const names = fc.constantFrom("", ".", "..", "...", "a", "é b", ".png", "c:", "~");
  const paths = fc.array(names).map((parts) => parts.join("/"));
  fc.assert(fc.property(paths, (path) => {
    const whole = absolute(path);
    assert.equal(whole, resolve(path));
    assert.equal(folderOf(whole), dirname(whole));
    assert.equal(nameOf(whole), basename(whole));
  }));
});
