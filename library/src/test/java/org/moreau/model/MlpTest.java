package org.moreau.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

class MlpTest {
  private static Mlp seeded(Integer... sizes) {
    Seeds.torch(2, "mlp");
    return new Mlp(List.of(sizes));
  }

  /** The mean of the squares and the largest magnitude are those of a uniform distribution. */
  static void assertUniform(Tensor parameter, double bound) {
    double[] values = TensorData.doubles(parameter);
    double square = Arrays.stream(values).map(v -> v * v).average().orElseThrow();
    double largest = Arrays.stream(values).map(Math::abs).max().orElseThrow();

    assertTrue(largest <= bound * (1 + 1e-6), largest + " > " + bound);
    if (values.length >= 1000) {
      assertTrue(largest > 0.99 * bound, largest + " of " + bound);
      assertEquals(bound * bound / 3, square, 0.1 * bound * bound / 3);
    }
  }

  @Test
  void itsLayersAreSubmodulesThatTheNetworkKnows() {
    Mlp mlp = seeded(12, 7, 5, 3);

    assertEquals(List.of("fc1", "fc2", "fc3"), List.copyOf(mlp.linearLayers().keySet()));
    assertEquals(
        List.of("fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias", "fc3.weight", "fc3.bias"),
        List.copyOf(ModelState.of(mlp).parameters().keySet()));
    assertEquals(List.of(12, 7, 5, 3), mlp.sizes());
  }

  @Test
  void computesLinearMapsWithReluBetweenThem() {
    Mlp mlp = seeded(12, 7, 3);
    try (TensorScope scope = new TensorScope()) {
      var p = ModelState.of(mlp).parameters();
      Tensor x = torch.randn(4, 3, 2, 2);

      Tensor hidden =
          x.reshape(4, 12)
              .mm(NamedTensors.get(p, "fc1.weight").t())
              .add(NamedTensors.get(p, "fc1.bias"))
              .relu();
      Tensor expected =
          hidden.mm(NamedTensors.get(p, "fc2.weight").t()).add(NamedTensors.get(p, "fc2.bias"));

      double[] logits = TensorData.doubles(mlp.logits(x));
      assertArrayEquals(TensorData.doubles(expected), logits, 1e-5);
      assertTrue(Arrays.stream(logits).anyMatch(v -> v < 0), "no ReLU after the last layer");
    }
  }

  @Test
  void factorisedHasReluAfterEveryOtherLayerOnly() {
    Seeds.torch(2, "mlp");
    Mlp mlp = Mlp.factorised(List.of(12, 7, 6, 5, 3));
    try (TensorScope scope = new TensorScope()) {
      var p = ModelState.of(mlp).parameters();
      Tensor x = torch.randn(4, 12);

      Tensor expected = x;
      for (int i = 1; i <= 4; i++) {
        expected =
            expected
                .mm(NamedTensors.get(p, "fc" + i + ".weight").t())
                .add(NamedTensors.get(p, "fc" + i + ".bias"));
        expected = i == 1 || i == 3 ? expected.relu() : expected;
      }

      assertArrayEquals(TensorData.doubles(expected), TensorData.doubles(mlp.logits(x)), 1e-6);
      assertTrue(mlp.factorised());
    }
  }

  @Test
  void theFactorisedNetworkOfThePaperHasSixLayers() {
    Mlp mlp = Mlp.factorised(784, 400, 3, 10);

    assertEquals(List.of(784, 400, 400, 400, 400, 400, 10), mlp.sizes());
    assertEquals(6, mlp.linearLayers().size());
    assertFalse(seeded(784, 400, 10).factorised());
  }

  @Test
  void refusesAFactorisedNetworkWithHalfAMap() {
    for (List<Integer> sizes : List.of(List.of(3), List.of(3, 2), List.of(3, 2, 2, 2))) {
      assertEquals(
          "sizes of a factorised network must be 3, 5, 7, ..., two layers a map, got " + sizes,
          assertThrows(IllegalArgumentException.class, () -> Mlp.factorised(sizes)).getMessage());
    }
    assertEquals(
        "maps must be at least 1, got 0",
        assertThrows(IllegalArgumentException.class, () -> Mlp.factorised(4, 3, 0, 2))
            .getMessage());
  }

  @Test
  void startsUniformWithinOneOverTheRootOfTheInputs() {
    var p = ModelState.of(seeded(300, 200, 2000)).parameters();

    assertUniform(NamedTensors.get(p, "fc1.weight"), 1 / Math.sqrt(300));
    assertUniform(NamedTensors.get(p, "fc1.bias"), 1 / Math.sqrt(300));
    assertUniform(NamedTensors.get(p, "fc2.weight"), 1 / Math.sqrt(200));
    assertUniform(NamedTensors.get(p, "fc2.bias"), 1 / Math.sqrt(200));
  }

  @Test
  void refusesSizesAndInputsThatDoNotFit() {
    assertEquals(
        "sizes must be at least 2, of inputs and outputs, got [3]",
        assertThrows(IllegalArgumentException.class, () -> seeded(3)).getMessage());
    assertEquals(
        "each of the sizes must be at least 1, got 0",
        assertThrows(IllegalArgumentException.class, () -> seeded(3, 0)).getMessage());
    try (TensorScope scope = new TensorScope()) {
      Tensor x = torch.zeros(4, 5);
      assertEquals(
          "x, each row flattened, must have the shape [any, 3], got [4, 5]",
          assertThrows(IllegalArgumentException.class, () -> seeded(3, 2).logits(x)).getMessage());
    }
  }
}
