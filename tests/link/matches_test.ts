import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { migrate } from "../../src/db/migrate.ts";
import { link } from "../../src/link/linker.ts";
import { rows } from "../db/fixtures.ts";

/** A model file of the database. */
interface Model {
  readonly type?: string | null;
  readonly names?: Readonly<Record<string, string>>;
  readonly hashes?: Readonly<Record<string, string>>;
  readonly tensors?: string;
  readonly isHashed?: boolean;
  readonly header?: string | null;
  readonly status?: string;
  readonly version?: number;
}

/** A resource of an image. */
interface Resource {
  readonly type?: string;
  readonly name?: string | null;
  readonly hash?: string | null;
  readonly version?: number | null;
}

type Link = [
  model: number | null,
  method: string | null,
  confidence: number | null,
  reason: string | null,
];

const db = new DatabaseSync(":memory:");
migrate(db);

/** The links of a resource to models, which are numbered from 1. */
function linksOf(models: readonly Model[], resource: Resource): Link[] {
  db.exec("DELETE FROM files; DELETE FROM library_state");
  models.forEach((model, index) => addModel(index + 1, model));
  db.exec("INSERT INTO files (id, file_path) VALUES (100, '/a.png')");
  const { type = "lora", name = null, hash = null, version = null } = resource;
  db.prepare(
    "INSERT INTO image_resources (file_id, type, name, hash, model_version_id) VALUES (100, ?, ?, ?, ?)",
  ).run(type, name, hash, version);
  for (const _counts of link(db));
  const found = rows(
    db,
    "SELECT model_file_id, method, confidence, reason FROM resource_links ORDER BY model_file_id",
  );
  return found.map(([id, ...rest]) => [id === null ? null : Number(id), ...rest]) as Link[];
}

function addModel(id: number, model: Model): void {
  const { type = "lora", names = {}, hashes = {}, tensors, isHashed, header = "ok" } = model;
  db.prepare("INSERT INTO files (id, file_path, kind, status) VALUES (?, ?, 'model', ?)")
    .run(id, `/${id}`, model.status ?? "ok");
  db.prepare(
    `INSERT INTO model_files (file_id, model_type, header_status, tensor_sha256, hashed_at)
     VALUES (?, ?, ?, ?, ?)`,
  ).run(id, type, header, tensors ?? null, isHashed ? "2024-01-01" : null);
  for (const [name, source] of Object.entries(names)) {
    db.prepare("INSERT INTO model_names VALUES (?, ?, ?)").run(id, name, source);
  }
  for (const [kind, value] of Object.entries(hashes)) {
    db.prepare("INSERT INTO model_hashes VALUES (?, ?, ?)").run(id, kind, value);
  }
  if (model.version !== undefined) {
    db.prepare("INSERT INTO model_enrichment (file_id, model_version_id) VALUES (?, ?)")
      .run(id, model.version);
  }
}

const LONG = "0123456789abcdef".repeat(4);

/** Hashes of images by their digits, kinds of hashes of files, and what a link by them is. */
const HASHES: readonly (readonly [
  digits: number,
  kind: string,
  method: string | null,
  confidence: number | null,
])[] = [
  [64, "sha256", "sha256", 1],
  [64, "tensor_sha256", "tensor_sha256", 1],
  [64, "embedded", "embedded", 0.9],
  [64, "embedded_modelspec", "embedded", 0.9],
  [64, "name", null, null],
  [12, "tensor_sha256", "autov3", 0.98],
  [12, "sha256", "sha256_12", 0.98],
  [12, "embedded", "embedded", 0.9],
  [12, "embedded_modelspec", "embedded", 0.9],
  [12, "name", "name_hash", 0.7],
  [10, "sha256", "autov2", 0.98],
  [10, "name", "name_hash", 0.7],
  [10, "tensor_sha256", null, null],
  [10, "embedded", null, null],
  [8, "autov1", "autov1", 0.8],
  [8, "legacy", "legacy", 0.75],
  [8, "sha256", "sha256_8", 0.75],
  [8, "tensor_sha256", "tensor_8", 0.75],
  [8, "embedded", "embedded_8", 0.7],
  [8, "name", null, null],
  [9, "sha256", null, null],
  [16, "sha256", null, null],
];

for (const [digits, kind, method, confidence] of HASHES) {
  const means = method === null ? "says nothing of" : `by ${method} is`;
  Deno.test(`a hash of ${digits} digits ${means} a file with that beginning of its ${kind}`, () => {
    const value = kind === "autov1" || kind === "legacy" ? LONG.slice(0, 8) : LONG;
    const found = linksOf([{ hashes: { [kind]: value } }], { hash: LONG.slice(0, digits) });
    assert.deepEqual(found, [
      method === null ? [null, null, null, "no file of that hash"] : [1, method, confidence, null],
    ]);
  });
}

