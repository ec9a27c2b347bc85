package org.moreau.multiview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.moreau.GoldenData;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorScope;

/** Independent numbers for the proximal map of canonical correlation, in float64. */
class GoldenCcaTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(5, "cca");
  }

  @AfterEach
  void close() {
    scope.close();
  }

  static double error(Tensor actual, Tensor expected) {
    return actual.sub(expected).norm().item_double() / expected.norm().item_double();
  }

  private static CorrelationProx prox(GoldenData golden) {
    return new CorrelationProx(
        new CanonicalCorrelation(
            (int) golden.number("k"), golden.number("reg"), CovarianceScaling.CODE));
  }

  private static List<Tensor> pair(GoldenData golden, String first, String second) {
    return List.of(golden.tensor(first), golden.tensor(second));
  }

  private static void matches(GoldenData golden, ProximalViews views) {
    assertEquals(golden.number("obj"), views.objective(), 1e-10);
    assertEquals(golden.number("corr"), views.correlation(), 1e-8);
    assertTrue(error(views.views().get(0), golden.tensor("P")) <= 1e-7);
    assertTrue(error(views.views().get(1), golden.tensor("Q")) <= 1e-7);
    List<Tensor> product = views.product(pair(golden, "gradP_cotangent", "gradQ_cotangent"));
    assertTrue(error(product.get(0), golden.tensor("vjpX")) <= 1e-6);
    assertTrue(error(product.get(1), golden.tensor("vjpY")) <= 1e-6);
    assertTrue(views.report().converged(), views.report()::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cca_N20_d5_k3_a1", "cca_N20_d5_k5_a1", "cca_N100_d20_k20_a10"})
  void mapAndProductAreThoseOfTheReference(String name) {
    GoldenData golden = new GoldenData("cca/" + name);

    matches(golden, prox(golden).of(pair(golden, "X", "Y"), golden.number("alpha")));
  }

  /** Several minima: that from (X, Y) need not be the reference's, but is no worse. */
  @Test
  void descentAtASmallLambdaReachesALowMinimum() {
    GoldenData golden = new GoldenData("cca/cca_N100_d20_k20_a0.1");

    ProximalViews views = prox(golden).of(pair(golden, "X", "Y"), golden.number("alpha"));

    assertTrue(views.objective() <= golden.number("obj") + 2e-3);
    Tensor[] gradient = gradient(golden, views.views());
    assertTrue(gradient[0].norm().item_double() <= 1e-10);
    assertTrue(gradient[1].norm().item_double() <= 1e-10);
  }

  @Test
  void startedNearTheReferenceAtASmallLambdaItReturnsIt() {
    GoldenData golden = new GoldenData("cca/cca_N100_d20_k20_a0.1");
    List<Tensor> near = List.of(noisy(golden.tensor("P")), noisy(golden.tensor("Q")));

    matches(golden, prox(golden).of(pair(golden, "X", "Y"), golden.number("alpha"), near));
  }

  private static Tensor noisy(Tensor x) {
    return x.add(torch.randn_like(x).mul(new Scalar(1e-4)));
  }

  /** The objective's gradient over all rows, by the plain formula. */
  private static Tensor[] gradient(GoldenData golden, List<Tensor> pq) {
    Tensor p = pq.get(0).detach().clone().set_requires_grad(true);
    Tensor q = pq.get(1).detach().clone().set_requires_grad(true);
    Tensor x = golden.tensor("X");
    Tensor y = golden.tensor("Y");
    double weight = golden.number("alpha") / x.size(0) / 2;
    p.sub(x)
        .square()
        .sum()
        .add(q.sub(y).square().sum())
        .mul(new Scalar(weight))
        .sub(PlainCca.correlation(p, q, golden.number("k"), golden.number("reg")))
        .backward();
    return new Tensor[] {p.grad(), q.grad()};
  }
}
