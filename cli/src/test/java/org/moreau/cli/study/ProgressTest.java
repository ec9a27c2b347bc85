package org.moreau.cli.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);

  @Test
  void linesComeAtMostEveryFiveSeconds() {
    AtomicLong clock = new AtomicLong();
    try (Progress.Task task = new ProgressLines(stream, clock::get).start("lstm", 10)) {
      for (int i = 1; i <= 10; i++) {
        clock.addAndGet(2_000_000_000L);
        task.step("loss " + i);
      }
    }

    assertEquals(
        List.of(
            "lstm: 0/10",
            "lstm: 3/10, loss 3",
            "lstm: 6/10, loss 6",
            "lstm: 9/10, loss 9",
            "lstm: 10/10 in 20.0 s, loss 10"),
        err.toString(StandardCharsets.UTF_8).lines().toList());
  }

  @Test
  void barsShowTheTaskOnATerminal() {
    try (Progress.Task task = Progress.on(stream, true).start("lstm", 4)) {
      for (int i = 0; i < 4; i++) {
        task.step("loss 0.5");
      }
    }

    String shown = err.toString(StandardCharsets.UTF_8);
    assertTrue(shown.contains("lstm 100%") && shown.contains("4/4"), shown);
  }
}
