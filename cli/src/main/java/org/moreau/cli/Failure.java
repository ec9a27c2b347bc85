package org.moreau.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.moreau.engine.MalformedFileException;
import org.moreau.engine.NativeErrors;

/** Turns what was thrown into one sentence and an exit code. */
final class Failure {
  private Failure() {}

  /** Prints the sentence, with {@code verbose} the stack trace too, and returns the exit code. */
  static int report(PrintStream err, Throwable thrown, boolean verbose) {
    Throwable cause = thrown;
    while ((cause instanceof ExceptionInInitializerError || isWrapper(cause))
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    sentence(err, of(cause));
    if (verbose) {
      thrown.printStackTrace(err);
    }
    return isForTheCallerToMend(cause) ? ExitCode.USAGE : ExitCode.FAILED;
  }

  private static boolean isForTheCallerToMend(Throwable cause) {
    return cause instanceof IllegalArgumentException
        || cause instanceof MalformedFileException
        || cause instanceof FileNotFoundException
        || cause instanceof NoSuchFileException
        || cause instanceof AccessDeniedException;
  }

  static void sentence(PrintStream err, String sentence) {
    err.println("moreau: " + sentence);
  }

  private static String of(Throwable cause) {
    String message = cause.getMessage();
    if (cause instanceof OutOfMemoryError) {
      return "not enough memory ("
          + message
          + "); give the JVM more, for instance MOREAU_JAVA_OPTS=-Xmx8g";
    } else if (cause instanceof NoSuchFileException missing) {
      return "there is no file " + missing.getFile();
    } else if (cause instanceof FileSystemException file) {
      return file.getFile() + ": " + reason(file);
    } else if (message == null || message.isBlank() || !isForPeople(cause)) {
      return "an error inside Moreau: "
          + cause.getClass().getSimpleName()
          + (message == null ? "" : " " + NativeErrors.firstSentence(message))
          + " (--verbose shows where)";
    }
    return NativeErrors.firstSentence(message);
  }

  private static String reason(FileSystemException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    String reason = e.getReason();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }

  /** An UncheckedIOException that says nothing but its cause. */
  private static boolean isWrapper(Throwable thrown) {
    return thrown instanceof UncheckedIOException wrapper
        && String.valueOf(wrapper.getCause()).equals(wrapper.getMessage());
  }

  /** Libtorch's errors come as plain RuntimeException; its subclasses are mostly slips of ours. */
  private static boolean isForPeople(Throwable cause) {
    return cause instanceof IllegalArgumentException
        || cause instanceof IllegalStateException
        || cause instanceof IOException
        || cause instanceof UncheckedIOException
        || cause instanceof ArithmeticException
        || cause.getClass() == RuntimeException.class;
  }
}
