package org.moreau.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.TensorTensorHook;
import org.bytedeco.pytorch.VoidTensorHook;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Gives a value, computed in any way from some inputs, a derivative written by hand. Built from
 * tensor hooks, since libtorch's {@code autograd::Function} is not mapped to Java.
 */
public final class CustomGradient {
  private CustomGradient() {}

  /** The product of a cotangent with the Jacobian of the value. */
  @FunctionalInterface
  public interface Backward {
    /**
     * The gradient for each input, in their order and of their shapes; null where there is none. No
     * two may share memory: they become the gradients of the inputs. Runs without a graph and at
     * most once per backward pass.
     */
    List<@Nullable Tensor> inputGradients(Tensor cotangent);
  }

  /**
   * {@code value} in the graph of {@code inputs}, with {@code backward} as its derivative. The
   * result takes over the memory of {@code value}, so what {@code backward} reads must be another:
   * users may change the result in place. Where no input needs a gradient it is {@code value}
   * itself. A graph that {@code value} has already stays, beside that of the inputs.
   *
   * @throws IllegalStateException if no {@link TensorScope} is open: nothing would keep the hooks
   *     until backward; in backward, if a second derivative is asked for
   */
  public static Tensor attach(Tensor value, List<Tensor> inputs, Backward backward) {
    if (!isNeeded(inputs)) {
      return value;
    }
    if (!TensorScope.isOpen()) {
      throw new IllegalStateException(
          "a TensorScope must be open around forward and backward; it keeps the gradient's hooks");
    }
    Node node = new Node(backward, inputs.size());
    int carrier = carrier(value, inputs);
    Tensor result = value;
    if (carrier >= 0) {
      boolean isAlone = inputs.stream().filter(Tensor::requires_grad).count() == 1;
      result = carried(inputs.get(carrier), value, new InputHook(node, carrier, isAlone));
      if (isAlone) {
        return result;
      }
    }
    @Nullable Tensor tie = null;
    for (int i = 0; i < inputs.size(); i++) {
      Tensor input = inputs.get(i);
      if (input.requires_grad() && i != carrier) {
        Tensor view = input.view_as(input);
        view.register_hook(new InputHook(node, i, false));
        Tensor nothing = (view.dim() == 0 ? view.flatten() : view).narrow(0, 0, 0).sum();
        tie = tie == null ? nothing : tie.add(nothing);
      }
    }
    result = result.add_(Objects.requireNonNull(tie).to(value.scalar_type()));
    result.register_hook(new OutputHook(node));
    return result;
  }

  /**
   * The first input through whose graph a gradient of the value's shape and type can come; -1 if
   * there is none.
   */
  private static int carrier(Tensor value, List<Tensor> inputs) {
    // A value with a graph of its own keeps it.
    if (!value.requires_grad() && value.dim() > 0 && value.numel() > 0) {
      for (int i = 0; i < inputs.size(); i++) {
        if (inputs.get(i).requires_grad() && isLike(value, inputs.get(i))) {
          return i;
        }
      }
    }
    return -1;
  }

  // Number by number: objects for sizes and devices cost more than all the rest.
  private static boolean isLike(Tensor value, Tensor input) {
    long dimensions = value.dim();
    boolean isLike =
        input.dim() == dimensions
            && input.scalar_type().intern() == value.scalar_type().intern()
            && input.is_cuda() == value.is_cuda()
            && (!value.is_cuda() || input.device().equals(value.device()));
    for (long i = 0; isLike && i < dimensions; i++) {
      isLike = input.size(i) == value.size(i);
    }
    return isLike;
  }

  /**
   * {@code value} in the place of {@code input} in its graph. Far cheaper than a sum of nothing: a
   * split into one part copies nothing, has the identity as derivative and, unlike a view, may be
   * written to.
   */
  private static Tensor carried(Tensor input, Tensor value, InputHook hook) {
    Tensor view = input.view_as(input);
    view.register_hook(hook);
    // A handle of its own, as the vector ends with the scope and the result may not.
    Tensor whole = new Tensor(torch.unsafe_split(view, view.size(0), 0).get(0));
    whole.set_data(value);
    return whole;
  }

  /** Whether a value computed from {@code inputs} now would be differentiated. */
  public static boolean isNeeded(List<Tensor> inputs) {
    return GradMode.is_enabled() && inputs.stream().anyMatch(Tensor::requires_grad);
  }

  /** What the hooks of one value share: the first input hook that runs computes all gradients. */
  private static final class Node {
    private final Backward backward;
    private final int inputs;
    private @Nullable Tensor cotangent;
    private @Nullable List<@Nullable Tensor> gradients;

    Node(Backward backward, int inputs) {
      this.backward = backward;
      this.inputs = inputs;
    }

    void start(Tensor cotangent) {
      this.cotangent = cotangent;
      gradients = null;
    }

    @Nullable Tensor gradient(int i) {
      if (gradients == null) {
        if (GradMode.is_enabled()) {
          throw new IllegalStateException("this layer has no second derivative");
        }
        try (TensorScope scope = new TensorScope()) {
          List<@Nullable Tensor> computed =
              backward.inputGradients(Objects.requireNonNull(cotangent));
          if (computed.size() != inputs) {
            throw new IllegalStateException(
                "a gradient for each of the " + inputs + " inputs, got " + computed.size());
          }
          List<@Nullable Tensor> kept = new ArrayList<>();
          for (Tensor gradient : computed) {
            kept.add(gradient == null ? null : scope.keep(gradient));
          }
          gradients = kept;
        }
      }
      return gradients.get(i);
    }
  }

  /** Gives the cotangent where several inputs share it. */
  private static final class OutputHook extends VoidTensorHook {
    private final Node node;

    OutputHook(Node node) {
      this.node = node;
    }

    @Override
    public void call(TensorBase gradient) {
      node.start(new Tensor(gradient));
    }
  }

  private static final class InputHook extends TensorTensorHook {
    private final Node node;
    private final int index;
    private final boolean isAlone;

    /**
     * A hook of one input.
     *
     * @param isAlone whether what comes in is the cotangent, as no other input takes a gradient
     */
    InputHook(Node node, int index, boolean isAlone) {
      this.node = node;
      this.index = index;
      this.isAlone = isAlone;
    }

    @Override
    public TensorBase call(TensorBase incoming) {
      if (isAlone) {
        node.start(new Tensor(incoming));
      }
      Tensor gradient = node.gradient(index);
      // A null would end the process.
      return gradient == null ? torch.zeros_like(new Tensor(incoming)) : gradient;
    }
  }
}
