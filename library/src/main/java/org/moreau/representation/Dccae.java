package org.moreau.representation;

import java.util.EnumSet;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Check;

/**
 * Deep canonically correlated autoencoders: encoders and decoders learn − agreement of the codes +
 * weight · reconstruction error, then heads learn the task on frozen codes.
 *
 * <p>Source: Wang et al., On deep multi-view representation learning (2015).
 */
public record Dccae(Agreement agreement, double weight) implements MultiviewMethod {
  public Dccae {
    Check.positive("weight of the reconstruction", weight);
  }

  @Override
  public String key() {
    return "dccae";
  }

  @Override
  public List<Stage> stages() {
    return List.of(
        new Stage(
            "encoders",
            EnumSet.of(Part.ENCODERS, Part.DECODERS),
            (batch, epoch) -> {
              List<Tensor> codes = batch.codes();
              Tensor error = batch.reconstructionLoss(codes).mul(new Scalar(weight));
              return agreement.loss(codes).add(error);
            }),
        Stage.onFrozenCodes());
  }
}
