package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.moreau.engine.TensorData;

class DropoutDataTest extends ProximalOperatorContract {
  static final double[] DATA = new SplittableRandom(3).doubles(60, -1.5, 1.5).toArray();

  @Override
  protected ProximalOperator operator() {
    return new DropoutData(TensorData.of(DATA, 10, 6));
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    return descended(x, step, true);
  }

  /** Plain gradient descent from x. */
  static double[] descended(double[] x, double step, boolean dropout) {
    double[] z = x.clone();
    for (int k = 0; k < 4000; k++) {
      double[] gradient = new double[6];
      for (int row = 0; row < 10; row++) {
        double s = 0;
        double q = 0;
        for (int j = 0; j < 6; j++) {
          s += DATA[6 * row + j] * z[j];
          q += (dropout ? DATA[6 * row + j] * DATA[6 * row + j] : 1) * z[j] * z[j];
        }
        double p = 1 / (1 + Math.exp(-s));
        for (int j = 0; j < 6; j++) {
          double v = dropout ? DATA[6 * row + j] * DATA[6 * row + j] : 1;
          gradient[j] +=
              (p * (1 - p) * (1 - 2 * p) * q * DATA[6 * row + j] + 2 * p * (1 - p) * v * z[j]) / 10;
        }
      }
      for (int j = 0; j < 6; j++) {
        z[j] -= 0.1 * (z[j] - x[j] + step * gradient[j]);
      }
    }
    return z;
  }

  @Test
  void isTheDropoutPenaltyOfALogisticModel() {
    // By hand: one example 2, weight 0.5, p = 1 / (1 + e^-1).
    DropoutData one = new DropoutData(TensorData.of(new double[] {2}, 1, 1));
    double p = 1 / (1 + Math.exp(-1));

    double[] value = TensorData.doubles(one.value(TensorData.of(new double[] {0.5}, 1, 1)));

    assertEquals(0.25 * 4 * p * (1 - p), value[0], 1e-15);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-6, 1e-3, 1, 1e3, 1e6})
  void findsAStationaryPointAtEveryScale(double scale) {
    Tensor x = points().mul(new Scalar(scale));
    for (double step : new double[] {1e-6, 1, 1e6}) {
      Tensor z = operator().prox(x, step);
      z.set_requires_grad(true);
      Tensor distance = Members.sum(z.sub(x).square()).div(new Scalar(2));
      Tensor objective = distance.add(operator().value(z).mul(new Scalar(step)));
      objective.sum().backward();
      double slope = z.grad().norm().item_double();
      assertTrue(slope <= 1e-8 * x.norm().item_double(), scale + ", " + step + ": " + slope);
      assertArrayEquals(x.shape(), z.shape());
    }
  }

  @Test
  void rejectsDataThatIsNotFiniteOrToBeLearnt() {
    assertEquals(
        "data must be at least one row of finite numbers, got the shape [1, 2]",
        assertThrows(
                IllegalArgumentException.class,
                () -> new DropoutData(TensorData.of(new double[] {1, Double.NaN}, 1, 2)))
            .getMessage());
    Tensor learnt = TensorData.of(new double[] {1, 2}, 1, 2);
    learnt.set_requires_grad(true);
    assertEquals(
        "data must be a constant: there is no derivative in it",
        assertThrows(IllegalArgumentException.class, () -> new DropoutData(learnt)).getMessage());
    assertEquals(
        "x must have the shape [any, 6], got [1, 2]",
        assertThrows(
                IllegalArgumentException.class,
                () -> operator().prox(TensorData.of(new double[2], 1, 2), 1.0))
            .getMessage());
  }
}
