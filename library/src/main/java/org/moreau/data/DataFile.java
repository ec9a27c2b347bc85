package org.moreau.data;

import org.moreau.engine.Check;

/** A file of a data set: its name, and the size and checksum of its content when unpacked. */
public record DataFile(String name, int bytes, String sha256) {
  public DataFile {
    Check.positive("bytes", bytes);
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "sha256 must be 64 hexadecimal digits in lower case, got " + sha256);
    }
  }
}
