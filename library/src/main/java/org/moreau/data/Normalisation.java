package org.moreau.data;

import java.util.Arrays;
import java.util.List;
import org.moreau.engine.Check;

/**
 * (x - mean) / deviation for each feature. Take it from the training part alone and apply it to all
 * parts.
 */
@SuppressWarnings("ArrayRecordComponent") // numbers in bulk, never compared as records
public record Normalisation(float[] mean, float[] deviation) {
  public Normalisation {
    if (mean.length != deviation.length) {
      throw new IllegalArgumentException(
          "mean and deviation must have the same length, got "
              + mean.length
              + " and "
              + deviation.length);
    }
    for (int f = 0; f < mean.length; f++) {
      if (!Float.isFinite(mean[f])) {
        throw new IllegalArgumentException(
            "mean of feature " + f + " must be finite, got " + mean[f]);
      }
      Check.positive("deviation of feature " + f, deviation[f]);
    }
  }

  /**
   * Mean and standard deviation of each feature over all frames; a constant feature gets the
   * deviation 1, so that it becomes 0.
   */
  public static Normalisation of(SequenceDataset dataset) {
    if (dataset.size() == 0) {
      throw new IllegalArgumentException("a normalisation needs at least 1 sequence, got 0");
    }
    float[] mean = new float[dataset.features()];
    float[] deviation = new float[dataset.features()];
    for (int f = 0; f < mean.length; f++) {
      double average = average(dataset, f, 0, 1);
      mean[f] = (float) average;
      float root = (float) Math.sqrt(average(dataset, f, average, 2));
      deviation[f] = root > 0 && !isConstant(dataset, f) ? root : 1;
    }
    return new Normalisation(mean, deviation);
  }

  /** As {@link #of(SequenceDataset)}, over rows of {@code features} values. */
  static Normalisation of(float[] values, int features) {
    if (values.length == 0) {
      throw new IllegalArgumentException("a normalisation needs at least 1 sample, got 0");
    }
    int rows = values.length / features;
    double[] mean = new double[features];
    double[] square = new double[features];
    boolean[] constant = new boolean[features];
    Arrays.fill(constant, true);
    for (int i = 0; i < values.length; i++) {
      int f = i % features;
      mean[f] += values[i] / (double) rows;
      constant[f] &= values[i] == values[f];
    }
    for (int i = 0; i < values.length; i++) {
      double difference = values[i] - mean[i % features];
      square[i % features] += difference * difference / rows;
    }
    float[] centre = new float[features];
    float[] deviation = new float[features];
    for (int f = 0; f < features; f++) {
      centre[f] = (float) mean[f];
      float root = (float) Math.sqrt(square[f]);
      deviation[f] = root > 0 && !constant[f] ? root : 1;
    }
    return new Normalisation(centre, deviation);
  }

  /** The average of (x - centre)^power over all frames. */
  private static double average(SequenceDataset dataset, int f, double centre, int power) {
    double sum = 0;
    long count = 0;
    for (LabelledSequence sequence : dataset.sequences()) {
      for (float[] frame : sequence.frames()) {
        double difference = frame[f] - centre;
        sum += power == 1 ? difference : difference * difference;
      }
      count += sequence.length();
    }
    return sum / count;
  }

  private static boolean isConstant(SequenceDataset dataset, int f) {
    float first = dataset.sequences().get(0).frames()[0][f];
    for (LabelledSequence sequence : dataset.sequences()) {
      for (float[] frame : sequence.frames()) {
        if (frame[f] != first) {
          return false;
        }
      }
    }
    return true;
  }

  /** A normalised copy of {@code dataset}. */
  public SequenceDataset apply(SequenceDataset dataset) {
    if (dataset.features() != mean.length) {
      throw new IllegalArgumentException(
          "the data must have " + mean.length + " features, got " + dataset.features());
    }
    List<LabelledSequence> sequences =
        dataset.sequences().stream()
            .map(s -> new LabelledSequence(apply(s.frames()), s.label()))
            .toList();
    return new SequenceDataset(sequences, dataset.features(), dataset.classes());
  }

  /** A normalised copy of rows of as many values as there are features. */
  public float[] apply(float[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      int f = i % mean.length;
      result[i] = (values[i] - mean[f]) / deviation[f];
    }
    return result;
  }

  /** A normalised copy of frames. */
  float[][] apply(float[][] frames) {
    float[][] result = new float[frames.length][mean.length];
    for (int t = 0; t < frames.length; t++) {
      for (int f = 0; f < mean.length; f++) {
        result[t][f] = (frames[t][f] - mean[f]) / deviation[f];
      }
    }
    return result;
  }
}
