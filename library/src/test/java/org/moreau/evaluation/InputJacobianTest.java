package org.moreau.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

class InputJacobianTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(2, "jacobian");
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void ofALinearMapItIsTheLargestSingularValue() {
    Tensor w = torch.randn(3, 8).to(ScalarType.Double);
    Tensor x = torch.randn(5, 2, 4).to(ScalarType.Double);
    double expected = torch.linalg_svdvals(w).max().item_double();

    Tensor norms = InputJacobian.spectralNorms(a -> a.flatten(1, -1).mm(w.t()), x);

    for (double norm : TensorData.doubles(norms)) {
      assertEquals(expected, norm, 1e-13);
    }
    assertEquals(5, norms.numel());
  }

  @Test
  void exampleByExampleItIsThatOfDifferences() {
    Tensor w = torch.randn(6, 4).to(ScalarType.Double);
    Tensor v = torch.randn(3, 6).to(ScalarType.Double);
    Tensor x = torch.randn(4, 4).to(ScalarType.Double);
    Tensor norms = InputJacobian.spectralNorms(a -> a.mm(w.t()).tanh().mm(v.t()), x);

    double[] expected = new double[4];
    double h = 1e-5;
    for (int n = 0; n < 4; n++) {
      Tensor jacobian = torch.zeros(3, 4).to(ScalarType.Double);
      for (int i = 0; i < 4; i++) {
        Tensor away = torch.zeros(4).to(ScalarType.Double);
        away.get(i).fill_(new org.bytedeco.pytorch.Scalar(h));
        Tensor plus = v.mv(w.mv(x.get(n).add(away)).tanh());
        Tensor minus = v.mv(w.mv(x.get(n).sub(away)).tanh());
        jacobian.select(1, i).copy_(plus.sub(minus).div(new org.bytedeco.pytorch.Scalar(2 * h)));
      }
      expected[n] = torch.linalg_svdvals(jacobian).max().item_double();
    }
    assertArrayEquals(expected, TensorData.doubles(norms), 1e-8);
  }

  @Test
  void aConstantHasNone() {
    Tensor x = torch.randn(2, 3);

    Tensor norms = InputJacobian.spectralNorms(a -> torch.ones(2, 4).add(a.sum().mul(zero())), x);

    assertArrayEquals(new double[] {0, 0}, TensorData.doubles(norms));
  }

  private static Tensor zero() {
    return torch.zeros(1);
  }
}
