package org.moreau.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.BatchNorm2dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorScope;
import org.moreau.layer.Network;

class ModelSizeTest {
  /** A grouped convolution of 5 x 5 pixels to 3 x 3, normalisation with buffers, a dense layer. */
  private static final class Grouped extends Network {
    private final Conv2dImpl convolution;
    private final BatchNorm2dImpl norm;
    private final LinearImpl dense;

    Grouped() {
      Conv2dOptions options = new Conv2dOptions(4, 6, new LongPointer(3, 3));
      options.groups().put(2);
      convolution = register_module("convolution", new Conv2dImpl(options));
      norm = register_module("norm", new BatchNorm2dImpl(new BatchNormOptions(6)));
      dense = register_module("dense", new LinearImpl(6 * 9, 7));
    }

    Tensor forward(Tensor x) {
      return dense.forward(norm.forward(convolution.forward(x)).flatten(1, -1));
    }
  }

  @Test
  void countsWhatIsLearntAndTheProductsOfOneExample() {
    try (TensorScope scope = new TensorScope()) {
      Grouped network = new Grouped();
      long parameters = 6 * 2 * 9 + 6 + 2 * 6 + 6 * 9 * 7 + 7;
      long flops = 2 * (6 * 9 * (2 * 9) + 6 * 9 * 7);
      for (int batch : new int[] {2, 3}) {
        assertEquals(
            new ModelSize(parameters, 4 * parameters, flops),
            ModelSize.of(network, network::forward, torch.randn(batch, 4, 5, 5)));
      }

      network.to(ScalarType.Double, false);
      Tensor x = torch.randn(2, 4, 5, 5).to(ScalarType.Double);
      assertEquals(8 * parameters, ModelSize.of(network, network::forward, x).bytes());
    }
  }
}
