package org.moreau.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.moreau.engine.Check;

/**
 * Texts as the numbers of their words, each with a label from 0 to {@code classes} − 1.
 *
 * @param words how many numbers there are, from 0 on
 */
@SuppressWarnings("ArrayRecordComponent") // numbers in bulk, never compared as records
public record TokenDataset(List<int[]> texts, int[] labels, int words, int classes) {
  public TokenDataset {
    texts = List.copyOf(texts);
    Check.positive("words", words);
    Check.positive("classes", classes);
    if (labels.length != texts.size()) {
      throw new IllegalArgumentException(
          "labels must be as many as the " + texts.size() + " texts, got " + labels.length);
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new IllegalArgumentException(
            "label of text " + i + " must be from 0 to " + (classes - 1) + ", got " + labels[i]);
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

  /** The number of texts. */
  public int size() {
    return labels.length;
  }

  /** The texts at {@code indices}, in that order. */
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
