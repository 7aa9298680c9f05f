/**
 * Text in several languages, as XMP has it
 * (https://github.com/adobe/XMP-Toolkit-SDK/blob/main/docs/XMPSpecificationPart1.pdf, 8.2.2.4).
 *
 * @module
 */

/** One text with the language it is in. */
export interface LocalisedText {
  readonly language: string | null;
  text: string;
}

/** Picks the text for `x-default`, else the first; null when there is none. */
export function preferredText(texts: readonly LocalisedText[]): string | null {
  const chosen = texts.find(({ language }) => language === "x-default") ?? texts[0];
  return chosen?.text ?? null;
}
