package org.moreau.calculus;

import java.util.List;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Check;
import org.moreau.engine.CustomGradient;
import org.moreau.operator.Members;
import org.moreau.operator.ProximalOperator;
import org.moreau.solver.FixedPoint;
import org.moreau.solver.Solution;

/**
 * f(x) + g(x) for two convex functions, such as a norm and a set, or two sets.
 *
 * <p>prox: by Douglas–Rachford splitting with Anderson's acceleration. Each half takes half of |y −
 * x|² with it, so that an iteration is p = prox of f at (z + x)/2, q = prox of g at (2p − z + x)/2,
 * z ← z + q − p, all with the given step. Returns q, which lies exactly where g wants it. Cost:
 * both maps in each of some ten to some hundred iterations.
 *
 * <p>Accuracy: p and q agree to 1e-10, in float32 to 1e-5, and the outcome's error says how well.
 * Of y that is the error too where the interiors of the domains meet. Where they only touch, as a
 * ball and a plane may, y is known to about the square root of it, or the solve does not converge.
 *
 * <p>Derivative: of the fixed point p(z) = q(z), by a linear fixed-point equation in
 * vector-Jacobian products of both maps; it reaches x, the step and the parameters of f and g.
 *
 * <p>Fails: ArithmeticException if either solve does not converge, as for sets that do not meet;
 * {@link #solve} shows the outcome instead.
 *
 * <p>Source: Combettes and Pesquet, Proximal splitting methods (2011), section 10.5; Bauschke and
 * Combettes, Convex Analysis (2017), section 28.3.
 */
public record Sum(ProximalOperator f, ProximalOperator g, int mostIterations)
    implements ProximalOperator {
  private static final int DEFAULT_MOST_ITERATIONS = 2000;
  private static final int MEMORY = 10;
  private static final String ADVICE =
      "do the domains of both functions meet? if so, allow more iterations or use float64";

  /** With at most 2000 iterations. */
  public Sum(ProximalOperator f, ProximalOperator g) {
    this(f, g, DEFAULT_MOST_ITERATIONS);
  }

  public Sum {
    Check.positive("mostIterations", mostIterations);
    Parts.convex("f", f, "splitting to converge");
    Parts.convex("g", g, "splitting to converge");
  }

  @Override
  public Tensor value(Tensor x) {
    return f.value(x).add(g.value(x));
  }

  /** The proximal map without its graph, and how the splitting ended. */
  public Solution solve(Tensor x, Tensor step) {
    Solution z = fixedPoint(x, step);
    try (NoGradGuard guard = new NoGradGuard()) {
      return new Solution(new Split(z.x(), x, step).q, z.outcome());
    }
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Tensor z = fixedPoint(x, step).orThrow("the proximal map of a sum");
    Split split = new Split(z, x, step);
    Tensor p = split.p;
    Tensor q = split.q;
    if (!GradMode.is_enabled() || !(p.requires_grad() || q.requires_grad())) {
      return q;
    }
    // With w from the adjoint, z moves by w: q gets the cotangent and w, p gets -w.
    return CustomGradient.attach(
        q.detach().clone(),
        List.of(q, p),
        cotangent -> {
          Tensor w = adjoint(z, x.detach(), step.detach(), cotangent);
          return List.of(cotangent.add(w), w.neg());
        });
  }

  private Solution fixedPoint(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    try (NoGradGuard guard = new NoGradGuard()) {
      Split first = new Split(x, x, step);
      Tensor size = Members.norm(x).maximum(Members.norm(first.p)).maximum(Members.norm(first.q));
      Solution solution =
          solver(x)
              .solve(
                  z -> {
                    Split split = new Split(z, x, step);
                    return z.add(split.q).sub(split.p);
                  },
                  x,
                  size);
      return new Solution(solution.x(), solution.outcome().advising(ADVICE));
    }
  }

  /** w = w + q'ᵀ(cotangent + w) − p'ᵀ w, where ' is the derivative in z. */
  private Tensor adjoint(Tensor z, Tensor x, Tensor step, Tensor cotangent) {
    Split split;
    Tensor point;
    try (AutoGradMode recording = new AutoGradMode(true)) {
      point = z.detach().clone().set_requires_grad(true);
      split = new Split(point, x, step);
    }
    return solver(x)
        .solve(
            w -> w.add(split.product(cotangent.add(w), w.neg(), point)),
            torch.zeros_like(cotangent),
            Members.norm(cotangent))
        .orThrow("the derivative of a sum's proximal map");
  }

  private FixedPoint solver(Tensor x) {
    return new FixedPoint(Members.slack(x), mostIterations, MEMORY);
  }

  /** Both halves of an iteration. */
  private final class Split {
    final Tensor p;
    final Tensor q;

    Split(Tensor z, Tensor x, Tensor step) {
      Scalar half = new Scalar(0.5);
      p = f.prox(z.add(x).mul(half), step);
      q = g.prox(p.mul(new Scalar(2.0)).sub(z).add(x).mul(half), step);
    }

    /** q'ᵀ forQ + p'ᵀ forP, in one pass; a map to a single point has no graph. */
    Tensor product(Tensor forQ, Tensor forP, Tensor z) {
      TensorVector outputs = new TensorVector();
      TensorVector cotangents = new TensorVector();
      if (q.requires_grad()) {
        outputs.push_back(q);
        cotangents.push_back(forQ);
      }
      if (p.requires_grad()) {
        outputs.push_back(p);
        cotangents.push_back(forP);
      }
      if (outputs.empty()) {
        return torch.zeros_like(z);
      }
      Tensor gradient =
          torch
              .grad(outputs, new TensorVector(z), cotangents, new BoolOptional(true), false, true)
              .get(0);
      return gradient.defined() ? gradient : torch.zeros_like(z);
    }
  }

  @Override
  public boolean isIndicator() {
    return f.isIndicator() && g.isIndicator();
  }
}
