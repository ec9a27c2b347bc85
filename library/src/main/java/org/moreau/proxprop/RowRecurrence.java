package org.moreau.proxprop;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Conjugate gradients for (A'A + βI) d = A'g, started at 0, carried out on y with d = A'y: the same
 * iterates d, but all work is on matrices of the size of g and on the Gram matrix of the rows.
 *
 * <p>With G = AA': r = p = g; y += α p, r −= α q with q = Gp + βp, α = ⟨r, Gr⟩ / ⟨Gp, q⟩; p = r + b
 * p with b = ⟨r, Gr⟩ / ⟨r, Gr⟩ of before. A recurrence per column; a column whose ⟨r, Gr⟩ is 0 has
 * ended. Cost: one product with G per step.
 */
final class RowRecurrence {
  private RowRecurrence() {}

  /** y [rows, outputs] after {@code steps} steps, for {@code gram} [rows, rows]. */
  static Tensor multipliers(Tensor gram, double beta, Tensor g, int steps) {
    Tensor scale = Columns.scale(g, 0);
    Tensor r = g.div(scale);
    Tensor gr = gram.mm(r);
    Tensor p = r.clone();
    Tensor gp = gr.clone();
    Tensor rho = dot(r, gr);
    Tensor y = torch.zeros_like(g);
    for (int k = 1; ; k++) {
      Tensor q = gp.add(p, new Scalar(beta));
      Tensor alpha = Columns.quotient(rho, dot(gp, q));
      y.addcmul_(p, alpha);
      if (k == steps) {
        return y.mul_(scale);
      }
      r.addcmul_(q, alpha, new Scalar(-1.0));
      gr = gram.mm(r);
      Tensor next = dot(r, gr);
      Tensor ratio = Columns.quotient(next, rho);
      p.mul_(ratio).add_(r);
      gp.mul_(ratio).add_(gr);
      rho = next;
    }
  }

  private static Tensor dot(Tensor a, Tensor b) {
    return a.mul(b).sum(0);
  }
}
