package org.moreau.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;
import org.moreau.operator.ProximalOperator;
import org.moreau.operator.ProximalOperatorContract;

class SoftmaxTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new Softmax();
  }

  @Override
  protected Tensor feasible(Tensor y) {
    return y.softmax(1);
  }

  /** log y_i + 1 − y_i + (y_i − x_i)/step = level, by bisection for y_i and for the level. */
  @Override
  protected double[] obviousProx(double[] x, double step) {
    double low = -100;
    double high = 100;
    for (int i = 0; i < 200; i++) {
      double level = (low + high) / 2;
      if (Arrays.stream(entries(x, step, level)).sum() > 1) {
        high = level;
      } else {
        low = level;
      }
    }
    return entries(x, step, low);
  }

  private static double[] entries(double[] x, double step, double level) {
    return Arrays.stream(x)
        .map(
            entry -> {
              double low = 0;
              double high = 1;
              for (int i = 0; i < 100; i++) {
                double y = (low + high) / 2;
                if (Math.log(y) + 1 - y + (y - entry) / step > level) {
                  high = y;
                } else {
                  low = y;
                }
              }
              return low;
            })
        .toArray();
  }

  @Test
  void atStepOneItIsLibtorchs() {
    Tensor x = times(points(), 5);

    assertArrayEquals(
        TensorData.doubles(x.softmax(1)), TensorData.doubles(operator().prox(x, 1.0)), 1e-15);
  }

  @Test
  void atStepOneItsGradientIsLibtorchs() {
    Tensor x = times(points(), 5).set_requires_grad(true);
    Tensor u = x.detach().clone().set_requires_grad(true);
    Tensor direction = points();

    operator().prox(x, 1.0).mul(direction).sum().backward();
    u.softmax(1).mul(direction).sum().backward();

    assertArrayEquals(TensorData.doubles(u.grad()), TensorData.doubles(x.grad()), 1e-15);
  }

  @Test
  void itsOptimalityConditionHoldsAtEveryScaleAndStep() {
    for (double scale : new double[] {1e-6, 1, 1e6}) {
      for (double step : new double[] {1e-6, 1e-2, 0.999, 1, 1.001, 1e2, 1e6}) {
        Tensor x = times(points(), scale);
        Tensor y = operator().prox(x, step);
        assertArrayEquals(new double[] {1, 1, 1}, TensorData.doubles(y.sum(1)), 1e-12);
        // log y − y + (y − x) / step is the same for all entries that have not vanished.
        Tensor pull = y.sub(x).div(new Scalar(step));
        Tensor balance = y.log().sub(y).add(pull);
        Tensor level = balance.mul(y).sum(1).unsqueeze(1);
        Tensor off = balance.sub(level).abs().mul(y).nan_to_num();
        Tensor size = pull.abs().add(new Scalar(10));
        double error = off.div(size).max().item_double();
        assertTrue(error < 1e-12, error + " at scale " + scale + ", step " + step);
        assertTrue(
            operator().prox(x.to(ScalarType.Float), step).isfinite().all().item_bool(),
            "scale " + scale + ", step " + step);
      }
    }
  }

  @Test
  void aSingleEntryIsOne() {
    Tensor x = TensorData.of(new double[] {-3, 8}, 2, 1);

    assertArrayEquals(new double[] {1, 1}, TensorData.doubles(operator().prox(x, 0.3)), 1e-15);
  }
}
