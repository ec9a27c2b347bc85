package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/** Members and steps from 1e-6 to 1e6, in float32 and float64. */
class PrecisionTest {
  static Stream<ProximalOperator> operators() {
    Tensor labels = TensorScope.own(TensorData.of(new double[] {1, -1, 1, -1, 1, -1}, 6));
    return Stream.of(
        new L1Norm(),
        new L2Norm(),
        new SquaredL2Norm(),
        new ElasticNet(0.5),
        GroupNorm.rows(2, 3),
        new L1InfinityNorm(),
        new InfinityNorm(),
        new L0Norm(),
        new SparseSet(3),
        new Huber(0.7),
        new LogBarrier(),
        new NegativeEntropy(),
        new HingeLoss(labels),
        new LogisticLoss(labels),
        new Scad(0.7, 3.7),
        new Mcp(0.7, 3),
        new LinearFunction(labels),
        new Box(-0.3, Double.POSITIVE_INFINITY),
        new NonNegative(),
        new Sphere(1.5),
        new L2Ball(1.5),
        new InfinityBall(1.5),
        new L1Ball(1.5),
        new SecondOrderCone());
  }

  @ParameterizedTest
  @MethodSource("operators")
  void float32AgreesWithFloat64AtEveryScaleAndGradientsAreFinite(ProximalOperator operator) {
    Seeds.torch(3, operator.getClass().getSimpleName());
    for (int size = -6; size <= 6; size += 2) {
      for (int exponent = -6; exponent <= 6; exponent += 2) {
        try (TensorScope scope = new TensorScope()) {
          double s = Math.pow(10, exponent);
          Tensor x = torch.randn(4, 6).mul(new Scalar(Math.pow(10, size)));
          Tensor exact = x.to(ScalarType.Double);
          Tensor step = x.new_full(new long[] {4}, new Scalar(s));
          x.set_requires_grad(true);
          step.set_requires_grad(true);
          Tensor y = operator.prox(x, step);
          Tensor expected = operator.prox(exact, step.detach().to(ScalarType.Double));
          Tensor error = y.detach().to(ScalarType.Double).sub(expected).abs();
          // What a change of x by its rounding may do, and that of the result.
          Tensor scale = expected.abs().max().add(exact.abs().max());
          String at = "size 1e" + size + ", step 1e" + exponent;
          assertTrue(
              error.max().div(scale).item_double() < 1e-5,
              at + ": " + error.max().div(scale).item_double());
          if (y.requires_grad()) {
            y.sum().backward();
          }
          for (Tensor variable : new Tensor[] {x, step}) {
            Tensor gradient = variable.grad();
            assertTrue(!gradient.defined() || gradient.isfinite().all().item_bool(), at);
          }
          if (operator.isIndicator()) {
            assertTrue(operator.value(y).eq(new Scalar(0)).all().item_bool(), at);
          }
        }
      }
    }
  }
}
