package org.moreau.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.moreau.engine.ChildJvm;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorScope;

@EnabledOnOs(OS.LINUX)
class KillAndResumeTest {
  private static final int KILLS = 4;
  @TempDir private static Path folder;
  private static List<String> uninterrupted = List.of();

  private static ChildJvm start(Path checkpoint, int pause) throws IOException {
    return start(SmallCase.class, checkpoint, pause);
  }

  private static ChildJvm start(Class<? extends TrainingCase> training, Path checkpoint, int pause)
      throws IOException {
    return ChildJvm.start(
        folder,
        TrainingProgram.class,
        training.getName(),
        checkpoint.toString(),
        Integer.toString(pause));
  }

  /** The model and history that a run to the end reports. */
  private static List<String> finish(Path checkpoint) throws Exception {
    return finish(SmallCase.class, checkpoint);
  }

  private static List<String> finish(Class<? extends TrainingCase> training, Path checkpoint)
      throws Exception {
    try (ChildJvm child = start(training, checkpoint, 0)) {
      assertEquals(0, child.await(), child.output());
      List<String> lines = child.output().lines().toList();
      return lines.subList(lines.indexOf("finished"), lines.size());
    }
  }

  @BeforeAll
  static void trainWithoutInterruption() throws Exception {
    uninterrupted = finish(folder.resolve("uninterrupted"));
    assertEquals(3, uninterrupted.size());
  }

  @Test
  void killedAtAnyMomentItEndsTheSame() throws Exception {
    Path checkpoint = folder.resolve("killed");
    kill(SmallCase.class, checkpoint, KILLS, 1);

    assertEquals(uninterrupted, finish(checkpoint));
  }

  @ParameterizedTest
  @ValueSource(
      classes = {VowelsCase.Proximal.class, VowelsCase.Adversarial.class, CombinedCase.class})
  void aKilledRecurrentClassifierEndsTheSame(Class<? extends TrainingCase> training)
      throws Exception {
    List<String> expected = finish(training, folder.resolve(training.getSimpleName()));
    Path checkpoint = folder.resolve(training.getSimpleName() + "-killed");
    kill(training, checkpoint, 2, 20);

    assertEquals(expected, finish(training, checkpoint));
  }

  /** Starts a run several times and kills it at random moments, each after another step. */
  private static void kill(
      Class<? extends TrainingCase> training, Path checkpoint, int kills, int pause)
      throws Exception {
    SplittableRandom random = Seeds.random(17, "kills");
    Set<String> firstSteps = new HashSet<>();
    for (int kill = 0; kill < kills; kill++) {
      try (ChildJvm child = start(training, checkpoint, pause)) {
        child.awaitOutput("step ");
        Thread.sleep(random.nextInt(100));
        assertTrue(child.kill(), "it ended before it was killed");
        firstSteps.add(child.values("step ").get(0));
      }
    }

    assertTrue(firstSteps.size() > 1, "no life went on from the one before: " + firstSteps);
  }

  @Test
  void terminatedItSavesAndEndsTheSame() throws Exception {
    assertStopsCleanly("TERM", 143);
  }

  @Test
  void interruptedItSavesAndEndsTheSame() throws Exception {
    assumeFalse(interruptIsIgnored(), "a JVM started without SIGINT does not listen to it");

    assertStopsCleanly("INT", 130);
  }

  private static void assertStopsCleanly(String signal, int code) throws Exception {
    Path checkpoint = folder.resolve(signal);
    try (ChildJvm child = start(checkpoint, 1)) {
      child.awaitOutput("step 3 ");
      child.signal(signal);

      assertEquals(code, child.await(), child.output());
      assertTrue(child.output().endsWith("stopped\n"), child.output());
      assertFalse(child.crashed());
    }
    try (TensorScope scope = new TensorScope()) {
      assertFalse(Checkpoint.read(checkpoint).finished());
    }
    assertEquals(uninterrupted, finish(checkpoint));
  }

  /** Shells start what they put in the background so, and children inherit it. */
  private static boolean interruptIsIgnored() throws IOException {
    String ignored =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .findFirst()
            .orElseThrow();
    return (Long.parseUnsignedLong(ignored.substring(7).strip(), 16) & 2) != 0;
  }
}
