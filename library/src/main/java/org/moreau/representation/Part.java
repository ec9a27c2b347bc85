package org.moreau.representation;

/** A part of a network for several views, which is trained or frozen as a whole. */
public enum Part {
  /** From each view to its code. */
  ENCODERS,
  /** From the codes to what is predicted. */
  HEADS,
  /** From each code back to its view. */
  DECODERS
}
