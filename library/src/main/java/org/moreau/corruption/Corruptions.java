package org.moreau.corruption;

import java.util.List;
import java.util.stream.Collectors;

/** The generated corruptions. */
public final class Corruptions {
  private static final List<Corruption> ALL =
      List.of(
          new ShotNoise(),
          new ImpulseNoise(),
          new GlassBlur(),
          new MotionBlur(),
          new Shear(),
          new Scale(),
          new Rotate(),
          new Brightness(),
          new Translate(),
          new Stripe(),
          new Fog(),
          new Spatter(),
          new DottedLine(),
          new Zigzag(),
          new CannyEdges());

  private Corruptions() {}

  /** All fifteen, in the order of MNIST-C. */
  public static List<Corruption> all() {
    return ALL;
  }

  /**
   * The one called {@code name}.
   *
   * @throws IllegalArgumentException naming all of them, if there is none
   */
  public static Corruption named(String name) {
    return ALL.stream()
        .filter(corruption -> corruption.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "corruption must be one of "
                        + ALL.stream().map(Corruption::name).collect(Collectors.joining(", "))
                        + ", got "
                        + name));
  }
}
