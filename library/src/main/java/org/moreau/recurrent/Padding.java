package org.moreau.recurrent;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Which steps of a batch of sequences are valid: the first {@code lengths} [batch] of each. */
record Padding(Tensor lengths, long steps) {
  /** [steps, batch, ...] with zeros at the steps that are not, whatever stands there. */
  Tensor clear(Tensor values) {
    Tensor behind = indices().ge(lengths.unsqueeze(0)).unsqueeze(2);
    return values.masked_fill(behind, new Scalar(0.0));
  }

  /** The last valid step of each example of [steps, batch, size], [batch, size]. */
  Tensor last(Tensor values) {
    Tensor step = lengths.sub(new Scalar(1L)).view(1, -1, 1).expand(1, -1, values.size(2));
    return values.gather(0, step).squeeze(0);
  }

  /** The valid steps of each example in the opposite order; the others where they are. */
  Tensor reversed(Tensor values) {
    Tensor index = indices();
    Tensor mirrored = lengths.unsqueeze(0).sub(index).sub(new Scalar(1L));
    Tensor from = torch.where(index.lt(lengths.unsqueeze(0)), mirrored, index);
    return values.gather(0, from.unsqueeze(2).expand(-1, -1, values.size(2)));
  }

  private Tensor indices() {
    return torch
        .arange(new Scalar(steps), lengths.options())
        .unsqueeze(1)
        .expand(-1, lengths.size(0));
  }
}
