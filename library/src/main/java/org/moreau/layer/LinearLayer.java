package org.moreau.layer;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A layer that is linear in its parameters, and lets somebody else say how they get their gradient.
 */
public interface LinearLayer {
  /** The map that it applies. */
  LinearMap map();

  /** Its parameters, in the order of the map, under their names in the layer. */
  Map<String, Tensor> linearParameters();

  /** Applies the layer with libtorch's gradient, whatever the rule. */
  Tensor plainForward(Tensor x);

  /** How the layer is applied while gradients are recorded; null for libtorch's way. */
  @Nullable GradientRule rule();

  /** Sets how the layer is applied while gradients are recorded; null for libtorch's way. */
  void rule(@Nullable GradientRule rule);
}
