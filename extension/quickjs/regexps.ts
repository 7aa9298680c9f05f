/**
 * Copies of regular expressions without compiling them anew, as V8 has it.
 *
 * `matchAll` and `split` work on a copy that the species of RegExp makes. QuickJS compiles the pattern again for it,
 * which costs more than the search; only a copy that states no flags of its own shares the compiled form.
 *
 * @module
 */

const withFlags = new WeakMap<RegExp, Map<string, RegExp>>();

/** The same pattern with other flags, compiled once. */
function variant(regexp: RegExp, flags: string): RegExp {
  const known = withFlags.get(regexp) ?? new Map<string, RegExp>();
  withFlags.set(regexp, known);
  const found = known.get(flags) ?? new RegExp(regexp.source, flags);
  known.set(flags, found);
  return found;
}

/** A constructor by what it is called as: `new Species(regexp, flags)`. */
function copy(regexp: RegExp, flags: string): RegExp {
  return new RegExp(regexp.flags === flags ? regexp : variant(regexp, flags));
}

Object.defineProperty(RegExp, Symbol.species, { value: copy });
