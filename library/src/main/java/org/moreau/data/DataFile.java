package org.moreau.data;

import org.jspecify.annotations.Nullable;
import org.moreau.engine.Check;

/**
 * A file of a data set: its name, and the size and checksum of its content when unpacked.
 *
 * @param bytes 0 where no size is published
 * @param sha256 null where no checksum is published; then the size stands for it
 * @param test whether it holds nothing but a test part, which stays closed while choices are made
 * @param folder what may stand for the file: a folder whose content is read as if it were the
 *     file's; null where nothing may
 */
public record DataFile(
    String name, int bytes, @Nullable String sha256, boolean test, @Nullable String folder) {
  /** A file that no folder may stand for. */
  public DataFile(String name, int bytes, @Nullable String sha256, boolean test) {
    this(name, bytes, sha256, test, null);
  }

  public DataFile {
    Check.nonNegative("bytes", bytes);
    if (sha256 != null && !sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "sha256 must be 64 hexadecimal digits in lower case, got " + sha256);
    }
  }
}
