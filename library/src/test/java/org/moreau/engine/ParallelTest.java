package org.moreau.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ParallelTest {
  @Test
  void tasksRunAtOnceEachInAScope() {
    CountDownLatch all = new CountDownLatch(3);
    AtomicInteger met = new AtomicInteger();
    Runnable meeting =
        () -> {
          assertTrue(TensorScope.isOpen());
          all.countDown();
          try {
            assertTrue(all.await(20, TimeUnit.SECONDS));
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          met.incrementAndGet();
        };
    Parallel.run(List.of(meeting, meeting, meeting));
    assertEquals(3, met.get());
  }

  @Test
  void whatFailsIsThrownOnceAllHaveEnded() {
    AtomicInteger ended = new AtomicInteger();
    Runnable slow =
        () -> {
          try {
            Thread.sleep(100);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          ended.incrementAndGet();
        };
    assertEquals("second", failureOf(List.of(slow, failing("second"), failing("third"), slow)));
    assertEquals(2, ended.get());
    assertEquals("first", failureOf(List.of(failing("first"), slow, failing("third"))));
    assertEquals(3, ended.get());
    Parallel.run(List.of());
  }

  private static Runnable failing(String message) {
    return () -> {
      throw new IllegalArgumentException(message);
    };
  }

  private static String failureOf(List<Runnable> tasks) {
    return assertThrows(IllegalArgumentException.class, () -> Parallel.run(tasks)).getMessage();
  }
}
