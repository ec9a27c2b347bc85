package org.moreau.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.moreau.engine.Check;

/**
 * Sequences of speech in two views, to be labelled without knowing which frame has which label.
 *
 * @param classes the labels and the blank
 * @param blank stands for no label, and is none
 */
public record SpeechDataset(
    List<TwoViewSequence> sequences,
    int firstFeatures,
    int secondFeatures,
    int classes,
    int blank) {
  public SpeechDataset {
    Check.positive("firstFeatures", firstFeatures);
    Check.positive("secondFeatures", secondFeatures);
    Check.positive("classes", classes);
    Check.inRange("blank", blank, 0, classes - 1);
    sequences = List.copyOf(sequences);
    Check.positive("the number of sequences", sequences.size());
    for (int i = 0; i < sequences.size(); i++) {
      TwoViewSequence sequence = sequences.get(i);
      for (int label : sequence.labels()) {
        if (label < 0 || label >= classes || label == blank) {
          throw new IllegalArgumentException(
              "labels of sequence "
                  + i
                  + " must be from 0 to "
                  + (classes - 1)
                  + " and not the blank "
                  + blank
                  + ", got "
                  + label);
        }
      }
      check("first", i, sequence.first(), firstFeatures);
      check("second", i, sequence.second(), secondFeatures);
    }
  }

  private static void check(String view, int index, float[][] frames, int features) {
    for (int t = 0; t < frames.length; t++) {
      for (float value : frames[t]) {
        if (frames[t].length != features || !Float.isFinite(value)) {
          throw new IllegalArgumentException(
              "frame "
                  + t
                  + " of the "
                  + view
                  + " view of sequence "
                  + index
                  + " must be "
                  + features
                  + " finite numbers");
        }
      }
    }
  }

  /** The number of sequences. */
  public int size() {
    return sequences.size();
  }

  /** The number of frames of each sequence. */
  public int[] lengths() {
    return sequences.stream().mapToInt(TwoViewSequence::length).toArray();
  }

  /** The sequences at {@code indices}, in that order. */
  public SpeechDataset subset(int[] indices) {
    return with(Arrays.stream(indices).mapToObj(sequences::get).toList());
  }

  /** The same sequences with the frames 0, stride, 2 stride, ... only. */
  public SpeechDataset everyFrame(int stride) {
    Check.positive("stride", stride);
    return with(
        sequences.stream()
            .map(
                s ->
                    new TwoViewSequence(
                        every(s.first(), stride),
                        every(s.second(), stride),
                        s.labels(),
                        s.speaker()))
            .toList());
  }

  private static float[][] every(float[][] frames, int stride) {
    float[][] chosen = new float[(frames.length + stride - 1) / stride][];
    for (int t = 0; t < chosen.length; t++) {
      chosen[t] = frames[t * stride];
    }
    return chosen;
  }

  /**
   * The same sequences with {@code noise} in the first view: for each a sequence of another
   * speaker, drawn by {@code random}.
   *
   * @throws IllegalArgumentException if there is but one speaker
   */
  public SpeechDataset mixed(SpeakerNoise noise, SplittableRandom random) {
    if (noise.level() == 0) {
      return this;
    }
    List<TwoViewSequence> mixed = new ArrayList<>();
    for (TwoViewSequence own : sequences) {
      List<TwoViewSequence> others =
          sequences.stream().filter(s -> !s.speaker().equals(own.speaker())).toList();
      if (others.isEmpty()) {
        throw new IllegalArgumentException(
            "there must be at least 2 speakers to be mixed, got 1: " + own.speaker());
      }
      TwoViewSequence other = others.get(random.nextInt(others.size()));
      mixed.add(
          new TwoViewSequence(
              noise.mixed(own.first(), other.first()), own.second(), own.labels(), own.speaker()));
    }
    return with(mixed);
  }

  /**
   * The same sequences with both views normalised as those of {@code train} must be to have mean 0
   * and standard deviation 1 over all frames.
   */
  public SpeechDataset normalisedLike(SpeechDataset train) {
    Normalisation first = normalisation(train, TwoViewSequence::first, train.firstFeatures);
    Normalisation second = normalisation(train, TwoViewSequence::second, train.secondFeatures);
    return with(
        sequences.stream()
            .map(
                s ->
                    new TwoViewSequence(
                        first.apply(s.first()), second.apply(s.second()), s.labels(), s.speaker()))
            .toList());
  }

  private static Normalisation normalisation(
      SpeechDataset train, Function<TwoViewSequence, float[][]> view, int features) {
    int frames = Arrays.stream(train.lengths()).sum();
    float[] values = new float[Math.multiplyExact(frames, features)];
    int at = 0;
    for (TwoViewSequence sequence : train.sequences) {
      for (float[] frame : view.apply(sequence)) {
        System.arraycopy(frame, 0, values, at, features);
        at += features;
      }
    }
    return Normalisation.of(values, features);
  }

  private SpeechDataset with(List<TwoViewSequence> others) {
    return new SpeechDataset(others, firstFeatures, secondFeatures, classes, blank);
  }
}
