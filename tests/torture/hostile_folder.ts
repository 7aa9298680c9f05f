/** A folder that a stranger made, and what a scan has to say of each file in it. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { bytes, u16, u32, utf8 } from "../fixtures/bytes.ts";
import { exifSegment, jpeg, xmpSegment } from "../fixtures/jpeg.ts";
import { chunk, iTXt, png, tEXt, zTXt } from "../fixtures/png.ts";
import { commentTiff, TAG, tiff } from "../fixtures/tiff.ts";
import { webp } from "../fixtures/webp.ts";
import { descriptionRdf, xmpText } from "../fixtures/xmp.ts";
import { infotext, pngWith, type Workspace } from "../support/workspace.ts";
import { hostileBoxes } from "./hostile_boxes.ts";
import { measured } from "./measured.ts";

const MIB = 1 << 20;
/** Growing without bound takes more than twice as much. */
const MAX_MIB = 1000;
/** Of the processor. */
const MAX_SECONDS = 240;
/** The longest text that is read. */
const LONGEST = 16 * MIB - 1000;

/** A file, and what its row must say. */
export interface HostileFile {
  readonly name: string;
  readonly content: Uint8Array;
  readonly status: "ok" | "no_metadata" | "unrecognized" | "unreadable";
  /** What `status_detail` says; NULL when not given. */
  readonly detail?: RegExp;
  /** A JSON file beside it. */
  readonly sidecar?: string;
}

/** JSON that nests as deeply as a sidecar can be long. */
export const BRACKETS = "[".repeat(8 * MIB) + "]".repeat(8 * MIB);

const TEXT = infotext(1);

function repeated(text: string, size: number): string {
  return text.repeat(Math.ceil(size / text.length)).slice(0, size);
}

function xmpPng(packet: string): Uint8Array {
  return png({ before: [iTXt("XML:com.adobe.xmp", packet, { isCompressed: true })] });
}

/** A chain of directories of which the last points to the first. */
function loopingExif(): Uint8Array {
  const entry = (to: number): Uint8Array =>
    bytes(
      u16(1, "little"),
      u16(TAG.exifIfd, "little"),
      u16(4, "little"),
      u32(1, "little"),
      u32(to, "little"),
      u32(0, "little"),
    );
  return bytes("II*\0", u32(8, "little"), entry(26), entry(8));
}

const FAR = {
  ifd: "0",
  tag: TAG.userComment,
  type: 7,
  value: utf8("short"),
  count: 0xffffffff,
} as const;

const NAMESPACES = Array.from({ length: 4000 }, (_, n) => ` xmlns:a${n}="u"`).join("");
const DESCRIPTION = descriptionRdf([{ language: "x-default", text: TEXT.replaceAll("<", "&lt;") }]);
const ENTITIES = `<!DOCTYPE x [<!ENTITY a "${"a".repeat(1000)}">${
  "bcdefgh".split("").map((name, n) => `<!ENTITY ${name} "${`&${"abcdefg"[n]};`.repeat(100)}">`)
    .join("")
}]>`;

/** Files by what is wrong with them. */
function hostileFiles(): readonly HostileFile[] {
  const bomb = zTXt("parameters", new Uint8Array(64 * MIB).fill(0x61));
  return [
    { name: "good.png", content: pngWith(TEXT), status: "ok" },
    {
      name: "bomb.png",
      content: png({ before: [bomb] }),
      status: "unreadable",
      detail: /inflates to more/,
    },
    {
      name: "itxt_bomb.png",
      content: png({ before: [iTXt("parameters", "a".repeat(17 * MIB), { isCompressed: true })] }),
      status: "unreadable",
      detail: /inflates to more/,
    },
    {
      name: "profile_bomb.png",
      content: png({
        before: [zTXt("Raw profile type exif", `\nexif\n 99999999\n${"4".repeat(17 * MIB)}`)],
      }),
      status: "unreadable",
      detail: /inflates to more/,
    },
    {
      name: "bomb_and_text.png",
      content: png({ before: [bomb], after: [tEXt("Comment", TEXT)] }),
      status: "ok",
      detail: /inflates to more/,
    },
    {
      name: "long_text.png",
      content: png({ before: [zTXt("parameters", repeated("a, ", LONGEST))] }),
      status: "ok",
    },
    {
      name: "long_json.png",
      content: png({ before: [zTXt("parameters", repeated("[", LONGEST))] }),
      status: "unrecognized",
    },
    {
      name: "long_pairs.png",
      content: png({ before: [zTXt("parameters", `Steps: 1${repeated(",a:1", LONGEST - 8)}`)] }),
      status: "ok",
    },
    {
      name: "long_list.png",
      content: png({
        before: [
          zTXt("parameters", `a\nSteps: 1, Lora hashes: "${repeated("a:b,", LONGEST - 40)}"`),
        ],
      }),
      status: "ok",
    },
    {
      name: "four_gigabytes.png",
      content: png({ before: [chunk("abCd", bytes("parameters\0"), 0xffffffff)] }),
      status: "unreadable",
      detail: /cut off/,
    },
    {
      name: "four_gigabytes.webp",
      content: webp([bytes("EXIF", u32(0xfffffffe, "little"))]),
      status: "unreadable",
      detail: /cut off/,
    },
    {
      name: "exif_loop.jpg",
      content: jpeg([exifSegment(loopingExif())]),
      status: "unreadable",
      detail: /loop/,
    },
    {
      name: "exif_count.jpg",
      content: jpeg([exifSegment(tiff("II", [FAR]))]),
      status: "unreadable",
      detail: /beyond its block/,
    },
    {
      name: "exif_far.jpg",
      content: jpeg([exifSegment(bytes("MM\0*", u32(0x7fffffff, "big")))]),
      status: "unreadable",
      detail: /outside its block/,
    },
    {
      name: "entities.jpg",
      content: jpeg([
        xmpSegment(utf8(ENTITIES + xmpText(DESCRIPTION.replace("fern", "fern &h;")))),
      ]),
      status: "ok",
    },
    {
      name: "nested.png",
      content: xmpPng(xmpText("<a>".repeat(100_000) + DESCRIPTION)),
      status: "ok",
    },
    {
      name: "namespaces.png",
      content: xmpPng(`<a${NAMESPACES}>${"<b/>".repeat(100_000)}${DESCRIPTION}</a>`),
      status: "ok",
    },
    {
      name: "tiny_chunks.png",
      content: png({
        before: [
          ...Array<Uint8Array>(100_000).fill(chunk("abCd", bytes())),
          tEXt("parameters", TEXT),
        ],
      }),
      status: "ok",
    },
    {
      name: "fill_bytes.jpg",
      content: bytes([0xff, 0xd8], new Uint8Array(33 * MIB).fill(0xff)),
      status: "unreadable",
      detail: /budget/,
    },
    {
      name: "comment.jpg",
      content: jpeg([exifSegment(commentTiff("II", utf8(`UNICODE\0${TEXT}`)))]),
      status: "ok",
    },
    {
      name: "new\nline '\"; DROP TABLE files; --\x1b[2J.png",
      content: pngWith(TEXT),
      status: "ok",
    },
    ...hostileBoxes(TEXT),
    { name: "empty.png", content: bytes(), status: "unreadable", detail: /empty/ },
    { name: "brackets.png", content: png(), status: "no_metadata", sidecar: BRACKETS },
  ];
}

