package org.moreau.calculus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;
import org.moreau.operator.InfinityBall;
import org.moreau.operator.L1Ball;
import org.moreau.operator.L1Norm;
import org.moreau.operator.L2Ball;
import org.moreau.operator.L2Norm;
import org.moreau.operator.NuclearNorm;
import org.moreau.operator.ParameterGradient;
import org.moreau.operator.ProximalOperator;
import org.moreau.operator.ProximalOperatorContract;
import org.moreau.operator.Simplex;

class MoreauEnvelopeTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new MoreauEnvelope(new L1Norm(), 0.5);
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = Math.abs(x[i]) <= step + 0.5 ? x[i] * 0.5 / (step + 0.5) : soft(x[i], step);
    }
    return y;
  }

  @Test
  void theEnvelopeOfTheL1NormIsHubersFunction() {
    Tensor x = points();
    double[] expected = new double[3];
    double[] values = TensorData.doubles(x);
    for (int i = 0; i < values.length; i++) {
      double size = Math.abs(values[i]);
      expected[i / 6] += size <= 0.5 ? size * size : size - 0.25;
    }

    assertArrayEquals(expected, TensorData.doubles(operator().value(x)), 1e-12);
  }

  @Test
  void theGradientOfTheValueIsTheGradient() {
    MoreauEnvelope envelope =
        new MoreauEnvelope(new L2Norm(), TensorData.of(new double[] {0.5, 1, 9}, 3));
    Tensor x = points().set_requires_grad(true);
    Tensor weights = TensorData.of(new double[] {1, -2, 3}, 3);

    envelope.value(x).mul(weights).sum().backward();

    Tensor gradient = envelope.gradient(x.detach()).mul(weights.unsqueeze(1));
    assertArrayEquals(TensorData.doubles(gradient), TensorData.doubles(x.grad()), 1e-12);
  }

  @Test
  void isDifferentiableInTheSmoothing() {
    ParameterGradient.matchesDifferences(
        s -> new MoreauEnvelope(new L1Norm(), s),
        new double[] {0.4, 1, 2.2},
        new long[] {3},
        points(),
        0.7);
    ParameterGradient.matchesDifferences(
        w -> new MoreauEnvelope(new Scaled(new L1Norm(), w), 0.5),
        new double[] {0.8},
        new long[] {},
        points(),
        0.7);
  }

  @Test
  void isDifferentiableInWhatMovesAKinkOrASet() {
    Tensor x = points();
    List<Function<Tensor, ProximalOperator>> moving =
        List.of(
            InfinityBall::new,
            L2Ball::new,
            L1Ball::new,
            Simplex::new,
            r -> new Scaled(new InfinityBall(r), 2),
            s -> new Translated(new L1Norm(), s),
            s -> new Translated(new L2Ball(0.3), s),
            s -> new Translated(new L2Norm(), s),
            w -> new Scaled(new L2Norm(), w),
            w -> new Scaled(new NuclearNorm(), w),
            a -> new Dilated(new L1Norm(), a),
            s -> new Tilted(new L1Norm(), s),
            r -> new Conjugate(new Scaled(new L1Norm(), r)),
            r -> new Distance(new L2Ball(r)),
            w -> new Sum(new Scaled(new L1Norm(), w), new L2Norm()));
    for (int i = 0; i < moving.size(); i++) {
      Function<Tensor, ProximalOperator> of = moving.get(i);
      for (double smoothing : new double[] {0.05, 0.3}) {
        Tensor at = i == 9 ? x.view(3, 2, 3) : x;
        ParameterGradient.matchesDifferences(
            new double[] {0.7},
            new long[] {},
            p -> new MoreauEnvelope(of.apply(p), smoothing).value(at).sum());
      }
    }
  }

  @Test
  void aLearntRadiusAndALearntShiftHaveTheirDerivatives() {
    Tensor radius = TensorData.of(new double[] {1}, 1).set_requires_grad(true);
    new MoreauEnvelope(new InfinityBall(radius), 0.5)
        .value(TensorData.of(new double[] {3}, 1))
        .sum()
        .backward();
    assertEquals(-4, radius.grad().item_double(), 1e-12);

    Tensor shift = TensorData.of(new double[] {0}, 1).set_requires_grad(true);
    new MoreauEnvelope(new Translated(new L1Norm(), shift), 0.5)
        .value(TensorData.of(new double[] {0.2}, 1))
        .sum()
        .backward();
    assertEquals(-0.4, shift.grad().item_double(), 1e-12);
  }

  @Test
  void moreausDecompositionHolds() {
    // env_g with smoothing s at x plus env_g* with 1/s at x/s is |x|² / (2 s).
    Tensor x = points();
    Tensor first = new MoreauEnvelope(new L1Norm(), 0.5).value(x);
    Tensor second = new MoreauEnvelope(new Conjugate(new L1Norm()), 2).value(times(x, 2));

    assertArrayEquals(
        TensorData.doubles(x.square().sum(1)), TensorData.doubles(first.add(second)), 1e-9);
  }
}
