/**
 * The examples in comments and documents, as modules.
 *
 * @module
 */
import { walkSync } from "../support/walk.ts";

/** Code in a document or a comment. */
export interface Example {
  /** The file it stands in, relative to the root. */
  readonly path: string;
  /** The line of its fence, from 1. */
  readonly line: number;
  /** The code, without the comment's asterisks. */
  readonly code: string;
}

/** A block of TypeScript that is to be run; one marked `ts ignore` is not. */
const BLOCK = /^([ \t]*(?:\* )?)```ts\n([\s\S]*?)^[ \t]*(?:\* )?```$/gm;

/** What carries examples. */
const PLACES = ["mod.ts", "cli.ts", "src/", "docs/", "README.md", "CONTRIBUTING.md", "SECURITY.md"];

/** All examples of the project, file by file. */
export function examples(root: URL): Example[] {
  return PLACES.flatMap((place) => walkSync(root, place))
    .filter((path) => /\.(?:ts|md)$/.test(path))
    .flatMap((path) => examplesOf(path, Deno.readTextFileSync(new URL(path, root))));
}

/** The examples of one file; those of a comment lose its asterisks. */
export function examplesOf(path: string, text: string): Example[] {
  return [...text.matchAll(BLOCK)].map(({ index, 2: code = "" }) => ({
    path,
    line: text.slice(0, index).split("\n").length,
    code: path.endsWith(".ts") ? code.replace(/^[ \t]*\* ?/gm, "") : code,
  }));
}

/**
 * The example as a module that may stand anywhere: its imports are absolute, and what its own file
 * exports is there as `deno test --doc` gives it.
 *
 * @param exported The names of the file's exports; none for a document.
 */
export function asModule(example: Example, root: URL, exported: readonly string[]): string {
  const file = new URL(example.path, root);
  const code = example.code.replace(
    /(\bfrom\s*|^import\s*|\bimport\()"(\.{1,2}\/[^"]*)"/gm,
    (_, before: string, path: string) => `${before}${JSON.stringify(new URL(path, file).href)}`,
  );
  // Of an import only what it names: a folder above may be called as a function is.
  const imports = Array.from(code.matchAll(/^import\s([^;"]*)/gm), ([, named]) => named).join(" ");
  const names = exported.filter((name) => {
    const word = new RegExp(`(?<![\\w$])${name}(?![\\w$])`);
    return word.test(code) && !word.test(imports);
  });
  const own = names.length === 0
    ? ""
    : `import { ${names.join(", ")} } from ${JSON.stringify(file.href)};`;
  return `${own}${code}`;
}
