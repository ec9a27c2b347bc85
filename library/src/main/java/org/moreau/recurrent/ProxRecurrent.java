package org.moreau.recurrent;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.Check;
import org.moreau.engine.CustomGradient;
import org.moreau.engine.TensorScope;
import org.moreau.solver.Outcome;

/**
 * A gated layer whose intermediate state is mapped by c = (I + r G Gᵀ)⁻¹ s, G = ∂s/∂x, r =
 * delta²/lambda: the proximal map of the state's sensitivity to perturbations of the input x of
 * size delta. {@link ProxLstm} and {@link ProxGru} are this with a name.
 *
 * <p>Cost of a step: 2 n + 1 products with the input weight for n conjugate-gradient iterations (2
 * or 3 at r = 0.1), forward and again in backward; memory O(steps · batch · (input + 17 hidden)).
 * The derivative is that of the exact map, written for the whole sequence. It has no second
 * derivative. In float32 on the CPU the cells of this package run on a kernel of their own, for
 * which cotangents below 2⁻¹⁰⁰ of the largest are zero.
 *
 * <p>Source: ProxNet, section 4 and supplement F.
 */
public class ProxRecurrent extends Module implements SequenceLayer {
  private final GatedCell cell;
  private final long inputSize;
  private final long hiddenSize;
  private final double lambda;
  private double delta;
  private double r;
  private final boolean showsProximal;
  private final @Nullable Precision precision;
  private final GateParameters parameters;
  private Outcome outcome = Outcome.none(0);

  /** A layer that shows the mapped state, solved to {@link Precision#of} its type. */
  public ProxRecurrent(
      GatedCell cell, long inputSize, long hiddenSize, double delta, double lambda) {
    this("ProxRecurrent", cell, inputSize, hiddenSize, delta, lambda, true, null);
  }

  /**
   * A layer with random parameters from libtorch's generator.
   *
   * @param delta the size of the perturbation, >= 0
   * @param lambda the weight of staying near s, > 0
   * @param showsProximal whether h is that of c; else that of s, and c only feeds the next step
   * @param precision of the solves; null for {@link Precision#of} the input's type
   */
  protected ProxRecurrent(
      String name,
      GatedCell cell,
      long inputSize,
      long hiddenSize,
      double delta,
      double lambda,
      boolean showsProximal,
      @Nullable Precision precision) {
    super(name);
    this.cell = cell;
    this.inputSize = GateParameters.size("inputSize", inputSize);
    this.hiddenSize = GateParameters.size("hiddenSize", hiddenSize);
    Check.nonNegative("delta", delta);
    this.lambda = Check.positive("lambda", lambda);
    r = r(delta, lambda);
    this.delta = delta;
    this.showsProximal = showsProximal;
    this.precision = precision;
    TensorScope.retain(this);
    parameters = GateParameters.register(this, cell.gates(), inputSize, hiddenSize);
  }

  @Override
  public final long inputSize() {
    return inputSize;
  }

  @Override
  public final long hiddenSize() {
    return hiddenSize;
  }

  @Override
  public final List<Long> stateSizes() {
    return Collections.nCopies(cell.carriesCell() ? 2 : 1, hiddenSize);
  }

  /** The size of the perturbation. */
  public final double delta() {
    return delta;
  }

  /** Changes the size of the perturbation for passes to come; backward is of its own forward. */
  public final void setDelta(double delta) {
    Check.nonNegative("delta", delta);
    r = r(delta, lambda);
    this.delta = delta;
  }

  private static double r(double delta, double lambda) {
    return Check.nonNegative("delta^2/lambda", delta * delta / lambda);
  }

  /** The weight of staying near s. */
  public final double lambda() {
    return lambda;
  }

  /** delta²/lambda, on which alone the map depends. */
  public final double r() {
    return r;
  }

  /**
   * How the solves of the last forward pass, and of its backward pass once it ran, ended; with r =
   * 0 nothing is solved, and that of an earlier pass stays.
   */
  public final Outcome outcome() {
    return outcome;
  }

  @Override
  public final Output forward(Tensor given, List<Tensor> initial, @Nullable Tensor lengths) {
    SequenceChecks.check(this, given, initial, parameters.weightIh());
    SequenceChecks.lengths(lengths, given);
    @Nullable Padding padding = lengths == null ? null : new Padding(lengths, given.size(0));
    // The walk goes on behind the end: what stands there must not, NaN say, reach a gradient.
    Tensor x = padding == null ? given : padding.clear(given);
    if (r == 0) {
      @Nullable Output plain = plain(parameters, x, initial, padding);
      if (plain != null) {
        return plain;
      }
    }
    List<Tensor> inputs = new ArrayList<>();
    inputs.add(x);
    inputs.addAll(initial);
    inputs.addAll(parameters.list());
    RecurrentPass.Cells cells =
        !cell.carriesCell()
            ? RecurrentPass.Cells.NONE
            : padding == null ? RecurrentPass.Cells.LAST : statesOfEachStep();
    Tensor states;
    if (CustomGradient.isNeeded(inputs)) {
      RecurrentPass pass = pass(x, initial, cells);
      states = CustomGradient.attach(run(pass), inputs, cotangent -> gradients(pass, cotangent));
    } else {
      // Nothing but the states is needed afterwards.
      try (TensorScope scope = new TensorScope()) {
        states = scope.keep(run(pass(x, initial, cells)));
      }
    }
    return output(states, x.size(0), padding);
  }

