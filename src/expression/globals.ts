/**
 * Globals that the expression library asks for while it loads, where the engine has none of them: QuickJS has no TextEncoder.
 *
 * Nothing here is ever called: what needs bytes is refused before it runs (see `language.ts`).
 *
 * @module
 */
const globals = globalThis as Record<string, unknown>;

for (const name of ["TextEncoder", "TextDecoder"]) {
  if (typeof globals[name] !== "function") globals[name] = class {};
}

interface ObjectWithHasOwn {
  hasOwn?: (object: object, key: string) => boolean;
}
const objects = Object as ObjectWithHasOwn;
if (typeof objects.hasOwn !== "function") {
  objects.hasOwn = (object, key) => Object.prototype.hasOwnProperty.call(object, key);
}
