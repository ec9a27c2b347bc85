package org.moreau.optim;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** The gradients that belong to parameters. */
final class Gradients {
  private Gradients() {}

  /*
   * Removed, not filled with zeros: momentum and weight decay move a parameter whose gradient is
   * zero, and whether it ever had a gradient is not in a checkpoint.
   */
  static void remove(Map<String, Tensor> parameters) {
    for (Tensor parameter : parameters.values()) {
      parameter.mutable_grad().reset();
    }
  }
}
