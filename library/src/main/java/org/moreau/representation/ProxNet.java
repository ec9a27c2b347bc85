package org.moreau.representation;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Check;
import org.moreau.layer.StepSize;
import org.moreau.multiview.CorrelationLayer;
import org.moreau.multiview.ProximalSettings;

/**
 * ProxNet: the loss of the task behind the proximal map of the codes' agreement. As {@code
 * prox-net-rrm}, its loss is that − weight · agreement of the joined codes, as the published code
 * has it.
 *
 * <p>Source: ProxNet, section 5.
 *
 * @param weight of the agreement in the loss; 0 for the paper's method
 */
public record ProxNet(Agreement agreement, StepSize step, double weight)
    implements MultiviewMethod {
  public ProxNet {
    Check.nonNegative("weight of the agreement", weight);
  }

  /** The paper's method. */
  public ProxNet(Agreement agreement, StepSize step) {
    this(agreement, step, 0);
  }

  @Override
  public String key() {
    return weight == 0 ? "prox-net" : "prox-net-rrm";
  }

  @Override
  public CorrelationLayer join() {
    return agreement.layer(settings());
  }

  @Override
  public double tolerance() {
    return settings().tolerance();
  }

  private ProximalSettings settings() {
    return ProximalSettings.of(step);
  }

  @Override
  public List<Stage> stages() {
    return List.of(
        Stage.whole(
            (batch, epoch) -> {
              List<Tensor> joined = batch.joined();
              Tensor loss = batch.taskLoss(joined);
              return weight == 0 ? loss : loss.add(agreement.loss(joined).mul(new Scalar(weight)));
            }));
  }
}
