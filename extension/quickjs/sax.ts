/**
 * Stands in for `src/image/blocks/sax.ts`: the bundle carries the XML parser, so that nothing is loaded later.
 *
 * @module
 */
import sax from "sax";
import type { SaxParser } from "../../src/image/blocks/sax.ts";

sax.MAX_BUFFER_LENGTH = Infinity; // the packet is in memory already, and within its budget

/** Loads nothing. */
export function loadXmlParser(): Promise<void> {
  return Promise.resolve();
}

/** Makes a strict parser that resolves namespaces; it knows no entities but those of XML, and no DTD. */
export function saxParser(): SaxParser {
  return sax.parser(true, { xmlns: true, position: false });
}
