package org.moreau.recurrent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.moreau.GoldenData;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

class ProxLstmTest {
  private static final double[] DELTAS = {0.3, 1, 3};
  private static final String[] PARAMETERS = {
    "weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"
  };

  @ParameterizedTest
  @CsvSource({"proxlstm/D3_H5_T6_hc,PROXIMAL", "proxlstm/D3_H5_T6_hs,INTERMEDIATE"})
  void valuesAndAllGradientsMatchTheGoldenData(String folder, ProxLstm.Shown shown) {
    try (TensorScope scope = new TensorScope()) {
      GoldenData golden = new GoldenData(folder);
      ProxLstm layer = new ProxLstm(3, 5, Math.sqrt(golden.number("r")), 1, shown, null);
      layer.to(ScalarType.Double, false);
      set(layer, "weight_ih_l0", golden.tensor("Wih"));
      set(layer, "weight_hh_l0", golden.tensor("Whh"));
      set(layer, "bias_ih_l0", golden.tensor("b"));
      set(layer, "bias_hh_l0", golden.tensor("b").zero_());
      Tensor x = leaf(golden.tensor("X"));
      Tensor h0 = leaf(golden.tensor("h0"));
      Tensor c0 = leaf(golden.tensor("c0"));

      SequenceLayer.Output output = layer.forward(x, h0, c0);
      System.gc(); // the hooks must survive until backward
      Tensor loss =
          output
              .hidden()
              .mul(golden.tensor("grad_out"))
              .sum()
              .add(output.lastCell().mul(golden.tensor("grad_cT")).sum());
      loss.backward();

      assertClose("out", golden.tensor("out"), output.hidden());
      assertClose("cT", golden.tensor("cT"), output.lastCell());
      assertEquals(golden.number("loss"), loss.item_double(), 1e-9);
      assertClose("dX", golden.tensor("dX"), x.grad());
      assertClose("dh0", golden.tensor("dh0"), h0.grad());
      assertClose("dc0", golden.tensor("dc0"), c0.grad());
      assertClose("dWih", golden.tensor("dWih"), parameter(layer, "weight_ih_l0").grad());
      assertClose("dWhh", golden.tensor("dWhh"), parameter(layer, "weight_hh_l0").grad());
      assertClose("db", golden.tensor("db"), parameter(layer, "bias_ih_l0").grad());
      assertClose("db", golden.tensor("db"), parameter(layer, "bias_hh_l0").grad());
      assertTrue(layer.outcome().converged(), layer.outcome().message());
    }
  }

