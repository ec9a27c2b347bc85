package org.moreau.multiview;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.CustomGradient;
import org.moreau.engine.NativeLibraries;
import org.moreau.engine.TensorData;
import org.moreau.layer.StepSize;
import org.moreau.layer.StepValue;

/** What the proximal layers of correlation share. */
public abstract class CorrelationLayer extends Module {
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
    if (settings.step() instanceof StepSize.Trainable
        && settings.gradient() != GradientMode.EXACT) {
      throw new IllegalArgumentException(
          "a trainable step needs the gradient EXACT, got " + settings.gradient());
    }
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

  /**
   * The images of the views, in their type; themselves where the layer is dropped.
   *
   * @throws IllegalArgumentException if the views do not fit each other, are not finite, have fewer
   *     than 2 rows, or a smaller rank than there are components
   */
  public final List<Tensor> forward(List<Tensor> views) {
    if (!is_training() && settings.test() == TestMode.DROPPED) {
      return views;
    }
    List<Integer> sizes = JoinedViews.sizes(views);
    // One tensor in and one out: each costs as much as some products of the solve.
    TensorVector parts = new TensorVector();
    views.forEach(parts::push_back);
    Tensor input = torch.cat(parts, 1);
    Tensor size = step.step();
    double lambda = 1 / size.item_double();
    ProximalViews result = prox.of(input, views, sizes, lambda);
    last = result;
    Tensor value = tensor(result.joined(), input);
    Tensor attached =
        CustomGradient.attach(
            value,
            List.of(input, size),
            cotangent -> gradients(result, input, size, lambda, cotangent));
    // One operation: its backward joins the cotangents at once.
    TensorVector images =
        torch.split_with_sizes(attached, sizes.stream().mapToLong(Integer::longValue).toArray(), 1);
    // Handles of their own, as the vector ends with the scope and the images may not.
    return Arrays.stream(images.get()).map(Tensor::new).toList();
  }

  private static Tensor tensor(double[] values, Tensor like) {
    Tensor tensor = TensorData.of(values, like.shape());
    boolean fits = !like.is_cuda() && like.scalar_type().intern() == ScalarType.Double;
    return fits ? tensor : tensor.to(like.device(), like.scalar_type());
  }

  private List<@Nullable Tensor> gradients(
      ProximalViews result, Tensor like, Tensor size, double lambda, Tensor cotangent) {
    boolean isExact = settings.gradient() == GradientMode.EXACT;
    double[] g = TensorData.doubles(cotangent);
    double largest = largest(g);
    double[] product;
    double lambdaDerivative = 0;
    if (largest == 0) {
      product = g; // all zeros
    } else if (!isExact && !Double.isFinite(largest)) {
      product = new double[g.length];
      Arrays.fill(product, Double.NaN); // as the exact one, for whoever looks at the gradient
    } else if (isExact) {
      product = result.product(g);
      lambdaDerivative = result.lambdaDerivative();
    } else {
      product = difference(result, g, largest, lambda);
    }
    List<@Nullable Tensor> gradients = new ArrayList<>();
    gradients.add(tensor(product, like));
    if (size.requires_grad()) {
      // λ = 1/step
      double derivative = -lambda * lambda * lambdaDerivative;
      gradients.add(torch.full_like(size, new Scalar(derivative)));
    } else {
      gradients.add(null);
    }
    return gradients;
  }

  private double[] difference(ProximalViews result, double[] v, double largest, double lambda) {
    double epsilon = PERTURBATION * (1 + largest(result.input())) / largest;
    double[] up = moved(result, v, epsilon, lambda);
    boolean isCentral = settings.gradient() == GradientMode.CENTRAL;
    double[] down = isCentral ? moved(result, v, -epsilon, lambda) : result.joined();
    double width = isCentral ? 2 * epsilon : epsilon;
    for (int i = 0; i < up.length; i++) {
      up[i] = (up[i] - down[i]) / width;
    }
    return up;
  }

  private double[] moved(ProximalViews result, double[] v, double by, double lambda) {
    double[] at = result.input().clone();
    for (int i = 0; i < at.length; i++) {
      at[i] += by * v[i];
    }
    return prox.of(at, result.sizes(), lambda).joined();
  }

  private static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value)); // NaN stays
    }
    return largest;
  }
}
