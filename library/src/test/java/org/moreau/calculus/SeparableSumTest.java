package org.moreau.calculus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.moreau.operator.L1Norm;
import org.moreau.operator.L2Norm;
import org.moreau.operator.ProximalOperator;
import org.moreau.operator.ProximalOperatorContract;

class SeparableSumTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new SeparableSum(
        List.of(new SeparableSum.Block(2, new L1Norm()), new SeparableSum.Block(4, new L2Norm())));
  }

  @Override
  protected Tensor points() {
    return super.points().view(3, 2, 3);
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    double[] y = new double[6];
    double norm = Math.sqrt(Arrays.stream(x).skip(2).map(v -> v * v).sum());
    for (int i = 0; i < 6; i++) {
      y[i] = i < 2 ? soft(x[i], step) : Math.max(1 - step / norm, 0) * x[i];
    }
    return y;
  }

  @Test
  void rejectsAnotherNumberOfEntries() {
    ProximalOperator g = new SeparableSum(List.of(new SeparableSum.Block(4, new L1Norm())));

    String message =
        assertThrows(IllegalArgumentException.class, () -> g.prox(points(), 1.0)).getMessage();

    assertEquals("x must have as many entries as the blocks, 4, got 6", message);
    assertThrows(IllegalArgumentException.class, () -> new SeparableSum(List.of()));
  }
}
