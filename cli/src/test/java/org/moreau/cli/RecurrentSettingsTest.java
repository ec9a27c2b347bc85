package org.moreau.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.moreau.cli.CommandLineHarness.Result;

/** What the recurrent studies refuse, before any data is looked for. */
class RecurrentSettingsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "har --set methods=prox-lstm --set epsilon=3 | --set epsilon has no effect here, only with methods=adv-lstm; leave it out",
        "har --set methods=adv-lstm --grid delta=1,2 | --grid delta has no effect here, only with methods=prox-lstm; leave it out",
        "imdb --set methods=lstm --set extra-learning-rate=0.1 | --set extra-learning-rate has no effect here, only with methods besides lstm; leave it out",
        "arabic-digits --set extra-learning-rate=-1 | --set: extra-learning-rate must be >= 0 and finite, got -1.0",
        "arabic-digits --set methods=lstm --set extra-epochs=3 | --set extra-epochs has no effect here, only with methods besides lstm; leave it out",
        "har --set attack-sizes=1,2 | --set attack-sizes has no effect here, only with attacks; leave it out",
        "japanese-vowels --set attacks=fgsm --set pgd-steps=3 | --set pgd-steps has no effect here, only with attacks=pgd; leave it out",
        "har --set attacks=fgsm --set attack-norm=linf --set attack-span=step | --set attack-span has no effect here, only with attack-norm=l2; leave it out",
        "har --set attacks=pgdd | --set: unknown attack pgdd; did you mean pgd? (valid: noise, fgsm, pgd, spsa)",
        "har --set attacks=pgd,pgd | --set: attacks must name each once, got pgd,pgd",
        "har --set attack-sizes=2,1 | --set: attack-sizes must be > 0 and rise, got 2,1",
        "har --set attack-sizes=NaN | --set: attack-sizes must be > 0 and rise, got NaN",
        "har --set attack-sizes=-1,1 | --set: attack-sizes must be > 0 and rise, got -1,1",
        "har --set attack-sizes= | --set: attack-sizes must have at least 1 size, got none",
        "har --set split=people | --set split must be one of stratified, subject, got people; did you mean subject?",
        "arabic-digits --set split=subject | --set: unknown setting split",
        "har --set cell=gru --set methods=gru,prox-gru-intermediate | --set: method prox-gru-intermediate needs a state beside h, which a GRU has not (valid with cell=gru: gru, gru-extra, adv-gru, prox-gru)",
        "har --set cell=gru --set methods=gru,adv-lstm | --set: method adv-lstm needs cell=lstm, got cell=gru (valid: gru, gru-extra, adv-gru, prox-gru)",
        "har --set methods=gru | --set: method gru needs cell=gru, got cell=lstm (valid: lstm, lstm-extra,",
        "har --set cell=gru --set methods=prox-gru --set epsilon=3 | --set epsilon has no effect here, only with methods=adv-gru; leave it out",
        "arabic-digits --set cell=gru --set methods=gru --set extra-epochs=3 | --set extra-epochs has no effect here, only with methods besides gru; leave it out",
        "har --set cell=rnn | --set cell must be one of lstm, gru, got rnn",
        "har --set cell=gru | data set uci-har is not here",
        "har --set sequences=-1 | --set: sequences must be at least 0, got -1",
        "har | data set uci-har is not here"
      })
  void isRefusedInWords(String line, String sentence, @TempDir Path folder) {
    Object[] words = ("run " + line).split(" ", -1);
    Object[] all = new Object[words.length + 4];
    System.arraycopy(words, 0, all, 0, words.length);
    all[words.length] = "--data";
    all[words.length + 1] = folder;
    all[words.length + 2] = "--out";
    all[words.length + 3] = folder.resolve("out");
    Result result = CommandLineHarness.real(folder).run(all);

    assertEquals(ExitCode.USAGE, result.code(), result.err());
    assertTrue(result.err().startsWith("moreau: " + sentence), result.err());
    assertFalse(Files.exists(folder.resolve("out")));
  }
}
