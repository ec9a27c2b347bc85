package org.moreau.cli.study;

import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.moreau.data.ImageBatch;
import org.moreau.layer.Network;
import org.moreau.model.ImageClassifier;
import org.moreau.optim.Optimizer;

/** A way to train a network for images. */
interface ImageMethod {
  /** The name in settings and results. */
  String key();

  /** All that its steps depend on besides the network and the data, for the fingerprint. */
  String description();

  /**
   * Makes the network ready for this method.
   *
   * @param first the first training images, made anew in the scope that is open
   */
  <M extends Network & ImageClassifier> Prepared prepare(
      M network, Map<String, Tensor> parameters, Supplier<ImageBatch> first);

  /** The key as a part of a file's name. */
  default String fileName() {
    return key().replace(':', '-');
  }

  /**
   * What trains the network.
   *
   * @param learningRate in each epoch, from 1
   * @param penalty what is added to the loss; null for nothing
   * @param measures what is measured after an epoch besides loss and accuracy
   * @param report what the method has found in the network, in words; empty for nothing
   */
  record Prepared(
      Optimizer optimizer,
      IntToDoubleFunction learningRate,
      @Nullable Supplier<Tensor> penalty,
      Supplier<Map<String, Double>> measures,
      String report) {
    /** An optimiser with its own rate, and nothing else. */
    Prepared(Optimizer optimizer) {
      this(optimizer, epoch -> optimizer.learningRate(), null, Map::of, "");
    }
  }
}
