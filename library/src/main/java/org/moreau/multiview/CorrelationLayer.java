package org.moreau.multiview;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.CustomGradient;
import org.moreau.engine.NativeLibraries;
import org.moreau.layer.StepValue;

/** What the proximal layers of correlation share. */
abstract class CorrelationLayer extends Module {
  private static final double PERTURBATION = 1e-2;

  private final CorrelationProx prox;
  private final ProximalSettings settings;
  private final StepValue step;
  private @Nullable ProximalViews last;

  CorrelationLayer(String name, Correlation correlation, ProximalSettings settings) {
    super(loaded(name));
    prox = new CorrelationProx(correlation, settings.tolerance(), settings.mostIterations());
    this.settings = settings;
    step = new StepValue(this, settings.step());
  }

  private static String loaded(String name) {
    NativeLibraries.load(); // before the first native object, the module itself
    return name;
  }

  /** Tells the epoch, from 0 on; matters to a scheduled step only. */
  public void epoch(long epoch) {
    step.epoch(epoch);
  }

  /** The step of now, [], 1/λ; in the graph of log_step where that is learnt. */
  public Tensor step() {
    return step.step();
  }

  /** What the last forward pass that was not dropped took, and its backward pass once it ran. */
  public @Nullable SolveReport report() {
    return last == null ? null : last.report();
  }

  /**
   * One view where the others are missing, which is for test time: it passes as it is in either
   * mode, since without another view there is nothing to correlate with.
   *
   * @throws IllegalStateException in training
   */
  public Tensor forwardAlone(Tensor view) {
    if (is_training()) {
      throw new IllegalStateException(
          "a single view can pass at test time only; call eval() first, or give all views");
    }
    return view;
  }

  final List<Tensor> forward(List<Tensor> views) {
    if (!is_training() && settings.test() == TestMode.DROPPED) {
      return views;
    }
    Tensor size = step.step();
    List<Tensor> inputs = new ArrayList<>(views);
    inputs.add(size);
    double lambda = 1 / size.item_double();
    ProximalViews result = prox.of(views, lambda);
    last = result;
    Tensor value = result.joined().to(views.get(0).scalar_type());
    Tensor attached =
        CustomGradient.attach(
            value, inputs, cotangent -> gradients(result, views, size, lambda, cotangent));
    return result.split(attached);
  }

  private List<@Nullable Tensor> gradients(
      ProximalViews result, List<Tensor> views, Tensor size, double lambda, Tensor cotangent) {
    boolean isExact = settings.gradient() == GradientMode.EXACT;
    Tensor g = cotangent.to(ScalarType.Double);
    double largest = g.abs().max().item_double();
    Tensor product;
    double lambdaDerivative = 0;
    if (largest == 0) {
      product = torch.zeros_like(g);
    } else if (isExact) {
      product = result.product(g);
      lambdaDerivative = result.lambdaDerivative();
    } else {
      product = difference(result, g, largest, lambda);
    }
    List<@Nullable Tensor> gradients = result.split(product, views);
    if (!size.requires_grad()) {
      gradients.add(null);
    } else if (isExact) {
      // λ = 1/step
      double derivative = -lambda * lambda * lambdaDerivative;
      gradients.add(torch.full_like(size, new Scalar(derivative)));
    } else {
      throw new IllegalStateException("a trainable step needs the gradient EXACT");
    }
    return gradients;
  }

  private Tensor difference(ProximalViews result, Tensor v, double largest, double lambda) {
    try (NoGradGuard guard = new NoGradGuard()) {
      Tensor x = result.input();
      double epsilon = PERTURBATION * (1 + x.abs().max().item_double()) / largest;
      Tensor change = v.mul(new Scalar(epsilon));
      Tensor up = prox.of(result.split(x.add(change)), lambda).joined();
      if (settings.gradient() == GradientMode.ONE_SIDED) {
        return up.sub(result.joined()).div(new Scalar(epsilon));
      }
      Tensor down = prox.of(result.split(x.sub(change)), lambda).joined();
      return up.sub(down).div(new Scalar(2 * epsilon));
    }
  }
}
