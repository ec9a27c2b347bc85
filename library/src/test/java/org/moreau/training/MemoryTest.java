package org.moreau.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.engine.ChildJvm;

@EnabledOnOs(OS.LINUX)
class MemoryTest {
  private static final double BOUND = 8;
  @TempDir private Path folder;

  /** The growth of native memory from one step to another, in megabytes. */
  private double growth(Class<? extends TrainingCase> training, String loop, int first, int last)
      throws Exception {
    // The heap is made resident as a whole, so that touching more of it is no growth.
    List<String> options = List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch");
    try (ChildJvm child =
        ChildJvm.start(
            folder,
            MemoryProgram.class,
            options,
            Map.of(),
            training.getName(),
            loop,
            folder.toString(),
            Integer.toString(first),
            Integer.toString(last))) {
      assertEquals(0, child.await(), child.output());
      List<String> megabytes = child.values("native ");
      assertEquals(2, megabytes.size(), child.output());
      return Double.parseDouble(megabytes.get(1)) - Double.parseDouble(megabytes.get(0));
    }
  }

  @Test
  void trainingDoesNotGrow() throws Exception {
    double growth = growth(SmallCase.class, "trainer", 200, 2_000);

    assertTrue(growth < BOUND, "grew by " + growth + " MB");
  }

  @Test
  void theSameStepsWithoutAScopeGrow() throws Exception {
    double growth = growth(SmallCase.class, "unscoped", 200, 2_000);

    assertTrue(growth > BOUND, "grew by " + growth + " MB only");
  }

  @Test
  void trainingAProxLstmDoesNotGrow() throws Exception {
    double growth = growth(VowelsCase.PaperSize.class, "trainer", 100, 500);

    assertTrue(growth < BOUND, "grew by " + growth + " MB");
  }

  /** The same to a fifth of that for a step. */
  @Test
  @Tag("slow")
  void trainingAProxLstmForLongDoesNotGrow() throws Exception {
    double growth = growth(VowelsCase.PaperSize.class, "trainer", 200, 2_000);

    assertTrue(growth < BOUND, "grew by " + growth + " MB");
  }

  /** Without any scope a ProxLstm refuses to run: nothing would keep its hooks. */
  @Test
  void theSameStepsInOneScopeGrow() throws Exception {
    double growth = growth(VowelsCase.PaperSize.class, "one-scope", 20, 40);

    assertTrue(growth > BOUND, "grew by " + growth + " MB only");
  }
}
