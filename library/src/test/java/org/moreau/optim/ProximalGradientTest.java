package org.moreau.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.calculus.Scaled;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.operator.L1Norm;
import org.moreau.operator.L2Norm;
import org.moreau.operator.ProximalOperator;

class ProximalGradientTest extends OptimizerContract {
  private static final double RATE = 0.1;
  private static final double LAMBDA = 1.2;

  @Override
  Optimizer optimizer(Map<String, Tensor> parameters) {
    Sgd sgd = new Sgd(parameters, new Sgd.Settings(RATE, 0.9, false, 0));
    return new ProximalGradient(sgd, new Scaled(new L2Norm(), 0.01), parameters);
  }

  /** The weight [2, 3] after {@code steps} of plain gradient descent and the proximal map. */
  private static double[] weight(ProximalOperator regulariser, double rate, int steps) {
    Map<String, Tensor> parameters = parameters(ScalarType.Double);
    Map<String, Tensor> weights = Map.of("weight", NamedTensors.get(parameters, "weight"));
    try (Optimizer optimizer =
        new ProximalGradient(new Sgd(parameters, Sgd.Settings.of(rate)), regulariser, weights)) {
      for (int t = 1; t <= steps; t++) {
        try (TensorScope scope = new TensorScope()) {
          optimizer.zeroGradients();
          setGradient(parameters, "weight", t);
          setGradient(parameters, "bias", t);
          optimizer.step();
        }
      }
    }
    double[] bias = numbers("bias");
    for (int t = 1; t <= steps; t++) {
      descend(bias, numbers("bias", t), rate);
    }
    assertArrayEquals(
        bias, TensorData.doubles(NamedTensors.get(parameters, "bias")), 1e-15, "not regularised");
    return TensorData.doubles(NamedTensors.get(parameters, "weight"));
  }

  private static void descend(double[] p, double[] gradient, double rate) {
    for (int i = 0; i < p.length; i++) {
      p[i] -= rate * gradient[i];
    }
  }

  @Test
  void lassoThresholdsEveryEntry() {
    double[] expected = numbers("weight");
    for (int t = 1; t <= 5; t++) {
      descend(expected, numbers("weight", t), RATE);
      for (int i = 0; i < expected.length; i++) {
        expected[i] = Math.signum(expected[i]) * Math.max(Math.abs(expected[i]) - RATE * LAMBDA, 0);
      }
    }

    double[] actual = weight(new Scaled(new L1Norm(), LAMBDA), RATE, 5);

    assertArrayEquals(expected, actual, 1e-15);
    assertTrue(Arrays.stream(actual).anyMatch(w -> w == 0), "some entries are zero");
    assertTrue(Arrays.stream(actual).anyMatch(w -> w != 0), "others are not");
  }

  @Test
  void groupLassoThresholdsRows() {
    double[] expected = numbers("weight");
    for (int t = 1; t <= 5; t++) {
      descend(expected, numbers("weight", t), RATE);
      for (int row = 0; row < 6; row += 3) {
        double norm = Math.hypot(Math.hypot(expected[row], expected[row + 1]), expected[row + 2]);
        for (int i = row; i < row + 3; i++) {
          expected[i] *= Math.max(1 - RATE * LAMBDA / norm, 0);
        }
      }
    }

    assertArrayEquals(expected, weight(new Scaled(new L2Norm(), LAMBDA), RATE, 5), 1e-15);
    assertArrayEquals(new double[6], weight(new Scaled(new L2Norm(), 100), RATE, 1), 1e-300);
  }

  @Test
  void theRateZeroChangesNothing() {
    assertArrayEquals(numbers("weight"), weight(new Scaled(new L1Norm(), LAMBDA), 0, 3));
  }

  @Test
  void aParameterThatOverflowedIsNamed() {
    Map<String, Tensor> parameters = parameters(ScalarType.Float);
    try (Optimizer optimizer = optimizer(parameters);
        TensorScope scope = new TensorScope()) {
      setGradient(parameters, "weight", 1);
      try (NoGradGuard guard = new NoGradGuard()) {
        NamedTensors.get(parameters, "weight").fill_(new Scalar(Double.NaN));
      }

      var error = assertThrows(ArithmeticException.class, optimizer::step);

      assertEquals(
          "weight must be finite after the step on the loss, at the learning rate 0.1; make it"
              + " smaller",
          error.getMessage());
    }
  }
}
