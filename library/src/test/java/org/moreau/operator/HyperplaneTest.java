package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class HyperplaneTest extends ProximalOperatorContract {
  static final double[] NORMAL = {1, -2, 0.5, 0, 3, -1};

  @Override
  protected ProximalOperator operator() {
    return new Hyperplane(normal(), 0.7);
  }

  @Override
  protected Tensor feasible(Tensor y) {
    return operator().prox(y, 1.0);
  }

  static Tensor normal() {
    return TensorData.of(NORMAL, 6);
  }

  static double[] moved(double[] x, double excess) {
    double[] y = x.clone();
    for (int i = 0; i < y.length; i++) {
      y[i] -= excess * NORMAL[i] / 15.25;
    }
    return y;
  }

  static double product(double[] x) {
    double product = 0;
    for (int i = 0; i < x.length; i++) {
      product += NORMAL[i] * x[i];
    }
    return product;
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    return moved(x, product(x) - 0.7);
  }

  @Test
  void theGradientsInItsParametersMatchDifferences() {
    Tensor x = points();
    Tensor direction = points();
    Tensor b = TensorData.of(new double[] {1, 2, 3}, 3);
    ParameterGradient.matchesDifferences(
        NORMAL, new long[] {6}, a -> new Hyperplane(a, b).prox(x, 1.0).mul(direction).sum());
    ParameterGradient.matchesDifferences(
        new double[] {1, 2, 3},
        new long[] {3},
        offset -> new Hyperplane(normal(), offset).prox(x, 1.0).mul(direction).sum());
  }

  @Test
  void worksAtAllScales() {
    for (double scale : new double[] {1e-6, 1e6}) {
      for (torch.ScalarType type :
          new torch.ScalarType[] {torch.ScalarType.Float, torch.ScalarType.Double}) {
        Tensor x = points().to(type).mul(new Scalar(scale));
        Hyperplane tiny = new Hyperplane(normal().mul(new Scalar(1e-30)), 1e-30 * scale);
        assertArrayEquals(new double[3], TensorData.doubles(tiny.value(tiny.prox(x, 1.0))));
        assertEquals(Double.POSITIVE_INFINITY, tiny.value(x).min().item_double());
      }
    }
  }

  @Test
  void rejectsNormalsThatAreZeroOrOfAnotherSize() {
    assertEquals(
        "a must not be zero, got 6 zeros",
        assertThrows(
                IllegalArgumentException.class, () -> new Hyperplane(torch.zeros_like(normal()), 1))
            .getMessage());
    assertEquals(
        "b must be finite, got NaN",
        assertThrows(IllegalArgumentException.class, () -> new Hyperplane(normal(), Double.NaN))
            .getMessage());
    assertEquals(
        "a must have as many entries as a member of x, 6, got 5",
        assertThrows(
                IllegalArgumentException.class,
                () -> new Hyperplane(normal().narrow(0, 0, 5), 1).prox(points(), 1.0))
            .getMessage());
  }
}