Deno.test("a hash is the beginning of a file's hash, neither its middle nor one beside it", () => {
  const hash = LONG.slice(0, 10);
  for (const value of [`1${hash}`, "0123456788ff", "012345678a", "0123456789".slice(0, 9)]) {
    assert.equal(linksOf([{ hashes: { sha256: value } }], { hash })[0]?.[0], null, value);
  }
  assert.equal(linksOf([{ hashes: { sha256: `${hash}f` } }], { hash })[0]?.[0], 1);
  assert.equal(linksOf([{ hashes: { sha256: hash } }], { hash })[0]?.[0], 1);
});

Deno.test("of eight digits the type must fit, of more it need not; an unknown type fits", () => {
  for (
    const [digits, type, isFound] of [
      [8, "lora", true],
      [8, "checkpoint", false],
      [8, null, true],
      [10, "checkpoint", true],
    ] as const
  ) {
    const found = linksOf([{ type, hashes: { sha256: LONG } }], { hash: LONG.slice(0, digits) });
    assert.equal(found[0]?.[0], isFound ? 1 : null, `${digits} ${type}`);
  }
});

const SPELLINGS: readonly (readonly [hash: string, isHash: boolean])[] = [
  [`0x${LONG}`, true],
  [LONG.toUpperCase(), true],
  [`0X${LONG.toUpperCase()}`, true],
  [`${LONG.slice(0, 63)}g`, false],
  [`${LONG.slice(0, 9)} `, false],
];

for (const [hash, isHash] of SPELLINGS) {
  Deno.test(`${hash} is ${isHash ? "a" : "no"} hash`, () => {
    const found = linksOf([{ hashes: { sha256: LONG } }], { hash });
    assert.deepEqual(
      found,
      isHash ? [[1, "sha256", 1, null]] : [[null, null, null, "it has no name"]],
    );
  });
}

const TYPES: readonly (readonly [resource: string, model: string, isFound: boolean])[] = [
  ["lora", "lora", true],
  ["lyco", "lora", true],
  ["lycoris", "lora", true],
  ["hypernet", "hypernetwork", true],
  ["hypernetwork", "hypernetwork", true],
  ["vae", "vae", true],
  ["vae", "lora", false],
];

for (const [resource, type, isFound] of TYPES) {
  Deno.test(`a ${resource} of an image is ${isFound ? "a" : "no"} file of type ${type} by its name`, () => {
    const found = linksOf([{ type, names: { moss: "file" } }], { type: resource, name: "moss" });
    assert.equal(found[0]?.[0], isFound ? 1 : null);
  });
}

Deno.test("a file of unknown type is found by its name, whatever the image takes it for", () => {
  assert.equal(linksOf([{ type: null, names: { moss: "file" } }], { name: "moss" })[0]?.[0], 1);
});

