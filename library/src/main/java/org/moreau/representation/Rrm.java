package org.moreau.representation;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Check;

/**
 * Regularised risk minimisation: the loss of the task − weight_t · agreement of the codes, weight_t
 * = weight / (1 + k t) in epoch t = 0, 1, ..., which fades as ProxNet's layer does; the paper does
 * not state how it anneals.
 *
 * <p>Source: ProxNet, section 5.
 *
 * @param annealing k; 0 for a constant weight
 */
public record Rrm(Agreement agreement, double weight, double annealing) implements MultiviewMethod {
  public Rrm {
    Check.positive("weight of the agreement", weight);
    Check.nonNegative("annealing", annealing);
  }

  @Override
  public String key() {
    return annealing == 0 ? "rrm" : "rrm-annealed";
  }

  @Override
  public List<Stage> stages() {
    return List.of(
        Stage.whole(
            (batch, epoch) -> {
              List<Tensor> codes = batch.codes();
              Tensor regulariser = agreement.loss(codes).mul(new Scalar(weight(epoch)));
              return batch.taskLoss(codes).add(regulariser);
            }));
  }

  private double weight(int epoch) {
    return weight / (1 + annealing * (epoch - 1));
  }
}
