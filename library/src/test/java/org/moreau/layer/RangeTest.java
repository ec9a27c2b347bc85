package org.moreau.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;
import org.moreau.operator.OperatorContract;
import org.moreau.operator.ProximalOperator;

class RangeTest extends OperatorContract {
  @Override
  protected ProximalOperator operator() {
    return Activations.hardTanh();
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = Math.max(-1, Math.min(1, x[i]));
    }
    return y;
  }

  @Override
  protected Tensor feasible(Tensor y) {
    return operator().prox(y, 1.0);
  }

  @Test
  void theseAreLibtorchsFunctionsForEveryStep() {
    Tensor x = times(points(), 3);
    for (double step : new double[] {0.1, 1, 10}) {
      assertTrue(torch.equal(x.relu(), Activations.relu().prox(x, step)));
      assertTrue(torch.equal(torch.hardtanh(x), Activations.hardTanh().prox(x, step)));
    }
  }

  @Test
  void reluIsTheProjectionOntoTheNonNegative() {
    assertArrayEquals(
        new double[] {Double.POSITIVE_INFINITY, 0},
        TensorData.doubles(
            Activations.relu().value(TensorData.of(new double[] {1, -1e-9, 0, 7}, 2, 2))));
  }
}
