package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.moreau.engine.TensorData;

class L1BallTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new L1Ball(1.5);
  }

  @Override
  protected Tensor feasible(Tensor y) {
    return operator().prox(y, 1.0);
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    // Bisection for the threshold.
    double low = 0;
    double high = 100;
    for (int i = 0; i < 200; i++) {
      double middle = (low + high) / 2;
      double sum = 0;
      for (double v : x) {
        sum += Math.max(Math.abs(v) - middle, 0);
      }
      if (sum > 1.5) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = Math.signum(x[i]) * Math.max(Math.abs(x[i]) - high, 0);
    }
    return y;
  }

  @Test
  void theGradientInTheRadiusMatchesDifferences() {
    Tensor x = points();
    Tensor direction = points();
    Tensor radius = TensorData.of(new double[] {0.5, 1, 1.5}, 3);
    radius.set_requires_grad(true);
    new L1Ball(radius).prox(x, 1.0).mul(direction).sum().backward();
    double[] gradient = TensorData.doubles(radius.grad());
    double h = 1e-6;
    for (int i = 0; i < 3; i++) {
      double[] up = {0.5, 1, 1.5};
      double[] down = up.clone();
      up[i] += h;
      down[i] -= h;
      double difference = (at(up, x, direction) - at(down, x, direction)) / (2 * h);
      assertEquals(difference, gradient[i], 1e-6);
    }
  }

  @Test
  void largeEntriesCostNoDigitsOfASmallRadius() {
    for (ScalarType type : new ScalarType[] {ScalarType.Float, ScalarType.Double}) {
      Tensor x = points().add(new Scalar(1e6)).to(type);
      for (double radius : new double[] {1e-6, 1, 1e3}) {
        L1Ball ball = new L1Ball(radius);
        Tensor y = ball.prox(x, 1.0);
        assertArrayEquals(new double[3], TensorData.doubles(ball.value(y)), "radius " + radius);
        double[] simplex = TensorData.doubles(new Simplex(radius).prox(x, 1.0));
        assertArrayEquals(simplex, TensorData.doubles(y), 0);
        assertArrayEquals(
            new double[] {radius, radius, radius},
            TensorData.doubles(Members.sum(y)),
            radius * (type == ScalarType.Float ? 1e-6 : 1e-14));
        assertArrayEquals(
            Arrays.stream(simplex).map(v -> -v).toArray(),
            TensorData.doubles(ball.prox(x.neg(), 1.0)),
            0);
      }
    }
  }

  @Test
  void insideTheDerivativeIsOneAlsoAtZeroEntries() {
    Tensor x = TensorData.of(new double[] {0, 0.5, -0.25}, 1, 3);
    x.set_requires_grad(true);
    operator().prox(x, 1.0).sum().backward();
    assertArrayEquals(new double[] {1, 1, 1}, TensorData.doubles(x.grad()));
  }

  private static double at(double[] radius, Tensor x, Tensor direction) {
    return new L1Ball(TensorData.of(radius, 3)).prox(x, 1.0).mul(direction).sum().item_double();
  }

  @Test
  void rejectsARadiusOfZeroAndAWrongShape() {
    assertEquals(
        "radius must be > 0 and finite, got 0.0",
        assertThrows(IllegalArgumentException.class, () -> new L1Ball(0)).getMessage());
    ProximalOperator two = new L1Ball(TensorData.of(new double[] {1, 1}, 2));
    for (Executable call :
        new Executable[] {() -> two.prox(points(), 1.0), () -> two.value(points())}) {
      assertEquals(
          "radius must have the shape [] or [3], got [2]",
          assertThrows(IllegalArgumentException.class, call).getMessage());
    }
  }

  @Test
  void theDerivativeOfTheInsideIsTheIdentityAtZeroToo() {
    Tensor x = TensorData.of(new double[] {1, 0, -0.2}, 1, 3);
    x.set_requires_grad(true);
    operator().prox(x, 1).sum().backward();

    assertArrayEquals(new double[] {1, 1, 1}, TensorData.doubles(x.grad()));
  }
}
