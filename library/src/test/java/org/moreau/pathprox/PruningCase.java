package org.moreau.pathprox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.PReLUImpl;
import org.bytedeco.pytorch.PReLUOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/** Networks whose units can be taken out, for the tests of that. */
abstract class PruningCase {
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

  static Layers dense() {
    Layers network = new Layers(Layers.inTurn("a+", "b+", "c+", "d"));
    network.dense("a", 4, 9).dense("b", 9, 5).dense("c", 5, 8).dense("d", 8, 3);
    return network.inDouble();
  }

  static Layers convolutional() {
    Layers network =
        new Layers(
            (net, x) -> {
              Tensor a = torch.max_pool2d(Layers.inTurn("a+", "b+").of(net, x), 2, 2);
              return net.apply("d", torch.relu(net.apply("c", a)).flatten(1, -1));
            });
    network.convolution("a", 2, 9, 1).convolution("b", 9, 6, 1).convolution("c", 6, 8, 2);
    return network.dense("d", 8 * 4, 3).inDouble();
  }

  static Tensor normal(long... shape) {
    return torch.randn(shape).to(ScalarType.Double);
  }

  static Tensor parameter(Layers network, String name) {
    return NamedTensors.get(network.named(), name);
  }

  static Couplings find(Layers network, Tensor x) {
    return Couplings.find(network, network::forward, x);
  }

  /** Makes unit k of layer a the constant {@code value} before its activation. */
  static void makeConstant(Layers network, long k, double value) {
    try (NoGradGuard guard = new NoGradGuard()) {
      parameter(network, "a.weight").select(0, k).zero_();
      parameter(network, "a.bias").select(0, k).fill_(new Scalar(value));
    }
  }

  static void killUnits(Layers network, long... units) {
    try (NoGradGuard guard = new NoGradGuard()) {
      for (long k : units) {
        parameter(network, "b.weight").select(1, k).zero_();
      }
    }
  }

  static Layers withSlopes(PReLUImpl slopes) {
    Layers network = new Layers((net, x) -> net.apply("b", slopes.forward(net.apply("a", x))));
    return network.dense("a", 6, 8).dense("b", 8, 3).with("slopes", slopes).inDouble();
  }

  static PReLUImpl slopes(long count) {
    PReLUOptions options = new PReLUOptions();
    options.num_parameters().put(count);
    return new PReLUImpl(options);
  }

  static void prunesWithoutChange(
      Layers network, Couplings couplings, double share, Tensor x, int removed) {
    Tensor before = network.forward(x).detach();

    Pruning pruning = new Pruning(couplings, share);
    pruning.apply();

    assertEquals(removed, pruning.removed());
    assertArrayEquals(TensorData.doubles(before), TensorData.doubles(network.forward(x)), 1e-13);
  }
}
