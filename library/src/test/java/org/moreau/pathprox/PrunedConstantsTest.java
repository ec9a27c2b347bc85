package org.moreau.pathprox;

import java.util.List;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class PrunedConstantsTest extends PruningCase {
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
}
