package org.moreau.cli.study;

import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.moreau.data.ImageBatch;
import org.moreau.layer.Network;
import org.moreau.model.ImageClassifier;
import org.moreau.optim.Sgd;

/**
 * Training of a network made smaller: plain gradient descent on the loss alone.
 *
 * @param of the method by which the network was trained before
 */
record FineTuning(ImageMethod of, double rate) implements ImageMethod {
  @Override
  public String key() {
    return of.key();
  }

  @Override
  public String description() {
    return "fine-tuning rate=" + rate + " after " + of.description();
  }

  @Override
  public String fileName() {
    return of.fileName() + "-pruned";
  }

  @Override
  public <M extends Network & ImageClassifier> Prepared prepare(
      M network, Map<String, Tensor> parameters, Supplier<ImageBatch> first) {
    return new Prepared(new Sgd(parameters, Sgd.Settings.of(rate)));
  }
}
