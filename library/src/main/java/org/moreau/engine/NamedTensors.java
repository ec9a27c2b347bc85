package org.moreau.engine;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** What maps from names to tensors have in common: ownership, comparison and copying. */
public final class NamedTensors {
  private NamedTensors() {}

  /**
   * The tensor called {@code name}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Tensor get(Map<String, Tensor> tensors, String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("there is no tensor " + name);
    }
    return tensor;
  }

  /** Handles to the tensors, in the same order, that no scope frees. */
  public static Map<String, Tensor> own(Map<String, Tensor> tensors) {
    Map<String, Tensor> handles = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> handles.put(name, TensorScope.own(tensor)));
    return handles;
  }

  /** Copies of the values, in the same order, outside of any graph, that no scope frees. */
  public static Map<String, Tensor> copy(Map<String, Tensor> tensors) {
    try (TensorScope scope = new TensorScope()) {
      Map<String, Tensor> copies = new LinkedHashMap<>();
      tensors.forEach((name, tensor) -> copies.put(name, tensor.detach().clone()));
      return own(copies);
    }
  }

  /** Frees the handles. */
  public static void close(Map<String, Tensor> tensors) {
    tensors.values().forEach(Tensor::close);
  }

  /**
   * Requires the same names, shapes and types in any order.
   *
   * @param what what {@code actual} is, for the message
   * @throws IllegalArgumentException naming the first tensor that differs
   */
  public static void requireAlike(
      String what, Map<String, Tensor> expected, Map<String, Tensor> actual) {
    for (Map.Entry<String, Tensor> entry : expected.entrySet()) {
      String name = entry.getKey();
      Tensor wanted = entry.getValue();
      Tensor given = actual.get(name);
      if (given == null) {
        throw new IllegalArgumentException(what + " has no tensor " + name);
      }
      String message = "the tensor " + name + " of " + what + " must have the ";
      if (!Arrays.equals(wanted.shape(), given.shape())) {
        throw new IllegalArgumentException(
            message
                + "shape "
                + Arrays.toString(wanted.shape())
                + ", got "
                + Arrays.toString(given.shape()));
      }
      if (wanted.scalar_type().intern() != given.scalar_type().intern()) {
        throw new IllegalArgumentException(
            message
                + "type "
                + wanted.scalar_type().intern()
                + ", got "
                + given.scalar_type().intern());
      }
    }
    for (String name : actual.keySet()) {
      if (!expected.containsKey(name)) {
        throw new IllegalArgumentException(
            "the tensor " + name + " of " + what + " was not expected");
      }
    }
  }

  /** Copies the values of {@code from} into the tensors of the same names, in place. */
  public static void copyInto(Map<String, Tensor> to, Map<String, Tensor> from) {
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      to.forEach(
          (name, tensor) -> {
            tensor.copy_(get(from, name));
          });
    }
  }
}
