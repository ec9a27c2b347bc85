package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class AdditiveNoiseTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new AdditiveNoise(TensorData.of(DropoutDataTest.DATA, 10, 6));
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    return DropoutDataTest.descended(x, step, false);
  }

  @Test
  void isTheSquaredNormTimesTheMeanVariance() {
    AdditiveNoise two = new AdditiveNoise(TensorData.of(new double[] {2, -1}, 2, 1));
    double p = 1 / (1 + Math.exp(-1));
    double q = 1 / (1 + Math.exp(0.5));

    double[] value = TensorData.doubles(two.value(TensorData.of(new double[] {0.5}, 1, 1)));

    assertEquals(0.25 * (p * (1 - p) + q * (1 - q)) / 2, value[0], 1e-15);
  }
}
