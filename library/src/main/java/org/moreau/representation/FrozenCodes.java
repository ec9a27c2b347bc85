package org.moreau.representation;

import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** A batch whose codes have no graph, as their encoders are not trained. */
record FrozenCodes(CodedBatch batch) implements CodedBatch {
  @Override
  public List<Tensor> codes() {
    try (NoGradGuard guard = new NoGradGuard()) {
      return batch.codes();
    }
  }

  @Override
  public List<Tensor> joined() {
    try (NoGradGuard guard = new NoGradGuard()) {
      return batch.joined();
    }
  }

  @Override
  public Tensor taskLoss(List<Tensor> codes) {
    return batch.taskLoss(codes);
  }

  @Override
  public Tensor reconstructionLoss(List<Tensor> codes) {
    return batch.reconstructionLoss(codes);
  }
}
