package org.moreau.layer;

import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.NativeLibraries;
import org.moreau.engine.TensorScope;
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
  private final StepSize stepSize;
  private final boolean isOverColumns;
  private final Tensor state; // what the step is computed from: step, epoch or log_step

  /** A layer that maps every example, a member of the leading dimension, on its own. */
  public ProximalLayer(ProximalOperator operator, StepSize stepSize) {
    this(operator, stepSize, false);
  }

  private ProximalLayer(ProximalOperator operator, StepSize stepSize, boolean isOverColumns) {
    super(loaded("ProximalLayer"));
    this.operator = operator;
    this.stepSize = stepSize;
    this.isOverColumns = isOverColumns;
    this.state = TensorScope.own(register(stepSize));
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

  private Tensor register(StepSize size) {
    TensorOptions real = new TensorOptions(ScalarType.Float);
    if (size instanceof StepSize.Trainable trainable) {
      Tensor logStep = torch.full(new long[0], new Scalar(Math.log(trainable.initial())), real);
      register_parameter("log_step", logStep);
      return logStep;
    }
    if (size instanceof StepSize.Scheduled) {
      Tensor epoch = torch.zeros(new long[0], new TensorOptions(ScalarType.Long));
      register_buffer("epoch", epoch);
      return epoch;
    }
    double step = ((StepSize.Fixed) size).step();
    return torch.full(new long[0], new Scalar(step), new TensorOptions(ScalarType.Double));
  }

  /** Tells the epoch, from 0 on; matters to a scheduled step only. */
  public void epoch(long epoch) {
    if (epoch < 0) {
      throw new IllegalArgumentException("epoch must be >= 0, got " + epoch);
    }
    if (stepSize instanceof StepSize.Scheduled) {
      try (NoGradGuard guard = new NoGradGuard()) {
        state.fill_(new Scalar(epoch));
      }
    }
  }

  /** The step of now, []; in the graph of log_step where that is learnt. */
  public Tensor step() {
    if (stepSize instanceof StepSize.Trainable) {
      return state.exp();
    }
    if (stepSize instanceof StepSize.Scheduled scheduled) {
      return state
          .to(ScalarType.Double)
          .mul(new Scalar(scheduled.k()))
          .add(new Scalar(1.0))
          .mul(new Scalar(scheduled.alpha0()))
          .reciprocal();
    }
    return state;
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
