package org.moreau.cli.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GridTest {
  private final Settings<FakeStudy.Config> settings = Settings.of(new FakeStudy().defaults());
  private final Grid grid =
      Grid.parse(List.of("learning-rate=10,9,1e-1", "mode=stop-at-once,plain"), settings);

  private static GridResult result(String rate, String mode, double... scores) {
    List<Double> list = java.util.Arrays.stream(scores).boxed().toList();
    return new GridResult(
        Map.of("learning-rate", rate, "mode", mode), List.of(0L), Map.of("prox", list));
  }

  @Test
  void theLastKeyChangesFastest() {
    assertEquals(6, grid.combinations().size());
    assertEquals(Map.of("learning-rate", "10", "mode", "plain"), grid.combinations().get(1));
  }

  @Test
  void theBestMeanWins() {
    GridResult best = result("10", "plain", 90, 92);

    assertEquals(best, GridSearch.winner(grid, List.of(result("9", "plain", 91, 90.9), best)));
  }

  @Test
  void aTieGoesToTheSmallerNumberOfTheFirstKey() {
    GridResult nine = result("9", "plain", 90);

    assertEquals(nine, GridSearch.winner(grid, List.of(result("10", "stop-at-once", 90), nine)));
  }

  @Test
  void aTieOfRoundingIsATie() {
    GridResult small = result("0.1", "plain", 0.1 + 0.2);

    assertEquals(small, GridSearch.winner(grid, List.of(result("9", "plain", 0.3), small)));
    assertEquals(
        small,
        GridSearch.winner(grid, List.of(result("9", "plain", Math.nextUp(0.1 + 0.2)), small)));
  }

  @Test
  void wordsTieInTheOrderGiven() {
    GridResult first = result("9", "stop-at-once", 90);

    assertEquals(first, GridSearch.winner(grid, List.of(result("9", "plain", 90), first)));
  }

  @Test
  void divergedTrainingNeverWins() {
    GridResult finite = result("10", "plain", 1, 2);
    GridResult diverged = result("9", "plain", 99, Double.NaN);

    assertEquals(finite, GridSearch.winner(grid, List.of(diverged, finite)));
    assertThrows(IllegalStateException.class, () -> GridSearch.winner(grid, List.of(diverged)));
  }

  @Test
  void methodsWithKeysOfTheirOwnAreJudgedTogether() {
    GridResult a =
        new GridResult(
            Map.of("learning-rate", "9", "mode", "plain"),
            List.of(0L),
            Map.of("prox", List.of(90.0), "adv", List.of(80.0)));
    GridResult b =
        new GridResult(
            Map.of("learning-rate", "10", "mode", "plain"),
            List.of(0L),
            Map.of("prox", List.of(90.0), "adv", List.of(81.0)));

    assertEquals(b, GridSearch.winner(grid, List.of(a, b)));
  }
}
