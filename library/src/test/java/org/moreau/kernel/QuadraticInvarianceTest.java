package org.moreau.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;
import org.moreau.operator.ProximalOperator;
import org.moreau.operator.ProximalOperatorContract;

/** The contract for the kernels' quadratic penalty; its identities are tested with the kernels. */
class QuadraticInvarianceTest extends ProximalOperatorContract {
  static final double[] REPRESENTERS =
      new java.util.SplittableRandom(11).doubles(24, -1.5, 1.5).toArray();

  @Override
  protected ProximalOperator operator() {
    return new QuadraticInvariance(TensorData.of(REPRESENTERS, 4, 6));
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    Tensor z = TensorData.of(REPRESENTERS, 4, 6);
    Tensor system =
        torch.eye(6, z.options()).add(z.t().mm(z).mul(new org.bytedeco.pytorch.Scalar(step)));
    return TensorData.doubles(torch.linalg_solve(system, TensorData.of(x, 6)));
  }

  @Test
  void rejectsFunctionsOfAnotherSize() {
    assertEquals(
        "x must have the shape [any, 6], got [1, 2]",
        assertThrows(
                IllegalArgumentException.class,
                () -> operator().value(TensorData.of(new double[2], 1, 2)))
            .getMessage());
  }
}
