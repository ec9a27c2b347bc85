package org.moreau.pathprox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.BatchNorm1dImpl;
import org.bytedeco.pytorch.BatchNorm2dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.layer.LinearMap;
import org.moreau.layer.LinearMapLayer;
import org.moreau.model.ModelState;

class CouplingsTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(3, "couplings");
  }

  @AfterEach
  void close() {
    scope.close();
  }

  /** a of 4 to 6, b of 6 to 5, c of 5 to 6, d of 6 to 3. */
  private static Layers dense(Layers.Forward forward) {
    return new Layers(forward).dense("a", 4, 6).dense("b", 6, 5).dense("c", 5, 6).dense("d", 6, 3);
  }

  private static Couplings find(Layers network) {
    return Couplings.find(network, network::forward, torch.randn(5, 4));
  }

  private static Layers.Forward across(UnaryOperator<Tensor> unit) {
    return (net, x) -> {
      Tensor a = net.apply("b", unit.apply(net.apply("a", x)));
      return net.apply("d", torch.relu(net.apply("c", torch.relu(a))));
    };
  }

  private static final List<Coupling> BOTH = Layers.pairs("a", "b", "c", "d");

  @Test
  void homogeneousUnitsArePaired() {
    Tensor slopes = torch.rand(6);
    List<UnaryOperator<Tensor>> units =
        List.of(
            torch::relu,
            z -> torch.leaky_relu(z, new Scalar(0.1)),
            z -> torch.prelu(z, slopes),
            Tensor::abs,
            z -> torch.clamp_min(z, new Scalar(0.0)));
    for (UnaryOperator<Tensor> unit : units) {
      assertEquals(List.of(BOTH), find(dense(across(unit))).chains());
    }
  }

  @Test
  void unitsOfConvolutionsArePairedAcrossPoolingAndFlattening() {
    Layers.Forward forward =
        (net, x) -> {
          Tensor a = torch.max_pool2d(torch.relu(net.apply("a", x)), 2, 2);
          a = torch.relu(torch.avg_pool2d(net.apply("b", a), 2, 2));
          a = torch.relu(net.apply("c", a));
          return net.apply("d", a.flatten(1, -1));
        };
    Layers network = new Layers(forward).convolution("a", 2, 6, 1).convolution("b", 6, 4, 2);
    network.convolution("c", 4, 8, 4).dense("d", 8 * 4, 3);
    Tensor x = torch.randn(3, 2, 8, 8);

    assertEquals(List.of(BOTH), Couplings.find(network, network::forward, x).chains());

    Layers.Forward mean =
        (net, y) -> net.apply("d", torch.relu(net.apply("c", y)).mean(new long[] {2, 3}));
    Layers pooled = new Layers(mean).convolution("c", 2, 6, 1).dense("d", 6, 3);
    assertEquals(
        List.of(Layers.pairs("c", "d")),
        Couplings.find(pooled, pooled::forward, torch.randn(3, 2, 8, 8)).chains());
  }

  @Test
  void dropoutDoesNotHideUnits() {
    Layers network = dense(across(z -> torch.dropout(torch.relu(z), 0.5, true)));

    assertEquals(List.of(BOTH), find(network).chains());
  }

  private static String reason(Layers network, String layer) {
    return String.valueOf(find(network).rest().get(layer));
  }

  @Test
  void whatIsNotHomogeneousIsNamed() {
    Layers sigmoid = dense(across(torch::sigmoid));
    assertEquals(List.of(Layers.pairs("b", "c")), find(sigmoid).chains());
    assertEquals("not homogeneous up to b, through sigmoid", reason(sigmoid, "a"));
    assertEquals("its output is the network's", reason(sigmoid, "d"));

    BatchNorm1dImpl norm = new BatchNorm1dImpl(new BatchNormOptions(6));
    Layers normalised = dense(across(z -> torch.relu(norm.forward(z))));
    normalised.with("norm", norm);
    assertEquals(
        "not homogeneous up to b, through native_batch_norm, relu", reason(normalised, "a"));

    Layers sum = dense(across(z -> torch.relu(z.add(new Scalar(1.0)))));
    assertEquals("not homogeneous up to b, through add, relu", reason(sum, "a"));
  }

  @Test
  void outputsThatAreSharedAreLeftAlone() {
    Layers residual =
        new Layers(
            (net, x) -> {
              Tensor a = torch.relu(net.apply("a", x));
              Tensor b = torch.relu(net.apply("b", a)).add(a);
              return net.apply("c", b);
            });
    residual.dense("a", 4, 6).dense("b", 6, 6).dense("c", 6, 3);
    assertThrows(IllegalArgumentException.class, () -> find(residual));

    Layers skip =
        dense(
            (net, x) -> {
              Tensor a = torch.relu(net.apply("a", x));
              Tensor end =
                  net.apply("d", torch.relu(net.apply("c", torch.relu(net.apply("b", a)))));
              return end.add(a.sum());
            });
    assertEquals(List.of(Layers.pairs("b", "c")), find(skip).chains());
    assertEquals("its output reaches the network's beside b", reason(skip, "a"));
  }

  @Test
  void aConcatenationIsNotByUnit() {
    Layers network =
        new Layers(
            (net, x) -> {
              Tensor a = torch.relu(net.apply("a", x));
              Tensor b = torch.relu(net.apply("b", x));
              Tensor c = torch.relu(net.apply("c", torch.cat(new TensorVector(a, b), 1)));
              return net.apply("d", c);
            });
    network.dense("a", 4, 3).dense("b", 4, 3).dense("c", 6, 5).dense("d", 5, 2);

    assertEquals(List.of(Layers.pairs("c", "d")), find(network).chains());
    assertEquals("not homogeneous up to c, through cat, relu", reason(network, "a"));
  }

  @Test
  void linearStretchesHaveNoUnits() {
    Layers network =
        dense(
            (net, x) -> {
              Tensor a = net.apply("b", net.apply("a", x));
              return net.apply("d", torch.relu(net.apply("c", torch.relu(a))));
            });

    Couplings couplings = find(network);

    assertEquals(List.of(Layers.pairs("b", "c")), couplings.chains());
    assertEquals("linear up to b, without a unit between", couplings.rest().get("a"));
    assertTrue(couplings.toString().contains("b -> c (5 units)"), couplings::toString);
  }

  @Test
  void aLayerThatIsUsedTwiceIsLeftAlone() {
    Layers network =
        new Layers(
            (net, x) -> {
              Tensor a = torch.relu(net.apply("a", x));
              a = torch.relu(net.apply("b", torch.relu(net.apply("b", a))));
              return net.apply("d", torch.relu(net.apply("c", a)));
            });
    network.dense("a", 4, 6).dense("b", 6, 6).dense("c", 6, 6).dense("d", 6, 3);

    Couplings couplings = find(network);

    assertEquals(List.of(Layers.pairs("c", "d")), couplings.chains());
    assertEquals("it feeds b, which is used several times", couplings.rest().get("a"));
    assertEquals("it is used several times", couplings.rest().get("b"));
  }

  @Test
  void aBreakInHomogeneityEndsAChain() {
    Layers network =
        dense(
            (net, x) -> {
              Tensor b = torch.tanh(net.apply("b", torch.relu(net.apply("a", x))));
              return net.apply("d", torch.relu(net.apply("c", b)));
            });

    assertEquals(List.of(Layers.pairs("a", "b"), Layers.pairs("c", "d")), find(network).chains());
  }

  @Test
  void mapsOfOnesOwnAndUnusedLayersAreNamed() {
    LinearMap scale =
        new LinearMap() {
          @Override
          public Tensor forward(Tensor x, List<Tensor> parameters) {
            return x.mul(parameters.get(0));
          }

          @Override
          public List<Tensor> adjoint(Tensor x, Tensor u) {
            return List.of(x.mul(u).sum(0));
          }
        };
    LinearMapLayer own = new LinearMapLayer(scale, Map.of("scale", torch.ones(6)));
    Layers network =
        dense(
            (net, x) -> {
              Tensor a = net.module("own", LinearMapLayer.class).forward(net.apply("a", x));
              return net.apply("c", torch.relu(net.apply("b", torch.relu(a))));
            });
    network.with("own", own);

    Couplings couplings = find(network);

    assertEquals(List.of(Layers.pairs("b", "c")), couplings.chains());
    assertEquals("its map is of its own", couplings.rest().get("own"));
    assertEquals("not used", couplings.rest().get("d"));
  }

  @Test
  void theNetworkIsLeftAsItWas() {
    BatchNorm2dImpl norm = new BatchNorm2dImpl(new BatchNormOptions(6));
    Layers network =
        new Layers(
            (net, x) -> {
              Tensor a = torch.relu(norm.forward(net.apply("a", x)));
              return net.apply("c", torch.relu(net.apply("b", a)));
            });
    network.convolution("a", 2, 6, 1).convolution("b", 6, 4, 1).convolution("c", 4, 2, 1);
    network.with("norm", norm);
    network.eval();
    Map<String, Tensor> before = ModelState.of(network).copy();
    int[] calls = new int[1];
    network
        .linearLayers()
        .get("a")
        .rule(
            (layer, x) -> {
              calls[0]++;
              return layer.plainForward(x);
            });
    Tensor x = torch.randn(3, 2, 6, 6);
    Seeds.torch(9, "after");
    Couplings.find(network, network::forward, x);
    double drawn = torch.rand(1).item_double();

    assertEquals(0, calls[0]);
    network.forward(x);
    assertEquals(1, calls[0]);
    assertFalse(network.is_training());
    NamedTensors.requireAlike("the network", before, ModelState.of(network).all());
    before.forEach(
        (name, tensor) ->
            assertTrue(tensor.equal(NamedTensors.get(ModelState.of(network).all(), name)), name));
    Seeds.torch(9, "after");
    assertEquals(torch.rand(1).item_double(), drawn);
  }

  @Test
  void aNetworkWithoutCouplingSaysWhy() {
    Layers network = new Layers(Layers.inTurn("a")).dense("a", 4, 2);

    assertEquals(
        "the network must have a coupling, that is, two of its linear layers with homogeneous units"
            + " such as ReLU between them, got none:\n  a: its output is the network's",
        assertThrows(IllegalArgumentException.class, () -> find(network)).getMessage());
  }

  @Test
  void anExampleThatIsNotFiniteIsNamed() {
    Layers network = dense(across(torch::relu));
    Tensor x = TensorData.of(new double[] {Double.NaN, 0, 0, 0}, 1, 4).to(torch.ScalarType.Float);

    String message =
        assertThrows(ArithmeticException.class, () -> Couplings.find(network, network::forward, x))
            .getMessage();
    assertTrue(message.contains("must be finite"), message);
  }

  private static String refused(Layers network, List<List<Coupling>> chains) {
    return assertThrows(IllegalArgumentException.class, () -> Couplings.of(network, chains))
        .getMessage();
  }

  @Test
  void listsByHandAreChecked() {
    Layers network = dense(across(torch::relu));
    Couplings couplings = Couplings.of(network, List.of(Layers.pairs("b", "c")));
    assertEquals(Map.of("a", "not listed", "d", "not listed"), couplings.rest());

    assertEquals(
        "the coupling a -> e must name linear layers of the network, which are a, b, c, d; got e",
        refused(network, List.of(Layers.pairs("a", "e"))));
    assertEquals(
        "the coupling a -> c must have one input of c for each of the 6 outputs of a, or as many for"
            + " each from a convolution to a dense layer; got 5 inputs",
        refused(network, List.of(Layers.pairs("a", "c"))));
    assertEquals(
        "a layer must be in one coupling at most, but b is in another too",
        refused(network, List.of(Layers.pairs("a", "b", "b", "c"))));
    assertEquals(
        "the coupling a -> a must be of two layers, got one",
        refused(network, List.of(Layers.pairs("a", "a"))));
    assertTrue(refused(network, List.of()).startsWith("the network must have a coupling"));
  }

  @Test
  void onlyFromAConvolutionToADenseLayerHasAUnitSeveralInputs() {
    Layers network = new Layers(Layers.inTurn("a"));
    network.dense("a", 4, 6).dense("b", 12, 3).convolution("c", 2, 6, 1);
    network.convolution("d", 12, 3, 1);
    for (String[] pair : new String[][] {{"a", "b"}, {"c", "d"}, {"a", "d"}}) {
      String message = refused(network, List.of(Layers.pairs(pair)));
      assertTrue(message.endsWith("got 12 inputs"), message);
    }
    assertEquals(1, Couplings.of(network, List.of(Layers.pairs("c", "b"))).all().size());
  }

  @Test
  void theModeOfEachModuleIsLeftAsItWas() {
    BatchNorm1dImpl frozen = new BatchNorm1dImpl(new BatchNormOptions(4));
    Layers inner = new Layers((net, x) -> x).dense("idle", 1, 1);
    Layers network =
        dense(
            (net, x) -> {
              Tensor a = torch.relu(net.apply("a", frozen.forward(x)));
              return net.apply("d", torch.relu(net.apply("c", torch.relu(net.apply("b", a)))));
            });
    network.with("norm", frozen).with("inner", inner);
    frozen.eval();
    inner.eval();
    inner.module("idle", org.bytedeco.pytorch.LinearImpl.class).train(true);

    find(network);

    assertTrue(network.is_training());
    assertFalse(frozen.is_training());
    assertFalse(inner.is_training());
    assertTrue(inner.module("idle", org.bytedeco.pytorch.LinearImpl.class).is_training());
  }

  @Test
  void normalisationIsLookedAtInTrainingMode() {
    BatchNorm1dImpl norm = new BatchNorm1dImpl(new BatchNormOptions(6));
    Layers network = dense(across(z -> torch.relu(norm.forward(z))));
    network.with("norm", norm);
    network.eval();

    assertEquals(List.of(Layers.pairs("b", "c")), find(network).chains());
  }

  /** Outputs of {@code layer} that are positive for every example. */
  private static Layers positive(Layers network, String layer) {
    try (NoGradGuard guard = new NoGradGuard()) {
      NamedTensors.get(network.named(), layer + ".bias").fill_(new Scalar(50.0));
    }
    return network;
  }

  @Test
  void unitsThatMixBelowZeroAreLeftAlone() {
    Layers network =
        dense(across(z -> torch.relu(z).add(torch.relu(z.neg()).flip(new long[] {1}))));

    assertEquals(List.of(Layers.pairs("b", "c")), find(positive(network, "a")).chains());
  }

  @Test
  void whatIsNotHomogeneousBelowZeroEndsAChain() {
    Layers network =
        dense(
            (net, x) -> {
              Tensor b = net.apply("b", torch.relu(net.apply("a", x)));
              b = torch.relu(b).sub(torch.relu(b.neg()).square());
              return net.apply("d", torch.relu(net.apply("c", b)));
            });

    assertEquals(
        List.of(Layers.pairs("a", "b"), Layers.pairs("c", "d")),
        find(positive(network, "b")).chains());
  }

  @Test
  void unitsThatAreHomogeneousAtTheExamplesScaleOnlyAreLeftAlone() {
    Layers small = dense(across(z -> z.clamp_min(new Scalar(0.0)).clamp_max(new Scalar(6.0))));
    try (NoGradGuard guard = new NoGradGuard()) {
      NamedTensors.get(small.named(), "a.weight").mul_(new Scalar(0.02));
    }
    assertEquals(List.of(Layers.pairs("b", "c")), find(small).chains());

    Layers large = dense(across(z -> torch.softplus(z)));
    Tensor x = torch.randn(5, 4).mul(new Scalar(1e4));
    assertEquals(
        List.of(Layers.pairs("b", "c")), Couplings.find(large, large::forward, x).chains());
  }

  @Test
  void aNetworkWithoutLinearLayersIsNamed() {
    Layers network = new Layers((net, x) -> x);

    String message = assertThrows(IllegalArgumentException.class, () -> find(network)).getMessage();
    assertTrue(message.endsWith("got a network without linear layers"), message);
  }
}
