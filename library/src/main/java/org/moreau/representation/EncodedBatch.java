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
    }
    return codes;
  }

  @Override
  public final List<Tensor> joined() {
    return network.joined(codes());
  }
}
