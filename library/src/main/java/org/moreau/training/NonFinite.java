package org.moreau.training;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.TensorScope;
import org.moreau.model.ModelState;

/** Finds where a run that overflowed has its first NaN or infinity. */
final class NonFinite {
  private NonFinite() {}

  /** The first non-finite tensor of the model, as in "parameter fc.weight". */
  static Optional<String> inModel(ModelState model) {
    return first("parameter ", model.parameters()).or(() -> first("buffer ", model.buffers()));
  }

  /** The first non-finite gradient, as in "gradient of fc.weight". */
  static Optional<String> inGradients(ModelState model) {
    Map<String, Tensor> gradients = new LinkedHashMap<>();
    model
        .parameters()
        .forEach(
            (name, parameter) -> {
              if (parameter.grad().defined()) {
                gradients.put(name, parameter.grad());
              }
            });
    return first("gradient of ", gradients);
  }

  /** The error for a step's non-finite loss, which says where to look. */
  static ArithmeticException loss(
      ModelState model, double loss, int epoch, int step, double learningRate) {
    String start = "the loss of epoch " + epoch + ", step " + (step + 1) + " is " + loss + "; ";
    Optional<String> inModel = inModel(model);
    if (inModel.isPresent()) {
      return new ArithmeticException(
          start
              + "the first non-finite tensor is the "
              + inModel.get()
              + "; lower the learning rate (now "
              + learningRate
              + ")");
    }
    return new ArithmeticException(
        inGradients(model)
            .map(
                name ->
                    start
                        + "the first non-finite tensor is the "
                        + name
                        + "; lower the learning rate (now "
                        + learningRate
                        + ") or look for it in the inputs")
            .orElse(
                start
                    + "parameters, buffers and gradients are all finite, so the loss itself"
                    + " overflowed; look at the inputs"));
  }

  /** The error for an epoch that ends with a non-finite model. */
  static ArithmeticException model(String tensor, int epoch, double learningRate) {
    return new ArithmeticException(
        "after epoch "
            + epoch
            + " the "
            + tensor
            + " is not finite; lower the learning rate (now "
            + learningRate
            + ")");
  }

  private static Optional<String> first(String kind, Map<String, Tensor> tensors) {
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      try (TensorScope scope = new TensorScope()) {
        if (!entry.getValue().detach().isfinite().all().item_bool()) {
          return Optional.of(kind + entry.getKey());
        }
      }
    }
    return Optional.empty();
  }
}
