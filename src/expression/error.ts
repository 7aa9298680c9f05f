/**
 * Faults of an expression.
 *
 * @module
 */

/** Why an expression gives nothing. */
export type ExpressionFault =
  /** It cannot be understood, or asks for what there is not: wrong whatever the data. */
  | "syntax"
  /** It does not go with this data. */
  | "evaluation"
  /** It was stopped. */
  | "limit";

/** An expression that gives no value; the message is one line. */
export class ExpressionError extends Error {
  /** The name of the class, for messages. */
  override readonly name = "ExpressionError";

  /**
   * Makes an error of one line.
   *
   * @param fault Which kind of fault it is.
   * @param reason What is wrong; only its first line is kept.
   */
  constructor(readonly fault: ExpressionFault, reason: string) {
    super(reason.split("\n", 1)[0]);
  }
}
