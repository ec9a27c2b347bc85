package org.moreau.cli.study;

import java.util.concurrent.CancellationException;
import org.bytedeco.pytorch.Device;
import org.moreau.data.LabelledSequences;
import org.moreau.data.SequenceBatch;
import org.moreau.engine.StopSignal;

/** Sequences of which there is no further batch once a stop is asked for. */
record StoppableSequences(LabelledSequences all, StopSignal stop) implements LabelledSequences {
  @Override
  public int size() {
    return all.size();
  }

  @Override
  public int[] lengths() {
    return all.lengths();
  }

  @Override
  public int[] labels() {
    return all.labels();
  }

  @Override
  public LabelledSequences subset(int[] indices) {
    return new StoppableSequences(all.subset(indices), stop);
  }

  /**
   * A batch.
   *
   * @throws CancellationException if a stop was asked for
   */
  @Override
  public SequenceBatch batch(int[] indices, Device device) {
    if (stop.requested()) {
      throw new CancellationException();
    }
    return all.batch(indices, device);
  }
}
