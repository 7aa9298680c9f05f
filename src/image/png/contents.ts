/**
 * The content of PNG text chunks (https://www.w3.org/TR/png-3/#11textinfo).
 *
 * @module
 */

import type { BlockReader } from "../../bytes/block_reader.ts";
import { withoutCutCharacter } from "../../bytes/text.ts";
import type { TextChunk } from "./chunks.ts";

/** The content of a text chunk as bytes, with whether it is UTF-8 for sure. */
export interface Content {
  readonly bytes: Uint8Array;
  readonly isUtf8: boolean;
}

function afterNul(bytes: Uint8Array): Uint8Array {
  const nul = bytes.indexOf(0);
  return nul < 0 ? bytes.subarray(bytes.length) : bytes.subarray(nul + 1);
}

function inflated(
  reader: BlockReader,
  what: string,
  method: number,
  stream: Uint8Array,
): Uint8Array | null {
  if (method !== 0) {
    reader.note(`${what} is compressed in an unknown way`);
    return null;
  }
  return reader.inflate(stream, what);
}

function contentOf(reader: BlockReader, chunk: TextChunk): Content | null {
  const what = `chunk ${chunk.type} at byte ${chunk.at}`;
  const data = reader.block(chunk, what);
  if (data === null || data.length === 0) return null;
  if (chunk.type === "tEXt" || chunk.type === "comf") return { bytes: data, isUtf8: false };
  if (chunk.type === "zTXt") {
    const bytes = inflated(reader, what, data[0] ?? 0, data.subarray(1));
    return bytes && { bytes, isUtf8: false };
  }
  const [isCompressed, method = 0] = data;
  const text = afterNul(afterNul(data.subarray(2))); // language, then translated keyword
  const bytes = isCompressed === 1 ? inflated(reader, what, method, text) : text;
  return bytes && { bytes, isUtf8: true };
}

/**
 * Reads the chunks under one keyword, each when its turn comes: sound ones before damaged ones, the last first
 * among either. The bytes are valid until the next turn.
 */
export function* contents(reader: BlockReader, chunks: readonly TextChunk[]): Generator<Content> {
  const damaged: Content[] = [];
  for (const chunk of chunks.slice().reverse()) {
    const before = reader.damages;
    const isCut = chunk.offset + chunk.length > reader.size;
    const content = contentOf(reader, chunk);
    if (content === null) continue;
    if (!isCut && before === reader.damages) yield content;
    else damaged.push({ bytes: soundStart(content.bytes).slice(), isUtf8: content.isUtf8 });
  }
  yield* damaged;
}

/** Cuts off what is not of the text: a text holds no NUL, so it ends at one; half a character does not count either. */
function soundStart(bytes: Uint8Array): Uint8Array {
  const nul = bytes.indexOf(0);
  return withoutCutCharacter(nul < 0 ? bytes : bytes.subarray(0, nul));
}
