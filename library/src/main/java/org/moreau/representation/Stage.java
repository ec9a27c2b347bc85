package org.moreau.representation;

import java.util.EnumSet;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/**
 * A part of a training that has one loss.
 *
 * @param name for checkpoints and messages, such as {@code encoders}
 * @param trained what is trained; all else is frozen and in evaluation mode
 */
public record Stage(String name, Set<Part> trained, Loss loss) {
  public Stage {
    if (trained.isEmpty()) {
      throw new IllegalArgumentException("trained of stage " + name + " must name a part, got []");
    }
    trained = Set.copyOf(trained);
  }

  /** What is minimised. */
  @FunctionalInterface
  public interface Loss {
    /** The loss, [], of a batch in an epoch from 1 on. */
    Tensor of(CodedBatch batch, int epoch);
  }

  /** Encoders and heads at once. */
  static Stage whole(Loss loss) {
    return new Stage("whole", EnumSet.of(Part.ENCODERS, Part.HEADS), loss);
  }

  /** Heads on the codes of frozen encoders. */
  static Stage onFrozenCodes() {
    return new Stage(
        "heads", EnumSet.of(Part.HEADS), (batch, epoch) -> batch.taskLoss(batch.codes()));
  }

  /**
   * Whether it trains what predicts, so that the task's loss is what its epochs are compared by.
   */
  boolean predicts() {
    return trained.contains(Part.HEADS);
  }
}
