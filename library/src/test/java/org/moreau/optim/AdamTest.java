package org.moreau.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

class AdamTest extends OptimizerContract {
  private static final Adam.Settings SETTINGS = new Adam.Settings(0.01, 0.9, 0.999, 1e-8, 1e-2);

  @Override
  Optimizer optimizer(Map<String, Tensor> parameters) {
    return new Adam(parameters, SETTINGS);
  }

  @Test
  void agreesWithThePlainFormulas() {
    for (Adam.Settings settings :
        List.of(SETTINGS, Adam.Settings.of(0.1), new Adam.Settings(0.1, 0, 0.5, 0.1, 0))) {
      Map<String, Tensor> parameters = parameters(ScalarType.Double);
      double[] expected = numbers("weight");
      double[] mean = new double[expected.length];
      double[] square = new double[expected.length];
      try (Adam adam = new Adam(parameters, settings)) {
        for (int t = 1; t <= 20; t++) {
          try (TensorScope scope = new TensorScope()) {
            adam.zeroGradients();
            adam.setLearningRate(settings.learningRate() / t);
            setGradient(parameters, "weight", t);
            adam.step();
          }
          double rate = settings.learningRate() / t;
          Reference.adam(expected, numbers("weight", t), mean, square, t, rate, settings);
        }
      }

      double[] actual = TensorData.doubles(NamedTensors.get(parameters, "weight"));
      assertArrayEquals(expected, actual, 1e-14);
    }
  }

  @Test
  void countsTheStepsOfEachParameter() {
    Map<String, Tensor> parameters = parameters(ScalarType.Float);
    try (Adam adam = new Adam(parameters, SETTINGS)) {
      try (TensorScope scope = new TensorScope()) {
        setGradient(parameters, "weight", 0);
        adam.step();
        adam.step();
      }

      assertEquals(2, NamedTensors.get(adam.state(), "weight.step").item_double());
      assertEquals(0, NamedTensors.get(adam.state(), "bias.step").item_double());
    }
  }

  @Test
  void rejectsDecayRateOfOne() {
    var error =
        assertThrows(IllegalArgumentException.class, () -> new Adam.Settings(0.1, 0.9, 1, 1e-8, 0));

    assertEquals("beta2 must be in [0, 1), got 1.0", error.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Adam.Settings.of(Double.NaN));
  }
}
