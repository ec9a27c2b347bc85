package org.moreau.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.moreau.engine.Check;

/**
 * Texts as the numbers of their words, each with a label from 0 to {@code classes} − 1, or {@link
 * LabelledSequence#NO_LABEL}.
 *
 * @param words how many numbers there are, from 0 on
 */
@SuppressWarnings("ArrayRecordComponent") // numbers in bulk, never compared as records
public record TokenDataset(List<int[]> texts, int[] labels, int words, int classes)
    implements LabelledSequences {
  public TokenDataset {
    texts = List.copyOf(texts);
    Check.positive("words", words);
    Check.positive("classes", classes);
    if (labels.length != texts.size()) {
      throw new IllegalArgumentException(
          "labels must be as many as the " + texts.size() + " texts, got " + labels.length);
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < LabelledSequence.NO_LABEL || labels[i] >= classes) {
        throw new IllegalArgumentException(
            "label of text "
                + i
                + " must be from 0 to "
                + (classes - 1)
                + ", or -1 for none, got "
                + labels[i]);
      }
      int[] text = texts.get(i);
      if (text.length == 0) {
        throw new IllegalArgumentException("text " + i + " must have at least 1 word, got 0");
      }
      for (int word : text) {
        if (word < 0 || word >= words) {
          throw new IllegalArgumentException(
              "words of text " + i + " must be from 0 to " + (words - 1) + ", got " + word);
        }
      }
    }
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public int[] lengths() {
    return texts.stream().mapToInt(text -> text.length).toArray();
  }

  /** The share of each number in all texts. */
  public double[] frequencies() {
    double[] shares = new double[words];
    long count = texts.stream().mapToLong(text -> text.length).sum();
    for (int[] text : texts) {
      for (int word : text) {
        shares[word] += 1.0 / count;
      }
    }
    return shares;
  }

  @Override
  public SequenceBatch batch(int[] indices, Device device) {
    return SequenceBatch.of(this, indices, device);
  }

  @Override
  public TokenDataset subset(int[] indices) {
    List<int[]> chosen = new ArrayList<>();
    for (int index : indices) {
      chosen.add(texts.get(index));
    }
    int[] own = Arrays.stream(indices).map(index -> labels[index]).toArray();
    return new TokenDataset(chosen, own, words, classes);
  }

  /** The same texts, of each only the last {@code most} words. */
  public TokenDataset last(int most) {
    Check.positive("most", most);
    List<int[]> shortened =
        texts.stream()
            .map(text -> Arrays.copyOfRange(text, Math.max(0, text.length - most), text.length))
            .toList();
    return new TokenDataset(shortened, labels, words, classes);
  }
}
