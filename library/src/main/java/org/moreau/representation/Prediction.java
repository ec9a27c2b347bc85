package org.moreau.representation;

/** How the heads of several views predict together. */
public enum Prediction {
  /** Loss and prediction are of the mean of all logits. */
  LOGIT_AVERAGE,
  /**
   * Each view has its own loss, of which the mean counts, and the first view predicts alone; in
   * speech, the acoustic one.
   */
  FIRST_VIEW
}
