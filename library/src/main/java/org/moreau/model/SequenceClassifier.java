package org.moreau.model;

import org.bytedeco.pytorch.Conv1dImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Check;
import org.moreau.engine.TensorScope;
import org.moreau.recurrent.SequenceLayer;

/**
 * Classifies sequences: 1-D convolution of the same length, ReLU, a recurrent layer, and a linear
 * map of its last valid step. Submodules are called conv, lstm and fc.
 *
 * <p>The convolution is padded with zeros as PyTorch's {@code padding='same'} does: an even kernel
 * has the odd zero at the end, so that it reaches one frame further forward than back.
 *
 * <p>Sequences of a batch are padded with zeros at the end; no padded step reaches a result.
 * Source: ProxNet, supplement G.4.
 */
public final class SequenceClassifier extends Module implements RecurrentClassifier {
  /**
   * The sizes of a classifier.
   *
   * @param features of an input frame
   * @param filters of the convolution
   * @param kernel width of the convolution, in frames; an even one sees kernel / 2 frames ahead of
   *     the current one, and one less back
   * @param hidden units of the recurrent layer
   */
  public record Sizes(int features, int filters, int kernel, int hidden, int classes) {
    /** Checks that all are positive. */
    public Sizes {
      Check.positive("features", features);
      Check.positive("filters", filters);
      Check.positive("kernel", kernel);
      Check.positive("hidden", hidden);
      Check.positive("classes", classes);
    }
  }

  private final Sizes sizes;
  private final Conv1dImpl conv;
  private final SequenceLayer lstm;
  private final LinearImpl fc;

  /**
   * A classifier with random parameters from libtorch's generator around {@code layer}.
   *
   * @throws IllegalArgumentException if the layer's sizes are not those of {@code sizes}
   */
  public <M extends Module & SequenceLayer> SequenceClassifier(Sizes sizes, M layer) {
    super("SequenceClassifier");
    FrameConvolution.requireSizes(sizes, layer.inputSize(), layer.hiddenSize());
    this.sizes = sizes;
    TensorScope.retain(this);
    conv = register_module("conv", FrameConvolution.layer(sizes));
    lstm = register_module("lstm", layer);
    fc = register_module("fc", TensorScope.retain(new LinearImpl(sizes.hidden, sizes.classes)));
  }

  /** The sizes it was made with. */
  public Sizes sizes() {
    return sizes;
  }

  @Override
  public Module module() {
    return this;
  }

  @Override
  public SequenceLayer layer() {
    return lstm;
  }

  @Override
  public Tensor encodeSignal(Tensor frames) {
    return FrameConvolution.encode(conv, sizes, frames);
  }

  @Override
  public Tensor classify(Tensor lastHidden) {
    return fc.forward(lastHidden);
  }
}
