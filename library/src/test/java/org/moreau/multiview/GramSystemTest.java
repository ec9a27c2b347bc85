package org.moreau.multiview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.moreau.engine.MatrixSpace;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorScope;
import org.moreau.solver.Vectors;

/** Against the Hessian's product, which is checked against differences elsewhere. */
class GramSystemTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(5, "gram system");
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static ReducedProblem.ReducedPoint point(
      Correlation correlation, int n, double lambda, int... sizes) {
    Tensor common = torch.randn(n, 2).to(ScalarType.Double);
    List<Tensor> views = new ArrayList<>();
    for (int d : sizes) {
      Tensor mixed = common.mm(torch.randn(2, d).to(ScalarType.Double));
      views.add(torch.randn(n, d).to(ScalarType.Double).add(mixed));
    }
    MatrixSpace space = new MatrixSpace();
    JoinedViews joined = JoinedViews.of(views, space);
    Reduction reduction = Reduction.bySpectrum(joined.gram(), joined.features(), space);
    double[] z = reduction.start().values();
    return new ReducedProblem(correlation, joined, z, reduction.rank(), lambda / n, space).at(z);
  }

  private static void assertSolves(ReducedProblem.ReducedPoint point) {
    SplittableRandom random = new SplittableRandom(3);
    double[] b = random.doubles(point.gradient().length, -1, 1).toArray();
    GramSystem system = point.system(new MatrixSpace());
    assertNotNull(system);
    GramSystem.Solved solved = system.solve(b, 1e-11, 5_000);
    assertNotNull(solved);
    assertTrue(solved.error() <= 1e-11, "error " + solved.error());

    double[] image = new double[b.length];
    point.product(solved.v(), image);
    double curvature = Vectors.dot(solved.v(), image);
    double decrease = Vectors.dot(b, solved.v()) - curvature / 2;
    assertEquals(decrease, solved.decrease(), 1e-9 * decrease);
    Vectors.add(image, -1, b);
    assertEquals(0, Vectors.norm(image) / Vectors.norm(b), 1e-10);
  }

  @Test
  void solvesForTwoViewsOfDifferentWidth() {
    assertSolves(point(CanonicalCorrelation.all(), 60, 20, 4, 6));
    assertSolves(point(CanonicalCorrelation.top(2), 60, 20, 6, 4));
  }

  @Test
  void solvesWhereRowsAreFewerThanFeatures() {
    assertSolves(point(CanonicalCorrelation.top(2), 8, 40, 5, 6));
  }

  @Test
  void solvesForThreeViews() {
    assertSolves(point(GeneralisedCorrelation.top(2), 50, 40, 3, 4, 5));
  }

  @Test
  void aLooseSolveSaysHowFarItCame() {
    ReducedProblem.ReducedPoint point = point(CanonicalCorrelation.all(), 60, 20, 4, 6);
    double[] b = point.gradient().clone();
    GramSystem system = point.system(new MatrixSpace());
    assertNotNull(system);
    GramSystem.Solved solved = system.solve(b, 0.05, 5_000);
    assertNotNull(solved);
    double[] image = new double[b.length];
    point.product(solved.v(), image);
    Vectors.add(image, -1, b);
    double error = Vectors.norm(image) / Vectors.norm(b);
    assertTrue(error <= 0.05, "error " + error);
    assertEquals(error, solved.error(), 1e-10);
  }

  /** K = weight I + curvature of the correlation, which has directions of its own at small λ. */
  @Test
  void isNotThereWhereItsPreconditionerIsNotPositiveDefinite() {
    assertNull(point(CanonicalCorrelation.all(), 60, 1e-6, 4, 6).system(new MatrixSpace()));
  }
}
