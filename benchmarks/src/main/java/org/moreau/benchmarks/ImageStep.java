package org.moreau.benchmarks;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorScope;
import org.moreau.layer.Network;
import org.moreau.model.ImageClassifier;
import org.moreau.optim.Optimizer;

/**
 * A training step on a batch of images: zero gradients, forward, cross-entropy, backward, the
 * optimiser's step.
 */
record ImageStep(Tensor images, Tensor labels) {
  static final long SEED = 1;
  private static final int CLASSES = 10;
  private static final int GRAIN = 4;

  /** Random images in [0, 1], smooth as photographs are: 4 x 4 random numbers, enlarged. */
  static ImageStep random(int batch, int channels, int side, Device device) {
    Seeds.torch(SEED, "bench", "data");
    Tensor grains = torch.rand(batch, channels, GRAIN, GRAIN);
    Tensor images = torch.upsample_bilinear2d(grains, new long[] {side, side}, true);
    Tensor labels = torch.randint(CLASSES, new long[] {batch});
    return new ImageStep(images.to(device, ScalarType.Float), labels.to(device, ScalarType.Long));
  }

  /** The network with the same random parameters each time. */
  static <N extends Network> N seeded(Supplier<N> make) {
    Seeds.torch(SEED, "bench", "parameters");
    return make.get();
  }

  /** The mean cross-entropy, in the type of the network. */
  Tensor loss(Network network, ScalarType type) {
    return torch.cross_entropy(((ImageClassifier) network).logits(images.to(type)), labels);
  }

  void run(Network network, Optimizer optimizer) {
    run(network, optimizer, loss -> loss);
  }

  /** A training step on what {@code objective} makes of the loss. */
  void run(Network network, Optimizer optimizer, UnaryOperator<Tensor> objective) {
    try (TensorScope scope = new TensorScope()) {
      optimizer.zeroGradients();
      Tensor loss = objective.apply(loss(network, ScalarType.Float));
      loss.backward();
      optimizer.step();
      loss.item_float(); // as a training loop does; it also waits for a GPU
    }
  }
}
