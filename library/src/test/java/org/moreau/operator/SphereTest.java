package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class SphereTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new Sphere(1.5);
  }

  @Override
  protected Tensor feasible(Tensor y) {
    return operator().prox(y, 1.0);
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    double squares = 0;
    for (double v : x) {
      squares += v * v;
    }
    double[] y = x.clone();
    for (int i = 0; i < x.length; i++) {
      y[i] *= 1.5 / Math.sqrt(squares);
    }
    return y;
  }

  @Test
  void zeroGoesToThePole() {
    Tensor x = torch.zeros_like(points()).narrow(0, 0, 1);

    assertArrayEquals(new double[] {1.5, 0, 0, 0, 0, 0}, TensorData.doubles(operator().prox(x, 1)));
  }

  @Test
  void insideAndOutsideAreInfinite() {
    Tensor x = TensorData.of(new double[] {1.5, 0, 1.4, 0, 1.6, 0}, 3, 2);
    double infinite = Double.POSITIVE_INFINITY;

    assertArrayEquals(
        new double[] {0, infinite, infinite}, TensorData.doubles(operator().value(x)));
    assertFalse(operator().isConvex());
  }

  @Test
  void theGradientInTheRadiusMatchesDifferences() {
    ParameterGradient.matchesDifferences(
        Sphere::new, new double[] {0.5, 1, 1.5}, new long[] {3}, points(), 1);
  }

  @Test
  void rejectsARadiusOfZero() {
    assertEquals(
        "radius must be > 0 and finite, got 0.0",
        assertThrows(IllegalArgumentException.class, () -> new Sphere(0)).getMessage());
  }
}
