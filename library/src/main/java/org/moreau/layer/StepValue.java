package org.moreau.layer;

import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.TensorScope;

/** The step of a layer as it is now, with what it is computed from registered in the layer. */
public final class StepValue {
  private final StepSize size;
  private final Tensor state; // step, epoch or log_step

  /** Registers the parameter log_step [] or the buffer epoch [] in {@code owner}, if any. */
  public StepValue(Module owner, StepSize size) {
    this.size = size;
    this.state = TensorScope.own(register(owner, size));
  }

  private static Tensor register(Module owner, StepSize size) {
    TensorOptions real = new TensorOptions(ScalarType.Float);
    if (size instanceof StepSize.Trainable trainable) {
      Tensor logStep = torch.full(new long[0], new Scalar(Math.log(trainable.initial())), real);
      owner.register_parameter("log_step", logStep);
      return logStep;
    }
    if (size instanceof StepSize.Scheduled) {
      Tensor epoch = torch.zeros(new long[0], new TensorOptions(ScalarType.Long));
      owner.register_buffer("epoch", epoch);
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
    if (size instanceof StepSize.Scheduled) {
      try (NoGradGuard guard = new NoGradGuard()) {
        state.fill_(new Scalar(epoch));
      }
    }
  }

  /** The step of now, []; in the graph of log_step where that is learnt. */
  public Tensor step() {
    if (size instanceof StepSize.Trainable) {
      return state.exp();
    }
    if (size instanceof StepSize.Scheduled scheduled) {
      return state
          .to(ScalarType.Double)
          .mul(new Scalar(scheduled.k()))
          .add(new Scalar(1.0))
          .mul(new Scalar(scheduled.alpha0()))
          .reciprocal();
    }
    return state;
  }
}
