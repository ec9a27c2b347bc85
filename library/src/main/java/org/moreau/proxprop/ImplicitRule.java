package org.moreau.proxprop;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.TensorTensorHook;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.CustomGradient;
import org.moreau.engine.TensorScope;
import org.moreau.layer.DenseMap;
import org.moreau.layer.GradientRule;
import org.moreau.layer.LinearLayer;

/**
 * Applies one layer so that its parameters' gradient is the direction of an implicit step. All
 * applications before a backward pass share views of the parameters: what arrives there when all of
 * them have been passed is replaced by one direction.
 */
final class ImplicitRule implements GradientRule {
  private final String name;
  private final Directions directions;
  private @Nullable Pass current;

  ImplicitRule(String name, Directions directions) {
    this.name = name;
    this.directions = directions;
  }

  @Override
  public Tensor forward(LinearLayer layer, Tensor x) {
    List<Tensor> parameters = List.copyOf(layer.linearParameters().values());
    List<Boolean> trained = parameters.stream().map(Tensor::requires_grad).toList();
    if (!trained.contains(true)) {
      return layer.plainForward(x);
    }
    requireUsable(x);
    if (current == null || !current.fits(parameters, trained)) {
      current = new Pass(parameters, trained);
    }
    return current.apply(x);
  }

  private void requireUsable(Tensor x) {
    int type = x.scalar_type().value;
    if (type != ScalarType.Float.value && type != ScalarType.Double.value) {
      throw new IllegalArgumentException(
          "layer "
              + name
              + ": implicit steps need an input of the type Float or Double, got "
              + x.scalar_type());
    }
    if (!TensorScope.isOpen()) {
      throw new IllegalStateException(
          "a TensorScope must be open around forward and backward; it keeps the gradient's hooks");
    }
  }

  private SavedTensor saved(String what, Tensor tensor) {
    return SavedTensor.of("the " + what + " of layer " + name, tensor);
  }

  /** An application that a backward pass has reached. */
  private record Reached(SavedTensor input, Tensor cotangent) {}

  /** The applications of the layer since the last backward pass. */
  private final class Pass {
    private final List<Boolean> trained;
    private final List<Tensor> views = new ArrayList<>();
    private final List<Reached> pending = new ArrayList<>();
    private List<@Nullable Tensor> computed = List.of();
    private int backward = -1; // libtorch's number of the backward pass of what is pending
    private int uses;
    private boolean hooked;

    Pass(List<Tensor> parameters, List<Boolean> trained) {
      this.trained = trained;
      parameters.forEach(parameter -> views.add(parameter.view_as(parameter)));
    }

    /** Whether the views still are of these parameters, which {@code to} gives other memory. */
    boolean fits(List<Tensor> parameters, List<Boolean> trained) {
      boolean fits = this.trained.equals(trained);
      for (int i = 0; fits && i < views.size(); i++) {
        Tensor view = views.get(i);
        fits =
            !view.isNull() && view.data_ptr().address() == parameters.get(i).data_ptr().address();
      }
      return fits;
    }

    Tensor apply(Tensor x) {
      uses++;
      boolean alone = uses == 1 && directions.changesCotangentOnly(x, trained);
      if (!alone) {
        hookViews();
      }
      return alone ? changingCotangent(x) : collecting(x);
    }

    /** Libtorch forms the direction from a changed cotangent, unless other uses follow. */
    private Tensor changingCotangent(Tensor x) {
      SavedTensor input = saved("input", x);
      Tensor z = directions.map().forward(input.tensor(), views);
      z.register_hook(
          new Hook(
              (cotangent, scope) -> {
                if (uses == 1) {
                  end();
                  return directions.multipliers(new Use(input.unchanged(), cotangent), trained);
                }
                reach(new Reached(input, scope.keep(cotangent)));
                return cotangent;
              }));
      SavedTensor weight = saved("weight", views.get(0));
      long[] shape = x.shape();
      return CustomGradient.attach(
          z, List.of(x), g -> List.of(DenseMap.rows(g).mm(weight.unchanged()).view(shape)));
    }

    /** The direction waits for the last cotangent. */
    private Tensor collecting(Tensor x) {
      List<Tensor> constants = views.stream().map(Tensor::detach).toList();
      Tensor z = directions.map().forward(x, constants);
      SavedTensor input = saved("input", x);
      return CustomGradient.attach(
          z,
          views,
          g -> {
            reach(new Reached(input, TensorScope.own(g)));
            return new ArrayList<>(Collections.nCopies(views.size(), null));
          });
    }

    /** What an earlier backward pass has left, because it failed, is none of this one's. */
    private void reach(Reached use) {
      int now = torch.get_current_graph_task_id();
      if (now != backward) {
        pending.clear();
        backward = now;
      }
      pending.add(use);
    }

    private void end() {
      if (current == this) { // and not the pass of a later forward
        current = null;
      }
    }

    private void hookViews() {
      if (hooked) {
        return;
      }
      hooked = true;
      for (int i = 0; i < views.size(); i++) {
        if (trained.get(i)) {
          int index = i;
          views
              .get(i)
              .register_hook(new Hook((gradient, scope) -> direction(index, gradient, scope)));
        }
      }
    }

    /** The first parameter whose gradient is complete computes the direction of all. */
    private Tensor direction(int index, Tensor gradient, TensorScope scope) {
      if (!pending.isEmpty()) {
        end();
        computed = new ArrayList<>();
        List<Use> reached =
            pending.stream().map(use -> new Use(use.input.unchanged(), use.cotangent)).toList();
        for (Tensor part : directions.of(reached, trained)) {
          computed.add(part == null ? null : scope.keep(part));
        }
        pending.forEach(use -> use.cotangent.close());
        pending.clear();
      }
      Tensor direction = computed.get(index);
      return direction == null ? gradient : direction;
    }
  }

  /** What a hook does to a gradient; what it creates is freed unless the scope keeps it. */
  @FunctionalInterface
  private interface Change {
    Tensor of(Tensor gradient, TensorScope scope);
  }

  private static final class Hook extends TensorTensorHook {
    private final Change change;

    Hook(Change change) {
      this.change = change;
    }

    @Override
    public TensorBase call(TensorBase gradient) {
      if (GradMode.is_enabled()) {
        throw new IllegalStateException("an implicit step has no second derivative");
      }
      try (TensorScope scope = new TensorScope();
          NoGradGuard guard = new NoGradGuard()) {
        return scope.keep(change.of(new Tensor(gradient), scope));
      }
    }
  }
}
