package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class PsdConeTest extends SpectralContract {
  @Override
  protected ProximalOperator operator() {
    return new PsdCone();
  }

  @Override
  boolean isSymmetric() {
    return true;
  }

  @Override
  protected Tensor feasible(Tensor y) {
    return operator().prox(y, 1.0);
  }

  @Override
  double[][] spectra() {
    return new double[][] {{2, 2, -1, -1}, {2, 2 + 1e-9, 1, -1}, {1, 1, 1, 1}, {-1, -1, -2, -2}};
  }

  @Override
  DoubleUnaryOperator images(double[] values, double step) {
    return v -> Math.max(v, 0);
  }

  @Test
  void aMatrixThatIsNotSymmetricIsOutside() {
    Tensor x = TensorData.of(new double[] {2, 1, 0, 2}, 1, 2, 2);
    assertEquals(Double.POSITIVE_INFINITY, operator().value(x).item_double());
    assertTrue(operator().value(x.add(x.mT())).item_double() == 0);
  }

  @Test
  void rejectsMatricesThatAreNotSquare() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> operator().prox(matrices(2, 3, 4), 1.0))
            .getMessage();
    assertTrue(message.startsWith("x must have the shape"), message);
  }
}
