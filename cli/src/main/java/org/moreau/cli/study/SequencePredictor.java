package org.moreau.cli.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.moreau.data.SequenceSet;
import org.moreau.model.ClassifierFile;
import org.moreau.model.SequenceScores;

/** Predicts sequences of frames in the text layout that {@link SequenceSet#read} takes. */
record SequencePredictor(ClassifierFile file, SequenceSet set) implements Predictor {
  @Override
  public List<String> classes() {
    return file.classes();
  }

  @Override
  public List<Prediction> predict(Path input) throws IOException {
    SequenceScores scores =
        SequenceScores.of(
            file.model(), file.normalisation().apply(set.read(input)), new Device("cpu"));
    return Prediction.all(scores, file.classes(), input);
  }
}
