package org.moreau.proxprop;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.layer.LinearMap;

/**
 * Whether a map of the user's is linear, and its adjoint belongs to it: tried once, at the first
 * input that is finite and not 0, with a few parameters that look random.
 */
final class LinearityCheck {
  private static final int PROBES = 3;

  // The hash of a place, a number in (-1/2, 1/2): nothing random that a training might depend on.
  private static final double STRIDE = 12.9898;
  private static final double STRETCH = 43758.5453;

  private final String layer;
  private final LinearMap map;
  private final List<Tensor> parameters;
  private final Tensor x;
  private final double rounding;
  private final double mismatch;

  LinearityCheck(String layer, LinearMap map, List<Tensor> parameters, Tensor x) {
    this.layer = layer;
    this.map = map;
    this.parameters = parameters;
    this.x = x;
    boolean isDouble = x.scalar_type().value == ScalarType.Double.value;
    rounding = isDouble ? 1e-11 : 1e-5;
    mismatch = isDouble ? 1e-8 : 3e-3;
  }

  /**
   * Compares A(0) with 0, A(θ - 2η) with Aθ - 2 Aη, and ⟨Aθ, u⟩ with ⟨θ, A'u⟩: the difference of
   * the last two with what such products are for vectors that have nothing to do with each other.
   *
   * @return false where the input tells nothing, as Aθ is 0 or not finite
   * @throws IllegalArgumentException naming the layer and the numbers, if they differ
   */
  boolean passes() {
    for (int k = 0; k < PROBES; k++) {
      List<Tensor> theta = probe(2 * k);
      List<Tensor> eta = probe(2 * k + 1);
      Tensor value = map.forward(x, theta);
      Tensor other = map.forward(x, eta);
      double size = value.abs().max().item_double();
      if (!(size > 0 && Double.isFinite(size))) {
        return false;
      }
      requireLinear(theta, eta, value, other, size);
      requireAdjoint(theta, value, other);
      requireAdjoint(theta, value, noise(value, PROBES + k));
    }
    return true;
  }

  private void requireLinear(
      List<Tensor> theta, List<Tensor> eta, Tensor value, Tensor other, double size) {
    double offset = map.forward(x, zeros()).abs().max().item_double();
    if (!(offset <= rounding * size)) {
      throw notLinear("A(0) is up to " + offset + ", and", size);
    }
    List<Tensor> sum = new ArrayList<>();
    for (int i = 0; i < theta.size(); i++) {
      sum.add(theta.get(i).sub(eta.get(i), new Scalar(2.0)));
    }
    Tensor expected = value.sub(other, new Scalar(2.0));
    double excess = map.forward(x, sum).sub(expected).abs().max().item_double();
    if (!(excess <= rounding * (size + 2 * other.abs().max().item_double()))) {
      throw notLinear("A(θ - 2η) differs from Aθ - 2 Aη by " + excess + " where", size);
    }
  }

  private IllegalArgumentException notLinear(String fault, double size) {
    return new IllegalArgumentException(
        "layer "
            + layer
            + " must be linear in its parameters, but "
            + fault
            + " Aθ is up to "
            + size
            + "; leave it out, and it keeps its gradient");
  }

  private void requireAdjoint(List<Tensor> theta, Tensor value, Tensor u) {
    List<Tensor> adjoint =
        adjoint(layer, map, parameters.stream().map(Tensor::shape).toList(), x, u);
    double left = dot(value, u);
    double unrelated = Math.sqrt(dot(value, value) * dot(u, u) / value.numel());
    double right = 0;
    double adjointSquare = 0;
    double thetaSquare = 0;
    long entries = 0;
    for (int i = 0; i < theta.size(); i++) {
      right += dot(theta.get(i), adjoint.get(i));
      adjointSquare += dot(adjoint.get(i), adjoint.get(i));
      thetaSquare += dot(theta.get(i), theta.get(i));
      entries += theta.get(i).numel();
    }
    unrelated += Math.sqrt(thetaSquare * adjointSquare / entries);
    if (!(Math.abs(left - right) <= mismatch * unrelated)) {
      throw new IllegalArgumentException(
          "layer "
              + layer
              + ": the adjoint must belong to the map, but ⟨Aθ, u⟩ = "
              + left
              + " and ⟨θ, A'u⟩ = "
              + right);
    }
  }

  private static double dot(Tensor a, Tensor b) {
    return a.to(ScalarType.Double).mul(b.to(ScalarType.Double)).sum().item_double();
  }

  private List<Tensor> zeros() {
    List<Tensor> zeros = new ArrayList<>();
    parameters.forEach(parameter -> zeros.add(torch.zeros_like(parameter.detach())));
    return zeros;
  }

  private List<Tensor> probe(int number) {
    List<Tensor> probe = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      probe.add(noise(parameters.get(i), number + 0.37 * i));
    }
    return probe;
  }

  private static Tensor noise(Tensor like, double shift) {
    Tensor places = torch.ones_like(like.detach()).to(ScalarType.Double).flatten().cumsum(0);
    Tensor hash =
        places.mul(new Scalar(STRIDE)).add(new Scalar(shift)).sin().mul(new Scalar(STRETCH));
    return hash.sub(hash.floor()).sub(new Scalar(0.5)).view(like.shape()).to(like.scalar_type());
  }

  /**
   * A(x)'u.
   *
   * @throws IllegalArgumentException naming the layer, if it is not one tensor of the parameter's
   *     shape for each parameter
   */
  static List<Tensor> adjoint(
      String layer, LinearMap map, List<long[]> shapes, Tensor x, Tensor u) {
    List<Tensor> adjoint = map.adjoint(x, u);
    List<String> got = adjoint.stream().map(tensor -> Arrays.toString(tensor.shape())).toList();
    List<String> rule = shapes.stream().map(Arrays::toString).toList();
    if (!got.equals(rule)) {
      throw new IllegalArgumentException(
          "layer "
              + layer
              + ": the adjoint must give a tensor for each parameter, of the shapes "
              + rule
              + ", got "
              + got);
    }
    return adjoint;
  }
}
