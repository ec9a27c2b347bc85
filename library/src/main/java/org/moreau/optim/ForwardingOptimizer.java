package org.moreau.optim;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * An optimiser that does something before or after the steps of another one, and is like it
 * otherwise: {@link #step()} is left to write.
 */
public abstract class ForwardingOptimizer implements Optimizer {
  private final Optimizer inner;

  /**
   * Steps around those of {@code inner}.
   *
   * @param inner closed with this one
   */
  protected ForwardingOptimizer(Optimizer inner) {
    this.inner = inner;
  }

  /** The other optimiser. */
  protected final Optimizer inner() {
    return inner;
  }

  @Override
  public void zeroGradients() {
    inner.zeroGradients();
  }

  @Override
  public double learningRate() {
    return inner.learningRate();
  }

  @Override
  public void setLearningRate(double learningRate) {
    inner.setLearningRate(learningRate);
  }

  @Override
  public Map<String, Tensor> state() {
    return inner.state();
  }

  @Override
  public void load(Map<String, Tensor> state) {
    inner.load(state);
  }

  @Override
  public void close() {
    inner.close();
  }
}
