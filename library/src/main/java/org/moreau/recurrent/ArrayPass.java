package org.moreau.recurrent;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Parallel;

/**
 * A pass in float32 on the CPU. Examples do not know of each other, so each of libtorch's threads
 * walks along with a part of the batch, an {@link ArraySlice}.
 */
final class ArrayPass extends RecurrentPass {
  private static final int LEAST_EXAMPLES = 32; // of a slice: fewer columns make slow products

  private final Given given;
  private final ArrayWeights weights;
  private final int[] starts; // of the slices, and behind them the batch
  private final List<ArraySlice> slices;

  ArrayPass(Given given, ArrayCell.Kind kind) {
    super(given.precision());
    this.given = given;
    weights = new ArrayWeights(given.parameters(), kind, given.r());
    int batch = given.batch();
    int count = Math.max(1, Math.min(torch.get_num_threads(), batch / LEAST_EXAMPLES));
    starts = new int[count + 1];
    for (int i = 0; i <= count; i++) {
      starts[i] = (int) ((long) batch * i / count);
    }
    slices = perSlice(i -> new ArraySlice(given.examples(starts[i], length(i)), kind, weights));
  }

  private int length(int slice) {
    return starts[slice + 1] - starts[slice];
  }

  private <T> List<T> perSlice(IntFunction<T> make) {
    List<T> all = new ArrayList<>();
    for (int i = 0; i + 1 < starts.length; i++) {
      all.add(make.apply(i));
    }
    return all;
  }

  @Override
  Tensor forward() {
    walk(slices, ArraySlice::walk);
    return joined(slices, ArraySlice::result, 1);
  }

  private <T> void walk(List<T> walks, Consumer<T> along) {
    Parallel.run(walks.stream().<Runnable>map(walk -> () -> along.accept(walk)).toList());
    for (ArraySlice slice : slices) {
      note(ended(slice.error(), slice.iterations()));
    }
  }

  @Override
  Gradients backward(Tensor cotangent) {
    // All is linear in the cotangent. At size 1, what vanishes on the way back is negligible.
    float largest = cotangent.abs().max().item_float();
    float size = largest < Float.MIN_NORMAL ? 1 : largest;
    List<ArraySlice.Adjoint> adjoints =
        perSlice(i -> slices.get(i).adjoint(cotangent.narrow(1, starts[i], length(i)), size));
    walk(adjoints, ArraySlice.Adjoint::walk);
    List<Tensor> initial = new ArrayList<>();
    for (int i = 0; i < given.initial().size(); i++) {
      int state = i;
      initial.add(scaled(joined(adjoints, adjoint -> adjoint.ofInitial().get(state), 0), size));
    }
    return new Gradients(
        scaled(joined(adjoints, ArraySlice.Adjoint::ofInput, 1), size),
        initial,
        weights.gradients(adjoints.stream().map(ArraySlice.Adjoint::sums).toList(), size));
  }

  private static <T> Tensor joined(List<T> parts, Function<T, Tensor> part, long dimension) {
    return parts.size() == 1
        ? part.apply(parts.get(0)).contiguous()
        : torch.cat(new TensorVector(parts.stream().map(part).toArray(Tensor[]::new)), dimension);
  }

  private static Tensor scaled(Tensor fresh, float size) {
    return size == 1 ? fresh : fresh.mul_(new Scalar(size));
  }
}
