package org.moreau.pathprox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.evaluation.ModelSize;
import org.moreau.optim.Adam;

class PruningTest extends PruningCase {
  /** Makes v_k zero for random units of the couplings of a and c; S entries for a unit in d. */
  private static int kill(Layers network, long entries) {
    SplittableRandom random = Seeds.random(4, "kill");
    int killed = 0;
    try (NoGradGuard guard = new NoGradGuard()) {
      for (String name : List.of("b.weight", "d.weight")) {
        Tensor v = parameter(network, name);
        long size = name.startsWith("d") ? entries : 1;
        for (long k = 0; k < v.size(1) / size; k++) {
          if (random.nextDouble() < 0.5) {
            v.narrow(1, k * size, size).zero_();
            killed++;
          }
        }
      }
    }
    return killed;
  }

  @Test
  void zeroUnitsAreTakenOutAndTheFunctionStays() {
    Layers network = dense();
    Tensor x = normal(7, 4);
    int killed = kill(network, 1);
    Tensor before = network.forward(x).detach();
    ModelSize size = ModelSize.of(network, network::forward, x);

    Pruning pruning = new Pruning(find(network, x), 0);
    pruning.apply();

    assertTrue(killed > 4);
    assertEquals(killed, pruning.removed());
    assertArrayEquals(TensorData.doubles(before), TensorData.doubles(network.forward(x)), 1e-14);
    long a = parameter(network, "a.weight").size(0);
    long c = parameter(network, "c.weight").size(0);
    assertEquals(9 + 8 - killed, a + c);
    ModelSize smaller = ModelSize.of(network, network::forward, x);
    assertEquals(2 * (4 * a + a * 5 + 5 * c + c * 3), smaller.flops());
    assertEquals(5 * a + a * 5 + 5 + 6 * c + c * 3 + 3, smaller.parameters());
    assertEquals(8 * smaller.parameters(), smaller.bytes());
    assertTrue(smaller.flops() < size.flops());
  }

  @Test
  void channelsAreTakenOutOfConvolutionsWithGroupsAlike() {
    Layers network = convolutional();
    Tensor x = normal(3, 2, 4, 4);
    kill(network, 4);
    Tensor before = network.forward(x).detach();
    Couplings couplings = find(network, x);
    assertEquals(List.of(Layers.pairs("a", "b", "c", "d")), couplings.chains());

    Pruning pruning = new Pruning(couplings, 0);
    pruning.apply();

    assertTrue(pruning.removed() > 0);
    assertEquals(0, parameter(network, "c.weight").size(0) % 2);
    assertArrayEquals(TensorData.doubles(before), TensorData.doubles(network.forward(x)), 1e-14);
  }

  @Test
  void whatIsPrunedTwiceIsNamed() {
    Layers network = dense();
    makeConstant(network, 8, 2);
    Pruning pruning = new Pruning(find(network, normal(7, 4)), 0);
    pruning.apply();

    assertThrows(IllegalStateException.class, pruning::apply);
  }

  @Test
  void unitsOfGroupedConvolutionsAreTakenOutAlike() {
    long[][] groups = {{1, 2}, {2, 1}, {2, 2}, {2, 4}, {4, 2}, {4, 4}, {2, 3}, {3, 2}};
    for (long[] pair : groups) {
      Layers network = new Layers(Layers.inTurn("a+", "b"));
      network.convolution("a", 12, 12, pair[0]).convolution("b", 12, 12, pair[1]).inDouble();
      Tensor x = normal(2, 12, 3, 3);
      Couplings couplings = find(network, x);
      for (long k = 0; k < 12; k++) {
        if (k % 3 != 0) {
          makeConstant(network, k, 0);
        }
      }

      boolean nested = Math.max(pair[0], pair[1]) % Math.min(pair[0], pair[1]) == 0;
      prunesWithoutChange(network, couplings, 0, x, nested ? 8 : 0);
    }
  }

  @Test
  void anOptimiserOfTheWholeNetworkIsNamed() {
    Layers network = dense();
    Couplings couplings = find(network, normal(7, 4));
    try (PathProx optimizer =
        new PathProx(
            new Adam(network.named(), Adam.Settings.of(0.01)),
            couplings,
            PathProx.Settings.of(0))) {
      killUnits(network, 1, 2, 3);
      new Pruning(couplings, 0).apply();
      network.forward(normal(7, 4)).sum().backward();

      assertEquals(
          "a.weight must have the 36 entries that Adam was made for, got 24; make the optimiser anew"
              + " after making the network smaller",
          assertThrows(IllegalStateException.class, optimizer::step).getMessage());
    }
  }

  @Test
  void unitsBelowAShareOfTheLargestAreTakenOut() {
    Layers network = dense();
    Couplings couplings = find(network, normal(7, 4));
    for (double share : new double[] {0.3, 0.6, 0.999999}) {
      Map<Coupling, int[]> kept = new Pruning(couplings, share).kept();

      new PathNorm(couplings)
          .byUnit()
          .forEach(
              (coupling, norms) -> {
                double most = java.util.Arrays.stream(norms).max().orElseThrow();
                int[] expected =
                    java.util.stream.IntStream.range(0, norms.length)
                        .filter(k -> norms[k] > share * most)
                        .toArray();
                assertArrayEquals(expected, kept.get(coupling));
              });
    }
  }

  @Test
  void aCouplingKeepsItsLargestUnit() {
    Layers network = dense();
    Couplings couplings = find(network, normal(7, 4));
    try (NoGradGuard guard = new NoGradGuard()) {
      parameter(network, "b.weight").zero_();
    }

    new Pruning(couplings, 0).apply();

    assertEquals(1, parameter(network, "a.weight").size(0));
    assertEquals(1, parameter(network, "b.weight").size(1));
  }

  @Test
  void badArgumentsAreNamed() {
    Layers network = dense();
    Couplings couplings = find(network, normal(7, 4));
    assertEquals(
        "share must be in [0, 1), got NaN",
        assertThrows(IllegalArgumentException.class, () -> new Pruning(couplings, Double.NaN))
            .getMessage());
    Pruning early = new Pruning(couplings, 0);
    new Pruning(couplings, 0.9).apply();
    String message = assertThrows(IllegalStateException.class, early::apply).getMessage();
    assertTrue(message.startsWith("the coupling a -> b has become smaller since"), message);
    try (NoGradGuard guard = new NoGradGuard()) {
      parameter(network, "c.weight").mul_(new Scalar(Double.NaN));
    }
    assertEquals(
        "the weights of the coupling c -> d must be finite",
        assertThrows(ArithmeticException.class, () -> new Pruning(couplings, 0)).getMessage());
  }
}
