package org.moreau.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/**
 * Minimises ½|c − x|² + ½ t a(s) Σ p_j² c_j² over c, s = ⟨p, c⟩ and a the logistic variance, by the
 * function of s that is left when c is the best one for its s. Members are rows [batch, n], t
 * [batch, 1].
 *
 * <p>With D_j = 1 + t a p_j², A = Σ p_j x_j / D_j, S = Σ p_j² / D_j and ν = (s − A) / S: c_j = (x_j
 * + ν p_j) / D_j, the value is ½ Σ t a p_j² x_j² / D_j + (s − A)² / (2S), and its derivative ν + ½
 * t a' Σ p_j² c_j².
 */
final class DropoutBranch {
  private static final int GRID = 512;
  private static final long ENTRIES = 1 << 22; // of the largest temporary
  private static final int BISECTIONS = 30; // then the slope is straight to rounding
  // Beyond it, t a p² is below rounding, the function a parabola and its slope straight.
  private static final double FLAT = 45;

  private DropoutBranch() {}

  /** What belongs to an s [..., 1] beside x, p and t. */
  private record Line(Tensor c, Tensor value, Tensor slope) {
    static Line at(Tensor s, Tensor x, Tensor p, Tensor t) {
      Tensor squares = p.square();
      Tensor lost = LogisticVariance.of(s).mul(t).mul(squares);
      Tensor d = lost.add(new Scalar(1));
      Tensor mass = squares.div(d).sum(new long[] {-1}, true, null);
      // Without a point there is only s = 0 and c = x.
      mass = mass.masked_fill(mass.eq(new Scalar(0)), new Scalar(1));
      Tensor centre = p.mul(x).div(d).sum(new long[] {-1}, true, null);
      Tensor nu = s.sub(centre).div(mass);
      Tensor c = x.add(nu.mul(p)).div(d);
      Tensor variance = squares.mul(c.square()).sum(new long[] {-1}, true, null);
      Tensor slope = nu.add(LogisticVariance.slope(s).mul(t).mul(variance).mul(new Scalar(0.5)));
      Tensor rest = lost.mul(x.square()).div(d).sum(new long[] {-1}, true, null);
      Tensor value = rest.add(nu.square().mul(mass)).mul(new Scalar(0.5));
      return new Line(c, value.squeeze(-1), slope.squeeze(-1));
    }
  }

  /** The lowest minimum of every member, [batch, n]. */
  static Tensor lowest(Tensor x, Tensor p, Tensor t) {
    long batch = x.size(0);
    if (x.numel() == 0) {
      return x.clone();
    }
    long together = Math.max(1, ENTRIES / (GRID * x.size(1)));
    List<Tensor> parts = new ArrayList<>();
    for (long from = 0; from < batch; from += together) {
      long count = Math.min(together, batch - from);
      try (TensorScope scope = new TensorScope()) {
        parts.add(
            scope.keep(
                part(
                    x.narrow(0, from, count), p.narrow(0, from, count), t.narrow(0, from, count))));
      }
    }
    return torch.cat(new TensorVector(parts.toArray(Tensor[]::new)), 0);
  }

  private static Tensor part(Tensor x, Tensor p, Tensor t) {
    Tensor grid = grid(x, p, t); // [batch, GRID]
    Line line = Line.at(grid.unsqueeze(2), x.unsqueeze(1), p.unsqueeze(1), t.unsqueeze(1));
    Tensor falls = line.slope.lt(new Scalar(0));
    // The lowest minimum lies between the ends, whatever rounding makes of the slopes there.
    falls.select(1, 0).fill_(new Scalar(1));
    falls.select(1, GRID - 1).fill_(new Scalar(0));
    Tensor turns =
        falls.narrow(1, 0, GRID - 1).logical_and(falls.narrow(1, 1, GRID - 1).logical_not());
    Tensor cells = turns.nonzero();
    Tensor member = cells.select(1, 0);
    Tensor left = grid.narrow(1, 0, GRID - 1).masked_select(turns).unsqueeze(1);
    Tensor right = grid.narrow(1, 1, GRID - 1).masked_select(turns).unsqueeze(1);
    Tensor ownX = x.index_select(0, member);
    Tensor ownP = p.index_select(0, member);
    Tensor ownT = t.index_select(0, member);
    for (int i = 0; i < BISECTIONS; i++) {
      Tensor middle = left.add(right).mul(new Scalar(0.5));
      Tensor rises = Line.at(middle, ownX, ownP, ownT).slope.ge(new Scalar(0)).unsqueeze(1);
      right = torch.where(rises, middle, right);
      left = torch.where(rises, left, middle);
    }
    Tensor before = Line.at(left, ownX, ownP, ownT).slope.unsqueeze(1);
    Tensor after = Line.at(right, ownX, ownP, ownT).slope.unsqueeze(1);
    Tensor rise = after.sub(before);
    Tensor crosses = before.lt(new Scalar(0)).logical_and(after.gt(new Scalar(0)));
    Tensor share =
        torch.where(crosses, before.neg().div(rise), torch.full_like(rise, new Scalar(0.5)));
    Line minima = Line.at(left.add(right.sub(left).mul(share)), ownX, ownP, ownT);
    long[] best = best(TensorData.longs(member), TensorData.doubles(minima.value), x.size(0));
    return minima.c.index_select(
        0, TensorData.of(best, best.length).to(x.device(), member.dtype()));
  }

