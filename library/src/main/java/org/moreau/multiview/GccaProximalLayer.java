package org.moreau.multiview;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The proximal map of generalised canonical correlation over a batch of two or more views as a
 * layer: x_j [n, d_j] → the P_j with the least λ/(2n) Σ_j |P_j − x_j|² + the {@link GccaLoss} of P.
 *
 * <p>Otherwise as {@link CcaProximalLayer}. Source: ProxNet, supplement E.
 */
public final class GccaProximalLayer extends CorrelationLayer {
  /** A layer in training mode. */
  public GccaProximalLayer(GeneralisedCorrelation correlation, ProximalSettings settings) {
    super("GccaProximalLayer", correlation, settings);
  }

  /**
   * The images of the views, in their type; themselves where the layer is dropped.
   *
   * @throws IllegalArgumentException if the views do not fit each other, are not finite, have fewer
   *     than 2 rows, or a smaller rank than there are components
   */
  public List<Tensor> forwardAll(List<Tensor> views) {
    return forward(views);
  }
}
