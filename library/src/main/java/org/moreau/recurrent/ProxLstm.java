package org.moreau.recurrent;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * An LSTM whose cell state is mapped by c = (I + r G Gᵀ)⁻¹ s, s = f * c' + i * g, G = ∂s/∂x, r =
 * delta²/lambda; see {@link ProxRecurrent}. Parameters and states are those of {@link Lstm}; with r
 * = 0 so are the values, bit by bit.
 *
 * <p>Source: ProxNet, section 4 and supplement F.
 */
public final class ProxLstm extends ProxRecurrent {
  /** What the layer shows as h. */
  public enum Shown {
    /** h = o * tanh(c): the last step is regularised too. */
    PROXIMAL,
    /** h = o * tanh(s): c only feeds the next step (supplement F's recursion). */
    INTERMEDIATE;

    /** The output of that name in lower case. */
    public static Shown named(String name) {
      for (Shown shown : values()) {
        if (shown.toString().equals(name)) {
          return shown;
        }
      }
      throw new IllegalArgumentException(
          "output must be one of " + Arrays.toString(values()) + ", got " + name);
    }

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private final Shown shown;

  /** A layer that shows the proximal state, solved to {@link Precision#of} its type. */
  public ProxLstm(long inputSize, long hiddenSize, double delta, double lambda) {
    this(inputSize, hiddenSize, delta, lambda, Shown.PROXIMAL, null);
  }

  /**
   * A layer with random parameters from libtorch's generator.
   *
   * @param delta the size of the perturbation, >= 0
   * @param lambda the weight of staying near s, > 0
   * @param precision of the solves; null for {@link Precision#of} the input's type
   */
  public ProxLstm(
      long inputSize,
      long hiddenSize,
      double delta,
      double lambda,
      Shown shown,
      @Nullable Precision precision) {
    super(
        "ProxLstm",
        new LstmCell(),
        inputSize,
        hiddenSize,
        delta,
        lambda,
        shown == Shown.PROXIMAL,
        precision);
    this.shown = shown;
  }

  /** What the layer shows as h. */
  public Shown shown() {
    return shown;
  }

  @Override
  Output plain(
      GateParameters parameters, Tensor x, List<Tensor> initial, @Nullable Padding padding) {
    return padding == null
        ? Lstm.lstm(parameters, x, initial)
        : Lstm.lstm(parameters, x, initial, padding);
  }
}
