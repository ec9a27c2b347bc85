package org.moreau.recurrent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A gated cell of one's own: two formulas in libtorch's operations, entry by entry; sensitivities
 * and derivatives are left to autograd. Several times slower than a cell written out.
 *
 * <p>Both must be differentiable twice, and entry j of what they return may depend on entries j of
 * the gates and the state alone.
 */
public abstract class AutogradCell implements GatedCell {
  /** For cells of one's own. */
  protected AutogradCell() {}

  /** s = φ(z, q, c'); z and q are [batch, gates · hidden], c' and s [batch, hidden]. */
  protected abstract Tensor intermediate(Tensor z, Tensor q, Tensor before);

  /** h = ψ(z, q, c) [batch, hidden]. */
  protected abstract Tensor hidden(Tensor z, Tensor q, Tensor state);

  @Override
  public final Step step(Tensor z, Tensor q, Tensor before) {
    return new Recorded(leaf(z), leaf(q), leaf(before));
  }

  private static Tensor leaf(Tensor values) {
    Tensor leaf = values.detach();
    leaf.set_requires_grad(true);
    return leaf;
  }

  private final class Recorded implements Step {
    private final Tensor z;
    private final Tensor q;
    private final Tensor before;
    private final Tensor s;
    private final Tensor a;

    Recorded(Tensor z, Tensor q, Tensor before) {
      this.z = z;
      this.q = q;
      this.before = before;
      try (AutoGradMode guard = new AutoGradMode(true)) {
        s = AutogradCell.this.intermediate(z, q, before);
        // Entry by entry, so the gradient of the sum is the diagonal of the Jacobian.
        a = gradients(s.sum(), true, z).get(0).narrow(1, 0, stateGates() * before.size(1));
      }
    }

    @Override
    public Tensor intermediate() {
      return s.detach();
    }

    @Override
    public Tensor sensitivities() {
      return a.detach();
    }

    @Override
    public Tensor hidden(Tensor state) {
      return AutogradCell.this.hidden(z, q, state).detach();
    }

    @Override
    public Tensor stateCotangent(Tensor hiddenBar, Tensor state) {
      try (AutoGradMode guard = new AutoGradMode(true)) {
        Tensor leaf = leaf(state);
        Tensor h = AutogradCell.this.hidden(z.detach(), q.detach(), leaf);
        return gradients(h.mul(hiddenBar).sum(), false, leaf).get(0);
      }
    }

    @Override
    public Cotangents backward(Tensor sBar, Tensor aBar, Tensor hiddenBar, Tensor state) {
      try (AutoGradMode guard = new AutoGradMode(true)) {
        Tensor h = AutogradCell.this.hidden(z, q, state.detach());
        Tensor sum = s.mul(sBar).sum().add(h.mul(hiddenBar).sum()).add(a.mul(aBar).sum());
        List<Tensor> all = gradients(sum, false, z, q, before);
        return new Cotangents(all.get(0), all.get(1), all.get(2));
      }
    }
  }

  /** The gradients of a scalar; 0 for what it does not depend on. */
  private static List<Tensor> gradients(Tensor scalar, boolean withGraph, Tensor... leaves) {
    if (!scalar.requires_grad()) {
      return Arrays.stream(leaves).map(torch::zeros_like).toList();
    }
    TensorVector found =
        torch.grad(
            new TensorVector(scalar),
            new TensorVector(leaves),
            new TensorVector(),
            new BoolOptional(true),
            withGraph,
            true);
    List<Tensor> gradients = new ArrayList<>();
    for (int i = 0; i < leaves.length; i++) {
      // A handle of its own: what the list returns points into it.
      Tensor gradient = new Tensor(found.get(i));
      gradients.add(gradient.defined() ? gradient : torch.zeros_like(leaves[i]));
    }
    return gradients;
  }
}
