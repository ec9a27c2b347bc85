package org.moreau.engine;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Parts of one piece of work on several threads. */
public final class Parallel {
  private static final ExecutorService WORKERS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "moreau-worker");
            thread.setDaemon(true);
            return thread;
          });

  private Parallel() {}

  /**
   * Runs all tasks at once, the first on this thread, and returns when all have ended. Each has a
   * {@link TensorScope} of its own, and may use no native object that another changes. Throws what
   * the first in the list that failed has thrown.
   */
  public static void run(List<Runnable> tasks) {
    if (tasks.isEmpty()) {
      return;
    }
    List<CompletableFuture<Void>> others =
        tasks.stream().skip(1).map(t -> CompletableFuture.runAsync(scoped(t), WORKERS)).toList();
    try {
      scoped(tasks.get(0)).run();
    } finally {
      // Nobody may go on, or free memory, while one of them runs.
      CompletableFuture.allOf(others.toArray(CompletableFuture[]::new))
          .handle((done, failure) -> failure)
          .join();
    }
    others.forEach(Parallel::rethrow);
  }

  private static Runnable scoped(Runnable task) {
    return () -> {
      try (TensorScope scope = new TensorScope()) {
        task.run();
      }
    };
  }

  private static void rethrow(CompletableFuture<Void> ended) {
    try {
      ended.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    }
  }
}
