package org.moreau.proxprop;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.layer.LinearMap;

/**
 * Whether a map of the user's is linear, and its adjoint belongs to it: tried once, at one point.
 */
final class LinearityCheck {
  private static final double TOLERANCE = 1e-3;

  private LinearityCheck() {}

  /**
   * Compares A(2θ) with 2 Aθ, and ⟨Aθ, u⟩ with ⟨θ, A'u⟩.
   *
   * @throws IllegalArgumentException naming the layer and the two numbers, if they differ
   */
  static void require(String layer, LinearMap map, List<Tensor> parameters, Use use) {
    List<Tensor> once = new ArrayList<>();
    List<Tensor> twice = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      // Numbers that depend on nothing random, and have no symmetry that hides a fault.
      Tensor p = torch.ones_like(parameters.get(i).detach()).flatten().cumsum(0);
      Tensor probe = p.mul(new Scalar(1.7 + i)).sin().view_as(parameters.get(i));
      once.add(probe);
      twice.add(probe.mul(new Scalar(2.0)));
    }
    Tensor x = use.input();
    Tensor value = map.forward(x, once);
    Tensor doubled = map.forward(x, twice);
    double size = value.abs().max().item_double();
    double excess = doubled.sub(value, new Scalar(2.0)).abs().max().item_double();
    if (!(excess <= TOLERANCE * size)) {
      throw new IllegalArgumentException(
          "layer "
              + layer
              + " must be linear in its parameters, but A(2θ) differs from 2 Aθ by "
              + excess
              + " where Aθ is up to "
              + size
              + "; leave it out, and it keeps its gradient");
    }
    Tensor u = torch.ones_like(value).flatten().cumsum(0).mul(new Scalar(0.9)).cos().view_as(value);
    List<Tensor> adjoint = map.adjoint(x, u);
    double left = value.mul(u).sum().item_double();
    double right = 0;
    for (int i = 0; i < once.size(); i++) {
      right += adjoint.get(i).mul(once.get(i)).sum().item_double();
    }
    double scale = value.norm().item_double() * u.norm().item_double();
    if (!(Math.abs(left - right) <= TOLERANCE * scale)) {
      throw new IllegalArgumentException(
          "layer "
              + layer
              + ": the adjoint must belong to the map, but ⟨Aθ, u⟩ = "
              + left
              + " and ⟨θ, A'u⟩ = "
              + right);
    }
  }
}
