package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
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

  /** −y²/2 − log(1 + y²): with |y|²/2 added it falls for ever, ever less steeply. */
  private static Tensor logarithmicFall(Tensor y) {
    Tensor square = y.square();
    return Members.sum(square.div(new Scalar(-2)).sub(square.add(new Scalar(1)).log()));
  }

  /** e^−y − y²/2: with |y|²/2 added it falls for ever, towards a value that it never reaches. */
  private static Tensor exponentialFall(Tensor y) {
    return Members.sum(y.neg().exp().sub(y.square().div(new Scalar(2))));
  }

  @Test
  void aMinimumAtInfinityIsNeverReached() {
    List<UnaryOperator<Tensor>> falling =
        List.of(SmoothFunctionTest::logarithmicFall, SmoothFunctionTest::exponentialFall);
    for (UnaryOperator<Tensor> function : falling) {
      for (SmoothFunction g :
          List.of(SmoothFunction.nonConvex(function), SmoothFunction.convex(function))) {
        for (double at : new double[] {g.isConvex() ? 0.1 : 0, 1e-3, 1, 30}) {
          for (ScalarType type : List.of(ScalarType.Float, ScalarType.Double)) {
            Tensor x = TensorData.of(new double[] {at}, 1).to(type);
            Solution solution = g.solve(x, torch.ones(1).to(type));
            String what = g.isConvex() + ", " + at + ", " + type + ": " + solution.outcome();
            assertFalse(solution.outcome().converged(), what);
          }
        }
      }
    }
  }

  @Test
  void aFunctionThatIsNotConvexAsItWasSaidToBeIsNamed() {
    ProximalOperator g = SmoothFunction.convex(SmoothFunctionTest::exponentialFall);

    String message =
        assertThrows(
                ArithmeticException.class, () -> g.prox(TensorData.of(new double[] {0}, 1), 1.0))
            .getMessage();

    assertTrue(message.contains("the function is not convex"), message);
  }

  @Test
  void maximaAndSaddlesAreLeft() {
    ProximalOperator wells =
        SmoothFunction.nonConvex(
            y -> Members.sum(y.square().square().sub(y.square().mul(new Scalar(2)))));
    ProximalOperator tent = SmoothFunction.nonConvex(y -> Members.sum(y.abs()).neg());
    for (double scale : new double[] {0, 1e-12, 1e-30}) {
      double[] y = TensorData.doubles(wells.prox(TensorData.of(new double[] {scale}, 1), 1.0));
      assertEquals(Math.sqrt(0.75), Math.abs(y[0]), 1e-9, "from " + scale);
    }
    for (double y : TensorData.doubles(tent.prox(torch.zeros(2, 3), 1.0))) {
      assertEquals(1, Math.abs(y), 1e-6);
    }
    // The first entry is at its minimum already, the second at a maximum.
    double[] mixed = TensorData.doubles(wells.prox(TensorData.of(new double[] {3, 0}, 1, 2), 1.0));
    assertEquals(3, 4 * Math.pow(mixed[0], 3) - 3 * mixed[0], 1e-9);
    assertEquals(Math.sqrt(0.75), Math.abs(mixed[1]), 1e-9);
  }

  @Test
  void whatIsReturnedIsLowerThanAllAround() {
    Tensor mixing = torch.randn(6, 6).to(ScalarType.Double);
    UnaryOperator<Tensor> waves = y -> Members.flat(y).mm(mixing).mul(new Scalar(3)).cos().sum(1);
    ProximalOperator g = SmoothFunction.nonConvex(waves);
    Tensor x = torch.randn(40, 6).to(ScalarType.Double);
    x.narrow(0, 0, 4).zero_(); // a maximum

    Tensor y = g.prox(x, 1.0);

    Tensor lowest = waves.apply(y).add(Members.sum(y.sub(x).square()).mul(new Scalar(0.5)));
    for (double size : new double[] {1e-5, 1e-4, 1e-3}) {
      for (int trial = 0; trial < 200; trial++) {
        Tensor other = y.add(torch.randn_like(y).mul(new Scalar(size)));
        Tensor value =
            waves.apply(other).add(Members.sum(other.sub(x).square()).mul(new Scalar(0.5)));
        assertTrue(value.gt(lowest).all().item_bool(), "a lower value " + size + " away");
      }
    }
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
