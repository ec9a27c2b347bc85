package org.moreau.cli.study;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.moreau.model.SequenceClassifier;
import org.moreau.recurrent.Lstm;
import org.moreau.training.EpochRecord;

class RecurrentTrainingTest {
  @ParameterizedTest
  @CsvSource({"0, 1e-6, true", "2e-5, 1e-6, false", "1e-6, 2e-5, false", "NaN, 1e-6, false"})
  void oneEpochWithABadSolveIsEnough(double first, double second, boolean converged) {
    SequenceClassifier model =
        new SequenceClassifier(new SequenceClassifier.Sizes(1, 2, 1, 2, 2), new Lstm(2, 2));
    RecurrentTraining.Trained trained =
        new RecurrentTraining.Trained(
            model,
            Map.of(),
            List.of(
                new EpochRecord(1, 0.5, Map.of(), first, 1),
                new EpochRecord(2, 0.5, Map.of(), second, 1)),
            1,
            "");

    assertEquals(converged, trained.converged());
    assertEquals(Math.max(first, second), trained.solveError());
  }
}
