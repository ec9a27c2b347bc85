package org.moreau.layer;

import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.NativeLibraries;
import org.moreau.operator.ProximalOperator;

/**
 * The proximal map of an operator as a layer, to be put after any other: x [batch, ...] → prox(x,
 * step) of the same shape.
 *
 * <p>A trainable step is the parameter log_step []; a scheduled one has the buffer epoch [], so
 * that a saved model keeps its step. Tensors of the operator that are to be learnt are for the
 * network that owns them to register.
 *
 * <p>Source: ProxNet, section 2.
 */
public final class ProximalLayer extends Module {
  private final ProximalOperator operator;
  private final StepValue stepValue;
  private final boolean isOverColumns;

  /** A layer that maps every example, a member of the leading dimension, on its own. */
  public ProximalLayer(ProximalOperator operator, StepSize stepSize) {
    this(operator, stepSize, false);
  }

  private ProximalLayer(ProximalOperator operator, StepSize stepSize, boolean isOverColumns) {
    super(loaded("ProximalLayer"));
    this.operator = operator;
    this.stepValue = new StepValue(this, stepSize);
    this.isOverColumns = isOverColumns;
  }

  /**
   * A layer that maps every feature, the second dimension of x [batch, features, ...], over the
   * whole batch, as batch normalisation does.
   */
  public static ProximalLayer overColumns(ProximalOperator operator, StepSize stepSize) {
    return new ProximalLayer(operator, stepSize, true);
  }

  private static String loaded(String name) {
    NativeLibraries.load(); // before the first native object, the module itself
    return name;
  }

  /** Tells the epoch, from 0 on; matters to a scheduled step only. */
  public void epoch(long epoch) {
    stepValue.epoch(epoch);
  }

  /** The step of now, []; in the graph of log_step where that is learnt. */
  public Tensor step() {
    return stepValue.step();
  }

  /** prox(x, step) of x [batch, ...]. */
  public Tensor forward(Tensor x) {
    Tensor step = step().to(x.device(), x.scalar_type());
    if (!isOverColumns) {
      return operator.prox(x, step);
    }
    if (x.dim() < 2) {
      throw new IllegalArgumentException(
          "x must have the shape [batch, features, ...], got " + x.dim() + " dimensions");
    }
    return operator.prox(x.transpose(0, 1), step).transpose(0, 1).contiguous();
  }
}
