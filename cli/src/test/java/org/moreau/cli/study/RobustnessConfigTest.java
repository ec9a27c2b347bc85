package org.moreau.cli.study;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.moreau.robustness.Attack;
import org.moreau.robustness.PlantedWeakness;

class RobustnessConfigTest {
  @ParameterizedTest
  @CsvSource({"l2, sequence", "l2, step", "linf, sequence"})
  void asSetByDefaultEveryAttackFellsThePlantedModel(String norm, String span) {
    RobustnessConfig config =
        Settings.of(RobustnessConfig.none("1"))
            .with(
                "test",
                Map.of("attacks", "noise,fgsm,pgd,spsa", "attack-norm", norm, "attack-span", span))
            .config();

    for (Attack attack : config.all()) {
      assertDoesNotThrow(() -> PlantedWeakness.require(attack, config.budget()));
    }
  }
}
