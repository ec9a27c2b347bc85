package org.moreau.operator;

import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Check;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/**
 * g(x) = ½ xᵀ L x = ½ Σ_e w_e |x_i − x_j|² over the edges e = (i, j) of an undirected graph, for
 * members [nodes, ...] with any features at a node.
 *
 * <p>prox: y = (I + step L)⁻¹ x along the nodes. The dense L is factored once, for all steps. Cost:
 * O(nodes²) for each feature, O(nodes³) once. Differentiable in x and the step; edges and weights
 * are constants.
 *
 * <p>Derivative: (I + step L)⁻¹ everywhere; there is no kink.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), section 6.1.
 */
public final class GraphLaplacian implements ProximalOperator {
  private final SemidefiniteMatrix laplacian;
  private final Tensor from;
  private final Tensor to;
  private final Tensor weights;

  /**
   * The graph of {@code nodes} nodes with the int64 {@code edges} [edges, 2] and their {@code
   * weights} [edges] ≥ 0; an edge given twice counts with the sum of its weights.
   */
  public GraphLaplacian(int nodes, Tensor edges, Tensor weights) {
    Check.positive("nodes", nodes);
    Check.shape("edges", edges, -1, 2);
    Check.shape("weights", weights, edges.size(0));
    Members.nonNegative("weights", weights);
    long[] ends = TensorData.longs(edges);
    double[] w = TensorData.doubles(weights);
    double[] entries = new double[Math.multiplyExact(nodes, nodes)];
    for (int e = 0; e < w.length; e++) {
      int i = node(ends[2 * e], nodes);
      int j = node(ends[2 * e + 1], nodes);
      entries[i * nodes + i] += w[e];
      entries[j * nodes + j] += w[e];
      entries[i * nodes + j] -= w[e];
      entries[j * nodes + i] -= w[e];
    }
    try (TensorScope scope = new TensorScope()) {
      Tensor matrix = TensorData.of(entries, nodes, nodes);
      laplacian = SemidefiniteMatrix.of("L", Members.like(matrix, weights));
      this.from = TensorScope.own(edges.select(1, 0).to(weights.device(), edges.scalar_type()));
      this.to = TensorScope.own(edges.select(1, 1).to(weights.device(), edges.scalar_type()));
      this.weights = TensorScope.own(weights.detach().clone());
    }
  }

  private static int node(long node, int nodes) {
    if (node < 0 || node >= nodes) {
      throw new IllegalArgumentException(
          "edges must join nodes from 0 to " + (nodes - 1) + ", got " + node);
    }
    return (int) node;
  }

  @Override
  public Tensor value(Tensor x) {
    requireNodes(Members.checked(x));
    Tensor difference = end(from, x).sub(end(to, x));
    Tensor squares = difference.reshape(x.size(0), from.size(0), features(x)).square().sum(2);
    return squares.matmul(Members.like(weights, x)).mul(new Scalar(0.5));
  }

  private static Tensor end(Tensor nodes, Tensor x) {
    return x.index_select(1, nodes.to(x.device(), nodes.scalar_type()));
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    requireNodes(Members.checked(x));
    Tensor features = x.reshape(x.size(0), laplacian.size(), features(x)).transpose(1, 2);
    Tensor y = laplacian.shrink(features, Members.step(features, step));
    return y.transpose(1, 2).reshape(x.shape());
  }

  private long features(Tensor x) {
    return Members.entries(x) / laplacian.size();
  }

  private void requireNodes(Tensor x) {
    if (x.dim() < 2 || x.size(1) != laplacian.size()) {
      throw new IllegalArgumentException(
          "x must have the shape [batch, "
              + laplacian.size()
              + ", ...], got "
              + Arrays.toString(x.shape()));
    }
  }
}
