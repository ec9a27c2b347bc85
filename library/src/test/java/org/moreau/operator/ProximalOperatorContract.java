package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/**
 * What every operator must do. A test of an operator extends it, says what operator and which
 * points, and adds what is particular: identities, a slow obvious twin, errors of the constructor.
 */
public abstract class ProximalOperatorContract {
  private static final int TRIALS = 50;
  private static final double[] STEPS = {0.3, 1, 2.5};

  private TensorScope scope;

  /** For the tests. */
  protected ProximalOperatorContract() {}

  /** The operator under test. */
  protected abstract ProximalOperator operator();

  /** A batch of three random points in float64, away from kinks with probability 1. */
  protected Tensor points() {
    return torch.randn(3, 6).to(ScalarType.Double);
  }

  /**
   * A point of the domain near {@code y}, for comparisons with the minimiser; y + noise if all is.
   */
  protected Tensor feasible(Tensor y) {
    return y;
  }

  /** prox by a slow obvious method for one member, or null where there is none. */
  protected double[] obviousProx(double[] x, double step) {
    return null;
  }

  /** The relative accuracy in float64; closed forms have rounding. */
  protected double tolerance() {
    return 1e-9;
  }

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(7, getClass().getSimpleName());
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  final void isTheMinimiser() {
    for (double step : STEPS) {
      Tensor x = points();
      Tensor y = operator().prox(x, step);
      double[] best = objective(x, y, step);
      for (int trial = 0; trial < TRIALS; trial++) {
        double size = Math.pow(10, -trial % 5);
        Tensor other = feasible(y.add(torch.randn_like(y).mul(new Scalar(size))));
        double[] value = objective(x, other, step);
        double[] atX = objective(x, feasible(x), step);
        for (int i = 0; i < best.length; i++) {
          double slack = 1e-7 * (1 + Math.abs(best[i]));
          assertTrue(best[i] <= value[i] + slack, best[i] + " > " + value[i] + ", step " + step);
          assertTrue(best[i] <= atX[i] + slack, best[i] + " > " + atX[i] + " at x, step " + step);
        }
      }
    }
  }

  private double[] objective(Tensor x, Tensor y, double step) {
    Tensor distance = Members.sum(y.sub(x).square()).div(new Scalar(2 * step));
    return TensorData.doubles(operator().value(y).add(distance));
  }

  @Test
  final void agreesWithItsObviousTwin() {
    for (double step : STEPS) {
      Tensor x = points();
      double[] y = TensorData.doubles(operator().prox(x, step));
      int n = (int) Members.entries(x);
      for (int member = 0; member < x.size(0); member++) {
        double[] one = TensorData.doubles(x.select(0, member));
        double[] expected = obviousProx(one, step);
        if (expected != null) {
          double[] actual = java.util.Arrays.copyOfRange(y, member * n, (member + 1) * n);
          assertArrayEquals(expected, actual, 1e-6, "step " + step);
        }
      }
    }
  }

  @Test
  final void gradientsMatchDifferences() {
    for (double step : STEPS) {
      Tensor x = points();
      Tensor steps = x.new_full(new long[] {x.size(0)}, new Scalar(step));
      x.set_requires_grad(true);
      steps.set_requires_grad(true);
      Tensor direction = torch.randn_like(x);
      operator().prox(x, steps).mul(direction).sum().backward();
      compare(x, steps, direction, x, "x");
      compare(x, steps, direction, steps, "step");
    }
  }

  private void compare(Tensor x, Tensor steps, Tensor direction, Tensor variable, String name) {
    double h = 1e-6;
    Tensor gradient = variable.grad();
    double[] actual =
        gradient.defined() ? TensorData.doubles(gradient) : new double[(int) variable.numel()];
    for (int i = 0; i < actual.length; i++) {
      double difference =
          (shifted(x, steps, direction, variable, i, h)
                  - shifted(x, steps, direction, variable, i, -h))
              / (2 * h);
      assertEquals(difference, actual[i], 2e-6 * (1 + Math.abs(difference)), name + "[" + i + "]");
    }
  }

  private double shifted(
      Tensor x, Tensor steps, Tensor direction, Tensor variable, int index, double by) {
    try (NoGradGuard guard = new NoGradGuard()) {
      Tensor entry = variable.view(-1).narrow(0, index, 1);
      entry.add_(new Scalar(by));
      double value = operator().prox(x, steps).mul(direction).sum().item_double();
      entry.add_(new Scalar(-by));
      return value;
    }
  }

