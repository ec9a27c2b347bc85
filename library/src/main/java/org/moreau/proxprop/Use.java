package org.moreau.proxprop;

import org.bytedeco.pytorch.Tensor;

/** One application of a layer: its input, and the gradient of the loss at its output. */
record Use(Tensor input, Tensor cotangent) {}
