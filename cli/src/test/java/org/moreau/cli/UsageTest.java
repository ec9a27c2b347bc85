package org.moreau.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.moreau.cli.CommandLineHarness.Result;
import org.moreau.cli.study.Grid;
import org.moreau.cli.study.JapaneseVowelsStudy;
import org.moreau.cli.study.Settings;

class UsageTest {
  private final Path folder;

  UsageTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rnu | unknown command rnu; did you mean run?",
        "run fake-vowel | unknown study fake-vowel; did you mean fake-vowels?",
        "run | moreau run needs STUDY; see moreau run --help",
        "run fake-vowels more | the argument more is one too many",
        "run fake-vowels --seeds 3 | unknown option --seeds; did you mean --seed?",
        "run fake-vowels --seed | --seed needs a value: --seed S",
        "run fake-vowels --seed 1.5 | --seed must be a whole number, got 1.5",
        "run fake-vowels --repeats 3000000000 | --repeats must be from 1 to 2147483647, got 3000000000",
        "run fake-vowels --repeats 0 | --repeats must be from 1 to 2147483647, got 0",
        "run fake-vowels --threads 0 | --threads must be from 1 to 1024, got 0",
        "run fake-vowels --blas-threads -1 | --blas-threads must be from 1 to 1024, got -1",
        "run fake-vowels --threads 1025 | --threads must be from 1 to 1024, got 1025",
        "run fake-vowels --blas-threads 2000000000 | --blas-threads must be from 1 to 1024, got 2000000000",
        "run fake-vowels --blas-threads 99999999999 | --blas-threads must be from 1 to 1024, got 99999999999",
        "run fake-vowels --seed 99999999999999999999 | --seed must be from -9223372036854775808 to 9223372036854775807, got 99999999999999999999",
        "run fake-vowels --seed 1 --seed 2 | --seed is given twice",
        "run fake-vowels --device gpu | --device must be cpu, cuda or cuda:i, got gpu",
        "run fake-vowels --data nowhere | --data must name an existing folder, got nowhere",
        "run fake-vowels --set epochs | --set must be key=value, got epochs",
        "run fake-vowels --set epoch=3 | --set: unknown setting epoch; did you mean epochs?",
        "run fake-vowels --set epochs=1.5 | --set epochs must be a whole number, got 1.5",
        "run fake-vowels --set epochs= | --set epochs must be a whole number, got nothing",
        "run fake-vowels --set budget=x | --set budget must be a whole number, got x",
        "run fake-vowels --set shuffle=yes | --set shuffle must be true or false, got yes",
        "run fake-vowels --set learning-rate=NaN | --set learning-rate must be a finite number, got NaN",
        "run fake-vowels --set learning-rate=1e999 | learning-rate must be a finite number, got 1e999",
        "run fake-vowels --set learning-rate=-1 | --set: learningRate must be > 0, got -1.0",
        "run fake-vowels --set mode=plane | --set mode must be one of plain, stop-at-once, wait-for-stop, fail-at-once, disk-full, got plane; did you mean plain?",
        "run fake-vowels --set methods=a,,b | --set methods must be a list of words separated by commas, got a,,b",
        "run fake-vowels --set epochs=1 --set epochs=2 | --set has the key epochs twice",
        "run fake-vowels --config nowhere.yaml | --config nowhere.yaml: there is no such file",
        "run fake-vowels --grid epoch=1,2 | --grid: unknown setting epoch; did you mean epochs?",
        "run fake-vowels --grid epochs | --grid must be key=a,b,c, got epochs",
        "run fake-vowels --grid epochs=1,x | --grid epochs must be a whole number, got x",
        "run fake-vowels --grid learning-rate=0.1,1e-1 | --grid learning-rate has a value twice",
        "run fake-vowels --grid methods=a,b | --grid cannot vary the list methods",
        "run fake-vowels --grid learning-rate=1,-1 | learningRate must be > 0, got -1.0",
        "run fake-vowels --grid epochs=1,2 --set epochs=3 | epochs cannot be in both --set and --grid",
        "predict nowhere | moreau predict needs --input FILE",
        "bench x | there is no bench on the class path",
        "data fetch vowels | unknown data set vowels; did you mean japanese-vowels?",
        "list fake | unknown study fake; did you mean fake-vowels?"
      })
  void namesWhatIsWrongInOneSentence(String line, String sentence) {
    Result result = new CommandLineHarness(folder).run((Object[]) line.split(" "));

    assertEquals(ExitCode.USAGE, result.code(), result.err());
    assertTrue(result.err().startsWith("moreau: "), result.err());
    assertTrue(result.err().contains(sentence), result.err());
    assertEquals(1, result.err().lines().count(), result.err());
    assertEquals("", result.out());
    assertFalse(Files.exists(folder.resolve("runs")));
  }

  @Test
  void refusesADeviceThatIsNotThere() {
    Result result = new CommandLineHarness(folder).run("run", "fake-vowels", "--device", "cuda:99");

    assertEquals(ExitCode.USAGE, result.code());
    assertTrue(result.err().startsWith("moreau: --device cuda:99 is not there"), result.err());
  }

  @Test
  void everyCommandHasHelp() {
    CommandLineHarness harness = new CommandLineHarness(folder);
    for (String command : List.of("list", "run", "predict", "bench", "data")) {
      Result result = harness.run(command, "--help");

      assertEquals(ExitCode.DONE, result.code());
      assertTrue(result.out().contains("Usage: moreau " + command), result.out());
      assertEquals("", result.err());
    }
  }

  @Test
  void helpOfRunNamesEveryOption() {
    Result result = new CommandLineHarness(folder).run("run", "--help");

    for (String option :
        List.of(
            "--set",
            "--config",
            "--grid",
            "--repeats",
            "--seed",
            "--quick",
            "--data",
            "--out",
            "--device",
            "--threads",
            "--blas-threads",
            "--resume",
            "--quiet",
            "--verbose")) {
      assertTrue(result.out().contains(option), option);
    }
  }

  /** Only delta^2/lambda matters, so a grid over both would do the same work twice. */
  @Test
  void everyGridInTheHelpOfRunVariesOneSettingOfTheStudy() {
    Settings<?> settings = Settings.of(new JapaneseVowelsStudy().defaults());
    String help = new CommandLineHarness(folder).run("run", "--help").out();

    List<String> examples = help.lines().filter(l -> l.matches(" *moreau run .*--grid.*")).toList();

    assertEquals(2, examples.size(), help);
    for (String example : examples) {
      String[] parts = example.split("--grid ", -1);
      assertEquals(2, parts.length, example);
      assertEquals(1, Grid.parse(List.of(parts[1]), settings).values().size());
    }
  }

  @Test
  void noCommandIsAUsageError() {
    Result result = new CommandLineHarness(folder).run();

    assertEquals(ExitCode.USAGE, result.code());
    assertTrue(result.err().contains("Usage: moreau"), result.err());
  }

  @Test
  void versionNamesMoreauLibtorchAndJava() {
    Result result = new CommandLineHarness(folder).run("--version");

    assertEquals(ExitCode.DONE, result.code());
    assertTrue(result.out().matches("(?s)moreau \\d.*libtorch 2\\..*java \\d.*"), result.out());
  }
}
