/**
 * C's `%.6g`, which is Python's `'{:.6g}'.format(x)`.
 *
 * @module
 */

const DIGITS = 6;

/**
 * A finite number with six significant digits, as C prints it.
 *
 * JavaScript's own rounding differs in ties (C rounds half to even) and in the form of the exponent.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(formatG(7), "7");
 * assert.equal(formatG(0.00001), "1e-05");
 * assert.equal(formatG(1234565), "1.23456e+06");
 * ```
 */
export function formatG(value: number): string {
  const shortest = String(value);
  // Six digits and a point at the most: nothing is rounded, and no exponent is due.
  if (value >= 1e-4 && value < 1e6 && shortest.length <= DIGITS + 1) return shortest;
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const [mantissa = "0", exponentText = "0"] = roundHalfEven(Math.abs(value)).split("e");
  const digits = mantissa.replace(".", "");
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= DIGITS) {
    const power = String(Math.abs(exponent)).padStart(2, "0");
    const short = withoutTrailingZeros(`${digits[0]}.${digits.slice(1)}`);
    return `${sign}${short}e${exponent < 0 ? "-" : "+"}${power}`;
  }
  const fixed = exponent < 0
    ? `0.${"0".repeat(-exponent - 1)}${digits}`
    : `${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
  return sign + withoutTrailingZeros(fixed);
}

/** Six significant digits in exponential form; of two equally near, the even one. */
function roundHalfEven(value: number): string {
  const rounded = value.toExponential(DIGITS - 1);
  if (!/5e/.test(value.toExponential(DIGITS))) return rounded;
  const exact = value.toExponential(100);
  const [, kept, next, rest, power] = /^(\d\.\d{5})(\d)(\d*)(e.*)$/.exec(exact) ?? [];
  const isTie = next === "5" && /^0*$/.test(rest ?? "");
  const lastKept = Number(kept?.slice(-1));
  return isTie && lastKept % 2 === 0 ? `${kept}${power}` : rounded;
}

/** A number that holds a point, without zeros at its end. */
function withoutTrailingZeros(text: string): string {
  return text.replace(/\.?0*$/, "");
}
