import assert from "node:assert/strict";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { fill, stepsOf } from "../../src/sql/steps.ts";
import { modelFile } from "../fixtures/safetensors.ts";
import { addImage, addModels, numbers, withRegistry, type World } from "../support/models.ts";
import { hashesOfFile } from "../support/registry.ts";
import { walkSync } from "../support/walk.ts";
import { infotext, pngWith } from "../support/workspace.ts";

const ROOT = new URL("../../", import.meta.url);
const SCRIPTS = walkSync(ROOT, "src/").filter((path) => path.endsWith(".sql"));

/** Names and texts of a script's steps, read without the reader that is under test. */
function written(path: string): [name: string, sql: string][] {
  return Deno.readTextFileSync(new URL(path, ROOT)).split(/^-- step: /m).slice(1).map((part) => {
    const end = part.indexOf("\n");
    return [part.slice(0, end), part.slice(end + 1).trim()];
  });
}

/** A pattern for a step's text, in whose places anything may stand; one that is walked through stands in a longer one. */
function patternOf(sql: string): RegExp {
  const parts = sql.replace(/;$/, "").split(/\{\{[\w:.]+\}\}/);
  return new RegExp(parts.map((part) => RegExp.escape(part)).join("[^]*?"));
}

/** Notes the text of every statement that is run, on every connection, while `act` goes on. */
async function runIn(act: () => Promise<void>): Promise<Set<string>> {
  const ran = new Set<string>();
  const { prepare, exec } = DatabaseSync.prototype;
  DatabaseSync.prototype.exec = function (sql: string): void {
    ran.add(sql);
    exec.call(this, sql);
  };
  DatabaseSync.prototype.prepare = function (...given): StatementSync {
    const statement = prepare.apply(this, given);
    return new Proxy(statement, {
      get(target, name): unknown {
        if (["run", "get", "all", "iterate"].includes(String(name))) ran.add(given[0]);
        const value: unknown = Reflect.get(target, name);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  };
  try {
    await act();
  } finally {
    Object.assign(DatabaseSync.prototype, { prepare, exec });
  }
  return ran;
}

/** Images and models with everything that makes a step run: among them rows that SQLite refuses. */
async function everything({ space, registry, enrich }: World): Promise<void> {
  for (let n = 1; n <= 3; n++) space.put(`${n}.png`, pngWith(infotext(n)));
  for (const name of ["leaf_1", "leaf_2"]) {
    space.put(`${name}.safetensors`, modelFile({ content: new Uint8Array(16) }));
  }
  space.exec(`
    CREATE TRIGGER mine BEFORE INSERT ON models WHEN NEW.seed = 3
    BEGIN SELECT RAISE(ABORT, 'not mine'); END;
    CREATE TRIGGER yours BEFORE INSERT ON model_files WHEN NEW.name = 'leaf_2'
    BEGIN SELECT RAISE(ABORT, 'not yours'); END;
  `);
  await space.scanAndExtract();
  await space.hash();
  addModels(space, numbers(1, 3));
  addImage(space, 100, { loras: [hashesOfFile(2).tensor, hashesOfFile(8).tensor.slice(0, 12)] });
  registry.know([1, 2, 8]);
  await enrich();
  registry.versions.length = 0;
  registry.models.clear();
  await enrich({ refresh: true });
  await enrich({ exportFile: `${space.folder}/answers.ndjson` });
}

Deno.test("every step of every script is run, and nothing of a script stands outside of a step", async () => {
  const ran = [...await runIn(() => withRegistry(everything)())];
  const steps = SCRIPTS.flatMap((path) => written(path).map((step) => [path, ...step] as const));
  assert.ok(steps.length > 50, `there are ${steps.length} steps`);
  for (const [path, name, sql] of steps) {
    const pattern = patternOf(sql);
    assert.ok(ran.some((text) => pattern.test(text)), `${path}: ${name} is never run`);
  }
  for (const path of SCRIPTS) {
    const [introduction = ""] = Deno.readTextFileSync(new URL(path, ROOT)).split(/^-- step: /m);
    assert.match(introduction, /^(?:--.+\n)+\n$/, path);
  }
});

Deno.test("every step opens with a comment, and ends with a semicolon", () => {
  for (const path of SCRIPTS) {
    for (const [name, sql] of written(path)) {
      assert.match(sql, /^-- [A-Z][^]*;$/, `${path}: ${name}`);
    }
  }
});

const SCRIPT = "-- Two steps.\n\n-- step: one\n-- Why.\nSELECT 1;\n\n-- step: two\nSELECT {{x}};\n";

Deno.test("a script is split into its steps, also where lines end with CRLF", () => {
  const expected = { one: "-- Why.\nSELECT 1", two: "SELECT {{x}}" };
  assert.deepEqual(stepsOf(SCRIPT, ["one", "two"]), expected);
  const crlf = stepsOf(SCRIPT.replaceAll("\n", "\r\n"), ["one", "two"]);
  assert.deepEqual(crlf, { ...expected, one: "-- Why.\r\nSELECT 1" });
});

Deno.test("a script with other steps than those that are asked for is refused", () => {
  for (const names of [["one"], ["two", "one"], ["one", "two", "three"], ["one", "2"], []]) {
    assert.throws(() => stepsOf(SCRIPT, names), /it has the steps one, two$/);
  }
});

Deno.test("values stand in their places, and other places stay", () => {
  const places = "{{a}} {{b}} {{a}} {{stem:a}}";
  assert.equal(fill(places, { a: "$&" }), "$& {{b}} $& {{stem:a}}");
});
