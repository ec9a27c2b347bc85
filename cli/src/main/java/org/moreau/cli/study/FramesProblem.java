package org.moreau.cli.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Module;
import org.moreau.data.DataFolders;
import org.moreau.data.DataSet;
import org.moreau.data.DevelopmentSplit;
import org.moreau.data.LabelledSequences;
import org.moreau.data.Normalisation;
import org.moreau.data.SequenceDataset;
import org.moreau.data.SequenceSet;
import org.moreau.model.ClassifierFile;
import org.moreau.model.RecurrentClassifier;
import org.moreau.model.SequenceClassifier;
import org.moreau.recurrent.SequenceLayer;

/**
 * Sequences of frames, normalised by the training part, and the network with a convolution.
 *
 * @param division by which settings the set is divided; empty for the default's
 * @param sequences how many are drawn to learn from; 0 for all
 */
record FramesProblem(
    SequenceSet set, String division, int sequences, SequenceClassifier.Sizes sizes)
    implements RecurrentProblem {
  private static final String SEQUENCES = "sequences";

  @Override
  public DataSet source() {
    return set.source();
  }

  @Override
  public String label() {
    return set.label() + (sequences == 0 ? "" : ", " + sequences + " training sequences drawn");
  }

  @Override
  public String variant() {
    return (division + " " + (sequences == 0 ? "" : SEQUENCES + "=" + sequences)).strip();
  }

  @Override
  public List<String> classes() {
    return set.classes();
  }

  @Override
  public Parts load(DataFolders folders, long seed) throws IOException {
    DevelopmentSplit raw = set.development(folders, seed);
    SequenceDataset train =
        raw.train()
            .subset(
                RecurrentProblem.drawn(
                    raw.train().size(), sequences, seed, SEQUENCES, "the training part"));
    Normalisation normalisation = Normalisation.of(train);
    return new FramesParts(
        this, normalisation, normalisation.apply(train), normalisation.apply(raw.validation()));
  }

  @Override
  public Stored read(Path path) throws IOException {
    ClassifierFile file = ClassifierFile.read(path);
    return new Stored(file.training(), new SequencePredictor(file, set));
  }

  private record FramesParts(
      FramesProblem problem,
      Normalisation normalisation,
      SequenceDataset train,
      SequenceDataset validation)
      implements Parts {
    @Override
    public LabelledSequences test(DataFolders folders) throws IOException {
      return normalisation.apply(problem.set.test(folders));
    }

    @Override
    public <M extends Module & SequenceLayer> RecurrentClassifier classifier(M layer) {
      return new SequenceClassifier(problem.sizes, layer);
    }

    @Override
    public void write(Path path, RecurrentClassifier model, String training) throws IOException {
      new ClassifierFile(
              (SequenceClassifier) model,
              normalisation,
              problem.set.classes(),
              problem.source().name(),
              training)
          .write(path);
    }
  }
}
