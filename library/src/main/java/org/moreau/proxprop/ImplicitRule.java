package org.moreau.proxprop;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.TensorTensorHook;
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
    if (current == null || !current.fits(trained)) {
      current = new Pass(layer, parameters, trained);
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

  /** The applications of the layer since the last backward pass. */
  private final class Pass {
    private final LinearLayer layer;
    private final List<Boolean> trained;
    private final List<Tensor> views = new ArrayList<>();
    private final List<Use> pending = new ArrayList<>();
    private List<@Nullable Tensor> computed = List.of();
    private int uses;
    private boolean hooked;

    Pass(LinearLayer layer, List<Tensor> parameters, List<Boolean> trained) {
      this.layer = layer;
      this.trained = trained;
      parameters.forEach(parameter -> views.add(parameter.view_as(parameter)));
    }

    boolean fits(List<Boolean> trained) {
      return this.trained.equals(trained) && !views.get(0).isNull();
    }

    Tensor apply(Tensor x) {
      uses++;
      boolean alone = uses == 1 && directions.changesCotangentOnly(layer, x, trained);
      if (!alone) {
        hookViews();
      }
      return alone ? changingCotangent(x) : collecting(x);
    }

    /** Libtorch forms the direction from a changed cotangent, unless other uses follow. */
    private Tensor changingCotangent(Tensor x) {
      Tensor input = x.detach();
      Tensor z = layer.map().forward(input, views);
      z.register_hook(
          new Hook(
              (cotangent, scope) -> {
                if (uses == 1) {
                  current = null;
                  return directions.multipliers(layer, new Use(input, cotangent), trained);
                }
                pending.add(new Use(input, scope.keep(cotangent)));
                return cotangent;
              }));
      Tensor weight = views.get(0).detach();
      return CustomGradient.attach(
          z, List.of(x), g -> List.of(DenseMap.rows(g).mm(weight).view_as(input)));
    }

    /** The direction waits for the last cotangent. */
    private Tensor collecting(Tensor x) {
      List<Tensor> constants = views.stream().map(Tensor::detach).toList();
      Tensor z = layer.map().forward(x, constants);
      Tensor input = x.detach();
      return CustomGradient.attach(
          z,
          views,
          g -> {
            pending.add(new Use(input, TensorScope.own(g)));
            return new ArrayList<>(Collections.nCopies(views.size(), null));
          });
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
        current = null;
        computed = new ArrayList<>();
        for (Tensor part : directions.of(layer, pending, trained)) {
          computed.add(part == null ? null : scope.keep(part));
        }
        pending.forEach(use -> use.cotangent().close());
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
