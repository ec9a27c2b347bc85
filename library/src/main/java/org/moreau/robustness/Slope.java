package org.moreau.robustness;

import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.Check;
import org.moreau.engine.TensorData;

/** Where a loss of each example rises, at some inputs. */
public interface Slope {
  /**
   * The derivative of the loss [batch], or what stands for it within {@code budget}, at x [batch,
   * features, time]; up to a positive factor for each example.
   */
  Tensor at(
      UnaryOperator<Tensor> loss, Tensor x, Budget budget, Tensor mask, SplittableRandom random);

  /** The exact derivative; parameters keep their gradients. */
  record Exact() implements Slope {
    @Override
    public Tensor at(
        UnaryOperator<Tensor> loss, Tensor x, Budget budget, Tensor mask, SplittableRandom random) {
      Tensor point = x.detach().clone().set_requires_grad(true);
      try (AutoGradMode mode = new AutoGradMode(true)) {
        Tensor sum = loss.apply(point).sum();
        if (!sum.requires_grad()) {
          throw new IllegalArgumentException(
              "the model's logits must have a derivative in its inputs; try an attack without one,"
                  + " such as spsa");
        }
        return torch
            .grad(
                new TensorVector(sum),
                new TensorVector(point),
                new TensorVector(),
                new BoolOptional(false),
                false,
                false)
            .get(0);
      }
    }
  }

  /**
   * Simultaneous perturbations: the mean of (l(x + w s) − l(x − w s))/w s over random signs s, for
   * w s as long as the budget and a tenth of that by turns. It needs no derivative, and the wide
   * ones see over plateaus that hide one. A loss that is no number counts as higher than all that
   * are. Its error grows with the root of entries / samples. Source: Spall (1992); Uesato et al.,
   * Adversarial risk and the dangers of evaluating against weak attacks (2018).
   *
   * @param samples of signs
   */
  record Simultaneous(int samples) implements Slope {
    private static final double NARROW = 0.1;
    private static final double CLIFF = 1e6; // more than logits differ by

    public Simultaneous {
      Check.positive("samples", samples);
    }

    @Override
    public Tensor at(
        UnaryOperator<Tensor> loss, Tensor x, Budget budget, Tensor mask, SplittableRandom random) {
      try (NoGradGuard guard = new NoGradGuard()) {
        Tensor sum = torch.zeros_like(x);
        for (int i = 0; i < samples; i++) {
          Tensor signs = signs(x, random).mul(mask);
          double width = i % 2 == 0 ? 1 : NARROW;
          Tensor step = budget.steepest(signs, mask).mul(new Scalar(width));
          Tensor rise = rise(loss.apply(x.sub(step)), loss.apply(x.add(step)));
          Tensor slope = rise.div(new Scalar(width)).to(x.scalar_type());
          sum.add_(signs.mul(slope.view(-1, 1, 1)));
        }
        return sum;
      }
    }

    /** From {@code low} to {@code high}; what is no number lies above all numbers. */
    private static Tensor rise(Tensor low, Tensor high) {
      Tensor above = high.isnan().to(ScalarType.Double).sub(low.isnan().to(ScalarType.Double));
      Tensor rise = high.sub(low);
      return torch.where(rise.isnan(), above.mul(new Scalar(CLIFF)).to(rise.scalar_type()), rise);
    }

    private static Tensor signs(Tensor like, SplittableRandom random) {
      float[] values = new float[Math.toIntExact(like.numel())];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextBoolean() ? 1 : -1;
      }
      return TensorData.of(values, like.shape()).to(like.device(), like.scalar_type());
    }
  }
}
