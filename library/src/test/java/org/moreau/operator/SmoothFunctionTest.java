package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;
import org.moreau.solver.Solution;

class SmoothFunctionTest extends ProximalOperatorContract {
  /** Σ softplus of neighbours' sums: convex, not separable. */
  private static Tensor smooth(Tensor x) {
    Tensor flat = Members.flat(x);
    return torch.softplus(flat.add(flat.roll(new long[] {1}, 1)).mul(new Scalar(2))).sum(1);
  }

  @Override
  protected ProximalOperator operator() {
    return SmoothFunction.convex(SmoothFunctionTest::smooth);
  }

  @Test
  void aQuadraticHasItsClosedForm() {
    ProximalOperator half =
        SmoothFunction.convex(x -> Members.sum(x.square()).mul(new Scalar(1.5)));
    for (double scale : new double[] {1e-6, 1, 1e6}) {
      Tensor x = points().mul(new Scalar(scale));
      Tensor y = x.div(new Scalar(1 + 3 * 0.7));
      assertArrayEquals(
          TensorData.doubles(y), TensorData.doubles(half.prox(x, 0.7)), 1e-14 * scale);
    }
  }

  @Test
  void itReachesTheParametersOfTheFunction() {
    Tensor x = points();
    Tensor weight =
        TensorData.of(new double[] {0.3, 1, -0.5, 2, 0, 0.8}, 6).set_requires_grad(true);
    Tensor direction = points();
    loss(x, weight, direction).backward();
    double[] gradient = TensorData.doubles(weight.grad());
    double h = 1e-6;
    for (int i = 0; i < 6; i++) {
      double[] values = TensorData.doubles(weight);
      values[i] += h;
      double up = loss(x, TensorData.of(values, 6), direction).item_double();
      values[i] -= 2 * h;
      double down = loss(x, TensorData.of(values, 6), direction).item_double();
      assertEquals((up - down) / (2 * h), gradient[i], 1e-7);
    }
  }

  private static Tensor loss(Tensor x, Tensor weight, Tensor direction) {
    ProximalOperator g = SmoothFunction.convex(y -> torch.softplus(y.mul(weight)).sum(1));
    return g.prox(x, 0.8).mul(direction).sum();
  }

  @Test
  void noGraphWhereNothingNeedsOne() {
    assertFalse(operator().prox(points(), 1.0).requires_grad());
  }

  @Test
  void aLinearFunctionMovesByItsSlope() {
    Tensor x = points().set_requires_grad(true);
    ProximalOperator linear = SmoothFunction.convex(y -> Members.sum(y).mul(new Scalar(2)));

    Tensor y = linear.prox(x, 0.5);
    y.sum().backward();

    assertArrayEquals(
        TensorData.doubles(x.detach().sub(new Scalar(1))), TensorData.doubles(y), 1e-12);
    assertArrayEquals(TensorData.doubles(torch.ones_like(y)), TensorData.doubles(x.grad()), 1e-12);
  }

  @Test
  void descendsFromWhereItIsTold() {
    ProximalOperator barrier =
        SmoothFunction.convex(
                y ->
                    Members.sum(
                        torch.where(
                            y.gt(new Scalar(0)),
                            y.log().neg(),
                            torch.full_like(y, new Scalar(Double.POSITIVE_INFINITY)))))
            .startingAt(torch::ones_like);
    Tensor x = points();
    Tensor y = x.add(x.square().add(new Scalar(4 * 0.7)).sqrt()).div(new Scalar(2));

    assertArrayEquals(TensorData.doubles(y), TensorData.doubles(barrier.prox(x, 0.7)), 1e-13);
  }

  @Test
  void aFunctionThatIsNotConvexIsSolvedByDescent() {
    ProximalOperator well =
        SmoothFunction.nonConvex(
            y -> Members.sum(y.square().sub(new Scalar(1)).square()).mul(new Scalar(5)));
    Tensor x = points().set_requires_grad(true);

    Tensor y = well.prox(x, 1.0);

    Tensor condition =
        y.square().sub(new Scalar(1)).mul(y).mul(new Scalar(20)).add(y).sub(x).abs().max();
    assertTrue(condition.item_double() < 1e-10);
    assertFalse(well.isConvex());
    y.sum().backward();
    Tensor slope = y.square().mul(new Scalar(60)).sub(new Scalar(19)).reciprocal();
    assertArrayEquals(TensorData.doubles(slope), TensorData.doubles(x.grad()), 1e-9);
  }

  @Test
  void theOutcomeIsVisible() {
    Solution solution =
        SmoothFunction.convex(SmoothFunctionTest::smooth)
            .solve(points(), TensorData.of(new double[] {1}));

    assertTrue(solution.outcome().converged(), solution.outcome().message());
    assertTrue(solution.outcome().iterations() <= 12, solution.outcome().message());
  }

  @Test
  void unboundedBelowIsAnErrorThatSaysWhatToDo() {
    ProximalOperator g = SmoothFunction.nonConvex(y -> Members.sum(y.square().square()).neg());

    String message =
        assertThrows(ArithmeticException.class, () -> g.prox(points(), 1.0)).getMessage();

    assertTrue(message.contains("not converged") && message.contains("smaller step"), message);
  }

  @Test
  void nanOfTheFunctionIsNamed() {
    ProximalOperator root = SmoothFunction.convex(y -> Members.sum(y.log()));

    String atStart =
        assertThrows(ArithmeticException.class, () -> root.prox(points(), 1.0)).getMessage();
    String value = assertThrows(ArithmeticException.class, () -> root.value(points())).getMessage();

    assertEquals("the function is NaN at the start; start inside its domain", atStart);
    assertTrue(value.contains("NaN"), value);
  }

  @Test
  void aKinkAtTheStartIsNamed() {
    ProximalOperator norm = SmoothFunction.convex(y -> y.square().sum(1).sqrt());

    String message =
        assertThrows(ArithmeticException.class, () -> norm.prox(torch.zeros(2, 3), 1.0))
            .getMessage();

    assertTrue(message.startsWith("the function's gradient is not finite"), message);
  }

  @Test
  void rejectsAFunctionWithoutGraphOrShape() {
    ProximalOperator constant = SmoothFunction.convex(y -> y.detach().sum(1));
    ProximalOperator perEntry = SmoothFunction.convex(y -> y.square());

    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> constant.prox(points().set_requires_grad(true), 1.0))
            .getMessage()
            .startsWith("the function must be differentiable"));
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> perEntry.prox(points(), 1.0))
            .getMessage()
            .startsWith("the function must return the shape [3]"));
  }
}
