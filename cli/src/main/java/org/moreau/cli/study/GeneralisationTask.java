package org.moreau.cli.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.moreau.data.Cifar10;
import org.moreau.data.DataFolders;
import org.moreau.data.ImageDataset;
import org.moreau.data.ImageSet;
import org.moreau.data.ImageSplit;
import org.moreau.data.Mnist;
import org.moreau.data.PixelScaling;
import org.moreau.data.RandomCropFlip;
import org.moreau.data.Svhn;
import org.moreau.engine.SafeTensors;
import org.moreau.engine.Seeds;
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

  /** How many training images of each class, and how many of the others, are used; 0 for all. */
  record Use(int perClass, int evaluated) {}

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

  /**
   * The images, scaled to mean 0 and deviation 1 in each colour over the whole training part.
   *
   * @param seed draws the training images of each class
   * @param withTest whether to open the test part
   */
  ImageData load(DataFolders folders, Use use, long seed, boolean withTest) throws IOException {
    ImageSet set = set(folders);
    ImageSplit split = set.development(folders);
    PixelScaling scaling = PixelScaling.of(split.train());
    ImageDataset train = split.train().scaledBy(scaling);
    String label = split.official() ? title : title + " subset";
    if (use.perClass > 0) {
      train = train.perClass(use.perClass, Seeds.random(seed, "subset"));
      label = title + " subset, " + use.perClass + " training images of each class";
    }
    ImageDataset validation = split.validation().first(use.evaluated).scaledBy(scaling);
    ImageDataset test = withTest ? set.test(folders).first(use.evaluated).scaledBy(scaling) : null;
    boolean official =
        split.official()
            && use.evaluated == 0
            && (test == null || test.size() == set.publishedTest());
    ImageSplit used = new ImageSplit(train, validation, split.official());
    return new ImageData(set, label, official, used, test);
  }

  /** Trains a new network; null if a stop was asked for. */
  @Nullable ImageOutcome train(ImageTraining training, ImageTraining.Plan plan) throws IOException {
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
