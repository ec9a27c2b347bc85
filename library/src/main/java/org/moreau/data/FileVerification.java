package org.moreau.data;

/**
 * What {@link DataSet#verify} finds out about one file.
 *
 * @param place where it was found (a path, or "bundled"), or where it was looked for
 * @param reason in what it differs from what it should be; empty if it does not, or is missing
 */
public record FileVerification(DataFile file, State state, String place, String reason) {
  /** How a file stands. */
  public enum State {
    GOOD,
    MISSING,
    DIFFERENT
  }

  static FileVerification good(DataFile file, String place) {
    return new FileVerification(file, State.GOOD, place, "");
  }

  static FileVerification missing(DataFile file, String place) {
    return new FileVerification(file, State.MISSING, place, "");
  }

  static FileVerification different(DataFile file, String place, String reason) {
    return new FileVerification(file, State.DIFFERENT, place, reason);
  }
}