  /** Sparse members are common, and a zero is no kink of many operators. */
  @Test
  final void gradientsAtEntriesOfZeroMatchDifferencesUnlessAtAKink() {
    if (operator().isIndicator() && !operator().isConvex()) {
      return; // Where such a projection jumps between points, it may look smooth along the axes.
    }
    for (double step : STEPS) {
      Tensor steps = torch.ones(3).to(ScalarType.Double).mul(new Scalar(step));
      Tensor mask = torch.rand(points().shape()).to(ScalarType.Double);
      for (double share : new double[] {0.5, 2}) {
        Tensor x = torch.where(mask.lt(new Scalar(share)), torch.zeros_like(mask), points());
        x.set_requires_grad(true);
        Tensor direction = torch.randn_like(x);
        Tensor product = operator().prox(x, steps).mul(direction).sum();
        if (product.requires_grad()) {
          product.backward();
        }
        double[] actual =
            x.grad().defined() ? TensorData.doubles(x.grad()) : new double[(int) x.numel()];
        double h = 1e-7;
        double middle = shifted(x, steps, direction, x, 0, 0);
        for (int i = 0; i < actual.length; i++) {
          double right = (shifted(x, steps, direction, x, i, h) - middle) / h;
          double left = (middle - shifted(x, steps, direction, x, i, -h)) / h;
          if (Math.abs(right - left) < 1e-6) {
            assertEquals((left + right) / 2, actual[i], 1e-5, "x[" + i + "], step " + step);
          }
        }
      }
    }
  }

  @Test
  final void theJacobianIsSymmetric() {
    Tensor x = points();
    x.set_requires_grad(true);
    Tensor y = operator().prox(x, 0.7);
    Tensor u = torch.randn_like(x);
    Tensor v = torch.randn_like(x);
    double uJv = torch.dot(u.flatten(), product(y, x, v).flatten()).item_double();
    double vJu = torch.dot(v.flatten(), product(y, x, u).flatten()).item_double();
    assertEquals(uJv, vJu, 1e-8 * (1 + Math.abs(uJv)));
  }

  private static Tensor product(Tensor y, Tensor x, Tensor cotangent) {
    return torch
        .grad(
            new TensorVector(y),
            new TensorVector(x),
            new TensorVector(cotangent),
            new org.bytedeco.pytorch.BoolOptional(true),
            false,
            false)
        .get(0);
  }

  @Test
  final void isFirmlyNonexpansiveIfConvex() {
    if (!operator().isConvex()) {
      return;
    }
    for (int trial = 0; trial < 10; trial++) {
      Tensor x = points();
      Tensor z = points();
      Tensor dp = operator().prox(x, 1.3).sub(operator().prox(z, 1.3));
      double[] left = TensorData.doubles(Members.sum(dp.square()));
      double[] right = TensorData.doubles(Members.sum(dp.mul(x.sub(z))));
      for (int i = 0; i < left.length; i++) {
        assertTrue(left[i] <= right[i] + 1e-8 * (1 + left[i]), left[i] + " > " + right[i]);
      }
    }
  }

  @Test
  final void projectsOnceAndForEveryStepIfASet() {
    if (!operator().isIndicator()) {
      return;
    }
    Tensor x = points();
    Tensor y = operator().prox(x, 1.0);
    assertArrayEquals(
        TensorData.doubles(y), TensorData.doubles(operator().prox(y, 1.0)), tolerance());
    assertArrayEquals(
        TensorData.doubles(y), TensorData.doubles(operator().prox(x, 0.01)), tolerance());
    assertArrayEquals(new double[(int) x.size(0)], TensorData.doubles(operator().value(y)));
  }

  @Test
  final void everyMemberHasItsOwnStep() {
    Tensor x = points();
    Tensor steps = TensorData.of(new double[] {0.5, 1, 2}, 3);
    Tensor together = operator().prox(x, steps);
    for (int i = 0; i < 3; i++) {
      Tensor alone = operator(i).prox(x.narrow(0, i, 1), new double[] {0.5, 1, 2}[i]);
      assertArrayEquals(
          TensorData.doubles(alone), TensorData.doubles(together.narrow(0, i, 1)), tolerance());
    }
  }

  /** The operator for member i alone; differs where parameters have a value per member. */
  protected ProximalOperator operator(int member) {
    return operator();
  }

