package org.moreau.robustness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.robustness.Budget.Norm;
import org.moreau.robustness.Budget.Span;

class AttackTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(6, "attacks");
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static List<Attack> attacks() {
    return List.of(
        new RandomNoise(60),
        ProjectedAscent.fgsm(),
        ProjectedAscent.pgd(10, 3),
        ProjectedAscent.spsa(10, 16));
  }

  private static List<Budget> shapes() {
    List<Budget> shapes = new ArrayList<>();
    for (Norm norm : Norm.values()) {
      for (Span span : Span.values()) {
        shapes.add(new Budget(norm, span, 0.7));
      }
    }
    return shapes;
  }

  @Test
  void everyAttackFellsAPlantedModelAndStaysInItsBudget() {
    for (Attack attack : attacks()) {
      shapes().forEach(shape -> PlantedWeakness.require(attack, shape));
    }
  }

  /** An attack made of a function of the victim. */
  private static Attack fake(BiFunction<Victim, Budget, Tensor> function) {
    return new Attack() {
      @Override
      public String key() {
        return "fake";
      }

      @Override
      public Tensor perturbation(Victim victim, Budget budget, SplittableRandom random) {
        return function.apply(victim, budget);
      }
    };
  }

  @Test
  void attacksThatAreNoneAreFoundOut() {
    Budget shape = new Budget(Norm.L2, Span.SEQUENCE, 1);
    Attack idle = fake((victim, budget) -> torch.zeros_like(victim.inputs()));
    assertRefused("leaves an accuracy of 100.0 %", idle, shape);
    Attack unbounded =
        fake((victim, budget) -> victim.inputs().mul(new Scalar(-100.0)).mul(victim.mask()));
    assertRefused("leaves an accuracy of 0.0 % to a model that must have 100.0", unbounded, shape);
    Attack onPadding =
        fake(
            (victim, budget) -> {
              Tensor own = ProjectedAscent.fgsm().perturbation(victim, budget, random());
              Tensor padding = victim.mask().eq(new Scalar(0.0)).to(own.scalar_type());
              return own.add(padding.mul(new Scalar(1e-4)));
            });
    assertRefused("leaves its budget", onPadding, shape);
  }

  private static void assertRefused(String words, Attack attack, Budget shape) {
    String message =
        assertThrows(IllegalStateException.class, () -> PlantedWeakness.require(attack, shape))
            .getMessage();
    assertTrue(String.valueOf(message).contains(words), message);
  }

  private static SplittableRandom random() {
    return new SplittableRandom(8);
  }

  private static Tensor mask() {
    return TensorData.of(new float[] {1, 1, 1, 1, 0, 1, 1, 0, 0, 0}, 2, 1, 5);
  }

  /** It is in the budget, stays where it is when projected again, and no other point is nearer. */
  @Test
  void theProjectionIsTheNearestPoint() {
    for (Budget budget : shapes()) {
      Tensor far = torch.randn(2, 3, 5);
      Tensor near = budget.project(far, mask());
      assertTrue(budget.length(near).max().item_double() <= 0.7 * (1 + 1e-6), budget::toString);
      assertEquals(0, near.sub(budget.project(near, mask())).abs().max().item_double(), 1e-6);
      Tensor distance = far.sub(near).square().sum(new long[] {1, 2}, false, null);
      for (int i = 0; i < 50; i++) {
        Tensor other = budget.project(torch.randn(2, 3, 5), mask());
        Tensor own = far.sub(other).square().sum(new long[] {1, 2}, false, null);
        assertTrue(own.ge(distance.sub(new Scalar(1e-5))).all().item_bool(), budget::toString);
      }
    }
  }

  @Test
  void noPerturbationOfTheBudgetRisesMoreThanTheSteepest() {
    for (Budget budget : shapes()) {
      Tensor slope = torch.randn(2, 3, 5);
      Tensor best = slope.mul(budget.steepest(slope, mask())).sum(new long[] {1, 2}, false, null);
      for (int i = 0; i < 50; i++) {
        Tensor other = budget.random(slope, mask(), new SplittableRandom(i));
        assertTrue(budget.length(other).max().item_double() <= 0.7 * (1 + 1e-6));
        Tensor rise = slope.mul(other).sum(new long[] {1, 2}, false, null);
        assertTrue(rise.le(best.add(new Scalar(1e-5))).all().item_bool(), budget::toString);
      }
    }
  }

  /** Its derivative is 0 in float32, so gradients see nothing; a search without them does. */
  @Test
  void aMaskedGradientShowsWithoutDerivatives() {
    Victim planted = PlantedWeakness.victim();
    Victim masked =
        new Victim(
            x -> {
              Tensor s = x.sum(new long[] {1, 2}, false, null).mul(new Scalar(1e3)).tanh();
              return torch.stack(new TensorVector(s.neg(), s), 1);
            },
            planted.inputs(),
            planted.mask(),
            planted.labels());
    Budget shape = new Budget(Norm.LINF, Span.SEQUENCE, 1);
    assertEquals(100, accuracy(ProjectedAscent.pgd(10, 1), shape, masked));
    assertEquals(0, accuracy(ProjectedAscent.spsa(10, 16), shape, masked));
  }

  /** The cross-entropy's slope is below what float32 can square, or is 0; the margin's is not. */
  @Test
  void aSaturatedModelFalls() {
    Victim planted = PlantedWeakness.victim();
    for (double scale : new double[] {30, 60, 1e4}) {
      Victim saturated =
          new Victim(
              x -> planted.logits().apply(x).mul(new Scalar(scale)),
              planted.inputs(),
              planted.mask(),
              planted.labels());
      for (Norm norm : Norm.values()) {
        Budget shape = new Budget(norm, Span.SEQUENCE, 1);
        List<Double> sizes = List.of(0.0, 4.0);
        for (Attack attack : List.of(ProjectedAscent.pgd(20, 2), ProjectedAscent.spsa(10, 16))) {
          RobustnessCurve curve =
              RobustnessCurve.of(attack, shape, sizes, batch -> saturated, 1, 3);
          assertEquals(0, curve.accuracies().get(1), () -> attack + " " + norm + " " + scale);
        }
        if (scale < 50) {
          RobustnessCurve curve =
              RobustnessCurve.of(ProjectedAscent.fgsm(), shape, sizes, batch -> saturated, 1, 3);
          assertEquals(0, curve.accuracies().get(1), () -> "fgsm " + norm + " " + scale);
        }
      }
    }
  }

  /** For a linear model one step along the slope is the best of all; noise gets weak with size. */
  @Test
  void theStrengthOfAnAttackIsThatOnALinearModel() {
    for (Budget shape : shapes()) {
      assertEquals(1.5, PlantedWeakness.multiple(ProjectedAscent.fgsm(), shape, 3, 40));
      assertEquals(1.5, PlantedWeakness.multiple(ProjectedAscent.pgd(20, 2), shape, 3, 40));
    }
    Budget l2 = new Budget(Norm.L2, Span.SEQUENCE, 1);
    double few = PlantedWeakness.multiple(ProjectedAscent.spsa(10, 16), l2, 1, 4);
    double many = PlantedWeakness.multiple(ProjectedAscent.spsa(10, 16), l2, 9, 128);
    assertTrue(few <= 1.5 && many > few && many < 50, few + " " + many);
    assertTrue(PlantedWeakness.multiple(new RandomNoise(60), l2, 9, 128) > many);
    assertEquals(
        Double.POSITIVE_INFINITY,
        PlantedWeakness.multiple(
            fake((victim, budget) -> torch.zeros_like(victim.inputs())), l2, 1, 4));
  }

  private static double accuracy(Attack attack, Budget budget, Victim victim) {
    return RobustnessCurve.of(attack, budget, List.of(0.0, 0.8), batch -> victim, 1, 3)
        .accuracies()
        .get(1);
  }

  @Test
  void aModelWithoutADerivativeIsNamed() {
    Victim planted = PlantedWeakness.victim();
    Victim cut =
        new Victim(
            x -> planted.logits().apply(x.detach()),
            planted.inputs(),
            planted.mask(),
            planted.labels());
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    ProjectedAscent.fgsm()
                        .perturbation(cut, new Budget(Norm.L2, Span.STEP, 1), random()))
            .getMessage();
    assertTrue(String.valueOf(message).startsWith("the model's logits must have a derivative"));
  }

  /** Sums are ±1, so all fall between 1/2 − and 1/2 + by LINF on two steps. */
  @Test
  void theCurveFallsAtTheMarginAndItsAreaIsItsMean() {
    RobustnessCurve curve =
        RobustnessCurve.of(
            ProjectedAscent.pgd(10, 1),
            new Budget(Norm.LINF, Span.SEQUENCE, 1),
            List.of(0.0, 0.25, 0.45, 0.55, 1.0),
            batch -> PlantedWeakness.victim(),
            2,
            1);
    assertEquals(List.of(100.0, 100.0, 100.0, 0.0, 0.0), curve.accuracies());
    assertEquals(45 + 5, curve.area(), 1e-9);
    assertEquals(70, new RobustnessCurve(List.of(0.0), List.of(70.0)).area());
  }

  /** Logits ± √(Σ x − 1.9) with Σ x = 2: right, until they are no numbers. */
  @Test
  void aModelThatAnswersNaNHasFallen() {
    Tensor inputs = torch.full(new long[] {3, 2, 4}, new Scalar(0.25));
    Tensor labels = torch.zeros(new long[] {3}, new TensorOptions(ScalarType.Long));
    Victim victim =
        Victim.of(
            x -> {
              Tensor root = x.sum(1, 2).sub(new Scalar(1.9)).sqrt();
              return torch.stack(new TensorVector(root, root.neg()), 1);
            },
            inputs,
            torch.full(new long[] {3}, new Scalar(4)).to(ScalarType.Long),
            labels);
    for (Attack attack : attacks()) {
      RobustnessCurve curve =
          RobustnessCurve.of(
              attack,
              new Budget(Norm.L2, Span.SEQUENCE, 1),
              List.of(0.0, 1.0),
              batch -> victim,
              1,
              1);
      assertEquals(List.of(100.0, 0.0), curve.accuracies(), attack.key());
    }
  }

  @Test
  void whereThereIsNoSlopeThereIsNoStep() {
    Tensor inputs = torch.zeros(2, 1, 3);
    Victim victim =
        Victim.of(
            x -> {
              Tensor root = x.square().sum(1, 2).sqrt().add(new Scalar(1.0)); // 0/0 at 0
              return torch.stack(new TensorVector(root, root.neg()), 1);
            },
            inputs,
            torch.full(new long[] {2}, new Scalar(3)).to(ScalarType.Long),
            torch.zeros(new long[] {2}, new TensorOptions(ScalarType.Long)));

    Tensor delta =
        ProjectedAscent.pgd(5, 1)
            .perturbation(victim, new Budget(Norm.L2, Span.SEQUENCE, 1), random());

    assertEquals(0, delta.abs().max().item_double());
  }

  @Test
  void labelsThatTheModelLacksAreNamed() {
    Victim planted = PlantedWeakness.victim();
    for (long wrong : new long[] {2, -1}) {
      Tensor labels = planted.labels().clone();
      labels.narrow(0, 1, 1).fill_(new Scalar(wrong));
      Victim victim = new Victim(planted.logits(), planted.inputs(), planted.mask(), labels);
      for (Attack attack : attacks()) {
        assertNamed(
            "labels must be from 0 to 1, as the model has 2 classes, got " + wrong,
            () -> attack.perturbation(victim, new Budget(Norm.L2, Span.SEQUENCE, 1), random()));
      }
    }
  }

  @Test
  void badBudgetsAndSizesAreNamed() {
    assertNamed("epsilon must be >= 0", () -> new Budget(Norm.L2, Span.STEP, -1));
    assertNamed("epsilon must be", () -> new Budget(Norm.L2, Span.STEP, Double.NaN));
    assertNamed("steps must be", () -> ProjectedAscent.pgd(0, 1));
    assertNamed("tries must be", () -> new RandomNoise(0));
    assertNamed("samples must be", () -> ProjectedAscent.spsa(1, 0));
    assertNamed("sizes must begin with 0", () -> new RobustnessCurve(List.of(1.0), List.of(1.0)));
    assertNamed("sizes must rise", () -> new RobustnessCurve(List.of(0.0, 0.0), List.of(1.0, 1.0)));
    assertNamed(
        "each of sizes must be", () -> new RobustnessCurve(List.of(0.0, -1.0), List.of(1.0, 1.0)));
    assertNamed(
        "accuracies must be as many", () -> new RobustnessCurve(List.of(0.0, 1.0), List.of(1.0)));
  }

  private static void assertNamed(String words, Executable call) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(String.valueOf(message).startsWith(words), message);
  }
}
