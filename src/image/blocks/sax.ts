/**
 * The XML parser, loaded when the first XMP packet needs it.
 *
 * @module
 */

/** An attribute with its name resolved. */
export interface SaxAttribute {
  readonly uri: string;
  readonly local: string;
  readonly value: string;
}

/** An element with its name resolved. */
export interface SaxElement {
  readonly uri: string;
  readonly local: string;
  readonly attributes: Readonly<Record<string, SaxAttribute>>;
}

/** The parser of npm:sax in strict mode with namespaces, as far as it is used. */
export interface SaxParser {
  onopentag: (element: SaxElement) => void;
  onclosetag: () => void;
  ontext: (text: string) => void;
  oncdata: (text: string) => void;
  onerror: (error: Error) => void;
  /** The attributes of the element that is being read. */
  readonly attribList: readonly unknown[];
  write(text: string): void;
  /** Ends the text; an error when an element is still open. */
  close(): void;
}

interface SaxModule {
  MAX_BUFFER_LENGTH: number;
  parser(strict: boolean, options: { xmlns: boolean; position: boolean }): SaxParser;
}

let loaded: SaxModule | undefined;

/** Loads the parser, for a program that may not read its files later. */
export async function loadXmlParser(): Promise<void> {
  loaded ??= unlimited((await import("sax")).default);
}

function load(): SaxModule {
  const require = globalThis.process.getBuiltinModule("node:module").createRequire(import.meta.url);
  return unlimited(require("sax"));
}

function unlimited(sax: SaxModule): SaxModule {
  sax.MAX_BUFFER_LENGTH = Infinity; // the packet is in memory already, and within its budget
  return sax;
}

/** Makes a strict parser that resolves namespaces; it knows no entities but those of XML, and no DTD. */
export function saxParser(): SaxParser {
  loaded ??= load();
  return loaded.parser(true, { xmlns: true, position: false });
}
