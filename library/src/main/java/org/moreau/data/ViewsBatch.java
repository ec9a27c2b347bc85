package org.moreau.data;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The views of some samples, each [batch, ...], and their labels [batch] int64. Its tensors belong
 * to the TensorScope that is open when it is made.
 */
public record ViewsBatch(List<Tensor> views, Tensor labels) {
  public ViewsBatch {
    views = List.copyOf(views);
  }
}
