/** Videos are files of a kind of their own; what they say of their making is treated as that of pictures. */
import assert from "node:assert/strict";
import { box, ftyp, moov, tagList, track } from "../fixtures/boxes.ts";
import { bytes, u32 } from "../fixtures/bytes.ts";
import {
  CLUSTER,
  ebmlHeader,
  element,
  ID,
  matroskaFile,
  seekHead,
  tags,
  tracks,
} from "../fixtures/ebml.ts";
import { BUILDERS } from "../fixtures/formats/builders.ts";
import { SMALL_PICTURE } from "../fixtures/picture.ts";
import { infotext, inWorkspace, pngWith, type Workspace } from "../support/workspace.ts";

const VIDEOS = BUILDERS.filter(({ format }) => format.isVideo);
const LENGTH = 50_000_000;

function videoWith(text: string): Uint8Array {
  const tag = box("udta", tagList([["comment", text]]));
  return bytes(ftyp("isom"), moov(track(SMALL_PICTURE), tag));
}

/** A file whose pictures are a hole between its start and its end. */
function putSparse(space: Workspace, name: string, start: Uint8Array, end: Uint8Array): void {
  const path = space.put(name, start);
  using file = Deno.openSync(path, { write: true });
  file.truncateSync(LENGTH - end.length);
  file.seekSync(0, Deno.SeekMode.End);
  file.writeSync(end);
  space.touch(name);
}

/** Videos with their tags behind the pictures, by their endings. */
const AT_THE_END: Readonly<Record<string, (space: Workspace, name: string) => void>> = {
  mp4: (space, name) => {
    const end = moov(track(SMALL_PICTURE), box("udta", tagList([["comment", infotext(1)]])));
    const start = ftyp("isom");
    const content = LENGTH - start.length - end.length - 8;
    putSparse(space, name, bytes(start, box("mdat", bytes(), content)), end);
  },
  mov: (space, name) => {
    const end = moov(track(SMALL_PICTURE), tagList([["Comment", infotext(2)]]));
    const start = ftyp("qt  ");
    const long = bytes(u32(1, "big"), "mdat", u32(0, "big"));
    const header = bytes(long, u32(LENGTH - start.length - end.length, "big"));
    putSparse(space, name, bytes(start, header), end);
  },
  mkv: (space, name) => {
    const end = tags(["COMMENT", infotext(3)]);
    const header = ebmlHeader("matroska");
    const places = seekHead([ID.tags, LENGTH - header.length - 12 - end.length]);
    const start = bytes(places, tracks(SMALL_PICTURE), CLUSTER);
    const segment = element(
      ID.segment,
      start,
      bytes([1, 0, 0, 0], u32(LENGTH - header.length - 12, "big")),
    );
    putSparse(space, name, bytes(header, segment), end);
  },
};

Deno.test(
  "of videos with their tags at the end a thousandth is read",
  inWorkspace(async (space) => {
    const endings = Object.keys(AT_THE_END);
    for (const ending of endings) {
      for (let n = 0; n < 10; n++) AT_THE_END[ending]?.(space, `${n}.${ending}`);
    }
    const { status, report } = await space.scan();
    const { bytes_read: read } = report.json as { readonly bytes_read: number };
    assert.deepEqual(status, { ok: 10 * endings.length });
    assert.ok(read < 10 * endings.length * LENGTH / 1000, `${read} bytes`);
    assert.deepEqual(
      space.sql(
        "SELECT DISTINCT kind, image_width AS w, image_height AS h, status_detail FROM files",
      ),
      [{ kind: "video", w: 8n, h: 16n, status_detail: null }],
    );
  }),
);

Deno.test(
  "each format says whether its files are videos",
  inWorkspace(async (space) => {
    for (const { format, file } of BUILDERS) space.put(`a${format.endings[0]}`, file([]));
    await space.scan();
    assert.deepEqual(
      space.sql("SELECT container FROM files WHERE kind = 'video' ORDER BY id").map(Object.values),
      VIDEOS.map(({ format }) => [format.name]).sort(),
    );
  }),
);

Deno.test(
  "a video is extracted, listed and searched as a picture is",
  inWorkspace(async (space) => {
    space.put("a.mp4", videoWith(infotext(7)));
    space.put("b.mp4", matroskaFile("webm", tracks(SMALL_PICTURE), CLUSTER));
    const { extract } = await space.scanAndExtract();
    assert.equal(extract.models, 1);
    assert.deepEqual(space.sql("SELECT container, metadata_source FROM files ORDER BY id"), [
      { container: "mp4", metadata_source: "mp4:comment" },
      { container: "webm", metadata_source: null },
    ]);
    assert.deepEqual(
      space.sql("SELECT seed, lora_count, status FROM image_details ORDER BY file_path"),
      [{ seed: 7n, lora_count: 1n, status: "ok" }, {
        seed: null,
        lora_count: 0n,
        status: "no_metadata",
      }],
    );
    assert.equal(space.value("SELECT count(*) FROM lora_usages"), 1n);
    assert.equal(space.value("SELECT count(*) FROM files_without_metadata"), 1n);
    assert.equal(space.value("SELECT count(*) FROM prompt_search('fern')"), 1n);
  }),
);

Deno.test(
  "a name keeps its row when a picture becomes a video, and the other way round",
  inWorkspace(async (space) => {
    const row = "SELECT id, kind, container, status FROM files";
    for (let n = 0; n < 2; n++) {
      space.put("a.webm", pngWith(infotext(1)));
      await space.scanAndExtract();
      assert.deepEqual(space.sql(row), [{ id: 1n, kind: "image", container: "png", status: "ok" }]);
      space.put("a.webm", videoWith(infotext(2)));
      await space.scanAndExtract();
      assert.deepEqual(space.sql(row), [{ id: 1n, kind: "video", container: "mp4", status: "ok" }]);
      assert.equal(space.value("SELECT seed FROM models"), 2n);
    }
    // What is not read any more is not another kind of file.
    space.put("a.webm", "");
    await space.scanAndExtract();
    assert.equal(space.value("SELECT kind FROM files"), "video");
  }),
);
