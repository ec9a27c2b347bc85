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

  /** A A' in float64, without the rounding of the mean of A's columns. */
  Tensor preciseRowGram();

  /** A'A and A'g in float64, without the rounding of the mean of A's columns. */
  NormalMatrix normalMatrix();

  /** A [groups, rows, columns] itself. */
  Tensor matrix();

  /** The trace of A'A, or a bound of it. */
  double trace();

  /** The same where A has the mean of its columns, or of its channels, taken off. */
  double centredTrace();

  /**
   * How many times its smallest eigenvalue a Gram matrix of the form may lose to float32: so many
   * that the direction of an input without full rank is wrong by a few parts in 10,000, of a
   * convolution in 1,000, at most.
   */
  double mostLost(Form form);

  /** Multiplications that {@link #normalMatrix} takes for A'A, in all groups. */
  double columnGramOperations();
}
