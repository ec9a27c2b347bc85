package org.moreau.proxprop;

/** What a direction is computed in, so that it keeps its digits. */
enum Precision {
  /** The type of the layer. */
  OF_THE_INPUT,
  /** Float64. */
  DOUBLE,
  /** Float64, without a Gram matrix: the smallest eigenvalue would be lost in its rounding. */
  SINGULAR_VALUES
}
