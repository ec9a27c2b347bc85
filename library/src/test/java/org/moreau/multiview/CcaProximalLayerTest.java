package org.moreau.multiview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
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
import org.junit.jupiter.params.provider.EnumSource;
import org.moreau.GoldenData;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorScope;
import org.moreau.layer.StepSize;
import org.moreau.model.ModelState;

class CcaProximalLayerTest {
  private static final ProximalSettings TEN = ProximalSettings.lambda(10);
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(4, "cca layer");
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static CcaProximalLayer layer(ProximalSettings settings) {
    return new CcaProximalLayer(CanonicalCorrelation.all(), settings);
  }

  private static Tensor random(long... shape) {
    return torch.randn(shape).to(ScalarType.Double);
  }

  /** The gradients of Σ a P + Σ b Q. */
  private static Tensor[] gradients(
      CcaProximalLayer layer, Tensor x, Tensor y, Tensor a, Tensor b) {
    Tensor u = x.detach().clone().set_requires_grad(true);
    Tensor v = y.detach().clone().set_requires_grad(true);
    CcaProximalLayer.Pair images = layer.forward(u, v);
    images.first().mul(a).sum().add(images.second().mul(b).sum()).backward();
    return new Tensor[] {u.grad(), v.grad(), images.first(), images.second()};
  }

  @Test
  void gradientsAreThoseOfTheReference() {
    GoldenData golden = new GoldenData("cca/cca_N100_d20_k20_a10");
    CcaProximalLayer layer = layer(TEN);

    Tensor[] actual =
        gradients(
            layer,
            golden.tensor("X"),
            golden.tensor("Y"),
            golden.tensor("gradP_cotangent"),
            golden.tensor("gradQ_cotangent"));

    assertTrue(GoldenCcaTest.error(actual[0], golden.tensor("vjpX")) < 1e-6);
    assertTrue(GoldenCcaTest.error(actual[1], golden.tensor("vjpY")) < 1e-6);
    assertTrue(GoldenCcaTest.error(actual[2], golden.tensor("P")) < 1e-7);
    SolveReport report = layer.report();
    assertNotNull(report);
    assertTrue(report.converged());
    assertTrue(report.backward().iterations() > 0);
    assertEquals(20, report.components());
  }

  /** The paper's differences are off by what their step leaves; the exact gradient is not. */
  @ParameterizedTest
  @EnumSource(
      value = GradientMode.class,
      names = {"ONE_SIDED", "CENTRAL"})
  void perturbationsComeNearTheExactGradient(GradientMode mode) {
    GoldenData golden = new GoldenData("cca/cca_N100_d20_k20_a10");

    Tensor[] actual =
        gradients(
            layer(TEN.with(mode)),
            golden.tensor("X"),
            golden.tensor("Y"),
            golden.tensor("gradP_cotangent"),
            golden.tensor("gradQ_cotangent"));

    double error = GoldenCcaTest.error(actual[0], golden.tensor("vjpX"));
    double expected = mode == GradientMode.CENTRAL ? 5e-3 : 1e-1;
    assertTrue(error < expected, () -> mode + " is off by " + error);
    assertTrue(error > 1e-7, () -> mode + " is off by " + error);
  }

  @ParameterizedTest
  @EnumSource(GradientMode.class)
  void aZeroCotangentGivesAZeroGradient(GradientMode mode) {
    Tensor zero = torch.zeros(20, 3).to(ScalarType.Double);

    Tensor[] actual = gradients(layer(TEN.with(mode)), random(20, 3), random(20, 3), zero, zero);

    assertEquals(0, actual[0].abs().max().item_double());
    assertEquals(0, actual[1].abs().max().item_double());
  }

  /** Column means pass as they are, so nothing is left to solve for. */
  @Test
  void aCotangentOfEqualRowsPassesAndItsSolveConverges() {
    CcaProximalLayer layer = layer(TEN);
    Tensor ones = torch.ones(20, 3).to(ScalarType.Double);

    Tensor[] actual = gradients(layer, random(20, 3), random(20, 3), ones, ones);

    assertEquals(0, actual[0].sub(ones).abs().max().item_double(), 1e-12);
    SolveReport report = layer.report();
    assertNotNull(report);
    assertTrue(report.backward().converged(), report.backward().message());
  }

  @Test
  void float32InFloat32Out() {
    Tensor x = torch.randn(50, 4);
    Tensor y = torch.randn(50, 3);
    CcaProximalLayer layer = layer(TEN);

    Tensor[] single = gradients(layer, x, y, torch.ones(50, 4), torch.randn(50, 3));
    CcaProximalLayer.Pair exact = layer.forward(x.to(ScalarType.Double), y.to(ScalarType.Double));

    assertEquals("Float", single[0].scalar_type().toString());
    assertEquals("Float", single[2].scalar_type().toString());
    assertTrue(GoldenCcaTest.error(single[2].to(ScalarType.Double), exact.first()) < 1e-6);
    assertTrue(GoldenCcaTest.error(single[3].to(ScalarType.Double), exact.second()) < 1e-6);
  }

  @Test
  void atTestTimeItIsDroppedOrSeesTheBatch() {
    Tensor x = random(30, 3);
    Tensor y = random(30, 3);
    CcaProximalLayer dropped = layer(TEN);
    CcaProximalLayer batch = layer(TEN.with(TestMode.BATCH));
    Tensor trained = dropped.forward(x, y).first();
    dropped.eval();
    batch.eval();

    assertSame(x, dropped.forward(x, y).first());
    assertSame(y, dropped.forward(x, y).second());
    assertTrue(torch.equal(trained, batch.forward(x, y).first()));
    assertTrue(trained.sub(x).norm().item_double() > 0);
  }

