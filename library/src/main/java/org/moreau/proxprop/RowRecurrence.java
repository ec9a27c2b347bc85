package org.moreau.proxprop;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.TensorScope;

/**
 * Conjugate gradients for (A'A + βI) d = A'g, started at 0, carried out on y with d = A'y: the same
 * iterates d, but all work is on matrices of the size of g and on the Gram matrix of the rows.
 *
 * <p>With G = AA': r = p = g; y += α p, r −= α q with q = Gp + βp, α = ⟨r, Gr⟩ / ⟨Gp, q⟩; p = r + b
 * p with b = ⟨r, Gr⟩ / ⟨r, Gr⟩ of before. A recurrence per column, which ends when A'r is no more
 * than the rounding of A'g. Cost: one product with G per step.
 */
final class RowRecurrence {
  private static final long BLOCK = 128; // columns whose work stays in the cache

  private RowRecurrence() {}

  /** y [rows, outputs] after {@code steps} steps, for {@code gram} [rows, rows]. */
  static Tensor multipliers(Tensor gram, double beta, Tensor g, int steps) {
    double trace = gram.diagonal().sum().item_double();
    if (Double.isFinite(trace) && SpectralRowRecurrence.pays(gram, g.size(1), steps)) {
      return new SpectralRowRecurrence(gram, trace, beta).multipliers(g, steps);
    }
    Tensor columns = g.new_empty(g.size(1), g.size(0)).copy_(g.t()); // never g itself
    for (long from = 0; from < columns.size(0); from += BLOCK) {
      try (TensorScope scope = new TensorScope()) {
        Tensor block = columns.narrow(0, from, Math.min(BLOCK, columns.size(0) - from));
        solve(gram, trace, new Scalar(beta), block, steps);
      }
    }
    return columns.t();
  }

  /** Turns g, whose columns are the rows of {@code block}, into y. */
  private static void solve(Tensor gram, double trace, Scalar beta, Tensor block, int steps) {
    Tensor scale = Columns.scale(block, 1);
    Tensor r = block.div(scale);
    Tensor gr = r.mm(gram);
    Tensor p = r.clone();
    Tensor gp = gr.clone();
    Tensor rounding = dot(r, r).mul(new Scalar(trace * Columns.squaredEpsilon(r.scalar_type())));
    Tensor rho = Columns.above(rounding, dot(r, gr));
    Tensor y = block.zero_();
    for (int k = 1; ; k++) {
      Tensor q = gp.add(p, beta);
      Tensor alpha = Columns.quotient(rho, dot(gp, q));
      y.addcmul_(p, alpha);
      if (k == steps) {
        y.mul_(scale);
        return;
      }
      r.addcmul_(q, alpha, new Scalar(-1.0));
      torch.mm_out(gr, r, gram);
      Tensor next = Columns.above(rounding, dot(r, gr));
      Tensor ratio = Columns.quotient(next, rho);
      p.mul_(ratio).add_(r);
      gp.mul_(ratio).add_(gr);
      rho = next;
    }
  }

  private static Tensor dot(Tensor a, Tensor b) {
    return a.mul(b).sum(new long[] {1}, true, new ScalarTypeOptional());
  }
}
