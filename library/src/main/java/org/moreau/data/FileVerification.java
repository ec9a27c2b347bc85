package org.moreau.data;

/**
 * What {@link DataSet#verify} finds out about one file.
 *
 * @param place where it was found (a path, or "bundled"), or where it was looked for
 * @param sha256 of the unpacked content that was found; empty if there is none
 */
public record FileVerification(DataFile file, State state, String place, String sha256) {
  /** How a file stands. */
  public enum State {
    GOOD,
    MISSING,
    DIFFERENT
  }
}
