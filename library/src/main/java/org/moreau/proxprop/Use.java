package org.moreau.proxprop;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** One application of a layer: its input, and the gradient of the loss at its output. */
record Use(Tensor input, Tensor cotangent) {
  Use inDouble() {
    return new Use(input.to(ScalarType.Double), cotangent.to(ScalarType.Double));
  }
}
