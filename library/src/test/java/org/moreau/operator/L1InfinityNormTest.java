package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class L1InfinityNormTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new L1InfinityNorm();
  }

  @Override
  protected Tensor points() {
    return super.points().view(3, 2, 3);
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    double[] y = new double[x.length];
    for (int row = 0; row < x.length; row += 3) {
      double[] capped = InfinityNormTest.capped(Arrays.copyOfRange(x, row, row + 3), step);
      System.arraycopy(capped, 0, y, row, 3);
    }
    return y;
  }

  @Test
  void theValueSumsTheLargestOfEveryRow() {
    Tensor x = TensorData.of(new double[] {3, -4, 1, 2}, 1, 2, 2);

    assertEquals(6, operator().value(x).item_double());
  }

  @Test
  void oneRowIsTheInfinityNorm() {
    Tensor x = super.points();

    assertArrayEquals(
        TensorData.doubles(new InfinityNorm().prox(x, 0.7)),
        TensorData.doubles(operator().prox(x, 0.7)));
  }

  @Test
  void rejectsMembersWithoutRows() {
    assertEquals(
        "x must have at least 2 dimensions, got [3]",
        assertThrows(
                IllegalArgumentException.class,
                () -> operator().prox(super.points().select(1, 0), 1.0))
            .getMessage());
  }
}
