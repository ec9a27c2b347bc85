package org.moreau.data;

import org.moreau.engine.Check;

/** One view of samples: its name, and a row of {@code features} finite values for each sample. */
@SuppressWarnings("ArrayRecordComponent") // numbers in bulk, never compared as records
public record View(String name, float[] values, int features) {
  public View {
    Check.positive("features of view " + name, features);
    if (values.length % features != 0) {
      throw new IllegalArgumentException(
          "view "
              + name
              + " must have whole rows of "
              + features
              + " values, got "
              + values.length
              + " values");
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "view "
                + name
                + " must have finite values, but sample "
                + i / features
                + " feature "
                + i % features
                + " is "
                + values[i]);
      }
    }
  }

  /** The number of samples. */
  public int size() {
    return values.length / features;
  }

  /** The values of the samples at {@code indices}, row by row. */
  float[] rows(int[] indices) {
    float[] rows = new float[Math.multiplyExact(indices.length, features)];
    for (int i = 0; i < indices.length; i++) {
      System.arraycopy(values, indices[i] * features, rows, i * features, features);
    }
    return rows;
  }
}
