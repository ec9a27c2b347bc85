package org.moreau.robustness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.evaluation.InputJacobian;

class LipschitzEstimateTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(9, "lipschitz");
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static double[] estimate(UnaryOperator<Tensor> features, Tensor x, Tensor mask) {
    LipschitzEstimate estimate = new LipschitzEstimate(1e-2, 60, 2);
    return TensorData.doubles(estimate.of(features, x, mask, new SplittableRandom(2)));
  }

  /** Of a linear map it is the largest singular value of what the mask leaves of it. */
  @Test
  void ofALinearMapItIsItsNormOnTheStepsThatCount() {
    Tensor weight = torch.randn(12, 5);
    Tensor x = torch.randn(2, 3, 4);
    Tensor mask = TensorData.of(new float[] {1, 1, 1, 1, 1, 1, 0, 0}, 2, 1, 4);
    double[] found = estimate(y -> y.flatten(1, -1).mm(weight), x, mask);
    for (int i = 0; i < 2; i++) {
      Tensor own = mask.select(0, i).expand(3, 4).flatten().unsqueeze(1);
      double norm = torch.linalg_matrix_norm(weight.mul(own), new Scalar(2.0)).item_double();
      assertEquals(norm, found[i], 1e-3 * norm);
    }
  }

  /** Around a point, of a smooth map it is the norm of its derivative. */
  @Test
  void ofASmoothMapItIsTheNormOfItsDerivative() {
    Tensor weight = torch.randn(6, 4);
    UnaryOperator<Tensor> features = y -> y.flatten(1, -1).mm(weight).tanh();
    Tensor x = torch.randn(3, 2, 3).mul(new Scalar(0.3));
    double[] exact = TensorData.doubles(InputJacobian.spectralNorms(features, x));
    double[] found = estimate(features, x, torch.ones(3, 1, 3));
    for (int i = 0; i < exact.length; i++) {
      assertEquals(exact[i], found[i], 0.03 * exact[i]);
      assertTrue(found[i] > 0);
    }
  }

  /** Features that do not move with one example do not make the others' estimate NaN. */
  @Test
  void whereNothingMovesItIs0() {
    Tensor weight = TensorData.of(new float[] {0, 2}, 2, 1, 1);
    Tensor x = torch.randn(2, 1, 3);
    double[] found =
        estimate(y -> y.mul(weight).relu().flatten(1, -1), x.abs(), torch.ones(2, 1, 3));
    assertEquals(0, found[0]);
    assertEquals(2, found[1], 1e-3);
  }
}
