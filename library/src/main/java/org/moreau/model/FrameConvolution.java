package org.moreau.model;

import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Conv1dImpl;
import org.bytedeco.pytorch.Conv1dOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Check;
import org.moreau.engine.TensorScope;

/** The convolution over frames that goes before a recurrent layer, and its ReLU. */
final class FrameConvolution {
  private FrameConvolution() {}

  /** The layer, which no scope frees. */
  static Conv1dImpl layer(SequenceClassifier.Sizes sizes) {
    Conv1dOptions options =
        new Conv1dOptions(
            sizes.features(), sizes.filters(), new LongPointer(1).put(sizes.kernel()));
    options.padding().put(new LongPointer(1).put((sizes.kernel() - 1) / 2));
    return TensorScope.retain(new Conv1dImpl(options));
  }

  /** ReLU of {@code layer} as [time, batch, filters] for frames [batch, features, time]. */
  static Tensor encode(Conv1dImpl layer, SequenceClassifier.Sizes sizes, Tensor frames) {
    Check.shape("frames", frames, -1, sizes.features(), -1);
    // libtorch's own mode warns of even kernels.
    Tensor padded = sizes.kernel() % 2 == 0 ? torch.constant_pad_nd(frames, 0, 1) : frames;
    return layer.forward(padded).relu().permute(2, 0, 1).contiguous();
  }

  /**
   * Checks that a recurrent layer fits.
   *
   * @throws IllegalArgumentException if its sizes are not those of {@code sizes}
   */
  static void requireSizes(SequenceClassifier.Sizes sizes, long inputs, long hidden) {
    if (inputs != sizes.filters() || hidden != sizes.hidden()) {
      throw new IllegalArgumentException(
          "the layer must have "
              + sizes.filters()
              + " inputs and "
              + sizes.hidden()
              + " hidden units, got "
              + inputs
              + " and "
              + hidden);
    }
  }
}
