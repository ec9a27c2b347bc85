package org.moreau.model;

import java.util.List;
import org.bytedeco.pytorch.Conv1dImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.TensorScope;
import org.moreau.layer.Network;
import org.moreau.layer.ProximalLayer;
import org.moreau.recurrent.SequenceLayer;

/**
 * Classifies sequences: the convolution, ReLU and recurrent layer of {@link SequenceClassifier}, a
 * proximal layer on the last valid state where there is one, and an {@link Mlp} with one hidden
 * layer. Submodules are called conv, lstm, proximal and head.
 *
 * <p>All its linear layers follow rules, and the units of the head are coupled: so the methods for
 * steps, weights and hidden layers apply to it together.
 */
public final class RecurrentMlp extends Network implements RecurrentClassifier {
  private final SequenceClassifier.Sizes sizes;
  private final Conv1dImpl conv;
  private final SequenceLayer lstm;
  private final @Nullable ProximalLayer proximal;
  private final Mlp head;

  /**
   * A classifier with random parameters from libtorch's generator around {@code layer}.
   *
   * @param units hidden units of the head
   * @param proximal null for none
   * @throws IllegalArgumentException if the layer's sizes are not those of {@code sizes}, or {@code
   *     units} is not positive
   */
  public <M extends Module & SequenceLayer> RecurrentMlp(
      SequenceClassifier.Sizes sizes, int units, M layer, @Nullable ProximalLayer proximal) {
    super("RecurrentMlp");
    FrameConvolution.requireSizes(sizes, layer.inputSize(), layer.hiddenSize());
    this.sizes = sizes;
    TensorScope.retain(this);
    conv = register_module("conv", FrameConvolution.layer(sizes));
    lstm = register_module("lstm", layer);
    this.proximal =
        proximal == null ? null : register_module("proximal", TensorScope.retain(proximal));
    head = register_module("head", new Mlp(List.of(sizes.hidden(), units, sizes.classes())));
  }

  @Override
  public Module module() {
    return this;
  }

  @Override
  public SequenceLayer layer() {
    return lstm;
  }

  /** The map from last states to logits. */
  public Mlp head() {
    return head;
  }

  @Override
  public Tensor encodeSignal(Tensor frames) {
    return FrameConvolution.encode(conv, sizes, frames);
  }

  @Override
  public Tensor classify(Tensor lastHidden) {
    return head.logits(proximal == null ? lastHidden : proximal.forward(lastHidden));
  }
}
