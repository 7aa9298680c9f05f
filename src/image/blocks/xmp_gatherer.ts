/**
 * Gathering the texts of properties while a parser walks an XMP packet
 * (https://github.com/adobe/XMP-Toolkit-SDK/blob/main/docs/XMPSpecificationPart1.pdf, 7.4 to 7.9).
 *
 * @module
 */

import { type LocalisedText, preferredText } from "./localised_text.ts";
import type { SaxElement } from "./sax.ts";

const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const XML = "http://www.w3.org/XML/1998/namespace";
const XMLNS = "http://www.w3.org/2000/xmlns/";

/** Deeper packets are not read as XML; real ones are about 8 deep. */
const MAX_DEPTH = 64;
/** Most that the elements of a packet may cost; thousands of them cost a tenth of it. */
const MAX_COST = 500_000;
/** Cost of an element by itself; each namespace in scope adds 1, since the parser walks all of them at its end. */
const ELEMENT_COST = 8;

/** A property whose text is gathered. */
export interface XmpProperty {
  /** Its key as a text of a picture. */
  readonly key: string;
  /** The value for `files.metadata_source`. */
  readonly source: string;
  readonly namespace: string;
  /** Its name within the namespace. */
  readonly name: string;
}

/** One text of a property. */
export interface XmpText {
  readonly property: XmpProperty;
  readonly text: string;
}

/** The packet is not well-formed, or costs more to read than any real one. */
export class XmpRefused extends Error {
  override readonly name = "XmpRefused";
}

function is(name: { uri: string; local: string }, uri: string, local: string): boolean {
  return name.uri === uri && name.local === local;
}

/** Takes a parser's events; throws `XmpRefused` for a packet that costs too much. */
export class XmpGatherer {
  /** The texts found so far, in the order of the packet. */
  readonly texts: XmpText[] = [];
  private readonly properties: readonly XmpProperty[];
  private depth = 0;
  private inside: XmpProperty | null = null;
  private propertyDepth = 0;
  private direct = "";
  private items: LocalisedText[] = [];
  private itemDepth = 0;
  private cost = 0;
  /** Namespaces that each open element declares. */
  private readonly declared: number[] = [];
  private namespaces = 0;

  constructor(properties: readonly XmpProperty[]) {
    this.properties = properties;
  }

  /** An element begins. */
  open(element: SaxElement): void {
    if (++this.depth > MAX_DEPTH) throw new XmpRefused("nested too deep");
    const attributes = Object.values(element.attributes);
    this.pay(attributes.filter(({ uri }) => uri === XMLNS).length);
    if (this.inside === null) {
      for (const attribute of attributes) {
        const property = this.propertyOf(attribute);
        if (property !== null) this.texts.push({ property, text: attribute.value });
      }
      this.inside = this.propertyOf(element);
      if (this.inside !== null) {
        [this.propertyDepth, this.direct, this.items] = [this.depth, "", []];
      }
    } else if (this.itemDepth === 0 && is(element, RDF, "li")) {
      const language = attributes.find((attribute) => is(attribute, XML, "lang"))?.value ?? null;
      this.items.push({ language, text: "" });
      this.itemDepth = this.depth;
    }
  }

  /** Text between tags. */
  text(text: string): void {
    const item = this.items[this.items.length - 1];
    if (this.itemDepth > 0 && item !== undefined) item.text += text;
    else if (this.inside !== null) this.direct += text;
  }

  /** The innermost open element ends. */
  close(): void {
    if (this.depth === this.itemDepth) this.itemDepth = 0;
    if (this.inside !== null && this.depth === this.propertyDepth) {
      const text = preferredText(this.items) ?? this.direct;
      this.texts.push({ property: this.inside, text });
      this.inside = null;
    }
    this.namespaces -= this.declared.pop() ?? 0;
    this.depth--;
  }

  private propertyOf(name: { uri: string; local: string }): XmpProperty | null {
    return this.properties.find((property) => is(name, property.namespace, property.name)) ?? null;
  }

  private pay(declared: number): void {
    this.declared.push(declared);
    this.namespaces += declared;
    this.cost += ELEMENT_COST + this.namespaces;
    if (this.cost > MAX_COST) throw new XmpRefused("too many elements");
  }
}
