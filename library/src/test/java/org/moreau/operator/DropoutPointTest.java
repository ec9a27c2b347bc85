package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.moreau.engine.TensorData;

class DropoutPointTest extends ProximalOperatorContract {
  private static final double[] POINT = {1.2, -0.4, 2.1, 0, -1.7, 0.6};

  @Override
  protected ProximalOperator operator() {
    return new DropoutPoint(TensorData.of(POINT, 6));
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    return lowest(minima(x, POINT, step), x, POINT, step);
  }

  /** The local minima that gradient descent finds from many starts along the point. */
  private static List<double[]> minima(double[] x, double[] point, double step) {
    List<double[]> found = new ArrayList<>();
    for (int start = -6; start <= 6; start++) {
      double[] c = x.clone();
      for (int i = 0; i < c.length; i++) {
        c[i] += 0.3 * start * point[i];
      }
      double rate = 0.5;
      double value = objective(c, x, point, step);
      for (int k = 0; k < 3000 && rate > 1e-14; k++) {
        double[] gradient = gradient(c, x, point, step);
        double[] next = c.clone();
        for (int i = 0; i < c.length; i++) {
          next[i] -= rate * gradient[i];
        }
        double other = objective(next, x, point, step);
        if (other < value) {
          c = next;
          value = other;
          rate *= 1.3;
        } else {
          rate /= 2;
        }
      }
      double[] end = c;
      boolean isNew =
          found.stream().noneMatch(f -> Math.abs(inner(point, f) - inner(point, end)) < 1e-3);
      if (isNew) {
        found.add(end);
      }
    }
    return found;
  }

  private static double[] lowest(List<double[]> minima, double[] x, double[] point, double step) {
    double[] best = minima.get(0);
    for (double[] c : minima) {
      best = objective(c, x, point, step) < objective(best, x, point, step) ? c : best;
    }
    return best;
  }

  private static double objective(double[] c, double[] x, double[] point, double step) {
    double p = 1 / (1 + Math.exp(-inner(point, c)));
    double sum = 0;
    for (int i = 0; i < c.length; i++) {
      sum += 0.5 * p * (1 - p) * square(point[i] * c[i]) + square(c[i] - x[i]) / (2 * step);
    }
    return sum;
  }

  private static double[] gradient(double[] c, double[] x, double[] point, double step) {
    double p = 1 / (1 + Math.exp(-inner(point, c)));
    double q = 0;
    for (int i = 0; i < c.length; i++) {
      q += square(point[i] * c[i]);
    }
    double[] gradient = new double[c.length];
    for (int i = 0; i < c.length; i++) {
      gradient[i] =
          p * (1 - p) * point[i] * point[i] * c[i]
              + 0.5 * p * (1 - p) * (1 - 2 * p) * q * point[i]
              + (c[i] - x[i]) / step;
    }
    return gradient;
  }

  private static double square(double v) {
    return v * v;
  }

