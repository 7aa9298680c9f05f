/** Pictures of the SQL suite: a text in every place of every format, and what is cut off, broken, or none. */
import { bytes, utf8 } from "../fixtures/bytes.ts";
import { BUILDERS } from "../fixtures/formats/builders.ts";
import { chunk, iTXt, png, tEXt, zTXt } from "../fixtures/png.ts";

/** A file with a name. */
export interface NamedPicture {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const TEXT = "a moss garden, œ 富 🌿 <lora:moss:0.8>\n" +
  "Negative prompt: blurry\nSteps: 20, Sampler: Euler, Seed: 18446744073709551615, Size: 8x8";

const PLACES: readonly NamedPicture[] = BUILDERS.flatMap(({ format, places, file }) =>
  places.map((place) => ({
    name: `${format.name}, ${place.name}`,
    bytes: file([place.part(TEXT)], "before"),
  }))
);

const LATIN1 = Uint8Array.from("caf\xe9\nSteps: 9, Seed: 1", (letter) => letter.charCodeAt(0));
const COMPRESSED = iTXt("parameters", TEXT, { isCompressed: true });
/** Where the stream of a compressed iTXt chunk has its middle. */
const MIDDLE = COMPRESSED.length - 40;

/** Signature and header of a PNG. */
const PNG_START = png().subarray(0, 33);

const OTHERS: Readonly<Record<string, Uint8Array>> = {
  "Latin-1": png({ before: [tEXt("parameters", LATIN1)] }),
  "NUL and byte order mark": png({ before: [iTXt("parameters", `\uFEFF${TEXT}\0\0`)] }),
  "the last counts": png({
    before: [tEXt("parameters", "a\nSteps: 1"), zTXt("parameters", utf8(TEXT))],
  }),
  "another program": png({ before: [tEXt("Software", "Paint")] }),
  "a graph": png({ before: [tEXt("prompt", '{"1": {"class_type": "KSampler", "inputs": {}}}')] }),
  "without a text": png({ before: [] }),
  "cut off": png({ before: [iTXt("parameters", TEXT)] }).subarray(0, 120),
  "a stream that is cut off": bytes(PNG_START, COMPRESSED.subarray(0, MIDDLE)),
  "a stream that is broken": png({
    before: [
      bytes(COMPRESSED.subarray(0, MIDDLE), [0xff, 0xff, 0xff], COMPRESSED.subarray(MIDDLE + 3)),
    ],
  }),
  "no stream": png({ before: [chunk("zTXt", utf8("parameters\0\0no stream"))] }),
  "a page": utf8("<!doctype html><title>Not found</title>"),
  "nothing": new Uint8Array(0),
};

/** All of them. */
export const PICTURES: readonly NamedPicture[] = [
  ...PLACES,
  ...Object.entries(OTHERS).map(([name, bytes]) => ({ name, bytes })),
];
