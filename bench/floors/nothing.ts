/** Starts and ends: what every figure of a whole command holds. */
