package org.moreau.data;

import org.bytedeco.pytorch.Tensor;

/**
 * Images [batch, channels, height, width], float32 in [0, 1], and their labels [batch] int64. Its
 * tensors belong to the TensorScope that is open when it is made.
 */
public record ImageBatch(Tensor images, Tensor labels) {}
