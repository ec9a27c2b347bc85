package org.moreau.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.cli.CommandLineHarness.Result;

@DisabledOnOs(OS.WINDOWS)
class SignalTest {
  /** The process that gets the signal: a run of the fake study in the folder of args[0]. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      CommandLineHarness harness = new CommandLineHarness(Path.of(args[0]));
      System.exit(
          harness.runOn(
              System.out,
              System.err,
              "run",
              "fake-vowels",
              "--set",
              "mode=wait-for-stop",
              "--out",
              Path.of(args[0], "out")));
    }
  }

  @Test
  @Timeout(60)
  void aTerminatedRunSavesSaysHowToGoOnAndExitsWith143(@TempDir Path folder) throws Exception {
    Path err = folder.resolve("err");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                folder.toString())
            .redirectError(err.toFile())
            .start();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      assertEquals("at work", out.readLine(), () -> "stderr in " + err);
      child.destroy();
      assertTrue(child.waitFor(30, TimeUnit.SECONDS));
    } finally {
      child.destroyForcibly();
    }
    Path run = folder.resolve("out");

    assertEquals(143, child.exitValue());
    assertTrue(
        Files.readString(err)
            .endsWith("moreau: stopped; go on with: moreau run fake-vowels --resume " + run + "\n"),
        Files.readString(err));
    assertFalse(Files.exists(run.resolve("summary.json")));

    Result resumed = new CommandLineHarness(folder).run("run", "fake-vowels", "--resume", run);

    assertEquals(ExitCode.DONE, resumed.code(), resumed.err());
    assertTrue(Files.exists(run.resolve("summary.json")));
  }
}
