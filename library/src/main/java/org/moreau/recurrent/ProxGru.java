package org.moreau.recurrent;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A GRU whose new state is mapped by h = (I + r G Gᵀ)⁻¹ s, s = (1 − u) * n + u * h', G = ∂s/∂x, r =
 * delta²/lambda; see {@link ProxRecurrent}. Parameters and state are those of {@link Gru}; with r =
 * 0 so are the values, bit by bit.
 *
 * <p>Source: ProxNet, section 4, for the GRU.
 */
public final class ProxGru extends ProxRecurrent {
  /** A layer solved to {@link Precision#of} its type. */
  public ProxGru(long inputSize, long hiddenSize, double delta, double lambda) {
    this(inputSize, hiddenSize, delta, lambda, null);
  }

  /**
   * A layer with random parameters from libtorch's generator.
   *
   * @param delta the size of the perturbation, >= 0
   * @param lambda the weight of staying near s, > 0
   * @param precision of the solves; null for {@link Precision#of} the input's type
   */
  public ProxGru(
      long inputSize, long hiddenSize, double delta, double lambda, @Nullable Precision precision) {
    super("ProxGru", new GruCell(), inputSize, hiddenSize, delta, lambda, true, precision);
  }

  @Override
  Output plain(
      GateParameters parameters, Tensor x, List<Tensor> initial, @Nullable Padding padding) {
    return padding == null
        ? Gru.gru(parameters, x, initial)
        : Gru.gru(parameters, x, initial, padding);
  }
}
