package org.moreau.recurrent;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.PackedSequence;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Sequences of different lengths in libtorch's packed form, in which padding takes no part. */
record Packed(PackedSequence sequence, long steps) {
  static Packed of(Tensor x, Padding padding) {
    Tensor lengths = padding.lengths().to(new Device("cpu"), ScalarType.Long);
    return new Packed(torch.pack_padded_sequence(x, lengths, false, false), x.size(0));
  }

  Tensor values() {
    return sequence.data();
  }

  Tensor counts() {
    return sequence.batch_sizes();
  }

  /** A state [batch, hidden] as libtorch wants it, longest sequence first. */
  Tensor state(Tensor state) {
    return state.index_select(0, sequence.sorted_indices()).unsqueeze(0);
  }

  /** What {@link #state} was made from, given that. */
  Tensor example(Tensor sorted) {
    return sorted.select(0, 0).index_select(0, sequence.unsorted_indices());
  }

  /** [steps, batch, hidden], 0 at steps that are not valid. */
  Tensor unpack(Tensor packedValues) {
    PackedSequence result =
        new PackedSequence(
            packedValues, counts(), sequence.sorted_indices(), sequence.unsorted_indices());
    return torch.pad_packed_sequence(result, false, 0, new LongOptional(steps)).get0();
  }
}
