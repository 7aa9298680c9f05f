import assert from "node:assert/strict";
import { walkSync } from "./support/walk.ts";

const MAX_LINES = 250;

/** What each part may import of the others; a part is a folder of src, or a file beside them. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  "version.ts": ["deno.json"],
  migrations: [],
  sql: [],
  bytes: [],
  disk: ["bytes"],
  image: ["bytes"],
  safetensors: ["bytes", "disk", "sql"],
  record: ["sql"],
  generators: ["record"],
  canonical: ["record"],
  training: ["record", "sql"],
  expression: ["record"],
  host: ["generators", "record", "version.ts"],
  plugins: [
    "bytes",
    "canonical",
    "expression",
    "generators",
    "host",
    "image",
    "record",
    "training",
    "version.ts",
  ],
  db: ["canonical", "host", "migrations", "version.ts"],
  files: ["disk", "image", "sql"],
  watch: ["files"],
  scan: ["bytes", "db", "disk", "files", "host", "image", "safetensors"],
  enrich: ["db", "host", "sql", "version.ts"],
  derive: ["db", "expression", "host"],
  extract: ["db", "generators", "host", "record", "sql", "version.ts"],
  stream: ["host"],
  library: ["db", "host", "sql", "training", "version.ts"],
  link: ["db", "library", "sql", "version.ts"],
  hash: ["db", "disk", "files", "host", "library", "safetensors", "sql"],
  work: [
    "bytes",
    "db",
    "files",
    "generators",
    "hash",
    "host",
    "image",
    "library",
    "link",
    "plugins",
    "record",
    "scan",
    "watch",
  ],
  commands: ["*"],
  cli: ["commands", "db", "disk", "host", "plugins", "stream", "version.ts", "work"],
  "cli.ts": ["cli", "commands"],
  "mod.ts": ["*"],
};

/** Parts that also run where there is no Deno, no Node and no Web API: plain ES2020. */
const PLAIN = [
  "bytes",
  "image",
  "sql",
  "record",
  "generators",
  "canonical",
  "training",
  "expression",
];

/** Names packages and the runtime's own, which the native extension replaces or fills in. */
const BORDER = [
  "src/bytes/engine.ts",
  "src/expression/globals.ts",
  "src/expression/library.ts",
  "src/image/blocks/sax.ts",
];

