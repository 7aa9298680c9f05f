/**
 * The part of an infotext above the parameters line: positive prompt, negative prompt, templates.
 *
 * @module
 */
import { lineStarts } from "../../record/engine.ts";

/** Prompts and templates above the parameters line. */
export interface Sections {
  readonly positive: string;
  readonly negative: string;
  /** Whether a `Negative prompt:` header was found. */
  readonly hasNegative: boolean;
  /** `Template:` and `Negative Template:` lines by their label, each possibly of many lines. */
  readonly templates: Template[];
}

type Template = readonly [label: string, text: string];

/** A line's beginning that opens a section. */
export interface Header {
  /** The label of a template; `undefined` for `Negative prompt:`. */
  readonly template: string | undefined;
  /** Start of the section's text. */
  readonly end: number;
}

const HEADER = /[^\S\n]*(?:negative prompt|((?:negative )?template)):/iy;

/** The header that stands at the beginning of a line, or `null`. */
export function headerAt(text: string, lineStart: number): Header | null {
  if (isOtherLetter(text.charCodeAt(lineStart))) return null;
  HEADER.lastIndex = lineStart;
  const found = HEADER.exec(text);
  return found === null ? null : { template: found[1], end: HEADER.lastIndex };
}

const LOWER_CASE = 0x20;
const [LETTER_A, LETTER_N, LETTER_T, LETTER_Z] = [0x61, 0x6e, 0x74, 0x7a];

/** Whether a line that begins so can be no header: with any other letter than `N` and `T`. It takes a hundredth off parsing. */
function isOtherLetter(unit: number): boolean {
  const letter = unit | LOWER_CASE;
  return letter >= LETTER_A && letter <= LETTER_Z && letter !== LETTER_N && letter !== LETTER_T;
}

/**
 * Sorts lines into prompts and templates; what follows a header belongs to it.
 *
 * @param starts Where the lines of the text begin; more may follow.
 */
export function readSections(text: string, starts: readonly number[] = lineStarts(text)): Sections {
  let positive = "";
  let negative: string | null = null;
  const templates: Template[] = [];
  let open: Header | null = null;
  const close = (end: number): void => {
    if (open === null) positive = text.slice(0, Math.max(0, end)).trim();
    else if (open.template !== undefined) {
      templates.push([open.template, text.slice(open.end, end).trim()]);
    } else {
      const more = text.slice(open.end, end);
      negative = negative === null ? more : `${negative}\n${more.replace(/^[^\S\n]+/, "")}`;
    }
  };
  for (let i = 0; i < starts.length; i++) {
    const lineStart = starts[i] as number;
    const header = lineStart < text.length ? headerAt(text, lineStart) : null;
    if (header === null) continue;
    close(lineStart - 1);
    open = header;
  }
  close(text.length);
  // TypeScript does not see what `close` assigns.
  const found = negative as string | null;
  return { positive, negative: found?.trim() ?? "", hasNegative: found !== null, templates };
}

/** The templates in the lines below the parameters line; other lines there count only as part of one. */
export function readTemplates(text: string): Template[] {
  const templates: Template[] = [];
  let open: Header | null = null;
  const close = (end: number): void => {
    if (open?.template !== undefined) {
      templates.push([open.template, text.slice(open.end, end).trim()]);
    }
  };
  for (const lineStart of lineStarts(text)) {
    const header = headerAt(text, lineStart);
    if (header?.template === undefined) continue;
    close(lineStart - 1);
    open = header;
  }
  close(text.length);
  return templates;
}
