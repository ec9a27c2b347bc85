package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class GraphLaplacianTest extends ProximalOperatorContract {
  private static final long[] EDGES = {0, 1, 1, 2, 2, 0, 2, 3};
  private static final double[] WEIGHTS = {1, 0.5, 2, 3};

  @Override
  protected ProximalOperator operator() {
    return new GraphLaplacian(5, TensorData.of(EDGES, 4, 2), TensorData.of(WEIGHTS, 4));
  }

  /** Five nodes, the last of them alone, with two features. */
  @Override
  protected Tensor points() {
    return torch.randn(3, 5, 2).to(ScalarType.Double);
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    double[] y = new double[10];
    for (int sweep = 0; sweep < 5000; sweep++) {
      for (int i = 0; i < 10; i++) {
        double top = x[i];
        double bottom = 1;
        for (int e = 0; e < 4; e++) {
          long from = EDGES[2 * e];
          long to = EDGES[2 * e + 1];
          if (from == i / 2 || to == i / 2) {
            long other = from == i / 2 ? to : from;
            top += step * WEIGHTS[e] * y[(int) (2 * other + i % 2)];
            bottom += step * WEIGHTS[e];
          }
        }
        y[i] = top / bottom;
      }
    }
    return y;
  }

  @Test
  void theValueIsHalfTheWeightedSquaresOverTheEdges() {
    Tensor x = TensorData.of(new double[] {1, 2, 4, 8, 16}, 1, 5);
    assertEquals(0.5 * (1 + 0.5 * 4 + 2 * 9 + 3 * 16), operator().value(x).item_double(), 1e-12);
  }

  @Test
  void aLargeStepAveragesOverWhatIsConnected() {
    Tensor x = TensorData.of(new double[] {1, 2, 4, 9, 16}, 1, 5);
    assertArrayEquals(
        new double[] {4, 4, 4, 4, 16}, TensorData.doubles(operator().prox(x, 1e12)), 1e-9);
  }

  @Test
  void anEdgeGivenTwiceCountsTwice() {
    Tensor x = points();
    Tensor twice = torch.ones(2).to(ScalarType.Double);
    Tensor once = torch.full(new long[] {1}, new Scalar(2.0)).to(ScalarType.Double);
    var doubled = new GraphLaplacian(5, TensorData.of(new long[] {0, 1, 1, 0}, 2, 2), twice);
    var single = new GraphLaplacian(5, TensorData.of(new long[] {0, 1}, 1, 2), once);
    assertArrayEquals(
        TensorData.doubles(single.prox(x, 1.0)), TensorData.doubles(doubled.prox(x, 1.0)), 1e-12);
  }

  @Test
  void rejectsWrongNodesAndWeights() {
    Tensor weight = torch.ones(1);
    assertEquals(
        "edges must join nodes from 0 to 4, got 5",
        assertThrows(
                IllegalArgumentException.class,
                () -> new GraphLaplacian(5, TensorData.of(new long[] {0, 5}, 1, 2), weight))
            .getMessage());
    assertEquals(
        "weights must be >= 0 and finite, got -1.0",
        assertThrows(
                IllegalArgumentException.class,
                () -> new GraphLaplacian(5, TensorData.of(new long[] {0, 1}, 1, 2), weight.neg()))
            .getMessage());
    assertEquals(
        "x must have the shape [batch, 5, ...], got [3, 6]",
        assertThrows(IllegalArgumentException.class, () -> operator().prox(torch.zeros(3, 6), 1.0))
            .getMessage());
  }
}
