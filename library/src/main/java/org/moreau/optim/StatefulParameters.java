package org.moreau.optim;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.TensorScope;

/** The parameters that an optimiser changes, and the tensors it remembers about them; owns both. */
final class StatefulParameters implements AutoCloseable {
  private final String owner;
  private final Map<String, Tensor> parameters;
  private final Map<String, Tensor> state = new LinkedHashMap<>();
  private final Map<String, Long> sizes = new HashMap<>(); // as the state remembers them

  /** What is done with one parameter that has a gradient. */
  @FunctionalInterface
  interface Rule {
    void apply(String name, Tensor parameter, Tensor gradient);
  }

  /** {@code owner} names the optimiser in messages. */
  StatefulParameters(String owner, Map<String, Tensor> parameters) {
    this.owner = owner;
    this.parameters = NamedTensors.own(parameters);
    parameters.forEach((name, parameter) -> sizes.put(name, parameter.numel()));
  }

  /** Remembers a copy of {@code initial} under {@code name}. */
  void remember(String name, Tensor initial) {
    try (TensorScope scope = new TensorScope()) {
      state.put(name, TensorScope.own(initial.clone()));
    }
  }

  /** What is remembered under {@code name}. */
  Tensor remembered(String name) {
    return NamedTensors.get(state, name);
  }

  /**
   * Applies {@code rule} to every parameter that has a gradient, without recording a graph.
   *
   * @throws IllegalStateException if a parameter has another size than what is remembered about it
   */
  void update(Rule rule) {
    parameters.forEach(
        (name, parameter) -> {
          try (TensorScope scope = new TensorScope();
              NoGradGuard guard = new NoGradGuard()) {
            Tensor gradient = parameter.grad();
            if (gradient.defined()) {
              requireSize(name, parameter);
              rule.apply(name, parameter, gradient);
            }
          }
        });
  }

  private void requireSize(String name, Tensor parameter) {
    if (!state.isEmpty() && !Objects.equals(sizes.get(name), parameter.numel())) {
      throw new IllegalStateException(
          name
              + " must have the "
              + sizes.get(name)
              + " entries that "
              + owner
              + " was made for, got "
              + parameter.numel()
              + "; make the optimiser anew after making the network smaller");
    }
  }

  /*
   * Removed, not filled with zeros: momentum and weight decay move a parameter whose gradient is
   * zero, and whether it ever had a gradient is not in a checkpoint.
   */
  void removeGradients() {
    for (Tensor parameter : parameters.values()) {
      parameter.mutable_grad().reset();
    }
  }

  Map<String, Tensor> state() {
    return Collections.unmodifiableMap(state);
  }

  void load(Map<String, Tensor> saved) {
    NamedTensors.requireAlike("the state of " + owner, state, saved);
    NamedTensors.copyInto(state, saved);
  }

  @Override
  public void close() {
    NamedTensors.close(parameters);
    NamedTensors.close(state);
  }
}
