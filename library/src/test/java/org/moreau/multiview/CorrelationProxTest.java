package org.moreau.multiview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorScope;

/** The proximal map and its product against their definitions, where no reference numbers are. */
class CorrelationProxTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(11, "correlation prox");
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Tensor random(long... shape) {
    return torch.randn(shape).to(ScalarType.Double);
  }

  /** Views that share what they have in common, so that their correlations are of all sizes. */
  private static List<Tensor> views(int n, int... sizes) {
    Tensor common = random(n, 3);
    List<Tensor> views = new ArrayList<>();
    for (int d : sizes) {
      views.add(random(n, d).add(common.mm(random(3, d))));
    }
    return views;
  }

  private static Tensor joined(List<Tensor> views) {
    TensorVector parts = new TensorVector();
    views.forEach(parts::push_back);
    return torch.cat(parts, 1);
  }

  @ParameterizedTest
  @CsvSource({"1e7", "1e8", "1e10", "1e14"})
  void aHugeLambdaIsSolvedAsSoonAsRoundingAllows(double lambda) {
    CanonicalCorrelation correlation = new CanonicalCorrelation(0, 1e-4, CovarianceScaling.CODE);
    List<Tensor> views = views(100, 20, 20);

    ProximalViews solved = new CorrelationProx(correlation).of(views, lambda);

    assertTrue(solved.report().forward().converged(), solved.report().forward().message());
    assertTrue(solved.report().forward().iterations() <= 10);
  }

  /** The largest part of the gradient of the objective over all rows, relative to φ's at X. */
  private static double slope(
      Correlation correlation, List<Tensor> views, double lambda, List<Tensor> at) {
    double size = joined(gradients(correlation, views)).norm().item_double();
    List<Tensor> gradients = gradients(correlation, at);
    double weight = lambda / views.get(0).size(0);
    double sum = 0;
    for (int j = 0; j < at.size(); j++) {
      Tensor difference = at.get(j).sub(views.get(j)).mul(new Scalar(weight));
      sum += Math.pow(difference.add(gradients.get(j)).norm().item_double(), 2);
    }
    return Math.sqrt(sum) / size;
  }

  /** Of −φ. */
  private static List<Tensor> gradients(Correlation correlation, List<Tensor> at) {
    List<Tensor> leaves = new ArrayList<>();
    at.forEach(view -> leaves.add(view.detach().clone().set_requires_grad(true)));
    loss(correlation, leaves).backward();
    return leaves.stream().map(leaf -> leaf.grad()).toList();
  }

  private static Tensor loss(Correlation correlation, List<Tensor> views) {
    return correlation instanceof CanonicalCorrelation cca
        ? new CcaLoss(cca).of(views.get(0), views.get(1))
        : new GccaLoss((GeneralisedCorrelation) correlation).of(views);
  }

  /** The product against central differences of problems that are solved again. */
  private static double productError(
      CorrelationProx prox, List<Tensor> views, double lambda, ProximalViews result) {
    List<Tensor> directions = new ArrayList<>();
    List<Tensor> up = new ArrayList<>();
    List<Tensor> down = new ArrayList<>();
    double h = 1e-5;
    for (Tensor view : views) {
      Tensor direction = random(view.shape());
      directions.add(direction);
      up.add(view.add(direction.mul(new Scalar(h))));
      down.add(view.sub(direction.mul(new Scalar(h))));
    }
    Tensor high = joined(prox.of(up, lambda, result.views()).views());
    Tensor low = joined(prox.of(down, lambda, result.views()).views());
    Tensor expected = high.sub(low).div(new Scalar(2 * h));
    return GoldenCcaTest.error(joined(result.product(directions)), expected);
  }

  @ParameterizedTest
  @CsvSource({
    // n, d1, d2, k, lambda
    "60, 5, 5, 0, 10",
    "60, 5, 5, 3, 10",
    "60, 3, 6, 0, 2",
    "60, 6, 3, 0, 2",
    "60, 6, 3, 2, 2",
    "60, 3, 6, 1, 30",
    "7, 5, 5, 0, 5", // fewer rows than all features
    "7, 5, 5, 2, 5",
    "5, 6, 6, 0, 20", // fewer rows than a view's features
    "5, 4, 8, 2, 20",
    "2, 3, 3, 0, 50",
    "400, 4, 4, 0, 0.5",
  })
  void ccaIsStationaryAndItsProductThatOfDifferences(int n, int d1, int d2, int k, double lambda) {
    List<Tensor> views = views(n, d1, d2);
    CanonicalCorrelation correlation = new CanonicalCorrelation(k, 0.05, CovarianceScaling.CODE);
    CorrelationProx prox = new CorrelationProx(correlation, 1e-12, 1000);

    ProximalViews result = prox.of(views, lambda);

    assertTrue(slope(correlation, views, lambda, result.views()) < 1e-10);
    assertTrue(result.objective() < -prox(correlation, views));
    double error = productError(prox, views, lambda, result);
    assertTrue(error < 1e-6, () -> "product off by " + error);
    assertTrue(result.report().backward().converged(), result.report()::toString);
  }

  /** φ of the views themselves. */
  private static double prox(Correlation correlation, List<Tensor> views) {
    return -loss(correlation, views).item_double();
  }

  @ParameterizedTest
  @CsvSource({
    "40, 3, 4, 2, 2, 8",
    "40, 3, 3, 3, 3, 2",
    "6, 4, 4, 4, 2, 20",
    "40, 2, 1, 6, 1, 5",
    "40, 2, 1, 2, 5, 5"
  })
  void gccaIsStationaryAndItsProductThatOfDifferences(
      int n, int d1, int d2, int d3, int k, double lambda) {
    List<Tensor> views = views(n, d1, d2, d3);
    GeneralisedCorrelation correlation =
        new GeneralisedCorrelation(k, 0.05, CovarianceScaling.CODE);
    CorrelationProx prox = new CorrelationProx(correlation, 1e-12, 1000);

    ProximalViews result = prox.of(views, lambda);

    assertTrue(slope(correlation, views, lambda, result.views()) < 1e-10);
    double error = productError(prox, views, lambda, result);
    assertTrue(error < 1e-6, () -> "product off by " + error);
    assertTrue(result.report().gap() > 1e-8);
  }

  /** For two views and next to no ridge, value, map and product are those of CCA. */
  @Test
  void gccaOfTwoViewsIsCcaWithoutRidge() {
    List<Tensor> views = views(50, 4, 5);
    CorrelationProx cca =
        new CorrelationProx(new CanonicalCorrelation(3, 1e-10, CovarianceScaling.CODE));
    CorrelationProx gcca =
        new CorrelationProx(new GeneralisedCorrelation(3, 1e-10, CovarianceScaling.CODE));
    List<Tensor> cotangents = List.of(random(50, 4), random(50, 5));

    ProximalViews one = cca.of(views, 10);
    ProximalViews other = gcca.of(views, 10);

    assertEquals(one.correlation() + 3, other.correlation(), 1e-8);
    assertTrue(GoldenCcaTest.error(joined(other.views()), joined(one.views())) < 1e-7);
    Tensor product = joined(one.product(cotangents));
    assertTrue(GoldenCcaTest.error(joined(other.product(cotangents)), product) < 1e-6);
  }

  /** The tolerance means the same for every n, lambda and scale of the data. */
  @Test
  void accuracyDoesNotDependOnSize() {
    for (int n : new int[] {20, 500, 20_000}) {
      for (double lambda : new double[] {0.3, 10, 1e4}) {
        for (double scale : new double[] {1e-3, 1, 1e3}) {
          List<Tensor> views =
              views(n, 4, 3).stream().map(view -> view.mul(new Scalar(scale))).toList();
          CanonicalCorrelation correlation =
              new CanonicalCorrelation(0, 0.01 * scale * scale, CovarianceScaling.CODE);
          double weight = lambda / scale / scale; // the same problem in other units

          ProximalViews result = new CorrelationProx(correlation).of(views, weight);

          String report = n + " " + lambda + " " + scale + " " + result.report();
          assertTrue(result.report().forward().converged(), report);
          assertTrue(slope(correlation, views, weight, result.views()) < 2e-9, report);
        }
      }
    }
  }

  @Test
  void theProductIsSymmetricAndMeansPass() {
    List<Tensor> views = views(30, 3, 4);
    ProximalViews result = new CorrelationProx(CanonicalCorrelation.all()).of(views, 5);
    List<Tensor> a = List.of(random(30, 3), random(30, 4));
    List<Tensor> b = List.of(random(30, 3), random(30, 4));

    double one = joined(a).mul(joined(result.product(b))).sum().item_double();
    double other = joined(b).mul(joined(result.product(a))).sum().item_double();

    assertEquals(one, other, 1e-7 * Math.abs(one));
    Tensor constant = torch.ones(30, 3).to(ScalarType.Double);
    Tensor same = result.product(List.of(constant, torch.zeros_like(b.get(1)))).get(0);
    assertTrue(same.sub(constant).abs().max().item_double() < 1e-12);
    Tensor means = result.views().get(1).mean(0).sub(views.get(1).mean(0));
    assertTrue(means.abs().max().item_double() < 1e-12);
  }

  @Test
  void thePapersScalingIsTheCodesWithALargerRidge() {
    List<Tensor> views = views(30, 3, 4);
    Tensor code =
        joined(
            new CorrelationProx(new CanonicalCorrelation(2, 0.1, CovarianceScaling.CODE))
                .of(views, 5)
                .views());
    Tensor paper =
        joined(
            new CorrelationProx(new CanonicalCorrelation(2, 2.9, CovarianceScaling.PAPER))
                .of(views, 5)
                .views());

    assertTrue(GoldenCcaTest.error(paper, code) < 1e-8);
  }

  /** Nothing can be gained along a column without variance; a repeated one moves with its twin. */
  @Test
  void constantAndRepeatedColumnsMoveOnlyWithinWhatIsThere() {
    List<Tensor> views = views(40, 3, 3);
    Tensor constant = torch.full(new long[] {40, 1}, new Scalar(0.1)).to(ScalarType.Double);
    Tensor x = views.get(0);
    Tensor wide = torch.cat(new TensorVector(x, constant, x.narrow(1, 0, 1)), 1);

    ProximalViews result =
        new CorrelationProx(CanonicalCorrelation.all()).of(List.of(wide, views.get(1)), 5);

    Tensor image = result.views().get(0);
    assertTrue(image.select(1, 3).sub(constant.select(1, 0)).abs().max().item_double() < 1e-12);
    assertTrue(image.select(1, 4).sub(image.select(1, 0)).abs().max().item_double() < 1e-9);
    assertTrue(result.report().converged(), result.report()::toString);
    assertEquals(3, result.report().components());
    List<Tensor> product = result.product(List.of(random(40, 5), random(40, 3)));
    assertTrue(joined(product).isfinite().all().item_bool());
  }

  @Test
  void aConstantViewLeavesBothAsTheyAre() {
    Tensor x = random(10, 3);
    Tensor y = torch.ones(10, 2).to(ScalarType.Double);

    ProximalViews result = new CorrelationProx(CanonicalCorrelation.all()).of(List.of(x, y), 5);

    assertTrue(torch.equal(x, result.views().get(0)));
    assertTrue(torch.equal(y, result.views().get(1)));
    Tensor g = random(10, 3);
    assertTrue(GoldenCcaTest.error(result.product(List.of(g, y)).get(0), g) < 1e-12);
    assertEquals(0, result.report().smallestCorrelation());
  }

  private static String message(Correlation correlation, double lambda, Tensor... views) {
    return assertThrows(
            IllegalArgumentException.class,
            () -> new CorrelationProx(correlation).of(List.of(views), lambda))
        .getMessage();
  }

  @Test
  void badInputIsNamed() {
    CanonicalCorrelation all = CanonicalCorrelation.all();
    Tensor x = random(10, 3);
    assertEquals(
        "views must have the same rows, one for each example: view 1 has 10, view 2 has 9",
        message(all, 1, x, random(9, 3)));
    assertEquals(
        "a correlation needs at least 2 rows, got 1; take larger batches",
        message(all, 1, random(1, 3), random(1, 3)));
    assertEquals("view 2 must have the shape [any, any], got [10]", message(all, 1, x, random(10)));
    assertEquals(
        "view 2 must have the type Double of view 1, got Float",
        message(all, 1, x, torch.randn(10, 3)));
    assertEquals(
        "view 1 must have at least 1 feature, got the shape [10, 0]",
        message(all, 1, random(10, 0), x));
    assertEquals("lambda must be > 0 and finite, got 0.0", message(all, 0, x, x));
    assertEquals("lambda must be > 0 and finite, got NaN", message(all, Double.NaN, x, x));
    assertEquals("lambda must be > 0 and finite, got -1.0", message(all, -1, x, x));
    assertEquals(
        "components must be at most the width of the narrower view, 2, got 3",
        message(CanonicalCorrelation.top(3), 1, x, random(10, 2)));
    assertEquals(
        "components must be at most the rank 2 of the views' correlation in this batch of 3 rows,"
            + " got 3; take fewer components, ALL, or larger batches",
        message(CanonicalCorrelation.top(3), 1, random(3, 4), random(3, 4)));
    assertEquals(
        "components must be at most the rank 2 of all views in this batch of 3 rows, got 5; take"
            + " fewer components or larger batches",
        message(GeneralisedCorrelation.top(5), 1, random(3, 4), random(3, 4)));
    assertEquals(
        "canonical correlation is that of 2 views, got 3; use GeneralisedCorrelation",
        message(all, 1, x, x, x));
    Tensor bad = random(10, 3);
    bad.select(0, 4).select(0, 2).fill_(new Scalar(Double.NaN));
    assertEquals("view 2 must be finite, got NaN in row 4, column 2", message(all, 1, x, bad));
    assertEquals(
        "the views are so large that their squares overflow; scale them down",
        message(all, 1, x, x.mul(new Scalar(1e200))));
    assertEquals(
        "components must be at least 1, got -2",
        assertThrows(IllegalArgumentException.class, () -> CanonicalCorrelation.top(-2))
            .getMessage());
    assertEquals(
        "ridge must be > 0 and finite, got 0.0",
        assertThrows(
                IllegalArgumentException.class,
                () -> new CanonicalCorrelation(1, 0, CovarianceScaling.CODE))
            .getMessage());
  }

  /** So large a scale that the ridge is lost: a sentence, not a wrong number. */
  @Test
  void aRidgeBelowRoundingIsNamed() {
    Tensor x = random(10, 1).mm(random(1, 3)).mul(new Scalar(1e12));
    ArithmeticException e = assertThrows(ArithmeticException.class, () -> new CcaLoss().of(x, x));
    assertTrue(
        e.getMessage()
            .startsWith("the covariance of view 1 with ridge 1.0E-4 is not positive definite"),
        e.getMessage());
  }
}
