package org.moreau.cli.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.moreau.data.Cifar10;
import org.moreau.data.DataFolders;
import org.moreau.data.ImageSet;
import org.moreau.data.Mnist;
import org.moreau.data.RandomCropFlip;
import org.moreau.data.Svhn;
import org.moreau.engine.SafeTensors;
import org.moreau.layer.Network;
import org.moreau.model.ImageClassifier;
import org.moreau.model.ModelState;
import org.moreau.model.Vgg19;

/**
 * The paper's four tasks, with what a setting of 0 stands for. The batches (but for SVHN), the
 * images per class and the crops are the paper's; it does not state the epochs; rates and lambdas
 * lie in its grid but were not chosen by one.
 */
enum GeneralisationTask {
  MNIST_SUBSET("MNIST", DigitNetwork.MLP_3_400_FACTORISED, 100, 200, 2_000, 0.1, 1e-3),
  MNIST("MNIST", DigitNetwork.MLP_6_400, 0, 200, 100, 0.1, 1e-4),
  CIFAR_10("CIFAR-10", null, 0, 128, 160, 0.03, 1e-4),
  SVHN("SVHN", null, 0, 128, 160, 0.03, 1e-4);

  private static final int CLASSES = 10;
  private static final int PADDING = 4; // as is usual for CIFAR-10

  final int perClass; // 0 for all
  final int batchSize;
  final int epochs;
  final double rate;
  final double lambda;
  private final String title;
  private final @Nullable DigitNetwork digits;

  GeneralisationTask(
      String title,
      @Nullable DigitNetwork digits,
      int perClass,
      int batchSize,
      int epochs,
      double rate,
      double lambda) {
    this.title = title;
    this.digits = digits;
    this.perClass = perClass;
    this.batchSize = batchSize;
    this.epochs = epochs;
    this.rate = rate;
    this.lambda = lambda;
  }

  /**
   * The task of this number, from 1.
   *
   * @throws IllegalArgumentException if there is none
   */
  static GeneralisationTask numbered(int number) {
    if (number < 1 || number > values().length) {
      throw new IllegalArgumentException(
          "task must be 1 (MNIST subset), 2 (MNIST), 3 (CIFAR-10) or 4 (SVHN), got " + number);
    }
    return values()[number - 1];
  }

  /** The name of its network. */
  String network() {
    return digits == null ? "vgg19" : digits.key;
  }

  // A step of VGG19 takes seconds on a CPU, one of the others milliseconds.
  int quickEpochs() {
    return digits == null ? 2 : 100;
  }

  int quickPerClass() {
    return digits == null ? 13 : 100; // one batch
  }

  int quickEvaluated() {
    return digits == null ? 50 : 1_000;
  }

  /** How its training images are changed; null for not at all. */
  @Nullable RandomCropFlip cropFlip() {
    return this == CIFAR_10 ? new RandomCropFlip(PADDING) : null;
  }

  /** The data set; of CIFAR-10, the one that {@code folders} lead to. */
  ImageSet set(DataFolders folders) {
    return switch (this) {
      case MNIST_SUBSET, MNIST -> new Mnist();
      case CIFAR_10 -> Cifar10.in(folders);
      case SVHN -> new Svhn();
    };
  }

  /** Its images; {@code folders} choose between sets of CIFAR-10. */
  ScaledImages images(DataFolders folders) {
    return new ScaledImages(set(folders), title);
  }

  /** Trains a new network; null if a stop was asked for. */
  @Nullable TrainingOutcome train(ImageTraining training, ImageTraining.Plan plan)
      throws IOException {
    return digits == null
        ? training.train(plan, () -> new Vgg19(CLASSES), Map.of())
        : training.train(plan, digits::make, Map.of());
  }

  /** The network that a training has left in {@code file}. */
  ImageClassifier read(Path file, Device device) throws IOException {
    return digits == null
        ? read(new Vgg19(CLASSES), file, device)
        : read(digits.make(), file, device);
  }

  private static <M extends Network & ImageClassifier> M read(M model, Path file, Device device)
      throws IOException {
    ModelState.of(model).load(file.toString(), SafeTensors.read(file).tensors());
    model.to(device, ScalarType.Float, false);
    model.eval();
    return model;
  }
}
