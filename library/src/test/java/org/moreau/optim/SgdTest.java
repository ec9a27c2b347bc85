package org.moreau.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

class SgdTest extends OptimizerContract {
  private static final Sgd.Settings SETTINGS = new Sgd.Settings(0.1, 0.9, true, 1e-2);

  @Override
  Optimizer optimizer(Map<String, Tensor> parameters) {
    return new Sgd(parameters, SETTINGS);
  }

  @Test
  void agreesWithThePlainFormulas() {
    for (Sgd.Settings settings :
        List.of(SETTINGS, new Sgd.Settings(0.1, 0.5, false, 0), Sgd.Settings.of(0.3))) {
      Map<String, Tensor> parameters = parameters(ScalarType.Double);
      double[] expected = numbers("weight");
      double[] buffer = new double[expected.length];
      try (Sgd sgd = new Sgd(parameters, settings)) {
        for (int t = 1; t <= 20; t++) {
          try (TensorScope scope = new TensorScope()) {
            sgd.zeroGradients();
            setGradient(parameters, "weight", t);
            sgd.step();
          }
          double rate = settings.learningRate();
          Reference.sgd(expected, numbers("weight", t), buffer, t, rate, settings);
        }
      }

      double[] actual = TensorData.doubles(NamedTensors.get(parameters, "weight"));
      assertArrayEquals(expected, actual, 1e-14);
    }
  }

  @Test
  void hasNoStateWithoutMomentum() {
    try (Sgd sgd = new Sgd(parameters(ScalarType.Float), Sgd.Settings.of(0.1))) {
      assertTrue(sgd.state().isEmpty());
    }
  }

  @Test
  void rejectsNesterovWithoutMomentum() {
    var error =
        assertThrows(IllegalArgumentException.class, () -> new Sgd.Settings(0.1, 0, true, 0));

    assertEquals("momentum must be > 0 with nesterov, got 0.0", error.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Sgd.Settings.of(Double.NaN));
  }
}
