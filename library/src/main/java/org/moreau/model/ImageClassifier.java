package org.moreau.model;

import org.bytedeco.pytorch.Tensor;

/** A model that gives each image a score per class. */
public interface ImageClassifier {
  /** The logits [batch, classes] for images [batch, channels, height, width]. */
  Tensor logits(Tensor images);
}
