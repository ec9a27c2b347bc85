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

class PrecomposedTest extends ProximalOperatorContract {
  // Four rows of an orthogonal matrix, times 2.
  private final OrthogonalMap map = OrthogonalMap.of(times(orthogonal(6).narrow(0, 0, 4), 2));

  @Override
  protected ProximalOperator operator() {
    return new Precomposed(new L1Norm(), map);
  }

  @Test
  void aPairDoesWhatItsMatrixDoes() {
    Tensor matrix = orthogonal(6);
    OrthogonalMap pair = new OrthogonalMap(x -> x.mm(matrix.t()), y -> y.mm(matrix), 1);
    Tensor x = points();

    assertArrayEquals(
        TensorData.doubles(new Precomposed(new L1Norm(), pair).prox(x, 0.6)),
        TensorData.doubles(new Precomposed(new L1Norm(), OrthogonalMap.of(matrix)).prox(x, 0.6)),
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
    Tensor matrix = orthogonal(6);
    matrix.select(0, 2).mul_(new Scalar(1.1));

    String message =
        assertThrows(IllegalArgumentException.class, () -> OrthogonalMap.of(matrix)).getMessage();

    assertTrue(message.startsWith("matrix must have orthogonal rows of one length"), message);
  }
}
