package org.moreau.representation;

import java.util.EnumSet;
import java.util.List;

/**
 * Deep canonical correlation analysis: encoders learn − agreement of the codes, then heads learn
 * the task on frozen codes.
 *
 * <p>Source: Andrew et al., Deep canonical correlation analysis (2013).
 */
public record Dcca(Agreement agreement) implements MultiviewMethod {
  @Override
  public String key() {
    return "dcca";
  }

  @Override
  public List<Stage> stages() {
    return List.of(
        new Stage(
            "encoders", EnumSet.of(Part.ENCODERS), (batch, epoch) -> agreement.loss(batch.codes())),
        Stage.onFrozenCodes());
  }
}
