package org.moreau.operator;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/**
 * g(x) = Σ_groups |x_group|₂, the L2,1 norm, over groups of the entries of a member that do not
 * overlap. Entries in no group are free: they do not count, and stay as they are.
 *
 * <p>prox: y_group = max(1 − step/|x_group|, 0) x_group; a zero group stays zero. Cost: O(n).
 *
 * <p>Derivative at |x_group| = step: taken as 0.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), section 6.5.4.
 */
public final class GroupNorm implements ProximalOperator {
  private final Tensor groupOf; // [entries], free entries in one more group at the end
  private final long groups;

  /** The group of every entry of a member, row by row, from 0; -1 for a free entry. */
  public GroupNorm(long... groupOf) {
    groups = 1 + Arrays.stream(groupOf).max().orElse(-1);
    long[] own = new long[groupOf.length];
    for (int i = 0; i < own.length; i++) {
      if (groupOf[i] < -1) {
        throw new IllegalArgumentException(
            "groupOf must be >= -1, got " + groupOf[i] + " at entry " + i);
      }
      own[i] = groupOf[i] < 0 ? groups : groupOf[i];
    }
    this.groupOf = TensorScope.own(TensorData.of(own, own.length));
  }

  /** Groups given by the indices of their entries, of which a member has so many. */
  public static GroupNorm ofIndices(int entries, List<int[]> groups) {
    long[] groupOf = new long[entries];
    Arrays.fill(groupOf, -1);
    for (int group = 0; group < groups.size(); group++) {
      for (int index : groups.get(group)) {
        if (index < 0 || index >= entries) {
          throw new IllegalArgumentException(
              "groups must hold indices in [0, " + (entries - 1) + "], got " + index);
        }
        if (groupOf[index] >= 0) {
          throw new IllegalArgumentException("groups must not overlap, got " + index + " twice");
        }
        groupOf[index] = group;
      }
    }
    return new GroupNorm(groupOf);
  }

  /** The rows of a matrix as groups: the sum of their Euclidean norms. */
  public static GroupNorm rows(int rows, int columns) {
    long[] groupOf = new long[Math.multiplyExact(rows, columns)];
    Arrays.setAll(groupOf, i -> i / columns);
    return new GroupNorm(groupOf);
  }

  @Override
  public Tensor value(Tensor x) {
    Tensor rows = entries(x);
    return norms(rows, groupOf.to(x.device(), groupOf.scalar_type())).narrow(1, 0, groups).sum(1);
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Tensor rows = entries(x);
    Tensor index = groupOf.to(x.device(), groupOf.scalar_type());
    Tensor shrink = L2Norm.shrink(norms(rows, index), Members.step(rows, step));
    Tensor shrunk = rows.mul(shrink.index_select(1, index));
    return torch.where(index.eq(new Scalar(groups)), rows, shrunk).view_as(x);
  }

  private Tensor entries(Tensor x) {
    Tensor rows = Members.flat(Members.checked(x));
    if (rows.size(1) != groupOf.size(0)) {
      throw new IllegalArgumentException(
          "x must have members of " + groupOf.size(0) + " entries, got " + rows.size(1));
    }
    return rows;
  }

  /** The norm of every group, [batch, groups + 1], scaled as {@link Members#norm}. */
  private Tensor norms(Tensor rows, Tensor index) {
    Tensor zeros = rows.new_zeros(rows.size(0), groups + 1);
    Tensor everywhere = index.expand(rows.shape());
    Tensor largest = zeros.scatter_reduce(1, everywhere, rows.detach().abs(), "amax", true);
    Tensor isZero = largest.eq(new Scalar(0));
    Tensor scale = torch.where(isZero, torch.ones_like(largest), largest);
    Tensor squares = zeros.index_add(1, index, rows.div(scale.index_select(1, index)).square());
    // The square root of zero has an infinite derivative, which would turn into NaN.
    Tensor root = torch.where(isZero, torch.ones_like(squares), squares).sqrt();
    return torch.where(isZero, squares, root.mul(scale));
  }
}
