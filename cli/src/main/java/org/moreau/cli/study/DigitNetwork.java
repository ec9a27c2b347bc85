package org.moreau.cli.study;

import java.util.Arrays;
import java.util.List;
import org.moreau.data.Mnist;
import org.moreau.model.Mlp;

/** The paper's networks for MNIST. */
enum DigitNetwork {
  MLP_3_400_FACTORISED("mlp-3-400-factorised", 400, 3, true),
  MLP_6_400("mlp-6-400", 400, 6, false),
  MLP_3_800("mlp-3-800", 800, 3, false),
  MLP_3_800_FACTORISED("mlp-3-800-factorised", 800, 3, true);

  /** All names, for the description of a setting. */
  static final String NAMES = "mlp-3-400-factorised, mlp-6-400, mlp-3-800 or mlp-3-800-factorised";

  private static final int CLASSES = 10;

  final String key;
  private final int width;
  private final int layers;
  private final boolean factorised;

  DigitNetwork(String key, int width, int layers, boolean factorised) {
    this.key = key;
    this.width = width;
    this.layers = layers;
    this.factorised = factorised;
  }

  /**
   * The network called {@code key}.
   *
   * @throws IllegalArgumentException if there is none
   */
  static DigitNetwork named(String key) {
    return Arrays.stream(values())
        .filter(network -> network.key.equals(key))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("network must be " + NAMES + ", got " + key));
  }

  /** A new one with random parameters. */
  Mlp make() {
    int pixels = Mnist.SIDE * Mnist.SIDE;
    if (factorised) {
      return Mlp.factorised(pixels, width, layers, CLASSES);
    }
    Integer[] sizes = new Integer[layers + 1];
    Arrays.fill(sizes, width);
    sizes[0] = pixels;
    sizes[layers] = CLASSES;
    return new Mlp(List.of(sizes));
  }
}
