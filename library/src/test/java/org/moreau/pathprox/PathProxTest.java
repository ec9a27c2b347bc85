package org.moreau.pathprox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.operator.L2Norm;
import org.moreau.optim.Adam;
import org.moreau.optim.Optimizer;
import org.moreau.optim.Sgd;

class PathProxTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(7, "pathprox");
  }

  @AfterEach
  void close() {
    scope.close();
  }

  /** Six layers with ReLU, coupled as (a, b), (c, d), (e, f). */
  private static Layers six() {
    Layers network = new Layers(Layers.inTurn("a+", "b+", "c+", "d+", "e+", "f"));
    network.dense("a", 4, 6).dense("b", 6, 5).dense("c", 5, 7).dense("d", 7, 5);
    return network.dense("e", 5, 6).dense("f", 6, 3).inDouble();
  }

  private static Couplings find(Layers network) {
    Tensor x = torch.randn(8, 4).to(ScalarType.Double);
    return Couplings.find(network, network::forward, x);
  }

  private static PathProx pathProx(Layers network, double rate, PathProx.Settings settings) {
    return new PathProx(new Sgd(network.named(), Sgd.Settings.of(rate)), find(network), settings);
  }

  private static Tensor weight(Layers network, String layer) {
    return NamedTensors.get(network.named(), layer + ".weight");
  }

  private static Tensor bias(Layers network, String layer) {
    return NamedTensors.get(network.named(), layer + ".bias");
  }

  private static void close(Tensor expected, Tensor actual, double accuracy) {
    assertArrayEquals(TensorData.doubles(expected), TensorData.doubles(actual), accuracy);
  }

  private static Tensor normOver(Tensor x, long dimension) {
    return x.square().sum(dimension).sqrt();
  }

  @Test
  void aStepIsTheProximalMapOfTheNorms() {
    Layers network = six();
    Map<String, Tensor> before = NamedTensors.copy(network.named());
    double rate = 0.5;
    double lambda = 0.7;

    pathProx(network, rate, new PathProx.Settings(lambda, false, false, false)).step();

    for (Coupling coupling : Layers.pairs("a", "b", "c", "d", "e", "f")) {
      Tensor w = NamedTensors.get(before, coupling.input() + ".weight");
      Tensor v = NamedTensors.get(before, coupling.output() + ".weight");
      close(torch.ones(w.size(0)), normOver(weight(network, coupling.input()), 1), 1e-14);
      close(w, weight(network, coupling.input()).mul(normOver(w, 1).unsqueeze(1)), 1e-14);
      Tensor units = v.t().contiguous(); // a unit per row: the members of a batch
      Tensor expected = new L2Norm().prox(units, rate * lambda).t();
      close(expected, weight(network, coupling.output()), 1e-14);
    }
  }

  @Test
  void transferringLeavesTheFunctionAtLambdaZero() {
    for (boolean balance : new boolean[] {true, false}) {
      Layers network = six();
      Tensor x = torch.randn(9, 4).to(ScalarType.Double);
      Tensor before = network.forward(x).detach();

      pathProx(network, 1, new PathProx.Settings(0, balance, false, true)).step();

      close(before, network.forward(x), 1e-13);
    }
  }

  @Test
  void balancingMakesTheNormsOfCouplingsEqualAndKeepsTheirProduct() {
    Layers network = six();
    double[] before = sums(network);

    pathProx(network, 1, new PathProx.Settings(0, true, false, true)).step();

    double[] after = sums(network);
    double mean = Math.cbrt(before[0] * before[1] * before[2]);
    assertArrayEquals(new double[] {mean, mean, mean}, after, 1e-13);
  }

  private static double[] sums(Layers network) {
    return new PathNorm(find(network))
        .byUnit().values().stream()
            .mapToDouble(norms -> java.util.Arrays.stream(norms).sum())
            .toArray();
  }

  @Test
  void biasesJoinTheInputWeightsWhereTheyAreRegularised() {
    Layers network = six();
    Tensor w = weight(network, "a").detach().clone();
    Tensor b = bias(network, "a").detach().clone();
    Tensor norms = torch.hypot(normOver(w, 1), b);

    pathProx(network, 1, new PathProx.Settings(0, false, true, false)).step();

    close(b.div(norms), bias(network, "a"), 1e-14);
    close(w.div(norms.unsqueeze(1)), weight(network, "a"), 1e-14);
  }

  @Test
  void otherWeightsDecayOnceAndBiasesOnlyWhereTheyAreRegularised() {
    for (boolean biases : new boolean[] {false, true}) {
      Layers network = new Layers(Layers.inTurn("a+", "b", "c"));
      network.dense("a", 4, 6).dense("b", 6, 5).dense("c", 5, 3).inDouble();
      Map<String, Tensor> before = NamedTensors.copy(network.named());
      PathProx optimizer = pathProx(network, 0.5, new PathProx.Settings(0.1, false, biases, false));
      network.forward(torch.randn(2, 4).to(ScalarType.Double)).sum().mul(new Scalar(0)).backward();

      optimizer.step();

      double kept = 1 - 0.5 * 0.1;
      double keptBias = biases ? kept : 1;
      close(
          NamedTensors.get(before, "c.weight").mul(new Scalar(kept)), weight(network, "c"), 1e-15);
      for (String layer : List.of("b", "c")) { // behind the units and elsewhere
        close(
            NamedTensors.get(before, layer + ".bias").mul(new Scalar(keptBias)),
            bias(network, layer),
            1e-15);
      }
    }
  }

  @Test
  void unitsThatAreZeroStayFinite() {
    Layers network = six();
    try (NoGradGuard guard = new NoGradGuard()) {
      weight(network, "a").select(0, 1).zero_();
      weight(network, "b").select(1, 2).zero_();
      weight(network, "a").select(0, 3).zero_();
      weight(network, "b").select(1, 3).zero_();
    }
    Tensor bias = bias(network, "a").detach().clone();
    PathProx optimizer = pathProx(network, 0.1, PathProx.Settings.of(0));

    for (int step = 0; step < 3; step++) {
      optimizer.step();
    }

    network.named().forEach((name, t) -> assertTrue(t.isfinite().all().item_bool(), name));
    assertEquals(bias.get(1).item_double(), bias(network, "a").get(1).item_double(), 1e-15);
    assertEquals(0, weight(network, "b").select(1, 2).abs().max().item_double());
  }

  @Test
  void lambdaThatKillsEveryUnitIsNamed() {
    PathProx optimizer = pathProx(six(), 0.5, PathProx.Settings.of(100));

    assertEquals(
        "every unit of the coupling a -> b became zero, at lambda 100.0 and the learning rate 0.5:"
            + " the network is a constant; make one of them smaller",
        assertThrows(ArithmeticException.class, optimizer::step).getMessage());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCouplingThatIsZeroAtTheStartIsNamed(boolean balance) {
    Layers network = six();
    PathProx optimizer = pathProx(network, 0.5, new PathProx.Settings(0.1, balance, false, false));
    try (NoGradGuard guard = new NoGradGuard()) {
      weight(network, "d").zero_();
    }

    assertEquals(
        "every unit of the coupling c -> d is zero: the network is a constant; start from other"
            + " weights",
        assertThrows(ArithmeticException.class, optimizer::step).getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"c", "d"})
  void weightsThatAreNotFiniteAreNamed(String layer) {
    for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      Layers network = six();
      PathProx optimizer = pathProx(network, 0.5, PathProx.Settings.of(0.1));
      try (NoGradGuard guard = new NoGradGuard()) {
        weight(network, layer).select(0, 0).fill_(new Scalar(value));
      }

      assertEquals(
          layer
              + ".weight must be finite after the step on the loss, at the learning rate 0.5; make"
              + " it smaller",
          assertThrows(ArithmeticException.class, optimizer::step).getMessage());
    }
  }

  @Test
  void theThresholdFollowsTheLearningRate() {
    Layers network = six();
    double lambda = 0.1;
    PathProx optimizer = pathProx(network, 0.5, new PathProx.Settings(lambda, false, false, false));
    Tensor v = weight(network, "b").detach().clone();

    optimizer.step();
    optimizer.setLearningRate(0.125);
    optimizer.step();

    Tensor expected = normOver(v, 0).sub(new Scalar(lambda * (0.5 + 0.125)));
    assertTrue(expected.min().item_double() > 0);
    close(expected, normOver(weight(network, "b"), 0), 1e-14);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void lambdaIsChecked(double lambda) {
    assertEquals(
        "lambda must be >= 0 and finite, got " + lambda,
        assertThrows(IllegalArgumentException.class, () -> PathProx.Settings.of(lambda))
            .getMessage());
  }

  @Test
  void balancingWithBiasesIsRefused() {
    assertEquals(
        "balance must be false with biases, since balancing changes their share",
        assertThrows(
                IllegalArgumentException.class, () -> new PathProx.Settings(1, true, true, false))
            .getMessage());
  }

  @Test
  void unitsOfGroupedConvolutionsAreRows() {
    Layers network = new Layers(Layers.inTurn("a+", "b"));
    network.convolution("a", 2, 6, 2).convolution("b", 6, 4, 2).inDouble();
    Tensor v = weight(network, "b").detach().clone(); // [4, 3, 3, 3], two groups of two
    Couplings couplings =
        Couplings.find(network, network::forward, torch.randn(2, 2, 5, 5).to(ScalarType.Double));
    Tensor norms = torch.empty(6).to(ScalarType.Double);
    for (long k = 0; k < 6; k++) {
      Tensor unit = v.narrow(0, k / 3 * 2, 2).select(1, k % 3);
      norms.get(k).copy_(unit.norm());
    }

    new PathProx(
            new Sgd(network.named(), Sgd.Settings.of(1)),
            couplings,
            new PathProx.Settings(0.2, false, false, false))
        .step();

    for (long k = 0; k < 6; k++) {
      Tensor unit = weight(network, "b").narrow(0, k / 3 * 2, 2).select(1, k % 3);
      double expected = Math.max(norms.get(k).item_double() - 0.2, 0);
      assertEquals(expected, unit.norm().item_double(), 1e-14);
    }
  }

  /** Weight decay would do it too, but only in the limit. */
  @Test
  void anyOptimiserTakesTheStepOnTheLossAndUnitsBecomeExactlyZero() {
    Layers network = new Layers(Layers.inTurn("a+", "b"));
    network.dense("a", 2, 40).dense("b", 40, 1).inDouble();
    Couplings couplings =
        Couplings.find(network, network::forward, torch.randn(2, 2).to(ScalarType.Double));
    Optimizer adam = new Adam(network.named(), Adam.Settings.of(0.01));
    Tensor x = torch.randn(64, 2).to(ScalarType.Double);
    Tensor y = x.select(1, 0).relu().unsqueeze(1);
    double last = 0;
    try (PathProx optimizer = new PathProx(adam, couplings, PathProx.Settings.of(0.02))) {
      for (int step = 0; step < 400; step++) {
        try (TensorScope inner = new TensorScope()) {
          optimizer.zeroGradients();
          Tensor loss = network.forward(x).sub(y).square().mean();
          loss.backward();
          optimizer.step();
          last = loss.item_double();
        }
      }
    }

    long active =
        new PathNorm(couplings)
            .byUnit().values().stream()
                .flatMapToDouble(java.util.Arrays::stream)
                .filter(norm -> norm > 0)
                .count();
    assertTrue(active > 0 && active <= 25, active + " units");
    assertTrue(last < 0.02, "loss " + last);
  }
}
