package org.moreau.model;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Check;
import org.moreau.engine.TensorScope;
import org.moreau.layer.Network;

/**
 * Linear layers fc1, fc2, ... with ReLU between them. Parameters start uniform in ±1/√(inputs),
 * from libtorch's generator.
 */
public final class Mlp extends Network implements ImageClassifier {
  private final List<Integer> sizes;
  private final List<LinearImpl> layers = new ArrayList<>();

  /**
   * A network from {@code sizes[0]} inputs to as many outputs as the last of the sizes.
   *
   * @throws IllegalArgumentException if there are fewer than 2 sizes, or one is not positive
   */
  public Mlp(List<Integer> sizes) {
    super("Mlp");
    if (sizes.size() < 2) {
      throw new IllegalArgumentException(
          "sizes must be at least 2, of inputs and outputs, got " + sizes);
    }
    sizes.forEach(size -> Check.positive("each of the sizes", size));
    this.sizes = List.copyOf(sizes);
    TensorScope.retain(this);
    for (int i = 1; i < sizes.size(); i++) {
      LinearImpl layer = TensorScope.retain(new LinearImpl(sizes.get(i - 1), sizes.get(i)));
      layers.add(register_module("fc" + i, layer));
    }
  }

  /** The sizes it was made with. */
  public List<Integer> sizes() {
    return sizes;
  }

  /** The outputs [batch, classes] for x of the shape [batch, ...] with as many values per row. */
  @Override
  public Tensor logits(Tensor x) {
    Tensor a = x.flatten(1, -1);
    Check.shape("x, each row flattened,", a, -1, sizes.get(0));
    for (LinearImpl layer : layers.subList(0, layers.size() - 1)) {
      a = layer.forward(a).relu();
    }
    return layers.get(layers.size() - 1).forward(a);
  }
}
