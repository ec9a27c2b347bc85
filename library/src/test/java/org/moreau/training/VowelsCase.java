package org.moreau.training;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Module;
import org.jspecify.annotations.Nullable;
import org.moreau.data.DataFolders;
import org.moreau.data.DevelopmentSplit;
import org.moreau.data.JapaneseVowels;
import org.moreau.data.LabelledSequence;
import org.moreau.data.Normalisation;
import org.moreau.data.SequenceDataset;
import org.moreau.engine.Seeds;
import org.moreau.model.ModelState;
import org.moreau.model.SequenceClassifier;
import org.moreau.optim.Adam;
import org.moreau.optim.Optimizer;
import org.moreau.recurrent.AdversarialLoss;
import org.moreau.recurrent.Lstm;
import org.moreau.recurrent.ProxLstm;

/** The classifiers of the recurrent study, trained as there. */
abstract class VowelsCase implements TrainingCase {
  private static final int CLASSES = JapaneseVowels.SPEAKERS;

  private final SequenceClassifier model;
  private final Optimizer optimizer;
  private final Task task;

  private VowelsCase(
      SequenceClassifier model,
      DevelopmentSplit data,
      int batchSize,
      @Nullable AdversarialLoss adversarial) {
    this.model = model;
    optimizer =
        new Adam(ModelState.of(model).parameters(), Adam.Settings.of(1e-2).withWeightDecay(1e-4));
    task =
        new SequenceTask(
            model, data.train(), data.validation(), batchSize, 7, new Device("cpu"), adversarial);
  }

  /** A small ProxLSTM on a fifth of Japanese Vowels. */
  public static final class Proximal extends VowelsCase {
    public Proximal() throws Exception {
      super(proximal(8, 16, 1), vowels(), 12, null);
    }
  }

  /** A small LSTM with adversarial training on a fifth of Japanese Vowels. */
  public static final class Adversarial extends VowelsCase {
    public Adversarial() throws Exception {
      super(plain(8, 16), vowels(), 12, new AdversarialLoss(0.5, 1));
    }
  }

  /** The paper's size: 32 sequences of 29 frames in a batch, 32 filters, 64 units, r = 0.1. */
  public static final class PaperSize extends VowelsCase {
    public PaperSize() {
      super(
          proximal(32, 64, Math.sqrt(0.1)), new DevelopmentSplit(noise(256), noise(32)), 32, null);
    }
  }

  @Override
  public Module model() {
    return model;
  }

  @Override
  public Optimizer optimizer() {
    return optimizer;
  }

  @Override
  public Task task() {
    return task;
  }

  @Override
  public int epochs() {
    return 12;
  }

  private static SequenceClassifier proximal(int filters, int hidden, double delta) {
    Seeds.torch(3, "parameters");
    return new SequenceClassifier(sizes(filters, hidden), new ProxLstm(filters, hidden, delta, 1));
  }

  private static SequenceClassifier plain(int filters, int hidden) {
    Seeds.torch(3, "parameters");
    return new SequenceClassifier(sizes(filters, hidden), new Lstm(filters, hidden));
  }

  static SequenceClassifier.Sizes sizes(int filters, int hidden) {
    return new SequenceClassifier.Sizes(JapaneseVowels.FEATURES, filters, 3, hidden, CLASSES);
  }

  /** A fifth of Japanese Vowels. */
  static DevelopmentSplit vowels() throws Exception {
    DevelopmentSplit all = new JapaneseVowels().development(new DataFolders(List.of()), 1);
    Normalisation normalisation = Normalisation.of(all.train());
    return new DevelopmentSplit(
        fifth(normalisation.apply(all.train())), fifth(normalisation.apply(all.validation())));
  }

  private static SequenceDataset fifth(SequenceDataset dataset) {
    return dataset.subset(IntStream.range(0, dataset.size()).filter(i -> i % 5 == 0).toArray());
  }

  private static SequenceDataset noise(int size) {
    SplittableRandom random = Seeds.random(5, "noise", size);
    return new SequenceDataset(
        IntStream.range(0, size)
            .mapToObj(i -> new LabelledSequence(frames(random), i % CLASSES))
            .toList(),
        JapaneseVowels.FEATURES,
        CLASSES);
  }

  private static float[][] frames(SplittableRandom random) {
    float[][] frames = new float[29][JapaneseVowels.FEATURES];
    for (float[] frame : frames) {
      for (int f = 0; f < frame.length; f++) {
        frame[f] = (float) random.nextDouble(-2, 2);
      }
    }
    return frames;
  }
}
