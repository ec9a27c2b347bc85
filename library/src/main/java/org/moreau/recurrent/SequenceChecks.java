package org.moreau.recurrent;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.Check;

/** What every recurrent layer asks of the arguments of a forward pass. */
final class SequenceChecks {
  private SequenceChecks() {}

  /** Checks x and the states; {@code like} is a parameter. */
  static void check(SequenceLayer layer, Tensor x, List<Tensor> initial, Tensor like) {
    Check.shape("x", x, -1, -1, layer.inputSize());
    if (x.size(0) == 0 || x.size(1) == 0) {
      throw new IllegalArgumentException(
          "x must have at least one step and one example, got " + Arrays.toString(x.shape()));
    }
    Check.sameKind("x", x, "the layer's parameters", like);
    List<Long> sizes = layer.stateSizes();
    states(initial, sizes);
    String[] names = sizes.size() == 2 ? new String[] {"h0", "c0"} : new String[] {"h0"};
    for (int i = 0; i < sizes.size(); i++) {
      Check.shape(names[i], initial.get(i), x.size(1), sizes.get(i));
      Check.sameKind(names[i], initial.get(i), "the layer's parameters", like);
    }
  }

  /** Checks how many states there are. */
  static void states(List<Tensor> initial, List<Long> sizes) {
    if (initial.size() != sizes.size()) {
      throw new IllegalArgumentException(
          "initial must have " + sizes.size() + " states, got " + initial.size());
    }
  }

  /** Checks the lengths for x. */
  static void lengths(@Nullable Tensor lengths, Tensor x) {
    if (lengths == null) {
      return;
    }
    Check.shape("lengths", lengths, x.size(1));
    if (lengths.scalar_type().intern() != ScalarType.Long) {
      throw new IllegalArgumentException(
          "lengths must have the type Long, got " + lengths.scalar_type().intern());
    }
    long least = lengths.min().item_long();
    long most = lengths.max().item_long();
    if (least < 1 || most > x.size(0)) {
      throw new IllegalArgumentException(
          "lengths must be from 1 to the "
              + x.size(0)
              + " steps of x, got "
              + (least < 1 ? least : most));
    }
  }
}
