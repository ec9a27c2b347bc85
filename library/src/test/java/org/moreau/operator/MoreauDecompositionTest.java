package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorScope;

/** x = prox of a norm with a step + projection onto the dual norm's ball of that radius. */
class MoreauDecompositionTest {
  static Stream<Arguments> pairs() {
    return Stream.of(
        Arguments.of("L1", new L1Norm(), (DoubleFunction<ProximalOperator>) InfinityBall::new),
        Arguments.of("L2", new L2Norm(), (DoubleFunction<ProximalOperator>) L2Ball::new),
        Arguments.of(
            "Infinity", new InfinityNorm(), (DoubleFunction<ProximalOperator>) L1Ball::new));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pairs")
  void aNormAndItsDualBallAddUpAtEveryScale(
      String name, ProximalOperator norm, DoubleFunction<ProximalOperator> ball) {
    Seeds.torch(11, name);
    int moved = 0;
    for (int exponent = -6; exponent <= 6; exponent++) {
      try (TensorScope scope = new TensorScope()) {
        double size = Math.pow(10, exponent);
        Tensor x = torch.randn(4, 9).to(ScalarType.Double).mul(new Scalar(size));
        for (double step : new double[] {size / 10, size, size * 3}) {
          Tensor y = norm.prox(x, step);
          Tensor rest = ball.apply(step).prox(x, 1);
          double error = y.add(rest).sub(x).abs().max().item_double();
          assertEquals(0, error / size, 1e-13, "scale " + size + ", step " + step);
          // The value is the largest inner product with the ball, which the rest attains.
          double support = rest.mul(y).sum().item_double();
          double value = norm.value(y).sum().item_double() * step;
          assertEquals(0, (support - value) / (size * size), 1e-10);
          moved += value > 0 ? 1 : 0;
        }
      }
    }
    assertTrue(moved > 13, "the steps are so large that all maps are zero");
  }
}
