package org.moreau.cli.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  private final Settings<FakeStudy.Config> defaults = Settings.of(new FakeStudy().defaults());
  private final Path file;

  SettingsTest(@TempDir Path folder) {
    file = folder.resolve("settings.yaml");
  }

  @Test
  void keysAreKebabCaseInTheOrderOfTheRecord() {
    assertEquals(
        List.of("learning-rate", "epochs", "budget", "shuffle", "label", "mode", "methods"),
        defaults.keys());
  }

  @Test
  void changesOnlyWhatIsGiven() {
    FakeStudy.Config config =
        defaults
            .with("--set", Map.of("mode", "stop-at-once", "methods", "a, b", "epochs", "7"))
            .config();

    assertEquals(
        new FakeStudy.Config(
            0.001, 7, 5_000_000_000L, true, "a b", FakeStudy.Mode.STOP_AT_ONCE, List.of("a", "b")),
        config);
  }

  @Test
  void theSettingsOfARecordInTheRecordCountAsItsOwn() {
    Settings<HumanActivityStudy.Config> settings = Settings.of(new HumanActivityStudy().defaults());
    HumanActivityStudy.Config config =
        settings.with("--set", Map.of("hidden", "7", "attacks", "pgd,fgsm")).config();

    assertEquals("split", settings.keys().get(0));
    assertEquals("128", settings.text("hidden"));
    assertEquals(7, config.recurrent().hidden());
    assertEquals(List.of("pgd", "fgsm"), config.recurrent().robustness().attacks());
    assertEquals(64, config.recurrent().filters());
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> settings.with("--set", Map.of("pgd-steps", "0")));
    assertEquals("--set: pgd-steps must be at least 1, got 0", e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 1e-4, 1.0 / 3, 1e300, Double.MIN_VALUE, 123456789.125, 1})
  void numbersReadBackEqual(double value) throws IOException {
    Settings<FakeStudy.Config> settings =
        defaults.with("--set", Map.of("learning-rate", String.valueOf(value)));

    assertEquals(value, roundTrip(settings).config().learningRate());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.50", "yes", "null", "a: b # c", "\"q\"", "", "ü", "- x", "~", "0x1F"})
  void textsReadBackEqual(String text) throws IOException {
    Settings<FakeStudy.Config> settings = defaults.with("--set", Map.of("label", text));

    assertEquals(text, roundTrip(settings).config().label());
  }

  @Test
  void listsReadBackEqual() throws IOException {
    for (String text : List.of("", "a", "a,no,1.0")) {
      Settings<FakeStudy.Config> settings = defaults.with("--set", Map.of("methods", text));

      assertEquals(settings.config(), roundTrip(settings).config());
    }
  }

  @Test
  void everySettingIsWrittenUnderItsComment() {
    String yaml = SettingsFile.write(defaults, "  ");

    assertTrue(yaml.startsWith("  # the learning rate\n  learning-rate: 0.001\n"), yaml);
  }

  @Test
  void rejectsWhatIsNotAListOfKeysAndValues() throws IOException {
    assertEquals(file + " must hold lines of the form key: value", refusal("just words\n"));
    assertTrue(refusal("epochs: 1\nepochs: 2\n").startsWith(file + ", line 2: not valid YAML"));
    assertTrue(refusal("epochs: [1\n").contains("not valid YAML"));
    assertEquals(file + " epochs must have a value", refusal("epochs:\n"));
    assertEquals(file + " epochs must have a value", refusal("epochs: {a: 1}\n"));
    assertEquals(
        file + " belongs to the study other, not to fake-vowels",
        refusal("study: other\nsettings:\n  epochs: 1\n"));
  }

  @Test
  void readsTheSettingsOfARun() throws IOException {
    Files.writeString(file, "study: fake-vowels\nseed: 3\nsettings:\n  epochs: 4\n");

    assertEquals(Map.of("epochs", "4"), SettingsFile.read(file, "fake-vowels"));
  }

  private String refusal(String yaml) throws IOException {
    Files.writeString(file, yaml);
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> SettingsFile.read(file, "fake-vowels"))
            .getMessage());
  }

  private Settings<FakeStudy.Config> roundTrip(Settings<FakeStudy.Config> settings)
      throws IOException {
    Files.writeString(file, SettingsFile.write(settings, ""));
    return defaults.with(file.toString(), SettingsFile.read(file, "fake-vowels"));
  }
}
