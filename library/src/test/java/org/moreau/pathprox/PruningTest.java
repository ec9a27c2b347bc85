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
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.BatchNorm1dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.PReLUImpl;
import org.bytedeco.pytorch.PReLUOptions;
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
import org.moreau.optim.Adam;
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

  /** Makes unit k of layer a the constant {@code value} before its activation. */
  private static void makeConstant(Layers network, long k, double value) {
    try (NoGradGuard guard = new NoGradGuard()) {
      parameter(network, "a.weight").select(0, k).zero_();
      parameter(network, "a.bias").select(0, k).fill_(new Scalar(value));
    }
  }

  private static void prunesWithoutChange(
      Layers network, Couplings couplings, double share, Tensor x, int removed) {
    Tensor before = network.forward(x).detach();

    Pruning pruning = new Pruning(couplings, share);
    pruning.apply();

    assertEquals(removed, pruning.removed());
    assertArrayEquals(TensorData.doubles(before), TensorData.doubles(network.forward(x)), 1e-13);
  }

  @Test
  void theNextBiasTakesConstantsOver() {
    for (double share : new double[] {0, 1e-9}) {
      Layers network =
          new Layers(
              (net, x) -> {
                Tensor a = torch.leaky_relu(net.apply("a", x), new Scalar(0.1));
                return net.apply("b", torch.dropout(a, 0.5, net.is_training()));
              });
      network.dense("a", 4, 9).dense("b", 9, 5).inDouble();
      Couplings couplings = find(network, normal(7, 4));
      makeConstant(network, 0, 2);
      makeConstant(network, 3, -5);
      makeConstant(network, 4, 0);
      network.eval();

      prunesWithoutChange(network, couplings, share, normal(6, 4), 3);
    }
  }

  private static Layers unpadded(boolean withBias) {
    Conv2dOptions options = new Conv2dOptions(6, 4, new LongPointer(3, 3));
    options.groups().put(2);
    options.bias().put(withBias);
    Layers network = new Layers(Layers.inTurn("a+", "b")).convolution("a", 2, 6, 1);
    return network.with("b", new Conv2dImpl(options)).inDouble();
  }

  @Test
  void constantChannelsGoIntoABiasBehindNoPadding() {
    Tensor x = normal(3, 2, 5, 5);
    Layers flattened =
        new Layers((net, y) -> net.apply("b", net.apply("a", y).relu().flatten(1, -1)));
    flattened.convolution("a", 2, 6, 1).dense("b", 6 * 25, 3).inDouble();
    Layers padded = new Layers(Layers.inTurn("a+", "b"));
    padded.convolution("a", 2, 6, 1).convolution("b", 6, 4, 2).inDouble();
    for (Layers network : List.of(flattened, unpadded(true), unpadded(false), padded)) {
      Couplings couplings = find(network, x);
      makeConstant(network, 1, 2);
      makeConstant(network, 4, 3);

      boolean folds = !network.equals(padded) && network.named().containsKey("b.bias");
      prunesWithoutChange(network, couplings, 1e-9, x, folds ? 2 : 0);

      makeConstant(network, 0, -2); // which ReLU makes 0
      makeConstant(network, 3, -3);
      prunesWithoutChange(network, couplings, 0, x, 2);
    }
  }

  @Test
  void constantsStayWhereNothingIsKnownAboutTheUnits() {
    Layers network = dense();
    makeConstant(network, 0, 2);
    makeConstant(network, 1, 0);
    Couplings couplings = Couplings.of(network, List.of(Layers.pairs("a", "b")));

    prunesWithoutChange(network, couplings, 1e-9, normal(7, 4), 1);
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

  private static Layers withSlopes(PReLUImpl slopes) {
    Layers network = new Layers((net, x) -> net.apply("b", slopes.forward(net.apply("a", x))));
    return network.dense("a", 6, 8).dense("b", 8, 3).with("slopes", slopes).inDouble();
  }

  private static PReLUImpl slopes(long count) {
    PReLUOptions options = new PReLUOptions();
    options.num_parameters().put(count);
    return new PReLUImpl(options);
  }

  private static void killUnits(Layers network, long... units) {
    try (NoGradGuard guard = new NoGradGuard()) {
      for (long k : units) {
        parameter(network, "b.weight").select(1, k).zero_();
      }
    }
  }

  @Test
  void slopesOfTheUnitsAreCutWithThem() {
    for (long count : new long[] {1, 8}) {
      Layers network = withSlopes(slopes(count));
      Tensor x = normal(7, 6);
      Couplings couplings = find(network, x);
      assertEquals(List.of(Layers.pairs("a", "b")), couplings.chains());
      killUnits(network, 0, 5);
      try (NoGradGuard guard = new NoGradGuard()) {
        parameter(network, "slopes.weight").uniform_(0.1, 0.9, new GeneratorOptional());
      }
      double[] before = TensorData.doubles(parameter(network, "slopes.weight"));

      prunesWithoutChange(network, couplings, 0, x, 2);

      double[] expected =
          count == 1
              ? before
              : new double[] {before[1], before[2], before[3], before[4], before[6], before[7]};
      assertArrayEquals(expected, TensorData.doubles(parameter(network, "slopes.weight")), 0);
      Layers loaded = withSlopes(slopes(count));
      SmallerNetwork.load(loaded, network.named());
      assertArrayEquals(
          TensorData.doubles(network.forward(x)), TensorData.doubles(loaded.forward(x)), 0);
    }
  }

  private static String refusal(Couplings couplings) {
    return assertThrows(IllegalStateException.class, () -> new Pruning(couplings, 0).apply())
        .getMessage();
  }

  @Test
  void tensorsThatCannotBeCutByUnitAreNamedAndNothingIsChanged() {
    PReLUImpl perEntry = slopes(4 * 4);
    Layers entries =
        new Layers((net, x) -> net.apply("b", perEntry.forward(net.apply("a", x).flatten(1, -1))));
    entries.convolution("a", 2, 4, 1).dense("b", 16, 3).with("slopes", perEntry).inDouble();
    PReLUImpl perPlace = slopes(4);
    Layers places =
        new Layers(
            (net, x) -> {
              Tensor a = net.apply("a", x).flatten(2, -1).transpose(1, 2); // [batch, place, unit]
              return net.apply("b", perPlace.forward(a).transpose(1, 2).flatten(1, -1));
            });
    places.convolution("a", 2, 4, 1).dense("b", 16, 3).with("slopes", perPlace).inDouble();
    Tensor x = normal(3, 2, 2, 2);
    for (Layers network : List.of(entries, places)) {
      Couplings couplings = find(network, x);
      makeConstant(network, 2, 0);
      Map<String, Tensor> before = NamedTensors.copy(network.named());

      String message = refusal(couplings);

      assertTrue(
          message.startsWith(
              "the units of the coupling a -> b must be all that is cut, but slopes"),
          message);
      before.forEach((name, t) -> assertTrue(t.equal(parameter(network, name)), name));
    }
  }

  @Test
  void whatMayBelongToUnitsListedByHandIsNamed() {
    Layers network = withSlopes(slopes(8));
    killUnits(network, 0, 5);

    assertEquals(
        "the units of the coupling a -> b must be all that is cut, but slopes.weight [8] may belong"
            + " to them; find the couplings with Couplings.find, or leave this one out",
        refusal(Couplings.of(network, List.of(Layers.pairs("a", "b")))));
    assertEquals(8, parameter(network, "a.weight").size(0));
  }

  @Test
  void normalisationBetweenLayersListedByHandIsCutWithThem() {
    BatchNorm1dImpl norm = new BatchNorm1dImpl(new BatchNormOptions(8));
    BatchNorm1dImpl other = new BatchNorm1dImpl(new BatchNormOptions(8));
    Layers network =
        new Layers(
            (net, x) -> {
              Tensor a = other.forward(net.apply("first", x));
              return net.apply("b", torch.relu(norm.forward(net.apply("a", a))));
            });
    network.dense("first", 6, 8).dense("a", 8, 8).dense("b", 8, 3);
    network.with("norm", norm).with("other", other).inDouble();
    Tensor x = normal(7, 6);
    network.forward(x);
    network.eval();
    Couplings couplings =
        Couplings.of(network, List.of(Layers.pairs("a", "b")), network::forward, x);
    killUnits(network, 0, 5);
    makeConstant(network, 2, 4); // normalised to a constant of its own

    prunesWithoutChange(network, couplings, 0, x, 3);

    assertEquals(5, norm.running_mean().size(0));
    assertEquals(8, other.running_mean().size(0));
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
    Map<String, Tensor> uneven = new java.util.LinkedHashMap<>(before);
    uneven.put("a.bias", normal(7));
    assertEquals(
        "the tensor a.bias of the smaller network must have an entry for each of the 9 outputs of"
            + " a.weight, got 7",
        assertThrows(IllegalArgumentException.class, () -> SmallerNetwork.load(network, uneven))
            .getMessage());
    before.forEach((name, tensor) -> assertTrue(tensor.equal(parameter(network, name)), name));
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
