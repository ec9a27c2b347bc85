package org.moreau.proxprop;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * (A'A + βI) θ = A'g for the trained parameters θ of a layer. θ is one tensor [groups, columns,
 * outputs], whatever the layer's parameters look like.
 */
interface NormalEquations {
  /** A'g, the plain gradient. */
  Tensor rightSide();

  /**
   * A bound of the norm of b = A'g in float64, for each recurrence [1, 1, outputs or 1]: what is no
   * more than its rounding may be b's.
   */
  Tensor rightSideBound(Tensor b);

  /** A'A θ, by the map and its adjoint. */
  Tensor normal(Tensor theta);

  /** θ as the layer's trained parameters. */
  List<Tensor> parameters(Tensor theta);

  /** Whether conjugate gradients have a recurrence per output column, or one for all of θ. */
  boolean byColumn();
}
