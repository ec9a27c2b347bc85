package org.moreau.data;

import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Samples that are each seen in several views, with a label each, from 0. */
public interface LabelledViews {
  /** The names of the views, in their order. */
  List<String> viewNames();

  /** The number of samples. */
  int size();

  /** The number of classes. */
  int classes();

  /** The label of the sample at {@code index}. */
  int label(int index);

  /**
   * The samples at {@code indices} on {@code device}, all views in their order, of {@code type}.
   *
   * @throws IllegalArgumentException if there is no index
   */
  ViewsBatch batch(int[] indices, Device device, ScalarType type);
}