  /** The position of the lowest value of every member; the first of equal ones. */
  private static long[] best(long[] member, double[] value, long members) {
    long[] best = new long[(int) members];
    Arrays.fill(best, -1);
    for (int i = 0; i < member.length; i++) {
      int m = (int) member[i];
      if (best[m] < 0 || value[i] < value[(int) best[m]]) {
        best[m] = i;
      }
    }
    return best;
  }

  /**
   * Values of s between which the minima lie. As the value at the minimum is not above that at c =
   * x, |c − x|² ≤ t a Σ p_j² x_j² there, which bounds s.
   */
  private static Tensor grid(Tensor x, Tensor p, Tensor t) {
    Tensor s = p.mul(x).sum(new long[] {1}, true, null);
    Tensor squares = p.mul(x).square().sum(new long[] {1}, true, null);
    Tensor farthest = LogisticVariance.of(s).mul(t).mul(squares).sqrt();
    Tensor reach = farthest.mul(p.norm(new ScalarOptional(new Scalar(2)), new long[] {1}, true));
    Tensor low = s.sub(reach);
    Tensor high = s.add(reach);
    Tensor flat = p.square().mul(t).amax(new long[] {1}, true).log1p().add(new Scalar(FLAT));
    Tensor from = torch.minimum(torch.maximum(low, flat.neg()), high);
    Tensor to = torch.maximum(torch.minimum(high, flat), from);
    Tensor shares =
        torch
            .arange(new Scalar(0L), new Scalar(GRID - 2L), x.options())
            .div(new Scalar(GRID - 3.0));
    Tensor inner = from.add(to.sub(from).mul(shares));
    return torch.cat(new TensorVector(low, inner, high), 1);
  }

  /** The gradients for x, p and t at the minimum c. */
  static List<Tensor> gradients(Tensor c, Tensor x, Tensor p, Tensor t, Tensor cotangent) {
    Tensor s = dot(p, c);
    Tensor a = LogisticVariance.of(s);
    Tensor slope = LogisticVariance.slope(s);
    Tensor curvature = LogisticVariance.curvature(s);
    Tensor q = p.square().mul(c);
    Tensor variance = dot(q, c);
    Tensor bend = curvature.mul(variance).mul(new Scalar(0.5));
    Tensor d = a.mul(t).mul(p.square()).add(new Scalar(1));
    // The Hessian is diag(d) + [p q] M [p q]' with M = t [[bend, slope], [slope, 0]].
    Tensor pp = dot(p, p.div(d));
    Tensor pq = dot(p, q.div(d));
    Tensor qq = dot(q, q.div(d));
    Tensor wp = dot(p, cotangent.div(d));
    Tensor wq = dot(q, cotangent.div(d));
    Tensor m = t.mul(bend);
    Tensor n = t.mul(slope);
    Tensor a11 = m.mul(pp).add(n.mul(pq)).add(new Scalar(1));
    Tensor a12 = m.mul(pq).add(n.mul(qq));
    Tensor a21 = n.mul(pp);
    Tensor a22 = n.mul(pq).add(new Scalar(1));
    Tensor b1 = m.mul(wp).add(n.mul(wq));
    Tensor b2 = n.mul(wp);
    Tensor determinant = a11.mul(a22).sub(a12.mul(a21));
    Tensor y1 = b1.mul(a22).sub(b2.mul(a12)).div(determinant);
    Tensor y2 = b2.mul(a11).sub(b1.mul(a21)).div(determinant);
    Tensor v = cotangent.sub(p.mul(y1)).sub(q.mul(y2)).div(d);
    Tensor vp = dot(v, p);
    Tensor vq = dot(v, q);
    Tensor gradientT = vq.mul(a).add(vp.mul(slope).mul(variance).mul(new Scalar(0.5))).neg();
    Tensor gradientP =
        c.mul(slope.mul(vq).add(bend.mul(vp)))
            .add(p.mul(c).mul(v).mul(a).mul(new Scalar(2)))
            .add(p.mul(c.square()).mul(slope.mul(vp)))
            .add(v.mul(slope.mul(variance).mul(new Scalar(0.5))))
            .mul(t)
            .neg();
    return List.of(v, gradientP, gradientT);
  }

  private static Tensor dot(Tensor a, Tensor b) {
    return a.mul(b).sum(new long[] {1}, true, null);
  }
}
