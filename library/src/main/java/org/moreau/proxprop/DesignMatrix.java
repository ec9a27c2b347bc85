package org.moreau.proxprop;

import org.bytedeco.pytorch.Tensor;

/**
 * Normal equations whose A can be written down: per group a matrix [rows, columns], a row for every
 * example and position, a column for every weight of an output, and a last one of ones where a bias
 * is trained.
 *
 * <p>Gram matrices are those of what varies, computed in the type of the layer, with the part of
 * the mean added in float64: the mean is most of the matrix, and would be most of its rounding.
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

  /** A A' [groups, rows, rows] in float64. */
  Tensor rowGram();

  /** A'A and A'g. */
  NormalMatrix normalMatrix();

  /** The trace of A'A, or a bound of it. */
  double trace();

  /** Multiplications that {@link #normalMatrix} takes for A'A, in all groups. */
  double columnGramOperations();
}
