package org.moreau.operator;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.TensorData;

/**
 * The convex hull of all permutations of the entries of w, which has as many as a member.
 *
 * <p>prox: the projection: with s and v the entries of x and w in falling order, the falling s less
 * its falling isotonic regression on s − v, put back into the order of x; the blocks are found on
 * the host in float64. Cost: O(n log n), one copy to the host. Differentiable in x and w.
 *
 * <p>Derivative: that of the blocks which were found; equal neighbours are two blocks.
 *
 * <p>Source: Blondel, Teboul, Berthet and Djolonga, Fast Differentiable Sorting and Ranking (2020),
 * propositions 3 and 4.
 */
public record Permutahedron(Tensor w) implements ProximalOperator {
  /** Checks that w is finite. */
  public Permutahedron {
    Members.finite("w", w);
  }

  @Override
  public Tensor value(Tensor x) {
    Tensor most = falling(Members.vector("w", w, Members.checked(x))).cumsum(0);
    Tensor flat = Members.flat(x);
    Tensor sums = flat.sort(1, true).get0().cumsum(1);
    Tensor over = sums.sub(most).amax(new long[] {1}, false);
    Tensor off = sums.select(1, -1).sub(most.select(0, -1)).abs();
    Tensor size = Members.vector("w", w, x).abs().sum().add(flat.abs().sum(1));
    Tensor allowed = size.mul(new Scalar(Members.slack(x)));
    return Members.indicator(over.le(allowed).logical_and(off.le(allowed)), x);
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    // Entries that are large beside those of w cancel.
    Tensor flat = Members.flat(x).to(ScalarType.Double);
    var sorted = flat.detach().sort(1, true);
    Tensor order = sorted.get1();
    Tensor s = flat.gather(1, order);
    Tensor gap = s.sub(falling(Members.vector("w", w, flat)));
    long[] block =
        IsotonicCone.blocks(TensorData.doubles(gap.neg()), Math.toIntExact(flat.size(1)));
    Tensor y = s.sub(BlockMeans.of(gap, block));
    return y.gather(1, order.argsort(1, false)).to(x.scalar_type()).view_as(x);
  }

  @Override
  public boolean isIndicator() {
    return true;
  }

  private static Tensor falling(Tensor vector) {
    return vector.sort(0, true).get0();
  }
}