  @Test
  void aSecondBackwardPassAddsToTheGradients() {
    Map<String, double[]> once = new LinkedHashMap<>();
    try (TensorScope scope = new TensorScope()) {
      ProxLstm layer = new ProxLstm(3, 5, 1, 1);
      Tensor x = torch.rand(4, 2, 3);
      for (int pass = 1; pass <= 2; pass++) {
        layer.forward(x).hidden().sum().backward();
        for (String name : PARAMETERS) {
          double[] gradient = TensorData.doubles(parameter(layer, name).grad());
          double[] first = once.computeIfAbsent(name, n -> gradient);
          for (int i = 0; i < first.length; i++) {
            assertEquals(pass * first[i], gradient[i], 1e-6, name);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "7, 3, 1, PROXIMAL", "3, 7, 2, PROXIMAL", "4, 4, 3, PROXIMAL",
    "7, 3, 4, INTERMEDIATE", "3, 7, 5, INTERMEDIATE", "1, 1, 6, INTERMEDIATE"
  })
  void gradientsMatchDifferences(int input, int hidden, long seed, ProxLstm.Shown shown) {
    for (double delta : DELTAS) {
      try (TensorScope scope = new TensorScope()) {
        Seeds.torch(seed, "layer");
        ProxLstm layer = new ProxLstm(input, hidden, delta, 0.5, shown, null);
        layer.to(ScalarType.Double, false);
        Map<String, Tensor> variables = new LinkedHashMap<>();
        variables.put("x", leaf(random(4, 2, input)));
        variables.put("h0", leaf(random(2, hidden)));
        variables.put("c0", leaf(random(2, hidden)));
        for (String name : PARAMETERS) {
          variables.put(name, parameter(layer, name));
        }
        Tensor direction = random(4, 2, hidden);
        Tensor cellDirection = random(2, hidden);
        loss(layer, variables, direction, cellDirection).backward();

        SplittableRandom random = Seeds.random(seed, "entries");
        for (Map.Entry<String, Tensor> entry : variables.entrySet()) {
          double[] gradient = TensorData.doubles(entry.getValue().grad());
          for (int trial = 0; trial < 6; trial++) {
            int i = random.nextInt(gradient.length);
            double difference =
                (perturbed(layer, variables, direction, cellDirection, entry.getValue(), i, 1e-5)
                        - perturbed(
                            layer, variables, direction, cellDirection, entry.getValue(), i, -1e-5))
                    / 2e-5;
            assertEquals(
                difference,
                gradient[i],
                2e-8 * (1 + Math.abs(difference)),
                () -> entry.getKey() + "[" + i + "], delta " + delta + ", seed " + seed);
          }
        }
        assertTrue(layer.outcome().converged(), layer.outcome().message());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ProxLstm.Shown.class)
  void withoutRegularisationItIsThePlainLstmBitByBit(ProxLstm.Shown shown) {
    try (TensorScope scope = new TensorScope()) {
      Seeds.torch(3, "layer");
      Lstm plain = new Lstm(4, 6);
      Seeds.torch(3, "layer");
      ProxLstm layer = new ProxLstm(4, 6, 0, 2, shown, null);
      Tensor x = torch.randn(5, 3, 4);

      SequenceLayer.Output expected = plain.forward(x);
      SequenceLayer.Output actual = layer.forward(x);

      assertArrayEquals(TensorData.floats(expected.hidden()), TensorData.floats(actual.hidden()));
      assertArrayEquals(
          TensorData.floats(expected.lastCell()), TensorData.floats(actual.lastCell()));
    }
  }

  @Test
  void aVanishingPerturbationApproachesThePlainLstm() {
    try (TensorScope scope = new TensorScope()) {
      Seeds.torch(3, "layer");
      Lstm plain = new Lstm(4, 6);
      plain.to(ScalarType.Double, false);
      Seeds.torch(3, "layer");
      ProxLstm layer = new ProxLstm(4, 6, 1e-4, 1);
      layer.to(ScalarType.Double, false);
      Tensor x = random(5, 3, 4);

      assertArrayEquals(
          TensorData.doubles(plain.forward(x).hidden()),
          TensorData.doubles(layer.forward(x).hidden()),
          1e-8);
    }
  }

  @Test
  void theStateSolvesItsDefinition() {
    // (I + r G G') c = s with G from differences of s in x, for one step of one example.
    try (TensorScope scope = new TensorScope()) {
      Seeds.torch(8, "layer");
      int input = 3;
      int hidden = 4;
      double r = 0.7;
      ProxLstm layer = new ProxLstm(input, hidden, Math.sqrt(r), 1);
      layer.to(ScalarType.Double, false);
      Lstm plain = new Lstm(input, hidden);
      plain.to(ScalarType.Double, false);
      for (String name : PARAMETERS) {
        set(plain, name, parameter(layer, name));
      }
      Tensor x = random(1, 1, input);
      Tensor h0 = random(1, hidden);
      Tensor c0 = random(1, hidden);
      double[] c = TensorData.doubles(layer.forward(x, h0, c0).lastCell());
      double[] s = TensorData.doubles(plain.forward(x, h0, c0).lastCell());
      double[][] g = new double[input][];
      for (int j = 0; j < input; j++) {
        double[] up = TensorData.doubles(plain.forward(shifted(x, j, 1e-5), h0, c0).lastCell());
        double[] down = TensorData.doubles(plain.forward(shifted(x, j, -1e-5), h0, c0).lastCell());
        g[j] = new double[hidden];
        for (int i = 0; i < hidden; i++) {
          g[j][i] = (up[i] - down[i]) / 2e-5;
        }
      }
      for (int i = 0; i < hidden; i++) {
        double value = c[i];
        for (int j = 0; j < input; j++) {
          for (int k = 0; k < hidden; k++) {
            value += r * g[j][i] * g[j][k] * c[k];
          }
        }
        assertEquals(s[i], value, 1e-9, "state " + i);
      }
    }
  }

  @Test
  void aZeroStateAndAZeroCotangentGiveZerosNotNaN() {
    try (TensorScope scope = new TensorScope()) {
      ProxLstm layer = new ProxLstm(3, 4, 1, 1);
      for (String name : PARAMETERS) {
        set(layer, name, parameter(layer, name).mul(new Scalar(0)));
      }
      Tensor x = leaf(torch.randn(4, 2, 3));
      SequenceLayer.Output output = layer.forward(x);
      output.hidden().mul(new Scalar(0)).sum().backward();

      assertArrayEquals(new float[4 * 2 * 4], TensorData.floats(output.hidden()));
      assertArrayEquals(new float[4 * 2 * 3], TensorData.floats(x.grad()));
    }
  }

  @Test
  void aLayerMadeInAScopeOutlivesIt() {
    Lstm plain;
    ProxLstm layer;
    Tensor freed;
    try (TensorScope scope = new TensorScope()) {
      plain = new Lstm(3, 4);
      layer = new ProxLstm(3, 4, 1, 1);
      freed = torch.randn(5, 2, 3);
    }
    try (TensorScope scope = new TensorScope()) {
      Tensor x = torch.randn(5, 2, 3);
      assertEquals(4, plain.parameters().size());
      assertEquals(4, layer.parameters().size());
      plain.forward(x).hidden().add(layer.forward(x).hidden()).sum().backward();
      assertMessage("x must be alive", () -> layer.forward(freed));
    }
  }

  @Test
  void withoutGradientsItNeedsNoScopeAndKeepsNothingButTheStates() {
    ProxLstm layer = new ProxLstm(3, 4, 1, 1);
    Tensor x = torch.randn(5, 2, 3);
    float[] expected;
    try (TensorScope scope = new TensorScope()) {
      expected = TensorData.floats(layer.forward(x).hidden());
    }
    try (NoGradGuard guard = new NoGradGuard()) {
      layer.forward(x).hidden().close();
      long before = Pointer.totalCount();
      Tensor hidden = layer.forward(x).hidden();
      assertTrue(Pointer.totalCount() - before < 20, "native objects left behind");
      assertArrayEquals(expected, TensorData.floats(hidden));
    }
    assertThrows(IllegalStateException.class, () -> layer.forward(x));
  }

  @Test
  void rejectsBadArgumentsByName() {
    assertMessage(
        "delta must be >= 0 and finite, got NaN", () -> new ProxLstm(2, 2, Double.NaN, 1));
    assertMessage("lambda must be > 0 and finite, got 0.0", () -> new ProxLstm(2, 2, 1, 0));
    assertMessage("hiddenSize must be at least 1, got 0", () -> new ProxLstm(2, 0, 1, 1));
    assertMessage("tolerance must be > 0", () -> new Precision(Double.NaN, 1));
    assertMessage(
        "output must be one of [proximal, intermediate], got both",
        () -> ProxLstm.Shown.named("both"));
    try (TensorScope scope = new TensorScope()) {
      ProxLstm layer = new ProxLstm(2, 3, 1, 1);
      assertMessage(
          "x must have the shape [any, any, 2], got [4, 1, 5]",
          () -> layer.forward(torch.zeros(4, 1, 5)));
      assertMessage("at least one step", () -> layer.forward(torch.zeros(0, 1, 2)));
      assertMessage(
          "one example, got [4, 0, 2]",
          () -> layer.forward(torch.zeros(4, 0, 2), torch.zeros(0, 3), torch.zeros(0, 3)));
      assertMessage(
          "x must have the shape [any, any, 2], got [2]", () -> layer.forward(torch.zeros(2)));
      assertMessage(
          "x must have the type Float of the layer's parameters, got Double",
          () -> layer.forward(torch.zeros(4, 1, 2).to(ScalarType.Double)));
      assertMessage(
          "h0 must have the type Float",
          () ->
              layer.forward(
                  torch.zeros(4, 1, 2),
                  torch.zeros(1, 3).to(ScalarType.Double),
                  torch.zeros(1, 3)));
      assertMessage(
          "c0 must have the shape [1, 3], got [2, 3]",
          () -> layer.forward(torch.zeros(4, 1, 2), torch.zeros(1, 3), torch.zeros(2, 3)));
      layer.to(ScalarType.BFloat16, false);
      assertMessage(
          "the type Float or Double, got BFloat16",
          () -> layer.forward(torch.zeros(4, 1, 2).to(ScalarType.BFloat16)));
    }
  }

  private static void assertMessage(String part, Executable code) {
    String message = assertThrows(IllegalArgumentException.class, code).getMessage();
    assertTrue(message.contains(part), message);
  }

  private static Tensor loss(
      ProxLstm layer, Map<String, Tensor> variables, Tensor direction, Tensor cellDirection) {
    SequenceLayer.Output output =
        layer.forward(at(variables, "x"), at(variables, "h0"), at(variables, "c0"));
    return output.hidden().mul(direction).sum().add(output.lastCell().mul(cellDirection).sum());
  }

  private static double perturbed(
      ProxLstm layer,
      Map<String, Tensor> variables,
      Tensor direction,
      Tensor cellDirection,
      Tensor variable,
      int index,
      double by) {
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor entry = variable.view(-1).narrow(0, index, 1);
      entry.add_(new Scalar(by));
      double value = loss(layer, variables, direction, cellDirection).item_double();
      entry.add_(new Scalar(-by));
      return value;
    }
  }

  private static Tensor at(Map<String, Tensor> variables, String name) {
    return java.util.Objects.requireNonNull(variables.get(name));
  }

  private static Tensor shifted(Tensor x, int column, double by) {
    Tensor result = x.clone();
    result.view(-1).narrow(0, column, 1).add_(new Scalar(by));
    return result;
  }

  private static Tensor random(long... shape) {
    return torch.randn(shape).to(ScalarType.Double);
  }

  private static void assertClose(String name, Tensor expected, Tensor actual) {
    assertArrayEquals(TensorData.doubles(expected), TensorData.doubles(actual), 1e-9, name);
  }

  private static Tensor leaf(Tensor values) {
    values.set_requires_grad(true);
    return values;
  }

  private static Tensor parameter(org.bytedeco.pytorch.Module module, String name) {
    return module.named_parameters().get(name);
  }

  private static void set(org.bytedeco.pytorch.Module module, String name, Tensor values) {
    try (NoGradGuard guard = new NoGradGuard()) {
      parameter(module, name).copy_(values);
    }
  }
}
