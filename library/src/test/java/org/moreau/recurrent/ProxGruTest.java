package org.moreau.recurrent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.model.ModelState;

class ProxGruTest {
  @Test
  void theStateSolvesItsDefinition() {
    // (I + r G G') h = s with G from differences of s in x, for one step of one example.
    try (TensorScope scope = new TensorScope()) {
      Seeds.torch(8, "layer");
      double r = 0.7;
      ProxGru layer = new ProxGru(3, 4, Math.sqrt(r), 1);
      Gru plain = new Gru(3, 4);
      ModelState.of(plain).load("the layer", ModelState.of(layer).parameters());
      layer.to(ScalarType.Double, false);
      plain.to(ScalarType.Double, false);
      Tensor x = torch.randn(1, 1, 3).to(ScalarType.Double);
      Tensor h0 = torch.randn(1, 4).to(ScalarType.Double);
      double[] h = TensorData.doubles(layer.forward(x, h0).lastHidden());
      double[] s = TensorData.doubles(plain.forward(x, h0).lastHidden());
      double[][] g = new double[3][];
      for (int j = 0; j < 3; j++) {
        double[] up = TensorData.doubles(plain.forward(shifted(x, j, 1e-5), h0).lastHidden());
        double[] down = TensorData.doubles(plain.forward(shifted(x, j, -1e-5), h0).lastHidden());
        g[j] = new double[4];
        for (int i = 0; i < 4; i++) {
          g[j][i] = (up[i] - down[i]) / 2e-5;
        }
      }
      for (int i = 0; i < 4; i++) {
        double value = h[i];
        for (int j = 0; j < 3; j++) {
          for (int k = 0; k < 4; k++) {
            value += r * g[j][i] * g[j][k] * h[k];
          }
        }
        assertEquals(s[i], value, 1e-9, "state " + i);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"7, 3, 1, 0.3", "3, 7, 2, 1", "1, 1, 3, 3"})
  void gradientsMatchDifferences(int input, int hidden, long seed, double delta) {
    try (TensorScope scope = new TensorScope()) {
      Seeds.torch(seed, "layer");
      ProxGru layer = new ProxGru(input, hidden, delta, 0.5);
      layer.to(ScalarType.Double, false);
      Map<String, Tensor> variables = new LinkedHashMap<>();
      variables.put("x", leaf(torch.randn(4, 2, input).to(ScalarType.Double)));
      variables.put("h0", leaf(torch.randn(2, hidden).to(ScalarType.Double)));
      variables.putAll(ModelState.of(layer).parameters());
      Tensor direction = torch.randn(4, 2, hidden).to(ScalarType.Double);
      loss(layer, variables, direction).backward();
      SplittableRandom random = Seeds.random(seed, "entries");
      for (Map.Entry<String, Tensor> entry : variables.entrySet()) {
        double[] gradient = TensorData.doubles(entry.getValue().grad());
        for (int trial = 0; trial < 6; trial++) {
          int i = random.nextInt(gradient.length);
          double difference =
              (perturbed(layer, variables, direction, entry.getValue(), i, 1e-5)
                      - perturbed(layer, variables, direction, entry.getValue(), i, -1e-5))
                  / 2e-5;
          assertEquals(
              difference,
              gradient[i],
              2e-8 * (1 + Math.abs(difference)),
              () -> entry.getKey() + "[" + i + "]");
        }
      }
      assertTrue(layer.outcome().converged(), layer.outcome().message());
    }
  }

  @Test
  void withoutRegularisationItIsThePlainGruBitByBit() {
    try (TensorScope scope = new TensorScope()) {
      Seeds.torch(3, "layer");
      Gru plain = new Gru(4, 6);
      Seeds.torch(3, "layer");
      ProxGru layer = new ProxGru(4, 6, 0, 2);
      Tensor x = torch.randn(5, 3, 4);
      assertArrayEquals(
          TensorData.floats(plain.forward(x).hidden()),
          TensorData.floats(layer.forward(x).hidden()));
    }
  }

  @Test
  void aVanishingPerturbationApproachesThePlainGru() {
    try (TensorScope scope = new TensorScope()) {
      Seeds.torch(3, "layer");
      Gru plain = new Gru(4, 6);
      plain.to(ScalarType.Double, false);
      Seeds.torch(3, "layer");
      ProxGru layer = new ProxGru(4, 6, 1e-4, 1);
      layer.to(ScalarType.Double, false);
      Tensor x = torch.randn(5, 3, 4).to(ScalarType.Double);
      assertArrayEquals(
          TensorData.doubles(plain.forward(x).hidden()),
          TensorData.doubles(layer.forward(x).hidden()),
          1e-7);
    }
  }

  private static Tensor loss(ProxGru layer, Map<String, Tensor> variables, Tensor direction) {
    return layer
        .forward(NamedTensors.get(variables, "x"), NamedTensors.get(variables, "h0"))
        .hidden()
        .mul(direction)
        .sum();
  }

  private static double perturbed(
      ProxGru layer,
      Map<String, Tensor> variables,
      Tensor direction,
      Tensor variable,
      int index,
      double by) {
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor entry = variable.view(-1).narrow(0, index, 1);
      entry.add_(new Scalar(by));
      double value = loss(layer, variables, direction).item_double();
      entry.add_(new Scalar(-by));
      return value;
    }
  }

  private static Tensor shifted(Tensor x, int column, double by) {
    Tensor result = x.clone();
    result.view(-1).narrow(0, column, 1).add_(new Scalar(by));
    return result;
  }

  private static Tensor leaf(Tensor values) {
    values.set_requires_grad(true);
    return values;
  }
}
