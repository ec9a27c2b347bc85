package org.moreau.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.StringTensorDictItem;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.TensorScope;

/**
 * The tensors of a model by name, in the order of their registration: those that are learnt, and
 * those that are counted along, such as running means. They are handles that no scope frees, so
 * writing to them changes the model.
 */
public record ModelState(Map<String, Tensor> parameters, Map<String, Tensor> buffers) {
  public ModelState {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    buffers = Collections.unmodifiableMap(new LinkedHashMap<>(buffers));
  }

  /** The state of {@code model} and the modules in it. */
  public static ModelState of(Module model) {
    try (TensorScope scope = new TensorScope()) {
      return new ModelState(tensors(model.named_parameters()), tensors(model.named_buffers()));
    }
  }

  // An item only points into the dictionary, which ends with the scope: own() takes a real handle.
  private static Map<String, Tensor> tensors(StringTensorDict dictionary) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (long i = 0; i < dictionary.size(); i++) {
      StringTensorDictItem item = dictionary.get(i);
      if (item.value().defined()) {
        tensors.put(item.key().getString(), TensorScope.own(item.value()));
      }
    }
    return tensors;
  }

  /** Parameters, then buffers. */
  public Map<String, Tensor> all() {
    Map<String, Tensor> all = new LinkedHashMap<>(parameters);
    all.putAll(buffers);
    return all;
  }

  /** Copies of all values, that no scope frees. */
  public Map<String, Tensor> copy() {
    return NamedTensors.copy(all());
  }

  /**
   * Copies {@code values} into the model.
   *
   * @param what what the values are, for the message
   * @throws IllegalArgumentException naming the first tensor that is missing, unexpected, or of
   *     another shape or type; nothing is changed then
   */
  public void load(String what, Map<String, Tensor> values) {
    NamedTensors.requireAlike(what, all(), values);
    NamedTensors.copyInto(all(), values);
  }
}
