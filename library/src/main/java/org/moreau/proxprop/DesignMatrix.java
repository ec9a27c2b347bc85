package org.moreau.proxprop;

import org.bytedeco.pytorch.Tensor;

/**
 * Normal equations whose A can be written down: per group a matrix [rows, columns], a row for every
 * example and position, a column for every weight of an output, and a last one of ones where a bias
 * is trained.
 */
interface DesignMatrix extends NormalEquations {
  long groups();

  long rows();

  long columns();

  /** The outputs of a group. */
  long outputs();

  /** g [groups, rows, outputs]. */
  Tensor cotangent();

  /** A'y for y [groups, rows, outputs]. */
  Tensor adjoint(Tensor y);

  /** A A' [groups, rows, rows]. */
  Tensor rowGram();

  /** A'A [groups, columns, columns]. */
  Tensor columnGram();

  /** The trace of A'A, or a bound of it. */
  double trace();

  /** Multiplications that {@link #columnGram} takes, in all groups. */
  double columnGramOperations();
}
