package org.moreau.layer;

import org.bytedeco.pytorch.Tensor;

/** How a layer is applied to an input, with a gradient of its parameters of the rule's own. */
@FunctionalInterface
public interface GradientRule {
  /** The value of {@link LinearLayer#plainForward}, with another gradient. */
  Tensor forward(LinearLayer layer, Tensor x);
}
