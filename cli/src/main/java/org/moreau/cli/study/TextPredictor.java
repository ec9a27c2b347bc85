package org.moreau.cli.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.moreau.data.Imdb;
import org.moreau.data.TokenDataset;
import org.moreau.model.SequenceScores;
import org.moreau.model.TextClassifierFile;

/** Predicts reviews, one on each line of a text file. */
record TextPredictor(TextClassifierFile file) implements Predictor {
  @Override
  public List<String> classes() {
    return file.classes();
  }

  @Override
  public List<Prediction> predict(Path input) throws IOException {
    TokenDataset read = Imdb.read(input, file.vocabulary());
    SequenceScores scores =
        SequenceScores.of(
            file.model(),
            file.lastWords() == 0 ? read : read.last(file.lastWords()),
            new Device("cpu"));
    return Prediction.all(scores, file.classes(), input);
  }
}
