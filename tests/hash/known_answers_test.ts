import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { digestFile } from "../../src/hash/digest.ts";
import {
  counting,
  modelFile,
  padded,
  rawFile,
  TINY,
  TINY_TENSOR,
} from "../fixtures/safetensors.ts";
import { bytes } from "../fixtures/bytes.ts";
import { inWorkspace } from "../support/workspace.ts";

const TINY_SHA256 = "b0cb6400332c4705f1dbacc9d63b23b6df7b3ec4fa1d833e3825c3596e612f8c";
const TINY_TENSORS = "be45cb2605bf36bebde684841a28f0fd43c69850a3dce5fedba69928ee3a8991";
const NAMED_SHA256 = "b7eb43bc40e56da0d18ec4ebc8158e2e589980e7a81b2b69ceb445c2d450edd8";

/** The tiny file with metadata put first, padded to 8 bytes. */
const NAMED = rawFile(
  padded(`{"__metadata__":{"ss_output_name":"x"},${TINY_TENSOR}}`),
  counting(16),
);

Deno.test(
  "the known answers: SHA-256, AutoV2, tensor hash, AutoV3 and the hash of the name",
  inWorkspace(async (space) => {
    space.put("my_lora.safetensors", TINY);
    space.put("named.safetensors", NAMED);
    space.put("old.ckpt", "hello world");
    await space.scanAndExtract();
    assert.equal((await space.hash()).models, 3);
    assert.deepEqual(
      space.sql("SELECT name, sha256, autov2, tensor_sha256, autov3 FROM model_files ORDER BY 1"),
      [
        {
          name: "my_lora",
          sha256: TINY_SHA256,
          autov2: "b0cb640033",
          tensor_sha256: TINY_TENSORS,
          autov3: "be45cb2605bf",
        },
        {
          name: "named",
          sha256: NAMED_SHA256,
          autov2: "b7eb43bc40",
          tensor_sha256: TINY_TENSORS,
          autov3: "be45cb2605bf",
        },
        {
          name: "old",
          sha256: "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9",
          autov2: "b94d27b993",
          tensor_sha256: null,
          autov3: null,
        },
      ],
    );
    const hashes = space.sql(
      `SELECT kind, value FROM model_hashes JOIN model_files ON file_id = model_file_id
       WHERE name = 'my_lora' ORDER BY kind`,
    );
    // AutoV1 of so small a file is the hash of nothing: that identifies none.
    assert.deepEqual(hashes.map(({ kind }) => kind), [
      "autov2",
      "autov3",
      "name",
      "sha256",
      "tensor_sha256",
    ]);
    assert.equal(String(hashes[2]?.value).slice(0, 12), "3760aa7567c6");
    assert.equal(
      space.value(
        "SELECT count(*) FROM files JOIN model_files ON file_id = id WHERE file_hash = sha256",
      ),
      3n,
    );
  }),
);

for (
  const [size, autov1] of [
    [0xfffff, "e3b0c442"],
    [0x100000, "e3b0c442"],
    [0x10000a, "1adb7c12"],
    [0x110000, "58f414c5"],
    [0x1fffff, "58f414c5"],
    [0x200000, "58f414c5"],
  ] as const
) {
  Deno.test(`AutoV1 of ${size} bytes is ${autov1}`, () => {
    const path = Deno.makeTempFileSync();
    try {
      Deno.writeFileSync(path, Uint8Array.from({ length: size }, (_, i) => (31 * i) & 255));
      const task = { path, whole: false, tensors: false, window: true };
      assert.equal(digestFile(task).autov1, autov1);
    } finally {
      Deno.removeSync(path);
    }
  });
}

Deno.test("the tensor hash is the same wherever the header ends, and needs no second read", () => {
  const path = Deno.makeTempFileSync();
  try {
    const content = counting(3_000_000);
    const expected = createHash("sha256").update(content).digest("hex");
    for (const end of [16, 0x100000, 0x1ffff8, 0x200000, 0x200008, 0x400000, 5_000_000]) {
      Deno.writeFileSync(path, rawFile(padded("{}", end - 8), content));
      const { tensor_sha256, sha256, bytesRead, state } = digestFile({
        path,
        whole: true,
        tensors: true,
        window: true,
      });
      assert.equal(tensor_sha256, expected, `${end}`);
      assert.notEqual(sha256, tensor_sha256);
      assert.equal(bytesRead, state?.size);
    }
  } finally {
    Deno.removeSync(path);
  }
});

Deno.test("a file that ends within its header has no tensor hash", () => {
  const path = Deno.makeTempFileSync();
  try {
    Deno.writeFileSync(path, bytes(TINY.slice(0, 40)));
    assert.equal(
      digestFile({ path, whole: true, tensors: true, window: false }).tensor_sha256,
      null,
    );
  } finally {
    Deno.removeSync(path);
  }
});

Deno.test(
  "embedded hashes are kinds of their own, and the hash of nothing is none",
  inWorkspace(async (space) => {
    const nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const put = (name: string, metadata: Record<string, string>): void => {
      space.put(`${name}.safetensors`, modelFile({ metadata, content: counting(20) }));
    };
    put("a", { sshs_model_hash: "AB".repeat(32), sshs_legacy_hash: "0123ABCD" });
    put("b", { sshs_model_hash: nothing, "modelspec.hash_sha256": `0x${"CD".repeat(32)}` });
    space.put("c.safetensors", rawFile('{"__metadata__":{}}'));
    await space.scanAndExtract();
    await space.hash();
    const kinds = (name: string): unknown =>
      space.sql(
        `SELECT kind, value FROM model_hashes JOIN model_files ON file_id = model_file_id
         WHERE name = ? AND kind NOT IN ('name', 'sha256', 'autov2') ORDER BY kind`,
        name,
      ).map(({ kind, value }) => `${kind} ${String(value).slice(0, 8)}`);
    const tensors = String(space.value("SELECT tensor_sha256 FROM model_files WHERE name = 'a'"))
      .slice(0, 8);
    assert.deepEqual(kinds("a"), [
      `autov3 ${tensors}`,
      "embedded abababab",
      "legacy 0123abcd",
      `tensor_sha256 ${tensors}`,
    ]);
    assert.deepEqual(kinds("b"), [
      `autov3 ${tensors}`,
      "embedded_modelspec cdcdcdcd",
      `tensor_sha256 ${tensors}`,
    ]);
    assert.deepEqual(kinds("c"), []);
    assert.equal(space.value("SELECT tensor_sha256 FROM model_files WHERE name = 'c'"), nothing);
    assert.equal(
      space.value("SELECT embedded_hash FROM model_files WHERE name = 'a'"),
      "ab".repeat(32),
    );
  }),
);
