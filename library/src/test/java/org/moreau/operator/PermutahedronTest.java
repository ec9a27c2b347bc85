package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class PermutahedronTest extends ProximalOperatorContract {
  private static final double[] W = {2, -1, 0.5, 0.25, 1, -0.5};

  @Override
  protected ProximalOperator operator() {
    return new Permutahedron(TensorData.of(W, 6));
  }

  @Override
  protected Tensor feasible(Tensor y) {
    return operator().prox(y, 1.0);
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    // No k entries sum to more than the k largest of w, all of them to as much: the dual of these
    // 63 constraints, one after the other.
    double[] falling = Arrays.stream(W).map(v -> -v).sorted().map(v -> -v).toArray();
    double[] y = x.clone();
    double[] dual = new double[64];
    for (int sweep = 0; sweep < 3000; sweep++) {
      for (int set = 1; set < 64; set++) {
        int size = Integer.bitCount(set);
        double excess = 0;
        for (int i = 0; i < 6; i++) {
          excess += (set >> i & 1) * y[i];
        }
        for (int i = 0; i < size; i++) {
          excess -= falling[i];
        }
        double next = dual[set] + excess / size;
        double change = (set == 63 ? next : Math.max(next, 0)) - dual[set];
        dual[set] += change;
        for (int i = 0; i < 6; i++) {
          y[i] -= (set >> i & 1) * change;
        }
      }
    }
    return y;
  }

  @Test
  void ofOneLargeEntryItIsTheSimplex() {
    Tensor x = points();
    Tensor w = TensorData.of(new double[] {0, 0, 1.5, 0, 0, 0}, 6);
    assertArrayEquals(
        TensorData.doubles(new Simplex(1.5).prox(x, 1.0)),
        TensorData.doubles(new Permutahedron(w).prox(x, 1.0)),
        1e-12);
  }

  @Test
  void ofZerosAndOnesItIsTheCappedSimplex() {
    Tensor x = points();
    Tensor w = TensorData.of(new double[] {0, 1, 0, 1, 1, 0}, 6);
    assertArrayEquals(
        TensorData.doubles(new CappedSimplex(1, 3).prox(x, 1.0)),
        TensorData.doubles(new Permutahedron(w).prox(x, 1.0)),
        1e-12);
  }

  @Test
  void farOutItIsThePermutationInTheOrderOfX() {
    Tensor x = TensorData.of(new double[] {100, 600, 200, 300, 500, 400}, 1, 6);
    assertArrayEquals(
        new double[] {-1, 2, -0.5, 0.25, 1, 0.5},
        TensorData.doubles(operator().prox(x, 1.0)),
        1e-12);
  }

  @Test
  void equalEntriesStayEqual() {
    Tensor x = TensorData.of(new double[] {1, 1, 0, 0, 1, 1}, 1, 6);
    double[] y = TensorData.doubles(operator().prox(x, 1.0));
    assertEquals(y[0], y[5], 1e-15);
    assertEquals(y[2], y[3], 1e-15);
    assertArrayEquals(obviousProx(TensorData.doubles(x), 1), y, 1e-9);
  }

  @Test
  void theGradientInWMatchesDifferences() {
    Tensor x = points();
    Tensor direction = points();
    ParameterGradient.matchesDifferences(
        W, new long[] {6}, w -> new Permutahedron(w).prox(x, 1.0).mul(direction).sum());
  }

  @Test
  void worksAtAllScales() {
    for (double scale : new double[] {1e-6, 1e6}) {
      for (ScalarType type : new ScalarType[] {ScalarType.Float, ScalarType.Double}) {
        Tensor x = points();
        Permutahedron set = new Permutahedron(TensorData.of(W, 6).mul(new Scalar(scale)));
        Tensor y = set.prox(x.mul(new Scalar(scale)).to(type), 1.0);
        assertEquals(0, set.value(y).max().item_double());
        assertArrayEquals(
            TensorData.doubles(operator().prox(x, 1.0)),
            TensorData.doubles(y.to(ScalarType.Double).div(new Scalar(scale))),
            1e-5);
      }
    }
  }

  @Test
  void rejectsAVectorOfAnotherSizeOrWithNaN() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> operator().prox(torch.zeros(2, 5), 1.0))
            .getMessage();
    assertEquals("w must have as many entries as a member of x, 5, got 6", message);
    assertThrows(
        IllegalArgumentException.class,
        () -> new Permutahedron(TensorData.of(new double[] {1, Double.NaN}, 2)));
  }
}
