package org.moreau.recurrent;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.TensorScope;

/**
 * Two recurrent layers, one from the first step to the last and one from the last valid step of
 * each example to the first; a step returns what both make of it, side by side. States are those of
 * the first layer, then of the second one, which ends at the first step. Submodules are called
 * forward and backward.
 */
public final class Bidirectional extends Module implements SequenceLayer {
  private final SequenceLayer forward;
  private final SequenceLayer backward;

  /**
   * Both directions.
   *
   * @throws IllegalArgumentException if they are one layer or have different input sizes
   */
  public <M extends Module & SequenceLayer, N extends Module & SequenceLayer> Bidirectional(
      M forward, N backward) {
    super("Bidirectional");
    if (forward.equals(backward) || forward.inputSize() != backward.inputSize()) {
      throw new IllegalArgumentException(
          "forward and backward must be two layers of one input size, got "
              + (forward.equals(backward)
                  ? "the same layer twice"
                  : forward.inputSize() + " and " + backward.inputSize()));
    }
    TensorScope.retain(this);
    this.forward = register_module("forward", forward);
    this.backward = register_module("backward", backward);
  }

  @Override
  public boolean readsAhead() {
    return true;
  }

  @Override
  public long inputSize() {
    return forward.inputSize();
  }

  @Override
  public long hiddenSize() {
    return forward.hiddenSize() + backward.hiddenSize();
  }

  @Override
  public List<Long> stateSizes() {
    List<Long> sizes = new ArrayList<>(forward.stateSizes());
    sizes.addAll(backward.stateSizes());
    return sizes;
  }

  @Override
  public Output forward(Tensor x, List<Tensor> initial, @Nullable Tensor lengths) {
    SequenceChecks.states(initial, stateSizes());
    SequenceChecks.lengths(lengths, x);
    int own = forward.stateSizes().size();
    Output there = forward.forward(x, initial.subList(0, own), lengths);
    List<Tensor> others = initial.subList(own, initial.size());
    Output back = backward.forward(reversed(x, lengths), others, lengths);
    List<Tensor> last = new ArrayList<>(there.last());
    last.addAll(back.last());
    Tensor hidden =
        torch.cat(new TensorVector(there.hidden(), reversed(back.hidden(), lengths)), 2);
    return new Output(hidden, last);
  }

  private static Tensor reversed(Tensor values, @Nullable Tensor lengths) {
    return lengths == null ? values.flip(0) : new Padding(lengths, values.size(0)).reversed(values);
  }
}
