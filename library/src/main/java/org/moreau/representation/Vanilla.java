package org.moreau.representation;

import java.util.List;

/** The loss of the task and nothing else. */
public record Vanilla() implements MultiviewMethod {
  @Override
  public String key() {
    return "vanilla";
  }

  @Override
  public List<Stage> stages() {
    return List.of(Stage.whole((batch, epoch) -> batch.taskLoss(batch.codes())));
  }
}
