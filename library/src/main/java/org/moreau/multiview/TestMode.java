package org.moreau.multiview;

/** What a proximal layer of correlation does outside of training. */
public enum TestMode {
  /** Nothing: views pass as they are, each example on its own. */
  DROPPED,
  /** As in training, over the batch that is to be predicted: examples see each other. */
  BATCH
}
