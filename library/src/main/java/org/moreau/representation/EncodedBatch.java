package org.moreau.representation;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** A batch that a network encodes once it is asked for codes. */
abstract class EncodedBatch implements CodedBatch {
  private final MultiviewNetwork network;
  private @Nullable List<Tensor> codes;

  EncodedBatch(MultiviewNetwork network) {
    this.network = network;
  }

  /** The codes, in the graph of the encoders. */
  abstract List<Tensor> encode();

  @Override
  public final List<Tensor> codes() {
    if (codes == null) {
      codes = encode();
      requireFinite(codes);
    }
    return codes;
  }

  /** An agreement of codes would speak of its input, where it is the training that diverged. */
  private static void requireFinite(List<Tensor> codes) {
    for (int view = 0; view < codes.size(); view++) {
      if (!codes.get(view).detach().isfinite().all().item_bool()) {
        throw new ArithmeticException(
            "the codes of view "
                + (view + 1)
                + " are not finite: training diverged, or the view's features are huge; lower the"
                + " learning rate");
      }
    }
  }

  @Override
  public final List<Tensor> joined() {
    return network.joined(codes());
  }
}
