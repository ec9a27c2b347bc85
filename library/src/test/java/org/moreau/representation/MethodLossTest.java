package org.moreau.representation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorScope;
import org.moreau.layer.StepSize;
import org.moreau.multiview.CanonicalCorrelation;
import org.moreau.multiview.CcaLoss;
import org.moreau.multiview.CorrelationLayer;
import org.moreau.multiview.CorrelationProx;
import org.moreau.multiview.GccaLoss;
import org.moreau.multiview.GeneralisedCorrelation;

/** The loss of each stage of each method, against its definition at given codes. */
class MethodLossTest {
  private static final double TOLERANCE = 1e-12;
  private static final Agreement ALL = new Agreement(2, CanonicalCorrelation.ALL);
  private static final StepSize STEP = new StepSize.Scheduled(0.1, 0.5);
  private TensorScope scope;
  private List<Tensor> codes;

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(1, "codes");
    codes = List.of(random(30, 4), random(30, 4));
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Tensor random(long... shape) {
    return torch.randn(shape).to(ScalarType.Double);
  }

  /** A task whose loss is Σ code², and whose reconstruction error is Σ |code|. */
  private record Squares(List<Tensor> codes, List<Tensor> joined) implements CodedBatch {
    @Override
    public Tensor taskLoss(List<Tensor> at) {
      return at.get(0).square().sum().add(at.get(1).square().sum());
    }

    @Override
    public Tensor reconstructionLoss(List<Tensor> at) {
      return at.get(0).abs().sum().add(at.get(1).abs().sum());
    }
  }

  private double loss(MultiviewMethod method, int stage, int epoch) {
    CorrelationLayer join = method.join();
    Squares batch = new Squares(codes, join == null ? codes : join.forward(codes));
    return method.stages().get(stage).loss().of(batch, epoch).item_double();
  }

  private static double task(List<Tensor> at) {
    return new Squares(at, at).taskLoss(at).item_double();
  }

  private static double correlation(List<Tensor> at) {
    return -new CcaLoss().of(at.get(0), at.get(1)).item_double();
  }

  private static void assertClose(double expected, double actual) {
    assertEquals(expected, actual, TOLERANCE * Math.max(1, Math.abs(expected)));
  }

  @Test
  void vanillaIsTheTaskAlone() {
    assertClose(task(codes), loss(new Vanilla(), 0, 1));
  }

  @Test
  void dccaLearnsEncodersFromTheMeanCorrelationAndHeadsFromTheTask() {
    Dcca method = new Dcca(ALL);
    assertClose(-correlation(codes) / 4, loss(method, 0, 1));
    assertClose(task(codes), loss(method, 1, 1));
    assertEquals(EnumSet.of(Part.ENCODERS), method.stages().get(0).trained());
    assertEquals(EnumSet.of(Part.HEADS), method.stages().get(1).trained());
  }

  @Test
  void dccaeAddsTheReconstruction() {
    Dccae method = new Dccae(ALL, 0.3);
    double error = new Squares(codes, codes).reconstructionLoss(codes).item_double();
    assertClose(-correlation(codes) / 4 + 0.3 * error, loss(method, 0, 1));
    assertTrue(method.decodes());
    assertClose(task(codes), loss(method, 1, 1));
  }

  @Test
  void rrmSubtractsTheCorrelationAndAnnealedLessByEpoch() {
    double agreement = correlation(codes) / 4;
    assertClose(task(codes) - 2 * agreement, loss(new Rrm(ALL, 2, 0), 0, 7));
    Rrm annealed = new Rrm(ALL, 2, 0.5);
    assertClose(task(codes) - 2 * agreement, loss(annealed, 0, 1));
    assertClose(task(codes) - 2 * agreement / 4, loss(annealed, 0, 7));
    assertEquals("rrm-annealed", annealed.key());
  }

  @Test
  void proxNetIsTheTaskAtTheProximalMapOfTheCodes() {
    List<Tensor> images = new CorrelationProx(CanonicalCorrelation.all()).of(codes, 0.1).views();
    assertClose(task(images), loss(new ProxNet(ALL, STEP), 0, 1));
    assertClose(task(images) - 3 * correlation(images) / 4, loss(new ProxNet(ALL, STEP, 3), 0, 1));
    assertEquals("prox-net-rrm", new ProxNet(ALL, STEP, 3).key());
  }

  @Test
  void moreViewsAgreeByGcca() {
    List<Tensor> three = List.of(random(30, 4), random(30, 3), random(30, 4));
    double eigenvalues = 6 - new GccaLoss(GeneralisedCorrelation.top(2)).of(three).item_double();
    Tensor actual = new Agreement(3, 2).loss(three);
    assertClose(-(eigenvalues / 2 - 1) / 2, actual.item_double());

    Tensor one = random(30, 4);
    Tensor turned = one.mm(random(4, 4));
    double same = new Agreement(3, 2).loss(List.of(one, turned, one)).item_double();
    assertEquals(-1, same, 1e-3);
  }

  @Test
  void badSettingsAreNamed() {
    assertNamed("views must be at least 2, got 1", () -> new Agreement(1, 3));
    assertNamed("components must be at least 1, got 0", () -> new Agreement(3, 0));
    assertNamed("weight of the agreement must be > 0", () -> new Rrm(ALL, Double.NaN, 0));
    assertNamed("annealing must be >= 0", () -> new Rrm(ALL, 1, Double.NaN));
    assertNamed("weight of the reconstruction must be > 0", () -> new Dccae(ALL, 0));
    assertNamed("weight of the agreement must be >= 0", () -> new ProxNet(ALL, STEP, -1));
    assertNamed("codes must be as many as the 2 views", () -> ALL.loss(List.of(codes.get(0))));
  }

  private static void assertNamed(String message, Executable call) {
    Exception e = assertThrows(IllegalArgumentException.class, call);
    assertTrue(String.valueOf(e.getMessage()).startsWith(message), e.getMessage());
  }
}
