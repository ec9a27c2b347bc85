package org.moreau.calculus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;
import org.moreau.operator.L1Norm;
import org.moreau.operator.L2Norm;
import org.moreau.operator.ProximalOperator;
import org.moreau.operator.ProximalOperatorContract;
import org.moreau.operator.ScalarSearch;

class PrecomposedTest extends ProximalOperatorContract {
  // Four rows of an orthogonal matrix, times 2.
  private final Tensor matrix = times(orthogonal(6).narrow(0, 0, 4), 2);
  private final OrthogonalMap map = OrthogonalMap.of(matrix);

  @Override
  protected ProximalOperator operator() {
    return new Precomposed(new L1Norm(), map);
  }

  /** Along each row r of length 2, by search for u = ⟨r, y⟩/2; across them nothing moves. */
  @Override
  protected double[] obviousProx(double[] x, double step) {
    double[] rows = TensorData.doubles(matrix);
    double[] y = x.clone();
    for (int row = 0; row < 4; row++) {
      double along = 0;
      for (int i = 0; i < 6; i++) {
        along += rows[6 * row + i] / 2 * x[i];
      }
      double moved = ScalarSearch.prox(u -> Math.abs(2 * u), along, step, -12, 12) - along;
      for (int i = 0; i < 6; i++) {
        y[i] += moved * rows[6 * row + i] / 2;
      }
    }
    return y;
  }

  @Test
  void aPairDoesWhatItsMatrixDoes() {
    Tensor rotation = orthogonal(6);
    OrthogonalMap pair = new OrthogonalMap(x -> x.mm(rotation.t()), y -> y.mm(rotation), 1);
    Tensor x = points();

    assertArrayEquals(
        TensorData.doubles(new Precomposed(new L1Norm(), pair).prox(x, 0.6)),
        TensorData.doubles(new Precomposed(new L1Norm(), OrthogonalMap.of(rotation)).prox(x, 0.6)),
        1e-12);
  }

  @Test
  void aRotatedNormIsTheSameNorm() {
    Tensor x = points();

    assertArrayEquals(
        TensorData.doubles(new L2Norm().prox(x, 0.6)),
        TensorData.doubles(
            new Precomposed(new L2Norm(), OrthogonalMap.of(orthogonal(6))).prox(x, 0.6)),
        1e-12);
  }

  @Test
  void rejectsAMatrixWithoutOrthogonalRows() {
    Tensor rotation = orthogonal(6);
    rotation.select(0, 2).mul_(new Scalar(1.1));

    String message =
        assertThrows(IllegalArgumentException.class, () -> OrthogonalMap.of(rotation)).getMessage();

    assertTrue(message.startsWith("matrix must have orthogonal rows of one length"), message);
  }
}
