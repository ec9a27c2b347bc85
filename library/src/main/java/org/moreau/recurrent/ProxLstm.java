package org.moreau.recurrent;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.Check;
import org.moreau.engine.CustomGradient;
import org.moreau.engine.TensorScope;
import org.moreau.solver.Outcome;

/**
 * An LSTM whose cell state is mapped by c = (I + r G Gᵀ)⁻¹ s, s = f * c' + i * g, G = ∂s/∂x, r =
 * delta²/lambda: the proximal map of the state's sensitivity to perturbations of the input x of
 * size delta.
 *
 * <p>Parameters are those of {@link Lstm}; with r = 0 so are the values, bit by bit. Cost of a
 * step: 2 n + 1 products with the input weight for n conjugate-gradient iterations (2 or 3 at r =
 * 0.1), forward and again in backward; memory O(steps · batch · (input + 17 hidden)). The
 * derivative is that of the exact map, written for the whole sequence. It has no second derivative.
 *
 * <p>Source: ProxNet, section 4 and supplement F.
 */
public final class ProxLstm extends Module implements SequenceLayer {
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

  private final long inputSize;
  private final long hiddenSize;
  private final double delta;
  private final double lambda;
  private final double r;
  private final Shown shown;
  private final @Nullable Precision precision;
  private final LstmParameters parameters;
  private Outcome outcome = Outcome.none(0);

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
    super("ProxLstm");
    this.inputSize = LstmParameters.size("inputSize", inputSize);
    this.hiddenSize = LstmParameters.size("hiddenSize", hiddenSize);
    this.delta = Check.nonNegative("delta", delta);
    this.lambda = Check.positive("lambda", lambda);
    r = Check.nonNegative("delta^2/lambda", delta * delta / lambda);
    this.shown = shown;
    this.precision = precision;
    TensorScope.retain(this);
    parameters = LstmParameters.register(this, inputSize, hiddenSize);
  }

  @Override
  public long inputSize() {
    return inputSize;
  }

  @Override
  public long hiddenSize() {
    return hiddenSize;
  }

  /** The size of the perturbation. */
  public double delta() {
    return delta;
  }

  /** The weight of staying near s. */
  public double lambda() {
    return lambda;
  }

  /** What the layer shows as h. */
  public Shown shown() {
    return shown;
  }

  /** How the solves of the last forward pass, and of its backward pass once it ran, ended. */
  public Outcome outcome() {
    return outcome;
  }

  @Override
  public Output forward(Tensor x, Tensor h0, Tensor c0) {
    parameters.check(x, h0, c0);
    if (r == 0) {
      return parameters.plain(x, h0, c0);
    }
    List<Tensor> inputs =
        List.of(
            x,
            h0,
            c0,
            parameters.weightIh(),
            parameters.weightHh(),
            parameters.biasIh(),
            parameters.biasHh());
    if (CustomGradient.isNeeded(inputs)) {
      ProxLstmSequence sequence = sequence(x, h0, c0);
      return output(
          CustomGradient.attach(
              run(sequence), inputs, cotangent -> gradients(sequence, cotangent)));
    }
    // Nothing but the states is needed afterwards.
    Tensor states;
    try (TensorScope scope = new TensorScope()) {
      states = scope.keep(run(sequence(x, h0, c0)));
    }
    return output(states);
  }

  private ProxLstmSequence sequence(Tensor x, Tensor h0, Tensor c0) {
    return new ProxLstmSequence(
        x.detach().contiguous(),
        h0.detach().contiguous(),
        c0.detach().contiguous(),
        parameters.weightIh().detach(),
        parameters.weightHh().detach(),
        r,
        shown == Shown.PROXIMAL,
        precision == null ? Precision.of(x.scalar_type()) : precision);
  }

  private Tensor run(ProxLstmSequence sequence) {
    Tensor states =
        sequence.forward(parameters.biasIh().detach().add(parameters.biasHh().detach()));
    outcome = sequence.outcome();
    return states;
  }

  private List<@Nullable Tensor> gradients(ProxLstmSequence sequence, Tensor cotangent) {
    ProxLstmSequence.Gradients g = sequence.backward(cotangent.contiguous());
    outcome = sequence.outcome();
    // A copy: each becomes a parameter's gradient, to which the next pass adds in place.
    Tensor bias = g.bias().clone();
    return Arrays.asList(g.x(), g.h0(), g.c0(), g.weightIh(), g.weightHh(), bias, g.bias());
  }

  private static Output output(Tensor states) {
    long steps = states.size(0) - 1;
    return new Output(
        states.narrow(0, 0, steps), states.select(0, steps - 1), states.select(0, steps));
  }
}
