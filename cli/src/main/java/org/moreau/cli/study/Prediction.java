package org.moreau.cli.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.moreau.engine.MalformedFileException;
import org.moreau.model.SequenceScores;

/**
 * What a model says about one input.
 *
 * @param label the class with the highest probability
 * @param probabilities one per class, in the order of {@link Predictor#classes()}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a record
public record Prediction(String label, double[] probabilities) {
  /**
   * What {@code scores} say about each sequence of a file.
   *
   * @throws MalformedFileException naming the file and the sequence, where a probability is NaN
   */
  static List<Prediction> all(SequenceScores scores, List<String> classes, Path input)
      throws MalformedFileException {
    List<Prediction> predictions = new ArrayList<>();
    for (double[] probabilities : scores.probabilities()) {
      for (double probability : probabilities) {
        if (!Double.isFinite(probability)) {
          throw new MalformedFileException(
              input
                  + " sequence "
                  + (predictions.size() + 1)
                  + ": the model's probabilities must be finite, got "
                  + probability
                  + "; are its numbers far from those of the training data?");
        }
      }
      predictions.add(
          new Prediction(classes.get(scores.predicted(predictions.size())), probabilities));
    }
    return predictions;
  }
}
