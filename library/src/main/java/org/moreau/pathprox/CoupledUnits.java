package org.moreau.pathprox;

import java.util.Arrays;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.NamedTensors;
import org.moreau.layer.ConvolutionMap;
import org.moreau.layer.DenseMap;
import org.moreau.layer.LinearLayer;

/**
 * The weights of a coupling by unit, as views of the parameters at the time of the call: what is
 * written to a view is written to the network.
 */
final class CoupledUnits {
  private static final Scalar TWO = new Scalar(2.0);

  private final Coupling coupling;
  private final LinearLayer input;
  private final LinearLayer output;

  /**
   * The units of {@code coupling} in {@code layers}.
   *
   * @throws IllegalArgumentException if a layer is not there or the shapes do not match
   */
  CoupledUnits(Coupling coupling, Map<String, LinearLayer> layers) {
    this.coupling = coupling;
    this.input = known(coupling, coupling.input(), layers);
    this.output = known(coupling, coupling.output(), layers);
    if (coupling.input().equals(coupling.output())) {
      throw new IllegalArgumentException(
          "the coupling " + coupling + " must be of two layers, got one");
    }
    if (inputsOfUnit(input, output) == 0) {
      throw new IllegalArgumentException(
          "the coupling "
              + coupling
              + " must have one input of "
              + coupling.output()
              + " for each of the "
              + count()
              + " outputs of "
              + coupling.input()
              + ", or as many for each from a convolution to a dense layer; got "
              + inputsOf(output)
              + " inputs");
    }
  }

  private static LinearLayer known(
      Coupling coupling, String name, Map<String, LinearLayer> layers) {
    LinearLayer layer = layers.get(name);
    if (layer == null) {
      throw new IllegalArgumentException(
          "the coupling "
              + coupling
              + " must name linear layers of the network, which are "
              + String.join(", ", layers.keySet())
              + "; got "
              + name);
    }
    if (!isKnown(layer)) {
      throw new IllegalArgumentException(
          "the coupling "
              + coupling
              + " must be of dense layers and convolutions, but "
              + name
              + " has a map of its own");
    }
    return layer;
  }

  /** Whether the layer's weights are known by unit. */
  static boolean isKnown(LinearLayer layer) {
    return layer.map() instanceof DenseMap || layer.map() instanceof ConvolutionMap;
  }

  /**
   * How many inputs of {@code output} an output of {@code input} has: one, or, from a convolution
   * to a dense layer, one for each place; 0 where they do not fit.
   */
  static long inputsOfUnit(LinearLayer input, LinearLayer output) {
    long units = outputsOf(input);
    long inputs = inputsOf(output);
    boolean flattened =
        input.map() instanceof ConvolutionMap
            && output.map() instanceof DenseMap
            && inputs % units == 0;
    return inputs == units ? 1 : flattened ? inputs / units : 0;
  }

  /** The inputs of a layer: entries of a dense one, channels of a convolution. */
  static long inputsOf(LinearLayer layer) {
    return weight(layer).size(1) * groups(layer);
  }

  /** The outputs of a layer, likewise. */
  static long outputsOf(LinearLayer layer) {
    return weight(layer).size(0);
  }

  /** The dimension of the units in an input or output of a layer. */
  static long dimension(LinearLayer layer, Tensor x) {
    return layer.map() instanceof ConvolutionMap map ? x.dim() - map.dimensions() - 1 : x.dim() - 1;
  }

  Coupling coupling() {
    return coupling;
  }

  LinearLayer input() {
    return input;
  }

  LinearLayer output() {
    return output;
  }

  /** The number of units. */
  long count() {
    return outputsOf(input);
  }

  /** w [units, inputs of a unit]. */
  Tensor inputWeights() {
    return weight(input).flatten(1, -1);
  }

  /** The units' biases [units]; null where there are none. */
  @Nullable Tensor inputBias() {
    return input.linearParameters().get("bias");
  }

  /** The bias of the layer behind the units; null where there is none. */
  @Nullable Tensor outputBias() {
    return output.linearParameters().get("bias");
  }

  /** v [groups, outputs of a group, units of a group, entries of a unit at an output]. */
  Tensor outputWeights() {
    Tensor weight = weight(output);
    long groups = groups(output);
    long outputs = weight.size(0) / groups;
    return weight.view(groups, outputs, count() / groups, -1);
  }

  /** |w_k|, or |(w_k, b_k)| with the biases: [units]. */
  Tensor inputNorms(boolean withBiases) {
    Tensor norms = norm(inputWeights(), 1);
    Tensor bias = withBiases ? inputBias() : null;
    return bias == null
        ? norms
        : norm(torch.stack(new TensorVector(norms, bias), 0), 0); // hypot has no derivative at 0
  }

  /** |v_k|: [units], with a derivative of 0 where it is 0. */
  Tensor outputNorms() {
    return norm(outputWeights(), 1, 3).flatten(0, 1);
  }

  /** |v_k|²: [units], five times as fast, as entries of a unit are not side by side. */
  Tensor outputSquares() {
    return outputWeights().square().sum(1, 3).flatten(0, 1);
  }

  private static Tensor norm(Tensor x, long... over) {
    return torch.linalg_vector_norm(x, TWO, over, false, new ScalarTypeOptional());
  }

  /** Multiplies v_k by {@code factor} [units], in place. */
  void scaleOutputs(Tensor factor) {
    Tensor v = outputWeights();
    v.mul_(factor.view(v.size(0), 1, v.size(2), 1));
  }

  /** In how many equal groups units can only be taken out alike. */
  int groups() {
    // Where both layers have groups, those of the one with more lie within those of the other, or
    // none can be taken out: each unit is a group of its own then.
    long more = Math.max(groups(input), groups(output));
    long fewer = Math.min(groups(input), groups(output));
    return Math.toIntExact(more % fewer == 0 ? more : count());
  }

  static Tensor weight(LinearLayer layer) {
    return NamedTensors.get(layer.linearParameters(), "weight");
  }

  static long groups(LinearLayer layer) {
    return layer.map() instanceof ConvolutionMap convolution ? convolution.groups() : 1;
  }

  static Tensor sum(Tensor... parts) {
    return torch.stack(new TensorVector(parts), 0).sum();
  }

  @Override
  public String toString() {
    return coupling
        + " ("
        + count()
        + " units), "
        + Arrays.toString(weight(input).shape())
        + " and "
        + Arrays.toString(weight(output).shape());
  }
}
