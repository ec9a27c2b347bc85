package org.moreau.optim;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Changes named parameters in place by their gradients. It owns its state tensors, which outlive
 * every scope; {@link #close()} frees them, and so does the garbage collector in the end.
 */
public interface Optimizer extends AutoCloseable {
  /** One step for every parameter that has a gradient; the others stay as they are. */
  void step();

  /** Removes all gradients, so that a parameter which the next loss does not use has none. */
  void zeroGradients();

  /** The step length of the next {@link #step()}. */
  double learningRate();

  /** Sets the step length; it must be >= 0 and finite. */
  void setLearningRate(double learningRate);

  /**
   * The tensors, besides the parameters, that the next step depends on, named {@code
   * parameter.what}. They are the optimiser's own, not copies.
   */
  Map<String, Tensor> state();

  /**
   * Copies what {@link #state()} of an equal optimiser held.
   *
   * @throws IllegalArgumentException naming the first tensor that is missing, unexpected or of
   *     another shape; nothing is changed then
   */
  void load(Map<String, Tensor> state);

  @Override
  void close();
}