  private static double inner(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static Tensor number(double value) {
    return TensorData.of(new double[] {value}, 1);
  }

  @Test
  void takesTheLowestOfSeveralMinima() {
    SplittableRandom random = new SplittableRandom(5);
    int several = 0;
    int notTheFirst = 0;
    for (int trial = 0; trial < 40; trial++) {
      double[] x = random.doubles(2, -3, 3).toArray();
      double step = Math.exp(4 * random.nextDouble());
      List<double[]> minima = minima(x, x, step);
      several += minima.size() > 1 ? 1 : 0;
      double[] best = lowest(minima, x, x, step);
      notTheFirst += minima.stream().anyMatch(m -> inner(x, m) < inner(x, best) - 1e-3) ? 1 : 0;

      double[] c = TensorData.doubles(DropoutPoint.map(TensorData.of(x, 1, 2), number(step)));

      assertEquals(objective(best, x, x, step), objective(c, x, x, step), 1e-9, Arrays.toString(x));
      assertArrayEquals(best, c, 1e-4, Arrays.toString(x) + ", step " + step);
    }
    assertTrue(several >= 5 && notTheFirst >= 1, several + " and " + notTheFirst);
  }

  @Test
  void solvesEquationsSevenAndEight() {
    Tensor x = points();
    double lambda = 0.4;

    double[] c = TensorData.doubles(DropoutPoint.map(x, number(1 / lambda).expand(3)));

    double[] values = TensorData.doubles(x);
    for (int member = 0; member < 3; member++) {
      double[] point = Arrays.copyOfRange(values, 6 * member, 6 * member + 6);
      double s = inner(point, Arrays.copyOfRange(c, 6 * member, 6 * member + 6));
      assertTrue(s >= 0);
      double variance = 1 / (2 + Math.exp(s) + Math.exp(-s));
      double sum = 0;
      for (double p : point) {
        sum += p * p / (lambda + variance * p * p);
      }
      for (int i = 0; i < 6; i++) {
        double expected = s / sum * point[i] / (lambda + variance * point[i] * point[i]);
        assertEquals(expected, c[6 * member + i], 1e-10);
      }
    }
  }

  @Test
  void theMapsGradientIsThatOfThePointTooAndMatchesDifferences() {
    Tensor x = points();
    Tensor direction = points();
    Tensor steps = TensorData.of(new double[] {0.5, 2, 6}, 3);
    x.set_requires_grad(true);

    DropoutPoint.map(x, steps).mul(direction).sum().backward();

    double[] gradient = TensorData.doubles(x.grad());
    double[] values = TensorData.doubles(x);
    double h = 1e-6;
    for (int i = 0; i < values.length; i++) {
      double[] up = values.clone();
      double[] down = values.clone();
      up[i] += h;
      down[i] -= h;
      double difference = (at(up, steps, direction) - at(down, steps, direction)) / (2 * h);
      assertEquals(difference, gradient[i], 2e-6 * (1 + Math.abs(difference)), "entry " + i);
    }
  }

  private static double at(double[] x, Tensor steps, Tensor direction) {
    return DropoutPoint.map(TensorData.of(x, 3, 6), steps).mul(direction).sum().item_double();
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-6, 1e-3, 1, 30, 1e3, 1e6})
  void isTheLowestOnAFineGridAtEveryScale(double scale) {
    Tensor x = points().mul(new Scalar(scale));
    for (double step : new double[] {1e-6, 1, 1e6}) {
      double[] c = TensorData.doubles(DropoutPoint.map(x, number(step).expand(3)));
      double[] values = TensorData.doubles(x);
      for (int member = 0; member < 3; member++) {
        double[] point = Arrays.copyOfRange(values, 6 * member, 6 * member + 6);
        double[] own = Arrays.copyOfRange(c, 6 * member, 6 * member + 6);
        double best = objective(own, point, point, step);
        assertTrue(Double.isFinite(best));
        for (int k = 0; k <= 4000; k++) {
          double[] other = point.clone();
          double share = k <= 2000 ? k / 2000.0 : Math.exp(-(k - 2000) / 50.0);
          for (int i = 0; i < 6; i++) {
            other[i] *= share;
          }
          double value = objective(other, point, point, step);
          assertTrue(best <= value * (1 + 1e-9) + 1e-300, scale + ", " + step + ", " + share);
        }
      }
    }
  }

  @Test
  void zeroIsItsOwnImage() {
    Tensor zero = torch.zeros(new long[] {2, 4}, points().options());

    assertArrayEquals(
        new double[8], TensorData.doubles(DropoutPoint.map(zero, number(1.0).expand(2))));
  }

  @Test
  void manyMembersInPartsAreAsOneByOne() {
    Tensor x = torch.randn(40, 700).to(ScalarType.Double);
    Tensor together = DropoutPoint.map(x, number(1.0).expand(40));

    Tensor alone = DropoutPoint.map(x.narrow(0, 37, 1), number(1.0));

    assertArrayEquals(
        TensorData.doubles(alone), TensorData.doubles(together.narrow(0, 37, 1)), 1e-12);
  }

  @Test
  void rejectsAPointOfAnotherShapeOrWithNaN() {
    Tensor x = points();
    assertEquals(
        "point must have the shape [6] or [3, 6], got [2]",
        assertThrows(
                IllegalArgumentException.class,
                () -> new DropoutPoint(TensorData.of(new double[2], 2)).prox(x, 1.0))
            .getMessage());
    Tensor broken = TensorData.of(new double[] {1, Double.NaN, 1, 1, 1, 1}, 6);
    assertEquals(
        "point must not hold NaN; look at what computed it",
        assertThrows(IllegalArgumentException.class, () -> new DropoutPoint(broken).prox(x, 1.0))
            .getMessage());
  }
}