  @Test
  void aViewAlonePassesAtTestTimeOnly() {
    Tensor x = random(30, 3);
    CcaProximalLayer layer = layer(TEN.with(TestMode.BATCH));
    assertEquals(
        "a single view can pass at test time only; call eval() first, or give all views",
        assertThrows(IllegalStateException.class, () -> layer.forwardAlone(x)).getMessage());
    layer.eval();
    assertSame(x, layer.forwardAlone(x));
  }

  @Test
  void theSchedulesLambdaGrowsWithTheEpoch() {
    CcaProximalLayer layer = layer(ProximalSettings.of(new StepSize.Scheduled(2, 0.5)));
    Tensor x = random(30, 3);
    Tensor y = random(30, 3);
    double[] moved = new double[3];
    for (int t = 0; t < 3; t++) {
      layer.epoch(10L * t);
      moved[t] = layer.forward(x, y).first().sub(x).norm().item_double();
    }

    assertEquals(1 / (2 * (1 + 0.5 * 20)), layer.step().item_double());
    assertTrue(moved[0] > moved[1] && moved[1] > moved[2]);
    Tensor exact =
        new CorrelationProx(CanonicalCorrelation.all())
            .of(List.of(x, y), 2 * (1 + 0.5 * 20))
            .views()
            .get(0);
    assertTrue(GoldenCcaTest.error(layer.forward(x, y).first(), exact) < 1e-8);
    assertTrue(ModelState.of(layer).all().containsKey("epoch"));
  }

  @Test
  void aTrainableStepHasTheDerivativeOfDifferences() {
    Tensor x = random(30, 3);
    Tensor y = random(30, 4);
    Tensor a = random(30, 3);
    double step = 0.2;
    CcaProximalLayer layer = layer(ProximalSettings.of(new StepSize.Trainable(step)));
    layer.forward(x, y).first().mul(a).sum().backward();
    double actual = ModelState.of(layer).parameters().get("log_step").grad().item_double();

    CorrelationProx prox = new CorrelationProx(CanonicalCorrelation.all(), 1e-12, 1000);
    double h = 1e-5;
    double[] values = new double[2];
    for (int i = 0; i < 2; i++) {
      double lambda = Math.exp(i == 0 ? -h : h) / step;
      values[i] = prox.of(List.of(x, y), lambda).views().get(0).mul(a).sum().item_double();
    }

    // In log step = −log λ.
    assertEquals((values[0] - values[1]) / (2 * h), actual, 1e-5 * Math.abs(actual));
  }

  /** A batch that the published code ends on: as many rows as features, one of them constant. */
  @Test
  void rankDeficientBatchesGiveRealFiniteNumbers() {
    Tensor x = random(6, 6);
    x.select(1, 2).fill_(new Scalar(1.0));
    Tensor y = random(6, 6);

    Tensor[] actual = gradients(layer(TEN), x, y, random(6, 6), random(6, 6));

    for (Tensor tensor : actual) {
      assertTrue(tensor.isfinite().all().item_bool());
    }
  }

  @Test
  void threeViewsPassTheGccaLayer() {
    GccaProximalLayer layer =
        new GccaProximalLayer(GeneralisedCorrelation.top(2), ProximalSettings.lambda(10));
    List<Tensor> views = List.of(random(20, 3), random(20, 4), random(20, 2));
    views.forEach(view -> view.set_requires_grad(true));
    assertNull(layer.report());

    List<Tensor> images = layer.forward(views);
    images.get(2).square().sum().backward();

    for (int j = 0; j < 3; j++) {
      assertTrue(images.get(j).sub(views.get(j)).norm().item_double() > 0);
      assertTrue(views.get(j).grad().norm().item_double() > 0);
    }
    List<Tensor> product =
        new CorrelationProx(GeneralisedCorrelation.top(2))
            .of(views, 10)
            .product(
                List.of(
                    torch.zeros_like(views.get(0)),
                    torch.zeros_like(views.get(1)),
                    images.get(2).detach().mul(new Scalar(2.0))));
    assertTrue(GoldenCcaTest.error(views.get(1).grad(), product.get(1)) < 1e-12);
    layer.eval();
    assertSame(views.get(0), layer.forward(views).get(0));
    assertSame(views.get(0), layer.forwardAlone(views.get(0)));
  }

  @Test
  void settingsAreChecked() {
    assertEquals(
        "lambda must be > 0 and finite, got 0.0",
        assertThrows(IllegalArgumentException.class, () -> ProximalSettings.lambda(0))
            .getMessage());
    assertEquals(
        "alpha0 must be > 0 and finite, got NaN",
        assertThrows(IllegalArgumentException.class, () -> new StepSize.Scheduled(Double.NaN, 0.5))
            .getMessage());
    ProximalSettings learnt =
        ProximalSettings.of(new StepSize.Trainable(0.1)).with(GradientMode.CENTRAL);
    assertEquals(
        "a trainable step needs the gradient EXACT, got CENTRAL",
        assertThrows(IllegalArgumentException.class, () -> layer(learnt)).getMessage());
    assertEquals(
        "views must be at least 2, got none",
        assertThrows(IllegalArgumentException.class, () -> layer(TEN).forward(List.of()))
            .getMessage());
  }
}
