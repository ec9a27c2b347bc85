package org.moreau.pathprox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.BatchNorm1dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.PReLUImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.TensorData;

/** What belongs to units beside the weights of their coupling. */
class PrunedParametersTest extends PruningCase {
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
}
