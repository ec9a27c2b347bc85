package org.moreau.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;
import org.moreau.data.LabelledSequence;
import org.moreau.data.SequenceDataset;
import org.moreau.engine.Seeds;
import org.moreau.recurrent.Lstm;

class SequenceScoresTest {
  private static final Device CPU = new Device("cpu");

  private static SequenceDataset ofLabels(int... labels) {
    return new SequenceDataset(
        Arrays.stream(labels)
            .mapToObj(label -> new LabelledSequence(new float[][] {{1}}, label))
            .toList(),
        1,
        3);
  }

  @Test
  void accuracyAndCrossEntropyAreTheTextbooks() {
    double[][] probabilities = {
      {0.7, 0.2, 0.1}, {0.5, 0.25, 0.25}, {0.1, 0.1, 0.8}, {0.4, 0.4, 0.2}
    };
    SequenceScores scores =
        new SequenceScores(ofLabels(0, 1, 2, 0), probabilities, new double[4][]);

    assertEquals(75, scores.accuracy());
    assertEquals(
        -(Math.log(0.7) + Math.log(0.25) + Math.log(0.8) + Math.log(0.4)) / 4,
        scores.crossEntropy(),
        1e-15);
    assertEquals(2, scores.predicted(2));
    assertEquals(0, scores.predicted(3), "of equal probabilities the first");
  }

  @Test
  void everySequenceKeepsItsPlaceOverManyBatches() {
    Seeds.torch(1, "model");
    SequenceClassifier model =
        new SequenceClassifier(new SequenceClassifier.Sizes(2, 3, 3, 4, 3), new Lstm(3, 4));
    SplittableRandom random = Seeds.random(8, "noise");
    List<LabelledSequence> sequences = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      float[][] frames = new float[1 + random.nextInt(20)][2];
      for (float[] frame : frames) {
        frame[0] = (float) random.nextDouble(-2, 2);
        frame[1] = (float) random.nextDouble(-2, 2);
      }
      sequences.add(new LabelledSequence(frames, LabelledSequence.NO_LABEL));
    }
    SequenceDataset dataset = new SequenceDataset(sequences, 2, 3);

    SequenceScores all = SequenceScores.of(model, dataset, CPU);

    for (int i = 0; i < dataset.size(); i += 7) {
      SequenceScores one = SequenceScores.of(model, dataset.subset(new int[] {i}), CPU);
      assertArrayEquals(one.probabilities()[0], all.probabilities()[i], 1e-6);
      assertArrayEquals(one.features()[0], all.features()[i], 1e-6);
      assertEquals(4, all.features()[i].length);
      assertEquals(1, Arrays.stream(all.probabilities()[i]).sum(), 1e-12);
    }
  }
}
