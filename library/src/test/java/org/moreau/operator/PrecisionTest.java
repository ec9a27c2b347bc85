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
import org.moreau.engine.TensorScope;

/** Members and steps from 1e-6 to 1e6, in float32 and float64. */
class PrecisionTest {
  static Stream<EveryOperator.Case> operators() {
    return EveryOperator.all().stream();
  }

  @ParameterizedTest
  @MethodSource("operators")
  void float32AgreesWithFloat64AtEveryScaleAndGradientsAreFinite(EveryOperator.Case one) {
    ProximalOperator operator = one.operator(2, 3);
    Seeds.torch(3, one.name());
    for (int size = -6; size <= 6; size += 2) {
      for (int exponent = -6; exponent <= 6; exponent += 2) {
        try (TensorScope scope = new TensorScope()) {
          double s = Math.pow(10, exponent);
          Tensor x = torch.randn(one.shape().of(4, 2, 3)).mul(new Scalar(Math.pow(10, size)));
          Tensor exact = x.to(ScalarType.Double);
          Tensor step = x.new_full(new long[] {4}, new Scalar(s));
          x.set_requires_grad(true);
          step.set_requires_grad(true);
          String at = "size 1e" + size + ", step 1e" + exponent;
          Tensor y;
          try {
            y = operator.prox(x, step);
          } catch (ArithmeticException e) {
            // Values of 1e12 hide a bend that is 1 wide from a solver that knows nothing of it.
            boolean isHidden = one.name().equals("SmoothFunction") && size == 6 && exponent == 6;
            assertTrue(isHidden, at + ": " + e.getMessage());
            continue;
          }
          Tensor expected = operator.prox(exact, step.detach().to(ScalarType.Double));
          Tensor error = y.detach().to(ScalarType.Double).sub(expected).abs();
          // What a change of x by its rounding may do, that of the result, and that of a shift.
          double shift = one.name().equals("Translated") ? 1 : 0;
          Tensor scale = expected.abs().max().add(exact.abs().max()).add(new Scalar(shift));
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
