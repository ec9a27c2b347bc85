package org.moreau.recurrent;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.TensorScope;

/**
 * Recurrent layers one above the other: each reads the sequence that the one below returns. States
 * are those of the lowest layer, then of the next. Submodules are called layer0, layer1, ...
 */
public final class Stacked extends Module implements SequenceLayer {
  private final List<SequenceLayer> layers;

  /**
   * Layers from the lowest to the highest; all are modules.
   *
   * @throws IllegalArgumentException if there is none, or one does not read what the one below
   *     returns
   */
  public <M extends Module & SequenceLayer> Stacked(List<? extends M> layers) {
    super("Stacked");
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("layers must be at least one, got none");
    }
    for (int i = 1; i < layers.size(); i++) {
      if (layers.get(i).inputSize() != layers.get(i - 1).hiddenSize()) {
        throw new IllegalArgumentException(
            "layer "
                + i
                + " must read the "
                + layers.get(i - 1).hiddenSize()
                + " values of the layer below, got an input size of "
                + layers.get(i).inputSize());
      }
    }
    TensorScope.retain(this);
    this.layers = List.copyOf(layers);
    for (int i = 0; i < layers.size(); i++) {
      register_module("layer" + i, layers.get(i));
    }
  }

  @Override
  public boolean readsAhead() {
    return layers.stream().anyMatch(SequenceLayer::readsAhead);
  }

  @Override
  public long inputSize() {
    return layers.get(0).inputSize();
  }

  @Override
  public long hiddenSize() {
    return layers.get(layers.size() - 1).hiddenSize();
  }

  @Override
  public List<Long> stateSizes() {
    return layers.stream().flatMap(layer -> layer.stateSizes().stream()).toList();
  }

  @Override
  public Output forward(Tensor x, List<Tensor> initial, @Nullable Tensor lengths) {
    SequenceChecks.states(initial, stateSizes());
    Tensor sequence = x;
    List<Tensor> last = new ArrayList<>();
    int from = 0;
    for (SequenceLayer layer : layers) {
      int to = from + layer.stateSizes().size();
      Output output = layer.forward(sequence, initial.subList(from, to), lengths);
      sequence = output.hidden();
      last.addAll(output.last());
      from = to;
    }
    return new Output(sequence, List.copyOf(last));
  }
}
