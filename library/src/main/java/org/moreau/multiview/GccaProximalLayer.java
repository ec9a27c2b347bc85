package org.moreau.multiview;

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
}
