package org.moreau.cli.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.moreau.engine.MalformedFileException;

/** The trained model of a finished run. */
public interface Predictor {
  /** The names of the classes, in the order of the probabilities. */
  List<String> classes();

  /**
   * Predicts every input of a file, in its order.
   *
   * @throws MalformedFileException naming the file and the line, if it has another layout
   * @throws IOException naming the file, if it cannot be read
   */
  List<Prediction> predict(Path input) throws IOException;
}
