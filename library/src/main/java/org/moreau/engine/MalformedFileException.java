package org.moreau.engine;

import java.io.IOException;

/** A file that can be read but does not hold what it should; the message names it. */
public final class MalformedFileException extends IOException {
  private static final long serialVersionUID = 1L;

  public MalformedFileException(String message) {
    super(message);
  }

  public MalformedFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