const NOT_PLAIN = [
  /\bDeno\b/,
  /["'`]node:/,
  /\bnpm:/,
  /\bprocess\b/,
  /\bBuffer\b/,
  /\bTextEncoder\b|\bTextDecoder\b/,
  /\bcrypto\b/,
  /\bconsole\b/,
  /\bset(?:Timeout|Interval)\b|\bqueueMicrotask\b/,
  /\bstructuredClone\b/,
  /\bnew URL\b|\bfetch\(|\bperformance\.|\batob\b|\bbtoa\b/,
  /\.at\(/,
  /\bthis\.#|^\s*(?:readonly )?#\w/,
  /\.to(?:Sorted|Reversed|Spliced)\(|\.with\(/,
  /\.findLast(?:Index)?\(/,
  /\.replaceAll\(/,
  /\.(?:isWellFormed|toWellFormed)\(/,
  /\bObject\.(?:groupBy|hasOwn)\b|\bMap\.groupBy\b/,
  /\bPromise\.(?:any|withResolvers)\b|\bWeakRef\b/,
  /\?\?=|\|\|=|&&=/,
  /\/[gimsuy]*[dv][gimsuy]*[;,)\s]/,
];

interface Source {
  readonly path: string;
  readonly part: string;
  readonly text: string;
}

function partOf(path: string): string {
  const [first = "", second = ""] = path.split("/");
  return first === "src" ? second : first;
}

const ROOT = new URL("../", import.meta.url);

const SOURCES: readonly Source[] = ["src/", "migrations/", "cli.ts", "mod.ts"]
  .flatMap((start) => walkSync(ROOT, start))
  .filter((path) => path.endsWith(".ts"))
  .map((path) => ({
    path,
    part: partOf(path),
    text: Deno.readTextFileSync(new URL(path, ROOT)),
  }));

/** The code of a file: without comments. */
function codeOf({ text }: Source): string {
  return text.replace(/\/\*\*?[^]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
}

/** The paths that a file imports of this project. */
function importsOf(source: Source): string[] {
  return [...codeOf(source).matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]*)"/g)].map((
    [, target],
  ) => new URL(target ?? "", new URL(source.path, ROOT)).href.slice(ROOT.href.length));
}

Deno.test("every part imports only the parts that stand before it", () => {
  assert.ok(SOURCES.length > 20);
  for (const source of SOURCES) {
    const allowed = ARROWS[source.part];
    assert.ok(allowed !== undefined, `${source.path}: "${source.part}" has no arrows in this test`);
    for (const target of importsOf(source)) {
      const part = partOf(target);
      if (part === source.part || allowed.includes("*")) continue;
      assert.ok(allowed.includes(part), `${source.path} imports ${target}`);
    }
  }
});

Deno.test("every arrow is between parts that are there", () => {
  const parts = new Set(
    ["deno.json", "cli.ts", "mod.ts", "migrations/", "src/"]
      .flatMap((start) => walkSync(ROOT, start)).map(partOf),
  );
  for (const [part, targets] of Object.entries(ARROWS)) {
    assert.ok(parts.has(part), `"${part}" has arrows, but is not there`);
    for (const target of targets) {
      assert.ok(target === "*" || parts.has(target), `${part} has an arrow to "${target}"`);
    }
  }
});

Deno.test("the arrows go one way: no two parts import each other, at any distance", () => {
  const reach = (part: string, seen: readonly string[]): void => {
    assert.ok(!seen.includes(part), `${[...seen, part].join(" imports ")}`);
    for (const next of ARROWS[part] ?? []) if (next !== "*") reach(next, [...seen, part]);
  };
  for (const part of Object.keys(ARROWS)) reach(part, []);
  for (const source of SOURCES) {
    if (source.part === "cli.ts" || source.part === "cli") continue;
    for (const target of importsOf(source)) {
      assert.ok(!/^(?:cli\.ts|src\/cli\/)/.test(target), `${source.path} imports ${target}`);
      if (source.part !== "commands" && source.part !== "mod.ts") {
        assert.ok(!target.startsWith("src/commands/"), `${source.path} imports ${target}`);
      }
    }
  }
});

Deno.test("no two files import each other, at any distance, types included", () => {
  const imports = new Map(SOURCES.map((source) => [source.path, importsOf(source)]));
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]): void => {
    assert.ok(!way.includes(path), [...way.slice(way.indexOf(path)), path].join(" imports "));
    if (done.has(path)) return;
    for (const target of imports.get(path) ?? []) visit(target, [...way, path]);
    done.add(path);
  };
  for (const path of imports.keys()) visit(path, []);
  assert.ok(done.size > 200, `${done.size} files`);
});

Deno.test("the parser and the canonical form are plain ES2020", () => {
  const plain = SOURCES.filter(({ part, path }) => PLAIN.includes(part) && !BORDER.includes(path));
  assert.ok(plain.length > 15);
  for (const source of plain) {
    codeOf(source).split("\n").forEach((line) => {
      for (const pattern of NOT_PLAIN) {
        assert.doesNotMatch(line, pattern, `${source.path}: ${line.trim()}`);
      }
    });
  }
});

Deno.test("one file connects to the network, and no other", () => {
  const connects =
    /(?<![.#\w]|async )fetch\(|\bDeno\.(?:connect|listen|resolveDns|createHttpClient)|\bWebSocket\b|node:(?:https?|net|tls|dns)\b/;
  const paths = SOURCES.filter((source) => connects.test(codeOf(source))).map(({ path }) => path);
  assert.deepEqual(paths, ["src/enrich/requests.ts"]);
});

Deno.test("one file iterates over rows: elsewhere an error would be taken for their end", () => {
  const paths = SOURCES.filter((source) => /\.iterate\(|\["iterate"\]/.test(codeOf(source)))
    .map(({ path }) => path);
  assert.deepEqual(paths, ["src/host/walk.ts"]);
});

Deno.test(`no file is longer than ${MAX_LINES} lines`, () => {
  for (const { path, text } of SOURCES) {
    const lines = text.split("\n").length - 1;
    assert.ok(lines <= MAX_LINES, `${path} has ${lines} lines`);
  }
});

Deno.test("no file says any, or asserts that a value is there", () => {
  for (const source of SOURCES) {
    const code = codeOf(source).replace(/"(?:[^"\\\n]|\\.)*"/g, '""');
    assert.doesNotMatch(code, /[:<|,]\s*any\b(?!\s*\()|\bas any\b|\bany\[\]/, source.path);
    assert.doesNotMatch(code, /[\w)\]]!(?:[.;,)\]]|$)/m, source.path);
  }
});

Deno.test("file names are snake_case", () => {
  for (const { path } of SOURCES) {
    assert.match(path.slice(path.lastIndexOf("/") + 1), /^[a-z0-9]+(?:_[a-z0-9]+)*\.ts$/, path);
  }
});

Deno.test("every file opens with a comment that says what it is for", () => {
  for (const { path, text } of SOURCES) assert.match(text, /^(?:#!.*\n)?\/\*\*\n/, path);
});
