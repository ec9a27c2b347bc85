package org.moreau.proxprop;

import org.bytedeco.pytorch.Tensor;

/**
 * A tensor that a backward pass needs as it was in the forward pass, as libtorch's own saved
 * tensors: its version counts changes in place.
 */
record SavedTensor(String name, Tensor tensor, long version) {
  static SavedTensor of(String name, Tensor tensor) {
    Tensor values = tensor.detach(); // shares the counter
    return new SavedTensor(name, values, values._version());
  }

  /**
   * The tensor.
   *
   * @throws IllegalStateException if it was changed in place since the forward pass
   */
  Tensor unchanged() {
    if (tensor._version() != version) {
      throw new IllegalStateException(
          name
              + " must stay as it is until the backward pass, but was changed by an in-place"
              + " operation: it is at version "
              + tensor._version()
              + ", the forward pass used version "
              + version);
    }
    return tensor;
  }
}
