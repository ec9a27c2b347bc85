package org.moreau.pathprox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.moreau.GoldenData;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.optim.Sgd;

/** Independent numbers for one step of three networks, in float64. */
class GoldenPathProxTest {
  private static final double ACCURACY = 1e-12;
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = new TensorScope();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Layers network(String kind, GoldenData golden) {
    Layers network =
        switch (kind) {
          case "mlp_bias0" ->
              new Layers(
                  Layers.inTurn("linear1+", "linear2+", "linear3+", "linear4+", "linear5+", "fc"));
          case "mlp_factorized_bias0" ->
              new Layers(
                  Layers.inTurn("linear1+", "linear2", "linear3+", "linear4", "linear5+", "fc"));
          default ->
              new Layers(
                  (net, x) -> {
                    Tensor a = Layers.inTurn("c1+", "c2+", "c3+", "c4+").of(net, x);
                    return net.apply("fc", a.mean(2, 3));
                  });
        };
    if (kind.startsWith("mlp")) {
      network.dense("linear1", 7, 5);
      for (int i = 2; i <= 5; i++) {
        network.dense("linear" + i, 5, 5);
      }
      network.dense("fc", 5, 3);
    } else {
      network.convolution("c1", 2, 4, 1).convolution("c2", 4, 3, 1);
      network.convolution("c3", 3, 5, 1).convolution("c4", 5, 3, 1).dense("fc", 3, 2);
    }
    return network.inDouble().load(golden, "init.");
  }

  private static Couplings couplings(Layers network, GoldenData golden) {
    return Couplings.find(network, network::forward, golden.tensor("x"));
  }

  private static void matches(Layers network, GoldenData golden, String what) {
    network
        .named()
        .forEach(
            (name, parameter) ->
                assertArrayEquals(
                    TensorData.doubles(golden.tensor(what + "." + name)),
                    TensorData.doubles(parameter),
                    ACCURACY,
                    what + "." + name));
  }

  private static void step(Layers network, GoldenData golden, PathProx.Settings settings) {
    Map<String, Tensor> parameters = network.named();
    try (PathProx optimizer =
        new PathProx(
            new Sgd(parameters, Sgd.Settings.of(1)), couplings(network, golden), settings)) {
      optimizer.step();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mlp_bias0", "mlp_factorized_bias0", "conv_bias0"})
  void couplingsAreThoseOfThePaper(String kind) {
    GoldenData golden = new GoldenData("pathprox/" + kind);

    Couplings couplings = couplings(network(kind, golden), golden);

    List<Coupling> expected =
        kind.startsWith("mlp")
            ? Layers.pairs("linear1", "linear2", "linear3", "linear4", "linear5", "fc")
            : Layers.pairs("c1", "c2", "c3", "c4");
    assertEquals(List.of(expected), couplings.chains(), couplings::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mlp_bias0", "mlp_factorized_bias0", "conv_bias0"})
  void stepsAreThoseOfTheReference(String kind) {
    GoldenData golden = new GoldenData("pathprox/" + kind);
    double threshold = golden.number("thr");

    Layers stepped = network(kind, golden);
    step(stepped, golden, PathProx.Settings.of(threshold));
    Layers regularised = network(kind, golden);
    step(regularised, golden, new PathProx.Settings(threshold, false, false, false));

    matches(stepped, golden, "step");
    matches(regularised, golden, "reg");
    assertArrayEquals(
        TensorData.doubles(golden.tensor("out.step")),
        TensorData.doubles(stepped.forward(golden.tensor("x"))),
        ACCURACY);
  }

  /** Transferring |w_k| leaves what balancing alone gives, but for the scale of each unit. */
  @ParameterizedTest
  @ValueSource(strings = {"mlp_bias0", "mlp_factorized_bias0", "conv_bias0"})
  void balancingIsThatOfTheReference(String kind) {
    GoldenData golden = new GoldenData("pathprox/" + kind);
    Layers network = network(kind, golden);
    step(network, golden, new PathProx.Settings(0, true, false, true));

    assertArrayEquals(
        TensorData.doubles(golden.tensor("out.balance")),
        TensorData.doubles(network.forward(golden.tensor("x"))),
        ACCURACY);
    int group = 0;
    for (Map.Entry<Coupling, double[]> entry :
        new PathNorm(couplings(network, golden)).byUnit().entrySet()) {
      double[] expected = TensorData.doubles(golden.tensor("pn_balance." + group));
      assertArrayEquals(expected, entry.getValue(), ACCURACY);
      String bias = entry.getKey().output() + ".bias";
      assertArrayEquals(
          TensorData.doubles(golden.tensor("balance." + bias)),
          TensorData.doubles(NamedTensors.get(network.named(), bias)),
          ACCURACY);
      group++;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mlp_bias0", "mlp_factorized_bias0", "conv_bias0"})
  void measuresAreThoseOfTheReference(String kind) {
    GoldenData golden = new GoldenData("pathprox/" + kind);
    Couplings couplings = couplings(network(kind, golden), golden);
    double lambda = golden.number("wd");

    int group = 0;
    for (double[] norms : new PathNorm(couplings).byUnit().values()) {
      assertArrayEquals(TensorData.doubles(golden.tensor("pn." + group)), norms, ACCURACY);
      group++;
    }
    group = 0;
    for (double[] norms : new PathNorm(couplings, true).byUnit().values()) {
      assertArrayEquals(TensorData.doubles(golden.tensor("pn_bias." + group)), norms, ACCURACY);
      group++;
    }
    double other = golden.number("loss_other");
    PathNorm norm = new PathNorm(couplings);
    assertEquals(golden.number("loss_pn") + other, lambda * norm.value(), ACCURACY);
    assertEquals(golden.number("loss_wd") + other, lambda * norm.halfSquares(), ACCURACY);
    assertTrue(norm.value() <= norm.halfSquares());
  }
}
