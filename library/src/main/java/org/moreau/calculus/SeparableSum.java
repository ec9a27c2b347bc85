package org.moreau.calculus;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Check;
import org.moreau.operator.Members;
import org.moreau.operator.ProximalOperator;

/**
 * Σ_b g_b(x_b), where the entries of a member, row by row, are cut into blocks x_b.
 *
 * <p>prox: that of g_b on each block. Cost: the sum of theirs.
 *
 * <p>Derivative: those of the g_b, block by block.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), section 2.1.
 */
public record SeparableSum(List<Block> blocks) implements ProximalOperator {
  /** The next {@code size} entries and their function, which sees them as [batch, size]. */
  public record Block(int size, ProximalOperator g) {
    public Block {
      Check.positive("size", size);
    }
  }

  public SeparableSum {
    blocks = List.copyOf(blocks);
    if (blocks.isEmpty()) {
      throw new IllegalArgumentException("blocks must have at least one, got none");
    }
  }

  @Override
  public Tensor value(Tensor x) {
    TensorVector parts = parts(x);
    Tensor sum = blocks.get(0).g.value(parts.get(0));
    for (int b = 1; b < blocks.size(); b++) {
      sum = sum.add(blocks.get(b).g.value(parts.get(b)));
    }
    return sum;
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    TensorVector parts = parts(x);
    Tensor[] mapped = new Tensor[blocks.size()];
    for (int b = 0; b < mapped.length; b++) {
      mapped[b] = blocks.get(b).g.prox(parts.get(b), step);
    }
    return torch.cat(new TensorVector(mapped), 1).view_as(x);
  }

  private TensorVector parts(Tensor x) {
    long[] sizes = blocks.stream().mapToLong(Block::size).toArray();
    long total = Arrays.stream(sizes).sum();
    if (Members.entries(Members.checked(x)) != total) {
      throw new IllegalArgumentException(
          "x must have as many entries as the blocks, " + total + ", got " + Members.entries(x));
    }
    return Members.flat(x).split_with_sizes(sizes, 1);
  }

  @Override
  public boolean isConvex() {
    return blocks.stream().allMatch(block -> block.g.isConvex());
  }

  @Override
  public boolean isIndicator() {
    return blocks.stream().allMatch(block -> block.g.isIndicator());
  }
}
