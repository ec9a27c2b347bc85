package org.moreau.cli.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.moreau.data.LabelledSequence;
import org.moreau.data.SequenceDataset;
import org.moreau.engine.MalformedFileException;
import org.moreau.model.SequenceScores;

class PredictionTest {
  private static final Path FILE = Path.of("own.txt");
  private static final List<String> CLASSES = List.of("sitting", "walking");

  private static SequenceScores scores(double[]... probabilities) {
    LabelledSequence frame = new LabelledSequence(new float[][] {{1}}, LabelledSequence.NO_LABEL);
    SequenceDataset set = new SequenceDataset(List.of(frame, frame), 1, 2);
    return new SequenceScores(set, probabilities, new double[2][1]);
  }

  @Test
  void theLabelIsTheMostProbableClass() throws MalformedFileException {
    List<Prediction> all =
        Prediction.all(scores(new double[] {0.7, 0.3}, new double[] {0.1, 0.9}), CLASSES, FILE);

    assertEquals(List.of("sitting", "walking"), all.stream().map(Prediction::label).toList());
  }

  @Test
  void anAnswerThatIsNoNumberIsRefused() {
    MalformedFileException e =
        assertThrows(
            MalformedFileException.class,
            () ->
                Prediction.all(
                    scores(new double[] {0.7, 0.3}, new double[] {Double.NaN, Double.NaN}),
                    CLASSES,
                    FILE));

    assertEquals(
        "own.txt sequence 2: the model's probabilities must be finite, got NaN; are its numbers far"
            + " from those of the training data?",
        e.getMessage());
  }
}
