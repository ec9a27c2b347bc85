package org.moreau.representation;

import org.bytedeco.pytorch.Tensor;
import org.moreau.data.SpeechBatch;
import org.moreau.engine.TensorData;

/**
 * Where the frames of a batch of padded sequences are: row by row those at time 0 in the order of
 * the sequences, then those at time 1, and so on, the padding left out.
 *
 * @param places [rows] int64, of each row among all time · batch places
 */
record FrameRows(Tensor places, long time, long batch) {

  static FrameRows of(SpeechBatch batch) {
    long[] lengths = TensorData.longs(batch.lengths());
    long time = batch.first().size(0);
    long rows = 0;
    for (long length : lengths) {
      rows += length;
    }
    long[] places = new long[Math.toIntExact(rows)];
    int row = 0;
    for (int t = 0; t < time; t++) {
      for (int i = 0; i < lengths.length; i++) {
        if (t < lengths[i]) {
          places[row++] = (long) t * lengths.length + i;
        }
      }
    }
    Tensor tensor =
        TensorData.of(places, rows).to(batch.lengths().device(), batch.lengths().scalar_type());
    return new FrameRows(tensor, time, lengths.length);
  }

  /** The rows [rows, features] of {@code padded} [time, batch, features]. */
  Tensor of(Tensor padded) {
    return padded.flatten(0, 1).index_select(0, places);
  }

  /** {@code rows} [rows, features] as [time, batch, features], padded with zeros. */
  Tensor padded(Tensor rows) {
    long features = rows.size(1);
    return rows.new_zeros(time * batch, features)
        .index_copy(0, places, rows)
        .view(time, batch, features);
  }
}
