package org.moreau.model;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.data.Batches;
import org.moreau.data.ImageBatch;
import org.moreau.data.ImageDataset;
import org.moreau.engine.TensorScope;

/**
 * How well a classifier does on a set of images, in its current mode, without gradients.
 *
 * @param accuracy the share of images whose class has the largest logit, in percent
 * @param crossEntropy the mean cross-entropy of the labels; NaN or infinite where logits overflow
 */
public record ImageScores(double accuracy, double crossEntropy) {
  private static final int BATCH = 500;

  /** Runs {@code model} over {@code images}. */
  public static ImageScores of(ImageClassifier model, ImageDataset images, Device device) {
    long right = 0;
    double loss = 0;
    for (int[] indices : Batches.inOrder(images.size(), BATCH)) {
      try (TensorScope scope = new TensorScope();
          NoGradGuard guard = new NoGradGuard()) {
        ImageBatch batch = images.batch(indices, device);
        Tensor logits = model.logits(batch.images()).to(ScalarType.Double);
        Tensor largest = logits.argmax(new LongOptional(1), false);
        right += largest.eq(batch.labels()).sum().item_long();
        loss += indices.length * torch.cross_entropy(logits, batch.labels()).item_double();
      }
    }
    return new ImageScores(100.0 * right / images.size(), loss / images.size());
  }
}