  /**
   * How far the map moves the state of every step, |c − s| / |s|, [steps, batch], 0 where s is: by
   * this a delta is strong or weak for the parameters at hand. The states start at zero; without a
   * graph. The cost of a forward pass and of all steps' gates once more.
   */
  public final Tensor stateChange(Tensor x) {
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      List<Tensor> initial = zeroStates(x);
      SequenceChecks.check(this, x, initial, parameters.weightIh());
      long steps = x.size(0);
      Tensor result = pass(x, initial, statesOfEachStep()).forward();
      Tensor hidden = result.narrow(0, 0, steps);
      Tensor mapped = cell.carriesCell() ? result.narrow(0, steps, steps) : hidden;
      Tensor s =
          cell.step(
                  product(x, parameters.weightIh(), parameters.biasIh()),
                  product(
                      before(initial.get(0), hidden), parameters.weightHh(), parameters.biasHh()),
                  rows(before(initial.get(initial.size() - 1), mapped)))
              .intermediate()
              .view(mapped.shape());
      Tensor length = s.square().sum(2).sqrt();
      Tensor moved = mapped.sub(s).square().sum(2).sqrt();
      return scope.keep(moved.div(length.add(length.eq(new Scalar(0.0)))));
    }
  }

  private RecurrentPass.Cells statesOfEachStep() {
    return cell.carriesCell() ? RecurrentPass.Cells.ALL : RecurrentPass.Cells.NONE;
  }

  /** {@code first}, and all of {@code states} but the last behind it. */
  private static Tensor before(Tensor first, Tensor states) {
    return torch.cat(
        new TensorVector(first.unsqueeze(0), states.narrow(0, 0, states.size(0) - 1)), 0);
  }

  private static Tensor product(Tensor steps, Tensor weight, Tensor bias) {
    return torch.addmm(bias, rows(steps), weight.t());
  }

  /** Every step of every example is a row. */
  private static Tensor rows(Tensor steps) {
    return steps.reshape(steps.size(0) * steps.size(1), steps.size(2));
  }

  /** What libtorch makes of r = 0, bit by bit; null where it has no such cell. */
  @Nullable Output plain(
      GateParameters parameters, Tensor x, List<Tensor> initial, @Nullable Padding padding) {
    return null;
  }

  private RecurrentPass pass(Tensor x, List<Tensor> initial, RecurrentPass.Cells cells) {
    RecurrentPass.Given given =
        new RecurrentPass.Given(
            x.detach().contiguous(),
            initial.stream().map(state -> state.detach().contiguous()).toList(),
            parameters.detached(),
            r,
            showsProximal,
            cells,
            precision == null ? Precision.of(x.scalar_type()) : precision);
    boolean onArrays = !x.is_cuda() && x.scalar_type().intern() == ScalarType.Float;
    return onArrays && cell instanceof ArrayForm form
        ? new ArrayPass(given, form.onArrays())
        : new TensorPass(given, cell);
  }

  private Tensor run(RecurrentPass pass) {
    Tensor states = pass.forward();
    outcome = pass.outcome();
    return states;
  }

  private List<@Nullable Tensor> gradients(RecurrentPass pass, Tensor cotangent) {
    RecurrentPass.Gradients gradients = pass.backward(cotangent.contiguous());
    outcome = pass.outcome();
    List<@Nullable Tensor> all = new ArrayList<>();
    all.add(gradients.x());
    all.addAll(gradients.initial());
    all.addAll(gradients.parameters().list());
    return all;
  }

  private Output output(Tensor states, long steps, @Nullable Padding padding) {
    Tensor hidden = states.narrow(0, 0, steps);
    List<Tensor> last = new ArrayList<>();
    last.add(padding == null ? hidden.select(0, steps - 1) : padding.last(hidden));
    if (cell.carriesCell()) {
      Tensor cells = states.narrow(0, steps, states.size(0) - steps);
      last.add(padding == null ? cells.select(0, 0) : padding.last(cells));
    }
    return new Output(padding == null ? hidden : padding.clear(hidden), List.copyOf(last));
  }
}