/** So many come first that the others are read ahead in a second thread. */
const PLAIN_FILES = 2500;

/** What is no regular file, and is passed over: a pipe would be waited for, a folder and a loop lead nowhere. */
function addStrangeEntries(space: Workspace): void {
  spawnSync("mkfifo", [space.at("pipe.png"), space.at("pipe.txt")]);
  Deno.mkdirSync(space.at("folder.png"));
  Deno.symlinkSync("loop.png", space.at("loop.png"));
  Deno.symlinkSync("nowhere.png", space.at("broken.png"));
  Deno.symlinkSync("pipe.png", space.at("to_pipe.png"));
  Deno.symlinkSync(".", space.at("again"));
  Deno.symlinkSync("/dev/zero", space.at("endless.png"));
  // A path that is longer than the system takes.
  spawnSync("sh", [
    "-c",
    `for i in $(seq 40); do mkdir ${"d".repeat(120)} && cd ${"d".repeat(120)}; done`,
  ], {
    cwd: space.pictures,
  });
  spawnSync("sh", ["-c", 'cp good.png "$(printf "caf\\351.png")"'], { cwd: space.pictures });
}

/**
 * Extracts the folder with the heap of a small machine, and asserts what has to stand in the database then.
 *
 * @returns How many files, and what they took.
 */
export async function checkHostileFolder(
  space: Workspace,
): Promise<{ files: number; peakMiB: number; seconds: number }> {
  const files = hostileFiles();
  for (const { name, content, sidecar } of files) {
    space.put(name, content);
    if (sidecar !== undefined) space.put(name.replace(/\.\w+$/, ".json"), sidecar);
  }
  for (let n = 0; n < PLAIN_FILES; n++) space.put(`0${n}.png`, pngWith(TEXT));
  addStrangeEntries(space);
  const { stdout, stderr, status, peakMiB, seconds } = await measured(
    ...["extract", space.database, space.pictures, "--json"],
  );
  assert.equal(stderr, "");
  assert.equal(status, 1);
  const { scan, extract } = JSON.parse(stdout);
  const reasons: string[] = scan.errors.map(({ reason }: { reason: string }) => reason);
  assert.equal(reasons.length, 1, "the folder whose path is too long");
  assert.match(reasons[0] ?? "", /too long/i);
  assert.equal(scan.unnamed, 1, "the name that is no UTF-8");
  assert.equal(scan.added, files.length + PLAIN_FILES);
  assert.equal(extract.failed, 0);
  for (const file of files) checkRow(space, file);
  const read = files.filter((file) => file.status === "ok").length;
  assert.equal(space.value("SELECT count(*) FROM models"), BigInt(read + PLAIN_FILES));
  assert.ok(peakMiB < MAX_MIB, `${peakMiB} MiB`);
  assert.ok(seconds < MAX_SECONDS, `${seconds} s`);
  assert.equal((await space.scan()).rows_written, 0);
  return { files: files.length, peakMiB, seconds };
}

function checkRow(space: Workspace, { name, status, detail }: HostileFile): void {
  const [row] = space.sql(
    "SELECT status, status_detail, length(metadata_json) AS length FROM files WHERE file_path = ?",
    space.at(name),
  );
  assert.equal(row?.status, status, `${name}: ${row?.status_detail}`);
  if (detail === undefined) assert.equal(row?.status_detail, null, name);
  else assert.match(String(row?.status_detail), detail, name);
  if (name === "entities.jpg") assert.ok(Number(row?.length) < 5000, "entities were expanded");
}