/** Models, what an image says, and the links. */
const CASES: Readonly<Record<string, readonly [readonly Model[], Resource, readonly Link[]]>> = {
  "nothing is said": [[{}], {}, [[null, null, null, "it has no name"]]],
  "a name that is nothing but an ending counts": [
    [],
    { name: " " },
    [[null, null, null, "it has no name"]],
  ],
  "no file of a name": [[{}], { name: "moss" }, [[null, null, null, "no file of that name"]]],
  "no file of a hash": [[{}], { hash: LONG }, [[null, null, null, "no file of that hash"]]],
  "no file of hash and name": [
    [{}],
    { name: "moss", hash: LONG },
    [[null, null, null, "no file of that hash or name"]],
  ],
  "no file of a version": [
    [{ version: 6 }],
    { version: 7 },
    [[null, null, null, "no file of that version is known"]],
  ],
  "a version": [[{ version: 6 }, { version: 7 }], { version: 7 }, [[2, "version_id", 1, null]]],
  "name, alias and former name: the surer one": [
    [{ names: { moss: "former" } }, { names: { moss: "output_name" } }, {
      names: { moss: "file" },
    }],
    { name: "moss" },
    [[3, "name", 0.7, null]],
  ],
  "alias before former name": [
    [{ names: { moss: "former" } }, { names: { moss: "output_name" } }],
    { name: "moss" },
    [[2, "alias", 0.6, null]],
  ],
  "former name before a folded one": [
    [{ names: { moss: "folded" } }, { names: { Moss: "former" } }],
    { name: "Moss" },
    [[2, "former_name", 0.55, null]],
  ],
  "a folded name alone": [
    [{ names: { moss_green: "folded" } }],
    { name: "Moss Green" },
    [[1, "folded", 0.5, null]],
  ],
  "two files of one name": [
    [{ names: { moss: "file" } }, { names: { moss: "file" } }],
    { name: "moss" },
    [[1, "name", 0.7, "ambiguous: 2 files"], [2, "name", 0.7, "ambiguous: 2 files"]],
  ],
  "a file that is there before one that is missing": [
    [{ names: { moss: "file" }, status: "missing" }, { names: { moss: "former" } }],
    { name: "moss" },
    [[2, "former_name", 0.55, null]],
  ],
  "a missing file alone": [
    [{ names: { moss: "file" }, status: "missing" }],
    { name: "moss" },
    [[1, "name", 0.7, "the file is missing"]],
  ],
  "a whole file before one that is cut off": [
    [{ names: { moss: "file" }, header: "truncated_header" }, { names: { moss: "former" } }],
    { name: "moss" },
    [[2, "former_name", 0.55, null]],
  ],
  "a file without a verdict is neither cut off nor broken": [
    [{ names: { moss: "file" }, header: null }],
    { name: "moss" },
    [[1, "name", 0.7, null]],
  ],
  "a flawed header is no obstacle": [
    [{ names: { moss: "file" }, header: "trailing_data" }],
    { name: "moss" },
    [[1, "name", 0.7, null]],
  ],
  "a broken file by its name": [
    [{ names: { moss: "file" }, header: "html_page" }],
    { name: "moss" },
    [[null, null, null, "the file of that name is broken"]],
  ],
  "a broken file by what it said once": [
    [{ hashes: { embedded: LONG }, header: "bad_json" }],
    { hash: LONG },
    [[null, null, null, "the file is broken"]],
  ],
  "a broken file by its bytes": [
    [{ hashes: { sha256: LONG }, header: "not_safetensors:gguf" }],
    { hash: LONG },
    [[1, "sha256", 1, "the file is broken"]],
  ],
  "a hash that differs halves the confidence": [
    [{ names: { moss: "file" }, hashes: { sha256: "f".repeat(64) }, isHashed: true }],
    { name: "moss", hash: LONG },
    [[1, "name", 0.35, "the hash differs"]],
  ],
  "a hash of a length that is none cannot differ": [
    [{ names: { moss: "file" }, isHashed: true }],
    { name: "moss", hash: LONG.slice(0, 11) },
    [[1, "name", 0.7, null]],
  ],
  "a file that is not hashed yet": [
    [{ names: { moss: "file" } }],
    { name: "moss", hash: LONG },
    [[1, "name", 0.7, "the file is not hashed yet"]],
  ],
  "one that is open before one whose hash differs": [
    [{ names: { moss: "file" }, isHashed: true }, { names: { moss: "output_name" } }],
    { name: "moss", hash: LONG },
    [[2, "alias", 0.6, "the file is not hashed yet"]],
  ],
  "another file has the name": [
    [{ names: { moss: "file" } }, { hashes: { sha256: LONG } }],
    { name: "moss", hash: LONG },
    [[2, "sha256", 1, "another file has that name"]],
  ],
  "another file had the name": [
    [{ names: { moss: "former" } }, { hashes: { sha256: LONG } }],
    { name: "moss", hash: LONG },
    [[2, "sha256", 1, null]],
  ],
  "hash and name agree": [
    [{ names: { moss: "file" }, hashes: { sha256: LONG } }],
    { name: "moss", hash: LONG },
    [[1, "sha256", 1, null]],
  ],
  "the surest of several hashes of a file": [
    [{ hashes: { embedded: LONG, tensor_sha256: LONG } }],
    { hash: LONG.slice(0, 12) },
    [[1, "autov3", 0.98, null]],
  ],
  "a header that states the hash of other tensors": [
    [{ hashes: { embedded: LONG }, tensors: "f".repeat(64) }],
    { hash: LONG },
    [[1, "embedded", 0.9, "its header states the hash of other tensors"]],
  ],
  "a header that states the hash of its tensors": [
    [{ hashes: { embedded: LONG }, tensors: LONG }],
    { hash: LONG },
    [[1, "embedded", 0.9, null]],
  ],
};

for (const [name, [models, resource, expected]] of Object.entries(CASES)) {
  Deno.test(`links: ${name}`, () => assert.deepEqual(linksOf(models, resource), expected));
}
