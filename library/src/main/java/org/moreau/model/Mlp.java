package org.moreau.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Check;
import org.moreau.engine.TensorScope;
import org.moreau.layer.Network;

/**
 * Linear layers fc1, fc2, ... with ReLU between them. In a factorised network each linear map of a
 * plain one is two, with ReLU inside and none between the maps: ReLU follows fc1, fc3, fc5, ...
 * only. Parameters start uniform in ±1/√(inputs), from libtorch's generator.
 *
 * <p>Source: PathProx, whose experiments use factorised networks.
 */
public final class Mlp extends Network implements ImageClassifier {
  private final List<Integer> sizes;
  private final boolean factorised;
  private final List<LinearImpl> layers = new ArrayList<>();

  /**
   * A plain network from {@code sizes[0]} inputs to as many outputs as the last of the sizes.
   *
   * @throws IllegalArgumentException if there are fewer than 2 sizes, or one is not positive
   */
  public Mlp(List<Integer> sizes) {
    this(sizes, false);
  }

  /**
   * A factorised network from {@code sizes[0]} inputs; two layers for each linear map.
   *
   * @throws IllegalArgumentException if the sizes are not at least 3 and an odd number of them, or
   *     one is not positive
   */
  public static Mlp factorised(List<Integer> sizes) {
    return new Mlp(sizes, true);
  }

  /**
   * The plain network of {@code maps} linear maps that are {@code width} wide, factorised:
   * MLP-3-400 for 784 inputs and 10 classes is 784-400-400, 400-400-400, 400-400-10.
   */
  public static Mlp factorised(int inputs, int width, int maps, int classes) {
    Check.positive("maps", maps);
    List<Integer> sizes = new ArrayList<>(Collections.nCopies(2 * maps + 1, width));
    sizes.set(0, inputs);
    sizes.set(2 * maps, classes);
    return factorised(sizes);
  }

  private Mlp(List<Integer> sizes, boolean factorised) {
    super("Mlp");
    if (factorised && (sizes.size() < 3 || sizes.size() % 2 == 0)) {
      throw new IllegalArgumentException(
          "sizes of a factorised network must be 3, 5, 7, ..., two layers a map, got " + sizes);
    }
    if (sizes.size() < 2) {
      throw new IllegalArgumentException(
          "sizes must be at least 2, of inputs and outputs, got " + sizes);
    }
    sizes.forEach(size -> Check.positive("each of the sizes", size));
    this.sizes = List.copyOf(sizes);
    this.factorised = factorised;
    TensorScope.retain(this);
    for (int i = 1; i < sizes.size(); i++) {
      LinearImpl layer = TensorScope.retain(new LinearImpl(sizes.get(i - 1), sizes.get(i)));
      layers.add(register_module("fc" + i, layer));
    }
  }

  /** The sizes it was made with, also after units were taken out. */
  public List<Integer> sizes() {
    return sizes;
  }

  /** Whether ReLU follows only every other layer. */
  public boolean factorised() {
    return factorised;
  }

  /** The outputs [batch, classes] for x of the shape [batch, ...] with as many values per row. */
  @Override
  public Tensor logits(Tensor x) {
    Tensor a = x.flatten(1, -1);
    Check.shape("x, each row flattened,", a, -1, sizes.get(0));
    for (int i = 0; i < layers.size(); i++) {
      a = layers.get(i).forward(a);
      boolean relu = factorised ? i % 2 == 0 : i < layers.size() - 1;
      a = relu ? a.relu() : a;
    }
    return a;
  }
}
