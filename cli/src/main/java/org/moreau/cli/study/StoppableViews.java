package org.moreau.cli.study;

import java.util.List;
import java.util.concurrent.CancellationException;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.data.LabelledViews;
import org.moreau.data.ViewsBatch;
import org.moreau.engine.StopSignal;

/** Samples of which there is no further batch once a stop is asked for. */
record StoppableViews(LabelledViews all, StopSignal stop) implements LabelledViews {
  @Override
  public List<String> viewNames() {
    return all.viewNames();
  }

  @Override
  public int size() {
    return all.size();
  }

  @Override
  public int classes() {
    return all.classes();
  }

  @Override
  public int label(int index) {
    return all.label(index);
  }

  /**
   * A batch.
   *
   * @throws CancellationException if a stop was asked for
   */
  @Override
  public ViewsBatch batch(int[] indices, Device device, ScalarType type) {
    if (stop.requested()) {
      throw new CancellationException();
    }
    return all.batch(indices, device, type);
  }
}
