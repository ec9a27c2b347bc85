package org.moreau.model;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.data.Batches;
import org.moreau.data.LabelledSequences;
import org.moreau.data.SequenceBatch;
import org.moreau.engine.TensorScope;
import org.moreau.recurrent.ProxRecurrent;

/** How strongly a classifier's proximal layer acts on a data set. */
public final class StateChange {
  private static final int BATCH = 128;

  private StateChange() {}

  /**
   * {@link ProxRecurrent#stateChange}, |c − s| / |s|, in percent: the mean over all valid steps of
   * all sequences.
   *
   * @param layer the proximal layer of {@code model}
   */
  public static double of(
      RecurrentClassifier model, ProxRecurrent layer, LabelledSequences dataset, Device device) {
    double sum = 0;
    double steps = 0;
    for (int[] indices : Batches.byLength(dataset.lengths(), BATCH)) {
      try (TensorScope scope = new TensorScope();
          NoGradGuard guard = new NoGradGuard()) {
        SequenceBatch batch = dataset.batch(indices, device);
        Tensor change = layer.stateChange(model.encode(batch.inputs()));
        Tensor lengths = batch.lengths();
        Tensor step = torch.arange(new Scalar(change.size(0)), lengths.options());
        Tensor valid = step.unsqueeze(1).lt(lengths.unsqueeze(0));
        sum += change.masked_select(valid).sum().item_double();
        steps += lengths.sum().item_double();
      }
    }
    return 100 * sum / steps;
  }
}
