package org.moreau.pathprox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.SafeTensors;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.evaluation.ModelSize;
import org.moreau.optim.Sgd;

class PruningTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(1, "pruning");
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Layers dense() {
    Layers network = new Layers(Layers.inTurn("a+", "b+", "c+", "d"));
    network.dense("a", 4, 9).dense("b", 9, 5).dense("c", 5, 8).dense("d", 8, 3);
    return network.inDouble();
  }

  private static Layers convolutional() {
    Layers network =
        new Layers(
            (net, x) -> {
              Tensor a = torch.max_pool2d(Layers.inTurn("a+", "b+").of(net, x), 2, 2);
              return net.apply("d", torch.relu(net.apply("c", a)).flatten(1, -1));
            });
    network.convolution("a", 2, 9, 1).convolution("b", 9, 6, 1).convolution("c", 6, 8, 2);
    return network.dense("d", 8 * 4, 3).inDouble();
  }

  private static Tensor normal(long... shape) {
    return torch.randn(shape).to(ScalarType.Double);
  }

  private static Tensor parameter(Layers network, String name) {
    return NamedTensors.get(network.named(), name);
  }

  private static Couplings find(Layers network, Tensor x) {
    return Couplings.find(network, network::forward, x);
  }

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
  void aUnitThatIsConstantStaysUnlessAShareIsGiven() {
    Layers network = dense();
    Tensor x = normal(7, 4);
    try (NoGradGuard guard = new NoGradGuard()) {
      parameter(network, "a.weight").select(0, 0).zero_(); // with a bias
      parameter(network, "a.weight").select(0, 1).zero_();
      parameter(network, "a.bias").select(0, 1).zero_(); // without
    }
    Tensor before = network.forward(x).detach();
    Couplings couplings = find(network, x);

    assertEquals(2, new Pruning(couplings, 1e-9).removed());
    Pruning pruning = new Pruning(couplings, 0);
    assertEquals(1, pruning.removed());
    pruning.apply();

    assertArrayEquals(TensorData.doubles(before), TensorData.doubles(network.forward(x)), 1e-14);
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
  void aSmallerNetworkTrainsOnAndIsSavedAndLoaded(@TempDir Path folder) throws IOException {
    Layers network = dense();
    Tensor x = normal(7, 4);
    Couplings couplings = find(network, x);
    network.forward(x).square().sum().backward();
    new Pruning(couplings, 0.5).apply();
    assertTrue(!parameter(network, "a.weight").grad().defined());

    double first = network.forward(x).square().sum().item_double();
    try (PathProx optimizer =
        new PathProx(
            new Sgd(network.named(), Sgd.Settings.of(0.01)),
            couplings,
            new PathProx.Settings(1e-4, true, false, true))) {
      for (int step = 0; step < 20; step++) {
        optimizer.zeroGradients();
        network.forward(x).square().sum().backward();
        optimizer.step();
      }
    }
    double last = network.forward(x).square().sum().item_double();
    assertTrue(last < first, first + " -> " + last);

    Path file = folder.resolve("smaller.safetensors");
    new SafeTensors(network.named(), Map.of()).write(file);
    Layers loaded = dense();
    SmallerNetwork.load(loaded, SafeTensors.read(file).tensors());
    assertArrayEquals(
        TensorData.doubles(network.forward(x)), TensorData.doubles(loaded.forward(x)), 0);
  }

  @Test
  void valuesThatDoNotFitAreNamedAndNothingIsChanged() {
    Layers network = dense();
    Map<String, Tensor> before = NamedTensors.copy(network.named());
    Map<String, Tensor> larger = new java.util.LinkedHashMap<>(before);
    larger.put("b.weight", normal(5, 10));
    assertEquals(
        "the tensor b.weight of the smaller network must have the shape [5, 9], got [5, 10]",
        assertThrows(IllegalArgumentException.class, () -> SmallerNetwork.load(network, larger))
            .getMessage());
    Map<String, Tensor> missing = new java.util.LinkedHashMap<>(before);
    missing.put("a.weight", normal(3, 4));
    missing.remove("d.bias");
    assertEquals(
        "the smaller network has no tensor d.bias",
        assertThrows(IllegalArgumentException.class, () -> SmallerNetwork.load(network, missing))
            .getMessage());
    assertEquals(9, parameter(network, "a.weight").size(0));
  }

  @Test
  void badArgumentsAreNamed() {
    Layers network = dense();
    Couplings couplings = find(network, normal(7, 4));
    assertEquals(
        "share must be in [0.0, 0.9999999999999999], got NaN",
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
