package org.moreau.data;

/**
 * What {@link DataSet#verify} finds out about one file.
 *
 * @param place where it was found (a path, or "bundled"), or where it was looked for
 */
public record FileVerification(DataFile file, State state, String place) {
  /** How a file stands. */
  public enum State {
    GOOD,
    MISSING,
    DIFFERENT
  }
}