  @Test
  final void keepsShapeAndTypeAndLeavesItsInputAlone() {
    for (ScalarType type : new ScalarType[] {ScalarType.Float, ScalarType.Double}) {
      Tensor x = points().to(type);
      Tensor copy = x.clone();
      Tensor y = operator().prox(x, 0.8);
      assertArrayEquals(x.shape(), y.shape());
      assertEquals(type, y.scalar_type().intern());
      assertEquals(type, operator().value(y).scalar_type().intern());
      Tensor steps = torch.ones(x.size(0)).to(ScalarType.Double);
      assertEquals(type, operator().prox(x, steps).scalar_type().intern(), "with other steps");
      assertArrayEquals(new long[] {x.size(0)}, operator().value(y).shape());
      assertTrue(torch.equal(x, copy), "the input was changed");
    }
  }

  @Test
  final void float32AgreesWithFloat64() {
    Tensor x = points();
    assertArrayEquals(
        TensorData.doubles(operator().prox(x, 0.8)),
        TensorData.doubles(operator().prox(x.to(ScalarType.Float), 0.8)),
        1e-4);
  }

  @Test
  final void acceptsAnEmptyBatch() {
    Tensor x = points().narrow(0, 0, 0);
    assertArrayEquals(x.shape(), operator(-1).prox(x, 1.0).shape());
    assertArrayEquals(new long[] {0}, operator(-1).value(x).shape());
  }

  @Test
  final void mapsZeroWithoutNaN() {
    Tensor x = torch.zeros_like(points());
    x.set_requires_grad(true);
    Tensor y = operator().prox(x, 1.0);
    y.sum().backward();
    assertTrue(y.isfinite().all().item_bool(), "prox of zero is not finite");
    Tensor gradient = x.grad();
    assertTrue(
        !gradient.defined() || gradient.isfinite().all().item_bool(),
        "the gradient at zero is not finite");
  }

  @Test
  final void rejectsNaNAndStepsThatAreNotPositiveByName() {
    Tensor x = points();
    for (double step : new double[] {0, -1, Double.NaN}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> operator().prox(x, step)).getMessage();
      assertTrue(message.startsWith("step must be > 0"), message);
    }
    Tensor steps = TensorData.of(new double[] {1, -1, 1}, 3);
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> operator().prox(x, steps))
            .getMessage()
            .startsWith("step must be > 0"));
    Tensor four = TensorData.of(new double[] {1, 1, 1, 1}, 4);
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> operator().prox(x, four))
            .getMessage()
            .startsWith("step must have the shape"));
    x.view(-1).narrow(0, 2, 1).fill_(new Scalar(Double.NaN));
    for (var call :
        new org.junit.jupiter.api.function.Executable[] {
          () -> operator().prox(x, 1.0), () -> operator().value(x)
        }) {
      String message = assertThrows(IllegalArgumentException.class, call).getMessage();
      assertTrue(message.startsWith("x must not hold NaN"), message);
    }
  }

  @Test
  final void rejectsInfinitePointsAndStepsThatItsTypeCannotHoldByName() {
    Tensor x = points();
    Tensor single = x.to(ScalarType.Float);
    for (double step : new double[] {1e-50, 1e50, Double.POSITIVE_INFINITY}) {
      Tensor steps = TensorData.of(new double[] {1, step, 1}, 3);
      String message =
          assertThrows(IllegalArgumentException.class, () -> operator().prox(single, steps))
              .getMessage();
      String where = Double.isInfinite(step) ? "" : " in the type of x";
      assertEquals("step must be > 0 and finite" + where + ", got " + step, message);
    }
    for (double infinite : new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      x.view(-1).narrow(0, 2, 1).fill_(new Scalar(infinite));
      for (var call :
          new org.junit.jupiter.api.function.Executable[] {
            () -> operator().prox(x, 1.0), () -> operator().value(x)
          }) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.startsWith("x must be finite, got " + infinite), message);
      }
    }
  }

  /** Soft thresholding, the map of |x|. */
  protected static double soft(double x, double threshold) {
    return Math.signum(x) * Math.max(Math.abs(x) - threshold, 0);
  }

  /** An orthogonal matrix [n, n] in float64. */
  protected static Tensor orthogonal(long n) {
    return torch.linalg_qr(torch.randn(n, n).to(ScalarType.Double)).get0();
  }

  /** x times a number. */
  protected static Tensor times(Tensor x, double number) {
    return x.mul(new Scalar(number));
  }
}
