package org.moreau.optim;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.TensorScope;

/**
 * Lets another optimiser change a weight w by the length and the direction of each of its rows, the
 * input weights of a unit: w = g v/|v|. Their gradients are, by that of w, ∇g = ∇w · v/|v| and ∇v =
 * g/|v| (∇w − ∇g v/|v|). It starts at g = |w| and v = w, so that the function is the same at first.
 *
 * <p>Cost: a copy of each weight twice over, and four readings of it in a step. Source: Salimans
 * and Kingma, Weight Normalization (2016), equations 2 and 3.
 */
public final class WeightNormalisation implements Optimizer {
  private final Map<String, Tensor> weights = new LinkedHashMap<>();
  private final Map<String, Tensor> directions = new LinkedHashMap<>();
  private final Map<String, Tensor> lengths = new LinkedHashMap<>();
  private final Optimizer step;

  /**
   * Weight normalisation of some parameters, of rank 2 and more.
   *
   * @param parameters all that are trained
   * @param normalised the names of those that are normalised
   * @param step makes the optimiser of lengths, directions and all other parameters; it is closed
   *     with this one
   * @throws IllegalArgumentException if one is unknown, has no rows or has a row of zeros, which
   *     has no direction
   */
  public WeightNormalisation(
      Map<String, Tensor> parameters,
      Set<String> normalised,
      Function<Map<String, Tensor>, Optimizer> step) {
    Map<String, Tensor> trained = new LinkedHashMap<>(parameters);
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      for (String name : normalised) {
        Tensor weight = NamedTensors.get(parameters, name);
        split(name, weight);
        trained.remove(name);
        trained.put(name + ".direction", NamedTensors.get(directions, name));
        trained.put(name + ".length", NamedTensors.get(lengths, name));
      }
      this.step = step.apply(trained);
    }
  }

  private void split(String name, Tensor weight) {
    if (weight.dim() < 2) {
      throw new IllegalArgumentException(
          name + " must have at least 2 dimensions to have rows, got " + weight.dim());
    }
    Tensor norms = norms(weight);
    if (norms.numel() > 0 && !(norms.min().item_double() > 0)) {
      throw new IllegalArgumentException(
          "the rows of " + name + " must have a length > 0, got " + norms.min().item_double());
    }
    weights.put(name, TensorScope.own(weight));
    directions.put(name, leaf(weight));
    lengths.put(name, leaf(norms));
  }

  private static Tensor leaf(Tensor values) {
    Tensor copy = values.detach().clone();
    copy.set_requires_grad(true);
    return TensorScope.own(copy);
  }

  /** The lengths of the rows, in a shape that multiplies them. */
  private static Tensor norms(Tensor weight) {
    long[] shape = new long[(int) weight.dim()];
    Arrays.fill(shape, 1);
    shape[0] = weight.size(0);
    return weight.detach().flatten(1, -1).square().sum(1).sqrt().view(shape);
  }

  /**
   * One step of the optimiser. What g and v have as gradients already, of a penalty on them, is
   * added to those that come from w.
   */
  @Override
  public void step() {
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      weights.forEach(this::passGradient);
      step.step();
      weights.forEach(
          (name, weight) -> {
            Tensor v = NamedTensors.get(directions, name);
            weight.copy_(v.mul(NamedTensors.get(lengths, name).div(norms(v))));
          });
    }
  }

  private void passGradient(String name, Tensor weight) {
    Tensor gradient = weight.grad();
    if (!gradient.defined()) {
      return;
    }
    Tensor v = NamedTensors.get(directions, name);
    Tensor g = NamedTensors.get(lengths, name);
    Tensor norms = norms(v);
    Tensor unit = v.div(norms);
    Tensor along = gradient.mul(unit).flatten(1, -1).sum(1).view(g.shape());
    add(g, along);
    add(v, gradient.sub(along.mul(unit)).mul(g.div(norms)));
  }

  private static void add(Tensor leaf, Tensor gradient) {
    Tensor known = leaf.grad();
    leaf.mutable_grad().put(known.defined() ? known.add(gradient) : gradient.detach());
  }

  /** The length of each row, by the name of its weight: leaves, which a penalty may be of. */
  public Map<String, Tensor> lengths() {
    return Map.copyOf(lengths);
  }

  /** The direction v of each row, of any length, likewise. */
  public Map<String, Tensor> directions() {
    return Map.copyOf(directions);
  }

  @Override
  public void zeroGradients() {
    step.zeroGradients();
    weights.values().forEach(weight -> weight.mutable_grad().reset());
  }

  @Override
  public double learningRate() {
    return step.learningRate();
  }

  @Override
  public void setLearningRate(double learningRate) {
    step.setLearningRate(learningRate);
  }

  /** Directions, lengths, and the state of the optimiser. */
  @Override
  public Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    directions.forEach((name, v) -> state.put(name + ".direction", v));
    lengths.forEach((name, g) -> state.put(name + ".length", g));
    state.putAll(step.state());
    return state;
  }

  @Override
  public void load(Map<String, Tensor> saved) {
    Map<String, Tensor> own = new LinkedHashMap<>(state());
    NamedTensors.requireAlike("the state of weight normalisation", own, saved);
    Map<String, Tensor> inner = new LinkedHashMap<>(saved);
    own.keySet().removeAll(step.state().keySet());
    inner.keySet().removeAll(own.keySet());
    step.load(inner);
    NamedTensors.copyInto(own, saved);
  }

  @Override
  public void close() {
    NamedTensors.close(weights);
    NamedTensors.close(directions);
    NamedTensors.close(lengths);
    step.close();
  }
}
