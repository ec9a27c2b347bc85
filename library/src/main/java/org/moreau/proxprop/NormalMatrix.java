package org.moreau.proxprop;

import org.bytedeco.pytorch.Tensor;

/** A'A [groups, columns, columns] and A'g [groups, columns, outputs] in float64. */
record NormalMatrix(Tensor gram, Tensor rightSide) {}
