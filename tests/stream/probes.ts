/** The probes as a plugin's file: it may import nothing, since only itself can be read. */

const PROBES = {
  name: "probes",
  version: "1.0.0",
  functions: [
    {
      name: "same",
      arities: [1],
      callOnNull: true,
      doc: "Its argument.",
      run: (x: unknown): unknown => x,
    },
    {
      name: "types",
      arities: [1, 2, 3],
      callOnNull: true,
      doc: "The types and values of its arguments.",
      run: (...args: unknown[]): string =>
        args.map((x) => x === null ? "null" : `${typeof x} ${String(x)}`).join(", "),
    },
    { name: "seven", arities: [0], doc: "7.", run: (): number => 7 },
    {
      name: "half",
      arities: [1],
      doc: "The half of it.",
      run: (x: unknown): number => Number(x) / 2,
    },
    { name: "bytes", arities: [1], doc: "Its UTF-16 units as bytes.", run: bytesOf },
    {
      name: "blob",
      arities: [1],
      takes: "bytes" as const,
      doc: "Its bytes.",
      run: (x: unknown): unknown => x,
    },
    {
      name: "data",
      arities: [1, 2],
      takes: "data" as const,
      doc: "The kinds of its arguments.",
      run: kindsOf,
    },
    { name: "picky", arities: [1], doc: "Nothing, in tears.", run: refuse },
  ],
};
export default PROBES;

function bytesOf(text: unknown): Uint8Array {
  return Uint8Array.from(String(text), (char) => char.charCodeAt(0));
}

function kindsOf(...args: unknown[]): string {
  return args.map((x) => x instanceof Uint8Array ? `${x.length} bytes` : typeof x).join(", ");
}

function refuse(text: unknown): never {
  throw new TypeError(`picky: argument 1 "${text}" will not do`);
}
