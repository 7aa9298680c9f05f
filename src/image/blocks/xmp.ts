/**
 * The description in an XMP packet.
 *
 * @module
 */

import { type LocalisedText, preferredText } from "./localised_text.ts";
import { type SaxElement, saxParser } from "./sax.ts";
import { decodeTextFile, decodeUtf16 } from "../../bytes/text.ts";
import { descriptionsBetweenTags } from "./xmp_malformed.ts";

const DC = "http://purl.org/dc/elements/1.1/";
const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const XML = "http://www.w3.org/XML/1998/namespace";
const XMLNS = "http://www.w3.org/2000/xmlns/";

/** Deeper packets are not read as XML; real ones are about 8 deep. */
const MAX_DEPTH = 64;
/** More attributes than any element has; the parser's time grows with their square. */
const MAX_ATTRIBUTES = 4096;
/** The parser is fed in pieces, to look at the attributes between them. */
const PIECE = 16 * 1024;
/** What the elements of a packet may cost; thousands of them cost a tenth of it. */
const MAX_COST = 500_000;
/** What an element costs by itself; each namespace in scope adds 1, since the parser walks all of them at its end. */
const ELEMENT_COST = 8;

/** XMP is UTF-8, or UTF-16 that a byte order mark or the zero byte beside `<` gives away. */
function decodePacket(packet: Uint8Array): string {
  const [first, second] = packet;
  if (first === 0x3c && second === 0) return decodeUtf16(packet, true);
  if (first === 0 && second === 0x3c) return decodeUtf16(packet, false);
  return decodeTextFile(packet);
}

function is(name: { uri: string; local: string }, uri: string, local: string): boolean {
  return name.uri === uri && name.local === local;
}

/** Gathers the descriptions while the parser walks the packet. */
class DescriptionGatherer {
  readonly descriptions: string[] = [];
  #depth = 0;
  #descriptionDepth = 0;
  #direct = "";
  #items: LocalisedText[] = [];
  #itemDepth = 0;
  #cost = 0;
  /** How many namespaces each open element declares. */
  readonly #declared: number[] = [];
  #namespaces = 0;

  open(element: SaxElement): void {
    if (++this.#depth > MAX_DEPTH) throw new RangeError("XMP is nested too deep");
    const attributes = Object.values(element.attributes);
    this.#pay(attributes.filter(({ uri }) => uri === XMLNS).length);
    if (this.#descriptionDepth === 0) {
      for (const attribute of attributes) {
        if (is(attribute, DC, "description")) this.descriptions.push(attribute.value);
      }
      if (is(element, DC, "description")) {
        [this.#descriptionDepth, this.#direct, this.#items] = [this.#depth, "", []];
      }
    } else if (this.#itemDepth === 0 && is(element, RDF, "li")) {
      const language = attributes.find((attribute) => is(attribute, XML, "lang"))?.value ?? null;
      this.#items.push({ language, text: "" });
      this.#itemDepth = this.#depth;
    }
  }

  text(text: string): void {
    const item = this.#items.at(-1);
    if (this.#itemDepth > 0 && item !== undefined) item.text += text;
    else if (this.#descriptionDepth > 0) this.#direct += text;
  }

  close(): void {
    if (this.#depth === this.#itemDepth) this.#itemDepth = 0;
    if (this.#depth === this.#descriptionDepth) {
      this.descriptions.push(preferredText(this.#items) ?? this.#direct);
      this.#descriptionDepth = 0;
    }
    this.#namespaces -= this.#declared.pop() ?? 0;
    this.#depth--;
  }

  #pay(declared: number): void {
    this.#declared.push(declared);
    this.#namespaces += declared;
    this.#cost += ELEMENT_COST + this.#namespaces;
    if (this.#cost > MAX_COST) throw new RangeError("XMP has too many elements");
  }
}

/**
 * The texts of `dc:description` in an XMP packet, one for each time it occurs: as an element, as an
 * attribute, or as an `rdf:Alt`, of which `x-default` is preferred. Names are resolved by namespace.
 * A malformed packet, such as one with an unescaped `<lora:…>`, is read as the text between the tags.
 *
 * @example
 * ```ts
 * import { xmpDescriptions } from "./xmp.ts";
 * const packet = `<d xmlns:dc="http://purl.org/dc/elements/1.1/" dc:description="a &lt;b&gt;"/>`;
 * const [text] = xmpDescriptions(new TextEncoder().encode(packet));
 * if (text !== "a <b>") throw new Error(text);
 * ```
 */
export function xmpDescriptions(packet: Uint8Array): string[] {
  const text = decodePacket(packet).replaceAll("\0", "");
  if (!text.includes("description")) return []; // spares most packets the parser
  const gatherer = new DescriptionGatherer();
  const parser = saxParser();
  parser.onopentag = (element) => gatherer.open(element);
  parser.onclosetag = () => gatherer.close();
  parser.ontext = parser.oncdata = (piece) => gatherer.text(piece);
  parser.onerror = (error) => {
    throw error;
  };
  try {
    for (let start = 0; start < text.length; start += PIECE) {
      parser.write(text.slice(start, start + PIECE));
      if (parser.attribList.length > MAX_ATTRIBUTES) throw new RangeError("too many attributes");
    }
    parser.close();
  } catch {
    // malformed, cut off or hostile; what was complete before that counts
    if (gatherer.descriptions.length === 0) return descriptionsBetweenTags(text);
  }
  return gatherer.descriptions;
}
