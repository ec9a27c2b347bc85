package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class LogBarrierTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new LogBarrier();
  }

  @Override
  protected Tensor feasible(Tensor y) {
    return y.abs();
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    return ScalarSearch.prox(v -> v > 0 ? -Math.log(v) : Double.POSITIVE_INFINITY, x, step, 0);
  }

  @Test
  void theValueIsInfiniteOutsideAndTheFormulaInside() {
    assertEquals(-Math.log(6), value(2, 3), 1e-14);
    assertEquals(Double.POSITIVE_INFINITY, value(2, 0));
    assertEquals(Double.POSITIVE_INFINITY, value(2, -1));
  }

  private double value(double... x) {
    return operator().value(TensorData.of(x, 1, x.length)).item_double();
  }

  @Test
  void farOutsideItHasNoCancellation() {
    Tensor x = TensorData.of(new double[] {-1e6}, 1, 1).to(ScalarType.Float);

    assertEquals(1e-6, operator().prox(x, 1).item_double(), 1e-12);
  }
}
