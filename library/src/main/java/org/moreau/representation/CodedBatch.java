package org.moreau.representation;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** A batch of a task as a method sees it: codes, and losses at codes. */
public interface CodedBatch {
  /**
   * The code [rows, d_j] of each view. Rows are examples, or the frames of all sequences without
   * their padding. Computed once.
   */
  List<Tensor> codes();

  /** The codes behind the network's proximal layer; the codes themselves where it has none. */
  List<Tensor> joined();

  /** The loss of the task, [], of predictions from {@code codes}. */
  Tensor taskLoss(List<Tensor> codes);

  /**
   * The mean squared error, [], of the views as decoded from {@code codes}, added over the views.
   *
   * @throws IllegalStateException if the network has no decoders
   */
  Tensor reconstructionLoss(List<Tensor> codes);
}
