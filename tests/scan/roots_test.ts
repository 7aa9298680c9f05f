import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { png } from "../fixtures/png.ts";
import { CAN_BE_REFUSED, extractWithoutRights } from "../support/process.ts";
import { infotext, inWorkspace, pngWith } from "../support/workspace.ts";
import { column, fileRow } from "./rows.ts";

const TEXT = infotext(1);

const POSIX = Deno.build.os !== "windows";

Deno.test({
  name:
    "links to files are followed, links to folders and loops are not, broken links and pipes are passed over",
  ignore: !POSIX,
  fn: inWorkspace(async (space) => {
    space.put("real/a.png", pngWith(TEXT));
    Deno.symlinkSync(space.at("real/a.png"), space.at("link.png"));
    Deno.symlinkSync(space.at("real"), space.at("folder_link"));
    Deno.symlinkSync("..", space.at("real/up"));
    Deno.symlinkSync("loop.png", space.at("loop.png"));
    Deno.symlinkSync(space.at("nowhere.png"), space.at("dangling.png"));
    assert.equal(
      spawnSync("mkfifo", ["pipe.png", "a.json", "b.txt"], { cwd: space.pictures }).status,
      0,
    );
    spawnSync("mkfifo", ["real/a.json", "link.txt"], { cwd: space.pictures });
    space.put("a.png", png());
    space.put("b.png", png());
    const { found, report } = await space.scan();
    assert.deepEqual([found, report.errors], [4, 0]);
    assert.deepEqual(column(space, "status"), {
      "a.png": "no_metadata",
      "b.png": "no_metadata",
      "link.png": "ok",
      "real/a.png": "ok",
    });
    await assert.rejects(
      space.scan({ paths: [space.at("pipe.png")] }),
      /neither a file nor a folder/,
    );
  }),
});

Deno.test({
  name: "a link whose target went is missing, the target that was renamed keeps its row",
  ignore: !POSIX,
  fn: inWorkspace(async (space) => {
    space.put("z.png", pngWith(TEXT));
    Deno.symlinkSync(space.at("z.png"), space.at("a_link.png"));
    await space.scan();
    const id = fileRow(space, "z.png")?.id;
    space.rename("z.png", "y.png");
    const { moved, missing } = await space.scan();
    assert.deepEqual([moved, missing], [1, 1]);
    assert.equal(fileRow(space, "y.png")?.id, id);
    assert.equal(fileRow(space, "a_link.png")?.status, "missing");
  }),
});

Deno.test(
  "overlapping and repeated roots count every file once",
  inWorkspace(async (space) => {
    space.put("sub/a.png", pngWith(TEXT));
    space.put("b.png", pngWith(TEXT));
    const paths = [
      space.at("sub"),
      space.pictures,
      space.pictures + "/",
      space.at("b.png"),
      space.at("sub/../sub"),
    ];
    const { found, added } = await space.scan({ paths });
    assert.deepEqual([found, added], [2, 2]);
  }),
);

Deno.test(
  "a root that is a file is scanned with its sidecar, and its neighbours are neither added nor missed",
  inWorkspace(async (space) => {
    space.put("a.png", png());
    space.put("a.txt", infotext(5));
    space.put("b.png", pngWith(TEXT));
    await space.scan({ paths: [space.at("b.png")] });
    space.remove("b.png");
    const { found, missing } = await space.scan({ paths: [space.at("a.png")] });
    assert.deepEqual([found, missing], [1, 0]);
    assert.deepEqual(column(space, "metadata_source"), {
      "a.png": "sidecar:txt",
      "b.png": "png:parameters",
    });
    assert.equal((await space.scan({ paths: [space.at("a.png")] })).unchanged, 1);
  }),
);

for (const what of ["does not exist", "is a broken link"]) {
  Deno.test(
    `a root that ${what} is an error that names it, and no database is made or changed`,
    inWorkspace(async (space) => {
      space.put("a.png", pngWith(TEXT));
      const root = space.at("no such folder");
      if (what !== "does not exist") Deno.symlinkSync("nowhere", root);
      const error = {
        name: "ScanError",
        message: /^Cannot scan ".*no such folder": .*; check the path$/,
      };
      await assert.rejects(space.scan({ paths: [space.pictures, root] }), error);
      await assert.rejects(space.scanAndExtract({ paths: [root] }), error);
      assert.throws(() => Deno.statSync(space.database), Deno.errors.NotFound);
    }),
  );
}

Deno.test({
  name: "a root that may not be listed is an error that names the root and not the database",
  ignore: !CAN_BE_REFUSED,
  fn: inWorkspace(async (space) => {
    space.put("closed/a.png", pngWith(TEXT));
    Deno.chmodSync(space.at("closed"), 0);
    const { error, message } = await extractWithoutRights(space, space.at("closed"));
    Deno.chmodSync(space.at("closed"), 0o755);
    assert.equal(error, "ScanError");
    assert.match(String(message), /^Cannot scan ".*closed": Permission denied/);
  }),
});
