package org.moreau.proxprop;

import org.jspecify.annotations.Nullable;
import org.moreau.engine.Check;

/** How the direction (A'A + βI)⁻¹A'g of an implicit step is computed. */
public sealed interface StepMode {
  /** By a factorisation; maps of one's own by conjugate gradients until they have converged. */
  record Exact() implements StepMode {
    @Override
    public String toString() {
      return "exact";
    }
  }

  /**
   * By so many steps of conjugate gradients on the parameters, from 0. A dense layer has a
   * recurrence per output column, every other layer one for all of its parameters.
   *
   * <p>In float32 every step magnifies the rounding of the one before, as textbook conjugate
   * gradients do: on ill-conditioned inputs the fifth may have no digit of the fifth in float64
   * left where a dense layer has few outputs. It is a direction of descent all the same; for digits
   * take exact steps or float64.
   */
  record ConjugateGradients(int steps) implements StepMode {
    public ConjugateGradients {
      Check.positive("the steps of cg", steps);
    }

    @Override
    public String toString() {
      return "cg:" + steps;
    }
  }

  /**
   * By at most so many steps of the recurrence of the paper's published code, with which its
   * figures were made: the first direction is overwritten by the residual, 1e-6 is added to
   * denominators whatever their scale, and it ends at a relative residual of 0.01.
   */
  record PublishedConjugateGradients(int steps) implements StepMode {
    public PublishedConjugateGradients {
      Check.positive("the steps of cg-published", steps);
    }

    @Override
    public String toString() {
      return "cg-published:" + steps;
    }
  }

  /** The plain gradient A'g. */
  record Gradient() implements StepMode {
    @Override
    public String toString() {
      return "gradient";
    }
  }

  /** Reads {@code exact}, {@code cg:N}, {@code cg-published:N} or {@code gradient}. */
  static StepMode parse(String text) {
    if (text.equals("exact")) {
      return new Exact();
    }
    if (text.equals("gradient")) {
      return new Gradient();
    }
    int colon = text.indexOf(':');
    String kind = colon < 0 ? "" : text.substring(0, colon);
    if (kind.equals("cg") || kind.equals("cg-published")) {
      int steps;
      try {
        steps = Integer.parseInt(text.substring(colon + 1));
      } catch (NumberFormatException e) {
        throw unknown(text, e);
      }
      return kind.equals("cg")
          ? new ConjugateGradients(steps)
          : new PublishedConjugateGradients(steps);
    }
    throw unknown(text, null);
  }

  private static IllegalArgumentException unknown(String text, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "mode must be exact, cg:N, cg-published:N or gradient, with a whole number N >= 1, got "
            + text,
        cause);
  }
}
