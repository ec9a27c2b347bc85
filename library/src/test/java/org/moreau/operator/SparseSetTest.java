package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class SparseSetTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new SparseSet(2);
  }

  @Override
  protected Tensor feasible(Tensor y) {
    // Any two entries, not the largest.
    Tensor chosen = torch.rand_like(y).topk(2, 1, true, true).get1();
    return torch.zeros_like(y).scatter(1, chosen, y.gather(1, chosen));
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    double[] sizes = Arrays.stream(x).map(Math::abs).sorted().toArray();
    double least = sizes[sizes.length - 2];
    return Arrays.stream(x).map(v -> Math.abs(v) >= least ? v : 0).toArray();
  }

  @Test
  void keepsTheFirstOfEqualOnesAndAllIfThereAreFew() {
    Tensor x = TensorData.of(new double[] {1, -2, 2, 2}, 1, 4);

    assertArrayEquals(new double[] {0, -2, 2, 0}, TensorData.doubles(operator().prox(x, 1)));
    assertArrayEquals(TensorData.doubles(x), TensorData.doubles(new SparseSet(9).prox(x, 1)));
    assertEquals(Double.POSITIVE_INFINITY, operator().value(x).item_double());
  }

  @Test
  void rejectsACountOfZero() {
    assertEquals(
        "count must be at least 1, got 0",
        assertThrows(IllegalArgumentException.class, () -> new SparseSet(0)).getMessage());
  }
}
