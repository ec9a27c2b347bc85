package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class NegativeEntropyTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new NegativeEntropy();
  }

  @Override
  protected Tensor feasible(Tensor y) {
    return y.abs();
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    return ScalarSearch.prox(
        v -> v > 0 ? v * Math.log(v) : v == 0 ? 0 : Double.POSITIVE_INFINITY, x, step, 0);
  }

  @Test
  void theValueIsZeroAtZeroAndInfiniteBelow() {
    assertEquals(2 * Math.log(2), value(2, 0), 1e-14);
    assertEquals(Double.POSITIVE_INFINITY, value(2, -1e-300));
  }

  private double value(double... x) {
    return operator().value(TensorData.of(x, 1, x.length)).item_double();
  }

  /** log y + 1 + (y − x)/step = 0, where the exponential of x/step has long overflowed. */
  @Test
  void theOptimalityConditionHoldsAtEveryScale() {
    for (double size = -6; size <= 6; size++) {
      for (double exponent = -6; exponent <= 6; exponent++) {
        double x = Math.pow(10, size);
        double step = Math.pow(10, exponent);
        double y = operator().prox(TensorData.of(new double[] {x}, 1, 1), step).item_double();
        double left = step * (Math.log(y) + 1);
        double scale = step * (Math.abs(Math.log(y)) + 1) + x + y;
        assertEquals(0, (left + y - x) / scale, 1e-14, "x " + x + ", step " + step);
      }
    }
  }

  @Test
  void farBelowItIsZeroWithAFiniteGradient() {
    Tensor x = TensorData.of(new double[] {-1e6}, 1, 1);
    Tensor step = TensorData.of(new double[] {1e-6}, 1);
    x.set_requires_grad(true);
    step.set_requires_grad(true);
    Tensor y = operator().prox(x, step);
    y.backward();

    assertEquals(0, y.item_double());
    assertEquals(0, x.grad().item_double());
    assertEquals(0, step.grad().item_double());
  }
}
