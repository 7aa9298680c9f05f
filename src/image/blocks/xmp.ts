/**
 * The texts in an XMP packet
 * (https://github.com/adobe/XMP-Toolkit-SDK/blob/main/docs/XMPSpecificationPart1.pdf, 7).
 *
 * @module
 */

import { decodeTextFile, decodeUtf16 } from "../../bytes/text.ts";
import type { TextEntry } from "../format.ts";
import { saxParser } from "./sax.ts";
import { XmpGatherer, type XmpProperty, XmpRefused, type XmpText } from "./xmp_gatherer.ts";
import { descriptionsBetweenTags } from "./xmp_malformed.ts";

const DESCRIPTION: XmpProperty = {
  key: "dc:description",
  source: "xmp:dc:description",
  namespace: "http://purl.org/dc/elements/1.1/",
  name: "description",
};

/** Properties that are read only under a wanted key. */
const OTHERS: readonly XmpProperty[] = [
  {
    key: "creatortool",
    source: "xmp:CreatorTool",
    namespace: "http://ns.adobe.com/xap/1.0/",
    name: "CreatorTool",
  },
  {
    key: "usercomment",
    source: "xmp:UserComment",
    namespace: "http://ns.adobe.com/exif/1.0/",
    name: "UserComment",
  },
  // ComfyUI's graphs: https://github.com/Comfy-Org/ComfyUI.
  ...["prompt", "workflow"].map((name) => ({
    key: name,
    source: `xmp:${name}`,
    namespace: "https://github.com/Comfy-Org/ComfyUI",
    name,
  })),
];

/** More attributes than any element has; the parser's time grows with their square. */
const MAX_ATTRIBUTES = 4096;
/** Characters that the parser is fed at once, to look at the attributes between them. */
const PIECE = 16 * 1024;

/** The texts of a packet, in its order. */
export interface XmpEntries {
  readonly descriptions: readonly TextEntry[];
  /** Those under wanted keys beyond that. */
  readonly others: readonly TextEntry[];
}

/** Decodes XMP: UTF-8, or UTF-16 that a byte order mark or the zero byte beside `<` gives away. */
function decodePacket(packet: Uint8Array): string {
  const [first, second] = packet;
  if (first === 0x3c && second === 0) return decodeUtf16(packet, true);
  if (first === 0 && second === 0x3c) return decodeUtf16(packet, false);
  return decodeTextFile(packet);
}

/** Gathers the texts of properties; throws `XmpRefused` where the packet is malformed, cut off or hostile. */
function gather(text: string, gatherer: XmpGatherer): void {
  const parser = saxParser();
  parser.onopentag = (element) => gatherer.open(element);
  parser.onclosetag = () => gatherer.close();
  parser.ontext = parser.oncdata = (piece) => gatherer.text(piece);
  parser.onerror = ({ message }) => {
    throw new XmpRefused(message);
  };
  for (let start = 0; start < text.length; start += PIECE) {
    parser.write(text.slice(start, start + PIECE));
    if (parser.attribList.length > MAX_ATTRIBUTES) throw new XmpRefused("too many attributes");
  }
  parser.close();
}

function textsOf(text: string, properties: readonly XmpProperty[]): readonly XmpText[] {
  const gatherer = new XmpGatherer(properties);
  try {
    gather(text, gatherer);
  } catch (error) {
    if (!(error instanceof XmpRefused)) throw error;
    // what was complete before that counts
    if (!gatherer.texts.some(({ property }) => property === DESCRIPTION)) {
      const texts = descriptionsBetweenTags(text);
      return [...gatherer.texts, ...texts.map((text) => ({ property: DESCRIPTION, text }))];
    }
  }
  return gatherer.texts;
}

/**
 * Reads the texts of `dc:description` and of wanted properties in an XMP packet, one for each time they occur: as an
 * element, as an attribute, or as an `rdf:Alt`, of which `x-default` is preferred. Names are resolved by
 * namespace. A malformed packet, such as one with an unescaped `<lora:…>`, is read as the text between the tags.
 *
 * @param packet The bytes; they are not looked at again later.
 * @param keys Wanted keys: `creatortool`, `usercomment`, `prompt`, `workflow`; all others are passed over.
 *
 * @example
 * ```ts
 * import { xmpEntries } from "./xmp.ts";
 * const packet = `<d xmlns:dc="http://purl.org/dc/elements/1.1/" dc:description="a &lt;b&gt;"/>`;
 * const [entry] = xmpEntries(new TextEncoder().encode(packet), []).descriptions;
 * if (entry?.read() !== "a <b>") throw new Error("not unescaped");
 * ```
 */
export function xmpEntries(packet: Uint8Array, keys: readonly string[]): XmpEntries {
  const text = decodePacket(packet).replace(/\0+/g, "");
  const wanted = [DESCRIPTION, ...OTHERS.filter(({ key }) => keys.includes(key))];
  // Most packets hold none of them, which spares them the parser.
  const properties = wanted.filter((property) =>
    text.includes(property.name) &&
    (property === DESCRIPTION || text.includes(property.namespace))
  );
  const texts = properties.length === 0 ? [] : textsOf(text, properties);
  const entries = (isDescription: boolean): TextEntry[] =>
    texts.filter(({ property }) => (property === DESCRIPTION) === isDescription)
      .map(({ property: { key, source }, text }) => ({ key, source, read: () => text }));
  return { descriptions: entries(true), others: entries(false) };
}
