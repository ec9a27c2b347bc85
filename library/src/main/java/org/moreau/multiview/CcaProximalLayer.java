package org.moreau.multiview;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The proximal map of canonical correlation over a batch as a layer: x [n, d₁], y [n, d₂] → the P,
 * Q of the same shapes with the least λ/(2n) (|P − x|² + |Q − y|²) − Σσ(P, Q).
 *
 * <p>Rows are examples, or the frames of all sequences of a batch without their padding. Cost:
 * {@link CorrelationProx}. A {@link org.moreau.engine.TensorScope} must be open around forward and
 * backward. Constant columns stay constant. Source: ProxNet, section 5, eqs. 11 and 12.
 */
public final class CcaProximalLayer extends CorrelationLayer {
  /** The images of both views. */
  public record Pair(Tensor first, Tensor second) {}

  /** All correlations with a constant λ, dropped at test time. */
  public CcaProximalLayer(double lambda) {
    this(CanonicalCorrelation.all(), ProximalSettings.lambda(lambda));
  }

  /** A layer in training mode. */
  public CcaProximalLayer(CanonicalCorrelation correlation, ProximalSettings settings) {
    super("CcaProximalLayer", correlation, settings);
  }

  /**
   * The images of x and y, in their type; themselves where the layer is dropped.
   *
   * @throws IllegalArgumentException if the views do not fit each other, are not finite, have fewer
   *     than 2 rows, or fewer correlations than are to count
   */
  public Pair forward(Tensor x, Tensor y) {
    List<Tensor> images = forward(List.of(x, y));
    return new Pair(images.get(0), images.get(1));
  }
}
