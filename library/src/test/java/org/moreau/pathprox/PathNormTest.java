package org.moreau.pathprox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

class PathNormTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(7, "path norm");
  }

  @AfterEach
  void close() {
    scope.close();
  }

  /** Five layers with ReLU: the couplings (a, b) and (c, d), and e in none. */
  private static Layers network() {
    Layers network = new Layers(Layers.inTurn("a+", "b+", "c+", "d+", "e"));
    network.dense("a", 4, 6).dense("b", 6, 5).dense("c", 5, 7).dense("d", 7, 5);
    return network.dense("e", 5, 3).inDouble();
  }

  private static Couplings find(Layers network) {
    Tensor x = torch.randn(8, 4).to(ScalarType.Double);
    return Couplings.find(network, network::forward, x);
  }

  private static Tensor weight(Layers network, String layer) {
    return NamedTensors.get(network.named(), layer + ".weight");
  }

  private static double[] row(Tensor matrix, int k) {
    return TensorData.doubles(matrix.get(k));
  }

  private static double squares(double... values) {
    return Arrays.stream(values).map(x -> x * x).sum();
  }

  private static double squares(Layers network, String ending) {
    return network.named().entrySet().stream()
        .filter(parameter -> parameter.getKey().endsWith(ending))
        .mapToDouble(parameter -> squares(TensorData.doubles(parameter.getValue())))
        .sum();
  }

  /** The definition, unit by unit; a unit's bias is one of its input weights or none at all. */
  @Test
  void itIsTheSumOfProductsWithTheBiasesOnlyIfTheyCount() {
    Layers network = network();
    for (boolean biases : new boolean[] {false, true}) {
      double sum = 0;
      for (List<String> pair : List.of(List.of("a", "b"), List.of("c", "d"))) {
        Tensor w = weight(network, pair.get(0));
        double[] b = TensorData.doubles(NamedTensors.get(network.named(), pair.get(0) + ".bias"));
        Tensor v = weight(network, pair.get(1)).t();
        for (int k = 0; k < b.length; k++) {
          double bias = biases ? b[k] : 0;
          sum += Math.sqrt((squares(row(w, k)) + bias * bias) * squares(row(v, k)));
        }
      }
      // Of what is in no coupling's input: the weight of e, and the biases of b, d and e.
      double rest = squares(network, "e.weight");
      for (String layer : biases ? List.of("b", "d", "e") : List.<String>of()) {
        rest += squares(network, layer + ".bias");
      }

      double actual = new PathNorm(find(network), biases).value();

      assertEquals(sum + rest / 2, actual, 1e-13 * sum);
    }
  }

  @Test
  void underWeightDecayEveryParameterCountsOnce() {
    Layers network = network();
    Couplings couplings = find(network);

    double weights = squares(network, ".weight") / 2;
    double biases = squares(network, ".bias") / 2;
    assertEquals(weights, new PathNorm(couplings, false).halfSquares(), 1e-13 * weights);
    assertEquals(weights + biases, new PathNorm(couplings, true).halfSquares(), 1e-13 * weights);
  }

  /** Half the squares become the path norm where |w_k| = |v_k|, and are never below it. */
  @Test
  void itIsWhatHalfTheSquaresAreAtTheBalancedRepresentative() {
    Layers network = network();
    PathNorm norm = new PathNorm(find(network));
    double value = norm.value();
    assertTrue(value < norm.halfSquares());
    try (NoGradGuard guard = new NoGradGuard()) {
      for (List<String> pair : List.of(List.of("a", "b"), List.of("c", "d"))) {
        Tensor w = weight(network, pair.get(0));
        Tensor v = weight(network, pair.get(1));
        Tensor c = v.square().sum(0).sqrt().div(w.square().sum(1).sqrt()).sqrt();
        w.mul_(c.unsqueeze(1));
        v.div_(c);
      }
    }

    assertEquals(value, norm.halfSquares(), 1e-13 * value);
    assertEquals(value, norm.value(), 1e-13 * value);
  }

  @Test
  void thePenaltyHasItsGradientAndNoneWhereAVectorIsZero() {
    for (boolean biases : new boolean[] {false, true}) {
      Layers network = network();
      PathNorm norm = new PathNorm(find(network), biases);
      try (NoGradGuard guard = new NoGradGuard()) {
        weight(network, "b").select(1, 2).zero_();
      }
      norm.penalty().backward();
      Tensor w = weight(network, "c");
      double h = 1e-6;
      double[] values = new double[2];
      for (int i = 0; i < 2; i++) {
        try (NoGradGuard guard = new NoGradGuard()) {
          w.get(1).get(2).add_(new Scalar(i == 0 ? h : -2 * h));
        }
        values[i] = norm.value();
      }
      assertEquals((values[0] - values[1]) / (2 * h), w.grad().get(1).get(2).item_double(), 1e-8);
      network
          .named()
          .forEach(
              (name, t) ->
                  assertTrue(!t.grad().defined() || t.grad().isfinite().all().item_bool(), name));
    }
  }
}
