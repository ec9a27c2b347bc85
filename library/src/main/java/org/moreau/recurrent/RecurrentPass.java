package org.moreau.recurrent;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.moreau.solver.Outcome;

/** One pass of a proximal layer over a sequence, and its derivative. */
abstract class RecurrentPass {
  private static final String ADVICE =
      "the input Jacobian is large for this delta^2/lambda: lower it, or allow more iterations or"
          + " float64";

  /** Which states beside h a pass returns. */
  enum Cells {
    NONE,
    LAST,
    ALL;

    int count(int steps) {
      return switch (this) {
        case NONE -> 0;
        case LAST -> 1;
        case ALL -> steps;
      };
    }
  }

  /**
   * What a pass starts from, without graphs.
   *
   * @param x [steps, batch, input]
   * @param initial h and, where the cell has one, its state [batch, hidden]
   * @param showsProximal whether h is that of the mapped state
   */
  record Given(
      Tensor x,
      List<Tensor> initial,
      GateParameters parameters,
      double r,
      boolean showsProximal,
      Cells cells,
      Precision precision) {
    int steps() {
      return (int) x.size(0);
    }

    int batch() {
      return (int) x.size(1);
    }

    int input() {
      return (int) x.size(2);
    }

    int hidden() {
      return (int) initial.get(0).size(1);
    }

    /** The same of {@code count} examples from {@code first} on. */
    Given examples(int first, int count) {
      List<Tensor> theirs = initial.stream().map(state -> state.narrow(0, first, count)).toList();
      return new Given(
          x.narrow(1, first, count), theirs, parameters, r, showsProximal, cells, precision);
    }

    /** The state that is carried along: the last of the initial ones. */
    Tensor state() {
      return initial.get(initial.size() - 1);
    }
  }

  /** What {@link #backward} returns; no two share memory. */
  record Gradients(Tensor x, List<Tensor> initial, GateParameters parameters) {}

  private final Precision precision;
  private Outcome outcome;

  RecurrentPass(Precision precision) {
    this.precision = precision;
    outcome = Outcome.none(precision.tolerance());
  }

  /** How the solves so far ended. */
  final Outcome outcome() {
    return outcome;
  }

  /** [steps + cells, batch, hidden] with h_1, ..., h_T and the states asked for. */
  abstract Tensor forward();

  /** The gradients for the cotangent of {@link #forward}'s result. */
  abstract Gradients backward(Tensor cotangent);

  /** How a walk along the sequence ended, given the worst error of its solves. */
  final Outcome ended(double error, int iterations) {
    return new Outcome(error, precision.tolerance(), iterations, ADVICE);
  }

  /** Notes how a walk ended. */
  final void note(Outcome walked) {
    outcome = outcome.or(walked);
  }
}
