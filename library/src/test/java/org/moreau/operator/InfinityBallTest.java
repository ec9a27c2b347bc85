package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class InfinityBallTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new InfinityBall(0.8);
  }

  @Override
  protected Tensor feasible(Tensor y) {
    return operator().prox(y, 1.0);
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    return Arrays.stream(x).map(v -> Math.max(-0.8, Math.min(0.8, v))).toArray();
  }

  @Test
  void isInfiniteOutside() {
    Tensor x = TensorData.of(new double[] {0.8, -0.8, 0, 0.81}, 2, 2);

    assertArrayEquals(
        new double[] {0, Double.POSITIVE_INFINITY}, TensorData.doubles(operator().value(x)));
  }

  @Test
  void theGradientInTheRadiusMatchesDifferences() {
    ParameterGradient.matchesDifferences(
        InfinityBall::new, new double[] {0.3, 0.5, 1}, new long[] {3}, points(), 1);
  }

  @Test
  void rejectsARadiusThatIsNotFinite() {
    assertEquals(
        "radius must be > 0 and finite, got Infinity",
        assertThrows(
                IllegalArgumentException.class, () -> new InfinityBall(Double.POSITIVE_INFINITY))
            .getMessage());
  }
}
