package org.moreau.cli.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.moreau.data.JapaneseVowels;
import org.moreau.model.ClassifierFile;
import org.moreau.model.SequenceScores;

/** Predicts sequences of frames in the text layout of Japanese Vowels. */
record SequencePredictor(ClassifierFile file) implements Predictor {
  @Override
  public List<String> classes() {
    return file.classes();
  }

  @Override
  public List<Prediction> predict(Path input) throws IOException {
    SequenceScores scores =
        SequenceScores.of(
            file.model(),
            file.normalisation().apply(JapaneseVowels.read(input)),
            new Device("cpu"));
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < scores.probabilities().length; i++) {
      predictions.add(
          new Prediction(file.classes().get(scores.predicted(i)), scores.probabilities()[i]));
    }
    return predictions;
  }
}
