package org.moreau.engine;

/** Reduces the message of a C++ exception to the sentence before its stack of C++ frames. */
public final class NativeErrors {
  private NativeErrors() {}

  /** The message up to libtorch's frames, its line breaks folded. */
  public static String firstSentence(String message) {
    int end = message.length();
    for (String mark : new String[] {"\nException raised from ", "\nframe #0", "\n\nException"}) {
      int at = message.indexOf(mark);
      if (at >= 0) {
        end = Math.min(end, at);
      }
    }
    return message.substring(0, end).strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
