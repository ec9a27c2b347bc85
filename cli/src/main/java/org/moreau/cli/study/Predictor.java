package org.moreau.cli.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The trained model of a finished run. */
public interface Predictor {
  /** The names of the classes, in the order of the probabilities. */
  List<String> classes();

  /**
   * Predicts every input of a file, in its order.
   *
   * @throws IOException naming the file and the line, if it cannot be read
   */
  List<Prediction> predict(Path input) throws IOException;
}
