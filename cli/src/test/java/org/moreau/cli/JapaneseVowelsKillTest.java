package org.moreau.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.cli.CommandLineHarness.Result;
import org.moreau.engine.Seeds;

@EnabledOnOs(OS.LINUX)
class JapaneseVowelsKillTest {
  private static final int KILLS = 4;
  private static final int TIMEOUT_SECONDS = 120;
  private static final int KILLED = 128 + 9;

  private final Path folder;
  private final VowelsRun interrupted;

  JapaneseVowelsKillTest(@TempDir Path folder) {
    this.folder = folder;
    interrupted = new VowelsRun(folder.resolve("interrupted"));
  }

  /** Starts the run, or goes on with it, and returns once it trains. */
  private Process start(Path log) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(
        Files.exists(interrupted.folder())
            ? List.of("run", "japanese-vowels", "--resume", interrupted.folder().toString())
            : interrupted.arguments());
    Process child =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (!Files.readString(log).contains("lstm, seed 0: 0/3")) {
      assertTrue(child.isAlive() && System.nanoTime() < end, Files.readString(log));
      Thread.sleep(5);
    }
    return child;
  }

  @Test
  void killedAtAnyMomentAndTerminatedItEndsTheSame() throws Exception {
    VowelsRun whole =
        new VowelsRun(folder.resolve("whole")).inThisProcess(CommandLineHarness.real(folder));
    terminate(); // first, as a fast machine may leave nothing to train behind the kills
    SplittableRandom random = Seeds.random(23, "kills");
    for (int life = 0; life < KILLS; life++) {
      Path log = folder.resolve("life-" + life);
      Process child = start(log);
      try {
        Thread.sleep(random.nextInt(300));
      } finally {
        child.destroyForcibly().waitFor();
      }
      assertEquals(KILLED, child.exitValue(), "it ended before it was killed");
      assertFalse(Files.exists(interrupted.folder().resolve("summary.json")));
    }

    Result result =
        CommandLineHarness.real(folder)
            .run("run", "japanese-vowels", "--resume", interrupted.folder());

    assertEquals(ExitCode.DONE, result.code(), result.err());
    whole.assertSame(interrupted);
  }

  private void terminate() throws Exception {
    Path log = folder.resolve("terminated");
    Process child = start(log);
    try {
      child.destroy();
      assertTrue(child.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS));
    } finally {
      child.destroyForcibly();
    }
    assertEquals(143, child.exitValue(), Files.readString(log));
    String said = Files.readString(log);
    assertTrue(said.contains("moreau: stopped; go on with: "), said);
  }
}
