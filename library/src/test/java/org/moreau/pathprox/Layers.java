package org.moreau.pathprox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.GoldenData;
import org.moreau.engine.TensorScope;
import org.moreau.layer.Network;
import org.moreau.model.ModelState;

/** A network of named layers whose forward pass a test writes down. */
final class Layers extends Network {
  private final Map<String, Module> modules = new LinkedHashMap<>();
  private final Forward forward;

  /** The forward pass. */
  interface Forward {
    Tensor of(Layers layers, Tensor x);
  }

  Layers(Forward forward) {
    super("Layers");
    this.forward = forward;
    TensorScope.retain(this);
  }

  Layers with(String name, Module module) {
    modules.put(name, register_module(name, TensorScope.retain(module)));
    return this;
  }

  Layers dense(String name, long in, long out) {
    return with(name, new LinearImpl(in, out));
  }

  Layers convolution(String name, long in, long out, long groups) {
    Conv2dOptions options = new Conv2dOptions(in, out, new LongPointer(3, 3));
    options.padding().put(new LongPointer(1, 1));
    options.groups().put(groups);
    return with(name, new Conv2dImpl(options));
  }

  Layers inDouble() {
    to(ScalarType.Double, false);
    return this;
  }

  <M> M module(String name, Class<M> type) {
    return type.cast(Objects.requireNonNull(modules.get(name), name));
  }

  Tensor apply(String name, Tensor x) {
    Module module = Objects.requireNonNull(modules.get(name), name);
    return module instanceof LinearImpl dense ? dense.forward(x) : ((Conv2dImpl) module).forward(x);
  }

  Tensor forward(Tensor x) {
    return forward.of(this, x);
  }

  Map<String, Tensor> named() {
    return ModelState.of(this).parameters();
  }

  /** Gives every parameter the golden array of its name with this prefix. */
  Layers load(GoldenData golden, String prefix) {
    try (NoGradGuard guard = new NoGradGuard()) {
      named().forEach((name, parameter) -> parameter.copy_(golden.tensor(prefix + name)));
    }
    return this;
  }

  /** Applies layers in turn, each given by its name, with ReLU behind those marked by a "+". */
  static Forward inTurn(String... names) {
    return (layers, x) -> {
      Tensor a = x;
      for (String name : names) {
        a =
            name.endsWith("+")
                ? torch.relu(layers.apply(name.substring(0, name.length() - 1), a))
                : layers.apply(name, a);
      }
      return a;
    };
  }

  static List<Coupling> pairs(String... names) {
    List<Coupling> pairs = new java.util.ArrayList<>();
    for (int i = 0; i < names.length; i += 2) {
      pairs.add(new Coupling(names[i], names[i + 1]));
    }
    return pairs;
  }
}
