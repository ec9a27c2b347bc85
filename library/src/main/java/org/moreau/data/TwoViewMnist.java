package org.moreau.data;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.moreau.engine.Check;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;

/**
 * Noisy two-view MNIST, generated from MNIST. For each digit x in [0, 1], view {@code rotated} is x
 * turned about its middle by an angle uniform in [-45°, 45°], and view {@code noisy} is min(1, x' +
 * u) for another digit x' of the same class and part and u uniform in [0, 1), drawn for each pixel.
 * So the class is all that the views share.
 *
 * <p>Source: Wang, Arora, Livescu, Bilmes, "On deep multi-view representation learning", 2015.
 */
public final class TwoViewMnist implements ViewsSet {
  private static final String ROTATED = "rotated";
  private static final String NOISY = "noisy";
  private static final double LARGEST_ANGLE = Math.PI / 4;

  private final Mnist mnist = new Mnist();
  private final int train;

  /** Made of all of MNIST, which takes 450 MB. */
  public TwoViewMnist() {
    this(0);
  }

  /**
   * Made of the first {@code train} training digits, or all for 0, and all others.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public TwoViewMnist(int train) {
    Check.nonNegative("train", train);
    this.train = train;
  }

  @Override
  public String name() {
    return "two-view-mnist";
  }

  @Override
  public String title() {
    return "Noisy two-view MNIST, generated from MNIST: digits turned, and others with noise";
  }

  @Override
  public List<String> viewNames() {
    return List.of(ROTATED, NOISY);
  }

  @Override
  public DataSet source() {
    return mnist;
  }

  /**
   * MNIST's training part, without and with its last 5,000 digits; {@code seed} draws the views.
   */
  @Override
  public ViewsSplit development(DataFolders folders, long seed) throws IOException {
    ImageSplit known = mnist.development(folders);
    return new ViewsSplit(
        generate(known.train().first(train), Seeds.random(seed, name(), "train")),
        generate(known.validation(), Seeds.random(seed, name(), "validation")));
  }

  /** MNIST's test part; {@code seed} draws the views. */
  @Override
  public ViewsDataset test(DataFolders folders, long seed) throws IOException {
    return generate(mnist.test(folders), Seeds.random(seed, name(), "test"));
  }

  /**
   * Both views of each of {@code digits}, drawn by {@code random}.
   *
   * @param digits square images of one channel
   * @throws IllegalArgumentException if a class has one digit alone
   */
  public static ViewsDataset generate(ImageDataset digits, SplittableRandom random) {
    int side = digits.height();
    if (digits.channels() != 1 || digits.width() != side) {
      throw new IllegalArgumentException(
          "digits must be square images of one channel, got "
              + digits.channels()
              + " of "
              + side
              + " x "
              + digits.width());
    }
    int pixels = side * side;
    float[] plain = grey(digits);
    float[] rotated = new float[plain.length];
    float[] noisy = new float[plain.length];
    int[] labels = new int[digits.size()];
    Arrays.setAll(labels, digits::label);
    int[][] members = new int[digits.classes()][];
    Arrays.setAll(members, label -> Strata.members(labels, label));
    for (int i = 0; i < labels.length; i++) {
      double angle = LARGEST_ANGLE * (2 * random.nextDouble() - 1);
      rotate(plain, i * pixels, side, angle, rotated);
      int other = another(i, members[labels[i]], random);
      for (int p = 0; p < pixels; p++) {
        float noise = (float) random.nextDouble();
        noisy[i * pixels + p] = Math.min(1, plain[other * pixels + p] + noise);
      }
    }
    return new ViewsDataset(
        List.of(new View(ROTATED, rotated, pixels), new View(NOISY, noisy, pixels)),
        labels,
        digits.classes());
  }

  private static float[] grey(ImageDataset digits) {
    byte[] bytes = TensorData.bytes(digits.images());
    float[] grey = new float[bytes.length];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (bytes[i] & 0xFF) / 255f;
    }
    return grey;
  }

  private static int another(int index, int[] members, SplittableRandom random) {
    if (members.length < 2) {
      throw new IllegalArgumentException(
          "each class must have at least 2 digits, but digit " + index + " is alone");
    }
    // One of all but itself.
    int place = random.nextInt(members.length - 1);
    return members[place] == index ? members[members.length - 1] : members[place];
  }

  /** Turns the image that starts at {@code at}: linear between pixels, black beyond the edge. */
  private static void rotate(float[] from, int at, int side, double angle, float[] to) {
    double middle = (side - 1) / 2.0;
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    for (int r = 0; r < side; r++) {
      for (int c = 0; c < side; c++) {
        double row = middle + cos * (r - middle) - sin * (c - middle);
        double column = middle + sin * (r - middle) + cos * (c - middle);
        int above = (int) Math.floor(row);
        int left = (int) Math.floor(column);
        double below = row - above;
        double right = column - left;
        double value =
            (1 - below)
                    * ((1 - right) * pixel(from, at, side, above, left)
                        + right * pixel(from, at, side, above, left + 1))
                + below
                    * ((1 - right) * pixel(from, at, side, above + 1, left)
                        + right * pixel(from, at, side, above + 1, left + 1));
        to[at + r * side + c] = (float) value;
      }
    }
  }

  private static float pixel(float[] image, int at, int side, int row, int column) {
    boolean inside = row >= 0 && column >= 0 && row < side && column < side;
    return inside ? image[at + row * side + column] : 0;
  }
}
