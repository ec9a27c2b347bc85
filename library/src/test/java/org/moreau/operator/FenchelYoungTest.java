package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.moreau.calculus.Conjugate;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorScope;

/**
 * g(p) + g*(v) = ⟨p, v⟩ where p is a proximal point of x and v = (x − p) / step, which is a
 * subgradient there.
 */
class FenchelYoungTest {
  // Rounding takes v out of the subspace on which a Laplacian's conjugate is finite; a start as far
  // away as a long step takes it is too much for a solver that knows nothing of the function; and
  // activations refuse steps at which rounding hides their solution.
  private static final Set<String> BEYOND_REACH =
      Set.of("GraphLaplacian", "SmoothFunction", "Activation");

  static Stream<EveryOperator.Case> convex() {
    return EveryOperator.all().stream()
        .filter(one -> one.operator(2, 3).isConvex() && !BEYOND_REACH.contains(one.name()));
  }

  @ParameterizedTest
  @MethodSource("convex")
  void holdsWithEqualityAtASubgradient(EveryOperator.Case one) {
    ProximalOperator g = one.operator(2, 3);
    Seeds.torch(5, one.name());
    for (double size : new double[] {1e-3, 1, 30}) {
      for (double step : new double[] {0.1, 1, 10}) {
        try (TensorScope scope = new TensorScope();
            NoGradGuard guard = new NoGradGuard()) {
          Tensor x = torch.randn(one.shape().of(4, 2, 3)).to(ScalarType.Double);
          x = x.mul(new Scalar(size));
          Tensor p = g.prox(x, step);
          Tensor v = x.sub(p).div(new Scalar(step));
          Tensor product = Members.sum(p.mul(v));
          Tensor gap = g.value(p).add(new Conjugate(g).value(v)).sub(product);
          Tensor scale = g.value(p).abs().add(Members.sum(p.mul(v).abs())).add(new Scalar(1e-6));
          double error = gap.abs().div(scale).max().item_double();
          assertTrue(error < 1e-6, "size " + size + ", step " + step + ": " + error);
        }
      }
    }
  }
}
