package org.moreau.calculus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;
import org.moreau.operator.HalfSpace;
import org.moreau.operator.L1Ball;
import org.moreau.operator.L1Norm;
import org.moreau.operator.L2Ball;
import org.moreau.operator.L2Norm;
import org.moreau.operator.Members;
import org.moreau.operator.ParameterGradient;
import org.moreau.operator.ProximalOperator;
import org.moreau.operator.ProximalOperatorContract;
import org.moreau.solver.Solution;

class SumTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new Sum(new L1Norm(), new L2Norm());
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    // The norm of a group after that of its entries: the map of the sparse group lasso.
    double square = 0;
    for (double v : x) {
      square += soft(v, step) * soft(v, step);
    }
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = square == 0 ? 0 : Math.max(1 - step / Math.sqrt(square), 0) * soft(x[i], step);
    }
    return y;
  }

  @Test
  void reachesTheParametersOfBoth() {
    ParameterGradient.matchesDifferences(
        w -> new Sum(new Scaled(new L1Norm(), w), new L1Ball(2)),
        new double[] {0.2, 0.4, 0.1},
        new long[] {3},
        points(),
        0.7);
    Tensor x = points();
    Tensor direction = torch.randn_like(x);
    ParameterGradient.matchesDifferences(
        new double[] {1.2, 1.5, 0.9},
        new long[] {3},
        r ->
            new Sum(new Scaled(new L2Norm(), 0.3), new L1Ball(r))
                .prox(x, 0.7)
                .mul(direction)
                .sum());
  }

  @Test
  void theSumOfTwoSetsIsTheirIntersection() {
    Tensor shift = TensorData.of(new double[] {0.5, 0, 0.3, 0, 0, -0.4}, 6);
    ProximalOperator first = new L1Ball(1.5);
    ProximalOperator second = new Translated(new L1Ball(1.2), shift);
    Tensor x = points();
    Tensor y = x.clone();
    Tensor p = torch.zeros_like(x);
    Tensor q = torch.zeros_like(x);
    // Dykstra's alternating projections.
    for (int k = 0; k < 1000; k++) {
      Tensor half = first.prox(y.add(p), 1.0);
      p = y.add(p).sub(half);
      y = second.prox(half.add(q), 1.0);
      q = half.add(q).sub(y);
    }

    ProximalOperator both = new Sum(first, second);

    assertTrue(both.isIndicator());
    assertArrayEquals(TensorData.doubles(y), TensorData.doubles(both.prox(x, 0.3)), 1e-9);
    Tensor direction = points();
    double[] gradient = gradient(both, x, direction);
    for (int i = 0; i < 18; i += 5) {
      Tensor shifted = x.clone();
      shifted.view(-1).narrow(0, i, 1).add_(new Scalar(1e-6));
      double up = both.prox(shifted, 0.3).mul(direction).sum().item_double();
      shifted.view(-1).narrow(0, i, 1).sub_(new Scalar(2e-6));
      double down = both.prox(shifted, 0.3).mul(direction).sum().item_double();
      assertEquals((up - down) / 2e-6, gradient[i], 1e-6);
    }
  }

  @Test
  void sumsNest() {
    Tensor x = points();
    ProximalOperator three = new Sum(operator(), new Scaled(new L1Norm(), 0.3));
    ProximalOperator two = new Sum(new Scaled(new L1Norm(), 1.3), new L2Norm());

    assertArrayEquals(
        TensorData.doubles(two.prox(x, 0.3)), TensorData.doubles(three.prox(x, 0.3)), 1e-9);
    Tensor direction = points();
    assertArrayEquals(gradient(two, x, direction), gradient(three, x, direction), 1e-8);
  }

  private static double[] gradient(ProximalOperator g, Tensor x, Tensor direction) {
    Tensor leaf = x.detach().clone().set_requires_grad(true);
    g.prox(leaf, 0.3).mul(direction).sum().backward();
    return TensorData.doubles(leaf.grad());
  }

  /** The set of a single point, whose projection has no graph. */
  private record Point(double at) implements ProximalOperator {
    @Override
    public Tensor value(Tensor x) {
      Tensor inside = Members.flat(Members.checked(x)).eq(new Scalar(at)).all(1);
      return Members.indicator(inside, x);
    }

    @Override
    public Tensor prox(Tensor x, Tensor step) {
      return torch.full_like(x.detach(), new Scalar(at));
    }
  }

  @Test
  void aSinglePointHasNoDerivative() {
    Tensor x = points();

    for (ProximalOperator sum :
        List.of(new Sum(new Point(0.1), new L1Norm()), new Sum(new L1Norm(), new Point(0.1)))) {
      assertArrayEquals(
          TensorData.doubles(torch.full_like(x, new Scalar(0.1))),
          TensorData.doubles(sum.prox(x, 0.3)),
          1e-9);
      assertArrayEquals(new double[18], gradient(sum, x, points()), 1e-9);
    }
  }

  @Test
  void theOutcomeIsVisible() {
    Tensor x = points();
    Tensor step = TensorData.of(new double[] {1});

    Solution good = new Sum(new L1Norm(), new L2Norm()).solve(x, step);
    Solution bad = new Sum(new L1Norm(), new L1Ball(1.5), 1).solve(x, step);

    assertTrue(good.outcome().converged(), good.outcome().message());
    assertTrue(good.outcome().iterations() < 60, good.outcome().message());
    assertFalse(bad.outcome().converged());
  }

  @Test
  void setsThatDoNotMeetAreAnError() {
    ProximalOperator far = new Translated(new L1Ball(1), TensorData.of(new double[] {9}, 1));
    ProximalOperator both = new Sum(new L1Ball(1), far, 300);

    String message =
        assertThrows(ArithmeticException.class, () -> both.prox(points(), 1.0)).getMessage();

    assertTrue(message.contains("do the domains of both functions meet?"), message);
  }

  /** The unit disc and a half-plane that touches it at (1, 0) or cuts off a bit of it. */
  private static List<ProximalOperator> discAndHalfPlane(double cut) {
    Tensor normal = TensorData.of(new double[] {-1, 0}, 2);
    return List.of(new L2Ball(1), new HalfSpace(normal, cut - 1));
  }

  @Test
  void isExactWhereInteriorsMeet() {
    Tensor x = TensorData.of(new double[] {0.5, 3, -2, 0.1, 4, -1}, 3, 2);
    for (double cut : new double[] {0.5, 0.1, 1e-2}) {
      List<ProximalOperator> sets = discAndHalfPlane(cut);
      double height = Math.sqrt(1 - (1 - cut) * (1 - cut));
      double[] far = TensorData.doubles(new L2Ball(1).prox(x.narrow(0, 2, 1), 1.0));
      double[] third = far[0] >= 1 - cut ? far : new double[] {1 - cut, -height};
      double[] expected = {1 - cut, height, 1 - cut, Math.min(0.1, height), third[0], third[1]};
      assertArrayEquals(
          expected,
          TensorData.doubles(new Sum(sets.get(0), sets.get(1)).prox(x, 1.0)),
          1e-8,
          "cut " + cut);
      assertArrayEquals(
          expected,
          TensorData.doubles(new Sum(sets.get(1), sets.get(0)).prox(x, 1.0)),
          1e-8,
          "cut " + cut);
    }
  }

  @Test
  void isAsExactAsTheRootOfItsErrorWhereSetsOnlyTouch() {
    List<ProximalOperator> sets = discAndHalfPlane(0);
    Tensor x = TensorData.of(new double[] {0.5, 3}, 1, 2);
    for (Sum both : List.of(new Sum(sets.get(0), sets.get(1)), new Sum(sets.get(1), sets.get(0)))) {
      for (ScalarType type : List.of(ScalarType.Double, ScalarType.Float)) {
        Solution solution = both.solve(x.to(type), torch.ones(1).to(type));
        double[] y = TensorData.doubles(solution.x());
        double error = solution.outcome().error();
        String what = both + ", " + type + ": " + solution.outcome().message();
        assertEquals(1, y[0], 10 * error, what);
        assertEquals(0, y[1], 10 * Math.sqrt(error), what);
      }
    }
  }

  @Test
  void worksOnManyEntriesAndScales() {
    ProximalOperator sum = new Sum(new L1Norm(), new L2Norm());
    for (double scale : new double[] {1e-6, 1, 1e6}) {
      for (ScalarType type : new ScalarType[] {ScalarType.Float, ScalarType.Double}) {
        Tensor x = times(torch.randn(4, 300), scale).to(type);
        Tensor steps = x.new_full(new long[0], new Scalar(0.5 * scale));
        Tensor y = new L2Norm().prox(new L1Norm().prox(x, steps), steps);
        double accuracy = type == ScalarType.Float ? 1e-4 : 1e-9;
        double error = sum.prox(x, steps).sub(y).abs().max().item_double();
        assertTrue(error <= accuracy * scale, error + " at scale " + scale + ", " + type);
      }
    }
  }
}
