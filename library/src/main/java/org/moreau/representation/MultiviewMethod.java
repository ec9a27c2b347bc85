package org.moreau.representation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.moreau.multiview.CorrelationLayer;

/** A way to learn from several views. */
public interface MultiviewMethod {
  /** The name in settings and results, such as {@code prox-net}. */
  String key();

  /** What it trains, in this order; the last stage trains the heads. */
  List<Stage> stages();

  /** A new layer between codes and heads; null for none. */
  default @Nullable CorrelationLayer join() {
    return null;
  }

  /** How exact the solves of that layer should be; infinite without one. */
  default double tolerance() {
    return Double.POSITIVE_INFINITY;
  }

  /** Whether it trains decoders. */
  default boolean decodes() {
    return stages().stream().anyMatch(stage -> stage.trained().contains(Part.DECODERS));
  }

  /** Whether its heads learn on the codes of frozen encoders. */
  default boolean freezesEncoders() {
    return stages().stream()
        .map(Stage::trained)
        .anyMatch(parts -> parts.contains(Part.HEADS) && !parts.contains(Part.ENCODERS));
  }
}
