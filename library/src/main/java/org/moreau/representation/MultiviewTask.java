package org.moreau.representation;

import java.util.Map;
import java.util.function.Consumer;

/**
 * What is learnt from several views, by whatever method. As for {@link org.moreau.training.Task},
 * all is a function of the arguments, the network's tensors and a seed.
 */
public interface MultiviewTask {
  /** The name of the task's mean validation loss, which every task measures. */
  String LOSS = "validation_loss";

  /** The number of batches in an epoch; epochs count from 1. */
  int steps(int epoch);

  /** A batch of the training data, made in the scope that is open; steps count from 0. */
  CodedBatch batch(int epoch, int step);

  /** Hands all validation data to {@code user}, in batches that each live as long as the call. */
  void validation(Consumer<CodedBatch> user);

  /** The metrics on the validation data, {@link #LOSS} among them. */
  Map<String, Double> evaluate();

  /**
   * Whether codes are all that is wanted, and {@link #LOSS} is a loss of codes. Then stages that
   * leave the encoders as they are have nothing to learn and are left out, and every other is
   * judged by that loss.
   */
  default boolean judgesCodes() {
    return false;
  }
}
