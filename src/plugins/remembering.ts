/**
 * Functions that remember their last result.
 *
 * @module
 */

/** Remembers the last result, since a query often calls several functions on the same column of a row. */
export function remembering<K, C, T>(
  compute: (key: K, context?: C) => T,
): (key: K, context?: C) => T {
  let last: { key: K; context: C | undefined; value: T } | undefined;
  return (key, context) => {
    if (last === undefined || last.key !== key || last.context !== context) {
      last = { key, context, value: compute(key, context) };
    }
    return last.value;
  };
}
