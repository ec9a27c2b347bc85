package org.moreau.multiview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.moreau.GoldenData;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorScope;

class CcaLossTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(2, "cca loss");
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"N40_d6_k4", "N40_d6_k6"})
  void lossAndGradientAreThoseOfTheReference(String name) {
    GoldenData golden = new GoldenData("cca/dcca_loss/" + name);
    Tensor x = golden.tensor("X").set_requires_grad(true);
    Tensor y = golden.tensor("Y").set_requires_grad(true);
    CcaLoss loss =
        new CcaLoss(
            new CanonicalCorrelation(
                (int) golden.number("k"), golden.number("reg"), CovarianceScaling.CODE));

    Tensor value = loss.of(x, y);
    value.backward();

    assertEquals(-golden.number("corr"), value.item_double(), 1e-12);
    assertTrue(GoldenCcaTest.error(x.grad().neg(), golden.tensor("gradX")) < 1e-10);
    assertTrue(GoldenCcaTest.error(y.grad().neg(), golden.tensor("gradY")) < 1e-10);
    // The published gradient is another one for the first view only.
    assertTrue(GoldenCcaTest.error(x.grad().neg(), golden.tensor("ref_gradX")) > 0.1);
    assertTrue(GoldenCcaTest.error(y.grad().neg(), golden.tensor("ref_gradY")) < 1e-4);
  }

  /** Over shapes, widths and scales: the same value and gradient as autograd on the definition. */
  @Test
  void lossAndGradientAreThoseOfTheDefinition() {
    int[][] shapes = {{30, 4, 4, 4}, {30, 3, 7, 3}, {30, 7, 3, 2}, {8, 5, 5, 3}, {200, 6, 2, 1}};
    double[] scales = {1e-2, 1, 1e3};
    for (int[] shape : shapes) {
      for (double scale : scales) {
        Tensor x = torch.randn(shape[0], shape[1]).to(ScalarType.Double).mul(new Scalar(scale));
        Tensor y = torch.randn(shape[0], shape[2]).to(ScalarType.Double).mul(new Scalar(scale));
        x.set_requires_grad(true);
        y.set_requires_grad(true);
        double ridge = 1e-4 * scale * scale;
        CanonicalCorrelation top =
            new CanonicalCorrelation(shape[3], ridge, CovarianceScaling.CODE);

        Tensor value = new CcaLoss(top).of(x, y).mul(new Scalar(3.0));
        value.backward();
        Tensor[] actual = {x.grad().clone(), y.grad().clone()};
        x.mutable_grad().reset();
        y.mutable_grad().reset();
        Tensor expected = PlainCca.correlation(x, y, shape[3], ridge).mul(new Scalar(-3.0));
        expected.backward();

        assertEquals(expected.item_double(), value.item_double(), 1e-9);
        assertTrue(GoldenCcaTest.error(actual[0], x.grad()) < 1e-7);
        assertTrue(GoldenCcaTest.error(actual[1], y.grad()) < 1e-7);
      }
    }
  }

  @Test
  void thePapersScalingTakesALargerRidgeForTheSameValue() {
    Tensor x = torch.randn(40, 3).to(ScalarType.Double);
    Tensor y = torch.randn(40, 5).to(ScalarType.Double);
    double code =
        new CcaLoss(new CanonicalCorrelation(2, 0.1, CovarianceScaling.CODE))
            .of(x, y)
            .item_double();
    double paper =
        new CcaLoss(new CanonicalCorrelation(2, 0.1 * 39, CovarianceScaling.PAPER))
            .of(x, y)
            .item_double();

    assertEquals(code, paper, 1e-12);
  }

  /** For two views and no ridge to speak of both losses differ by a constant. */
  @Test
  void gccaOfTwoViewsIsCcaWithoutRidge() {
    Tensor x = torch.randn(50, 4).to(ScalarType.Double).set_requires_grad(true);
    Tensor y = torch.randn(50, 6).to(ScalarType.Double).set_requires_grad(true);
    double ridge = 1e-11;

    Tensor gcca =
        new GccaLoss(new GeneralisedCorrelation(3, ridge, CovarianceScaling.CODE))
            .of(List.of(x, y));
    gcca.backward();
    Tensor[] gradients = {x.grad().clone(), y.grad().clone()};
    x.mutable_grad().reset();
    y.mutable_grad().reset();
    Tensor cca = new CcaLoss(new CanonicalCorrelation(3, ridge, CovarianceScaling.CODE)).of(x, y);
    cca.backward();

    assertEquals(3 + cca.item_double(), gcca.item_double(), 1e-9);
    assertTrue(GoldenCcaTest.error(gradients[0], x.grad()) < 1e-7);
    assertTrue(GoldenCcaTest.error(gradients[1], y.grad()) < 1e-7);
  }

  /** The loss is the least of the definition's sums, and its gradient that at the least. */
  @Test
  void gccaOfThreeViewsIsTheDefinitionAtItsMinimum() {
    int n = 30;
    double ridge = 0.01;
    Tensor[] views = new Tensor[3];
    int[] sizes = {4, 3, 5};
    for (int j = 0; j < 3; j++) {
      views[j] = torch.randn(n, sizes[j]).to(ScalarType.Double).set_requires_grad(true);
    }
    Tensor loss =
        new GccaLoss(new GeneralisedCorrelation(2, ridge, CovarianceScaling.CODE))
            .of(List.of(views));
    loss.backward();

    Gcca fit = Gcca.fit(List.of(views), 2, ridge);
    double expected = 0;
    for (int j = 0; j < 3; j++) {
      Tensor weights = fit.maps().get(j).weights();
      Tensor x = views[j].detach();
      Tensor rest = fit.common().sub(x.sub(x.mean(0)).mm(weights));
      expected += rest.square().sum().item_double();
      expected += (n - 1) * ridge * weights.square().sum().item_double();
      Tensor gradient = rest.mm(weights.t()).mul(new Scalar(-2.0));
      assertTrue(GoldenCcaTest.error(views[j].grad(), gradient) < 1e-9);
    }
    assertEquals(expected, loss.item_double(), 1e-10);
  }

  @Test
  void equalCorrelationsHaveNoDerivativeBetweenThem() {
    Tensor x = torch.eye(6).to(ScalarType.Double);
    ArithmeticException e =
        assertThrows(
            ArithmeticException.class, () -> new CcaLoss(CanonicalCorrelation.top(2)).of(x, x));
    assertTrue(
        e.getMessage().startsWith("the sum of the top 2 correlations has no derivative"),
        e.getMessage());
    ArithmeticException gcca =
        assertThrows(
            ArithmeticException.class,
            () -> new GccaLoss(GeneralisedCorrelation.top(2)).of(List.of(x, x)));
    assertTrue(
        gcca.getMessage().startsWith("the top 2 eigenvalues have no derivative"),
        gcca.getMessage());
    // All of them may be equal.
    assertEquals(-5, new CcaLoss().of(x, x).item_double(), 1e-2);
  }
}
