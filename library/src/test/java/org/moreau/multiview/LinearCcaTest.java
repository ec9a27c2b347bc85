package org.moreau.multiview;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

class LinearCcaTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(3, "linear cca");
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Tensor random(long... shape) {
    return torch.randn(shape).to(ScalarType.Double);
  }

  /** Wᵀ (S + ridge I) W = I, and the covariance between both is diagonal with the correlations. */
  private static void requireCanonical(LinearCca cca, Tensor x, Tensor y, double ridge) {
    int k = cca.correlations().length;
    Tensor a = cca.first().weights();
    Tensor b = cca.second().weights();
    Tensor u = x.sub(x.mean(0)).mm(a);
    Tensor v = y.sub(y.mean(0)).mm(b);
    Scalar n = new Scalar(x.size(0) - 1.0);
    Tensor identity = torch.eye(k).to(ScalarType.Double);
    Tensor own = u.t().mm(u).div(n).add(a.t().mm(a).mul(new Scalar(ridge)));
    Tensor other = v.t().mm(v).div(n).add(b.t().mm(b).mul(new Scalar(ridge)));
    Tensor between = u.t().mm(v).div(n);
    Tensor expected = torch.diag(TensorData.of(cca.correlations(), k));
    assertTrue(own.sub(identity).abs().max().item_double() < 1e-9);
    assertTrue(other.sub(identity).abs().max().item_double() < 1e-9);
    assertTrue(between.sub(expected).abs().max().item_double() < 1e-9);
    assertTrue(
        torch.equal(cca.first().of(x), x.sub(cca.first().mean()).mm(a)), "the map is linear");
  }

  @Test
  void mapsAreCanonicalForRandomShapesAndScales() {
    long[][] shapes = {{50, 4, 6}, {20, 7, 7}, {10, 12, 3}, {9, 20, 20}};
    for (long[] shape : shapes) {
      for (double scale : new double[] {1e-6, 1, 1e5}) {
        for (double ridge : new double[] {0, 1e-3 * scale * scale}) {
          Tensor x = random(shape[0], shape[1]).mul(new Scalar(scale));
          Tensor y = random(shape[0], shape[2]).mul(new Scalar(scale));

          LinearCca cca = LinearCca.fit(x, y, CanonicalCorrelation.ALL, ridge);

          long rank = Math.min(shape[0] - 1, Math.min(shape[1], shape[2]));
          assertEquals(rank, cca.correlations().length);
          assertEquals(Math.min(shape[0] - 1, shape[1]), cca.first().effectiveRank());
          assertTrue(cca.first().condition() >= 1);
          requireCanonical(cca, x, y, ridge);
        }
      }
    }
  }

  @Test
  void correlationsAreTheDefinitions() {
    Tensor x = random(60, 4);
    Tensor y = x.mm(random(4, 5)).add(random(60, 5));

    LinearCca cca = LinearCca.fit(x, y, 2, 0.1);

    double sum = cca.correlations()[0] + cca.correlations()[1];
    assertEquals(PlainCca.correlation(x, y, 2, 0.1).item_double(), sum, 1e-12);
    assertTrue(cca.correlations()[0] >= cca.correlations()[1]);
  }

  /** What depends on one another without a residue correlates by 1, whatever its basis. */
  @Test
  void viewsOfTheSameSpaceCorrelateFully() {
    Tensor x = random(40, 3);
    Tensor y = x.mm(random(3, 3)).add(new Scalar(100.0));

    LinearCca cca = LinearCca.fit(x, y, CanonicalCorrelation.ALL, 0);

    assertArrayEquals(new double[] {1, 1, 1}, cca.correlations(), 1e-12);
    requireCanonical(cca, x, y, 0);
  }

  @Test
  void constantAndRepeatedColumnsChangeNothingButTheRank() {
    Tensor x = random(40, 3);
    Tensor y = random(40, 4);
    LinearCca plain = LinearCca.fit(x, y, 3, 0);
    Tensor constant = torch.full_like(x.narrow(1, 0, 1), new Scalar(1e3 / 3));
    Tensor wide = torch.cat(new TensorVector(x, constant, x.narrow(1, 1, 1)), 1);

    LinearCca cca = LinearCca.fit(wide, y, 3, 0);

    assertArrayEquals(plain.correlations(), cca.correlations(), 1e-12);
    assertEquals(3, cca.first().effectiveRank());
    assertEquals(4, cca.second().effectiveRank());
    assertTrue(cca.first().weights().select(0, 3).abs().max().item_double() < 1e-12);
    requireCanonical(cca, wide, y, 0);
  }

  /** A product of rank 3 in float32 has noise of its rounding in the other directions. */
  @Test
  void roundingOfFloat32IsNoVariance() {
    Tensor x = torch.randn(200, 3).mm(torch.randn(3, 6));
    LinearCca cca = LinearCca.fit(x, torch.randn(200, 4), CanonicalCorrelation.ALL, 0);
    assertEquals(3, cca.first().effectiveRank());
    assertEquals(3, cca.correlations().length);
  }

  @Test
  void gccaOfTwoViewsFindsTheCanonicalDirections() {
    Tensor x = random(50, 4);
    Tensor y = random(50, 6);

    LinearCca cca = LinearCca.fit(x, y, 3, 0);
    Gcca gcca = Gcca.fit(List.of(x, y), 3, 0);

    for (int i = 0; i < 3; i++) {
      assertEquals(1 + cca.correlations()[i], gcca.eigenvalues()[i], 1e-10);
      Tensor u = cca.first().of(x).select(1, i);
      Tensor common = gcca.maps().get(0).of(x).select(1, i);
      double cosine =
          u.dot(common).item_double() / u.norm().item_double() / common.norm().item_double();
      assertEquals(1, Math.abs(cosine), 1e-9);
    }
    assertTrue(gcca.gap() > 0);
  }

  /** Any other G and maps have a larger sum of squares. */
  @Test
  void gccaIsTheLeastSumOfSquares() {
    List<Tensor> views = List.of(random(30, 4), random(30, 2), random(30, 5));
    double ridge = 0.02;
    Gcca gcca = Gcca.fit(views, 2, ridge);
    double least = sum(views, gcca.common(), ridge);

    Tensor gram = gcca.common().t().mm(gcca.common());
    assertTrue(gram.sub(torch.eye(2).to(ScalarType.Double)).abs().max().item_double() < 1e-12);
    assertEquals(6 - gcca.eigenvalues()[0] - gcca.eigenvalues()[1], least, 1e-10);
    for (int i = 0; i < 20; i++) {
      Tensor other = gcca.common().add(random(30, 2).mul(new Scalar(0.1)));
      other = other.sub(other.mean(0));
      assertTrue(sum(views, torch.linalg_qr(other).get0(), ridge) > least);
    }
  }

  /** Least over the maps for a given G: each is a ridge regression. */
  private static double sum(List<Tensor> views, Tensor common, double ridge) {
    double sum = 0;
    double weight = ridge * (common.size(0) - 1);
    for (Tensor view : views) {
      Tensor x = view.sub(view.mean(0));
      Tensor gram = x.t().mm(x).add(torch.eye(x.size(1)).mul(new Scalar(weight)));
      Tensor map = torch.linalg_solve(gram, x.t().mm(common));
      sum += common.sub(x.mm(map)).square().sum().item_double();
      sum += weight * map.square().sum().item_double();
    }
    return sum;
  }

  private static String message(Tensor x, Tensor y, int components, double ridge) {
    return assertThrows(
            IllegalArgumentException.class, () -> LinearCca.fit(x, y, components, ridge))
        .getMessage();
  }

  @Test
  void badInputIsNamed() {
    Tensor x = random(10, 3);
    assertEquals(
        "views must have the same rows, one for each example: x has 10, y has 9",
        message(x, random(9, 3), 1, 0));
    assertEquals(
        "a correlation needs at least 2 rows, got 1; take larger batches",
        message(random(1, 3), random(1, 3), 1, 0));
    assertEquals(
        "components must be from 1 to the smaller effective rank of the views, x has 3, y has 2,"
            + " got 3; constant and repeated columns do not count",
        message(x, random(10, 2), 3, 0));
    assertEquals(
        "components must be from 1 to the smaller effective rank of the views, x has 3, y has 0,"
            + " got 0; constant and repeated columns do not count",
        message(x, torch.ones(10, 2).to(ScalarType.Double), CanonicalCorrelation.ALL, 0));
    assertEquals("ridge must be >= 0 and finite, got NaN", message(x, x, 1, Double.NaN));
    assertEquals("components must be at least 1, got -1", message(x, x, -1, 0));
    Tensor bad = random(10, 3);
    bad.select(0, 4).select(0, 2).fill_(new Scalar(Double.NaN));
    assertEquals("y must be finite, got NaN in row 4, column 2", message(x, bad, 1, 0));
    assertEquals(
        "components must be at most the rank of all views together, 6, got 7",
        assertThrows(
                IllegalArgumentException.class, () -> Gcca.fit(List.of(x, random(10, 3)), 7, 0))
            .getMessage());
    assertEquals(
        "views must be at least 2, got 1",
        assertThrows(IllegalArgumentException.class, () -> Gcca.fit(List.of(x), 1, 0))
            .getMessage());
  }

  @Test
  void mapsOutliveTheirScopeAndKeepTheType() {
    LinearCca cca;
    Tensor x = random(20, 3);
    try (TensorScope inner = new TensorScope()) {
      cca = LinearCca.fit(x, random(20, 2), 2, 1e-4);
    }
    Tensor mapped = cca.first().of(x.to(ScalarType.Float));

    assertArrayEquals(new long[] {20, 2}, mapped.shape());
    assertEquals("Float", mapped.scalar_type().toString());
    assertEquals(
        "view must have the shape [any, 3], got [20, 2]",
        assertThrows(IllegalArgumentException.class, () -> cca.first().of(random(20, 2)))
            .getMessage());
  }
}
