package org.moreau.engine;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGINT and SIGTERM into a flag that a training loop reads between two steps. The JVM waits
 * until the work is done and saved (or 20 seconds have passed) before it leaves with 130 or 143;
 * without that wait libtorch's destructors run under a working thread and may crash the process.
 */
public final class StopSignal implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 20;

  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stopAndWait, "moreau-stop");
  private volatile boolean requested;

  private StopSignal() {}

  /** A signal that only {@link #request()} raises. */
  public static StopSignal manual() {
    return new StopSignal();
  }

  /** A signal that the end of the process raises; close it when the work is done and saved. */
  public static StopSignal onShutdown() {
    StopSignal signal = new StopSignal();
    Runtime.getRuntime().addShutdownHook(signal.hook);
    return signal;
  }

  /** Whether the work should end after the current step. */
  public boolean requested() {
    return requested;
  }

  /** Asks for the stop. */
  public void request() {
    requested = true;
  }

  /** Says that the work is done, and lets a waiting shutdown go on. */
  @Override
  public void close() {
    finished.countDown();
    if (!requested) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException shutdownHasBegun) {
        // The hook is running and has just been released.
      }
    }
  }

  private void stopAndWait() {
    requested = true;
    try {
      if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println(
            "moreau: the step did not end within " + PATIENCE_SECONDS + " s; stopped without it");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
